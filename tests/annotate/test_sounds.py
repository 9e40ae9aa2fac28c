from __future__ import annotations

import pytest

from transcheck.annotate.sounds import light, skeleton


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
    assert light(one) == light(other)


def test_skeleton_joins_voiced_and_voiceless() -> None:
    assert skeleton(light("Badger")) == skeleton(light("Patker"))
