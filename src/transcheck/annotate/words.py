"""Words: runs of letters, digits and their marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex

_WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}\u200c\u200d]*(?:['’ʼ‑-][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its place in the block's text; hyphens and apostrophes inside belong to it."""

    text: str
    start: int
    end: int


def find_words(text: str) -> Iterator[Word]:
    """Yield the words of a text in order. Scripts without spaces give whole runs."""
    for match in _WORD.finditer(text):
        yield Word(match.group(), match.start(), match.end())
