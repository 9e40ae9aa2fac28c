from __future__ import annotations

import pytest

from transcheck.annotate.names import find_names


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
    assert names("der Bau von Brücken durch Ines Morgado", "de") == [("Bau", False), ("Brücken", False), ("Ines Morgado", False)]
