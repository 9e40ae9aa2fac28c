"""One source segment translated in several ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from transcheck.checks.story import CheckedStory, Problem, shorten
from transcheck.rulebook import Rule

_WORDS = 4  # of a segment that means the same wherever it stands


def check(story: CheckedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield TRM102 segment-varies for units; of shorter segments the context may ask for another translation."""
    if not story.story.bilingual:
        return
    for comparison in story.comparisons:
        units: dict[str, list[int]] = defaultdict(list)
        for bead in comparison.beads:
            if len(story.block(comparison.left, bead.left[0]).words) >= _WORDS:
                units[_same(story.block(comparison.left, bead.left[0]).block.text)].append(bead.left[0])
        for found in units.values():
            texts = Counter(_same(story.block(comparison.right, index).block.text) for index in found)
            usual = texts.most_common(1)[0][0]
            first = next(index for index in found if _same(story.block(comparison.right, index).block.text) == usual)
            for index in found:
                text = story.block(comparison.right, index).block.text
                if _same(text) != usual:
                    yield Problem(
                        rule="segment-varies",
                        message=f"“{shorten(text)}” is “{shorten(story.block(comparison.right, first).block.text)}” elsewhere",
                        evidence=f"{text} | {usual}",
                        place=story.whole(comparison.right, index),
                        related=(story.whole(comparison.right, first),),
                        confidence=0.8,
                    )


def _same(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".…:! ")
