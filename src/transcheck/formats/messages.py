"""ICU MessageFormat: what of a message is syntax, which arguments it has, and whether it can be
read at all.

The grammar is that of https://unicode-org.github.io/icu/userguide/format_parse/messages/: arguments
in braces, `plural`, `select` and `selectordinal` with branches, `#`, and apostrophes that quote.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from transcheck.model import Range

BRANCHING = ("plural", "select", "selectordinal")
_SIGN = re.compile(r"\{\s*[\w.-]+\s*,\s*(?:plural|select|selectordinal)\s*,")
_NAME = re.compile(r"\s*(?P<name>[\w.-]+)\s*")
_TYPE = re.compile(r"\s*(?P<type>\w+)\s*")
_KEY = re.compile(r"\s*(?:offset:\d+\s*)?(?P<key>=\d+|[^\s{},]+)\s*\{")
_DEEPEST = 20  # levels of branches


class BrokenMessageError(ValueError):
    """A message that a program cannot read; the text says what is wrong."""


class Argument(Struct, frozen=True):
    """An argument of a message: its name, its type (empty for a plain one) and the keys of its
    branches.
    """

    name: str
    type: str
    keys: tuple[str, ...] = ()


class Message(Struct):
    """What a message consists of: its arguments in order, those of branches included, and the
    ranges that are syntax.
    """

    arguments: list[Argument] = field(default_factory=list)
    syntax: list[Range] = field(default_factory=list)


def is_message(text: str) -> bool:
    """Return whether a text has branches; one with plain arguments only needs no parser."""
    return "{" in text and bool(_SIGN.search(text))


def parse(text: str) -> Message:
    """Return the parts of a message.

    Raises:
        BrokenMessageError: a program could not read it.
    """
    found = Message()
    end = _text(text, 0, found, depth=0, plural=False)
    if end < len(text):
        raise BrokenMessageError("there is a closing brace too many")
    return found


def _text(text: str, at: int, found: Message, *, depth: int, plural: bool) -> int:
    """Read text and arguments up to a closing brace or the end, and return that place."""
    while at < len(text):
        sign = text[at]
        if sign == "'":
            at = _unquoted(text, at)
        elif sign == "{":
            at = _argument(text, at, found, depth)
        elif sign == "}":
            return at
        else:
            if sign == "#" and plural:
                found.syntax.append(Range(at, at + 1))
            at += 1
    return at


def _unquoted(text: str, at: int) -> int:
    """Return the place behind an apostrophe, or behind what it quotes: '{' is a brace that is
    text.
    """
    if text[at + 1 : at + 2] not in ("{", "}"):
        return at + 1
    end = text.find("'", at + 1)
    return end + 1 if end >= 0 else len(text)


def _argument(text: str, start: int, found: Message, depth: int) -> int:
    """Read an argument that begins with a brace, and return the place behind it."""
    if depth > _DEEPEST:
        raise BrokenMessageError("its branches are nested too deeply")
    name = _NAME.match(text, start + 1)
    if name is None or name.end() >= len(text):
        raise BrokenMessageError(f"no argument's name follows “{text[start : start + 10]}”")
    at = name.end()
    if text[at] == "}":
        found.arguments.append(Argument(name["name"], ""))
        found.syntax.append(Range(start, at + 1))
        return at + 1
    kind = _TYPE.match(text, at + 1) if text[at] == "," else None
    if kind is None or kind.end() >= len(text):
        raise BrokenMessageError(f"“{text[start:at]}” is not closed")
    if kind["type"] in BRANCHING and text[kind.end()] == ",":
        return _branches(
            text, start, kind.end() + 1, Argument(name["name"], kind["type"]), found, depth
        )
    end = _closing(text, kind.end())
    found.arguments.append(Argument(name["name"], kind["type"]))
    found.syntax.append(Range(start, end))
    return end


def _closing(text: str, at: int) -> int:
    """Return the place behind the brace that closes a format's style."""
    end = text.find("}", at)
    if end < 0:
        raise BrokenMessageError("a brace is not closed")
    return end + 1


def _branches(
    text: str, start: int, at: int, argument: Argument, found: Message, depth: int
) -> int:
    """Read the branches of an argument, and return the place behind it."""
    keys: list[str] = []
    opened = start
    while key := _KEY.match(text, at):
        keys.append(key["key"])
        found.syntax.append(Range(opened, key.end()))
        opened = _text(text, key.end(), found, depth=depth + 1, plural=argument.type != "select")
        if opened >= len(text):
            raise BrokenMessageError(
                f"the branch “{key['key']}” of “{argument.name}” is not closed"
            )
        at = opened + 1
    end = at + len(text[at:]) - len(text[at:].lstrip())
    if text[end : end + 1] != "}":
        raise BrokenMessageError(f"the branches of “{argument.name}” are not closed")
    found.syntax.append(Range(opened, end + 1))
    found.arguments.append(Argument(argument.name, argument.type, tuple(keys)))
    return end + 1
