"""Words: runs of letters, digits and their marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

import regex
from msgspec import Struct

_WORD = regex.compile(
    r"[\p{L}\p{N}][\p{L}\p{N}\p{M}\u200c\u200d]*(?:['’ʼ‑-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*"
)
# Letters that are next to those of other scripts without a space: 只whooper swans, Python을. A word
# has letters of these scripts, or else of others; digits go with either.
_JOINING = (
    r"\p{Han}\p{Hiragana}\p{Katakana}ーｰﾞﾟ〆\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
)
# texts with one of them have one of these; `re` finds a character of a range ten times as fast
_MAY_JOIN = re.compile(
    "[\u0e00-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ud7ff\uf900-\uffef\U00020000-\U0003ffff]"
)
_ONE_SCRIPT = regex.compile(
    rf"""
    \p{{N}}*+ [{_JOINING}] [{_JOINING}\p{{N}}\p{{M}}\u200c\u200d]*
    (?: ['’ʼ‑-] \p{{N}}*+ [{_JOINING}] [{_JOINING}\p{{N}}\p{{M}}]* )*
    |
    [[\p{{L}}\p{{N}}]--[{_JOINING}]] [[\p{{L}}\p{{N}}\p{{M}}\u200c\u200d]--[{_JOINING}]]*
    (?: ['’ʼ‑-] [[\p{{L}}\p{{N}}]--[{_JOINING}]] [[\p{{L}}\p{{N}}\p{{M}}]--[{_JOINING}]]* )*
    """,
    regex.V1 | regex.VERBOSE,
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
    for match in _pattern(text).finditer(text):
        yield Word(match.group(), match.start(), match.end())


def word_texts(text: str) -> list[str]:
    """Return the words of a text in order, without their places."""
    return _pattern(text).findall(text)


def _pattern(text: str) -> regex.Pattern[str]:
    """Return what finds the words of a text; the simpler one takes a third of the time."""
    return _WORD if text.isascii() or not _MAY_JOIN.search(text) else _ONE_SCRIPT


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


def shorten(text: str, most: int = 60) -> str:
    """Return a text for a message: on one line, cut at a word boundary."""
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[:most].rpartition(" ")[0]
    return (cut if len(cut) > most // 2 else flat[:most]) + " …"
