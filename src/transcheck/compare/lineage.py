"""The lineage of a file's blocks: what each contained in earlier states of the file.

Blocks of two neighbouring states are matched by their words, as lines are by `diff`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from msgspec import Struct
from rapidfuzz.distance import Indel

from transcheck.annotate.code import tokens_of
from transcheck.annotate.words import word_texts
from transcheck.git.log import WORKING_TREE
from transcheck.model import Block, BlockKind

_SAME = 0.4  # similarity (0-1, Indel over characters) from which a block is another one, changed

Key = tuple[str, ...]
_MOST_PAIRS = 400  # blocks compared with blocks of one place; more are a page that was replaced


class BlockState(Struct, frozen=True):
    """What a block contained from a commit on (by number, the newest is 0): its text, and a `key`
    that layout, wrapping and comments in code do not change.
    """

    since: int
    text: str
    key: Key


_Track = list[BlockState]  # of one block, newest first


class Lineage(Struct, frozen=True):
    """The states of a file's blocks: a track for each block that it ever had, newest state first.

    The first `live` tracks are those of the blocks it has now, in order. `ended` are the numbers of
    the commits that removed the others, `oldest` are the tracks of the blocks of its oldest state.
    """

    tracks: tuple[tuple[BlockState, ...], ...]
    live: int
    ended: tuple[int, ...] = ()
    oldest: tuple[int, ...] = ()

    def at(self, track: int, order: int) -> BlockState | None:
        """Return what a block contained after a commit, None if it was not there."""
        if track >= self.live and order <= self.ended[track - self.live]:
            return None
        return next((state for state in self.tracks[track] if state.since >= order), None)

    @property
    def born(self) -> int:
        """Return the number of the commit that made the oldest block."""
        return max((track[-1].since for track in self.tracks), default=WORKING_TREE)


def key_of(block: Block) -> Key:
    """Return what of a block counts: its words, or its code without comments."""
    if block.kind is BlockKind.CODE:
        return tuple(token.text for token in tokens_of(block.text, block.code_language))
    return tuple(word_texts(block.text.casefold()))


def lineage(states: Iterable[tuple[int, Sequence[Block]]]) -> Lineage:
    """Return the lineage of the first of some states of a file.

    The states are the numbers of the commits that made them and their blocks, newest first.
    """
    tracks: list[_Track] = []
    live = 0
    ended: list[int] = []
    newer: list[int] = []  # tracks of the blocks of the state before, which is newer
    newer_order = 0
    begun: dict[Key, int] = {}  # tracks that were not in an older state, by what they contained
    for number, (order, blocks) in enumerate(states):
        now = [BlockState(order, block.text, key_of(block)) for block in blocks]
        if number == 0:
            tracks = [[state] for state in now]
            live = len(tracks)
            newer = list(range(live))
        else:
            matched = _matched(now, [tracks[index][-1] for index in newer])
            kept = set(matched.values())
            new = [track for index, track in enumerate(newer) if index not in kept]
            begun.update((tracks[track][-1].key, track) for track in new)
            older = []
            for index, state in enumerate(now):
                if index in matched:
                    older.append(newer[matched[index]])
                    _extend(tracks[older[-1]], state)
                elif state.key in begun:  # it was removed and came back
                    older.append(begun.pop(state.key))
                    _extend(tracks[older[-1]], state)
                else:
                    older.append(len(tracks))
                    tracks.append([state])
                    ended.append(newer_order)
            newer = older
        newer_order = order
    return Lineage(tuple(tuple(track) for track in tracks), live, tuple(ended), tuple(newer))


def _extend(track: _Track, state: BlockState) -> None:
    """Add an older state to a block's; one that is the same only shows that it was so earlier."""
    last = track[-1]
    if last.key == state.key:
        track[-1] = BlockState(state.since, last.text, last.key)
    else:
        track.append(state)


def _matched(older: Sequence[BlockState], newer: Sequence[BlockState]) -> dict[int, int]:
    """Return which block of the newer state each block of the older one became, by index."""
    keys = [state.key for state in older], [state.key for state in newer]
    if keys[0] == keys[1]:
        return {index: index for index in range(len(older))}
    found: dict[int, int] = {}
    left: list[int] = []
    right: list[int] = []
    for what, a, b, c, d in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if what == "equal":
            found.update(zip(range(a, b), range(c, d), strict=True))
            continue
        pairs = _changed(older, newer, range(a, b), range(c, d))
        found.update(pairs)
        left += [index for index in range(a, b) if index not in pairs]
        right += [index for index in range(c, d) if index not in pairs.values()]
    found.update(_moved(keys, left, right))
    return found


def _changed(
    older: Sequence[BlockState], newer: Sequence[BlockState], left: range, right: range
) -> dict[int, int]:
    """Return which of some blocks became which of some others in the same place, the most similar
    first.

    A block that nothing is similar to was rewritten if another is in its place.
    """
    if len(left) == len(right) == 1:
        return {left[0]: right[0]}
    if len(left) * len(right) > _MOST_PAIRS:
        return dict(zip(left, right, strict=False)) if len(left) == len(right) else {}
    likeness = sorted(
        (
            (Indel.normalized_similarity(older[a].text, newer[b].text), -a, -b)
            for a in left
            for b in right
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    taken: set[int] = set()
    for similarity, a, b in likeness:
        if similarity >= _SAME and -a not in found and -b not in taken:
            found[-a] = -b
            taken.add(-b)
    if len(left) == len(right):
        rest = [index for index in right if index not in taken]
        for index, other in zip([k for k in left if k not in found], rest, strict=True):
            # rewritten in its place, between the same blocks
            if sum(k < index for k in found) == sum(k < other for k in taken):
                found[index] = other
                taken.add(other)
    return found


def _moved(
    keys: tuple[Sequence[Key], Sequence[Key]], left: Sequence[int], right: Sequence[int]
) -> dict[int, int]:
    """Return which blocks are the same in another place."""
    places: dict[Key, list[int]] = defaultdict(list)
    for index in reversed(right):
        places[keys[1][index]].append(index)
    return {index: places[keys[0][index]].pop() for index in left if places[keys[0][index]]}
