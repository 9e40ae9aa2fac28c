"""Typed spans on blocks: numbers, names, links, foreign text. Each annotator scans a text once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import TypeVar

from msgspec import Struct

from transcheck.annotate.language import main_script
from transcheck.annotate.links import Address, find_addresses
from transcheck.annotate.names import Name, find_names
from transcheck.annotate.numbers import Number, find_numbers
from transcheck.annotate.words import Word, find_words
from transcheck.model import Block, Document, Kind, Range, Version

_Span = TypeVar("_Span", Word, Number, Name)


class AnnotatedBlock(Struct, frozen=True):
    """A block with the spans found in it, each in order of place and none inside code or an address."""

    block: Block
    words: tuple[Word, ...]
    numbers: tuple[Number, ...]
    names: tuple[Name, ...]
    addresses: tuple[Address, ...]


class AnnotatedVersion(Struct, frozen=True):
    """A version that was read and annotated.

    `script` is the ISO 15924 code of the script most of it is in; `fault` says why a file could not be read.
    """

    version: Version
    document: Document
    blocks: tuple[AnnotatedBlock, ...]
    script: str
    fault: str = ""

    @property
    def lang(self) -> str:
        """Return the version's language tag."""
        return self.version.lang


def annotate(version: Version, document: Document) -> AnnotatedVersion:
    """Return the version with every block's spans."""
    script = main_script(" ".join(block.text for block in document.blocks))
    return AnnotatedVersion(version, document, tuple(_annotate_block(block, version.lang) for block in document.blocks), script)


def _annotate_block(block: Block, lang: str) -> AnnotatedBlock:
    addresses = tuple(find_addresses(block.text))
    if block.kind is Kind.CODE:
        return AnnotatedBlock(block, (), (), (), addresses)
    closed = _merged([*block.literal, *(Range(address.start, address.end) for address in addresses)])
    return AnnotatedBlock(
        block,
        _outside(find_words(block.text), closed),
        _outside(find_numbers(block.text, lang), closed),
        _outside(find_names(block.text, lang), closed),
        addresses,
    )


def _outside(spans: Iterable[_Span], closed: list[Range]) -> tuple[_Span, ...]:
    """Return the spans that touch none of some ranges."""
    return tuple(span for span in spans if not _inside(span.start, span.end, closed)) if closed else tuple(spans)


def _merged(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for item in sorted(ranges, key=lambda item: item.start):
        if merged and item.start <= merged[-1].end:
            merged[-1] = Range(merged[-1].start, max(merged[-1].end, item.end))
        else:
            merged.append(item)
    return merged


def _inside(start: int, end: int, ranges: list[Range]) -> bool:
    """Tell whether a span touches one of the ranges, which are in order and apart."""
    index = bisect_left(ranges, end, key=lambda item: item.start) - 1
    return index >= 0 and ranges[index].end > start
