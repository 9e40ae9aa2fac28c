"""Which of some files, whose names do not say so, are versions of one story: those that have the
same numbers and names.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from transcheck import formats
from transcheck.annotate import annotate
from transcheck.annotate.sounds import phonetic_key, skeleton
from transcheck.model import Version

Mark = Decimal | str  # a figure, or the consonants of a name
_FIGURE = 10  # smaller numbers are in every text
_NAME = 3  # consonants of a name that is not in every text by chance
_SHARED = 2  # numbers and names that two versions have in common at least
# Share of the marks of the text with fewer: of the articles of NTREX-128, in ten languages, 94 to
# 100 of 100 versions share that much with their own article, 56 to 92 where one is in Arabic,
# Chinese, Finnish or Japanese, and 0 to 3 with another article.
_ALIKE = 0.3
# marks of a text that is not about the same as another if they share none: 3 in 1,000 versions of
# an article do not where both scripts have capitals, 4 in 100 where one has none
_SOME = 4


def marks(path: Path, lang: str) -> frozenset[Mark]:
    """Return what a text has that its translations have, too: its figures, and the consonants of
    its names; nothing of a file that cannot be read.
    """
    try:
        document = formats.read(path)
    except formats.UnreadableError:
        return frozenset()
    found: set[Mark] = set()
    for block in annotate(Version(lang, path, str(path)), document).blocks:
        for number in block.numbers:
            if not number.weak:
                finite = (value for value in number.values if value.is_finite())
                found |= {value for value in finite if value >= _FIGURE}
        for word in itertools.chain.from_iterable(name.words for name in block.names):
            consonants = skeleton(phonetic_key(word.text)).replace(" ", "")
            if len(consonants) >= _NAME:
                found.add(consonants)
    return frozenset(found)


def likeness(one: frozenset[Mark], other: frozenset[Mark]) -> float:
    """Return the share of the marks of the text with fewer that the other text has, 0 to 1."""
    shared = len(one & other)
    return shared / min(len(one), len(other)) if shared >= _SHARED else 0.0


def alike(marks: Sequence[frozenset[Mark]]) -> list[tuple[int, int]]:
    """Return the pairs of texts, by index, that may tell the same story, the most alike first."""
    pairs = itertools.combinations(range(len(marks)), 2)
    shares = ((likeness(marks[one], marks[other]), one, other) for one, other in pairs)
    return [(one, other) for share, one, other in sorted(shares, reverse=True) if share >= _ALIKE]


def are_apart(one: frozenset[Mark], other: frozenset[Mark]) -> bool:
    """Return whether two texts, both with some figures and names, have none in common."""
    return min(len(one), len(other)) >= _SOME and not one & other
