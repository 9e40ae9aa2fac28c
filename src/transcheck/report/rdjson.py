"""reviewdog's diagnostic format (rdjson): lines and columns are 1-based, columns count UTF-8
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from transcheck.model import Finding, Location, Run, Severity

_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as one rdjson object."""
    found = [_diagnostic(finding, run) for story in run.stories for finding in story.findings]
    yield json.dumps({"source": {"name": "transcheck"}, "diagnostics": found}, indent=1) + "\n"


def _diagnostic(finding: Finding, run: Run) -> dict[str, Any]:
    data: dict[str, Any] = {
        "message": finding.message,
        "location": _location(finding.location, run),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
    }
    if finding.suggestion is not None:
        data["suggestions"] = [{"range": _range(finding.location), "text": finding.suggestion}]
    if finding.related:
        data["relatedLocations"] = [
            {"message": place.lang, "location": _location(place, run)} for place in finding.related
        ]
    return data


def _location(place: Location, run: Run) -> dict[str, Any]:
    return {"path": run.path_in_repository(place.path), "range": _range(place)}


def _range(place: Location) -> dict[str, Any]:
    start, end = place.byte_columns
    return {
        "start": {"line": place.line, "column": start},
        "end": {"line": place.end_line, "column": end},
    }
