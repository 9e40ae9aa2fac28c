"""GitLab's code quality report: a JSON array with a fingerprint that stays the same when lines
move.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from transcheck.model import Finding, Run, Severity

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as a code quality report; an empty array if there are no findings."""
    found = [_issue(finding, run) for story in run.stories for finding in story.findings]
    yield json.dumps(found, indent=1) + "\n"


def _issue(finding: Finding, run: Run) -> dict[str, Any]:
    place = finding.location
    return {
        "description": f"{finding.code} {finding.message}",
        "check_name": f"{finding.code} {finding.rule}",
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": run.path_in_repository(place.path),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }
