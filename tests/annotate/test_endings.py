"""Endings of names: forms of one name, and slips."""

from __future__ import annotations

import pytest

from transcheck.annotate.spelling import is_form, typo_similarity


@pytest.mark.parametrize(
    ("a", "b", "languages"),
    [
        ("terpstra", "terpstry", ("nl", "pl")),
        ("virtanen", "virtasen", ("en", "fi")),
        ("flake", "flakeuv", ("en", "cs")),
        ("riksen", "riksena", ("en", "lt")),
        ("kollum", "kollun", ("nl", "ko")),  # endings of Korean are not known
        ("kalla", "kallaa", ("en", "fi")),
    ],
)
def test_forms_of_a_name(a: str, b: str, languages: tuple[str, str]) -> None:
    assert is_form(a, b, languages)
    assert typo_similarity(a, b, languages) == 0


@pytest.mark.parametrize(
    ("a", "b", "languages"),
    [
        ("terpstra", "terpsta", ("nl", "pl")),
        ("hoekstra", "hoeksty", ("nl", "pl")),
        ("kollum", "kollun", ("nl", "pl")),
        ("brandmeier", "brandmeiel", ("de", "en")),
        ("zoutman", "zoutmann", ("nl", "cs")),
        ("kalla", "kallaa", ("en", "de")),
    ],
)
def test_slips_at_the_end_of_a_name(a: str, b: str, languages: tuple[str, str]) -> None:
    assert not is_form(a, b, languages)
    assert typo_similarity(a, b, languages) > 0.7
