"""Apple's .stringsdict, one language a file: a property list of texts that depend on a number.

A unit's key is the path to it: `%d boats.boats.other`.
"""

from __future__ import annotations

from msgspec import Struct, field

from transcheck.formats import Unit, Units, UnreadableError, inline, line_starts
from transcheck.formats.plurals import FORMS
from transcheck.formats.xml import Handlers, Text, local, parse
from transcheck.model import BlockKind

_FORMAT = "NSStringLocalizedFormatKey"


def read(text: str) -> Units:
    """Return the forms of a file with their keys, and the formats that they are put into.

    Raises:
        UnreadableError: it is malformed, or no property list; the message names the line.
    """
    reader = _Reader()
    parse(text, Handlers(reader.start, reader.end, reader.text))
    if not reader.is_list:
        raise UnreadableError("is not a property list; give the .stringsdict of an app")
    return Units(text, line_starts(text), tuple(reader.units))


class _Reader(Struct):
    """Collects texts while the file is read; `path` are the keys of the open dictionaries, the last
    of which waits for its value.
    """

    units: list[Unit] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    is_list: bool = False
    in_key: bool = False
    current: Text | None = None

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        tag = local(name)
        if tag == "plist":
            self.is_list = True
        elif tag == "dict":
            self.path.append("")
        elif tag == "key" and self.path:
            self.in_key = True
            self.path[-1] = ""
        elif tag == "string" and self.path:
            self.current = Text(preserved=True)

    def end(self, name: str, place: int) -> None:
        tag = local(name)
        if tag == "dict" and self.path:
            self.path.pop()
        elif tag == "key":
            self.in_key = False
        elif tag == "string" and self.current is not None:
            if self.path[-1] in FORMS or self.path[-1] == _FORMAT:
                inline.mark(self.current.builder)
                block = self.current.builder.finish(BlockKind.PARAGRAPH, edges=True)
                self.units.append(Unit((block,), ".".join(self.path)))
            self.current = None

    def text(self, run: str, start: int, end: int) -> None:
        if self.in_key:
            self.path[-1] += run
        elif self.current is not None:
            self.current.add(run, start, end)
