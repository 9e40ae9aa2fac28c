from __future__ import annotations

import pytest

from transcheck.annotate.sounds import phonetic_key, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kvarelidze", "Kwarelidze"),
        ("Photo", "Foto"),
        ("Doumbia", "Dumbia"),
        ("Вондрачек", "Vondrachek"),
    ],
)
def test_like_sounds_are_written_alike(one: str, other: str) -> None:
    assert phonetic_key(one) == phonetic_key(other)


def test_skeleton_joins_voiced_and_voiceless() -> None:
    assert skeleton(phonetic_key("Badger")) == skeleton(phonetic_key("Patker"))
