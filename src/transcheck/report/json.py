"""The machine-readable report, schema 1 (report/schema.json)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from transcheck import __version__
from transcheck.model import (
    Finding,
    Location,
    Run,
    Severity,
    StoryReport,
    TranscheckError,
    VersionReport,
)

SCHEMA = 1


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as JSON, one story at a time."""
    yield "{"
    yield from _member("schema", SCHEMA)
    yield from _member("tool", {"name": "transcheck", "version": __version__})
    signed = {
        "id": run.id,
        "begun": _time(run.begun),
        "signature": run.signature,
        "judged": list(run.judged),
    }
    yield from _member("run", signed)
    yield '\n "stories": ['
    end = ""
    for story in run.stories:
        yield f"{end}\n{_indented(dumped(story_data(story)), '  ')}"
        end = ","
    yield "\n ]," if end else "],"
    totals = run.totals()
    summary = {
        "stories": totals.stories,
        "versions": totals.versions,
        "error": totals.errors,
        "warning": totals.warnings,
        "info": totals.infos,
        "seconds": round(run.seconds, 3),
    }
    yield from _member("summary", summary, last=True)
    yield "\n}\n"


def lines(run: Run) -> Iterator[str]:
    """Yield one line per story: the object that stands for it in a report."""
    return (json.dumps(story_data(story), ensure_ascii=True) + "\n" for story in run.stories)


def _member(name: str, value: Any, *, last: bool = False) -> Iterator[str]:
    yield f'\n "{name}": {_indented(dumped(value), " ").lstrip()}{"" if last else ","}'


def _indented(text: str, prefix: str) -> str:
    """Return indented JSON; only line feeds count, as strings may contain other characters that
    Unicode calls breaks.
    """
    return prefix + text.replace("\n", f"\n{prefix}")


def dumped(value: Any) -> str:
    """Return a value as JSON; half a surrogate pair, which UTF-8 cannot represent, is written as an
    escape.
    """
    text = json.dumps(value, ensure_ascii=False, indent=1)
    return json.dumps(value, indent=1) if any("\ud800" <= c <= "\udfff" for c in text) else text


def story_data(story: StoryReport) -> dict[str, Any]:
    """Return a story as the data of schema 1."""
    return {
        "story": story.story,
        "source": story.source,
        "headline": story.headline,
        "versions": [
            {"lang": v.lang, "path": v.path, "blocks": v.blocks, "words": v.words}
            for v in story.versions
        ],
        "notes": list(story.notes),
        "fault": story.fault or None,
        "findings": [finding_data(finding) for finding in story.findings],
        "suppressed": [
            {"code": code, "fingerprint": fingerprint} for code, fingerprint in story.suppressed
        ],
    }


def _time(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


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


def parse(text: str, where: str) -> Run:
    """Return the run that a report describes.

    Raises:
        TranscheckError: it is not a report of schema 1, or its version of transcheck did not record
            the run.
    """
    try:
        data = json.loads(text)
        if data["schema"] != SCHEMA:
            raise TranscheckError(
                f"{where}: is of schema {data['schema']}; this version reads schema {SCHEMA}"
            )
        run = data["run"]
        return Run(
            stories=tuple(_parsed(story) for story in data["stories"]),
            seconds=float(data["summary"]["seconds"]),
            id=str(run["id"]),
            begun=datetime.fromisoformat(run["begun"]).timestamp(),
            signature=str(run["signature"]),
            judged=tuple(map(str, run["judged"])),
        )
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        OverflowError,
        RecursionError,
    ) as error:
        what = f"{type(error).__name__}: {error}"
        raise TranscheckError(
            f"{where}: is not a report of transcheck ({what}); use what `check --format json` wrote"
        ) from error


def _parsed(story: dict[str, Any]) -> StoryReport:
    return StoryReport(
        story=str(story["story"]),
        source=story["source"],
        versions=tuple(
            VersionReport(str(v["lang"]), str(v["path"]), int(v["blocks"]), int(v["words"]))
            for v in story["versions"]
        ),
        findings=tuple(_parsed_finding(finding) for finding in story["findings"]),
        suppressed=tuple(
            (str(item["code"]), str(item["fingerprint"])) for item in story["suppressed"]
        ),
        fault=story.get("fault") or "",
        headline=str(story.get("headline") or ""),
    )


def _parsed_finding(data: dict[str, Any]) -> Finding:
    texts = {key: str(data[key]) for key in ("code", "rule", "message", "evidence", "fingerprint")}
    return Finding(
        severity=Severity.parse(data["severity"]),
        confidence=float(data["confidence"]),
        location=_parsed_location(data["location"]),
        related=tuple(_parsed_location(place) for place in data["related"]),
        suggestion=data["suggestion"],
        **texts,
    )


def _parsed_location(place: dict[str, Any]) -> Location:
    line, column, end_line, end_column = (
        int(place[key]) for key in ("line", "column", "end_line", "end_column")
    )
    return Location(
        str(place["lang"]),
        str(place["path"]),
        line,
        column,
        end_line,
        end_column,
        str(place["text"]),
    )
