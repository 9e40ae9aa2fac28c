"""Names in cased scripts: runs of capitalised words, whichever script the rest of the text is
in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache

import regex
from msgspec import Struct

from transcheck.annotate.words import fold, fold_word
from transcheck.locales import primary, read_data

_LETTERS = "|".join(
    rf"[\p{{{script}}}\p{{M}}'’ʼ]" for script in ("Latin", "Cyrillic", "Greek", "Armenian")
)
_WORD = regex.compile(
    rf"(?<![\p{{Latin}}\p{{Cyrillic}}\p{{Greek}}\p{{Armenian}}\p{{Georgian}}\p{{M}}\p{{N}}_])"
    rf"\p{{Lu}}(?:{_LETTERS})*(?![\p{{N}}_])"
)
_LOWER = regex.compile(r"\p{Ll}")
# an initial may have a full stop
_GAP = regex.compile(r"[ \u00a0]|(?<=(?<!\p{L})\p{L}{1,2})\.[ \u00a0]?|\.?[-‑]")
# the 's, the 'ın, an apostrophe that closes a quotation
_ENDING = regex.compile(r"(?<=\p{L}{2})['’ʼ]\p{Ll}*$")
_ELISION = regex.compile(r"\p{Lu}['’]\p{Ll}")  # L’application
_REMEMBERED = 1 << 16  # words
_LETTER_RUN = regex.compile(r"\p{L}+")
_ACRONYM = 3  # fewest letters
_CAPITALISED_NOUNS = frozenset({"de", "lb"})
_WIDEST = 16  # characters between two words of one name
_SENTENCE_START = regex.compile(r"(?:^|[.!?…:»”\"\]\)]\s+|[\n\t|•*–—-]\s*|[\"“„«‚‘'(\[¿¡]\s*)$")


class NameWord(Struct, frozen=True):
    """A capitalised word and its place, without any ending joined by an apostrophe.

    `initial` marks a word at the start of a sentence, where a capital says nothing.
    """

    text: str
    start: int
    end: int
    initial: bool


class Name(Struct, frozen=True):
    """A run of capitalised words, with the particles between them, and its place."""

    text: str
    words: tuple[NameWord, ...]
    start: int
    end: int

    @property
    def initial(self) -> bool:
        """Return whether the run begins a sentence."""
        return self.words[0].initial


@lru_cache(_REMEMBERED)
def name_form(text: str) -> str:
    """Return the form under which a name is known: folded, with one kind of apostrophe (O’Hagan is
    O'Hagan).
    """
    return fold_word(text).replace("’", "'")


def has_capitalised_nouns(lang: str) -> bool:
    """Return whether a language capitalises every noun, so that a capital does not indicate a
    name.
    """
    return primary(lang) in _CAPITALISED_NOUNS


def inflects_names(lang: str) -> bool:
    """Return whether names may have endings of their own in a language, other than an s: Londyn, w
    Londynie.
    """
    return primary(lang) not in _particle_data()["uninflected"]


def without_particles(name: Name) -> list[tuple[str, int, int]]:
    """Return the parts of a name between particles, with their places: “Pociąg do London” may be a
    train to London.

    A name without particles is returned whole.
    """
    parts: list[tuple[str, int, int]] = []
    start = 0
    for particle in _particles().finditer(name.text):
        parts.append(
            (name.text[start : particle.start()], name.start + start, name.start + particle.start())
        )
        start = particle.end()
    parts.append((name.text[start:], name.start + start, name.end))
    return parts


def acronym(name: str) -> str | None:
    """Return the folded acronym of a name, None for one of less than three letters, which is found
    by chance.

    >>> acronym("Papua-Nowa Gwinea")
    'png'
    """
    initials = "".join(word[0] for word in _LETTER_RUN.findall(name))
    return fold(initials) if len(initials) >= _ACRONYM else None


def find_names(text: str, lang: str) -> Iterator[Name]:
    """Yield the capitalised runs of a text in order.

    Acronyms do not count, initials are part of a run.

    Particles join words (Vincent van Gogh), except in languages that capitalise nouns: there they
    may be prepositions.
    """
    particles = None if has_capitalised_nouns(lang) else _particles()
    run: list[NameWord] = []
    for word in _words(text):
        if run and not _joins(text, run[-1].end, word.start, particles):
            yield from _name(text, run)
            run = []
        run.append(word)
    yield from _name(text, run)


def _words(text: str) -> Iterator[NameWord]:
    for match in _WORD.finditer(text):
        surface = match.group()
        ending = _ENDING.search(surface)
        if ending:
            surface = surface[: ending.start()]
        if len(surface) == 1 or (_LOWER.search(surface) and not _ELISION.match(surface)):
            start = match.start()
            initial = start == 0 or bool(_SENTENCE_START.search(text[max(0, start - 4) : start]))
            yield NameWord(surface, start, start + len(surface), initial)


def _joins(text: str, end: int, start: int, particles: regex.Pattern[str] | None) -> bool:
    if start - end > _WIDEST:
        return False
    return bool(
        _GAP.fullmatch(text, end, start) or (particles and particles.fullmatch(text, end, start))
    )


@cache
def _particle_data() -> dict[str, list[str]]:
    data: dict[str, list[str]] = json.loads(read_data("particles.json"))
    return data


@cache
def _particles() -> regex.Pattern[str]:
    """Return a pattern for particles between the words of a name: Vincent van Gogh, Muhammad bin
    Salman al-Saud.
    """
    data = _particle_data()
    spaced, joined = "|".join(data["particles"]), "|".join(data["joined"])
    return regex.compile(rf"[ \u00a0](?:(?:{spaced})[ \u00a0]|(?:{joined})[-‑]|[dl]['’]){{1,2}}")


def _name(text: str, run: list[NameWord]) -> Iterator[Name]:
    if any(len(word.text) > 1 for word in run):
        yield Name(text[run[0].start : run[-1].end], tuple(run), run[0].start, run[-1].end)
