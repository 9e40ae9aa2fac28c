"""One source segment translated in several ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from transcheck.checks.base import Problem, shorten
from transcheck.compare.story import ComparedStory
from transcheck.rulebook import Rule

_WORDS = 4  # minimum number of words of a segment that means the same everywhere


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield TRM102 segment-varies for units, except short segments, whose translation may depend on the context."""
    if not story.story.bilingual:
        return
    for comparison in story.comparisons:
        units: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for bead in comparison.beads:
            source, index = story.block(comparison.left, bead.left[0]), bead.right[0]
            if len(source.words) >= _WORDS:
                units[_same(source.block.text)].append((index, _same(story.block(comparison.right, index).block.text)))
        for found in units.values():
            usual = Counter(same for _, same in found).most_common(1)[0][0]
            first = next(index for index, same in found if same == usual)
            yield from (_varies(story, comparison.right, index, first, usual) for index, same in found if same != usual)


def _varies(story: ComparedStory, version: int, index: int, first: int, usual: str) -> Problem:
    text = story.block(version, index).block.text
    other = story.block(version, first).block.text
    return Problem(
        rule="segment-varies",
        message=f"The same source text is “{shorten(text)}” here and “{shorten(other)}” elsewhere",
        evidence=f"{text} | {usual}",
        place=story.whole(version, index),
        related=(story.whole(version, first),),
        confidence=0.8,
    )


def _same(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".…:! ")
