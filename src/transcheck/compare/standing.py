"""Where a translation stands: its base, found in its file or in git, and what changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

from msgspec import Struct

from transcheck import formats
from transcheck.compare.base import Base, base_of, is_digest_of
from transcheck.compare.lag import BlockLink, LaggingParagraph, lagging, linked
from transcheck.compare.lineage import Key, Lineage, key_of, lineage
from transcheck.git.log import WORKING_TREE, Contents, Log, states
from transcheck.model import Bead, Block, Document

_MOST_STATES = 500  # of a file that are followed; older ones count as its first
_FETCH = "fetch more of it, as with fetch-depth: 0"
_REMEMBERED = 32  # states of files that are read once: the versions of a story share a source

Align = Callable[[bytes, bytes], Sequence[Bead]]  # beads of a source and its translation


class _State(Struct, frozen=True):
    """A state of a file: the number of the commit that made it, its contents and its blocks."""

    order: int
    data: bytes
    blocks: Sequence[Block]


@dataclass(frozen=True)
class TrackedFile:
    """A file as it is now: its path in the repository and its contents; read when needed."""

    path: str
    data: bytes

    @cached_property
    def text(self) -> str:
        """Return the file's text, in which it may name its base; empty if it has none."""
        return _text(self.data, self.path)

    @property
    def line_starts(self) -> tuple[int, ...]:
        """Return the offsets of the file's lines, as its blocks count."""
        return _parsed(self.data, self.path).line_starts

    @property
    def blocks(self) -> Sequence[Block]:
        """Return the file's blocks; of one that cannot be read, none."""
        return _parsed(self.data, self.path).blocks


class Standing(Struct, frozen=True):
    """What a translation does not follow; `base` is what its file names, if it names something.

    `note` says why it is not known.
    """

    paragraphs: tuple[LaggingParagraph, ...] = ()
    base: Base | None = None
    note: str = ""


@dataclass(frozen=True)
class Revisions:
    """The history by which translations are judged, which is read when it is needed; keys are those
    under which files name their base.
    """

    root: Path
    read: Callable[[], Log]
    contents: Contents
    keys: tuple[str, ...]

    @cached_property
    def log(self) -> Log:
        """Return which commits changed the files."""
        return self.read()

    def standing(
        self, source: TrackedFile, target: TrackedFile, align: Align, lang: str
    ) -> Standing:
        """Return where a translation stands whose source is in `lang`."""
        base = base_of(target.text, self.keys)
        if base is None:
            return self._without_base(source, target, align, lang)
        then = self._source_at(base, source)
        if then is None:
            return Standing(base=base, note=self._unknown(base))
        if then == source.data or _keys(then, source.path) == _keys(source.data, source.path):
            return Standing(base=base)
        named = self._named(base, target)
        ours = list(self._since(source, then))
        theirs = list(_until(self._states(target), named))
        return Standing(_behind(ours, theirs, align, lang, named), base)

    def _without_base(
        self, source: TrackedFile, target: TrackedFile, align: Align, lang: str
    ) -> Standing:
        """Return where a translation stands that names no base: it matched its source when it was
        made.
        """
        orders = (revision.order for revision in self.log.revisions(target.path))
        born = max(orders, default=WORKING_TREE)
        if born == self.log.edge:
            return Standing(note=f"older commits are not in this clone; {_FETCH}")
        if not any(order < born for order in self._orders(source)):
            return Standing()
        theirs = list(self._states(target))
        born = theirs[-1].order
        ours = list(_until(self._states(source, born), born))
        return Standing(_behind(ours, theirs, align, lang))

    def _orders(self, file: TrackedFile) -> Iterator[int]:
        """Yield the numbers of the commits that made the states of a file."""
        newest = next(states(self.log, file.path, self.contents), None)
        if newest is None or newest[1] != file.data:
            yield WORKING_TREE
        yield from (revision.order for revision in self.log.revisions(file.path))

    def _states(self, file: TrackedFile, last: int = 0) -> Iterator[_State]:
        """Yield the states of a file, newest first: the working tree's, then those of its commits.

        Of a file with very many, the older ones are left out, up to that of the commit `last`.
        """
        is_first = True
        for number, (revision, data) in enumerate(states(self.log, file.path, self.contents)):
            is_rest = number >= _MOST_STATES
            if is_rest and revision.order < last:
                continue
            if is_first and data == file.data:
                yield _State(revision.order, data, file.blocks)
            else:
                if is_first:
                    yield _State(WORKING_TREE, file.data, file.blocks)
                yield _State(revision.order, data, _parsed(data, file.path).blocks)
            if is_rest:
                return
            is_first = False
        if is_first:
            yield _State(WORKING_TREE, file.data, file.blocks)

    def _since(self, file: TrackedFile, base: bytes) -> Iterator[_State]:
        """Yield the states of a source since a base, and the base itself."""
        last = WORKING_TREE
        for state in self._states(file):
            yield state
            last = state.order
            if state.data == base:
                return
        yield _State(last + 1, base, _parsed(base, file.path).blocks)

    def _source_at(self, base: Base, source: TrackedFile) -> bytes | None:
        """Return what the source contained at a base, under whatever name."""
        found = self.contents.read(f"{base.value}:{source.path}")
        if found is not None:
            return found
        if is_digest_of(base.value, source.data):
            return source.data
        for path in dict.fromkeys(r.path for r in self.log.revisions(source.path)):
            found = self.contents.read(f"{base.value}:{path}")
            if found is not None:
                return found
        past = states(self.log, source.path, self.contents)
        return next((data for _, data in past if is_digest_of(base.value, data)), None)

    def _named(self, base: Base, target: TrackedFile) -> int:
        """Return the number of the commit in which a translation began to name its base."""
        named = WORKING_TREE
        for revision, data in states(self.log, target.path, self.contents):
            if base_of(_text(data, target.path), self.keys) != base:
                break
            named = revision.order
        return named

    def _unknown(self, base: Base) -> str:
        what = f"{base.key} names {base.value}, which is not in this clone"
        return what if self.log.edge is None else f"{what}; {_FETCH}"


def _behind(
    ours: Sequence[_State],
    theirs: Sequence[_State],
    align: Align,
    lang: str,
    named: int | None = None,
) -> tuple[LaggingParagraph, ...]:
    """Return what a translation does not follow, given the states of both files, newest first."""
    left, right = _lineage(ours), _lineage(theirs)
    before = _in_order(ours[-1], theirs[-1]) or align(ours[-1].data, theirs[-1].data)
    links = linked(left, right, before)
    if _is_partial(links, right):
        links = linked(left, right, before, align(ours[0].data, theirs[0].data))
    return tuple(lagging(left, right, links, lang, named))


def _lineage(found: Sequence[_State]) -> Lineage:
    return lineage((state.order, state.blocks) for state in found)


def _in_order(source: _State, target: _State) -> list[Bead]:
    """Return the beads of two files that have the same kinds of blocks, one after another; none if
    they do not.

    When a translation is made it has all of its source.
    """
    kinds = [[(block.kind, block.level) for block in state.blocks] for state in (source, target)]
    if kinds[0] != kinds[1]:
        return []
    return [Bead((index,), (index,), 1.0) for index in range(len(kinds[0]))]


def _is_partial(links: Sequence[BlockLink], target: Lineage) -> bool:
    """Return whether a translation has blocks that belong to none of its source's yet."""
    known = {index for link in links if link.source for index in link.target}
    return len(known) < target.live


def _until(found: Iterator[_State], order: int) -> Iterator[_State]:
    """Yield states up to the one that was there when a commit was made."""
    for state in found:
        yield state
        if state.order >= order:
            return


def _text(data: bytes, path: str) -> str:
    """Return the text that is in a file, in the encoding it is in."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    return _parsed(data, path).text


@lru_cache(_REMEMBERED)
def _parsed(data: bytes, path: str) -> Document:
    """Return the document of a state of a file; of one that cannot be read, an empty one."""
    try:
        return formats.parse(data, PurePosixPath(path).suffix)
    except formats.UnreadableError:
        return Document("", (), (0,))


@lru_cache(_REMEMBERED)
def _keys(data: bytes, path: str) -> tuple[Key, ...]:
    """Return the keys of the blocks of a state of a file."""
    return tuple(key_of(block) for block in _parsed(data, path).blocks)
