"""Names in cased scripts: capitalised runs that do not owe their capital to the start of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from transcheck.annotate.words import Word
from transcheck.locales import primary

_CAPITAL = regex.compile(r"\p{Lu}[\p{L}\p{M}'’ʼ\-]*\p{Ll}[\p{L}\p{M}'’ʼ\-]*|\p{Lu}")
_GAP = regex.compile(r" |\. |\.-?")
_SENTENCE_START = regex.compile(r"(?:^|[.!?…:»”\"\]\)]\s+|[\n\t|•*–—-]\s*|[\"“„«‚‘'(\[¿¡]\s*)$")
# nouns have capitals there, so that a capital tells no name
_CAPITALISED_NOUNS = frozenset({"de", "lb"})


@dataclass(frozen=True, slots=True)
class Name:
    """A capitalised run: its words as written, and its place. `initial` marks one at the start of a sentence."""

    text: str
    words: tuple[str, ...]
    start: int
    end: int
    initial: bool


def find_names(text: str, words: Sequence[Word], lang: str) -> Iterator[Name]:
    """Yield the capitalised runs of a text, in order. Scripts without case have none; German gives runs of two or more."""
    run: list[Word] = []
    least = 2 if primary(lang) in _CAPITALISED_NOUNS else 1
    for word in words:
        if run and not (_CAPITAL.fullmatch(word.text) and _GAP.fullmatch(text, run[-1].end, word.start)):
            yield from _name(text, run, least)
            run = []
        if _CAPITAL.fullmatch(word.text):
            run.append(word)
    yield from _name(text, run, least)


def _name(text: str, run: list[Word], least: int) -> Iterator[Name]:
    if len(run) < least or all(len(word.text) == 1 for word in run):
        return
    start, end = run[0].start, run[-1].end
    before = text[max(0, start - 4) : start]
    yield Name(
        text[start:end],
        tuple(word.text for word in run),
        start,
        end,
        start == 0 or bool(_SENTENCE_START.search(before)),
    )
