"""PO (gettext): each entry is a unit, its msgid against its msgstr. polib parses.

This module adds the places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from transcheck.formats import Unit, Units, UnreadableError, inline, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, Kind

if TYPE_CHECKING:
    from polib import POEntry

_QUOTED = re.compile(
    r'[ \t]*(?:(?P<word>msgid_plural|msgid|msgstr)(?:\[(?P<index>\d+)\])?[ \t]*)?"(?P<text>.*)"[ '
    r"\t]*\r?"
)
# polib takes these for line ends, gettext does not
_NO_LINE_END = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}

# polib opens a file if the text is the path of one; no path holds a NUL character
_NEVER_A_PATH = "\n# \0\n"

Strings = dict[str, list[tuple[int, int]]]


def read(text: str) -> Units:
    """Return the units of the entries, source and target.

    Fuzzy ones are not final, obsolete ones are left out.

    A plural entry is compared by its plural forms.

    Raises:
        UnreadableError: polib cannot parse it; the message names the line.
    """
    import polib

    try:
        catalogue = polib.pofile(_NO_LINE_END.sub(" ", text) + _NEVER_A_PATH)
    except (OSError, ValueError, IndexError, AttributeError, KeyError) as error:
        raise UnreadableError(
            f"is not a well-formed PO ({error}); fix it there, or check it with msgfmt"
        ) from error
    starts = line_starts(text)
    units = tuple(
        unit for entry in catalogue if not entry.obsolete for unit in _units(text, starts, entry)
    )
    metadata = {key: str(value) for key, value in catalogue.metadata.items()}
    # polib's parser is part of a reference cycle and would keep it until the next garbage
    # collection
    catalogue.clear()
    return Units(text, starts, units, metadata=metadata)


def _units(text: str, starts: tuple[int, ...], entry: POEntry) -> Iterator[Unit]:
    strings = _strings(text, starts, entry.linenum or 1)
    pair = _pair(strings)
    if pair and (source := _block(text, strings[pair[0]])):
        key = f"{entry.msgctxt}\4{entry.msgid}" if entry.msgctxt else entry.msgid
        yield Unit((source, _block(text, strings[pair[1]])), key, "fuzzy" not in entry.flags)


def _pair(strings: Strings) -> tuple[str, str] | None:
    """Return the names of the source's and the target's string: the last plural form, if there are
    any.
    """
    if "msgid_plural" in strings:
        last = max((key for key in strings if key.startswith("msgstr")), default=None)
        return ("msgid_plural", last) if last else None
    return ("msgid", "msgstr") if "msgid" in strings and "msgstr" in strings else None


def _strings(text: str, starts: tuple[int, ...], line: int) -> Strings:
    """Return the places between the quotes of each string of the entry that begins at a 1-based
    line.
    """
    found: Strings = {}
    current = ""
    for index in range(line - 1, len(starts)):
        stop = starts[index + 1] if index + 1 < len(starts) else len(text)
        raw = text[starts[index] : stop].rstrip("\r\n")
        match = _QUOTED.fullmatch(raw)
        if match is None:
            if "msgstr" in current:
                break
            continue
        if match["word"]:
            if match["word"] == "msgid" and "msgid" in found:
                break
            current = match["word"] + (match["index"] or "")
        if current:
            found.setdefault(current, []).append(
                (starts[index] + match.start("text"), starts[index] + match.end("text"))
            )
    return found


def _block(text: str, places: list[tuple[int, int]]) -> Block | None:
    builder = BlockBuilder()
    for start, end in places:
        for escape in _ESCAPE.finditer(text, start, end):
            builder.add(text[start : escape.start()], start, escape.start())
            builder.add(_ESCAPED.get(escape[1], escape[1]), *escape.span())
            start = escape.end()
        builder.add(text[start:end], start, end)
    inline.mark(builder)
    return builder.finish(Kind.PARAGRAPH)
