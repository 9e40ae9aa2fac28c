"""Parts missing from a paragraph or unit, or added to it, judged by its length alone.

Which words of a sentence have no counterpart cannot be said well enough (lexicons, cognates and
dictionaries added nothing in measurements); how far its length is from what its language needs can.
What varies is known for each language from professional translations (tools/fit_lengths.py), and a
file of many units shows how its translator differs from them.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Sequence
from statistics import median

from msgspec import Struct

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import Length, language_name, length_of
from transcheck.model import Bead, Block, BlockKind

# Standard deviations from which a length is remarkable. Of 82 omissions that people marked .35 are
# below -3.5, of 1,452 faultless units .006.
_REMARKABLE = 3.5
_SURE = 0.8  # least posterior of a pair that is judged
_VERY_SURE = 0.95  # the same for the pairs beside one that is judged by its place
_ENOUGH = 100  # pairs from which a file shows how long its own translations are
_SPREAD = 1.4826  # standard deviations of a normal distribution in a median absolute deviation
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE})
_FEWEST = 15  # fewest characters of a text that is judged

_At = tuple[int, int]  # a version and a block, by index


class _Pair(Struct, frozen=True):
    """A pair of blocks, by index, and by how many standard deviations the translation is too long
    (or, if negative, short).
    """

    left: int
    right: int
    deviation: float


def remarkable_lengths(
    story: ComparedStory, comparison: Comparison, reported: Container[Place]
) -> Iterator[Problem]:
    """Yield PAR107 lengthened-paragraph and PAR108 part-missing, except for blocks that are
    reported already.

    The source must be known: a version that explains more than another is not wrong.
    """
    if not story.has_source:
        return
    left, right = (
        length_of(story.versions[side].lang) for side in (comparison.left, comparison.right)
    )
    if (
        left is None
        or right is None
        or story.versions[comparison.left].lang == story.versions[comparison.right].lang
    ):
        return
    pairs = [
        pair
        for bead in _certain(comparison)
        for pair in _judged(story, comparison, bead, left, right)
    ]
    known = len(pairs) >= _ENOUGH
    for pair in _centred(pairs) if known else pairs:
        source, own = (comparison.left, pair.left), (comparison.right, pair.right)
        if story.whole(*own) in reported:
            continue
        if pair.deviation <= -_REMARKABLE:
            yield _problem(story, "part-missing", "shorter", own, source, shown=source)
        elif (
            pair.deviation >= _REMARKABLE and known
        ):  # texts of programs run long, so that the file itself has to show it
            yield _problem(story, "lengthened-paragraph", "longer", own, source, shown=own)


def _certain(comparison: Comparison) -> Iterator[Bead]:
    """Yield the beads whose blocks belong together by their text, or by standing between others
    that do.

    A paragraph of which little is left is not like its counterpart any more, and its place alone
    shows what it is.
    """
    beads = [bead for bead in comparison.beads if bead.left or bead.right]
    for at, bead in enumerate(beads):
        beside = beads[max(0, at - 1) : at] + beads[at + 1 : at + 2]
        enclosed = bool(beside) and all(
            other.left and other.right and other.score >= _VERY_SURE for other in beside
        )
        if bead.score >= _SURE or enclosed:
            yield bead


def _judged(
    story: ComparedStory, comparison: Comparison, bead: Bead, left: Length, right: Length
) -> Iterator[_Pair]:
    """Yield the pair of a bead with its deviation, if it has one block on each side and they are
    prose.
    """
    if len(bead.left) != 1 or len(bead.right) != 1:
        return
    ours = story.block(comparison.left, bead.left[0])
    theirs = story.block(comparison.right, bead.right[0])
    if ours.block.kind not in _PROSE or ours.block.text == theirs.block.text:
        return
    lengths = _length(ours.block), _length(theirs.block)
    if min(lengths) < _FEWEST:
        return
    size = math.sqrt(lengths[0] * lengths[1])
    variance = left.variance + right.variance + (left.by_length + right.by_length) / size
    expected = left.to_english - right.to_english
    deviation = math.log(lengths[1] / lengths[0]) - expected
    yield _Pair(bead.left[0], bead.right[0], deviation / math.sqrt(variance))


def _length(block: Block) -> int:
    """Return the number of characters of a block outside code and addresses, which no language
    makes longer.
    """
    return len(block.text) - sum(span.end - span.start for span in block.literal)


def _centred(pairs: Sequence[_Pair]) -> Iterator[_Pair]:
    """Yield pairs with their deviations from what is usual in the file."""
    middle = median(pair.deviation for pair in pairs)
    spread = max(1.0, _SPREAD * median(abs(pair.deviation - middle) for pair in pairs))
    for pair in pairs:
        yield _Pair(pair.left, pair.right, (pair.deviation - middle) / spread)


def _problem(
    story: ComparedStory, rule: str, how: str, own: _At, other: _At, shown: _At
) -> Problem:
    """Return the problem of a block that is shorter or longer than its counterpart.

    `shown` is the longer of the two.
    """
    text = story.block(*shown).block.text
    return Problem(
        rule=rule,
        message=f"This is much {how} than the {language_name(story.versions[other[0]].lang)} text: "
        f"“{shorten(text)}”",
        evidence=shorten(text, 200),
        place=story.whole(*own),
        related=(story.whole(*other),),
        confidence=0.7,
    )
