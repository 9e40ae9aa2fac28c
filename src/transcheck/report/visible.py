"""Text of strangers made harmless where a person or a CI reads it: names of files, texts of
articles, messages.

A terminal obeys escape sequences, a reader is misled by characters that turn the direction of
writing, and a CI takes certain lines for commands (GitHub: `::error …`, Azure: `##vso[…]`).
"""

from __future__ import annotations

import re

# C0 and C1 controls, line and paragraph separators, embeddings, overrides and isolates of direction
# (UAX #9)
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_BLANK = re.compile("[\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_COMMAND = re.compile(r"^([^\S\n]*)::", re.MULTILINE)  # also behind blanks, which GitHub skips
_BRACKETED = re.compile(r"##(vso)?\[")  # anywhere in a line


def visible(text: str) -> str:
    """Return a text on one line in which every control character is seen: a line break as a blank,
    others by their number.
    """
    return escaped_controls(_BLANK.sub(" ", text))


def escaped_controls(text: str) -> str:
    """Return a text, of several lines perhaps, in which every control character but line breaks and
    tabs is seen.
    """
    return _HIDDEN.sub(_escaped, text)


def without_commands(text: str) -> str:
    """Return an output, whole lines of it, in which no line is a command of a CI."""
    return without_bracketed_commands(_COMMAND.sub(r"\1\\::", text))


def without_bracketed_commands(text: str) -> str:
    """Return a text without the commands that a CI finds anywhere in a line."""
    return _BRACKETED.sub(r"## \1[", text)


def _escaped(found: re.Match[str]) -> str:
    return ascii(found.group())[1:-1]
