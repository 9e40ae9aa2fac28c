"""JSON and ARB files of strings, one language a file: i18next, vue-i18n, formatjs, Chrome, Flutter.

A unit's key is the path to its value (`menu.open`). The module `json` checks the file; the places
come from a scan of its tokens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from transcheck.formats import Unit, Units, UnreadableError, line_starts
from transcheck.formats.escapes import character, escaped_block

_TOKEN = re.compile(r'"(?P<string>(?:[^"\\]|\\.)*)"|[{}\[\],:]|[^\s{}\[\],:"]+')
_ESCAPE = re.compile(
    r"\\(?:u(?P<high>[dD][89aAbB][0-9A-Fa-f]{2})\\u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})"
    r"|u(?P<code>[0-9A-Fa-f]{4})|(?P<sign>.))"
)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
# what explains a message to translators: beside formatjs' defaultMessage and Chrome's message
_ASIDE = frozenset({"description", "placeholders", "developer_comment", "comment"})
_MESSAGES = frozenset({"defaultmessage", "message", "string", "translation", "value"})
_DEEPEST = 50  # levels of nesting


def read(text: str) -> Units:
    """Return the strings of a file with their keys.

    Metadata of ARB (`@key`, `@@locale`) and descriptions for translators are left out.

    Raises:
        UnreadableError: it is not JSON; the message names the line.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise UnreadableError(
            f"line {line}: is not well-formed JSON ({error}); fix it there"
        ) from error
    strings = list(_strings(text))
    explained = {key[:-1] for key, _, _ in strings if key[-1].casefold() in _MESSAGES}
    units = []
    for key, start, end in strings:
        if not _is_aside(key, explained):
            block = escaped_block(text, [(start, end)], _ESCAPE, _unescaped)
            units.append(Unit((block,), ".".join(key)))
    return Units(text, line_starts(text), tuple(units))


def _strings(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield the path of each string that is a value, and its place between the quotes.

    Raises:
        UnreadableError: it is nested too deeply.
    """
    path: list[str] = []
    is_list: list[bool] = []
    name = ""
    pending = False  # whether a value is expected, in an object behind its colon
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            if len(is_list) > _DEEPEST:
                raise UnreadableError("is nested too deeply; give a file of strings")
            path.append(name)
            is_list.append(token == "[")
            name = "0" if token == "[" else ""
            pending = token == "["
        elif token in "}]":
            name = path.pop()
            is_list.pop()
            pending = False
        elif token == ",":
            pending = is_list[-1]
            if pending:
                name = str(int(name) + 1)
        elif token == ":":
            pending = True
        elif match["string"] is not None and not pending:
            name = _decoded(match["string"])
        elif match["string"] is not None and is_list:
            yield (*path[1:], name), *match.span("string")
            pending = False


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


def _decoded(raw: str) -> str:
    return _ESCAPE.sub(_unescaped, raw) if "\\" in raw else raw


def _unescaped(match: re.Match[str]) -> str:
    if match["sign"]:
        return _SIGNS.get(match["sign"], match["sign"])
    if match["high"]:
        high, low = int(match["high"], 16), int(match["low"], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return character(match["code"])
