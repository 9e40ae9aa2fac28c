"""The tabular report as CSV (RFC 4180), a story column in front."""

from __future__ import annotations

import csv
import io

from transcheck.model import Run
from transcheck.report.rows import COLUMNS, rows

_FORMULA = ("=", "+", "-", "@")


def render(run: Run, *, colour: bool = False) -> str:
    """Return a run as CSV with a heading, one row a finding."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("story", *COLUMNS))
    for story in run.stories:
        writer.writerows([inert(cell) for cell in (story.story, *row.cells())] for row in rows(story))
    return text.getvalue()


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: articles may be hostile."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
