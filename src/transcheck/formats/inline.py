"""Markup within a text, whatever format the text is in: ranges that are not prose, and links.

Units of PO, XLIFF and tables hold HTML, templates, Markdown or reStructuredText; Markdown holds
templates, formulas and roles. A reader adds the text; `mark` then finds what in it is not prose.
"""

from __future__ import annotations

import re

from transcheck.formats.builder import BlockBuilder
from transcheck.formats.messages import BrokenMessageError, is_message, parse
from transcheck.model import Link, Range

# names of HTML's elements that occur within a text (https://html.spec.whatwg.org/#elements-3)
ELEMENTS = frozenset({
    "a", "abbr", "address", "article", "aside", "audio", "b", "bdi", "bdo", "big", "blockquote",
    "body", "br",
    "button", "canvas", "caption", "center", "cite", "code", "col", "data", "dd", "del",
    "details", "dfn", "dialog",
    "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font", "footer",
    "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "i", "iframe", "img", "input", "ins", "kbd",
    "label", "legend", "li",
    "link", "main", "map", "mark", "menu", "meta", "nav", "noscript", "object", "ol", "optgroup",
    "option", "p",
    "picture", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp", "script", "section",
    "select", "small", "span",
    "strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td",
    "template", "textarea",
    "tfoot", "th", "thead", "time", "title", "tr", "tt", "u", "ul", "var", "video", "wbr",
})  # fmt: skip
# an element of HTML, a component, or a number for one (<0>…</0> of react-i18next and lingui)
TAG = re.compile(
    r"</?(?P<name>[A-Za-z][A-Za-z0-9.:-]*|\d{1,2}(?=/?>))(?P<rest>(?:\s(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)?)/?>"
)
_CODE_ELEMENT = re.compile(
    r"<(?P<name>code|samp|var|pre|script|style)\b[^<>]*>.*?</(?P=name)>", re.DOTALL | re.IGNORECASE
)
# every kind of markup has one of these, and few texts do
_SIGN = re.compile(r"[<`{$|\[\\]|::|:[\w-]+:")
_TEMPLATE = re.compile(
    r"\{\{[<%].{0,1000}?[>%]\}\}|\{%.{0,1000}?%\}|\{\{[^{}\n]{0,200}\}\}", re.DOTALL
)
_POSITION = re.compile(r"%\d+\$[a-zA-Z@]")  # the 2 of %2$s is not a number
# a value that a program inserts: its name is for programs; {count}, {user.name}, {0:>8}, {x!r}
_PLACE = re.compile(r"\{[A-Za-z_0-9][\w.\[\]]{0,60}(?:![a-z])?(?::[^{}\s]{0,20})?\}")
_MATH = re.compile(
    r"\$\$(?:[^$]|\$(?!\$)){1,2000}\$\$|\\\[.{1,2000}?\\\]|\\\(.{1,500}?\\\)", re.DOTALL
)
# $x_i$: something that only a formula has between the signs, and no blank inside them; $5 and $10
# are money
_INLINE_MATH = re.compile(
    r"(?<![\\$\w])\$(?![\s$])[^$\n]{0,200}?[\\^_={}+*/<>()|][^$\n]{0,200}?(?<![\s\\])\$(?![\w$])"
)
_CODE = re.compile(
    r"(?<!`)(?P<mark>`{1,2})(?!`)(?P<code>[^`](?:[^`]|`(?!(?P=mark)))*?)(?P=mark)(?!`)"
)
# reStructuredText (docutils' specification): roles, literals, references, substitutions, footnotes
# and citations, directives
ROLE = re.compile(
    r"(?<![A-Za-z0-9_.+:-]):(?P<role>[A-Za-z][\w.+-]{0,40}(?::[A-Za-z][\w.+-]{0,40}){0,3}):"
    r"`(?P<body>[^`]+)`|`(?P<other>[^`<]+)`:"
    r"(?P<suffix>[a-z]+):"
)
_TITLED = re.compile(r"(?P<title>[^`<>]+?)(?P<target>\s*<[^<>`]+>)", re.DOTALL)
_REFERENCE = re.compile(
    r"(?<![`\w:])`(?P<title>[^`<]+?)(?P<target>\s*<(?P<address>[^<>`]+)>)`__?(?!\w)", re.DOTALL
)
_LITERAL = re.compile(r"``(?:[^`]|`(?!`))+``")
_SUBSTITUTION = re.compile(r"(?<![\w|])\|[^\s|](?:[^|\n]{0,60}[^\s|])?\|_{0,2}(?![\w|])")
# an address that is hidden from robots: <somebody at example dot org>
_HIDDEN_ADDRESS = re.compile(r"<[^<>\n]{1,60}\bat\b[^<>\n]{1,60}\bdot\b[^<>\n]{1,20}>")
_NOTE = re.compile(r"\[(?:\d+|\*|#[\w-]*|[A-Z][\w.-]*\d)\]_(?!\w)")
_DIRECTIVE = re.compile(r"^\.\. [\w:+-]+::[^\n]*|^:[\w-]+:(?=\s|$)", re.MULTILINE)
# roles whose text is for readers: a label of a program, a key, an abbreviation
READ_ROLES = frozenset(
    {
        "abbr",
        "dfn",
        "download",
        "emphasis",
        "guilabel",
        "kbd",
        "menuselection",
        "strong",
        "sub",
        "sup",
        "term",
    }
)
_TEXT_ROLES = READ_ROLES | {"doc", "ref", "numref", "pep", "rfc"}
_CALL = re.compile(r"[(._]\w|\w\(|--\w")
# Markdown where the reader is not Markdown's
_MARKDOWN_LINK = re.compile(
    r"(?<!\\)(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?P<target>[^()\s]+(?:\([^()\s]*\))?)(?:\s+\"[^\"]*\")?\)"
)


def mark(builder: BlockBuilder, *, markdown: bool = False) -> None:
    """Mark what is not prose in the text of a builder.

    `markdown` texts have had their code, links and tags read already.
    """
    text = builder.text
    if not _SIGN.search(text):
        return
    ranges = [*_spans(_TEMPLATE, text), *_spans(_MATH, text), *_spans(_INLINE_MATH, text)]
    ranges += _roles(text)
    if not markdown:
        ranges += [*_messages(text), *_spans(_POSITION, text), *_spans(_PLACE, text)]
        ranges += _tags(text)
        ranges += [
            *_spans(_LITERAL, text),
            *_spans(_SUBSTITUTION, text),
            *_spans(_NOTE, text),
            *_spans(_DIRECTIVE, text),
        ]
        ranges += _spans(_HIDDEN_ADDRESS, text)
        ranges += _references(text)
        ranges += _markdown_links(builder, text)
        ranges += [range_ for range_ in _spans(_CODE, text) if not _overlaps(range_, ranges)]
    builder.literal += ranges


def _messages(text: str) -> list[Range]:
    """Return the syntax of a message with branches; the words of the branches are text."""
    if not is_message(text):
        return []
    try:
        return parse(text).syntax
    except BrokenMessageError:
        return [Range(0, len(text))]  # reported as such, and nothing else of it can be read


def _spans(pattern: re.Pattern[str], text: str) -> list[Range]:
    return [Range(*match.span()) for match in pattern.finditer(text)]


def _overlaps(one: Range, others: list[Range]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _tags(text: str) -> list[Range]:
    """Return the tags of HTML and of components.

    Other words in angle brackets are text: `<process ID>`, `<Enter>`.
    """
    found = _spans(_CODE_ELEMENT, text)
    for match in TAG.finditer(text):
        if is_element(match):
            found.append(Range(*match.span()))
    return found


def is_element(tag: re.Match[str]) -> bool:
    """Return whether a tag is an element's: by its name, or by its attributes or slash."""
    name = tag["name"]
    return (
        name.lower() in ELEMENTS
        or "=" in tag["rest"]
        or tag.group().endswith("/>")
        or "-" in name
        or name.isdecimal()
    )


def _roles(text: str) -> list[Range]:
    """Return the marks and targets of roles; a title before a target is text."""
    found = []
    for match in ROLE.finditer(text):
        group = "body" if match["body"] else "other"
        start, end = match.span(group)
        titled = _TITLED.fullmatch(text, start, end)
        role = (match["role"] or match["suffix"]).rpartition(":")[2]
        if (
            titled and role not in _TEXT_ROLES and _CALL.search(titled["title"])
        ):  # :func:`sorted(key) <sorted>`
            found.append(Range(*match.span()))
        elif titled:
            found += [Range(match.start(), start), Range(titled.start("target"), match.end())]
        elif role in READ_ROLES and role != "term":  # the key of a glossary, unless it has a title
            found += [Range(match.start(), start), Range(end, match.end())]
        else:
            found.append(Range(*match.span()))
    return found


def _references(text: str) -> list[Range]:
    """Return the marks and addresses of links in reStructuredText.

    Addresses are found in the text as any others.
    """
    found = []
    for match in _REFERENCE.finditer(text):
        found += [
            Range(match.start(), match.start("title")),
            Range(match.start("target"), match.end()),
        ]
    return found


def _markdown_links(builder: BlockBuilder, text: str) -> list[Range]:
    """Return the marks and targets of links in Markdown.

    Add links within the site, as others are found as addresses.
    """
    found = []
    for match in _MARKDOWN_LINK.finditer(text):
        found += [Range(match.start(), match.start("text")), Range(match.end("text"), match.end())]
        if ":" not in match["target"]:
            builder.links.append(
                Link(match["target"], *match.span("text"), image=bool(match["image"]))
            )
    return found
