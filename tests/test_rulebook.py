from __future__ import annotations

from pathlib import Path

import pytest

from transcheck import rulebook
from transcheck.checks import CHECKS
from transcheck.config import Settings
from transcheck.model import Severity, TranscheckError
from transcheck.suppress import comments

RULES = rulebook.load(rulebook.folder())


def chosen(**settings: object) -> list[str]:
    return [rule.code for rule in rulebook.apply(RULES, Settings(**settings))]  # type: ignore[arg-type]


def test_every_rule_has_a_check_and_a_reason() -> None:
    for rule in RULES:
        assert rule.check in {*CHECKS, comments.CHECK}
        assert rule.summary.endswith(".") and len(rule.why) > 40


def test_names_and_codes_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)


def test_default_severities() -> None:
    found = {rule.code: rule.severity for rule in RULES}
    errors = {"PAR101", "NUM101", "NUM104", "NUM105", "NUM106", "NUM108", "NAM105"}
    errors |= {"DOC101", "DOC102", "DOC104", "DOC107", "DOC108"}
    errors |= {f"UNT10{k}" for k in (1, 4, 6, 8)}
    errors |= {f"MRK10{k}" for k in (1, 2, 3, 4, 6, 7, 9)}
    assert {code for code, severity in found.items() if severity is Severity.ERROR} == errors


def test_select_and_ignore() -> None:
    assert chosen(select=("NUM",)) == [f"NUM10{k}" for k in range(1, 10)]
    assert chosen(select=("NUM",), ignore=("NUM103",)) == [
        f"NUM10{k}" for k in (1, 2, 4, 5, 6, 7, 8, 9)
    ]
    assert chosen(select=("NUM101",), ignore=("NUM",)) == ["NUM101"]
    assert chosen(select=("NUM101",), ignore=("NUM101",)) == []
    assert "NUM101" not in chosen(ignore=("NUM",))


def test_severity_by_code_outweighs_family() -> None:
    rules = rulebook.apply(RULES, Settings(severity={"NUM": Severity.OFF, "NUM101": Severity.INFO}))
    assert [(r.code, r.severity) for r in rules if r.code.startswith("NUM")] == [
        ("NUM101", Severity.INFO)
    ]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("X.toml", 'code = "NUM999"\n', "missing or unknown"),
        ("X.toml", "code = \n", "cannot be read as a rule"),
        (
            "X.toml",
            'code="Y"\nname="y"\ncheck="c"\nseverity="error"\nsummary="s"\nwhy="w"\n',
            "three capitals and three digits",
        ),
        (
            "X.toml",
            'code="YYY101"\nname="y"\ncheck="c"\nseverity="error"\nsummary="s"\nwhy="w"\n',
            "name the file YYY101.toml",
        ),
        (
            "YYY101.toml",
            'code="YYY101"\nname=3\ncheck="c"\nseverity="error"\nsummary="s"\nwhy="w"\n',
            "are strings",
        ),
        (
            "YYY101.toml",
            'code="YYY101"\nname="y"\ncheck="c"\nseverity="bad"\nsummary="s"\nwhy="w"\n',
            "not a severity",
        ),
        ("X.txt", "", "no rules here"),
    ],
)
def test_mistakes(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TranscheckError, match=message):
        rulebook.load(tmp_path)


@pytest.mark.parametrize("code", ["XYZ", "QQQ101", "名前"])
def test_a_code_that_is_like_none_is_a_message(code: str) -> None:
    with pytest.raises(TranscheckError, match=r"`transcheck rule` lists them"):
        chosen(select=(code,))
