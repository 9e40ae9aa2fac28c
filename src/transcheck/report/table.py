"""The table on a terminal: a story's findings under its id, with columns that line up in every
script (wcwidth).
"""

from __future__ import annotations

from collections.abc import Iterator

from transcheck.model import Finding, Run, Severity, StoryReport, Totals
from transcheck.report.visible import visible

_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_RESET = "\x1b[0m"
_WIDEST = 88  # columns of a message before it is wrapped


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield the stories that have findings or notes, each as a table, and a line with the
    counts.
    """
    for story in run.stories:
        if story.findings or story.notes:
            yield f"{_story(story, colour)}\n"
    yield f"{counted(run.totals(), run.seconds)}\n"


def _story(story: StoryReport, colour: bool) -> str:
    from tabulate import tabulate

    lines = [visible(story.story), *(f"  note: {visible(note)}" for note in story.notes)]
    if story.findings:
        table = [_cells(finding, colour) for finding in story.findings]
        headers = ["place", "code", "severity", "message"]
        lines.append(
            tabulate(
                table,
                headers,
                "simple",
                maxcolwidths=[None, None, None, _WIDEST],
                disable_numparse=True,
            )
        )
    return "\n".join(lines) + "\n"


def _cells(finding: Finding, colour: bool) -> list[str]:
    place = finding.location
    severity = str(finding.severity)
    if colour:
        severity = f"{_COLOURS[finding.severity]}{severity}{_RESET}"
    return [
        f"{place.lang} {visible(place.path)}:{place.line}:{place.column}",
        finding.code,
        severity,
        visible(" ".join(finding.message.split())),
    ]


def counted(totals: Totals, seconds: float) -> str:
    """Return a line with the counts and the duration of a run."""
    counts = (
        f"{_counted(totals.errors, 'error')}, {_counted(totals.warnings, 'warning')}, "
        f"{totals.infos} info"
    )
    return f"{_counted(totals.stories, 'story', 'stories')} checked in {seconds:.2f} s: {counts}"


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
