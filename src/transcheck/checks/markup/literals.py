"""What only code has, in the middle of prose: MAX_RETRIES, --flag, 0x1F, /config/www."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.checks.base import Problem
from transcheck.checks.markup.localised import Localised
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.locales import language_name
from transcheck.model import BlockKind

_LITERAL = regex.compile(
    r"(?<![\w/.@-])(?:"
    r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"  # MAX_RETRIES
    r"|[a-z][a-z0-9]*(?:_[a-z0-9]+)+"  # max_retries
    r"|--[a-z][a-z0-9]*(?:-[a-z0-9]+)*"  # --dry-run
    r"|0x[0-9A-Fa-f]+"
    r"|/[a-z][\w.-]*(?:/[\w.-]*[\w-])+"  # /config/www
    r")(?![\w/@-])",
    regex.ASCII,  # 请先阅读/docs/start: no blanks around
)
_SIGNS = ("_", "--", "0x", "/")


def lost(
    story: ComparedStory, comparison: Comparison, ignored: frozenset[str]
) -> Iterator[Problem]:
    """Yield MRK110 literal-differs: literals of the source of which the whole translation has
    none, except those `ignored`.
    """
    if story.has_source and comparison.left != story.story.source:
        return
    right = comparison.right
    text = story.versions[right].document.text.casefold()
    localised = Localised(*(story.versions[side].lang for side in (comparison.left, right)))
    for bead in comparison.beads:
        own = [
            match.group()
            for index in bead.right
            for match in _literals(story.block(right, index))
            if match.group() not in story.versions[comparison.left].document.text
        ]
        for index in bead.left if bead.right else ():
            block = story.block(comparison.left, index)
            for match in _literals(block):
                literal = match.group()
                if (
                    literal in ignored
                    or literal.casefold() in text
                    or localised.is_example(literal, own)
                ):
                    continue
                language = language_name(story.versions[right].lang)
                yield Problem(
                    rule="literal-differs",
                    message=f"“{match.group()}” is missing from the {language} version",
                    evidence=match.group(),
                    place=story.whole(right, bead.right[0]),
                    related=(story.place(comparison.left, index, *match.span()),),
                    confidence=0.85,
                )


def _literals(block: AnnotatedBlock) -> Iterator[regex.Match[str]]:
    """Yield the literals in the prose of a block, outside inline code and addresses."""
    text = block.block.text
    if block.block.kind in (BlockKind.CODE, BlockKind.FIELD) or not any(
        sign in text for sign in _SIGNS
    ):
        return
    closed = [(span.start, span.end) for span in block.block.literal]
    closed += [(address.start, address.end) for address in block.addresses]
    for match in _LITERAL.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in closed):
            yield match
