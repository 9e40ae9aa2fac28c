"""What `transcheck align` and `transcheck names` list: the beads of stories, and their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from transcheck.checks.ledger import Form, ledger
from transcheck.checks.story import CheckedStory, Comparison
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.engine import open_story, pairs
from transcheck.model import Bead
from transcheck.report.alignment import AlignedPair
from transcheck.report.names import NameForm, StoryNames


def aligned(paths: Iterable[Path], settings: Settings) -> Iterator[AlignedPair]:
    """Yield the beads of every story, in order.

    Raises:
        TranscheckError: a path is wrong, or there is nothing to align.
    """
    for story in discover(paths, settings):
        for portion in pairs(story):
            checked = open_story(portion, settings)
            for comparison in checked.comparisons:
                for bead in comparison.beads:
                    yield _aligned_pair(checked, comparison, bead)


def names(paths: Iterable[Path], settings: Settings) -> Iterator[StoryNames]:
    """Yield the names of every story with their forms in its versions.

    Raises:
        TranscheckError: a path is wrong, or there is nothing to read.
    """
    for story in (portion for whole in discover(paths, settings) for portion in pairs(whole)):
        checked = open_story(story, settings)
        yield StoryNames(
            story=story.id,
            langs=tuple(version.lang for version in checked.versions),
            names=tuple(tuple(_name_form(checked, form) for form in entry.forms) for entry in ledger(checked)),
        )


def _name_form(story: CheckedStory, form: Form) -> NameForm:
    return NameForm(story.versions[form.version].lang, form.text, tuple(story.location(place) for place in form.places))


def _aligned_pair(story: CheckedStory, comparison: Comparison, bead: Bead) -> AlignedPair:
    left, right = story.versions[comparison.left], story.versions[comparison.right]
    return AlignedPair(
        story=story.story.id,
        left_lang=left.lang,
        right_lang=right.lang,
        left_line=left.document.position(left.blocks[bead.left[0]].block.start)[0] if bead.left else None,
        right_line=right.document.position(right.blocks[bead.right[0]].block.start)[0] if bead.right else None,
        left=tuple(left.blocks[index].block.text for index in bead.left),
        right=tuple(right.blocks[index].block.text for index in bead.right),
        score=round(bead.score, 3),
        moved=bead.moved,
    )
