from __future__ import annotations

import pytest

from transcheck.annotate.names import find_names
from transcheck.annotate.words import find_words


def names(text: str, lang: str) -> list[tuple[str, bool]]:
    return [(name.text, name.initial) for name in find_names(text, tuple(find_words(text)), lang)]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nl", "Volgens Hau A. Lenh is het klaar.", [("Volgens Hau A. Lenh", True)]),
        ("en", "It was Jean-Luc O’Brien who left.", [("It", True), ("Jean-Luc O’Brien", False)]),
        ("ru", "Приехал Томаш Вондрачек.", [("Приехал Томаш Вондрачек", True)]),
        ("de", "der Bau von Brücken durch Ines Morgado", [("Ines Morgado", False)]),
        ("ja", "東京で会った。", []),
        ("ka", "თბილისში შეხვდნენ.", []),
    ],
)
def test_capitalised_runs(lang: str, text: str, expected: list[tuple[str, bool]]) -> None:
    assert names(text, lang) == expected
