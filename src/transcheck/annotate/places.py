"""The names of places in a language: which place a name is, and what a place is called."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from transcheck.annotate.names import inflects_names
from transcheck.annotate.spelling import common_prefix, is_inflection
from transcheck.locales import gazetteer, place_data

_SHORTEST = 5  # letters of a name that is also found when inflected
_SPACE = re.compile(r"[\s‑-]+")
_LOST = 2  # letters at the end of a place's name that its forms may lose: Niemcy, Niemiec
_ENDING = 3  # letters at the end of a name that inflection may change: Londyn, Londynie; Genua, Genui


class Gazetteer:
    """The names of places in one language, with those of English, which other languages keep for most places."""

    def __init__(self, language: str) -> None:
        self._own = gazetteer(language)
        self._english = gazetteer("en")
        self._places: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, list[str]] = defaultdict(list)
        for table in (self._english, self._own):
            for place, names in table.items():
                for name in names:
                    self._places[name].add(place)
        for place, names in self._own.items():
            # words derived from countries are found in every language: Bolivians
            if inflects_names(language) or place in countries():
                for name in names:
                    if len(name) >= _SHORTEST:
                        self._stems[_stem(name)].append(name)

    def places(self, name: str, inflected: bool) -> frozenset[str]:
        """Return the places that a folded name may be, inflected if asked for; each is given by its English name."""
        found = set(self._places.get(name, ()))
        if not found and inflected:
            for size in range(_ENDING, len(name) + 1):
                for other in self._stems.get(name[:size], ()):
                    if _is_inflected(name, other):
                        found |= self._places[other]
        return frozenset(found)

    def has_own(self, place: str) -> bool:
        """Return whether the language has a name of its own for a place."""
        return place in self._own

    def names(self, place: str) -> tuple[str, ...]:
        """Return what a place is called, folded: the language's own names first, then the English ones."""
        return (*self._own.get(place, ()), *self._english.get(place, ()))


@cache
def countries() -> frozenset[str]:
    """Return the countries, each by its English name; other places in CLDR have the name of a time zone for a code."""
    return frozenset(name for name, code in place_data("en").places.items() if len(code) == 2)


def _stem(name: str) -> str:
    first = _SPACE.split(name)[0]
    return first[: max(_ENDING, len(first) - _ENDING)]


def _is_inflected(name: str, other: str) -> bool:
    """Return whether two names may be forms of one: each word of a name has its ending, as in Papui-Nowej Gwinei."""
    ours, theirs = _SPACE.split(name), _SPACE.split(other)
    return len(ours) == len(theirs) and all(_is_form(a, b) for a, b in zip(ours, theirs, strict=True))


def _is_form(a: str, b: str) -> bool:
    """Return whether two words are forms of one that keep nearly all of the shorter: Gerrard is not German."""
    return is_inflection(a, b) and common_prefix(a, b) >= min(len(a), len(b)) - _LOST


@cache
def places_of(language: str) -> Gazetteer:
    """Return the gazetteer of a language (a primary subtag); it is read when it is first asked for."""
    return Gazetteer(language)
