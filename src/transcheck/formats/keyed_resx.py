"""RESX of .NET, one language a file: strings by name."""

from __future__ import annotations

from msgspec import Struct, field

from transcheck.formats import Unit, Units, inline, line_starts
from transcheck.formats.xml import XML_SPACE, Handlers, Text, local, parse
from transcheck.model import BlockKind

# what a value with one of these is: a picture, a size, a program's own object
_OBJECT = frozenset({"type", "mimetype"})


def read(text: str) -> Units:
    """Return the strings of a file with their names; objects are left out.

    Raises:
        UnreadableError: it is malformed; the message names the line.
    """
    reader = _Reader()
    parse(text, Handlers(reader.start, reader.end, reader.text))
    return Units(text, line_starts(text), tuple(reader.units))


class _Reader(Struct):
    """Collects strings while the file is read; `key` is the name of the one that is open."""

    units: list[Unit] = field(default_factory=list)
    key: str = ""
    preserved: bool = False
    current: Text | None = None

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        tag = local(name)
        if tag == "data":
            self.key = "" if _OBJECT & set(attributes) else attributes.get("name", "")
            self.preserved = attributes.get(XML_SPACE) == "preserve"
        elif tag == "value" and self.key:
            self.current = Text(preserved=self.preserved)

    def end(self, name: str, place: int) -> None:
        tag = local(name)
        if tag == "value" and self.current is not None:
            inline.mark(self.current.builder)
            block = self.current.builder.finish(BlockKind.PARAGRAPH, edges=self.preserved)
            self.units.append(Unit((block,), self.key))
            self.current = None
        elif tag == "data":
            self.key = ""

    def text(self, run: str, start: int, end: int) -> None:
        if self.current is not None:
            self.current.add(run, start, end)
