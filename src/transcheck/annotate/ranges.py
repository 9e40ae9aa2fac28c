"""Ranges of a text, and whether a place is in one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from transcheck.model import BlockKind, Document


class Ranges:
    """Half-open ranges of offsets, which may overlap; `in` takes logarithmic time."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._ends[index]


def code_of(document: Document) -> Ranges:
    """Return where a page has code: blocks of it, and inline code."""
    found = []
    for block in document.blocks:
        if block.kind is BlockKind.CODE:
            found.append((block.start, block.end))
            continue
        for span in block.literal:
            start, end = block.locate(span.start, span.end)
            if start and document.text[start - 1] == "`":
                found.append((start, end))
    return Ranges(found)
