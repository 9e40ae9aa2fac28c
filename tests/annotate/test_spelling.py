from __future__ import annotations

import pytest

from transcheck.annotate.spelling import common_prefix, is_inflection, sound, typo_similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kowalski", "kowalskiego"),
        ("skrivan", "skrivana"),
        ("helsinki", "helsingin"),
        ("obama", "obamy"),
        ("кореи", "кореиу"),
    ],
)
def test_endings_inflect(one: str, other: str) -> None:
    assert is_inflection(one, other)
    assert is_inflection(other, one)
    assert not typo_similarity(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("flake", "fllake"),
        ("tornillo", "tornilllo"),
        ("kvarelidze", "kvarleidze"),
        ("трамп", "тромп"),
        ("jeremy", "yeremy"),
    ],
)
def test_slips_are_within_words(one: str, other: str) -> None:
    assert not is_inflection(one, other)
    assert typo_similarity(one, other) > 0.5


@pytest.mark.parametrize(
    ("one", "other"),
    [("iran", "oman"), ("maria", "martha"), ("john", "johnson"), ("paris", "london")],
)
def test_other_names_are_no_slips(one: str, other: str) -> None:
    assert not typo_similarity(one, other)


def test_sound_picks_the_name_across_scripts() -> None:
    assert sound("kvarelidze", "クヴァレリゼ") > sound("kvarelidze", "スクシヴァン")
    assert sound("oosterhagen", "остерхаген") > 0.9


def test_common_prefix() -> None:
    assert common_prefix("bridge", "brick") == 3
    assert common_prefix("", "a") == 0
