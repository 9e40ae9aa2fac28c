"""Codes of letters and a number, such as A4 (a motorway), G20 or F-16, which translations keep."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.numbers import to_ascii
from transcheck.model import BlockKind

_CODE = regex.compile(r"(?<![\w./#=&-])(\p{Lu}{1,3})[-‑]?(\d{1,4})(?![\w%]|[.,:/-]\w)")
# also within a compound: A4-sized, B1-Niveau
_ANYWHERE = regex.compile(r"(?<!\w)(\p{Lu}{1,3})[-‑]?(\d{1,4})(?![\w])")
_OUTSIDE = (BlockKind.CODE, BlockKind.FIELD)


class Code(Struct, frozen=True):
    """A code, the number of its block among those that were searched, and its place there."""

    letters: str
    digits: str
    at: int
    start: int
    end: int


def differing_codes(
    left: Sequence[AnnotatedBlock], right: Sequence[AnnotatedBlock]
) -> tuple[Code, Code] | None:
    """Return the only code that each side has and the other has not, if their letters are the same:
    A4 and A3.
    """
    ours = _codes(left)
    theirs = _codes(right) if ours else {}
    if not theirs:
        return None
    there, here = _present(right), _present(left)
    left_over = [code for key, code in ours.items() if key not in there]
    others = [code for key, code in theirs.items() if key not in here]
    if len(left_over) != 1 or len(others) != 1 or left_over[0].letters != others[0].letters:
        return None
    return left_over[0], others[0]


def _codes(blocks: Sequence[AnnotatedBlock]) -> dict[tuple[str, str], Code]:
    """Return the codes of some blocks by what they say, each at its first place."""
    found: dict[tuple[str, str], Code] = {}
    for at, block in enumerate(blocks):
        if block.block.kind in _OUTSIDE:
            continue
        literal = block.block.literal
        for match in _CODE.finditer(block.block.text):
            if any(span.start <= match.start() < span.end for span in literal):
                continue
            key = match[1], to_ascii(match[2])
            found.setdefault(key, Code(*key, at, match.start(), match.end()))
    return found


def _present(blocks: Sequence[AnnotatedBlock]) -> set[tuple[str, str]]:
    """Return what the codes of some blocks say, those in compounds and in code among them."""
    return {
        (match[1], to_ascii(match[2]))
        for block in blocks
        for match in _ANYWHERE.finditer(block.block.text)
    }
