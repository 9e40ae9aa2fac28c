"""The versions of a story side by side, as a report shows them: rows of aligned blocks with the
places of findings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct, field

from transcheck.compare.story import ComparedStory, Comparison
from transcheck.model import (
    Block,
    Document,
    Finding,
    Location,
    Mark,
    SideBySide,
    TextBlock,
    TextRow,
)

Source = tuple[str, str]  # the path and the language of a version's text


class _Text(Struct):
    """The text of a version: its document, its blocks in order of place, and the row of each (-1 if
    it has none).
    """

    document: Document
    blocks: list[Block]
    rows: list[int]
    marks: dict[int, list[Mark]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, document: Document, blocks: Iterable[tuple[int, Block]]) -> _Text:
        ordered = sorted(blocks, key=lambda item: item[1].start)
        return cls(document, [block for _, block in ordered], [row for row, _ in ordered])

    def mark(self, place: Location, fingerprint: str, *, related: bool) -> int:
        """Mark the text of a finding, and return the row of its first block, or -1 if it is in
        none.
        """
        start, end = (
            self.document.offset(*at)
            for at in ((place.line, place.column), (place.end_line, place.end_column))
        )
        index = max(0, bisect_right(self.blocks, start, key=lambda block: block.start) - 1)
        first = -1
        for number in range(index, len(self.blocks)):
            block = self.blocks[number]
            if block.start >= end:
                break
            span = block.range_of(start, end)
            if span.start < span.end:
                self.marks[number].append(Mark(span.start, span.end, fingerprint, related))
                first = self.rows[number] if first < 0 else first
        return first

    def shown(self, block: Block, only: Collection[str] | None = None) -> TextBlock:
        """Return a block with its marks, or only those of some findings: a source that a thousand
        units share has the marks of all.
        """
        index = bisect_right(self.blocks, block.start, key=lambda other: other.start) - 1
        found = [
            mark for mark in self.marks.get(index, ()) if only is None or mark.fingerprint in only
        ]
        marks = tuple(sorted(found, key=lambda mark: (mark.start, -mark.end)))
        return TextBlock(
            block.kind, block.level, block.text, self.document.position(block.start)[0], marks
        )


Grid = list[dict[int, list[Block]]]  # rows: the blocks of each version, by its index


def of_story(story: ComparedStory, findings: Sequence[Finding]) -> SideBySide:
    """Return the texts of an article's versions with its findings."""
    pivot = story.comparisons[0].left if story.comparisons else (story.story.source or 0)
    columns = (pivot, *(index for index in range(len(story.versions)) if index != pivot))
    grid = _grid(story, pivot)
    texts = {
        (version.version.shown, version.lang): _text(version.document, index, grid)
        for index, version in enumerate(story.versions)
    }
    rows = _placed(findings, texts)
    order = [
        texts[story.versions[index].version.shown, story.versions[index].lang] for index in columns
    ]
    shown = tuple(
        TextRow(
            tuple(
                tuple(text.shown(block) for block in row.get(index, ()))
                for index, text in zip(columns, order, strict=True)
            ),
            tuple(rows[number]),
        )
        for number, row in enumerate(grid)
    )
    return SideBySide(columns, tuple(story.versions[index].script for index in columns), shown)


def of_units(
    pairs: Sequence[tuple[tuple[Source, Document], tuple[Source, Document]]],
    scripts: Sequence[str],
    findings: Sequence[Finding],
) -> SideBySide:
    """Return the units of a story that have findings.

    Each pair is the source's document and a version's.
    """
    shown: list[TextRow] = []
    of_pair: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        places = {(place.path, place.lang) for place in (finding.location, *finding.related)}
        of_pair[
            next((number for number, (_, (right, _)) in enumerate(pairs) if right in places), 0)
        ].append(finding)
    for number, ((left, ours), (right, theirs)) in enumerate(pairs):
        texts = {
            left: _Text.of(ours, enumerate(ours.blocks)),
            right: _Text.of(theirs, enumerate(theirs.blocks)),
        }
        rows = _placed(of_pair[number], texts)
        for row in sorted(rows):
            cells: list[tuple[TextBlock, ...]] = [()] * (len(pairs) + 1)
            own = frozenset(rows[row])
            cells[0], cells[number + 1] = (
                (texts[left].shown(ours.blocks[row], own),),
                (texts[right].shown(theirs.blocks[row], own),),
            )
            shown.append(TextRow(tuple(cells), tuple(rows[row])))
    return SideBySide(tuple(range(len(pairs) + 1)), tuple(scripts), tuple(shown))


def _text(document: Document, version: int, grid: Grid) -> _Text:
    return _Text.of(
        document,
        ((number, block) for number, row in enumerate(grid) for block in row.get(version, ())),
    )


def _placed(findings: Sequence[Finding], texts: dict[Source, _Text]) -> dict[int, list[str]]:
    """Mark the places of all findings; return the findings of each row.

    If a place has no text (something is missing there), the row is that of the first related place
    with text.
    """
    rows: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        found = [
            texts[place.path, place.lang].mark(place, finding.fingerprint, related=number > 0)
            for number, place in enumerate((finding.location, *finding.related))
            if (place.path, place.lang) in texts
        ]
        row = next((row for row in found if row >= 0), -1)
        if row >= 0:
            rows[row].append(finding.fingerprint)
    return rows


def _grid(story: ComparedStory, pivot: int) -> Grid:
    """Return the rows in the pivot's order: groups of its blocks that some version joins, and
    blocks missing there.
    """
    blocks = {
        index: [block.block for block in version.blocks]
        for index, version in enumerate(story.versions)
    }
    if not story.comparisons:
        return [{index: [block]} for index, own in blocks.items() for block in own]
    group = _groups(len(blocks[pivot]), story.comparisons)
    joined: dict[int, dict[int, list[Block]]] = defaultdict(lambda: defaultdict(list))
    for index, block in enumerate(blocks[pivot]):
        joined[group[index]][pivot].append(block)
    unpaired: dict[int, Grid] = defaultdict(list)  # by the group they follow
    for comparison in story.comparisons:
        before = -1
        for bead in comparison.beads:
            right = [blocks[comparison.right][index] for index in bead.right]
            if bead.left:
                before = before if bead.moved else group[bead.left[-1]]
                joined[group[bead.left[0]]][comparison.right] += right
            else:
                unpaired[before].append({comparison.right: right})
    return [*unpaired[-1], *_interleaved(joined, unpaired)]


def _interleaved(
    joined: dict[int, dict[int, list[Block]]], unpaired: dict[int, Grid]
) -> Iterator[dict[int, list[Block]]]:
    for index in sorted(joined):
        yield joined[index]
        yield from unpaired.get(index, ())


def _groups(count: int, comparisons: Sequence[Comparison]) -> list[int]:
    """Return, for each of the pivot's blocks, the first block that some bead joins it with."""
    first = list(range(count))

    def root(index: int) -> int:
        while first[index] != index:
            index = first[index]
        return index

    for comparison in comparisons:
        for bead in comparison.beads:
            for index in bead.left[1:]:
                a, b = sorted((root(bead.left[0]), root(index)))
                first[b] = a
    return [root(index) for index in range(count)]
