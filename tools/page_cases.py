"""Alignments of real documentation pages: pages that keep up with their source, and the same with
made edits.

A page counts as keeping up if its blocks have the same kinds in the same order as those of its
source and its maintainers
do not say that it lags behind: then block i belongs to block i.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path

from transcheck.annotate import AnnotatedBlock
from transcheck.compare import open_story
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.model import Block, BlockKind, Link, Piece, Range

EDITS = ("deleted", "inserted", "merged")
_FEWEST = 4  # blocks of a page
_LAGS = "drifted_from_default: true"  # what OpenTelemetry writes into pages that lag behind
_SILENT = (BlockKind.CODE, BlockKind.FIELD)
_JOINED = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass
class Page:
    """A source page and a translation of it."""

    document: str
    tags: tuple[str, str]
    left: list[AnnotatedBlock]
    right: list[AnnotatedBlock]


@dataclass
class PageCase:
    """The blocks of two versions, the correct links (i, j), and the blocks without counterpart."""

    document: str
    tags: tuple[str, str]
    left: list[AnnotatedBlock]
    right: list[AnnotatedBlock]
    links: set[tuple[int, int]]
    missing: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)


def pages(tree: Path, source: str = "en") -> list[Page]:
    """Return the pages of a tree that keep up with their source."""
    settings = Settings(source=source)
    found = []
    for story in discover([tree], settings):
        if story.source is None or story.bilingual:
            continue
        compared = open_story(story, settings)
        for comparison in compared.comparisons:
            left, right = compared.versions[comparison.left], compared.versions[comparison.right]
            if len(left.blocks) < _FEWEST or _LAGS in right.document.text[:3000]:
                continue
            if [block.block.kind for block in left.blocks] == [
                block.block.kind for block in right.blocks
            ]:
                found.append(
                    Page(
                        str(right.version.path),
                        (left.lang, right.lang),
                        list(left.blocks),
                        list(right.blocks),
                    )
                )
    return found


def edited(page: Page, edit: str, others: list[Page], seed: int = 0) -> PageCase:
    """Return a page with one kind of edit of the translation, or none.

    `others` are where an insertion may come from.
    """
    rng = random.Random(f"{page.document}{edit}{seed}")
    right = [({index}, block) for index, block in enumerate(page.right)]
    prose = [index for index, block in enumerate(page.right) if block.block.kind not in _SILENT]
    missing: set[int] = set()
    if edit == "deleted" and len(prose) > 2:
        missing = set(rng.sample(prose, rng.randint(1, max(1, len(prose) // 8))))
        right = [(groups, block) for groups, block in right if not groups & missing]
    if edit == "inserted":
        block = _foreign(page, others, rng)
        if block:
            right.insert(rng.randint(0, len(right)), (set(), block))
    if edit == "merged":
        right = _merged(right, page.tags[1], rng)
    links = {(i, j) for j, (groups, _) in enumerate(right) for i in groups}
    added = {j for j, (groups, _) in enumerate(right) if not groups}
    return PageCase(
        page.document, page.tags, page.left, [block for _, block in right], links, missing, added
    )


def _foreign(page: Page, others: list[Page], rng: random.Random) -> AnnotatedBlock | None:
    """Return a paragraph of another page in the translation's language."""
    same = [
        other
        for other in others
        if other.tags[1] == page.tags[1] and other.document != page.document
    ]
    blocks = [
        block for other in same for block in other.right if block.block.kind is BlockKind.PARAGRAPH
    ]
    return rng.choice(blocks) if blocks else None


def _merged(
    right: list[tuple[set[int], AnnotatedBlock]], tag: str, rng: random.Random
) -> list[tuple[set[int], AnnotatedBlock]]:
    """Return the blocks with two neighbours of one kind, paragraphs or list items, drawn
    together.
    """
    kinds = [block.block.kind for _, block in right]
    places = [k for k in range(len(right) - 1) if kinds[k] == kinds[k + 1] and kinds[k] in _JOINED]
    if not places:
        return right
    at = rng.choice(places)
    (one, first), (other, second) = right[at : at + 2]
    return [
        *right[:at],
        (one | other, AnnotatedBlock(_joined(first.block, second.block), tag)),
        *right[at + 2 :],
    ]


def _joined(first: Block, second: Block) -> Block:
    text = f"{first.text} {second.text}"
    shift = len(first.text) + 1
    links = [
        Link(link.target, link.start + shift, link.end + shift, link.image) for link in second.links
    ]
    literal = [Range(span.start + shift, span.end + shift) for span in second.literal]
    pieces = (Piece(0, 0, len(text)),)
    return Block(
        first.kind, text, 0, len(text), pieces, (*first.links, *links), (*first.literal, *literal)
    )
