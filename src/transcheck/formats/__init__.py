"""Readers: bytes to a Document of Blocks, with every offset kept.

Each format has a module, listed in FORMATS.
"""

from __future__ import annotations

import codecs
import re
import stat
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath

from msgspec import Struct, field
from msgspec.structs import replace

from transcheck.model import Block, Document, Fault, TranscheckError

_HTML, _TEXT = f"{__package__}.html", f"{__package__}.text"
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_XML = re.compile(rb"<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_LARGEST = 64 << 20  # bytes; more than any article or catalogue has
_LONGEST_LINE = 1_000_000  # characters
_OTHERS = {
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"%PDF-": "a PDF",
    b"\x89PNG": "a picture",
}
LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_REPLACED = "\ufffd"
_FEW_BAD = 0.1  # share of the characters beyond ASCII: a file with fewer bad bytes is damaged UTF-8
_DAMAGED = "damaged utf-8"
_ENCODINGS = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "koi8_r",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
    "cp874",
]
_STANDARD = (
    "latin_1",
    "ascii",
    "koi8_u",
    "gb2312",
    "gbk",
    "mac_roman",
    *(f"iso8859_{part}" for part in (*range(2, 12), *range(13, 17))),
)
# encodings of text that an XML file may declare; Python has others, which run code of their own or
# take ages (punycode, idna)
_DECLARABLE = frozenset(codecs.lookup(name).name for name in (*_ENCODINGS, *_STANDARD))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MOST_CONTROL = 0.02  # text has almost none; images, archives and programs have 5% and more


class Comments(StrEnum):
    """How a format writes a comment; NONE if a comment would be read as text."""

    MARKUP = "<!-- {} -->"
    MDX = "{{/* {} */}}"
    HASH = "# {}"
    NONE = ""


class Format(Struct, frozen=True):
    """A file format with its suffixes.

    A new one needs a module in this package and an entry in FORMATS.

    `reader` is the module that reads them: by `read(text) -> Document`, by `read(text) -> Units` if
    they have `units`, or by `read_bytes(data) -> Document` if they are not text. Files that are
    `searched` are found in folders; others must be named. Files of units with `one_target` have one
    language besides the source's, given by the path or the header; others name all their languages
    within their first `head` bytes. Files that are `keyed` are in one language, and are compared by
    their units' keys with the file of the source language beside them. A `page` may declare its
    language and versions in its elements. A file whose suffix other files have too begins as the
    pattern `marker` says.
    """

    suffixes: tuple[str, ...]
    reader: str
    comments: Comments
    searched: bool = True
    units: bool = False
    one_target: bool = False
    keyed: bool = False
    page: bool = False
    head: int = 20_000
    marker: str = ""


_QT = r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE TS[^>]*>\s*)?<TS[\s>]"

FORMATS = (
    Format((".txt", ".text"), f"{__package__}.text", Comments.NONE),
    Format((".md", ".markdown"), f"{__package__}.markdown", Comments.MARKUP),
    Format((".mdx",), f"{__package__}.markdown", Comments.MDX),
    Format((".html", ".htm", ".xhtml"), f"{__package__}.html", Comments.MARKUP, page=True),
    Format((".docx",), f"{__package__}.docx", Comments.NONE),
    Format((".po",), f"{__package__}.po", Comments.HASH, units=True, one_target=True),
    Format(
        (".xlf", ".xliff", ".sdlxliff", ".mqxliff"),
        f"{__package__}.xliff",
        Comments.MARKUP,
        units=True,
    ),
    Format(
        (".tmx",), f"{__package__}.tmx", Comments.MARKUP, units=True, head=1_000_000
    ),  # the first units may not be in all languages
    Format((".json", ".arb"), f"{__package__}.keyed_json", Comments.NONE, units=True, keyed=True),
    Format((".yml", ".yaml"), f"{__package__}.keyed_yaml", Comments.HASH, units=True, keyed=True),
    Format(
        (".properties",), f"{__package__}.keyed_properties", Comments.HASH, units=True, keyed=True
    ),
    Format((".strings",), f"{__package__}.keyed_apple", Comments.NONE, units=True, keyed=True),
    Format(
        (".stringsdict",),
        f"{__package__}.keyed_stringsdict",
        Comments.MARKUP,
        units=True,
        keyed=True,
    ),
    # one language may begin far behind another
    Format((".xcstrings",), f"{__package__}.xcstrings", Comments.NONE, units=True, head=1_000_000),
    Format((".ftl",), f"{__package__}.keyed_fluent", Comments.NONE, units=True, keyed=True),
    Format((".resx",), f"{__package__}.keyed_resx", Comments.MARKUP, units=True, keyed=True),
    # most files with this suffix are TypeScript
    Format((".ts",), f"{__package__}.qt", Comments.MARKUP, units=True, marker=_QT),
    Format((".xml",), f"{__package__}.keyed_android", Comments.MARKUP, units=True, keyed=True),
    # most tables in a tree do not contain segments
    Format((".csv", ".tsv"), f"{__package__}.table", Comments.NONE, searched=False, units=True),
)


class Unit(Struct, frozen=True):
    """A unit of a file: its segment in each language (None if missing), and its key, if it has one.

    A unit that is not `final` is unfinished (fuzzy, needs review) and is not compared. `context` is
    what its translator was given to translate it by, None for one of several plural forms. One that
    is `optional` is a plural form that not every language has.
    """

    segments: tuple[Block | None, ...]
    key: str = ""
    final: bool = True
    context: str | None = ""
    optional: bool = False


class Units(Struct, frozen=True):
    """A file of units: its text, line starts and metadata as in a document, and the units in order.

    `langs` are the languages of the segments (source, then target) if the file gives them,
    otherwise empty.
    """

    text: str
    line_starts: tuple[int, ...]
    units: tuple[Unit, ...]
    langs: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    faults: tuple[Fault, ...] = ()

    def document(
        self,
        blocks: Iterable[Block],
        contexts: Iterable[str | None] = (),
        unfinished: Iterable[tuple[int, int]] = (),
    ) -> Document:
        """Return a document of this file with some of its blocks."""
        return Document(
            text=self.text,
            blocks=tuple(blocks),
            line_starts=self.line_starts,
            metadata=self.metadata,
            encoding=self.encoding,
            unfinished=tuple(unfinished),
            faults=self.faults,
            contexts=tuple(contexts),
        )


@cache
def formats() -> Mapping[str, Format]:
    """Return the formats by suffix: built-in ones, and those of `transcheck.readers` and
    `transcheck.unit_readers`.
    """
    from importlib.metadata import entry_points

    added = [
        Format((f".{point.name}",), point.value, Comments.MARKUP)
        for point in entry_points(group="transcheck.readers")
    ]
    added += [
        Format((f".{point.name}",), point.value, Comments.MARKUP, units=True)
        for point in entry_points(group="transcheck.unit_readers")
    ]
    return {suffix: format_ for format_ in (*added, *FORMATS) for suffix in format_.suffixes}


def format_of(path: PurePath | str) -> Format | None:
    """Return the format of a file by its suffix, or None if it cannot be read."""
    # a remote path is not a PurePath
    suffix = PurePath(path).suffix if isinstance(path, str) else path.suffix
    return formats().get(suffix.lower())


def has_units(path: PurePath) -> bool:
    """Return whether a file contains units, which are aligned by the file itself."""
    known = format_of(path)
    return known is not None and known.units


def is_binary(path: PurePath) -> bool:
    """Return whether a file's text is inside an archive or the like, not in its bytes."""
    known = format_of(path)
    return known is not None and hasattr(import_module(known.reader), "read_bytes")


def is_searched(path: PurePath) -> bool:
    """Return whether a file is read when a folder is searched; tables must be named explicitly."""
    known = format_of(path)
    return known is not None and known.searched


def unit_languages(path: PurePath, head: str) -> tuple[str, ...]:
    """Return the languages named at the beginning of a file of units, the source first.

    A PO file has them in its header.
    """
    module = import_module(_required(path).reader)
    found: tuple[str, ...] = module.languages(head) if hasattr(module, "languages") else ()
    return found


def _required(path: PurePath) -> Format:
    return formats()[path.suffix.lower()]


class UnreadableError(TranscheckError):
    """A file that contains no text.

    Reported as a DOC finding, so that other stories are still checked.
    """


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding; a byte order mark is dropped.

    The encoding is UTF-8 if the bytes are valid or nearly so (bad ones become U+FFFD), otherwise
    the one that charset-normalizer finds most likely.

    Raises:
        UnreadableError: the bytes are not text.
    """
    for mark, what in _OTHERS.items():
        if data.startswith(mark):
            raise UnreadableError(f"is {what} despite its name; give the text that is in it")
    text, encoding = _decode(data)
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text) + 1:
        raise UnreadableError(
            "holds binary data, not text; give the article itself or leave the file out"
        )
    return text, encoding


def read(path: Path) -> Document:
    """Read a monolingual file.

    Raises:
        UnreadableError: it cannot be opened or contains no text.
    """
    return parse(_bytes(path), path.suffix)


def parse(data: bytes, suffix: str) -> Document:
    """Return the document of a monolingual file's bytes.

    The format is given by the suffix, but a whole page is HTML.

    Raises:
        UnreadableError: they contain no text.
    """
    reader = import_module(known.reader if (known := formats().get(suffix.lower())) else _TEXT)
    if hasattr(reader, "read_bytes"):
        binary: Document = reader.read_bytes(data)
        return binary
    text, encoding = decode(data)
    is_page = _PAGE.match(text) is not None or reader.__name__ == _HTML
    if not is_page and len(text) > _LONGEST_LINE:
        _refuse_long_lines(text)
    document: Document = (import_module(_HTML) if is_page else reader).read(text)
    return replace(document, encoding=encoding)


def _refuse_long_lines(text: str) -> None:
    """Raise an error if a line is longer than any text's: its ends were lost, or it is data."""
    longest = max(len(line) for line in LINE_END.split(text))
    if longest > _LONGEST_LINE:
        raise UnreadableError(
            f"has a line of {longest:,} characters; were its line ends lost? Split it, or leave "
            "the file out"
        )


def read_units(path: Path, data: bytes | None = None) -> Units:
    """Read a file of units, or `data` in its place.

    Raises:
        UnreadableError: it cannot be opened, contains no text, or is malformed; the message names
            the line.
    """
    data = _bytes(path) if data is None else data
    text, encoding = _declared(data) or decode(data)
    units: Units = import_module(_required(path).reader).read(text)
    return replace(units, encoding=encoding)


def line_starts(text: str) -> tuple[int, ...]:
    r"""Return the offset of each line's first character; only \\n, \\r\\n and \\r end a line."""
    return (0, *(match.end() for match in LINE_END.finditer(text)))


def _bytes(path: Path) -> bytes:
    try:
        state = path.stat()
        if _is_endless(state.st_mode):
            raise UnreadableError("is a pipe or a device, not a file; write its text to a file")
        size = state.st_size
        if size > _LARGEST:
            raise UnreadableError(
                f"has {size >> 20} MB, and files over {_LARGEST >> 20} MB are not read; split it "
                "or leave it out"
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"cannot be read ({error.strerror}); check the file and its permissions"
        ) from error


def _is_endless(mode: int) -> bool:
    """Return whether a file of a mode may never end, or wait for a writer that never comes."""
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode)


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        right = sum(c > "\x7f" and c != _REPLACED for c in text)
        if text.count(_REPLACED) <= max(1, _FEW_BAD * right):
            return text, _DAMAGED
        return _guess(data)


def _declared(data: bytes) -> tuple[str, str] | None:
    """Return the text of an XML file that declares another encoding than UTF-8, or None if it does
    not or is not in it.
    """
    found = _XML.match(data)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        return (data.decode(name), name) if name in _DECLARABLE else None
    except (LookupError, UnicodeDecodeError):
        return None


def _guess(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
    if best is None:
        raise UnreadableError("is in no known encoding; save it as UTF-8")
    return str(best), best.encoding
