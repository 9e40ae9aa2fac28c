"""Numbers that one version has and the other has not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from transcheck.annotate.numbers import Number
from transcheck.checks.story import CheckedStory, Comparison, Place, Problem, shorten
from transcheck.locales import language_name
from transcheck.model import Bead
from transcheck.rulebook import Rule

_FEWEST_DIGITS = 2  # one digit is often a word in the other version
_FEWEST_ALONE = 3  # digits of a number that is worth a finding without a rival on the other side


@dataclass(frozen=True, slots=True)
class _Placed:
    version: int
    block: int
    number: Number


def check(story: CheckedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield NUM101 number-differs, NUM102 number-missing and NUM103 number-added."""
    for comparison in story.comparisons:
        known = {side: _all_values(story, side) for side in (comparison.left, comparison.right)}
        for bead in comparison.beads:
            if bead.left and bead.right:
                yield from _compare(story, comparison, bead, known)


def _compare(story: CheckedStory, comparison: Comparison, bead: Bead, known: dict[int, Counter[Decimal]]) -> Iterator[Problem]:
    left = _unmatched(_numbers(story, comparison.left, bead.left), known[comparison.right])
    right = _unmatched(_numbers(story, comparison.right, bead.right), known[comparison.left])
    for a, b in zip(left, right, strict=False):
        yield _differs(story, a, b)
    for placed in left[len(right) :]:
        if placed.number.digits >= _FEWEST_ALONE:
            yield _alone(story, placed, comparison.right, bead.right, "number-missing")
    for placed in right[len(left) :]:
        if placed.number.digits >= _FEWEST_ALONE:
            yield _alone(story, placed, comparison.left, bead.left, "number-added")


def _all_values(story: CheckedStory, version: int) -> Counter[Decimal]:
    blocks = story.versions[version].blocks
    return Counter(value for block in blocks for number in block.numbers for value in number.values)


def _numbers(story: CheckedStory, version: int, blocks: tuple[int, ...]) -> list[_Placed]:
    return [_Placed(version, index, number) for index in blocks for number in story.block(version, index).numbers]


def _unmatched(numbers: list[_Placed], other: Counter[Decimal]) -> list[_Placed]:
    return [
        placed
        for placed in numbers
        if placed.number.digits >= _FEWEST_DIGITS and not any(value in other for value in placed.number.values)
    ]


def _differs(story: CheckedStory, left: _Placed, right: _Placed) -> Problem:
    a, b = language_name(story.versions[left.version].lang), language_name(story.versions[right.version].lang)
    return Problem(
        rule="number-differs",
        message=f"{left.number.text} in {a} is {right.number.text} in {b}",
        evidence=f"{left.number.text} | {right.number.text}",
        place=_place(story, right),
        related=(_place(story, left),),
        confidence=0.9,
    )


def _alone(story: CheckedStory, placed: _Placed, other: int, blocks: tuple[int, ...], rule: str) -> Problem:
    has, lacks = language_name(story.versions[placed.version].lang), language_name(story.versions[other].lang)
    own, counterpart = _place(story, placed), story.whole(other, blocks[0])
    added = rule == "number-added"
    return Problem(
        rule=rule,
        message=f"{placed.number.text} stands in {has} but not in {lacks}",
        evidence=f"{placed.number.text} | {shorten(story.block(placed.version, placed.block).block.text, 40)}",
        place=own if added else counterpart,
        related=(counterpart if added else own,),
        confidence=0.8,
    )


def _place(story: CheckedStory, placed: _Placed) -> Place:
    return story.place(placed.version, placed.block, placed.number.start, placed.number.end)
