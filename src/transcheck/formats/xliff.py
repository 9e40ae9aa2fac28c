"""XLIFF 1.2 and 2.x: one unit per `trans-unit` or `segment`.

Inline elements become tokens, required on both sides.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from transcheck.formats import Unit, Units, UnreadableError, inline, line_starts
from transcheck.formats.xml import XML_SPACE, Handlers, Text, local, parse
from transcheck.locales import parse_tag
from transcheck.model import BlockKind

_HEAD = re.compile(
    r"""(?P<name>source-language|target-language|srcLang|trgLang)\s*=\s*["'](?P<tag>[^"']+)["']"""
)
_UNITS = frozenset({"trans-unit", "segment"})
_ASIDE = frozenset(
    {
        "alt-trans",
        "matches",
        "match",
        "note",
        "notes",
        "seg-source",
        "ignorable",
        "originalData",
        "glossary",
    }
)
# their content, if any, is native code
_EMPTY = frozenset({"x", "bx", "ex", "ph", "bpt", "ept", "it", "sc", "ec", "cp"})
_PAIRED = frozenset({"g", "pc"})
_UNFINISHED = re.compile(r"new|initial|needs-.*", re.IGNORECASE)
_LOCKED = frozenset({"true", "yes", "locked", "1"})
_NAME = re.compile(r"[^A-Za-z0-9]")
_TEXT_BY = {"source": 0, "target": 1}


def languages(head: str) -> tuple[str, ...]:
    """Return the languages named at the beginning of a file, the source first."""
    found = {
        match["name"]: parse_tag(match["tag"]) for match in reversed(list(_HEAD.finditer(head)))
    }
    tags = (
        found.get("source-language") or found.get("srcLang"),
        found.get("target-language") or found.get("trgLang"),
    )
    return tuple(tag for tag in tags if tag)


def read(text: str) -> Units:
    """Return the units of a file.

    Those that need a translation or a review are not final, locked ones are left out.

    Raises:
        UnreadableError: it is malformed, not XLIFF, or has several language pairs.
    """
    reader = _Reader()
    parse(text, Handlers(reader.start, reader.end, reader.text))
    if not reader.is_xliff:
        raise UnreadableError(
            "is XML, but not XLIFF; give the file that the translation program wrote"
        )
    if len(reader.pairs) > 1:
        pairs = ", ".join(sorted(" to ".join(tag or "?" for tag in pair) for pair in reader.pairs))
        raise UnreadableError(
            f"is in several pairs of languages ({pairs}); split it into one file per pair"
        )
    pair = next(iter(reader.pairs), ("", ""))
    return Units(text, line_starts(text), tuple(reader.units), tuple(tag or "" for tag in pair))


class _Reader(Struct):
    """Collects units while the file is read.

    `aside` counts the open elements that are not part of a unit's text, `preserved` says of each
    open element whether its white space is text.
    """

    units: list[Unit] = field(default_factory=list)
    pairs: set[tuple[str | None, str | None]] = field(default_factory=set)
    is_xliff: bool = False
    aside: int = 0
    native: int = 0
    key: str = ""
    wanted: bool = True
    final: bool = True
    texts: list[Text | None] = field(default_factory=lambda: [None, None])
    current: Text | None = None
    preserved: list[bool] = field(default_factory=lambda: [False])

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        tag = local(name)
        space = attributes.get(XML_SPACE)
        self.preserved.append(space == "preserve" if space else self.preserved[-1])
        if self.aside or tag in _ASIDE:
            self.aside += 1
        elif self.current is not None:
            self._inline(tag, attributes, place)
        elif tag == "xliff":
            self.is_xliff = True
            self._pair(attributes.get("srcLang"), attributes.get("trgLang"))
        elif tag == "file":
            self._pair(attributes.get("source-language"), attributes.get("target-language"))
        elif tag == "unit":
            self.key, self.wanted = attributes.get("id", ""), _is_open(attributes)
        elif tag in _UNITS:
            self._unit(tag, attributes)
        elif tag in _TEXT_BY:
            self.current = self.texts[_TEXT_BY[tag]] = Text(preserved=self.preserved[-1])
            if _UNFINISHED.fullmatch(attributes.get("state", "")):
                self.final = False

    def end(self, name: str, place: int) -> None:
        tag = local(name)
        self.preserved.pop()
        if self.aside:
            self.aside -= 1
        elif tag in _TEXT_BY:
            self.current = None
        elif self.current is not None:
            if self.native and tag in _EMPTY:
                self.native -= 1
            elif tag in _PAIRED:
                self.current.token(f"</{tag}>", place)
        elif tag in _UNITS:
            self._finish()

    def text(self, run: str, start: int, end: int) -> None:
        if self.current is not None and not self.aside and not self.native:
            self.current.add(run, start, end)

    def _pair(self, source: str | None, target: str | None) -> None:
        if source or target:
            self.pairs.add((parse_tag(source or ""), parse_tag(target or "")))

    def _unit(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "trans-unit":
            self.key, self.wanted = attributes.get("id", ""), _is_open(attributes)
        self.final = not _UNFINISHED.fullmatch(attributes.get("state", ""))
        self.texts = [None, None]

    def _inline(self, tag: str, attributes: dict[str, str], place: int) -> None:
        if self.current is None or self.native:
            self.native += bool(self.native and tag in _EMPTY)
            return
        name = tag + _NAME.sub("", attributes.get("id", ""))
        if tag in _EMPTY:
            self.current.token(f"<{name}/>", place)
            self.native += 1
        elif tag in _PAIRED:
            self.current.token(f"<{name}>", place)

    def _finish(self) -> None:
        for text in self.texts:
            if text:
                inline.mark(text.builder)
        source, target = (
            text.builder.finish(BlockKind.PARAGRAPH, edges=text.preserved) if text else None
            for text in self.texts
        )
        if self.wanted and source:
            self.units.append(Unit((source, target), self.key, self.final))


def _is_open(attributes: dict[str, str]) -> bool:
    """Return whether a unit is to be translated and is not locked."""
    locked = any(
        local(name) == "locked" and value.casefold() in _LOCKED
        for name, value in attributes.items()
    )
    return attributes.get("translate", "yes") != "no" and not locked
