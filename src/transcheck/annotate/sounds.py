"""How words sound, roughly: romanised, with similar sounds written the same way, and as a skeleton
of consonants.

anyascii romanises as well as uroman and 200 times faster. The rewrites unite the spellings that
European languages have for one sound (ph/f, w/v, ou/u, ck/k).
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

_REMEMBERED = 1 << 15  # words
_NOT_LATIN = re.compile(r"[^a-z]+")
_LIGHT = (
    ("tsch", "c"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("ph", "f"), ("th", "t"), ("kh", "k"),
    ("gh", "g"),
    ("zh", "s"), ("dzh", "c"), ("ts", "c"), ("tz", "c"), ("cz", "c"), ("sz", "s"), ("ck", "k"),
    ("qu", "k"),
    ("x", "ks"), ("q", "k"), ("w", "v"), ("y", "i"), ("j", "i"), ("z", "s"), ("ou", "u"),
    ("oo", "u"), ("ee", "i"),
    ("ai", "e"), ("eu", "u"),
)  # fmt: skip
_HARD_C = re.compile(r"c(?=[aou]|[^aeiouc]|\b)")
_DOUBLE = re.compile(r"(.)\1+")
_SKELETON = str.maketrans(
    dict.fromkeys("pbfv", "P")
    | dict.fromkeys("td", "T")
    | dict.fromkeys("kg", "K")
    | dict.fromkeys("scz", "S")
    | dict.fromkeys("nm", "N")
    | dict.fromkeys("lr", "L")
    | dict.fromkeys("aeiouhyw", None)
)


# comparison across scripts keeps more apart: sibilants and affricates become capitals
_PHONETIC = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("tsch|tch|cz", "C"), ("sch|sh|sz", "S"), ("ch", "C"), ("ph", "f"), ("th", "t"),
        ("kh", "h"), ("gh", "g"), ("zh", "z"),
        ("ck", "k"), ("qu", "kv"), ("x", "ks"), ("ts|tz", "z"), ("dj|dzh|j", "J"),
        ("c(?=[eiy])", "s"), ("[cq]", "k"),
        ("w", "v"), ("y", "i"), ("ou|oo", "u"), ("ee", "i"), ("(?<=[aeiou])h", ""),
    )
)  # fmt: skip
_FRONT, _BACK = re.compile("[ei]+"), re.compile("[ou]+")
_CONSONANTS = _SKELETON | str.maketrans("qCJ", "KSS")


class Sounds(Struct, frozen=True):
    """A word for comparison across scripts: its phonetic spelling, that with two classes of vowels,
    and its consonants.
    """

    spelling: str
    vowels: str
    consonants: str


class _Romaniser(dict[int, str]):
    """The romanisation of each character, looked up once, because anyascii goes through a text
    character by character.
    """

    def __missing__(self, code: int) -> str:
        from anyascii import anyascii

        self[code] = anyascii(chr(code)).lower().replace("'", "").replace("`", "")
        return self[code]


_ROMANISED = _Romaniser()


def romanise(text: str) -> str:
    """Return a text in the letters a to z and spaces."""
    return _NOT_LATIN.sub(" ", text.translate(_ROMANISED))


def phonetic_key_of_romanised(romanised: str) -> str:
    """Return a romanised text with similar sounds written the same way; line breaks are kept."""
    for old, new in _LIGHT:
        romanised = romanised.replace(old, new)
    return _DOUBLE.sub(r"\1", _HARD_C.sub("k", romanised).replace("h", ""))


def phonetic_key(text: str) -> str:
    """Return the light form of a text in any script."""
    return phonetic_key_of_romanised(romanise(text))


@lru_cache(_REMEMBERED)
def phonetic_key_of_word(word: str) -> str:
    """Return the light form of a word; cached, because a word is compared with many."""
    return phonetic_key(word)


def skeleton(light_text: str) -> str:
    """Return the consonants of a light form by class, voiced and voiceless alike.

    Spaces and line breaks are kept.
    """
    return _DOUBLE.sub(r"\1", light_text.replace("ng", "n").translate(_SKELETON))


@lru_cache(_REMEMBERED)
def sounds(text: str) -> Sounds:
    """Return how a word of any script sounds, roughly."""
    spelling = romanise(text).replace(" ", "")
    for pattern, sound in _PHONETIC:
        spelling = pattern.sub(sound, spelling)
    spelling = _DOUBLE.sub(r"\1", spelling)
    vowels = _BACK.sub("u", _FRONT.sub("i", spelling))
    return Sounds(
        spelling, vowels, _DOUBLE.sub(r"\1", spelling.replace("ng", "n").translate(_CONSONANTS))
    )


def likeness(a: Sounds, b: Sounds) -> float:
    """Return how similar two words sound, from 0 to 1.

    Among 51 candidates of its script it picks the right one for an English name in 96 (Russian), 93
    (Japanese), 90 (Arabic, Hebrew), 86 (Chinese) and 83 per cent (Korean) of cases.
    """
    from rapidfuzz.distance import Indel, JaroWinkler

    alike = Indel.normalized_similarity
    return (
        alike(a.spelling, b.spelling)
        + alike(a.vowels, b.vowels)
        + 2 * alike(a.consonants, b.consonants)
        + JaroWinkler.similarity(a.spelling, b.spelling)
    ) / 5
