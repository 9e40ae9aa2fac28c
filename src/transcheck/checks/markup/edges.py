"""The ends of units: white space and the colon of a label, which programs put values behind."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.model import Block

_COLONS = ":：꞉։፡"  # Latin, full-width, modifier letter, Armenian, Ethiopic
# scripts that put no blank between words, nor between a label and what follows: 名前：, ชื่อ
_UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
    r"|[\u3000-\u303f\uff00-\uffef]"
)


def check(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield MRK111 edges-differ: blanks in front or behind that only one of the texts has, and
    labels without their colon.
    """
    for bead in comparison.beads:
        source = story.block(comparison.left, bead.left[0]).block
        target = story.block(comparison.right, bead.right[0]).block
        wrong = _blanks(source, target) or _colon(source, target)
        if wrong:
            yield Problem(
                rule="edges-differ",
                message=wrong,
                evidence=f"{wrong} | {shorten(target.text, 80)}",
                place=story.whole(comparison.right, bead.right[0]),
                related=(story.whole(comparison.left, bead.left[0]),),
                confidence=0.8,
            )


def _blanks(source: Block, target: Block) -> str:
    """Return what is wrong with the blanks at the ends of a translation, empty if nothing is.

    A blank that only the translation has at its end is not seen by anyone.
    """
    for index, end in enumerate(("begin", "end")):
        # a frame of a table that a crawl leaves is not white space
        expected, found = (block.edges[index].replace("|", "") for block in (source, target))
        if _UNSPACED.match(target.text[0 if end == "begin" else -1]):
            continue
        if bool(expected) and not found:
            return f"The source {end}s with “{_shown(expected)}”, the translation does not"
        if found and not expected and end == "begin":
            return f"The translation {end}s with “{_shown(found)}”, the source does not"
    return ""


def _shown(edge: str) -> str:
    """Return white space as a message can show it."""
    return edge.replace("\n", "⏎").replace("\t", "⇥")


def _colon(source: Block, target: Block) -> str:
    """Return what is wrong with a label that ends with a colon, if its translation ends in a word.

    “Name:” beside “Naam”; another mark at the end (“Naam …”) may be the translator's wish.
    """
    is_label = source.text.endswith(":") and target.text[-1:].isalnum()
    if is_label and not any(colon in target.text for colon in _COLONS):
        return "The source ends with a colon, the translation does not"
    return ""
