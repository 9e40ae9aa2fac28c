"""Plain text: paragraphs between blank lines, or one paragraph per line, whichever the file
uses.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from transcheck.formats import LINE_END, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, BlockKind, Document, Link

Line = tuple[int, int]

_ITEM = re.compile(r"\s*(?:[-*•‣–—·]|\(?\d{1,3}[.)])[ \t]+(?=\S)")
_IMAGE = re.compile(r"\s*!\[(?P<text>.*)\]\((?P<target>[^()\s]*)\)[\s|]*")
_EMPTY_IMAGE = re.compile(r"!\[\]\([^()\s]*\)")
_WIDEST = 130  # no text is wrapped to more columns than this
_WRAPPED = 0.8  # share of line breaks that must be where wrapping would put them


def read(text: str) -> Document:
    """Return the document of a plain text.

    An image in Markdown's notation, alone on its line, is a caption.
    """
    starts = line_starts(text)
    lines = []
    for start in starts:
        end = LINE_END.search(text, start)
        lines.append((start, end.start() if end else len(text)))
    chunks = list(_chunks(text, lines))
    paragraphs = (
        chunks if _is_wrapped(text, chunks) else [[line] for chunk in chunks for line in chunk]
    )
    blocks = (_block(text, paragraph) for paragraph in paragraphs)
    return Document(text, tuple(block for block in blocks if block), starts)


def _chunks(text: str, lines: list[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    for start, end in lines:
        filled = bool(text[start:end].strip())
        if chunk and (not filled or _ITEM.match(text, start, end)):
            yield chunk
            chunk = []
        if filled:
            chunk.append((start, end))
    if chunk:
        yield chunk


def _is_wrapped(text: str, chunks: list[list[Line]]) -> bool:
    """Return whether the lines of a paragraph were wrapped to a width: the next word would not have
    fitted.
    """
    breaks = [
        (line, following) for chunk in chunks for line, following in itertools.pairwise(chunk)
    ]
    lengths = [
        end - start
        for chunk in chunks
        if len(chunk) > 1
        for start, end in chunk
        if _breakable(text[start:end])
    ]
    width = max(lengths, default=0)
    if not breaks or width > _WIDEST:
        return False
    full = sum(
        (end - start) + 1 + _first_word(text[next_start:next_end]) > width
        for (start, end), (next_start, next_end) in breaks
    )
    return full >= _WRAPPED * len(breaks)


def _breakable(line: str) -> bool:
    """Return whether a line could have been broken: a long address cannot."""
    return len(line) <= _WIDEST or len(line.split()) > 1


def _first_word(line: str) -> int:
    return len(line.split(maxsplit=1)[0])


def _block(text: str, paragraph: list[Line]) -> Block | None:
    builder, kind = BlockBuilder(), BlockKind.PARAGRAPH
    first, last = paragraph[0]
    if (item := _ITEM.match(text, first, last)) and len(paragraph) + last - item.end() > 1:
        kind, first = BlockKind.LIST_ITEM, item.end()
    if image := _IMAGE.fullmatch(text, first, last):
        builder.add(image["text"], *image.span("text"))
        builder.links.append(Link(image["target"], 0, builder.size, image=True))
        return builder.finish(BlockKind.CAPTION)
    if text[first:last].lstrip().startswith("|"):
        kind = BlockKind.CAPTION  # left over from a picture's frame by a crawl
    for start, end in [(first, last), *paragraph[1:]]:
        if builder.size:
            builder.add(" ", builder.end, start)
        _add_line(builder, text, start, end)
    return builder.finish(kind)


def _add_line(builder: BlockBuilder, text: str, start: int, end: int) -> None:
    for image in _EMPTY_IMAGE.finditer(text, start, end):
        builder.add(text[start : image.start()], start, image.start())
        start = image.end()
    builder.add(text[start:end], start, end)
