"""Readers: bytes to a Document of Blocks, every offset kept. One file a format, registered by suffix.

A monolingual reader is `read(text) -> Document`; a bilingual one (PO) gives a pair of documents, as many blocks each.
"""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from transcheck.model import Document, TranscheckError

READERS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
BILINGUAL = {".po": "po"}
SUFFIXES = frozenset(READERS) | frozenset(BILINGUAL)

LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_REPLACED = "\ufffd"
_FEW_BAD = 0.1  # of the characters beyond ASCII: a file with fewer bad bytes is damaged UTF-8
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
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MOST_CONTROL = 0.02  # text has none to speak of; images, archives and programs have 5% and more


class UnreadableError(TranscheckError):
    """A file that holds no text; becomes a DOC finding, so that other stories are still checked."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding; a byte order mark is dropped.

    UTF-8 where the bytes are valid or nearly so (bad ones become U+FFFD), else what charset-normalizer finds likeliest.

    Raises:
        UnreadableError: the bytes are no text.
    """
    text, encoding = _decode(data)
    if len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text) + 1:
        raise UnreadableError("holds binary data, not text; give the article itself or leave the file out")
    return text, encoding


def read(path: Path) -> Document:
    """Read a monolingual file.

    Raises:
        UnreadableError: it cannot be opened or holds no text.
    """
    return parse(_bytes(path), path.suffix)


def parse(data: bytes, suffix: str) -> Document:
    """Return the document of a monolingual file's bytes; the suffix tells its format.

    Raises:
        UnreadableError: they hold no text.
    """
    text, encoding = decode(data)
    module = import_module(f"transcheck.formats.{READERS.get(suffix.lower(), 'text')}")
    document: Document = module.read(text)
    return replace(document, encoding=encoding)


def read_units(path: Path) -> tuple[Document, Document]:
    """Read a bilingual file: the source's document and the target's, block by block.

    Raises:
        UnreadableError: it cannot be opened, holds no text, or is malformed; the line is named.
    """
    text, _ = decode(_bytes(path))
    module = import_module(f"transcheck.formats.{BILINGUAL[path.suffix.lower()]}")
    pair: tuple[Document, Document] = module.read(text)
    return pair


def line_starts(text: str) -> tuple[int, ...]:
    r"""Return the offset of each line's first character; only \\n, \\r\\n and \\r end a line."""
    return (0, *(match.end() for match in LINE_END.finditer(text)))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableError(f"cannot be read ({error.strerror}); check the file and its rights") from error


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


def _guess(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
    if best is None:
        raise UnreadableError("is in no known encoding; save it as UTF-8")
    return str(best), best.encoding
