"""The machine-readable report, schema 1 (report/schema.json)."""

from __future__ import annotations

import json
from typing import Any

from transcheck import __version__
from transcheck.model import Finding, Location, Run, Severity, StoryReport

SCHEMA = 1


def render(run: Run, *, colour: bool = False) -> str:
    """Return a run as JSON; half a surrogate pair, which no UTF-8 can hold, is written as an escape."""
    text = json.dumps(as_data(run), ensure_ascii=False, indent=1)
    if any("\ud800" <= c <= "\udfff" for c in text):
        text = json.dumps(as_data(run), indent=1)
    return text + "\n"


def as_data(run: Run) -> dict[str, Any]:
    """Return a run as the data of schema 1."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "transcheck", "version": __version__},
        "stories": [_story(story) for story in run.stories],
        "summary": {
            "stories": len(run.stories),
            "versions": sum(len(story.versions) for story in run.stories),
            "error": run.count(Severity.ERROR),
            "warning": run.count(Severity.WARNING),
            "info": run.count(Severity.INFO),
            "seconds": round(run.seconds, 3),
        },
    }


def _story(story: StoryReport) -> dict[str, Any]:
    return {
        "story": story.story,
        "source": story.source,
        "versions": [{"lang": v.lang, "path": v.path, "blocks": v.blocks, "words": v.words} for v in story.versions],
        "notes": list(story.notes),
        "findings": [finding_data(finding) for finding in story.findings],
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as the data of schema 1."""
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": str(finding.severity),
        "confidence": finding.confidence,
        "message": finding.message,
        "evidence": finding.evidence,
        "fingerprint": finding.fingerprint,
        "suggestion": finding.suggestion,
        "location": _location(finding.location),
        "related": [_location(place) for place in finding.related],
    }


def _location(place: Location) -> dict[str, Any]:
    return {
        "lang": place.lang,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "text": place.text,
    }
