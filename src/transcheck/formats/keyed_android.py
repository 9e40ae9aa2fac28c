"""Android's strings.xml, one language a file: strings, plurals and arrays by name."""

from __future__ import annotations

import re

from msgspec import Struct, field

from transcheck.formats import Unit, Units, inline, line_starts
from transcheck.formats.escapes import character
from transcheck.formats.xml import Handlers, Text, local, parse
from transcheck.model import BlockKind

_STRINGS = frozenset({"string", "item"})
_GROUPS = frozenset({"plurals", "string-array", "array"})
_ESCAPE = re.compile(r"\\(?:u(?P<code>[0-9A-Fa-f]{4})|(?P<sign>.))", re.DOTALL)
_SIGNS = {"n": "\n", "t": "\t"}


def read(text: str) -> Units:
    """Return the strings of a file with their keys.

    A plural's is its name and quantity (`boats.other`), an item's in an array its name and number.
    What is `translatable="false"` is left out.

    Raises:
        UnreadableError: it is malformed; the message names the line.
    """
    reader = _Reader()
    parse(text, Handlers(reader.start, reader.end, reader.text))
    return Units(text, line_starts(text), tuple(reader.units))


class _Reader(Struct):
    """Collects strings while the file is read; `group` is the plural or array that is open."""

    units: list[Unit] = field(default_factory=list)
    group: str = ""
    items: int = 0
    wanted: bool = True
    key: str = ""
    current: Text | None = None

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        tag = local(name)
        if self.current is not None:
            self.current.token(f"<{tag}>", place)
        elif tag in _GROUPS:
            self.group, self.items = attributes.get("name", ""), 0
            self.wanted = attributes.get("translatable") != "false"
        elif tag in _STRINGS:
            self.key = attributes.get("name", "")
            if self.group:
                self.key = f"{self.group}.{attributes.get('quantity', self.items)}"
                self.items += 1
            else:
                self.wanted = attributes.get("translatable") != "false"
            self.current = Text()

    def end(self, name: str, place: int) -> None:
        tag = local(name)
        if tag in _GROUPS:
            self.group = ""
        elif tag in _STRINGS and self.current is not None:
            inline.mark(self.current.builder)
            if self.wanted and self.key:
                block = self.current.builder.finish(BlockKind.PARAGRAPH)
                self.units.append(Unit((block,), self.key))
            self.current = None
        elif self.current is not None:
            self.current.token(f"</{tag}>", place)

    def text(self, run: str, start: int, end: int) -> None:
        if self.current is None:
            return
        if "\\" not in run or len(run) != end - start:
            self.current.add(_ESCAPE.sub(_unescaped, run), start, end)
            return
        done = 0
        for escape in _ESCAPE.finditer(run):
            self.current.add(run[done : escape.start()], start + done, start + escape.start())
            self.current.builder.add(
                _unescaped(escape), start + escape.start(), start + escape.end()
            )
            done = escape.end()
        self.current.add(run[done:], start + done, end)


def _unescaped(match: re.Match[str]) -> str:
    return character(match["code"]) if match["code"] else _SIGNS.get(match["sign"], match["sign"])
