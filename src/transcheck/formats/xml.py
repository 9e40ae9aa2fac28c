"""XML read event by event with the place of every piece of text, by expat; entities of a document's own are refused.

Expat is asked, not lxml, because it tells where in the file each piece of text begins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from transcheck.formats import UnreadableError
from transcheck.formats.builder import BlockBuilder

_NAMESPACE = " "  # what expat puts between a namespace and a name
_DEEPEST = 256  # elements in each other; no file of units comes near
XML_LANG = "http://www.w3.org/XML/1998/namespace lang"


def local(name: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return name.rpartition(_NAMESPACE)[2]


@dataclass(slots=True)
class Text:
    """Collects the text of an element: runs of characters with their places, and tokens for inline elements."""

    builder: BlockBuilder = field(default_factory=BlockBuilder)
    _pending: tuple[str, int] | None = None

    def add(self, run: str, start: int) -> None:
        """Append characters that begin at a file offset; where they end, the next event tells."""
        self._pending = run, start

    def close(self, place: int) -> None:
        """Tell that the characters which came last end at a file offset; white space in them becomes one blank."""
        if self._pending is None:
            return
        (run, start), self._pending = self._pending, None
        text = self.builder.text
        if run.isspace():
            if text and not text.endswith(" "):
                self.builder.add(" ", start, place)
            return
        indent = len(run) - len(run.lstrip()) if not text or text.endswith(" ") else 0
        self.builder.add(run[indent:], start + indent, place)

    def token(self, text: str, start: int, end: int) -> None:
        """Append what stands for an inline element; it is no prose."""
        at = len(self.builder.text)
        self.builder.add(text, start, max(end, start))
        self.builder.mark_literal(at)


@dataclass(slots=True)
class Handlers:
    """What a reader does at the start and end of an element and with text; places are file offsets in characters."""

    start: Callable[[str, dict[str, str], int], None]
    end: Callable[[str, int], None]
    text: Callable[[str, int], None]


def parse(text: str, handlers: Handlers) -> None:
    """Read an XML document.

    Raises:
        UnreadableError: it is malformed, too deep, or declares entities; the line is named.
    """
    _Parse(text, handlers).run()


class _Parse:
    def __init__(self, text: str, handlers: Handlers) -> None:
        self._data = text.encode("utf-8", "replace")
        self._ascii = len(self._data) == len(text)
        self._byte = self._character = self._depth = 0
        self._handlers = handlers
        self._parser = parser = expat.ParserCreate("utf-8", _NAMESPACE)
        parser.buffer_text = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity

    def run(self) -> None:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            raise UnreadableError(f"is no well-formed XML ({error}); mend it there") from error

    def _place(self) -> int:
        """Return the offset of the current event in characters; events come in order, so each byte is counted once."""
        byte = self._parser.CurrentByteIndex
        if self._ascii:
            return byte
        if byte > self._byte:
            self._character += len(self._data[self._byte : byte].decode("utf-8", "replace"))
            self._byte = byte
        return self._character

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            line = self._parser.CurrentLineNumber
            raise UnreadableError(f"has more than {_DEEPEST} elements in each other (line {line}); such a file is made to harm")
        self._handlers.start(name, attributes, self._place())

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._handlers.end(name, self._place())

    def _text(self, run: str) -> None:
        self._handlers.text(run, self._place())

    def _entity(self, *_declaration: object) -> None:
        line = self._parser.CurrentLineNumber
        raise UnreadableError(f"declares entities (line {line}), which a file of texts has no need of; take the declaration out")
