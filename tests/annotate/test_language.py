from __future__ import annotations

import pytest

from transcheck.annotate import language
from transcheck.annotate.language import detect, main_script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Hello мир, hello", "Latn"),
        ("東京は日本のみやこ", "Jpan"),
        ("北京是首都", "Hani"),
        ("서울", "Hang"),
        ("123", "Zyyy"),
        ("नमस्ते", "Deva"),
        ("שלום", "Hebr"),
    ],
)
def test_main_script(text: str, script: str) -> None:
    assert main_script(text) == script


def test_detect_is_seeded() -> None:
    text = "De burgemeester zei dat de brug over de rivier volgend jaar pas klaar is."
    assert {detect(text) for _ in range(5)} == {"nl"}
    assert detect("123 456") is None


def test_py3langid_tells_languages_that_langdetect_lacks() -> None:
    assert (
        detect(
            "Gaur goizean itsasontziak portutik irten dira arrantzara eta ilunabarrean itzuliko "
            "dira.",
            0.99,
        )
        == "eu"
    )


def test_without_py3langid_langdetect_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "find_spec", lambda name: None)
    assert detect("Die Boote sind heute früh ausgelaufen und kehren am Abend zurück.") == "de"


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("東京都知事選挙、小池百合子氏が三選", "Jpan"),
        ("政府は経済対策を閣議決定、補正予算案提出へ", "Jpan"),
        ("二月我们在湖上数到1124只whooper swans。", "Hani"),
        ("The word 湖 means lake.", "Latn"),
    ],
)
def test_the_script_of_short_mixed_texts(text: str, script: str) -> None:
    assert main_script(text) == script
