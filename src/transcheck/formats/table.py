"""Tables of segments as CSV or TSV (RFC 4180): the first row names the languages of the columns.

Others are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from transcheck.formats import Unit, Units, UnreadableError, inline, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.locales import parse_tag
from transcheck.model import Block, BlockKind

_DELIMITERS = "\t;,"
_SEPARATOR = re.compile(r"sep=(?P<sign>[;,\t])\r?\n", re.IGNORECASE)  # a line for spreadsheets
_FEWEST = 2  # languages that a table must have
_KEY = frozenset({"key", "id", "name", "context"})

_Cell = tuple[int, int, bool]  # its start and end, and whether it is quoted


def languages(head: str) -> tuple[str, ...]:
    """Return the languages that the first row names."""
    first = next(_rows(head, _delimiter(head)), [])
    return tuple(lang for cell in first if (lang := _lang(head, cell)))


def read(text: str) -> Units:
    """Return the units of a table, one per row.

    Raises:
        UnreadableError: the first row does not name two languages, or a quoted cell is not closed.
    """
    rows = _rows(text, _delimiter(text))
    head = next(rows, [])
    langs = [_lang(text, cell) for cell in head]
    columns = {lang: index for index, lang in reversed(list(enumerate(langs))) if lang}
    if len(columns) < _FEWEST:
        raise UnreadableError(
            "does not name two languages in its first row; begin with one such as key,en,nl"
        )
    columns = dict(sorted(columns.items(), key=lambda item: item[1]))
    key = next(
        (
            index
            for index, cell in enumerate(head)
            if text[slice(*cell[:2])].strip(' "').casefold() in _KEY
        ),
        None,
    )
    units = tuple(_unit(text, row, list(columns.values()), key) for row in rows if row)
    return Units(text, line_starts(text), units, tuple(columns))


def _unit(text: str, row: list[_Cell], columns: list[int], key: int | None) -> Unit:
    name = text[slice(*row[key][:2])] if key is not None and key < len(row) else ""
    return Unit(
        tuple(_block(text, row[column]) if column < len(row) else None for column in columns), name
    )


def _block(text: str, cell: _Cell) -> Block | None:
    start, end, quoted = cell
    builder = BlockBuilder()
    if quoted:
        for match in re.finditer('""', text[start:end]):
            at = start + match.start()
            done = builder.end or start
            builder.add(text[done:at], done, at)
            builder.add('"', at, at + 2)
        start = builder.end or start
    builder.add(text[start:end], start, end)
    inline.mark(builder)
    return builder.finish(BlockKind.PARAGRAPH, edges=quoted)


def _lang(text: str, cell: _Cell) -> str | None:
    return parse_tag(text[slice(*cell[:2])].strip())


def _delimiter(text: str) -> str:
    """Return the delimiter between cells: the one that is declared, or else the most frequent
    candidate in the first line.
    """
    declared = _SEPARATOR.match(text)
    if declared:
        return declared["sign"]
    first = text.partition("\n")[0]
    return max(_DELIMITERS, key=first.count)


def _rows(text: str, delimiter: str) -> Iterator[list[_Cell]]:
    """Yield the rows, each as the places of its cells inside their quotes.

    Raises:
        UnreadableError: a quoted cell is not closed.
    """
    sign = re.escape(delimiter)
    # a quotation at the end of a bare cell may hold the delimiter: Discount from "CZK 2,000"
    within = rf'(?<= )"[^"\r\n]*+"(?=[\r\n{sign}]|$)'
    cell = re.compile(
        rf'"(?P<quoted>(?:[^"]|"")*+)"[^\S\r\n\t]*|(?P<bare>(?:{within}|[^\r\n{sign}])*)'
    )
    row: list[_Cell] = []
    declared = _SEPARATOR.match(text)
    place = declared.end() if declared else 0
    while place < len(text):
        match = cell.match(text, place)
        assert match is not None  # the second alternative matches anywhere
        if match["quoted"] is None and text.startswith('"', place):
            line = len(line_starts(text[:place]))
            raise UnreadableError(
                f"line {line}: a cell begins with a quotation mark and does not end with one; "
                "close it"
            )
        group = "quoted" if match["quoted"] is not None else "bare"
        row.append((*match.span(group), group == "quoted"))
        place = match.end()
        while place < len(text) and text[place] not in f"\r\n{delimiter}":
            place += 1  # something behind a closing quotation mark
        if text.startswith(delimiter, place):
            place += len(delimiter)
            if place == len(text):
                row.append((place, place, False))
            continue
        yield row if any(start < end for start, end, _ in row) else []
        row = []
        place += 2 if text.startswith("\r\n", place) else 1
    if row:
        yield row
