from __future__ import annotations

import pytest

from transcheck.annotate.names import (
    acronym,
    find_names,
    inflects_names,
    name_form,
    without_particles,
)


def names(text: str, lang: str = "und") -> list[tuple[str, bool]]:
    return [(name.text, name.initial) for name in find_names(text, lang)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Volgens Hau A. Lenh is het klaar.", [("Volgens Hau A. Lenh", True)]),
        ("It was Jean-Luc O’Brien who left.", [("It", True), ("Jean-Luc O’Brien", False)]),
        ("Приехал Томаш Вондрачек.", [("Приехал Томаш Вондрачек", True)]),
        (
            "Vincent van Gogh’s house, Muhammad bin Salman al-Saud",
            [("Vincent van Gogh", True), ("Muhammad bin Salman al-Saud", False)],
        ),
        ("nell’Arizona, l’Aia, L’application de NATO", [("Arizona", False), ("Aia", False)]),
        ("東京のAlfredo Morelosが", [("Alfredo Morelos", False)]),
        ("Trump'ın evi", [("Trump", True)]),
        ("東京で会った。", []),
        ("თბილისში შეხვდნენ.", []),
    ],
)
def test_capitalised_runs(text: str, expected: list[tuple[str, bool]]) -> None:
    assert names(text) == expected


def test_german_prepositions_join_no_nouns() -> None:
    assert names("der Bau von Brücken durch Ines Morgado", "de") == [
        ("Bau", False),
        ("Brücken", False),
        ("Ines Morgado", False),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Papua-Nowa Gwinea", "png"),
        ("Zwolder Vlietland Waterboard", "zvw"),
        ("Otakar Lhotkov", None),
        ("", None),
    ],
)
def test_acronyms_have_three_letters(name: str, expected: str | None) -> None:
    assert acronym(name) == expected


def test_a_name_without_its_particles() -> None:
    text = "Rano Pociąg do London odjechał."
    name = next(name for name in find_names(text, "pl") if "London" in name.text)
    parts = without_particles(name)
    assert [text[start:end] for _, start, end in parts] == [part for part, _, _ in parts]
    assert parts[-1][0] == "London"


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("pl", True), ("fi", True), ("en", False), ("pt-BR", False), ("no", False)],
)
def test_languages_that_inflect_names(lang: str, expected: bool) -> None:
    assert inflects_names(lang) is expected


def test_one_apostrophe_for_all() -> None:
    assert name_form("O’Hagan") == name_form("O'Hagan") == "o'hagan"
