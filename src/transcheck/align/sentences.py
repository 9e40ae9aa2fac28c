"""Splits a block into its sentences, each as a block of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.numbers import Number
from transcheck.annotate.words import Word
from transcheck.model import Block, BlockKind, Range

_Span = TypeVar("_Span", Word, Number)

# a full stop ends a sentence if a capital, a digit or a caseless letter follows, but not after an
# initial
_END = regex.compile(
    r"(?<!\b\p{Lu})(?<![.!?…۔։።])[.!?…۔։።]++[\"”»’')\]]*\s+"
    r"(?=[\"“„«‘'(\[¿¡—–-]*\s?[\p{Lu}\p{Lt}\p{Lo}\p{N}])|[。！？।]+[」』”]*\s*|[؟]\s+"
)


def sentences(block: AnnotatedBlock) -> list[tuple[AnnotatedBlock, Range]]:
    """Return the sentences of a block with their places in its text."""
    numbers = sorted(block.numbers, key=_start)
    return [(_part(block, place, numbers), place) for place in sentence_places(block.block.text)]


def sentence_places(text: str) -> list[Range]:
    """Return where the sentences of a text are."""
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    return [Range(start, end) for start, end in pairwise(cuts) if text[start:end].strip()]


def _part(block: AnnotatedBlock, place: Range, numbers: Sequence[Number]) -> AnnotatedBlock:
    text = block.block.text[place.start : place.end]
    low, high = block.block.locate(place.start, place.end)
    words = tuple(_between(block.words, place))
    return AnnotatedBlock.part(
        Block(BlockKind.PARAGRAPH, text, low, high, ()), words, tuple(_between(numbers, place))
    )


def _between(spans: Sequence[_Span], place: Range) -> Sequence[_Span]:
    """Return the spans that begin within a place; the spans must be in order."""
    return spans[
        bisect_left(spans, place.start, key=_start) : bisect_left(spans, place.end, key=_start)
    ]


def _start(span: Word | Number) -> int:
    return span.start
