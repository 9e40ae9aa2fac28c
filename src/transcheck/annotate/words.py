"""Words: runs of letters, digits and their marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

import regex
from msgspec import Struct

_WORD = regex.compile(
    r"[\p{L}\p{N}][\p{L}\p{N}\p{M}\u200c\u200d]*(?:['’ʼ‑-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*"
)
# scripts in which words are not spaced
UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
)
_REMEMBERED = 1 << 16  # words
_MARKS = regex.compile(r"\p{M}+")
_KEEPS_MARKS = regex.compile(
    r"[\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\uac00-\ud7af\u3040-\u30ff]"
)


class Word(Struct, frozen=True):
    """A word and its place in the block's text; hyphens and apostrophes inside belong to it."""

    text: str
    start: int
    end: int


def find_words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order; scripts without spaces yield whole runs."""
    for match in _WORD.finditer(text):
        yield Word(match.group(), match.start(), match.end())


def word_texts(text: str) -> list[str]:
    """Return the words of a text in order, without their places."""
    return _WORD.findall(text)


def fold(text: str) -> str:
    """Return a text in lower case without accents.

    Marks that are letters in their script (Indic vowels) are kept.
    """
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    if _KEEPS_MARKS.search(lowered):
        return unicodedata.normalize("NFC", lowered)
    return _MARKS.sub("", unicodedata.normalize("NFKD", lowered))


def is_rather(word: str, here: Mapping[str, int], there: Mapping[str, int]) -> bool:
    """Return whether a folded word is in one language's list, and rarer or missing in another's.

    The lists give each word its step of frequency, 0 for the most common.
    """
    step = here.get(word)
    return step is not None and step < there.get(word, step + 1)


@lru_cache(_REMEMBERED)
def fold_word(word: str) -> str:
    """Return a word as `fold` gives it; cached, because the same words recur."""
    return fold(word)
