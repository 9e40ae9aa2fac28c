"""The tabular report as Markdown: one table per story, one row per finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from transcheck.model import Run, StoryReport
from transcheck.report.rows import COLUMNS, rows
from transcheck.report.visible import visible

# characters that Markdown or HTML would take for markup
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~&])")


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield the counts, then every story's table under a heading."""
    totals = run.totals()
    yield (
        f"# transcheck\n\n{totals.stories} stories: {totals.errors} error, {totals.warnings} "
        f"warning, {totals.infos} info\n"
    )
    for story in run.stories:
        yield f"\n{render_story(story)}"


def render_story(story: StoryReport) -> str:
    """Return one story's heading, versions, notes and table."""
    source = f" (source: {story.source})" if story.source else ""
    versions = ", ".join(f"{v.lang} {escaped(v.path)}" for v in story.versions)
    lines = [f"## {escaped(story.story)}", "", f"Versions: {versions}{source}", ""]
    lines += [f"Note: {escaped(note)}\n" for note in story.notes]
    found = list(rows(story))
    if not found:
        return "\n".join([*lines, "Nothing found.", ""])
    return "\n".join([*lines, table(COLUMNS, (row.cells() for row in found)), ""])


def table(
    columns: Sequence[str], cells: Iterable[Sequence[str]], *, is_markup: bool = False
) -> str:
    """Return rows of cells as a table; markup in the cells is escaped unless it `is_markup`."""
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    for row in cells:
        shown = row if is_markup else [escaped(cell) for cell in row]
        lines.append("| " + " | ".join(shown) + " |")
    return "\n".join(lines)


def escaped(text: str) -> str:
    """Return a text in which Markdown and HTML find no markup."""
    return _SPECIAL.sub(r"\\\1", visible(text))
