"""JSON and ARB files of strings, one language a file: i18next, vue-i18n, formatjs, Chrome, Flutter.

A unit's key is the path to its value (`menu.open`).
"""

from __future__ import annotations

from transcheck.formats import Unit, Units, line_starts
from transcheck.formats.json_strings import block, strings

# what explains a message to translators: beside formatjs' defaultMessage and Chrome's message
_ASIDE = frozenset({"description", "placeholders", "developer_comment", "comment"})
_MESSAGES = frozenset({"defaultmessage", "message", "string", "translation", "value"})


def read(text: str) -> Units:
    """Return the strings of a file with their keys.

    Metadata of ARB (`@key`, `@@locale`) and descriptions for translators are left out.

    Raises:
        UnreadableError: it is not JSON; the message names the line.
    """
    found = [string for string in strings(text) if not string.is_name]
    explained = {string.path[:-1] for string in found if string.path[-1].casefold() in _MESSAGES}
    units = (
        Unit((block(text, string.start, string.end),), ".".join(string.path))
        for string in found
        if not _is_aside(string.path, explained)
    )
    return Units(text, line_starts(text), tuple(units))


def _is_aside(key: tuple[str, ...], explained: set[tuple[str, ...]]) -> bool:
    """Return whether a string is about others: metadata, or a description beside its message (in an
    object that is `explained`).
    """
    if any(part.startswith("@") for part in key):
        return True
    asides = [n for n, part in enumerate(key) if n and part.casefold() in _ASIDE]
    if not asides:
        return False
    return key[: asides[0]] in explained
