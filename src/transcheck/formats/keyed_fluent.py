"""Fluent (.ftl), one language a file: messages, their attributes and terms, by name.

fluent.syntax parses and has the places. A message with a selector has a unit for each variant, so
that variants are compared with those of the same key; languages have plural variants of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from transcheck.formats import Unit, Units, inline, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, BlockKind, Fault

if TYPE_CHECKING:
    from fluent.syntax import ast

_DEFAULT = "*"  # the key of a selector's default variant, whatever it is called


def read(text: str) -> Units:
    """Return the texts of a file; what Fluent cannot read is a fault, and the rest is read."""
    from fluent.syntax import FluentParser, ast

    units: list[Unit] = []
    faults: list[Fault] = []
    for entry in FluentParser().parse(text).body:
        if isinstance(entry, ast.Junk):
            faults.append(_fault(text, entry))
        elif isinstance(entry, ast.Message | ast.Term):
            name = ("-" if isinstance(entry, ast.Term) else "") + entry.id.name
            if entry.value:
                units += _units(text, entry.value, name)
            for attribute in entry.attributes:
                units += _units(text, attribute.value, f"{name}.{attribute.id.name}")
    return Units(text, line_starts(text), tuple(units), faults=tuple(faults))


def _fault(text: str, junk: ast.Junk) -> Fault:
    start, end = _place(junk)
    reason = junk.annotations[0].message if junk.annotations else "it is not well-formed"
    return Fault(f"Fluent cannot read it: {reason}", start, start + len(text[start:end].rstrip()))


def _place(node: ast.SyntaxNode) -> tuple[int, int]:
    assert node.span is not None  # the parser adds spans by default
    return node.span.start, node.span.end


def _units(text: str, pattern: ast.Pattern, key: str) -> Iterator[Unit]:
    """Yield a unit for a pattern, or one for each variant of its selector."""
    from fluent.syntax import ast

    found = False
    for element in pattern.elements:
        selector = element.expression if isinstance(element, ast.Placeable) else None
        if not isinstance(selector, ast.SelectExpression):
            continue
        found = True
        for variant in selector.variants:
            start, end = _place(variant.key)
            name = _DEFAULT if variant.default else text[start:end]
            yield from _units(text, variant.value, f"{key}.{name}")
    if not found:
        yield Unit((_block(text, pattern),), key)


def _block(text: str, pattern: ast.Pattern) -> Block | None:
    """Return the block of a pattern without selectors; what is in braces is not prose."""
    from fluent.syntax import ast

    builder = BlockBuilder()
    for element in pattern.elements:
        start, end = _place(element)
        if isinstance(element, ast.Placeable):
            at = len(builder.text)
            builder.add(text[start:end], start, end)
            builder.mark_literal(at)
        else:
            _add_lines(builder, text, start, end)
    inline.mark(builder)
    return builder.finish(BlockKind.PARAGRAPH)


def _add_lines(builder: BlockBuilder, text: str, start: int, end: int) -> None:
    """Add lines without the indentation that Fluent leaves out."""
    place = start
    for line in text[start:end].splitlines(keepends=True):
        indent = len(line) - len(line.lstrip(" ")) if place > start else 0
        builder.add(line[indent:], place + indent, place + len(line))
        place += len(line)
