"""How far a translation is behind its source: paragraphs that changed in the source and not in it.

A translation matched its source at its base: the revision that its file names, or when each
paragraph was written. From there on the changes of both are followed, commit by commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import regex
from msgspec import Struct
from rapidfuzz.distance import Indel

from transcheck.annotate.words import word_texts
from transcheck.compare.lineage import BlockState, Key, Lineage
from transcheck.git.log import WORKING_TREE
from transcheck.locales import common_words, primary
from transcheck.model import Bead, LagKind

# A change of the translation follows that of its source if it is at least this share of it. A comma
# put right in a paragraph whose source has a new sentence does not.
_FOLLOWS = 0.4
_TYPO = 0.6  # similarity (0-1, Indel) of a misspelt word and the right one
_NUMBER = regex.compile(r"\p{N}+")

_States = list[BlockState | None]  # of the blocks of one side of a bead, at one time


class LaggingParagraph(Struct, frozen=True):
    """A paragraph of the source that a translation does not follow: blocks by index (None and empty
    where there are none), what the source had and has, and the number of the commit that changed
    it.
    """

    kind: LagKind
    source: int | None
    target: tuple[int, ...]
    before: str
    after: str
    order: int


class BlockLink(Struct, frozen=True):
    """Blocks of a source and of its translation that belong together, by their tracks."""

    source: tuple[int, ...]
    target: tuple[int, ...]


def linked(
    source: Lineage, target: Lineage, then: Sequence[Bead], now: Sequence[Bead] = ()
) -> list[BlockLink]:
    """Return which blocks of two files belong together.

    That is known best from the time when the translation matched its source (`then`, the beads of
    the oldest states), and for blocks that came later from their texts `now`. Beads have the source
    on their left.
    """
    found: list[tuple[list[int], list[int]]] = []
    places: tuple[dict[int, int], dict[int, int]] = {}, {}  # the link that each block is in

    def add(left: Sequence[int], right: Sequence[int]) -> None:
        new = [[k for k in side if k not in places[n]] for n, side in enumerate((left, right))]
        old = [places[n][k] for n, side in enumerate((left, right)) for k in side if k in places[n]]
        if not (new[0] or new[1]):
            return
        # a block that was split or rewritten belongs to the link of its counterpart
        joined = bool(old) and not (new[0] and new[1])
        if not joined:
            found.append(([], []))
        number = old[0] if joined else len(found) - 1
        for n, side in enumerate(new):
            found[number][n].extend(side)
            places[n].update(dict.fromkeys(side, number))

    for bead in then:
        add([source.oldest[k] for k in bead.left], [target.oldest[k] for k in bead.right])
    for bead in now or [Bead((index,), (), 1.0) for index in range(source.live)]:
        add(bead.left, bead.right)
    return [
        BlockLink(tuple(left), tuple(k for k in right if k < target.live)) for left, right in found
    ]


def lagging(
    source: Lineage,
    target: Lineage,
    links: Sequence[BlockLink],
    lang: str,
    named: int | None = None,
) -> list[LaggingParagraph]:
    """Return the paragraphs of a source (in `lang`) that its translation does not follow, in
    order.

    Where a translation names its base, that is the source's oldest state, and `named` is the number
    of the commit in which it began to name it.
    """
    words = common_words(primary(lang))
    found: list[LaggingParagraph] = []
    for link in links:
        synced = _synced(source, target, link, named)
        now = [source.at(track, WORKING_TREE) for track in link.source]
        if _key(synced) == _key(now) or _is_typo(_key(synced), _key(now), words):
            continue
        for track, before, after in zip(link.source, synced, now, strict=True):
            if item := _behind(source, link, track, before, after):
                found.append(item)
    found.sort(key=lambda item: (item.source is None, item.source, item.target))
    return _without_splits(found)


def _without_splits(found: Sequence[LaggingParagraph]) -> list[LaggingParagraph]:
    """Return paragraphs without those that were only split, or joined, by a blank line."""
    left = list(found)
    for item in found:
        if item.kind is not LagKind.CHANGED or item not in left:
            continue
        for other in left:
            near = item.source is not None and other.source in (item.source - 1, item.source + 1)
            is_split = other.kind is LagKind.ADDED and near
            is_joined = other.kind is LagKind.REMOVED
            if not (is_split or is_joined):
                continue
            one, two = (item.after, other.after) if is_split else (item.before, other.before)
            whole = _words(item.before if is_split else item.after)
            if whole in (_words(f"{one} {two}"), _words(f"{two} {one}")):
                left.remove(item)
                left.remove(other)
                break
    return left


def _words(text: str) -> list[str]:
    return word_texts(text.casefold())


def _behind(
    source: Lineage,
    link: BlockLink,
    track: int,
    before: BlockState | None,
    after: BlockState | None,
) -> LaggingParagraph | None:
    """Return what a translation does not follow of one block, None if there is nothing."""
    states = source.tracks[track]
    if after is None:
        if before is None or not before.key or not link.target:
            return None
        ended = source.ended[track - source.live]
        return LaggingParagraph(LagKind.REMOVED, None, link.target, before.text, "", ended)
    if before is None:
        first = states[-1].since
        return LaggingParagraph(LagKind.ADDED, track, link.target, "", after.text, first)
    if before.key == after.key:
        return None
    first = states[max(0, states.index(before) - 1)].since
    return LaggingParagraph(LagKind.CHANGED, track, link.target, before.text, after.text, first)


def _synced(source: Lineage, target: Lineage, link: BlockLink, named: int | None) -> _States:
    """Return what the source's blocks of a link contained when the translation last followed."""
    states = [state for track in link.target for state in target.tracks[track]]
    events = sorted({state.since for state in states}, reverse=True)
    if named is not None:
        there = set(source.oldest)
        synced = [source.tracks[k][-1] if k in there else None for k in link.source]
        events = [order for order in events if order < named]
        first = named
    elif events:
        first = events.pop(0)
        synced = [source.at(track, first) for track in link.source]
    else:
        # the source's alone: of what was there when the translation was made, nothing is new
        first = target.born
        synced = [
            source.at(track, first) and source.at(track, WORKING_TREE) for track in link.source
        ]
    before = [target.at(track, first) for track in link.target]
    for order in events:
        now = [source.at(track, order) for track in link.source]
        after = [target.at(track, order) for track in link.target]
        if _key(now) != _key(synced) and _follows(synced, now, before, after):
            synced = now
        before = after
    return synced


def _follows(before: _States, after: _States, ours: _States, theirs: _States) -> bool:
    """Return whether a change of a translation (`ours` to `theirs`) may follow that of its source.

    It does if it is large enough, or if it has the numbers that are new.
    """
    numbers = [_numbers(states) for states in (before, after, ours, theirs)]
    new = numbers[1] - numbers[0]
    if new and new <= numbers[3] and not new <= numbers[2]:
        return True
    return _share(ours, theirs) >= _FOLLOWS * _share(before, after)


def _numbers(states: _States) -> frozenset[str]:
    return frozenset(_NUMBER.findall(_text(states)))


def _share(before: _States, after: _States) -> float:
    """Return how much of a text changed, from 0 to 1."""
    return Indel.normalized_distance(_text(before), _text(after))


def _is_typo(before: Key, after: Key, words: Mapping[str, int]) -> bool:
    """Return whether only misspelt words were put right, which changes nothing for a translation:
    `teh` was in no list of words and `the` is.
    """
    if len(before) != len(after):
        return False
    return all(
        wrong == right
        or (
            wrong.isalpha()
            and wrong not in words
            and right in words
            and Indel.normalized_similarity(wrong, right) >= _TYPO
        )
        for wrong, right in zip(before, after, strict=True)
    )


def _key(states: _States) -> Key:
    return tuple(part for state in states if state for part in state.key)


def _text(states: _States) -> str:
    return " ".join(state.text for state in states if state)
