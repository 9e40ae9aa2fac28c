"""Builds a block's text from parts of the file, keeping track of where each came from."""

from __future__ import annotations

import re

from msgspec import Struct, field

from transcheck.model import Block, BlockKind, Link, Piece, Range

# white space, and the cell borders that a crawl leaves around a paragraph
_FRAME = re.compile(r"[\s|]*")
_WORDY = re.compile(r"[^\W_]")


class BlockBuilder(Struct):
    """Collects the parts of one block; `finish` returns the block, or None if it has no words."""

    runs: list[str] = field(default_factory=list)
    size: int = 0  # characters of the text
    pieces: list[Piece] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    literal: list[Range] = field(default_factory=list)
    labels: list[Range] = field(default_factory=list)
    end: int = 0

    @property
    def text(self) -> str:
        """Return the text so far."""
        if len(self.runs) != 1:
            self.runs = ["".join(self.runs)]
        return self.runs[0]

    @property
    def last(self) -> str:
        """Return the last character of the text so far, empty if there is none."""
        return self.runs[-1][-1:] if self.runs else ""

    def add(self, run: str, start: int, end: int) -> None:
        """Append text that is in the file at `[start, end)`.

        Offsets are exact if it has the same length there.
        """
        if not run:
            return
        last = self.pieces[-1] if self.pieces else None
        exact = len(run) == end - start
        if last and last.exact and exact and last.end == start:
            self.pieces[-1] = Piece(last.at, last.start, end)
        else:
            self.pieces.append(Piece(self.size, start, end, exact))
        self.runs.append(run)
        self.size += len(run)
        self.end = max(self.end, end)

    def mark_literal(self, start: int) -> None:
        """Mark the text from `start` to here as not being prose."""
        self.literal.append(Range(start, self.size))

    def finish(self, kind: BlockKind, level: int = 0, *, edges: bool = False) -> Block | None:
        """Return the block without the white space and cell borders around it.

        With `edges`, it has them beside its text, as they are part of a unit.
        """
        text, size = self.text, self.size
        if not _WORDY.search(text):
            return None
        first = _match_end(_FRAME.match(text))
        last = size - _match_end(_FRAME.match(text[::-1])) if _FRAME.fullmatch(text[-1]) else size
        block = Block(kind, text, self.pieces[0].start, self.end, tuple(self.pieces))
        start, end = block.locate(first, last)
        return Block(
            kind=kind,
            text=text[first:last],
            start=start,
            end=end,
            pieces=block.pieces if last - first == size else tuple(self._cut(first, last)),
            links=tuple(
                Link(link.target, *_shift(link.start, link.end, first, last), link.image)
                for link in self.links
            ),
            literal=tuple(
                Range(*_shift(item.start, item.end, first, last)) for item in self.literal
            ),
            level=level,
            labels=tuple(Range(*_shift(item.start, item.end, first, last)) for item in self.labels),
            edges=(text[:first], text[last:]) if edges else ("", ""),
        )

    def _cut(self, first: int, last: int) -> list[Piece]:
        kept = []
        for index, piece in enumerate(self.pieces):
            stop = self.pieces[index + 1].at if index + 1 < len(self.pieces) else self.size
            begin, finish = max(piece.at, first), min(stop, last)
            if begin >= finish:
                continue
            if piece.exact:
                kept.append(
                    Piece(
                        begin - first,
                        piece.start + begin - piece.at,
                        piece.start + finish - piece.at,
                    )
                )
            else:
                kept.append(Piece(begin - first, piece.start, piece.end, exact=False))
        return kept


def _match_end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _shift(start: int, end: int, first: int, last: int) -> tuple[int, int]:
    low = min(max(start, first), last)
    return low - first, max(low, min(end, last)) - first
