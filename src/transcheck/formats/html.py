"""HTML, read by the parser of the standard library, which reports positions in the file.

If a page has an `<article>` or a `<main>`, only that is read; navigation, forms, scripts and the
like are always left out. Alt texts are captions.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from msgspec import Struct, field

from transcheck.bounded import ENDLESS_REFERENCE, REPLACEMENT, unescape
from transcheck.formats import front_matter, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, BlockKind, Document, Link

_KINDS = {
    "li": BlockKind.LIST_ITEM, "dt": BlockKind.LIST_ITEM, "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE, "figcaption": BlockKind.CAPTION, "caption": BlockKind.CAPTION,
    "tr": BlockKind.TABLE_ROW, "pre": BlockKind.CODE, "title": BlockKind.FIELD,
    "h1": BlockKind.HEADING, "h2": BlockKind.HEADING, "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING, "h5": BlockKind.HEADING, "h6": BlockKind.HEADING,
}  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "body", "center", "details", "dialog", "div", "dl", "fieldset",
    "figure", "footer",
    "header", "hgroup", "hr", "html", "main", "ol", "p", "section", "summary", "table", "tbody",
    "tfoot", "thead", "ul",
}) | set(_KINDS)  # fmt: skip
_HIDDEN = frozenset({
    "script", "style", "noscript", "template", "svg", "math", "iframe", "nav", "form", "button",
    "select", "textarea",
    "object", "canvas",
})  # fmt: skip
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
})  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "var"})
_SINGLE = frozenset({"li", "dt", "dd", "tr", "td", "th", "option"})
_CELLS = frozenset({"td", "th"})
_ARTICLES = ("article", "main")
_NO_LINE_END = re.compile(r"[^\r\n]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_AS_IT_IS = frozenset({"\t", "\f"})
_ALT = re.compile(
    r"""\balt\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")


def read(text: str) -> Document:
    """Return the document of an HTML text.

    The root's `lang` and the title are metadata, and the title is also a block. Generators of sites
    (Jekyll) put front matter before a page.
    """
    matter = front_matter.read(text)
    page = _NO_LINE_END.sub(" ", text[: matter.end]) + text[matter.end :]
    reader = _Reader(page)
    # no markup follows; if the parser searched the rest, it would take quadratic time
    end = max(matter.end, text.rfind(">") + 1)
    reader.feed(_with_readable_references(page[:end]))
    reader.close()
    reader.run(page[end:], end)
    reader.flush()
    blocks = (*matter.blocks, *_article(reader))
    return Document(text, blocks, line_starts(text), reader.metadata | matter.metadata)


def _with_readable_references(text: str) -> str:
    """Return a text of the same length without the references on which the parser would raise: `&#`
    and thousands of digits.
    """
    return ENDLESS_REFERENCE.sub(lambda found: found.group().replace("#", "_"), text)


def _article(reader: _Reader) -> list[Block]:
    """Return the blocks of the article, or of the whole page if none is marked."""
    for name in _ARTICLES:
        inside = [
            block
            for block, within in reader.blocks
            if within == name or block.kind is BlockKind.FIELD
        ]
        if any(block.kind is not BlockKind.FIELD for block in inside):
            return inside
    return [block for block, _ in reader.blocks]


class _Open(Struct):
    """An open element, with what has to be restored when it ends."""

    name: str
    link: Link | None = None
    literal: int | None = None


class _State(Struct):
    """The state of the reader: the open elements, their number by name, and the block being
    built.
    """

    open: list[_Open] = field(default_factory=list)
    count: Counter[str] = field(default_factory=Counter)
    kinds: list[str] = field(default_factory=list)
    hidden: int = 0
    builder: BlockBuilder = field(default_factory=BlockBuilder)


class _Reader(HTMLParser):
    """Collects blocks, each with the name of the element that marks it as part of the article, if
    any.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.metadata: dict[str, str] = {}
        self.blocks: list[tuple[Block, str]] = []
        self._text = text
        # as the parser counts them
        self._lines = [
            0,
            *(match.end() for match in re.finditer("\n", text)),
        ]
        self._state = _State()
        self._read = 0
        self._has_endless = ENDLESS_REFERENCE.search(text) is not None

    def parse_html_declaration(self, i: int) -> int:
        """Read `<![CDATA[ x ]]>` and `<![](x)>` as browsers do, as a comment up to the next `>`.

        The standard library raises AssertionError for what is not a marked section of SGML.
        """
        if self.rawdata.startswith("<![", i):
            return self.parse_bogus_comment(i)
        return super().parse_html_declaration(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html" and given.get("lang"):
            self.metadata.setdefault("lang", given["lang"])
        if tag in _BLOCKS or tag == "br":
            self._break(tag)
        self._imply(tag)
        if tag == "img":
            self._image(given)
        elif tag in _CELLS and self._state.builder.size:
            self._add(" | ", self._place(), self._place())
        if tag in _VOID:
            return
        self._state.hidden += tag in _HIDDEN
        self._state.count[tag] += 1
        if tag in _KINDS:
            self._state.kinds.append(tag)
        at = self._state.builder.size
        link = Link(given["href"], at, at) if tag == "a" and given.get("href") else None
        self._state.open.append(_Open(tag, link, at if tag in _CODE else None))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._state.count[tag]:
            return
        index = next(
            k for k in range(len(self._state.open) - 1, -1, -1) if self._state.open[k].name == tag
        )
        if any(element.name in _BLOCKS for element in self._state.open[index:]):
            self.flush()
        for element in self._state.open[index:]:
            self._close(element)
        del self._state.open[index:]

    def handle_data(self, data: str) -> None:
        start = self._place()
        end = start + len(data)
        # the parser gives an endless reference in pieces, and the first one adds it
        at = max(start, self._read)
        while self._has_endless and at < end:
            reference = ENDLESS_REFERENCE.search(self._text, at)
            if reference is None or reference.start() >= end:
                break
            self.run(self._text[at : reference.start()], at)
            self._add(REPLACEMENT, *reference.span())
            at = self._read = reference.end()
        if at < end:
            self.run(self._text[at:end], at)

    def handle_entityref(self, name: str) -> None:
        self._reference()

    def handle_charref(self, name: str) -> None:
        self._reference()

    def flush(self) -> None:
        """End the block that is being built."""
        builder, self._state.builder = self._state.builder, BlockBuilder()
        named = self._state.kinds[-1] if self._state.kinds else ""
        kind = _KINDS.get(named, BlockKind.PARAGRAPH)
        if kind is BlockKind.CODE and builder.size:
            builder.mark_literal(0)
        block = builder.finish(kind, int(named[1]) if kind is BlockKind.HEADING else 0)
        if block:
            self.blocks.append((block, self._article()))
            if kind is BlockKind.FIELD:
                self.metadata.setdefault("title", block.text)

    def _article(self) -> str:
        return next((name for name in _ARTICLES if self._state.count[name]), "")

    def _imply(self, tag: str) -> None:
        """Close what the start of an element closes implicitly: a paragraph, or an item or cell of
        the same name.
        """
        last = self._state.open[-1].name if self._state.open else ""
        if (last == "p" and tag in _BLOCKS) or (last == tag and tag in _SINGLE):
            self.handle_endtag(last)

    def _break(self, tag: str) -> None:
        if tag == "br":
            self._add(" ", self._place(), self._place())
        else:
            self.flush()

    def _close(self, element: _Open) -> None:
        self._state.hidden -= element.name in _HIDDEN
        self._state.count[element.name] -= 1
        if element.name in _KINDS:
            self._state.kinds.pop()
        builder = self._state.builder
        end = builder.size
        if element.link and element.link.start < end:
            builder.links.append(Link(element.link.target, element.link.start, end))
        if element.literal is not None and element.literal < end:
            builder.mark_literal(element.literal)

    def _image(self, given: dict[str, str]) -> None:
        """Add the alt text of an image as a separate caption, and the image as a link."""
        if self._state.hidden or not given.get("src"):
            return
        place = self._place()
        tag = self._text[place : place + len(self.get_starttag_text() or "")]
        found = _ALT.search(tag)
        raw = next((group for group in found.groups() if group is not None), "") if found else ""
        builder = BlockBuilder()
        start = place + (found.start(found.lastgroup or 0) if found else 0)
        builder.add(unescape(raw), start, start + len(raw))
        builder.links.append(Link(given["src"], 0, builder.size, image=True))
        if block := builder.finish(BlockKind.CAPTION):
            self.blocks.append((block, self._article()))

    def _reference(self) -> None:
        place = self._place()
        match = _ENTITY.match(self._text, place)
        if match:
            self._add(unescape(match.group()), *match.span())

    def run(self, data: str, place: int) -> None:
        """Add text; white space becomes a single space, as in a browser, except in `<pre>`."""
        if self._state.count["pre"]:
            self._add(data, place, place + len(data))
            return
        at = 0
        for space in _SPACE.finditer(data):
            self._add(data[at : space.start()], place + at, place + space.start())
            if self._state.builder.size and not self._state.builder.last.isspace():
                blank = space.group() if space.group() in _AS_IT_IS else " "
                self._add(blank, place + space.start(), place + space.end())
            at = space.end()
        self._add(data[at:], place + at, place + len(data))

    def _add(self, run: str, start: int, end: int) -> None:
        if not self._state.hidden:
            self._state.builder.add(run, start, end)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[min(line, len(self._lines)) - 1] + column
