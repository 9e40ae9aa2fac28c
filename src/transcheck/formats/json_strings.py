"""The strings of a JSON text with their places. The module `json` checks the text; the places come
from a scan of its tokens.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from msgspec import Struct

from transcheck.formats import UnreadableError
from transcheck.formats.escapes import character, escaped_block
from transcheck.model import Block

# a string that is not closed ends the text: looking for another one within it would take quadratic
# time
_TOKEN = re.compile(
    r'"(?P<string>(?:[^"\\]|\\.)*+)\\?(?P<closed>")?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL
)
_ESCAPE = re.compile(
    r"\\(?:u(?P<high>[dD][89aAbB][0-9A-Fa-f]{2})\\u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})"
    r"|u(?P<code>[0-9A-Fa-f]{4})|(?P<sign>.))"
)
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_DEEPEST = 50  # levels of nesting


class JsonString(Struct, frozen=True):
    """A string of a JSON text, by the names of the objects and the numbers of the lists that it is
    in, and its place between the quotes.

    The last of `path` is its own name, or its text if it is the name of another value (`is_name`).
    """

    path: tuple[str, ...]
    start: int
    end: int
    is_name: bool = False


def strings(text: str) -> Iterator[JsonString]:
    """Return the strings of a JSON text in order.

    Raises:
        UnreadableError: it is not JSON, or nested too deeply; the message names the line.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise UnreadableError(
            f"line {line}: is not well-formed JSON ({error}); fix it there"
        ) from error
    return walk(text)


def walk(text: str) -> Iterator[JsonString]:
    """Yield the strings of a text that is JSON, or the beginning of one.

    Raises:
        UnreadableError: it is nested too deeply.
        IndexError, ValueError: it is not JSON.
    """
    path: list[str] = []
    is_list: list[bool] = []
    name = ""
    pending = False  # whether a value is expected, in an object behind its colon
    for match in _TOKEN.finditer(text):
        token = match.group()
        if match["string"] is not None and not match["closed"]:
            return
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
            name = decoded(match["string"])
            yield JsonString((*path[1:], name), *match.span("string"), is_name=True)
        elif match["string"] is not None and is_list:
            yield JsonString((*path[1:], name), *match.span("string"))
            pending = False


def block(text: str, start: int, end: int) -> Block | None:
    """Return a string at a place as a block, without its escapes; None if it has no text."""
    return escaped_block(text, [(start, end)], _ESCAPE, _unescaped)


def decoded(raw: str) -> str:
    """Return a string as written between quotes without its escapes."""
    return _ESCAPE.sub(_unescaped, raw) if "\\" in raw else raw


def _unescaped(match: re.Match[str]) -> str:
    if match["sign"]:
        return _SIGNS.get(match["sign"], match["sign"])
    if match["high"]:
        high, low = int(match["high"], 16), int(match["low"], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00)
    return character(match["code"])
