"""Translations that did not follow a change of their source.

This is judged by the text, not by dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from transcheck.annotate.words import find_words, shorten
from transcheck.checks.base import Problem
from transcheck.compare.base import Base
from transcheck.compare.standing import Standing
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name
from transcheck.model import Block
from transcheck.rulebook import Rule

LAGGING = "lagging-translation"
_EXTRA = "extra-paragraph"
# what is missing because the source has only had it since the translation was made, and what is
# left over because the source no longer has it
_CONSEQUENCES = frozenset({"missing-paragraph", "shortened-paragraph", "part-missing", _EXTRA})
_COMMIT = re.compile(r"[0-9a-f]{40,64}")
_ID = 10  # characters of a commit's id that a message shows


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield STA101 stale-translation for each version that did not change while words of the source
    did, and STA102 lagging-translation for those whose files name an older revision of it.
    """
    stale = set()
    for problem in _stale_versions(story) if "stale-translation" in rules else ():
        stale.add(problem.place.version)
        yield problem
    for target, standing in story.standings.items():
        if standing.paragraphs and standing.base and target not in stale:
            yield _lagging(story, target, standing, standing.base)


def is_part_of_lag(story: ComparedStory, problem: Problem) -> bool:
    """Return whether a problem is the consequence of a lag that STA102 reports: paragraphs are
    missing that the source has only had since, or left over that it no longer has.
    """
    standing = story.standings.get(problem.place.version)
    if standing is None or problem.rule not in _CONSEQUENCES:
        return False
    target, source = problem.place.version, story.story.source
    assert source is not None
    behind = standing.paragraphs
    known = [story.whole(source, item.source) for item in behind if item.source is not None]
    known += [story.whole(target, index) for item in behind for index in item.target]
    places = (problem.place,) if problem.rule == _EXTRA else problem.related
    return bool(places) and all(any(_overlap(place, there) for there in known) for place in places)


def _overlap(one: Place, other: Place) -> bool:
    return one.version == other.version and one.start < other.end and other.start < one.end


def _lagging(story: ComparedStory, target: int, standing: Standing, base: Base) -> Problem:
    source = story.story.source
    assert source is not None
    behind = standing.paragraphs
    language = language_name(story.versions[source].lang)
    total = sum(bool(block.block.text.strip()) for block in story.versions[source].blocks)
    count = f"{len(behind)} of {total} paragraph{'s' * (total != 1)}"
    first = shorten(behind[0].after or behind[0].before)
    name = base.value[:_ID] if _COMMIT.fullmatch(base.value) else base.value
    place = next((story.whole(target, item.target[0]) for item in behind if item.target), None)
    return Problem(
        rule=LAGGING,
        message=f"{count} of the {language} source changed since {name}, which this was "
        f"translated from: “{first}”",
        evidence=f"{base.key} {base.value}",
        place=place or Place(target, 0, 0),
        related=tuple(
            story.whole(source, item.source) for item in behind if item.source is not None
        ),
    )


def _stale_versions(story: ComparedStory) -> Iterator[Problem]:
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
