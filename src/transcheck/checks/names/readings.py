"""Chinese names in another language's reading: Vuong Ninh is the Vietnamese reading of Wang
Ning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from transcheck.annotate.language import main_script
from transcheck.annotate.sounds import romanise
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Place
from transcheck.locales import language_name, primary, readings
from transcheck.rulebook import Rule

_MOST = 4  # maximum number of syllables of a Chinese name
_IN_WORD = 2  # maximum number of syllables of a word: Korean joins the two of a given name
_LEAST = 5  # minimum number of letters of the name that is meant
_REMEMBERED = 1 << 15  # number of words
_LETTERS = 6  # maximum number of letters of a syllable

_Part = tuple[int, int, int]  # a block by index, and a range of its text


class _Known(Struct, frozen=True):
    """A name of the story, as written, and its version."""

    text: str
    version: int


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield NAM106 name-reading for names whose Mandarin reading is another name of the story."""
    rule = rules.get("name-reading")
    if rule is None:
        return
    known: dict[
        str, dict[str, list[_Known]]
    ] = {}  # filled only when a name is a possible reading, which is rare
    for version in range(len(story.versions)):
        spoken = primary(story.versions[version].lang)
        parts: dict[str, list[_Part]] = defaultdict(list)
        for text, part in _parts(story, version):
            if " " in text:
                parts[text].append(part)
        reported: set[Place] = set()
        for text, found in sorted(parts.items(), key=lambda item: -len(item[0])):
            for lang in rule.options["languages"]:
                syllables = _reading(text, lang) if lang != spoken else None
                if syllables is None:
                    continue
                known = known or _names(story)
                if mandarin := _mandarin(text, version, syllables, readings(lang), known):
                    places = [story.place(version, *part) for part in found]
                    if not any(_within(places[0], place) for place in reported):
                        reported.update(places)
                        yield _problem(story, text, mandarin, lang, places)
                    break


def _parts(story: ComparedStory, version: int) -> Iterator[tuple[str, _Part]]:
    """Yield the names of a version and the runs of words in them: `Director Wang Ning` contains the
    name `Wang Ning`.
    """
    for index, block in enumerate(story.versions[version].blocks):
        for name in block.names:
            for first in range(len(name.words)):
                for last in range(first, min(first + _MOST, len(name.words))):
                    start, end = name.words[first].start, name.words[last].end
                    yield block.block.text[start:end], (index, start, end)


def _within(place: Place, other: Place) -> bool:
    return other.start <= place.start and place.end <= other.end


def _names(story: ComparedStory) -> dict[str, dict[str, list[_Known]]]:
    """Return the names of all versions by their first letter and their romanised letters without
    spaces.
    """
    known: dict[str, dict[str, list[_Known]]] = defaultdict(dict)
    for version in range(len(story.versions)):
        for text in dict.fromkeys(part for part, _ in _parts(story, version)):
            form = _joined(romanise(text))
            if len(form) >= _LEAST:
                known[form[0]].setdefault(form, []).append(_Known(text, version))
    return known


def _joined(text: str) -> str:
    return text.replace(" ", "")


def _reading(text: str, lang: str) -> list[str] | None:
    """Return the syllables of a name in a language's readings, or None if it does not consist of
    such syllables.
    """
    syllables: list[str] = []
    for word in text.split():
        cut = _cut(word, lang)
        if cut is None:
            return None
        syllables += cut
    return syllables if 1 < len(syllables) <= _MOST and main_script(text) == "Latn" else None


@lru_cache(_REMEMBERED)
def _cut(word: str, lang: str) -> tuple[str, ...] | None:
    """Return the syllables of a word, romanised, or None if some are unknown or there are too
    many.
    """
    syllables: list[str] = []
    for part in romanise(word).split():
        cut = _syllables(part, readings(lang))
        if cut is None or len(cut) > _IN_WORD:
            return None
        syllables += cut
    return tuple(syllables)


def _mandarin(
    text: str,
    version: int,
    syllables: list[str],
    table: dict[str, list[str]],
    known: dict[str, dict[str, list[_Known]]],
) -> str | None:
    """Return the name of the story that results when a name is read in Mandarin, preferably one of
    the same version.
    """
    own = _joined(romanise(text))
    letters = dict.fromkeys(reading[0] for reading in table[syllables[0]] if reading)
    for letter in letters:
        for form, names in known.get(letter, {}).items():
            if form != own and _reads(form, syllables, table):
                return min(names, key=lambda name: name.version != version).text
    return None


def _syllables(word: str, table: dict[str, list[str]]) -> list[str] | None:
    """Return the syllables of a word, the longest first, or None if it does not consist of known
    ones.
    """
    if not word:
        return []
    for size in range(min(_LETTERS, len(word)), 0, -1):
        if word[:size] in table and (rest := _syllables(word[size:], table)) is not None:
            return [word[:size], *rest]
    return None


def _reads(form: str, syllables: list[str], table: dict[str, list[str]]) -> bool:
    """Return whether a name without spaces consists of Mandarin readings of the syllables."""
    if not syllables:
        return not form
    return any(
        form.startswith(reading) and _reads(form[len(reading) :], syllables[1:], table)
        for reading in table[syllables[0]]
        if reading
    )


def _problem(
    story: ComparedStory, text: str, mandarin: str, lang: str, places: list[Place]
) -> Problem:
    return Problem(
        rule="name-reading",
        message=f"“{text}” is the {language_name(lang)} name for “{mandarin}”; this story also "
        f"says “{mandarin}”",
        evidence=f"{text} | {mandarin}",
        place=places[0],
        related=tuple(places[1:]),
        confidence=0.9,
        suggestion=mandarin,
    )
