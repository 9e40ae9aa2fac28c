"""What a stranger may have written, bounded before the standard library parses it.

tomllib needs memory quadratic in the parts of a dotted key (80 kB of `a.a.a. …` take 6 GB), and
Python refuses to read a number of more than 4,300 digits, such as that of a character reference.
"""

from __future__ import annotations

import html
import re
import tomllib
from typing import Any

_LARGEST = 1 << 20  # characters; no configuration, rule or glossary comes near
_DEEPEST = 16  # parts of a dotted key
_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DEEP_KEY = re.compile(
    rf"^[ \t\[]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_DEEPEST},}}+", re.MULTILINE
)
_DEEP_INLINE_KEY = re.compile(
    rf"[{{,][ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{{_DEEPEST},}}+[ \t]*+="
)
# no character has so many digits
ENDLESS_REFERENCE = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9A-Fa-f]{9,});?")
REPLACEMENT = "\ufffd"


def parse_toml(text: str) -> dict[str, Any]:
    """Return the table that a TOML text describes.

    Raises:
        ValueError: it is not TOML, or is larger or more deeply nested than a file that people
            write.
    """
    if len(text) > _LARGEST:
        raise ValueError(f"it has {len(text):,} characters, more than {_LARGEST:,}")
    if found := _DEEP_KEY.search(text) or _DEEP_INLINE_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"line {line}: a key has more than {_DEEPEST} parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("its tables or lists are nested too deeply") from error


def unescape(text: str) -> str:
    """Return a text with its HTML character references decoded.

    One that no character has becomes U+FFFD, as in browsers.
    """
    return html.unescape(ENDLESS_REFERENCE.sub(REPLACEMENT, text))
