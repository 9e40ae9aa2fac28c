"""Opens the files of a story: one document per version or, for files of units, the pairs that both
versions have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct
from msgspec.structs import replace

from transcheck import formats
from transcheck.discover.units import source_beside
from transcheck.formats.plurals import FORMS, leaves_number_out
from transcheck.model import Block, Document, Keys, Story, Version

_PAIR = 2  # a story with two versions needs no splitting into pairs
# units of a bilingual file that are checked at once: more would need more memory without being
# faster
_UNITS = 4000


class OpenedVersion(Struct, frozen=True):
    """A version with its document, or with the reason why there is none."""

    version: Version
    document: Document
    fault: str = ""


def pairs(story: Story) -> Iterator[Story]:
    """Yield what is compared separately: the story as it is or, for a story of units, each version
    with the source.
    """
    if not story.bilingual or len(story.versions) == _PAIR:
        yield story
        return
    for target in story.versions[1:]:
        yield replace(story, versions=(source_beside(story, target), target))


def open_versions(story: Story, unchecked: Sequence[str] = ()) -> Iterator[OpenedVersion]:
    """Yield the versions of a story with their documents, in order.

    For files of units, the two that are compared, without the units whose keys one of the globs
    `unchecked` matches.
    """
    if story.bilingual:
        yield from _open_units(story, unchecked)
        return
    for version in story.versions:
        try:
            yield OpenedVersion(version, _document(version))
        except formats.UnreadableError as error:
            yield OpenedVersion(version, Document("", (), (0,)), str(error))


def parts_of(story: Story, opened: list[OpenedVersion]) -> Iterator[list[OpenedVersion]]:
    """Yield what is checked at once: the whole story, or part of a bilingual file's units to limit
    the memory needed.
    """
    size = max(len(item.document.blocks) for item in opened)
    step = _UNITS if story.bilingual else max(1, size)
    for first in range(0, max(1, size), step):
        yield opened if size <= step else [_part(item, first, first + step) for item in opened]


def _part(item: OpenedVersion, first: int, end: int) -> OpenedVersion:
    """Return a version with some of its blocks; its faults are in the first part only."""
    document = replace(
        item.document,
        blocks=item.document.blocks[first:end],
        contexts=item.document.contexts[first:end],
        faults=() if first else item.document.faults,
    )
    return replace(item, document=document)


def _document(version: Version) -> Document:
    return (
        formats.read(version.path)
        if version.data is None
        else formats.parse(version.data, version.path.suffix)
    )


def _open_units(story: Story, unchecked: Sequence[str]) -> Iterator[OpenedVersion]:
    left, right = story.versions
    try:
        documents = (
            _keyed(_units(left, unchecked), _units(right, unchecked))
            if left.path != right.path
            else _paired(_units(left, unchecked), story)
        )
    except formats.UnreadableError as error:
        empty = Document("", (), (0,))
        yield OpenedVersion(left, empty)
        yield OpenedVersion(right, empty, str(error))
        return
    yield OpenedVersion(left, documents[0])
    yield OpenedVersion(right, documents[1])


def _units(version: Version, unchecked: Sequence[str]) -> formats.Units:
    file = formats.read_units(version.path, version.data)
    if not unchecked:
        return file
    kept: list[formats.Unit] = []
    places: list[tuple[int, int]] = []
    is_left_out = False
    for unit in file.units:
        # other plural forms than the usual one have no key, and follow it
        if unit.key or unit.context is not None:
            is_left_out = any(fnmatchcase(unit.key, glob) for glob in unchecked)
        if is_left_out:
            places += [(block.start, block.end) for block in unit.segments if block]
        else:
            kept.append(unit)
    faults = [
        fault
        for fault in file.faults
        if not any(start <= fault.end and fault.start <= end for start, end in places)
    ]
    return replace(file, units=tuple(kept), faults=tuple(faults))


def _paired(file: formats.Units, story: Story) -> tuple[Document, Document]:
    """Return the final units of a bilingual file in the languages of a story's two versions."""
    if len(file.langs) == 1:
        raise formats.UnreadableError(
            f"has segments in one language only ({file.langs[0]}); export it with its translations"
        )
    left, right = (
        file.langs.index(v.lang) if v.lang in file.langs else n
        for n, v in enumerate(story.versions)
    )
    pairs = [
        (unit, source, unit.segments[right])
        for unit in file.units
        if (source := unit.segments[left])
    ]
    compared = [
        (source, target, unit.context) for unit, source, target in pairs if target and unit.final
    ]
    unfinished = (
        (source.start, source.end)
        for unit, source, target in pairs
        if not (target and unit.final) and not (unit.optional and target is None)
    )
    sources, targets, contexts = _columns(compared)
    return file.document(sources), file.document(targets, contexts, unfinished)


def _columns(
    compared: list[tuple[Block, Block, str | None]],
) -> tuple[tuple[Block, ...], tuple[Block, ...], tuple[str | None, ...]]:
    """Return the sources, the targets and the contexts of units that are compared."""
    sources = tuple(source for source, _, _ in compared)
    targets = tuple(target for _, target, _ in compared)
    return sources, targets, tuple(context for _, _, context in compared)


def _keyed(ours: formats.Units, theirs: formats.Units) -> tuple[Document, Document]:
    """Return the units whose keys are in both of two files, the source's and the target's."""
    # other plural forms than the last have no key: languages have different numbers of them
    known = {unit.key: unit.segments[-1] for unit in ours.units if unit.key}
    pairs = [(known.get(unit.key), unit.segments[-1], unit) for unit in theirs.units]
    compared = [
        (left, right, unit.context)
        for left, right, unit in pairs
        if left and right and unit.final and not _leaves_number_out(unit.key, left, right)
    ]
    waiting = (
        (block.start, block.end)
        for left, right, unit in pairs
        if left and not (right and unit.final) and (block := right or unit.segments[0])
    )
    there = {unit.key for unit in theirs.units}
    if there.isdisjoint(known):
        return ours.document(()), theirs.document(())
    sources, targets, contexts = _columns(compared)
    return ours.document(sources), replace(
        theirs.document(targets, contexts, waiting), keys=_keys(known, theirs)
    )


def _keys(known: Mapping[str, Block | None], theirs: formats.Units) -> Keys:
    """Return the keys that only one of two files has.

    Plural forms are not compared: languages have different ones (`boats_few`, `boats.many`).
    """
    there = {unit.key: unit.segments[-1] for unit in theirs.units}
    missing: list[str] = []
    place = neighbour = 0
    for key, block in known.items():
        if own := there.get(key):
            neighbour = own.end
        elif block and key not in there and not _is_form(key):
            if not missing:
                place = neighbour
            missing.append(key)
    obsolete = [
        (block.start, block.end)
        for unit in theirs.units
        if unit.key not in known and not _is_form(unit.key) and (block := unit.segments[-1])
    ]
    return Keys(tuple(missing), place, tuple(obsolete))


def _leaves_number_out(key: str, source: Block, target: Block) -> bool:
    form = re.split(r"[._]", key)[-1]
    return leaves_number_out(form, target.text, source.text)


def _is_form(key: str) -> bool:
    return not key or key.rpartition("_")[2] in FORMS or key.rpartition(".")[2] in FORMS
