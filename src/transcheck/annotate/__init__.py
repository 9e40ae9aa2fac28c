"""Typed spans on blocks: numbers, names, links, foreign text. Each annotator scans a text once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from transcheck.annotate.language import main_script
from transcheck.annotate.links import Address, find_addresses
from transcheck.annotate.names import Name, find_names
from transcheck.annotate.numbers import Number, find_numbers
from transcheck.annotate.words import Word, find_words
from transcheck.model import Block, BlockKind, Document, Range, Version

_Span = TypeVar("_Span", Word, Number, Name)


class AnnotatedBlock:
    """A block with the spans in it, none of which are inside code or an address.

    Each kind of span is searched for only when first needed, because not every set of enabled rules
    needs all of them.
    """

    def __init__(self, block: Block, lang: str) -> None:
        self.block = block
        self._lang = lang

    @classmethod
    def part(
        cls, block: Block, words: tuple[Word, ...], numbers: tuple[Number, ...]
    ) -> AnnotatedBlock:
        """Return a sentence of another block with its words and numbers.

        It has no names or addresses itself.
        """
        found = cls(block, "")
        found.__dict__.update(words=words, numbers=numbers, names=(), addresses=())
        return found

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return the words in order."""
        return self._outside(find_words(self.block.text))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Return the numbers: those in digits in order, then those in words."""
        return self._outside(find_numbers(self.block.text, self._lang))

    @cached_property
    def code_numbers(self) -> tuple[Number, ...]:
        """Return the numbers inside code spans, placeholders and addresses: they may stand for one
        in prose elsewhere.
        """
        if not self._closed:
            return ()
        found = find_numbers(self.block.text, self._lang)
        return tuple(number for number in found if _inside(number.start, number.end, self._closed))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Return the names in order."""
        return self._outside(find_names(self.block.text, self._lang))

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """Return the web and e-mail addresses that are written out."""
        return tuple(_within_code(find_addresses(self.block.text), self.block.literal))

    @cached_property
    def _closed(self) -> list[Range]:
        return _merged(
            [
                *self.block.literal,
                *(Range(address.start, address.end) for address in self.addresses),
            ]
        )

    def _outside(self, spans: Iterable[_Span]) -> tuple[_Span, ...]:
        """Return the spans that do not touch code or an address."""
        if self.block.kind is BlockKind.CODE:
            return ()
        closed = self._closed
        return (
            tuple(span for span in spans if not _inside(span.start, span.end, closed))
            if closed
            else tuple(spans)
        )


class AnnotatedVersion(Struct, frozen=True):
    """A version that has been read and annotated.

    `script` is the ISO 15924 code of its main script; `fault` says why a file could not be read.
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
    """Return the version with its blocks, whose spans are found when needed."""
    script = main_script(" ".join(block.text for block in document.blocks))
    return AnnotatedVersion(
        version,
        document,
        tuple(AnnotatedBlock(block, version.lang) for block in document.blocks),
        script,
    )


def _within_code(addresses: Iterable[Address], literal: Sequence[Range]) -> Iterator[Address]:
    """Yield addresses, cut where the code span that they are in ends.

    A handle in code (`@media`) is not one.
    """
    for address in addresses:
        code = next((span for span in literal if span.start <= address.start < span.end), None)
        if code is None:
            yield address
        elif not address.text.startswith("@"):
            end = min(address.end, code.end)
            yield Address(address.text[: end - address.start], address.start, end)


def _merged(ranges: list[Range]) -> list[Range]:
    merged: list[Range] = []
    for item in sorted(ranges, key=lambda item: item.start):
        if merged and item.start <= merged[-1].end:
            merged[-1] = Range(merged[-1].start, max(merged[-1].end, item.end))
        else:
            merged.append(item)
    return merged


def _inside(start: int, end: int, ranges: list[Range]) -> bool:
    """Return whether a span touches one of the ranges, which must be in order and not overlap."""
    index = bisect_left(ranges, end, key=lambda item: item.start) - 1
    return index >= 0 and ranges[index].end > start
