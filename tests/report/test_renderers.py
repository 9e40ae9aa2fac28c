"""Every format of a run, read back by its consumer's schema or parser."""

from __future__ import annotations

import csv as csv_module
import io
import json
import re
from pathlib import Path, PurePath
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from transcheck.model import (
    Finding,
    Location,
    RuleReport,
    Run,
    Severity,
    StoryReport,
    VersionReport,
)
from transcheck.report import FORMATS
from transcheck.report import render as pieces
from transcheck.report.rows import COLUMNS
from transcheck.report.visible import escaped_controls, without_bracketed_commands

SCHEMAS = Path(__file__).parent.parent / "schemas"
NL = Location("nl", "content/nl/brug ü.md", 3, 5, 3, 9, "1.250", (6, 11))
PL = Location("pl", "content/pl/brug ü.md", 4, 1, 6, 2, "dwa\nakapity\n", (1, 2))


def finding(
    severity: Severity = Severity.ERROR,
    message: str = "1,250 is 1,520",
    place: Location = NL,
    fingerprint: str = "0123456789abcdef",
) -> Finding:
    return Finding(
        "NUM101",
        "number-differs",
        severity,
        0.97,
        message,
        "1250 | 1520",
        place,
        (PL,),
        "1.520",
        fingerprint,
    )


def run(*findings: Finding) -> Run:
    versions = (VersionReport("nl", NL.path, 9, 80), VersionReport("pl", PL.path, 9, 80))
    rules = (
        RuleReport(
            "NUM101",
            "number-differs",
            Severity.ERROR,
            "A number has another value.",
            "Readers are misled.",
        ),
    )
    return Run(
        (
            StoryReport("content/brug ü", "nl", versions, findings),
            StoryReport("empty", None, versions, ()),
        ),
        0.5,
        rules,
    )


def render(name: str, run: Run) -> str:
    return "".join(pieces(name, run))


def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


MIXED = run(
    finding(Severity.INFO, fingerprint="a"),
    finding(Severity.ERROR, "first\nline, 5%: so", fingerprint="b"),
    finding(Severity.WARNING, place=PL),
)


def test_json_keeps_what_unicode_calls_line_breaks() -> None:
    text = "a\u2028b\u2029c\x85d\ne"
    data = json.loads(render("json", run(finding(message=text))))
    assert data["stories"][0]["findings"][0]["message"] == text


def test_github_puts_errors_first_and_escapes() -> None:
    first, second, third, total = render("github", MIXED).splitlines()
    assert total.startswith("2 stories checked in ")
    assert first == (
        "::error file=content/nl/brug ü.md,line=3,endLine=3,col=5,endColumn=9,title=NUM101 "
        "number-differs"
        "::first%0Aline, 5%25: so — pl content/pl/brug ü.md:4"
    )
    assert second.startswith(
        "::warning file=content/pl/brug ü.md,line=4,endLine=6,title="
    )  # no columns over several lines
    assert third.startswith("::notice ")


@given(st.text(), st.text(min_size=1))
def test_a_github_command_stays_one_line_and_reads_back(message: str, path: str) -> None:
    place = Location("nl", path, 1, 1, 1, 2, "x")
    (line, _total) = [
        part
        for part in re.split(
            r"[\r\n]", render("github", run(finding(message=message, place=place)))
        )
        if part
    ]
    properties, _, text = line.removeprefix("::error ").partition("::")
    read = dict(item.split("=", 1) for item in properties.split(","))

    def back(value: str) -> str:
        for code, letter in (
            ("%0D", "\r"),
            ("%0A", "\n"),
            ("%3A", ":"),
            ("%2C", ","),
            ("%25", "%"),
        ):
            value = value.replace(code, letter)
        return value

    shown = [
        without_bracketed_commands(escaped_controls(value))
        for value in (PurePath(path).as_posix(), message)
    ]
    assert back(read["file"]) == shown[0]
    assert back(text).startswith(shown[1])


def test_sarif_is_valid() -> None:
    log = json.loads(render("sarif", MIXED))
    jsonschema.validate(log, schema("sarif-2.1.0"))
    (only,) = log["runs"]
    assert only["columnKind"] == "unicodeCodePoints"
    assert [result["level"] for result in only["results"]] == ["error", "warning", "note"]
    first = only["results"][0]
    assert only["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "NUM101"
    assert first["partialFingerprints"]["primaryLocationLineHash"] == "b"
    physical = first["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {
        "uri": "content/nl/brug%20%C3%BC.md",
        "uriBaseId": "%SRCROOT%",
    }
    assert physical["region"] == {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9}
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["endLine"] == 6


def test_sarif_of_too_many_findings_says_so() -> None:
    many = [finding(Severity.WARNING, fingerprint=str(number)) for number in range(25_000)]
    log = json.loads(render("sarif", run(*many, finding(Severity.ERROR))))
    results = log["runs"][0]["results"]
    assert (len(results), results[0]["level"]) == (25_000, "error")
    (notice,) = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"].startswith("1 findings of lower severity were left out")


def test_sarif_of_a_file_elsewhere_has_an_absolute_address() -> None:
    place = Location("nl", str(Path("/elsewhere/nl.md")), 1, 1, 1, 2, "x")
    log = json.loads(render("sarif", run(finding(place=place))))
    jsonschema.validate(log, schema("sarif-2.1.0"))
    physical = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "file:///elsewhere/nl.md"}


def test_gitlab_is_valid() -> None:
    found = json.loads(render("gitlab", MIXED))
    jsonschema.validate(found, schema("gitlab"))
    assert [item["severity"] for item in found] == ["info", "major", "minor"]
    assert len({item["fingerprint"] for item in found}) == 3
    assert found[2]["location"]["lines"] == {"begin": 4, "end": 6}


def test_rdjson_counts_bytes() -> None:
    data = json.loads(render("rdjson", MIXED))
    jsonschema.validate(data, schema("rdjson"))
    first = data["diagnostics"][0]
    assert first["location"]["range"] == {
        "start": {"line": 3, "column": 6},
        "end": {"line": 3, "column": 11},
    }
    assert first["suggestions"][0]["text"] == "1.520"


def test_junit_fails_the_versions_that_err() -> None:
    suites = JUnitXml.fromstring(render("junit", MIXED).encode())
    assert (suites.tests, suites.failures) == (4, 2)
    first, empty = suites
    assert [case.name for case in first] == ["nl content/nl/brug ü.md", "pl content/pl/brug ü.md"]
    assert [len(case.result) for case in first] == [1, 1]
    assert next(iter(first)).system_out.startswith("content/nl/brug ü.md:3:5: info NUM101")
    assert [len(case.result) for case in empty] == [0, 0]


@given(st.text())
def test_junit_holds_any_text(message: str) -> None:
    JUnitXml.fromstring(render("junit", run(finding(message=message))).encode("utf-8", "replace"))


def test_csv_reads_back() -> None:
    rows = list(csv_module.DictReader(io.StringIO(render("csv", MIXED), newline="")))
    assert list(rows[0]) == ["story", *COLUMNS]
    assert [row["severity"] for row in rows] == ["info", "error", "warning"]
    assert rows[0]["other_line"] == "4"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x"])
def test_csv_holds_no_formula(text: str) -> None:
    place = Location("nl", "nl.md", 1, 1, 1, 2, text)
    (row,) = csv_module.DictReader(
        io.StringIO(render("csv", run(finding(place=place))), newline="")
    )
    assert row["text"] == f"'{text}"


def test_jsonl_is_a_finding_a_line() -> None:
    lines = [json.loads(line) for line in render("jsonl", MIXED).splitlines()]
    assert [line["severity"] for line in lines] == ["info", "error", "warning"]
    assert lines[0]["story"] == "content/brug ü"
    assert lines[0]["location"]["text"] == "1.250"


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_run_is_rendered(name: str) -> None:
    text = render(name, Run((), 0.0))
    if name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(text)
