"""Numbers in another locale's notation: 2.5 in a text with decimal commas, or 1,000 where that
would mean one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from transcheck.annotate.numbers import Number, NumberKind, to_ascii
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory
from transcheck.locales import language_name, number_data, primary
from transcheck.model import BlockKind
from transcheck.rulebook import Rule

_CORE = re.compile(r"\d+(?:([.,])\d+)+")
_THOUSAND = 3  # digits of a group
_HABIT = 2  # numbers that establish a habit
_NAMES = {".": "point", ",": "comma"}
_OTHER_MARK = str.maketrans(".,", ",.")


class _Written(Struct, frozen=True):
    """A number whose form shows its decimal mark."""

    block: int
    number: Number
    mark: str


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield NUM107 number-format for decimal marks that differ from the version's usual one, or
    else its language's.
    """
    written_in = [list(_written(story, version)) for version in range(len(story.versions))]
    expected = [
        _expected(found, story.versions[version].lang) for version, found in enumerate(written_in)
    ]
    for version, mark in enumerate(expected):
        for written in written_in[version]:
            if mark and written.mark != mark:
                own = language_name(story.versions[version].lang)
                message = (
                    f"“{written.number.text}” has a decimal {_NAMES[written.mark]}; the "
                    f"{own} text uses a {_NAMES[mark]}"
                )
                yield _problem(story, version, written.block, written.number, message)
    for comparison in story.comparisons:
        for bead in comparison.beads:
            sides = (comparison.left, bead.left), (comparison.right, bead.right)
            for (version, blocks), (other, counterparts) in (sides, sides[::-1]):
                if expected[version] and expected[version] != expected[other]:
                    yield from _copied(
                        story, version, blocks, (other, counterparts), expected[version]
                    )


def _expected(found: list[_Written], lang: str) -> str:
    """Return the decimal mark of a version, by its habit or else by its language.

    Empty if neither is clear.
    """
    habit = Counter(written.mark for written in found).most_common()
    marks = number_data(primary(lang)).decimal
    of_language = marks if len(marks) == 1 and marks in _NAMES and lang == primary(lang) else ""
    if len(habit) == 1 and habit[0][1] >= _HABIT and habit[0][0] != of_language:
        return habit[0][0]
    if len(habit) > 1 and habit[0][1] >= _HABIT * habit[1][1]:
        return habit[0][0]
    return of_language


def _numbers(story: ComparedStory, version: int, block: int) -> Iterator[Number]:
    if story.block(version, block).block.kind is not BlockKind.CODE:
        for number in story.block(version, block).numbers:
            if number.kind is NumberKind.CARDINAL and (
                number.unit or number.magnitude or len(number.text) > _THOUSAND + 1
            ):
                yield number


def _written(story: ComparedStory, version: int) -> Iterator[_Written]:
    """Yield the quantities of a version whose decimal mark is certain."""
    for block in range(len(story.versions[version].blocks)):
        for number in _numbers(story, version, block):
            if mark := _decimal_mark(number):
                yield _Written(block, number, mark)


def _decimal_mark(number: Number) -> str:
    """Return the decimal mark that a number must have, or an empty string if its form does not show
    it.

    It is the last of two different marks, the mark that a repeated one is not, or a single mark
    that is not followed by exactly three digits.
    """
    core = _CORE.match(to_ascii(number.text))
    if core is None:
        return ""
    digits = core.group()
    last = core[1]
    separators = [c for c in digits if c in _NAMES]
    if len(set(separators)) == len(_NAMES):
        return last if separators.count(last) == 1 else ""
    if len(separators) > 1:
        return "," if last == "." else "."
    sure = number.unit or number.magnitude
    return last if sure and len(digits.partition(last)[2]) != _THOUSAND else ""


def _copied(
    story: ComparedStory,
    version: int,
    blocks: tuple[int, ...],
    other: tuple[int, tuple[int, ...]],
    mark: str,
) -> Iterator[Problem]:
    """Yield numbers such as 1,000 copied from a version where that means a thousand into one where
    it means one.
    """
    theirs = {number.text for block in other[1] for number in _numbers(story, other[0], block)}
    for block in blocks:
        for number in _numbers(story, version, block):
            core = _CORE.match(number.text)
            if (
                core
                and core[1] == mark
                and number.text in theirs
                and len(number.values) > 1
                and not number.magnitude
            ):
                langs = [language_name(story.versions[side].lang) for side in (version, other[0])]
                message = (
                    f"“{number.text}” is copied from the {langs[1]} text; in {langs[0]} a "
                    f"{_NAMES[mark]} marks decimals"
                )
                yield _problem(story, version, block, number, message)


def _problem(
    story: ComparedStory, version: int, block: int, number: Number, message: str
) -> Problem:
    return Problem(
        rule="number-format",
        message=message,
        evidence=number.text,
        place=story.place(version, block, number.start, number.end),
        confidence=0.8,
        suggestion=number.text.translate(_OTHER_MARK),
    )
