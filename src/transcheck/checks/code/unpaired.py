"""Code blocks that only one version has, where the text around them is in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name
from transcheck.model import Bead, Block, BlockKind

_SURE = 0.9  # minimum posterior probability that a block has no counterpart
_TEMPLATES = ("{{%", "{{<", "{%")  # of a site's generator, indented like code


def unpaired(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield code blocks without a counterpart; a block within a passage that is missing as a whole
    is part of PAR101's finding.
    """
    beads = comparison.beads
    lines = {side: _code_lines(story, side) for side in (comparison.left, comparison.right)}
    for number, bead in enumerate(beads):
        alone = bool(bead.left) != bool(bead.right) and bead.score >= _SURE
        if not alone:
            continue
        side = comparison.left if bead.left else comparison.right
        other = comparison.right if bead.left else comparison.left
        around = [beads[k] for k in (number - 1, number + 1) if 0 <= k < len(beads)]
        if not all(near.left and near.right for near in around):
            continue
        for index in bead.left or bead.right:
            block = story.block(side, index).block
            # all its lines are in code blocks of the other version: two became one
            is_part = lines[other].issuperset(block.text.split("\n"))
            is_elsewhere = is_part or _is_inline(block, story.versions[other].document.text)
            if _is_code(block) and not is_elsewhere:
                place = _after(story, comparison.right, beads, number)
                yield _problem(story, comparison, bead, block, place)


def _is_code(block: Block) -> bool:
    return block.kind is BlockKind.CODE and not block.text.startswith(_TEMPLATES)


def _is_inline(block: Block, text: str) -> bool:
    """Return whether a command of one line is within a sentence of the other version."""
    return "\n" not in block.text and f"`{block.text}`" in text


def _code_lines(story: ComparedStory, version: int) -> set[str]:
    """Return the lines of all code blocks of a version."""
    lines: set[str] = set()
    for block in story.versions[version].document.blocks:
        if block.kind is BlockKind.CODE:
            lines.update(block.text.split("\n"))
    return lines


def _after(story: ComparedStory, version: int, beads: Sequence[Bead], number: int) -> Place:
    """Return the place behind the counterpart of the block before a bead."""
    for bead in reversed(beads[:number]):
        if bead.right:
            end = story.block(version, bead.right[-1]).block.end
            return Place(version, end, end)
    return Place(version, 0, 0)


def _problem(
    story: ComparedStory, comparison: Comparison, bead: Bead, block: Block, place: Place
) -> Problem:
    code = shorten(block.text, 80)
    language = language_name(story.versions[comparison.right].lang)
    if bead.left:
        return Problem(
            rule="code-block-differs",
            message=f"A code block is missing from the {language} version: “{code}”",
            evidence=f"{shorten(block.text, 200)} | ",
            place=place,
            related=(Place(comparison.left, block.start, block.end),),
            confidence=bead.score,
        )
    return Problem(
        rule="code-block-differs",
        message=f"The source does not have this code block: “{code}”",
        evidence=f" | {shorten(block.text, 200)}",
        place=Place(comparison.right, block.start, block.end),
        confidence=bead.score,
    )
