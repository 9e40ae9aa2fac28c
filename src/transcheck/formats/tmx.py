"""TMX 1.4 translation memories: one unit per `tu`, one segment per language.

Inline elements' content is not text.
"""

from __future__ import annotations

import re

from msgspec import Struct, field

from transcheck.formats import Unit, Units, UnreadableError, inline, line_starts
from transcheck.formats.xml import XML_LANG, Handlers, Text, local, parse
from transcheck.locales import parse_tag, primary
from transcheck.model import Block, BlockKind

_SOURCE = re.compile(r"""srclang\s*=\s*["'](?P<tag>[^"']+)["']""")
_LANG = re.compile(r"""(?:xml:)?lang\s*=\s*["'](?P<tag>[^"']+)["']""")
_NATIVE = frozenset({"bpt", "ept", "ph", "it", "ut"})


def languages(head: str) -> tuple[str, ...]:
    """Return the languages named at the beginning of a file, the source first."""
    source = _SOURCE.search(head)
    tags = [
        parse_tag(source["tag"]) if source else None,
        *(parse_tag(match["tag"]) for match in _LANG.finditer(head)),
    ]
    return tuple(dict.fromkeys(_without_doubles([tag for tag in tags if tag])))


def _without_doubles(tags: list[str]) -> list[str]:
    """Return tags, each that has a region as the same language without one if there is such: en-US
    beside en is English once.
    """
    bare = set(tags)
    return [primary(tag) if primary(tag) in bare else tag for tag in tags]


def read(text: str) -> Units:
    """Return the units of a file, in all its languages.

    Raises:
        UnreadableError: it is malformed or not TMX.
    """
    reader = _Reader()
    parse(text, Handlers(reader.start, reader.end, reader.text))
    if not reader.is_tmx:
        raise UnreadableError(
            "is XML, but not TMX; give the file that the translation program wrote"
        )
    written = list(
        dict.fromkeys([*reader.source, *(lang for row, _ in reader.rows for lang in row)])
    )
    name = dict(zip(written, _without_doubles(written), strict=True))
    langs = tuple(dict.fromkeys(name.values()))
    rows = (({name[lang]: block for lang, block in row.items()}, key) for row, key in reader.rows)
    units = (Unit(tuple(row.get(lang) for lang in langs), key) for row, key in rows)
    return Units(text, line_starts(text), tuple(units), langs)


class _Reader(Struct):
    """Collects units, each as its segments by language, while the file is read."""

    rows: list[tuple[dict[str, Block], str]] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    is_tmx: bool = False
    lang: str | None = None
    current: Text | None = None
    native: int = 0

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        tag = local(name)
        if self.current is not None:
            if self.native or tag in _NATIVE:
                self.native += 1
            if self.native == 1:
                self.current.token(f"<{tag}{attributes.get('i', attributes.get('x', ''))}/>", place)
        elif tag == "tmx":
            self.is_tmx = True
        elif tag == "header" and (lang := parse_tag(attributes.get("srclang", ""))):
            self.source = [lang]
        elif tag == "tu":
            self.rows.append(({}, attributes.get("tuid", "")))
        elif tag == "tuv":
            self.lang = parse_tag(attributes.get(XML_LANG) or attributes.get("lang", ""))
        elif tag == "seg":
            self.current = Text()

    def end(self, name: str, place: int) -> None:
        if self.native:
            self.native -= 1
        elif local(name) == "seg" and self.current is not None:
            inline.mark(self.current.builder)
            block = self.current.builder.finish(BlockKind.PARAGRAPH)
            if block and self.lang and self.rows:
                self.rows[-1][0].setdefault(self.lang, block)
            self.current = None

    def text(self, run: str, start: int, end: int) -> None:
        if self.current is not None and not self.native:
            self.current.add(run, start, end)
