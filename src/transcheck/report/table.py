"""The table on a terminal: a story's findings under its id, with columns that line up in every
script (wcwidth).
"""

from __future__ import annotations

from collections.abc import Iterator

from wcwidth import wcswidth

from transcheck.locales import UNKNOWN
from transcheck.model import Finding, Run, Severity, StoryReport, Totals
from transcheck.report.visible import visible

_COLOURS = {Severity.ERROR: "\x1b[31m", Severity.WARNING: "\x1b[33m", Severity.INFO: "\x1b[36m"}
_RESET = "\x1b[0m"
_WIDEST = 88  # columns of a message before it is wrapped, where there is no terminal
_NARROWEST = 30  # columns of a message on a narrow terminal
_BESIDE = 20  # columns that the code, the severity and the gaps take
_FEWEST = 2  # versions, of which either may be the one that is wrong


def render(run: Run, *, colour: bool = False, columns: int = 0) -> Iterator[str]:
    """Yield the stories that have findings or notes, each as a table, and a line with the counts.

    What is not shown follows, and how to name the source if none is known.
    """
    for story in run.stories:
        if story.findings or story.notes:
            yield f"{_story(story, colour, columns)}\n"
    yield f"{counted(run.totals(), run.seconds)}\n"
    hidden = sum(len(story.suppressed) for story in run.stories)
    if hidden:
        yield (
            f"{_counted(hidden, 'known finding')} not shown (comments, the baseline or the "
            "configuration accept them)\n"
        )
    blamed = next((story for story in run.stories if _blames_by_order(story)), None)
    if blamed:
        choices = " or ".join(f"--source {v.lang}" for v in blamed.versions if v.lang != UNKNOWN)
        yield (
            "Which version is the original is not known, so a finding may lie in either; name it: "
            f"{choices}\n"
        )


def _blames_by_order(story: StoryReport) -> bool:
    """Return whether only the order of versions decides which of them is wrong."""
    return bool(story.findings) and story.source is None and len(story.versions) >= _FEWEST


def _message_width(story: StoryReport, columns: int) -> int:
    """Return the columns for messages: what the terminal has left beside the places."""
    if not columns:
        return _WIDEST
    places = max(wcswidth(_place(finding)) for finding in story.findings)
    return max(_NARROWEST, columns - places - _BESIDE)


def _story(story: StoryReport, colour: bool, columns: int) -> str:
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
                maxcolwidths=[None, None, None, _message_width(story, columns)],
                disable_numparse=True,
            )
        )
    return "\n".join(lines) + "\n"


def _cells(finding: Finding, colour: bool) -> list[str]:
    severity = str(finding.severity)
    if colour:
        severity = f"{_COLOURS[finding.severity]}{severity}{_RESET}"
    return [
        _place(finding),
        finding.code,
        severity,
        visible(" ".join(finding.message.split())),
    ]


def _place(finding: Finding) -> str:
    place = finding.location
    return f"{place.lang} {visible(place.shown)}"


def counted(totals: Totals, seconds: float) -> str:
    """Return a line with the counts and the duration of a run."""
    counts = (
        f"{_counted(totals.errors, 'error')}, {_counted(totals.warnings, 'warning')}, "
        f"{totals.infos} info"
    )
    return f"{_counted(totals.stories, 'story', 'stories')} checked in {seconds:.2f} s: {counts}"


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
