"""What a translation repeats: words again and again, as a language model does that got stuck, or a
sentence that was pasted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from transcheck.align.sentences import sentence_places
from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.words import UNSPACED, shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.model import BlockKind, Severity

_PERIOD = 12  # most words of what is repeated
_PERIOD_UNSPACED = 40  # most characters, in a script without spaces
_SHORTEST_UNSPACED = 4
_COPIES = 4  # times that several words must stand one after another
_COPIES_OF_ONE = 6  # the same for one word: “no, no, no, no” is said
_SENTENCE = 5  # words of a sentence that nobody says twice
_UNSPACED = 10  # the same in characters, in a script without spaces
_LONGEST = 5_000  # words of a block; longer ones are data


class Loop(Struct, frozen=True):
    """What a text repeats: the place of all copies, and that of the first."""

    start: int
    end: int
    first_end: int


def loops(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield PAR104 repeated-paragraph for words that a translation repeats again and again, and for
    a sentence that it has twice, where the source does not.
    """
    for bead in comparison.beads:
        for index in bead.right:
            block = story.block(comparison.right, index)
            if block.block.kind is BlockKind.CODE:
                continue
            sources = [story.block(comparison.left, other) for other in bead.left]
            for find, how in ((find_loop, "again and again"), (find_double, "right behind itself")):
                loop = find(block)
                if loop is None or any(find(source) for source in sources):
                    continue
                text = block.block.text[loop.start : loop.first_end].strip()
                yield Problem(
                    rule="repeated-paragraph",
                    message=f"“{shorten(text)}” is repeated {how}",
                    evidence=shorten(text, 200),
                    place=story.place(comparison.right, index, loop.start, loop.end),
                    confidence=0.9,
                    severity=Severity.WARNING,
                )
                break


def find_loop(block: AnnotatedBlock) -> Loop | None:
    """Return what a block repeats again and again, if it does."""
    text = block.block.text
    unspaced = bool(UNSPACED.search(text))
    if not unspaced and max(Counter(text.casefold().split()).values(), default=0) < _COPIES - 1:
        # most texts have no word often enough; the first and the last may have a comma or stop
        return None
    words = block.words
    if len(words) > _LONGEST:
        return None
    found = _repeated([word.text.casefold() for word in words], range(1, _PERIOD + 1))
    if found is not None:
        at, period, end = found
        return Loop(words[at].start, words[end - 1].end, words[at + period - 1].end)
    for word in words if unspaced else ():
        if len(word.text) <= _LONGEST and UNSPACED.match(word.text):
            found = _repeated(word.text, range(_SHORTEST_UNSPACED, _PERIOD_UNSPACED))
            if found is not None:
                at, period, end = found
                return Loop(word.start + at, word.start + end, word.start + at + period)
    return None


def find_double(block: AnnotatedBlock) -> Loop | None:
    """Return the sentence of a block that stands right behind itself, if one does.

    A short one is said twice on purpose: “Come here! Come here!”
    """
    text = block.block.text
    for first, second in pairwise(sentence_places(text)):
        sentence = text[first.start : first.end].strip()
        if sentence != text[second.start : second.end].strip():
            continue
        if len(sentence.split()) >= _SENTENCE or len(UNSPACED.findall(sentence)) >= _UNSPACED:
            end = first.start + len(sentence)
            return Loop(first.start, second.start + len(sentence), end)
    return None


def _repeated(items: Sequence[str], periods: range) -> tuple[int, int, int] | None:
    """Return where a repetition begins, after how many items it recurs, and where it ends.

    Items in which nothing has a letter (a row of zeros, a line of dashes) are no words.
    """
    for period in periods:
        copies = _COPIES_OF_ONE if period == 1 else _COPIES
        if len(items) < period * copies:
            return None
        found = _of_period(items, period, copies)
        if found is not None:
            return found
    return None


def _of_period(items: Sequence[str], period: int, copies: int) -> tuple[int, int, int] | None:
    equal, at = 0, period
    while at < len(items):
        equal = equal + 1 if items[at] == items[at - period] else 0
        at += 1
        if equal < period * (copies - 1):
            continue
        start = at - equal - period
        while at < len(items) and items[at] == items[at - period]:
            at += 1
        if any(item[0].isalpha() for item in items[start : start + period]):
            return start, period, at
        equal = 0  # behind it another may begin: a long row of zeros is looked at once
    return None
