"""Translations that did not follow a change of their source.

This is judged by the text, not by dates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from transcheck.annotate.words import find_words
from transcheck.checks.base import Problem, shorten
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name
from transcheck.model import Block
from transcheck.rulebook import Rule


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield STA101 stale-translation for each version that did not change while words of the source
    did.
    """
    former, source = story.former, story.story.source
    if former is None or source is None:
        return
    now = [block.block for block in story.versions[source].blocks]
    changed, removed = _changed(former.blocks, now)
    if not changed and not removed:
        return
    for comparison in story.comparisons:
        target = comparison.right if comparison.left == source else comparison.left
        if source in (comparison.left, comparison.right) and target not in former.changed:
            yield _stale(story, comparison, changed, removed)


def _changed(before: Sequence[Block], after: Sequence[Block]) -> tuple[list[int], int]:
    """Return the blocks whose words are new or changed, by index, and how many blocks were removed
    without replacement.
    """
    matcher = SequenceMatcher(
        None,
        [_words(block) for block in before],
        [_words(block) for block in after],
        autojunk=False,
    )
    changed: list[int] = []
    removed = 0
    for operation, first, last, start, end in matcher.get_opcodes():
        if operation != "equal":
            changed += range(start, end)
            removed += max(0, (last - first) - (end - start))
    return changed, removed


def _words(block: Block) -> tuple[str, ...]:
    return tuple(word.text.casefold() for word in find_words(block.text))


def _stale(
    story: ComparedStory, comparison: Comparison, changed: Sequence[int], removed: int
) -> Problem:
    source, since = story.story.source, story.former.since if story.former else ""
    assert source is not None
    target = comparison.right if comparison.left == source else comparison.left
    language = language_name(story.versions[source].lang)
    texts = [shorten(story.block(source, index).block.text) for index in changed]
    parts = [f"{len(changed)} paragraph{'s' * (len(changed) > 1)}: “{texts[0]}”"] if changed else []
    parts += [f"{removed} removed"] if removed else []
    return Problem(
        rule="stale-translation",
        message=f"The {language} source has changed since {since}, but this version has not "
        f"({', '.join(parts)})",
        evidence=" | ".join(texts) or f"{removed} taken out",
        place=_place(story, comparison, target, changed),
        related=tuple(story.whole(source, index) for index in changed),
    )


def _place(
    story: ComparedStory, comparison: Comparison, target: int, changed: Sequence[int]
) -> Place:
    """Return the place of the first counterpart of what changed, or the start of the version."""
    for bead in comparison.beads:
        ours, theirs = (
            (bead.left, bead.right) if target == comparison.right else (bead.right, bead.left)
        )
        if theirs and set(ours).intersection(changed):
            return story.whole(target, theirs[0])
    return Place(target, 0, 0)
