"""Every rule against its fixture: `CODE.md` holds cases with the findings expected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from conftest import commit
from transcheck import changes, config, rulebook
from transcheck.annotate.language import main_script
from transcheck.engine import check

UNITS = "nl.po"  # a block in the language `po` holds units
FOLDER = Path(__file__).parent
CASE = re.compile(r"^## (?P<verdict>good|bad): (?P<title>.+)$", re.MULTILINE)
VERSION = re.compile(r"^```(?P<lang>[\w-]+)(?P<flag> source| hex| former)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
CONFIG = re.compile(r"^```toml\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
BASELINE = re.compile(r"^```json\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
GLOSSARY = re.compile(r"^```csv\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
EXPECTED = re.compile(r'^- (?P<lang>[\w-]+):(?P<line>\d+) "(?P<text>.*)"$', re.MULTILINE)


@dataclass(frozen=True)
class Case:
    code: str
    verdict: str
    title: str
    versions: tuple[tuple[str, bytes], ...]
    former: tuple[tuple[str, bytes], ...]
    source: str | None
    config: str
    glossary: str
    baseline: str
    expected: frozenset[tuple[str, int, str]]


def cases() -> Iterator[Case]:
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        heads = list(CASE.finditer(text))
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            body = text[head.end() : following.start() if following else len(text)]
            settings = CONFIG.search(body)
            versions = [match for match in VERSION.finditer(body) if match["lang"] not in ("toml", "csv", "json")]
            yield Case(
                file.stem,
                head["verdict"],
                head["title"],
                tuple((m["lang"], content(m)) for m in versions if m["flag"] != " former"),
                tuple((m["lang"], content(m)) for m in versions if m["flag"] == " former"),
                next((m["lang"] for m in versions if m["flag"] == " source"), None),
                settings["text"] if settings else "",
                names["text"] if (names := GLOSSARY.search(body)) else "",
                known["text"] if (known := BASELINE.search(body)) else "",
                frozenset((m["lang"], int(m["line"]), m["text"]) for m in EXPECTED.finditer(body)),
            )


def content(match: re.Match[str]) -> bytes:
    return bytes.fromhex(match["text"]) if match["flag"] == " hex" else match["text"].encode("utf-8")


CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.verdict}-{case.title}")
def test_rule(case: Case, tmp_path: Path) -> None:
    files = []
    since = None
    if case.former:  # what the versions were like at the revision that the run is about
        for lang, text in dict(case.versions + case.former).items():
            (tmp_path / f"{lang}.md").write_bytes(text)
        since = commit(tmp_path)
    for lang, text in case.versions:
        files.append(tmp_path / (UNITS if lang == "po" else f"{lang}.md"))
        files[-1].write_bytes(text)
    (tmp_path / "transcheck.toml").write_text(case.config, encoding="utf-8")
    if case.glossary:
        (tmp_path / "glossary.csv").write_text(case.glossary, encoding="utf-8")
    if case.baseline:
        (tmp_path / "baseline.json").write_text(case.baseline.replace("STORY", tmp_path.name), encoding="utf-8")
    stated = config.load(tmp_path / "transcheck.toml")
    settings = replace(stated, source=case.source, select=(case.code, *stated.select))
    run = check(files, settings, changes=changes.since(since, tmp_path) if since else None)
    found = {(f.location.lang, f.location.line, f.location.text) for s in run.stories for f in s.findings if f.code == case.code}
    assert found == case.expected
    assert bool(case.expected) == (case.verdict == "bad")


def test_rules_and_fixtures_match_one_to_one() -> None:
    rules = {rule.code for rule in rulebook.load(rulebook.folder())}
    assert rules == {file.stem for file in FOLDER.glob("*.md")}


def test_every_rule_has_good_and_bad_cases_in_several_scripts() -> None:
    for code in {case.code for case in CASES}:
        own = [case for case in CASES if case.code == code]
        assert {case.verdict for case in own} == {"good", "bad"}
        units = "".join(text.decode() for case in own for lang, text in case.versions if lang == "po")
        scripts = {main_script(letter) for letter in units if letter.isalpha()}
        assert len({lang for case in own for lang, _ in case.versions} | scripts) >= 3, code
