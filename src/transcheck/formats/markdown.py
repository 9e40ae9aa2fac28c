"""Markdown (CommonMark with tables), read by markdown-it-py.

Every piece of text is located in the file.

markdown-it-py reports the lines of a block but not the columns of its inline parts. These are
searched for in order, skipping each piece of markup as the parser reports it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from transcheck.formats import (
    LINE_END,
    directives,
    footnotes,
    front_matter,
    inline,
    jsx,
    line_starts,
)
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, BlockKind, Document, Link, Range

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LINK_END = re.compile(r"\](?:\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|\[[^\]]*\])?", re.DOTALL)
# footnotes, anchors of headings, attributes
_LITERAL = re.compile(r"\[\^[^\]\s]{1,80}\]|\[\[[\w-]{1,200}\]\]$|\{[:.#][^{}]{0,200}\}")
# MDX comments and modules, which readers do not see
_UNSEEN = re.compile(
    r"\{/\*.*?\*/\}|import\s[^;\n]{1,400}?\sfrom\s+([\"'])[^\"']+\1;?|import\s+([\"'])[^\"']+\2;?"
    r"|^export\s+(?:const|let|var|default|function|class)\b.*",
    re.DOTALL,
)
# ```yaml, ```{.python .numberLines}, ```js title="a.js"
_FENCE_LANGUAGE = re.compile(r"\s*\{?\s*\.?([\w+#-]+)")
_PART_TAG = re.compile(
    r"</?(?:address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|"
    r"form|h[1-6]|header|hr|iframe|legend|li|main|nav|ol|p|pre|section|summary|table|tbody|td"
    r"|tfoot|th|thead|tr|ul)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_HIDING = re.compile(r"<!--|<(?P<name>script|style|svg)\b", re.IGNORECASE)
# properties of components whose strings people read
_READ_PROPS = frozenset({
    "alt", "answer", "aria-label", "caption", "description", "explain", "explanation", "header",
    "heading", "hint",
    "label", "message", "placeholder", "question", "subtitle", "summary", "text", "title",
    "tooltip",
})  # fmt: skip
_HTML_KINDS = {
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "aside": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
}


@cache
def _parser(*, components: bool = False) -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = _plain_parser(MarkdownIt)
    directives.plugin(parser)
    footnotes.plugin(parser)
    if components:
        jsx.plugin(parser)
    return parser


def _plain_parser(parser: type[MarkdownIt]) -> MarkdownIt:
    # escapes and entities must stay separate from the text around them to be found in the file
    return parser("commonmark").enable("table").disable("text_join")


def read(text: str) -> Document:
    """Return the document of a Markdown text.

    Front matter becomes metadata, and its title and description are blocks.
    """
    starts = line_starts(text)
    matter = front_matter.read(text)
    body = text[matter.end :].replace("\0", "\ufffd")
    lines = tuple(start for start in starts if start >= matter.end) or (len(text),)
    reader = _Reader(text[: matter.end] + body, (*lines, len(text)))
    parser = _parser(components=jsx.uses_components(body))
    return Document(
        text, (*matter.blocks, *reader.blocks(parser.parse(body))), starts, matter.metadata
    )


class _Reader(Struct):
    """Walks the tokens of one document.

    `lines` has the offset of each line of the body, and the file's end.
    """

    source: str
    lines: tuple[int, ...]
    cell_end: int = 0  # where the search for the next cell of a row begins

    def blocks(self, tokens: list[Token]) -> Iterator[Block]:
        kinds: list[BlockKind] = []
        level, row = 0, BlockBuilder()
        for token in tokens:
            match token.type:
                case "heading_open":
                    level = int(token.tag[1])
                case "blockquote_open":
                    kinds.append(BlockKind.QUOTE)
                case "list_item_open":
                    kinds.append(BlockKind.LIST_ITEM)
                case "blockquote_close" | "list_item_close":
                    kinds.pop()
                case "tr_open":
                    row, self.cell_end = BlockBuilder(), 0
                    kinds.append(BlockKind.TABLE_ROW)
                case "tr_close":
                    kinds.pop()
                    yield from _given(row.finish(BlockKind.TABLE_ROW))
                case "heading_close":
                    level = 0
                case "inline" if kinds and kinds[-1] is BlockKind.TABLE_ROW:
                    self._cell(row, token)
                case "inline":
                    kind = (
                        BlockKind.HEADING
                        if level
                        else (kinds[-1] if kinds else BlockKind.PARAGRAPH)
                    )
                    yield from _given(self._inline(token, kind, level))
                case "fence" | "code_block":
                    yield from _given(self._code(token))
                case "html_block":
                    yield from self._html(token)
                case jsx.TOKEN:
                    yield from self._props(token)
                case directives.TOKEN:
                    yield from self._titles(token)

    def _span(self, token: Token) -> tuple[int, int]:
        first, last = token.map or (0, 0)
        return self.lines[min(first, len(self.lines) - 1)], self.lines[
            min(last, len(self.lines) - 1)
        ]

    def _inline(self, token: Token, kind: BlockKind, level: int) -> Block | None:
        start, end = self._span(token)
        builder = BlockBuilder()
        _Inline(self.source, start, end, builder).add(token.children or [])
        if kind is BlockKind.PARAGRAPH and not _UNSEEN.sub("", builder.text).strip():
            return None
        if kind is BlockKind.PARAGRAPH and _only_images(token):
            kind = BlockKind.CAPTION
        return builder.finish(kind, level)

    def _cell(self, row: BlockBuilder, token: Token) -> None:
        start, end = self._span(token)
        inline = _Inline(self.source, max(start, self.cell_end), end, BlockBuilder())
        inline.add(token.children or [])
        self.cell_end = inline.place
        cell = inline.builder
        if not cell.pieces:
            return
        if row.size:
            row.add(" | ", row.end, cell.pieces[0].start)
        at = row.size
        for index, piece in enumerate(cell.pieces):
            stop = cell.pieces[index + 1].at if index + 1 < len(cell.pieces) else len(cell.text)
            row.add(cell.text[piece.at : stop], piece.start, piece.end)
        row.links += [
            Link(link.target, link.start + at, link.end + at, link.image) for link in cell.links
        ]
        row.literal += [Range(item.start + at, item.end + at) for item in cell.literal]
        row.labels += [Range(item.start + at, item.end + at) for item in cell.labels]

    def _code(self, token: Token) -> Block | None:
        start, end = self._span(token)
        builder = BlockBuilder()
        place = (
            self.lines[min((token.map or [0, 0])[0] + 1, len(self.lines) - 1)]
            if token.type == "fence"
            else start
        )
        for line in token.content.split("\n"):
            found = self.source.find(line.strip(), place, end)
            if found < 0 or not line.strip():
                continue
            if builder.size:
                builder.add("\n", builder.end, found)
            builder.add(line.strip(), found, found + len(line.strip()))
            place = builder.end
        if builder.size:
            builder.literal.append(Range(0, builder.size))
        block = builder.finish(BlockKind.CODE)
        language = _FENCE_LANGUAGE.match(token.info)
        return replace(block, code_language=language[1].lower()) if block and language else block

    def _props(self, token: Token) -> Iterator[Block]:
        """Yield the strings of a component that people read, as fields."""
        start, end = self._span(token)
        for prop in jsx.props(self.source, start, end):
            if prop.name.casefold() in _READ_PROPS:
                yield from self._field(prop.start, prop.end)

    def _titles(self, token: Token) -> Iterator[Block]:
        """Yield the titles of an alert or shortcode, as fields."""
        start, end = self._span(token)
        for title in token.meta["titles"]:
            found = self.source.find(title, start, end)
            if found >= 0:
                yield from self._field(found, found + len(title))
                start = found + len(title)

    def _field(self, start: int, end: int) -> Iterator[Block]:
        builder = BlockBuilder()
        builder.add(self.source[start:end], start, end)
        inline.mark(builder)
        yield from _given(builder.finish(BlockKind.FIELD))

    def _html(self, token: Token) -> Iterator[Block]:
        """Yield one block per stretch of text between block-level tags."""
        start, end = self._span(token)
        hidden = list(_hidden(self.source, start, end))
        kind, place = BlockKind.PARAGRAPH, start
        for tag in [*_PART_TAG.finditer(self.source, start, end), None]:
            if tag and _covers(hidden, tag.start()):
                continue
            stop = tag.start() if tag else end
            for low, high in _outside(hidden, place, stop):
                yield from _given(self._fragment(low, high, kind))
            if tag:
                place = tag.end()
                kind = self._html_kind(tag, kind)

    def _html_kind(self, tag: re.Match[str], kind: BlockKind) -> BlockKind:
        name = re.match(r"</?(\w+)", tag.group())
        mapped = _HTML_KINDS.get(name[1].lower()) if name else None
        if mapped is None:
            return kind
        return BlockKind.PARAGRAPH if tag.group().startswith("</") else mapped

    def _fragment(self, start: int, end: int, kind: BlockKind) -> Block | None:
        content = LINE_END.sub("\n", self.source[start:end])
        if not content.strip():
            return None
        builder = BlockBuilder()
        tokens = _parser().parseInline(content.strip())
        _Inline(self.source, start, end, builder).add(tokens[0].children or [] if tokens else [])
        return builder.finish(kind)


class _Inline(Struct):
    """Adds the inline tokens of one block to a builder, searching for each from `place` on."""

    source: str
    place: int
    end: int
    builder: BlockBuilder

    def add(self, tokens: list[Token], *, nested: bool = False) -> None:
        open_links: list[tuple[str, int]] = []
        open_labels: list[int] = []
        open_keys: list[int] = []
        before = self.builder.size
        for token in tokens:
            match token.type:
                case "text":
                    self._text(token.content, token.content)
                case "text_special":
                    self._text(token.content, token.markup)
                case "softbreak" | "hardbreak":
                    self._line_break()
                case "code_inline":
                    self._code(token)
                case "image":
                    self._image(token)
                case "link_open":
                    self._skip("<" if token.markup == "autolink" else "[")
                    open_links.append((str(token.attrs.get("href", "")), self.builder.size))
                case "link_close":
                    self._link_end(token.markup == "autolink")
                    target, start = open_links.pop()
                    self.builder.links.append(Link(target, start, self.builder.size))
                case "html_inline":
                    self._skip(token.content)
                    if token.content.startswith("<kbd"):
                        open_keys.append(self.builder.size)
                    elif token.content.startswith("</kbd") and open_keys:
                        self.builder.mark_literal(open_keys.pop())
                case "strong_open":
                    self._skip(token.markup)
                    open_labels.append(self.builder.size)
                case "strong_close":
                    self.builder.labels.append(Range(open_labels.pop(), self.builder.size))
                    self._skip(token.markup)
                case _:
                    self._skip(token.markup)
        for match in _LITERAL.finditer(self.builder.text, before):
            self.builder.literal.append(Range(*match.span()))
        if not nested:
            inline.mark(self.builder, markdown=True)

    def _text(self, content: str, raw: str) -> None:
        if not content:
            return
        found = self.source.find(raw, self.place, self.end)
        low, high = (found, found + len(raw)) if found >= 0 else self._rewritten(content)
        self.builder.add(content, low, high)
        self.place = high

    def _rewritten(self, content: str) -> tuple[int, int]:
        """Return the place of a text that the parser changed (white space, escaped bars), or else
        where the search began.
        """
        pattern = r"\s+(?:>\s*)?".join(
            re.escape(word).replace(r"\|", r"\\?\|") for word in content.split()
        )
        found = re.compile(pattern).search(self.source, self.place, self.end) if pattern else None
        if found:
            return found.span()
        start = max(0, min(self.place, self.end - 1))
        return start, start + 1

    def _line_break(self) -> None:
        found = LINE_END.search(self.source, self.place, self.end)
        if found:
            self.builder.add(" ", self.place, found.end())
            self.place = found.end()
        else:
            self.builder.add(" ", self.place, self.place)

    def _code(self, token: Token) -> None:
        start = self.builder.size
        self._skip(token.markup)
        self._text(token.content, token.content)
        self._skip(token.markup)
        self.builder.mark_literal(start)

    def _image(self, token: Token) -> None:
        start = self.builder.size
        self._skip("![")
        self.add(token.children or [], nested=True)
        self._link_end(autolink=False)
        self.builder.links.append(
            Link(str(token.attrs.get("src", "")), start, self.builder.size, image=True)
        )

    def _link_end(self, autolink: bool) -> None:
        if autolink:
            self._skip(">")
        elif found := _LINK_END.search(self.source, self.place, self.end):
            self.place = found.end()

    def _skip(self, markup: str) -> None:
        found = self.source.find(markup, self.place, self.end)
        if found >= 0:
            self.place = found + len(markup)


def _only_images(token: Token) -> bool:
    children = [
        child for child in token.children or [] if child.content.strip() or child.type == "image"
    ]
    return bool(children) and all(child.type == "image" for child in children)


def _hidden(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges of comments and scripts.

    One that is not closed hides the rest, as in a browser.
    """
    while opening := _HIDING.search(source, start, end):
        closing = _closing(opening["name"]).search(source, opening.end(), end)
        start = closing.end() if closing else end
        yield opening.start(), start


@cache
def _closing(name: str | None) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)


def _covers(hidden: list[tuple[int, int]], place: int) -> bool:
    index = bisect_right(hidden, (place, place)) - 1
    return any(low <= place < high for low, high in hidden[max(index, 0) : index + 2])


def _outside(hidden: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    first = max(bisect_right(hidden, (start, start)) - 1, 0)
    for low, high in hidden[first : bisect_right(hidden, (end, end))]:
        if low < end and high > start:
            yield start, max(start, low)
            start = min(high, end)
    yield start, end


def _given(block: Block | None) -> Iterator[Block]:
    if block is not None:
        yield block
