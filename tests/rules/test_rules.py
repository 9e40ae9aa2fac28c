"""Every rule against its fixture: `CODE.md` contains cases with the expected findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT, commit
from transcheck import rule_fixtures, rulebook
from transcheck.annotate.language import main_script

FOLDER = Path(__file__).parent
CASES = [case for file in sorted(FOLDER.glob("*.md")) for case in rule_fixtures.cases(file)]
HOUSE = ROOT / "examples" / "rules"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.verdict}-{case.title}")
def test_rule(case: rule_fixtures.Case, tmp_path: Path) -> None:
    since = None
    if case.former:  # the versions at the revision that the run compares with
        for lang, text in dict(case.versions + case.former).items():
            (tmp_path / f"{lang}.md").write_bytes(text)
        since = commit(tmp_path)
    verdict = rule_fixtures.run(case, tmp_path, since=since)
    assert (verdict.missing, verdict.extra) == ((), ())


@pytest.mark.parametrize(
    "verdict",
    list(rule_fixtures.run_all(HOUSE)),
    ids=lambda v: f"{v.case.code}-{v.case.verdict}-{v.case.title}",
)
def test_rule_of_a_house(verdict: rule_fixtures.Verdict) -> None:
    assert (verdict.missing, verdict.extra) == ((), ())


def test_rules_and_fixtures_match_one_to_one() -> None:
    rules = {rule.code for rule in rulebook.load(rulebook.folder())}
    assert rules == {file.stem for file in FOLDER.glob("*.md")}


def test_every_rule_has_good_and_bad_cases_in_several_scripts() -> None:
    for code in {case.code for case in CASES}:
        own = [case for case in CASES if case.code == code]
        assert {case.verdict for case in own} == {"good", "bad"}
        units = "".join(
            text.decode() for case in own for lang, text in case.versions if lang == "po"
        )
        scripts = {main_script(letter) for letter in units if letter.isalpha()}
        assert len({lang for case in own for lang, _ in case.versions} | scripts) >= 3, code
