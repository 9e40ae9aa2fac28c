"""The report as Markdown, made for reading: one table per story, one row per finding.

The tabular columns are in CSV.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath
from urllib.parse import quote

from transcheck.model import Finding, Location, Run, StoryReport
from transcheck.report.visible import visible

_COLUMNS = ("severity", "place", "message", "texts")
_LONGEST = 200  # characters of a text that are shown

# characters that Markdown or HTML would take for markup
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!~&])")


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield the counts, then every story's table under a heading."""
    totals = run.totals()
    yield (
        f"# transcheck\n\n{totals.stories} stories: {totals.errors} errors, {totals.warnings} "
        f"warnings, {totals.infos} info\n"
    )
    for story in run.stories:
        yield f"\n{render_story(story)}"


def render_story(story: StoryReport, up: str = "") -> str:
    """Return one story's heading, versions, notes and table.

    `up` are the steps from the report's folder to the one that paths are relative to.
    """
    source = f" (source: {story.source})" if story.source else ""
    versions = ", ".join(f"{v.lang} {escaped(v.path)}" for v in story.versions)
    lines = [f"## {escaped(story.story)}", "", f"Versions: {versions}{source}", ""]
    lines += [f"Note: {escaped(note)}\n" for note in story.notes]
    if not story.findings:
        return "\n".join([*lines, "Nothing found.", ""])
    cells = [_cells(finding, up) for finding in story.findings]
    return "\n".join([*lines, table(_COLUMNS, cells, is_markup=True), ""])


def _cells(finding: Finding, up: str) -> tuple[str, ...]:
    """Return the severity and the code, the place as a link, the message, and both texts."""
    place = finding.location
    what = f"{finding.severity} {finding.code}"
    link = f"[{escaped(f'{place.lang} {place.shown}')}]({_address(place, up)})"
    texts = [place, *finding.related[:1]]
    said = [f"{text.lang}: {_quoted(text.text)}" for text in texts if text.text.strip()]
    return what, link, escaped(finding.message), "<br>".join(said)


def _address(place: Location, up: str) -> str:
    """Return the address of a place; forges show its line."""
    path = place.path if PurePath(place.path).is_absolute() else f"{up}{place.path}"
    return f"{quote(path.replace(os.sep, '/'), errors='surrogateescape')}#L{place.line}"


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    cut = flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]} …"
    return escaped(cut)


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
