from __future__ import annotations

import pytest
from msgspec.structs import replace

from transcheck import checks, rulebook
from transcheck.checks.markup import own_placeholders
from transcheck.config import Settings
from transcheck.model import TranscheckError


def rules_with(*patterns: str) -> tuple[rulebook.Rule, ...]:
    settings = replace(Settings(), options={"MRK101": {"patterns": list(patterns)}})
    return rulebook.apply(rulebook.book(settings), settings)


def test_placeholders_of_a_pattern() -> None:
    patterns = own_placeholders.patterns_of({rule.name: rule for rule in rules_with("<<[a-z]+>>")})
    assert own_placeholders.find(patterns, "Open <<a>> of <<b>>") == ["<<a>>", "<<b>>"]


@pytest.mark.parametrize(
    ("pattern", "message"), [("(", "not a valid pattern"), ("a" * 501, "more than 500")]
)
def test_a_pattern_that_is_not_valid(pattern: str, message: str) -> None:
    with pytest.raises(TranscheckError, match=rf"options\.MRK101\.patterns.*{message}"):
        checks.validate(rules_with(pattern))


def test_a_pattern_that_takes_too_long() -> None:
    patterns = own_placeholders.patterns_of({rule.name: rule for rule in rules_with(r"(a|aa)+$")})
    with pytest.raises(TranscheckError, match="takes more than"):
        own_placeholders.find(patterns, "a" * 5_000 + "b")
