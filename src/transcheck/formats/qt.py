"""Qt's .ts: the messages of a program's contexts, with their sources and plural forms."""

from __future__ import annotations

import re

from msgspec import Struct, field

from transcheck.formats import Unit, Units, UnreadableError, inline, line_starts
from transcheck.formats.xml import Handlers, Text, local, parse
from transcheck.locales import parse_tag
from transcheck.model import Block, BlockKind

_HEAD = re.compile(r"""(?<![\w-])(?P<name>sourcelanguage|language)\s*=\s*["'](?P<tag>[^"']+)["']""")
_ROOT = re.compile(r"<TS\b[^>]*>")
_SOURCE = "en"  # of a file that does not say it, as lupdate writes them
_GONE = frozenset({"vanished", "obsolete"})


def languages(head: str) -> tuple[str, ...]:
    """Return the languages named at the beginning of a file, the source first."""
    found: dict[str, str | None] = {}
    tag = _ROOT.search(head)
    for match in _HEAD.finditer(tag[0] if tag else ""):
        found[match["name"]] = parse_tag(match["tag"].replace("_", "-"))
    target = found.get("language")
    return (found.get("sourcelanguage") or _SOURCE, target) if target else ()


def read(text: str) -> Units:
    """Return the messages of a file.

    Those that are marked `unfinished` are not final; what the program no longer has is left out.
    Each plural form is a unit of its own, all with the same source.

    Raises:
        UnreadableError: it is malformed, or not Qt's; the message names the line.
    """
    reader = _Reader()
    parse(text, Handlers(reader.start, reader.end, reader.text))
    if not reader.is_qt:
        raise UnreadableError("is not a file of Qt translations; give the .ts file of Linguist")
    return Units(text, line_starts(text), tuple(reader.units), languages(text[:20_000]))


class _Reader(Struct):
    """Collects messages while the file is read; `targets` are the plural forms of the one that is
    open, or its only translation.
    """

    units: list[Unit] = field(default_factory=list)
    is_qt: bool = False
    context: str = ""
    comment: str = ""
    source: Block | None = None
    targets: list[Block | None] = field(default_factory=list)
    final: bool = True
    wanted: bool = True
    has_forms: bool = False
    open_tag: str = ""
    current: Text | None = None
    name: str = ""

    def start(self, name: str, attributes: dict[str, str], place: int) -> None:
        tag = local(name)
        if tag == "TS":
            self.is_qt = True
        elif tag == "message":
            self.source, self.targets, self.comment = None, [], ""
            self.final = self.wanted = True
            self.has_forms = attributes.get("numerus") == "yes"
        elif tag == "translation":
            state = attributes.get("type", "")
            self.final, self.wanted = state != "unfinished", state not in _GONE
            if not self.has_forms:
                self._open(tag)
        elif tag in ("source", "numerusform"):
            self._open(tag)
        elif tag in ("name", "comment", "extracomment"):
            self.open_tag, self.name = tag, ""
        elif self.current is not None:  # <byte value="x9"/> and the like
            self.current.token(f"<{tag}/>", place)

    def end(self, name: str, place: int) -> None:
        tag = local(name)
        if tag == "message":
            self._finish()
        elif tag == "name" and self.open_tag == tag:
            self.context = self.name
        elif tag == "comment" and self.open_tag == tag:
            self.comment = self.name
        elif self.current is not None and tag == self.open_tag:
            inline.mark(self.current.builder)
            block = self.current.builder.finish(BlockKind.PARAGRAPH, edges=True)
            self.current = None
            if tag == "source":
                self.source = block
            else:
                self.targets.append(block)
        else:
            return
        self.open_tag = ""

    def text(self, run: str, start: int, end: int) -> None:
        if self.current is not None:
            self.current.add(run, start, end)
        elif self.open_tag:
            self.name += run

    def _open(self, tag: str) -> None:
        self.open_tag, self.current = tag, Text(preserved=True)

    def _finish(self) -> None:
        if not self.wanted or self.source is None:
            return
        # the same text may have another translation elsewhere, or for another purpose
        context = f"{self.context}|{self.comment}"
        for target in self.targets or [None]:
            of_form = None if self.has_forms else context
            key = f"{self.context}.{self.source.text}"
            self.units.append(Unit((self.source, target), key, self.final, of_form))
