"""Apple's .strings, one language a file: `"key" = "value";` with comments as in C."""

from __future__ import annotations

import re

from transcheck.formats import Unit, Units, UnreadableError, line_starts
from transcheck.formats.escapes import character, escaped_block

_TOKEN = re.compile(
    r"/\*.*?\*/|//[^\r\n]*|\s+"
    r'|(?P<entry>(?:"(?P<key>(?:[^"\\]|\\.)*)"|(?P<bare>[\w.-]+))\s*=\s*'
    r'"(?P<value>(?:[^"\\]|\\.)*)"\s*;)',
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:[uU](?P<code>[0-9A-Fa-f]{4})|(?P<sign>.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}


def read(text: str) -> Units:
    """Return the strings of a file with their keys.

    Raises:
        UnreadableError: something is no entry and no comment; the message names the line.
    """
    units = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            line = len(line_starts(text[:place]))
            raise UnreadableError(f'line {line}: write "key" = "value"; there')
        if match["entry"]:
            key = _ESCAPE.sub(_unescaped, match["key"] or match["bare"] or "")
            block = escaped_block(text, [match.span("value")], _ESCAPE, _unescaped)
            units.append(Unit((block,), key))
        place = match.end()
    return Units(text, line_starts(text), tuple(units))


def _unescaped(match: re.Match[str]) -> str:
    if match["code"]:
        return character(match["code"])
    return _SIGNS.get(match["sign"], match["sign"])
