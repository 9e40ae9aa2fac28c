"""The tabular report as CSV (RFC 4180), with the story in the first column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from transcheck.model import Run
from transcheck.report.rows import COLUMNS, rows

_FORMULA = ("=", "+", "-", "@")


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as CSV with a heading and one row per finding."""
    yield _lines([("story", *COLUMNS)])
    for story in run.stories:
        yield _lines((story.story, *row.cells()) for row in rows(story))


def _lines(table: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [inert(cell) for cell in row] for row in table
    )
    return text.getvalue()


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: articles may be hostile."""
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell
