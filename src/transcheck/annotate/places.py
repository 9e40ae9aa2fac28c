"""The names of places in a language: which place a name is, and what a place is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, cached_property

from transcheck.annotate.names import inflects_names
from transcheck.annotate.spelling import common_prefix, is_inflection
from transcheck.locales import gazetteer, place_data

_SHORTEST = 5  # letters of a name that is also found when inflected
_SPACE = re.compile(r"[\s‑-]+")
# letters that a place's name may lose at its end, and those that it keeps: Niemcy, Niemiec
_LOST, _KEPT = (
    2,
    4,
)
_ENDING = (
    3  # letters at the end of a name that inflection may change: Londyn, Londynie; Genua, Genui
)


class Gazetteer:
    """The names of places in one language, with those of English, which other languages keep for
    most places.

    All names are folded, and a place is given by its English name.
    """

    def __init__(self, language: str) -> None:
        self._inflects = inflects_names(language)
        self._own = gazetteer(language)
        self._english = gazetteer("en")

    def places(self, name: str, inflected: bool) -> frozenset[str]:
        """Return the places that a name may be, inflected if asked for."""
        own, english = self._own.get(name), self._english.get(name)
        if own or english:
            return frozenset(
                place for places in (own, english) if places for place in places.split("|")
            )
        return self._inflected(name) if inflected else frozenset()

    def _inflected(self, name: str) -> frozenset[str]:
        found: set[str] = set()
        for size in range(_ENDING, len(_SPACE.split(name, maxsplit=1)[0]) + 1):
            for other in self._stems.get(name[:size], ()):
                if is_form_of_place(name, other):
                    found.update(self._own[other].split("|"))
        return frozenset(found)

    @cached_property
    def _stems(self) -> dict[str, list[str]]:
        """Return the names of the language by their beginnings."""
        stems: dict[str, list[str]] = defaultdict(list)
        for name, places in self._own.items():
            # words derived from countries are found in every language: Bolivians
            if len(name) >= _SHORTEST and (
                self._inflects or not countries().isdisjoint(places.split("|"))
            ):
                stems[_stem(name)].append(name)
        return stems

    @cached_property
    def _own_names(self) -> dict[str, list[str]]:
        return _by_place(self._own)

    @cached_property
    def _english_names(self) -> dict[str, list[str]]:
        return _by_place(self._english)

    def has_own(self, place: str) -> bool:
        """Return whether the language has a name of its own for a place."""
        return place in self._own_names

    def names(self, place: str) -> tuple[str, ...]:
        """Return what a place is called: the language's own names first, then the English ones."""
        return (*self._own_names.get(place, ()), *self._english_names.get(place, ()))


def _by_place(table: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, places in table.items():
        for place in places.split("|"):
            found[place].append(name)
    return found


@cache
def countries() -> frozenset[str]:
    """Return the countries, each by its English name.

    Other places in CLDR have the name of a time zone for a code.
    """
    return frozenset(name for name, code in place_data("en").places.items() if len(code) == 2)


def _stem(name: str) -> str:
    first = _SPACE.split(name)[0]
    return first[: max(_ENDING, len(first) - _ENDING)]


def is_form_of_place(name: str, other: str) -> bool:
    """Return whether two folded names may be forms of one: each word has its ending, as in
    Papui-Nowej Gwinei.
    """
    ours, theirs = _SPACE.split(name), _SPACE.split(other)
    return len(ours) == len(theirs) and all(
        _is_form(a, b) for a, b in zip(ours, theirs, strict=True)
    )


def _is_form(a: str, b: str) -> bool:
    """Return whether two words are forms of one that keep nearly all of the shorter: Gerrard is not
    German.
    """
    shorter = min(len(a), len(b))
    kept = max(shorter - _LOST, min(shorter - 1, _KEPT))
    return is_inflection(a, b) and common_prefix(a, b) >= kept


@cache
def places_of(language: str) -> Gazetteer:
    """Return the gazetteer of a language (a primary subtag); it is read when it is first asked
    for.
    """
    return Gazetteer(language)
