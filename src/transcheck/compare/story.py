"""A story as the checks see it: its versions annotated, and compared through one pivot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from msgspec import Struct, field
from msgspec.structs import replace

from transcheck import formats
from transcheck.align import Alignment
from transcheck.align.lexicon import Lexicon
from transcheck.annotate import AnnotatedBlock, AnnotatedVersion
from transcheck.annotate.words import shorten
from transcheck.compare.standing import Standing
from transcheck.glossary import Glossary
from transcheck.locales import primary
from transcheck.model import Bead, Block, BlockKind, Document, Location, Story

# Only versions with at least this many blocks can be reported as unrelated: of three paragraphs of
# NTREX-128 in 12 languages, 0 of 744 were beside their own, 549 of 744 beside those of another
# article (of four, 636).
_SOME = 3
# a version is unrelated if a smaller share of its blocks has a sure counterpart: fewer than 2 of 10
# blocks
_HARDLY = 0.2
_PROSE = 6  # minimum number of words of a block that may be reported as copied
_COPIED = 0.7  # minimum share of them that the other block must have
_SURE = 0.8  # minimum posterior of a pair that counts
_FEW = 4  # comparisons of a story whose versions are compared with one another, too
_OPENING = 28  # characters by which one finds a paragraph


def too_long(document: Document, longest: int) -> Block | None:
    """Return the first block of a document that is too long to be compared, None if none is."""
    return next((block for block in document.blocks if len(block.text) > longest), None)


class Place(Struct, frozen=True):
    """A range of file offsets in a version of the story (by index)."""

    version: int
    start: int
    end: int


class Comparison(Struct, frozen=True):
    """Two versions, by index, and how their blocks belong together.

    `left` is the source if that is known.

    `lexicons` are those of the left and the right language.
    """

    left: int
    right: int
    alignment: Alignment
    lexicons: tuple[Lexicon | None, Lexicon | None] = (None, None)

    @property
    def beads(self) -> Sequence[Bead]:
        """Return the beads in order."""
        return self.alignment.beads

    @property
    def has_full_lexicons(self) -> bool:
        """Return whether both languages have a lexicon that was trained on texts."""
        return all(lexicon is not None and not lexicon.listed for lexicon in self.lexicons)


def _through_pivot(one: Comparison, other: Comparison) -> Comparison:
    """Return the comparison of the right versions of two comparisons with the same left one: blocks
    belong together that belong to the same blocks of that one.
    """
    beside: dict[int, Bead] = {index: bead for bead in other.beads for index in bead.left}
    beads = []
    for bead in one.beads:
        matching = [beside[index] for index in bead.left if index in beside]
        right = tuple(sorted({index for match in matching for index in match.right}))
        if bead.right and right:
            score = min(bead.score, *(match.score for match in matching))
            beads.append(Bead(bead.right, right, score))
    lexicons = one.lexicons[1], other.lexicons[1]
    return Comparison(one.right, other.right, Alignment(tuple(beads), (), ()), lexicons)


class SourceChange(Struct, frozen=True):
    """A story at the revision `since`: the source's blocks then, and the versions, by index, that
    have changed since.
    """

    since: str
    blocks: tuple[Block, ...]
    changed: frozenset[int]


class ComparedStory(Struct, frozen=True):
    """A story with its versions annotated and compared, every comparison through one pivot.

    `languages` are those in which the configuration expects a version, `glossary` is the editor's.
    `former` is given if the source changed since the revision that a run compares with. `pages` are
    the files that links of the versions lead to, and whether each is there. `standings` say of
    versions (by index) whose files name the revision they were made from what changed since.
    """

    story: Story
    versions: tuple[AnnotatedVersion, ...]
    comparisons: tuple[Comparison, ...]
    languages: tuple[str, ...] = ()
    glossary: Glossary = field(default_factory=Glossary)
    former: SourceChange | None = None
    pages: Mapping[str, bool] = field(default_factory=dict)
    standings: Mapping[int, Standing] = field(default_factory=dict)

    @property
    def has_source(self) -> bool:
        """Return whether the source is known; if not, versions are compared as equals."""
        return self.story.source is not None

    def block(self, version: int, index: int) -> AnnotatedBlock:
        """Return a version's block."""
        return self.versions[version].blocks[index]

    def every_comparison(self) -> Iterator[Comparison]:
        """Yield the comparisons, and, where the source is not known, those of the other versions
        with one another: a sentence in Dutch may be left in the Polish text while the Ukrainian one
        is what both are compared with.
        """
        yield from self.comparisons
        if self.has_source or len(self.comparisons) > _FEW:
            return
        for one, other in combinations(self.comparisons, 2):
            yield _through_pivot(one, other)

    def unrelated(self, comparison: Comparison) -> bool:
        """Return whether hardly any block of a version has a sure counterpart, for long enough
        versions with lexicons.
        """
        prose = [
            sum(
                block.block.kind not in (BlockKind.CODE, BlockKind.FIELD)
                for block in self.versions[side].blocks
            )
            for side in (comparison.left, comparison.right)
        ]
        sure = sum(self._sure(comparison, bead) for bead in comparison.beads)
        return comparison.has_full_lexicons and min(prose) >= _SOME and sure < _HARDLY * min(prose)

    def copied(self) -> frozenset[tuple[int, int]]:
        """Return the blocks (version, block) that share most of their words with another language:
        untranslated text.
        """
        found: set[tuple[int, int]] = set()
        for comparison in self.comparisons:
            left, right = comparison.left, comparison.right
            if primary(self.versions[left].lang) == primary(self.versions[right].lang):
                continue
            for bead in comparison.beads:
                for i, j in product(bead.left, bead.right):
                    ours, theirs = (
                        {word.text for word in self.block(*at).words}
                        for at in ((left, i), (right, j))
                    )
                    if min(len(ours), len(theirs)) >= _PROSE and len(
                        ours & theirs
                    ) >= _COPIED * min(len(ours), len(theirs)):
                        found |= {(left, i), (right, j)}
        return frozenset(found)

    def _sure(self, comparison: Comparison, bead: Bead) -> bool:
        if not (bead.left and bead.right):
            return False
        left, right = (
            self.block(comparison.left, bead.left[0]),
            self.block(comparison.right, bead.right[0]),
        )
        return bead.score >= _SURE or left.block.text == right.block.text

    def location(self, place: Place) -> Location:
        """Return a place in the form used in reports."""
        version = self.versions[place.version]
        found = version.document.location(
            version.lang, version.version.shown, place.start, place.end
        )
        if not formats.is_binary(version.version.path):
            return found
        text, start = version.document.text, version.document.offset(found.line, 1)
        end = text.find("\n", start)
        paragraph = text[start : end if end >= 0 else len(text)]
        return replace(found, opening=shorten(paragraph, _OPENING))

    def place(self, version: int, index: int, start: int, end: int) -> Place:
        """Return the place of a range of a block's text."""
        return Place(version, *self.block(version, index).block.locate(start, end))

    def whole(self, version: int, index: int) -> Place:
        """Return the place of a block."""
        block = self.block(version, index).block
        return Place(version, block.start, block.end)
