from __future__ import annotations

import numpy as np
import pytest

from transcheck.align import lexicon


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Überraschende Überfälle", ["uberra", "uberfa"]),
        ("東京都", ["東京", "京都", "東京都", "東", "京", "都"]),
        ("대한민국은", ["대한민국은", "대한", "대한민"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert lexicon.terms(text) == expected


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("pt-BR", "pt"),
        ("zh-TW", "zh-Hant"),
        ("zh-CN", "zh"),
        ("sr-Latn", "sr-Latn"),
        ("sr", "sr"),
        ("no", "nb"),
        ("fy", "nl"),
        ("tlh", None),
    ],
)
def test_which_file_serves_a_tag(tag: str, name: str | None) -> None:
    assert lexicon.resolve(tag, lexicon._names(None)) == name


def test_like_meanings_have_like_vectors() -> None:
    english, polish = lexicon.load("en"), lexicon.load("pl")
    assert english and polish
    left, counts = english.vectors(
        ["The president met the minister in the city.", "Doctors treat patients in the hospital."]
    )
    right, _ = polish.vectors(
        ["Prezydent spotkał ministra w mieście.", "Lekarze leczą pacjentów w szpitalu."]
    )
    assert (counts > 1).all()
    left, right = left - left.mean(0), right - right.mean(0)
    cosine = left @ right.T / np.outer(np.linalg.norm(left, axis=1), np.linalg.norm(right, axis=1))
    assert (np.diag(cosine) > 0.1).all() and (cosine.argmax(1) == [0, 1]).all()


def test_no_lexicon(tmp_path: object) -> None:
    assert lexicon.load("en", str(tmp_path)) is None
    assert lexicon.load("tlh") is None


def test_unknown_words_give_no_direction() -> None:
    english = lexicon.load("en")
    assert english
    vectors, counts = english.vectors(["", "zzzzq xxxxw"])
    assert not vectors.any() and not counts.any()
