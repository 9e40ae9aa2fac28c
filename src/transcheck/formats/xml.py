"""XML, read event by event by expat with the place of every piece of text.

Documents that declare entities are refused.

Expat is used instead of lxml because it reports where in the file each piece of text begins.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from msgspec import Struct, field

from transcheck.formats import UnreadableError
from transcheck.formats.builder import BlockBuilder

_NAMESPACE = " "  # what expat puts between a namespace and a name
_DEEPEST = 256  # nested elements; more than any file of units has
XML_LANG = "http://www.w3.org/XML/1998/namespace lang"
XML_SPACE = "http://www.w3.org/XML/1998/namespace space"


def local(name: str) -> str:
    """Return an element's or attribute's name without its namespace."""
    return name.rpartition(_NAMESPACE)[2]


class Text(Struct):
    """Collects the text of an element: characters with their places, and tokens for inline
    elements.

    It is `preserved` if its white space is part of it (`xml:space`).
    """

    builder: BlockBuilder = field(default_factory=BlockBuilder)
    preserved: bool = False

    def add(self, run: str, start: int, end: int) -> None:
        """Append characters that are at the file offsets `[start, end)`.

        White space alone becomes one space, and line breaks are layout, unless it is `preserved`.
        """
        if self.preserved:
            self.builder.add(run, start, end)
            return
        if run.isspace():
            if self.builder.last not in ("", " "):
                self.builder.add(" ", start, end)
            return
        indent = len(run) - len(run.lstrip()) if self.builder.last in ("", " ") else 0
        self.builder.add(run[indent:], start + indent, end)

    def token(self, text: str, place: int) -> None:
        """Append the token of an inline element at a file offset; it is not prose."""
        at = self.builder.size
        self.builder.add(text, place, place)
        self.builder.mark_literal(at)


class Handlers(Struct):
    """Callbacks for the start and end of an element and for text.

    Places are file offsets in characters.

    Text is passed with its start and its end, which is known from the next event.
    """

    start: Callable[[str, dict[str, str], int], None]
    end: Callable[[str, int], None] = lambda name, place: None
    text: Callable[[str, int, int], None] = lambda run, start, end: None


def parse(text: str, handlers: Handlers) -> None:
    """Read an XML document.

    Raises:
        UnreadableError: it is malformed, too deep, or declares entities; the message names the
            line.
    """
    _Parse(text, handlers).run()


class _Parse:
    def __init__(self, text: str, handlers: Handlers) -> None:
        self._data = text.encode("utf-8", "replace")
        self._ascii = len(self._data) == len(text)
        self._byte = self._character = self._depth = 0
        self._handlers = handlers
        self._pending: tuple[str, int] | None = None  # text whose end is not known yet
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
            raise UnreadableError(f"is not well-formed XML ({error}); fix it there") from error

    def _place(self) -> int:
        """Return the offset of the current event in characters.

        Events come in order, so each byte is counted once.
        """
        byte = self._parser.CurrentByteIndex
        if self._ascii:
            return byte
        if byte > self._byte:
            self._character += len(self._data[self._byte : byte].decode("utf-8", "replace"))
            self._byte = byte
        return self._character

    def _next(self) -> int:
        """Return the place of the current event, at which the text before it ends."""
        place = self._place()
        if self._pending:
            (run, start), self._pending = self._pending, None
            self._handlers.text(run, start, place)
        return place

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            line = self._parser.CurrentLineNumber
            raise UnreadableError(
                f"has more than {_DEEPEST} nested elements (line {line}); such a file is made to "
                "do harm"
            )
        self._handlers.start(name, attributes, self._next())

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._handlers.end(name, self._next())

    def _text(self, run: str) -> None:
        self._pending = run, self._next()

    def _entity(self, *_declaration: object) -> None:
        line = self._parser.CurrentLineNumber
        raise UnreadableError(
            f"declares entities (line {line}), which a file of texts does not need; remove the "
            "declaration"
        )
