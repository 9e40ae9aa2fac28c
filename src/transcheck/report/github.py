"""Workflow commands that GitHub Actions shows as annotations on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from transcheck.model import Finding, Run, Severity
from transcheck.report.table import counted
from transcheck.report.visible import escaped_controls, without_bracketed_commands

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield one command per finding, the most severe first: GitHub shows no more than ten of each
    kind. If there are any, the last line has the counts of all.
    """
    for severity in _COMMANDS:
        for story in run.stories:
            for finding in story.findings:
                if finding.severity is severity:
                    yield without_bracketed_commands(_command(finding, run)) + "\n"
    totals = run.totals()
    if totals.worst():
        yield f"{counted(totals, run.seconds)}; `transcheck rule CODE` explains a rule\n"


def _command(finding: Finding, run: Run) -> str:
    place = finding.location
    properties = {
        "file": run.path_in_repository(place.path),
        "line": str(place.line),
        "endLine": str(place.end_line),
    }
    if place.line == place.end_line:  # GitHub drops an annotation that has columns on several lines
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    properties["title"] = f"{finding.code} {finding.rule}"
    listed = ",".join(
        f"{name}={escaped_controls(value).translate(_PROPERTY)}"
        for name, value in properties.items()
    )
    return (
        f"::{_COMMANDS[finding.severity]} "
        f"{listed}::{escaped_controls(_message(finding)).translate(_DATA)}"
    )


def _message(finding: Finding) -> str:
    others = [f"{place.lang} {place.path}:{place.line}" for place in finding.related[:1]]
    return " — ".join([finding.message, *others])
