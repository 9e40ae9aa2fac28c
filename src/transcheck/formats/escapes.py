"""Strings with escapes: the text as a program reads it, each escape at its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from transcheck.formats import inline
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, BlockKind

Decode = Callable[[re.Match[str]], str]
_SURROGATES = range(0xD800, 0xE000)  # halves of characters, which are none by themselves


def escaped_block(
    text: str,
    places: Iterable[tuple[int, int]],
    escape: re.Pattern[str],
    decode: Decode,
    *,
    edges: bool = True,
) -> Block | None:
    """Return the block of a string that is at some places of a file, one after the other.

    `decode` gives what an `escape` stands for.
    """
    builder = BlockBuilder()
    for start, end in places:
        for match in escape.finditer(text, start, end):
            builder.add(text[start : match.start()], start, match.start())
            builder.add(decode(match), *match.span())
            start = match.end()
        builder.add(text[start:end], start, end)
    inline.mark(builder)
    return builder.finish(BlockKind.PARAGRAPH, edges=edges)


def character(code: str) -> str:
    """Return the character of a hexadecimal number, U+FFFD for half of one."""
    number = int(code, 16)
    return "\ufffd" if number in _SURROGATES else chr(number)
