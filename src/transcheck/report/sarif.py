"""SARIF 2.1.0 (OASIS), within the limits of GitHub's code scanning."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from transcheck import __version__
from transcheck.model import Finding, Location, RuleReport, Run, Severity

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.OFF: "none",
}
_MOST_RESULTS = 25_000  # results that GitHub accepts per run
_MOST_RELATED = 100  # related places that GitHub accepts per result


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as a SARIF log.

    Of more than 25,000 findings only the most severe, with a notice that says so.
    """
    findings = [finding for story in run.stories for finding in story.findings]
    kept = sorted(findings, key=lambda finding: -finding.severity)[:_MOST_RESULTS]
    index = {rule.code: number for number, rule in enumerate(run.rules)}
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if faults := [f"{story.story}: {story.fault}" for story in run.stories if story.fault]:
        notices = [{"level": "error", "message": {"text": fault}} for fault in faults]
        invocation |= {"executionSuccessful": False, "toolExecutionNotifications": notices}
    if len(kept) < len(findings):
        left = (
            f"{len(findings) - len(kept)} findings of lower severity were left out: no more "
            f"than {_MOST_RESULTS} are taken"
        )
        notice = {"level": "warning", "message": {"text": left}}
        invocation["toolExecutionNotifications"] = [
            *invocation.get("toolExecutionNotifications", []),
            notice,
        ]
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "transcheck",
                        "version": __version__,
                        "rules": [_rule(rule) for rule in run.rules],
                    }
                },
                "invocations": [invocation],
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, index, run) for finding in kept],
            }
        ],
    }
    yield json.dumps(log, indent=1) + "\n"


def _rule(rule: RuleReport) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.why, "markdown": f"**{rule.summary}**\n\n{rule.why}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["translation", rule.code[:3]]},
    }


def _result(finding: Finding, index: dict[str, int], run: Run) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": _physical(finding.location, run)}],
        # GitHub tracks a finding by the first one only; it does not depend on the line, so moved
        # text is recognised
        "partialFingerprints": {
            "primaryLocationLineHash": finding.fingerprint,
            "transcheck/v1": finding.fingerprint,
        },
        "rank": round(100 * finding.confidence, 1),
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    if finding.related:
        result["relatedLocations"] = [
            {
                "id": number,
                "message": {"text": place.lang},
                "physicalLocation": _physical(place, run),
            }
            for number, place in enumerate(finding.related[:_MOST_RELATED])
        ]
    if finding.suggestion is not None:
        result["fixes"] = [_fix(finding.location, finding.suggestion, run)]
    return result


def _fix(place: Location, text: str, run: Run) -> dict[str, Any]:
    physical = _physical(place, run)
    replacement = {"deletedRegion": physical["region"], "insertedContent": {"text": text}}
    return {
        "description": {"text": f"Write “{text}”"},
        "artifactChanges": [
            {"artifactLocation": physical["artifactLocation"], "replacements": [replacement]}
        ],
    }


def _physical(place: Location, run: Run) -> dict[str, Any]:
    path = run.path_in_repository(place.path)
    address = quote(os.fsencode(path))
    artifact = (
        {"uri": f"file://{address}"}
        if PurePath(path).is_absolute()
        else {"uri": address, "uriBaseId": "%SRCROOT%"}
    )
    region = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    return {"artifactLocation": artifact, "region": region}
