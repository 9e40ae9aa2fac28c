r"""Java's .properties, one language a file: keys, values, escapes, lines that are continued.

The grammar is that of java.util.Properties.load.
"""

from __future__ import annotations

import re

from transcheck.formats import Unit, Units, line_starts
from transcheck.formats.escapes import character, escaped_block

# a logical line that is not a comment: its key, the sign behind it, its value up to a line end
# that is not continued
_ENTRY = re.compile(
    r"^[ \t\f]*+(?![#!\r\n])(?P<key>(?:\\.|[^\\=:\s])+)[ \t\f]*(?:[=:][ \t\f]*)?"
    r"(?P<value>(?:\\(?:\r\n|[\s\S])|[^\\\r\n])*)",
    re.MULTILINE,
)
# an escape, or the end of a continued line with the blanks that begin the next one
_ESCAPE = re.compile(
    r"\\(?:u(?P<code>[0-9A-Fa-f]{4})|(?P<line>(?:\r\n|\r|\n)[ \t\f]*)|(?P<sign>.))"
)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}


def read(text: str) -> Units:
    """Return the strings of a file with their keys."""
    units = []
    for match in _ENTRY.finditer(text):
        key = _ESCAPE.sub(_unescaped, match["key"])
        block = escaped_block(text, [match.span("value")], _ESCAPE, _unescaped, edges=False)
        units.append(Unit((block,), key))
    return Units(text, line_starts(text), tuple(units))


def _unescaped(match: re.Match[str]) -> str:
    if match["line"] is not None:
        return ""
    if match["code"]:
        return character(match["code"])
    return _SIGNS.get(match["sign"], match["sign"])
