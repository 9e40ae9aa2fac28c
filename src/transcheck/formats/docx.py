"""Word's DOCX: paragraphs, headings, lists, tables, captions and footnotes.

Tracked changes as accepted.

The document's text has one line per paragraph, so the line is the paragraph's number: first the
body, then the footnotes.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from msgspec import Struct, field

from transcheck.formats import UnreadableError, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.formats.xml import Handlers, local, parse
from transcheck.model import Block, BlockKind, Document, Link

_LARGEST = 64 << 20  # bytes of one part
_BODY, _NOTES, _STYLES, _LINKS = (
    "word/document.xml",
    "word/footnotes.xml",
    "word/styles.xml",
    "word/_rels/document.xml.rels",
)
_LEVEL = re.compile(r"[0-9]{1,2}")  # of an outline; more digits are not a level
_HEADING = re.compile(r"heading (?P<level>[1-9])|(?P<title>title)", re.IGNORECASE)
_DROPPED = frozenset(
    {
        "del",
        "moveFrom",
        "instrText",
        "Fallback",
        "delText",
        "pPrChange",
        "rPrChange",
        "sectPrChange",
        "tblPrChange",
    }
)
_OLE = b"\xd0\xcf\x11\xe0"


class _Style(Struct, frozen=True):
    """The kind of the paragraphs of a style."""

    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0


class _Paragraph(Struct):
    """A paragraph as read: its text, its links, its style, and the table row that it is in."""

    runs: list[str] = field(default_factory=list)
    size: int = 0  # characters of the text
    links: list[Link] = field(default_factory=list)
    style: _Style = _Style()
    row: int | None = None

    @property
    def text(self) -> str:
        """Return the paragraph's text."""
        return "".join(self.runs)

    def add(self, run: str) -> None:
        """Append text."""
        self.runs.append(run)
        self.size += len(run)


def read_bytes(data: bytes) -> Document:
    """Return the document of a DOCX file.

    Raises:
        UnreadableError: it is not DOCX, is encrypted, or has a part that is too large or a path
            that leads out of it.
    """
    if data.startswith(_OLE):
        raise UnreadableError(
            "is protected by a password, or an old .doc; save it as .docx without one"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UnreadableError(
            f"is not a DOCX ({error}); save it again in Word or LibreOffice"
        ) from error
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[\\/]", name) for name in names):
        raise UnreadableError("holds a path that leads out of it; such a file is made to do harm")
    if _BODY not in names:
        raise UnreadableError(
            f"is a ZIP archive, but not a DOCX ({_BODY} is missing); save it again in Word or "
            "LibreOffice"
        )
    styles = _styles(_part(archive, _STYLES)) if _STYLES in names else {}
    links = _targets(_part(archive, _LINKS)) if _LINKS in names else {}
    paragraphs = list(_paragraphs(_part(archive, _BODY), styles, links))
    if _NOTES in names:
        paragraphs += _paragraphs(_part(archive, _NOTES), styles, {})
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    return Document(text, tuple(_blocks(paragraphs)), line_starts(text))


def _part(archive: zipfile.ZipFile, name: str) -> str:
    """Return a part's text; the limit applies to what is actually unpacked, not to the size the
    archive states.
    """
    try:
        with archive.open(name) as file:
            data = file.read(_LARGEST + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        RuntimeError,
        OSError,
        EOFError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise UnreadableError(
            f"is damaged ({name}: {error}); save it again in Word or LibreOffice"
        ) from error
    if len(data) > _LARGEST:
        raise UnreadableError(
            f"unpacks to more than {_LARGEST >> 20} MB ({name}); such a file is made to do harm"
        )
    return data.decode("utf-8-sig", "replace")


def _paragraphs(
    part: str, styles: dict[str, _Style], links: dict[str, str]
) -> Iterator[_Paragraph]:
    reader = _Body(styles, links)
    parse(part, Handlers(reader.start, reader.end, reader.characters))
    return iter(reader.paragraphs)


def _styles(part: str) -> dict[str, _Style]:
    reader = _Styles()
    parse(part, Handlers(reader.start))
    return {key: reader.resolved(key) for key in reader.names}


def _targets(part: str) -> dict[str, str]:
    """Return the targets of external links by their keys."""
    found: dict[str, str] = {}

    def start(name: str, attributes: dict[str, str], place: int) -> None:
        if attributes.get("TargetMode") == "External":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    parse(part, Handlers(start))
    return found


def _value(attributes: dict[str, str], name: str = "val") -> str:
    return next((value for key, value in attributes.items() if local(key) == name), "")


class _Styles(Struct):
    """Collects the paragraph styles: their names, what they are based on, and whether they are
    lists.
    """

    names: dict[str, str] = field(default_factory=dict)
    based: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    lists: set[str] = field(default_factory=set)
    known: dict[str, _Style] = field(default_factory=dict)  # of styles that were resolved
    key: str = ""

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        match local(name):
            case "style":
                self.key = _value(attributes, "styleId")
                self.names[self.key] = ""
            case "name" if self.key:
                self.names[self.key] = self.names[self.key] or _value(attributes)
            case "basedOn":
                self.based[self.key] = _value(attributes)
            case "outlineLvl" if _LEVEL.fullmatch(_value(attributes)):
                self.levels[self.key] = int(_value(attributes)) + 1
            case "numPr":
                self.lists.add(self.key)

    def resolved(self, key: str) -> _Style:
        """Return the style of a paragraph, by its name and by the names of the styles it is based
        on.
        """
        chain: list[str] = []
        found: _Style | None = None
        while found is None and key and key not in self.known:
            self.known[key] = _Style()  # for a style that is based on itself
            chain.append(key)
            found = self._own(key)
            key = self.based.get(key, "")
        style = found or self.known.get(key, _Style())
        self.known.update(dict.fromkeys(chain, style))
        return style

    def _own(self, key: str) -> _Style | None:
        """Return the style that a name shows by itself, None if that it is based on decides."""
        if heading := _HEADING.match(self.names.get(key, "")):
            return _Style(BlockKind.HEADING, int(heading["level"] or 1))
        if self.levels.get(key, 10) < 10:
            return _Style(BlockKind.HEADING, self.levels[key])
        name = self.names.get(key, "").casefold()
        if name == "caption":
            return _Style(BlockKind.CAPTION)
        if "quote" in name:
            return _Style(BlockKind.QUOTE)
        if key in self.lists or name.startswith("list"):
            return _Style(BlockKind.LIST_ITEM)
        return None


class _Body(Struct):
    """Collects paragraphs; paragraphs nested in another one (in text boxes) come after it."""

    styles: dict[str, _Style]
    links: dict[str, str]
    paragraphs: list[_Paragraph] = field(default_factory=list)
    open: list[_Paragraph] = field(default_factory=list)
    dropped: int = 0
    wanted: bool = False
    rows: int = 0
    tables: list[int] = field(default_factory=list)
    link: tuple[str, int] | None = None

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        tag = local(name)
        if self.dropped or tag in _DROPPED:
            self.dropped += 1
            return
        current = self.open[-1] if self.open else None
        match tag:
            case "p":
                paragraph = _Paragraph(row=self.tables[-1] if self.tables else None)
                self.paragraphs.append(paragraph)
                self.open.append(paragraph)
            case "tr":
                self.rows += 1
                self.tables.append(self.rows)
            case "pStyle" if current:
                current.style = self.styles.get(_value(attributes), current.style)
            case "numPr" if current and current.style.kind is BlockKind.PARAGRAPH:
                current.style = _Style(BlockKind.LIST_ITEM)
            case "t":
                self.wanted = True
            case "tab" | "br" | "cr" | "noBreakHyphen" if current:
                current.add("-" if tag == "noBreakHyphen" else " ")
            case "hyperlink" if current and (target := self.links.get(_value(attributes, "id"))):
                self.link = target, current.size

    def end(self, name: str, place: int) -> None:
        if self.dropped:
            self.dropped -= 1
            return
        match local(name):
            case "p" if self.open:
                self.open.pop()
            case "tr" if self.tables:
                self.tables.pop()
            case "t":
                self.wanted = False
            case "hyperlink" if self.link and self.open:
                self.open[-1].links.append(Link(self.link[0], self.link[1], self.open[-1].size))
                self.link = None

    def characters(self, run: str, start: int, end: int) -> None:
        if self.wanted and not self.dropped and self.open:
            self.open[-1].add(run.replace("\n", " ").replace("\r", " "))


def _blocks(paragraphs: list[_Paragraph]) -> Iterator[Block]:
    """Yield one block per paragraph, but one for all paragraphs of a table row."""
    place, row, builder = 0, None, BlockBuilder()
    for paragraph in paragraphs:
        if paragraph.row != row or row is None:
            yield from _finished(builder, BlockKind.TABLE_ROW)
            builder, row = BlockBuilder(), paragraph.row
        if row is not None and paragraph.text.strip():
            if builder.size:
                builder.add(" | ", builder.end, place)
            _fill(builder, paragraph, place)
        elif row is None:
            _fill(builder, paragraph, place)
            yield from _finished(builder, paragraph.style.kind, paragraph.style.level)
            builder = BlockBuilder()
        place += paragraph.size + 1
    yield from _finished(builder, BlockKind.TABLE_ROW)


def _fill(builder: BlockBuilder, paragraph: _Paragraph, place: int) -> None:
    at = builder.size
    builder.add(paragraph.text, place, place + paragraph.size)
    builder.links += [
        Link(link.target, link.start + at, link.end + at, link.image) for link in paragraph.links
    ]


def _finished(builder: BlockBuilder, kind: BlockKind, level: int = 0) -> Iterator[Block]:
    block = builder.finish(kind, level) if builder.size else None
    if block:
        yield block
