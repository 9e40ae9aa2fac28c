"""PO (gettext): each entry is a unit, its msgid against its msgstr. polib parses; this module adds the places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transcheck.formats import UnreadableError, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, Document, Kind

_QUOTED = re.compile(r'[ \t]*(?:(?P<word>msgid_plural|msgid|msgstr)(?:\[(?P<index>\d+)\])?[ \t]*)?"(?P<text>.*)"[ \t]*\r?')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}

Strings = dict[str, list[tuple[int, int]]]


def read(text: str) -> tuple[Document, Document]:
    """Return the documents of the msgids and of the msgstrs, a block for each translated entry.

    Obsolete, fuzzy and untranslated entries are left out: gettext does not use them. A plural entry is compared by its
    plural forms.

    Raises:
        UnreadableError: polib cannot parse it; the message names the line.
    """
    import polib

    try:
        # polib takes these for line ends, gettext does not
        catalogue = polib.pofile(text.translate(dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")))
    except (OSError, ValueError, IndexError, AttributeError, KeyError) as error:
        raise UnreadableError(f"is no well-formed PO ({error}); mend it there, or check it with msgfmt") from error
    starts = line_starts(text)
    left: list[Block] = []
    right: list[Block] = []
    for entry in catalogue:
        if entry.obsolete or "fuzzy" in entry.flags:
            continue
        strings = _strings(text, starts, entry.linenum or 1)
        for source, target in _units(strings):
            a, b = _block(text, strings[source]), _block(text, strings[target])
            if a and b:
                left.append(a)
                right.append(b)
    catalogue.clear()  # polib's parser, a cycle, holds it until the next look for cycles
    metadata = {key: str(value) for key, value in catalogue.metadata.items()}
    return Document(text, tuple(left), starts, metadata), Document(text, tuple(right), starts, metadata)


def _units(strings: Strings) -> Iterator[tuple[str, str]]:
    if "msgid_plural" in strings:
        last = max((key for key in strings if key.startswith("msgstr")), default=None)
        if last:
            yield "msgid_plural", last
    elif "msgid" in strings and "msgstr" in strings:
        yield "msgid", "msgstr"


def _strings(text: str, starts: tuple[int, ...], line: int) -> Strings:
    """Return the places between the quotes of each string of the entry that begins at a 1-based line."""
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
            found.setdefault(current, []).append((starts[index] + match.start("text"), starts[index] + match.end("text")))
    return found


def _block(text: str, places: list[tuple[int, int]]) -> Block | None:
    builder = BlockBuilder()
    for start, end in places:
        for escape in _ESCAPE.finditer(text, start, end):
            builder.add(text[start : escape.start()], start, escape.start())
            builder.add(_ESCAPED.get(escape[1], escape[1]), *escape.span())
            start = escape.end()
        builder.add(text[start:end], start, end)
    return builder.finish(Kind.PARAGRAPH)
