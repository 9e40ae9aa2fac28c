"""The list of `transcheck align`: which blocks of a story's versions belong together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from transcheck.compare import open_story
from transcheck.compare.documents import pairs
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.model import Bead


class AlignedPair(Struct, frozen=True):
    """A bead with its text: first lines (None if a side is empty), texts of the blocks, and how
    sure it is.
    """

    story: str
    left_lang: str
    right_lang: str
    left_line: int | None
    right_line: int | None
    left: tuple[str, ...]
    right: tuple[str, ...]
    score: float
    moved: bool


def aligned(paths: Iterable[Path], settings: Settings) -> Iterator[AlignedPair]:
    """Yield the beads of every story, in order.

    Raises:
        TranscheckError: a path is invalid, or there is nothing to align.
    """
    for story in discover(paths, settings):
        for portion in pairs(story):
            checked = open_story(portion, settings)
            for comparison in checked.comparisons:
                for bead in comparison.beads:
                    yield _aligned_pair(checked, comparison, bead)


def _aligned_pair(story: ComparedStory, comparison: Comparison, bead: Bead) -> AlignedPair:
    left, right = story.versions[comparison.left], story.versions[comparison.right]
    return AlignedPair(
        story=story.story.id,
        left_lang=left.lang,
        right_lang=right.lang,
        left_line=left.document.position(left.blocks[bead.left[0]].block.start)[0]
        if bead.left
        else None,
        right_line=right.document.position(right.blocks[bead.right[0]].block.start)[0]
        if bead.right
        else None,
        left=tuple(left.blocks[index].block.text for index in bead.left),
        right=tuple(right.blocks[index].block.text for index in bead.right),
        score=round(bead.score, 3),
        moved=bead.moved,
    )
