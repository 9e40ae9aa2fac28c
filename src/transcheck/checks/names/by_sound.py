"""Names in scripts without case: finds a name of the other version by its sound in the aligned
blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct

from transcheck.annotate.sounds import likeness, sounds
from transcheck.annotate.words import Word
from transcheck.compare.story import ComparedStory

# join articles and prepositions to the front of a word, others to its end
_PREFIXING = frozenset({"Arab", "Hebr"})
_CUT = 2  # maximum number of letters of such a particle
_LEAST = 2  # letters that must remain
_UNSPACED = frozenset({"Jpan", "Hani"})
_KATAKANA = regex.compile(r"[\p{Katakana}ー]{2,}")
_HAN = regex.compile(r"\p{Han}{2,}")
_GRAMS = range(2, 6)  # characters of a Chinese transliteration


class Projected(Struct, frozen=True):
    """The place of a name in a block of a version, with its text and how sure that is (0 to 1)."""

    version: int
    block: int
    text: str
    start: int
    end: int
    score: float


def can_project(script: str) -> bool:
    """Return whether names can be found in a script.

    Scripts of South-East Asia do not separate words.
    """
    return script not in {"Thai", "Laoo", "Khmr", "Mymr", "Tibt", "Zyyy"}


def project(
    story: ComparedStory, version: int, blocks: Sequence[int], name: str
) -> Projected | None:
    """Return what sounds most like a word of a name in some blocks of a version, or None if nothing
    does at all.
    """
    wanted = sounds(name)
    best: Projected | None = None
    for block in blocks:
        annotated = story.block(version, block)
        for text, start in _candidates(
            annotated.block.text, annotated.words, story.versions[version].script
        ):
            other = sounds(text)
            if (
                other.consonants[:1] != wanted.consonants[:1]
                or abs(len(other.consonants) - len(wanted.consonants)) > _CUT
            ):
                continue
            score = likeness(wanted, other)
            if best is None or score > best.score:
                best = Projected(version, block, text, start, start + len(text), score)
    return best


def _candidates(text: str, words: Sequence[Word], script: str) -> Iterator[tuple[str, int]]:
    """Yield possible names with their places: words with and without a particle, katakana, runs of
    Han characters.
    """
    if script in _UNSPACED:
        for match in _KATAKANA.finditer(text):
            yield match.group(), match.start()
        if script == "Hani":
            for match in _HAN.finditer(text):
                run = match.group()
                for size in _GRAMS:
                    for at in range(len(run) - size + 1):
                        yield run[at : at + size], match.start() + at
        return
    for word in words:
        for cut in range(min(_CUT, len(word.text) - _LEAST) + 1):
            if script in _PREFIXING:
                yield word.text[cut:], word.start + cut
            else:
                yield word.text[: len(word.text) - cut], word.start
