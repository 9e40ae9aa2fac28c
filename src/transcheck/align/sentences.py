"""Splits a block into its sentences, each a block of its own."""

from __future__ import annotations

from itertools import pairwise

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.model import Block, Kind, Range

# a full stop ends a sentence where a capital, a digit or a caseless letter follows, not after an initial
_END = regex.compile(
    r"(?<!\b\p{Lu})(?<![.!?…۔։።])[.!?…۔։።]++[\"”»’')\]]*\s+(?=[\"“„«‘'(\[¿¡—–-]*\s?[\p{Lu}\p{Lt}\p{Lo}\p{N}])|[。！？।]+[」』”]*\s*|[؟]\s+"
)


def sentences(block: AnnotatedBlock) -> list[tuple[AnnotatedBlock, Range]]:
    """Return the sentences of a block with their places in its text."""
    text = block.block.text
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    places = [Range(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]
    return [(_part(block, place), place) for place in places]


def _part(block: AnnotatedBlock, place: Range) -> AnnotatedBlock:
    text = block.block.text[place.start : place.end]
    numbers = tuple(n for n in block.numbers if place.start <= n.start < place.end)
    words = tuple(w for w in block.words if place.start <= w.start < place.end)
    low, high = block.block.locate(place.start, place.end)
    return AnnotatedBlock(Block(Kind.PARAGRAPH, text, low, high, ()), words, numbers, (), ())
