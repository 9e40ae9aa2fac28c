"""Components of MDX as blocks: a grammar for markdown-it-py beside its own.

A line of nothing but tags and expressions in braces (`<Tabs>`, `</Tab> <Tab name="b">`, `{/* a
comment */}`, `{#if x}`) is structure, as the MDX grammar has it (micromark-extension-mdx-jsx,
mdx-expression, mdxjs-esm): what is between two such lines is Markdown again, at any indentation. A
tag may go on over several lines, with strings and braces in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock

TOKEN = "jsx"
ESM = "esm"
_NAME = re.compile(r"</?\s*(?:[A-Za-z_$][\w$.:-]*)?")
# raw text or block elements whose content another rule reads
_RAW = re.compile(r"</?(?:script|style|pre|textarea|svg)\b|<[!?]", re.IGNORECASE)
# an address in angle brackets, which MDX lets only Markdown have: no component has such a name
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}://|mailto:)", re.IGNORECASE)
_COMPONENT = re.compile(r"^[ \t]*</?[A-Z][\w.]*(?=[\s/>]|$)", re.MULTILINE)
_MODULE = re.compile(
    r"^(?:import\s+(?:[\w{*\"']|$)|export\s+(?:const|let|var|default|function|async|class|\{|\*))"
)
_MODULE_END = re.compile(r"[;}'\"\])>]\s*$")
_LONGEST = 20_000  # characters of one tag or expression
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w:-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|\{\s*(?:\""
    r"(?P<braced>[^\"]*)\"|'(?P<apos>[^']*)'|"
    r"`(?P<tick>[^`$]*)`)\s*\})"
    r"|(?P<key>[\w-]+)[\"']?\s*:\s*(?:\"(?P<value>(?:[^\"\\]|\\.)*)\"|'(?P<quoted>(?:[^'\\]"
    r"|\\.)*)')"
)
_OPENING, _CLOSING = "{[(", "}])"
_QUOTES = "\"'`"


class Prop(Struct, frozen=True):
    """A string that a component is given, by the name of its property, and where it is in the
    text.
    """

    name: str
    start: int
    end: int


def uses_components(text: str) -> bool:
    """Return whether a Markdown text has lines that begin with a component: `<Tabs>`."""
    return _COMPONENT.search(text) is not None


def plugin(parser: MarkdownIt) -> None:
    """Have a parser read components, expressions and modules.

    There are no indented code blocks then, as in MDX.
    """
    from markdown_it.rules_block import html_block

    def raw_html(state: StateBlock, start: int, last: int, silent: bool) -> bool:
        place = state.bMarks[start] + state.tShift[start]
        return _RAW.match(state.src, place) is not None and html_block(state, start, last, silent)

    parser.disable(["code"])
    parser.block.ruler.at("html_block", raw_html, {"alt": ["paragraph", "reference", "blockquote"]})
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("html_block", TOKEN, _component, ends)
    parser.block.ruler.before("html_block", ESM, _module)


def props(text: str, start: int, end: int) -> list[Prop]:
    """Return the strings in the tags between two offsets, in order."""
    found = []
    for match in _ATTRIBUTE.finditer(text, start, end):
        name = match["name"] or match["key"]
        group = next(
            group
            for group in match.re.groupindex
            if group not in ("name", "key") and match[group] is not None
        )
        found.append(Prop(name, *match.span(group)))
    return found


def _component(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    """Read the lines of tags and expressions that begin at a line."""
    place = state.bMarks[start] + state.tShift[start]
    end = state.eMarks[last - 1] if last > start else state.eMarks[start]
    after = _flow_end(state.src, place, min(end, place + _LONGEST))
    if after is None:
        return False
    if silent:
        return True
    line = start
    while line + 1 < last and state.eMarks[line] < after:
        line += 1
    token = state.push(TOKEN, "", 0)
    token.map = [start, line + 1]
    token.content = state.src[place:after]
    token.hidden = True
    state.line = line + 1
    return True


def _module(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    """Read an import or export: up to a blank line, or up to the line on which its brackets are
    closed.
    """
    place = state.bMarks[start]
    if (
        state.tShift[start]
        or state.level
        or not _MODULE.match(state.src, place, state.eMarks[start])
    ):
        return False
    if silent:
        return True
    line = start
    while line + 1 < last and not (
        state.isEmpty(line + 1) and _is_whole(state.src[place : state.eMarks[line]])
    ):
        line += 1
    token = state.push(ESM, "", 0)
    token.map = [start, line + 1]
    token.hidden = True
    state.line = line + 1
    return True


def _is_whole(code: str) -> bool:
    return sum(code.count(c) for c in _OPENING) <= sum(code.count(c) for c in _CLOSING)


def _flow_end(text: str, place: int, end: int) -> int | None:
    """Return where a run of tags and expressions ends that is all there is on its lines.

    None where something else is.
    """
    after: int | None = None
    while place < end:
        character = text[place]
        if character == "\n":
            break
        if character.isspace():
            place += 1
            continue
        if character == "<":
            following = _tag_end(text, place, end)
        elif character == "{":
            following = _expression_end(text, place, end)
        else:
            return None
        if following is None:
            return None
        place = after = following
    return after


def _tag_end(text: str, place: int, end: int) -> int | None:
    """Return the end of the tag that begins at a place, None where there is none."""
    name = _NAME.match(text, place, end)
    if name is None or _RAW.match(text, place, end) or _AUTOLINK.match(text, place, end):
        return None
    at = name.end()
    if at < end and not (text[at].isspace() or text[at] in "/>{"):
        return None
    while at < end:
        character = text[at]
        if character == ">":
            return at + 1
        if character == "<":
            return None
        if character == "{":
            following = _expression_end(text, at, end)
        elif character in "\"'":
            found = text.find(character, at + 1, end)
            following = found + 1 if found >= 0 else None
        else:
            following = at + 1
        if following is None:
            return None
        at = following
    return None


def _expression_end(text: str, place: int, end: int) -> int | None:
    """Return the end of the expression in braces that begins at a place: braces in strings and
    comments do not count.
    """
    if text.startswith(("{{<", "{{%", "{%"), place):  # of a template, which is written otherwise
        return None
    depth, at = 0, place
    while at < end:
        character = text[at]
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        elif text.startswith("/*", at):
            found = text.find("*/", at + 2, end)
            if found < 0:
                return None
            at = found + 1
        elif (
            character in _QUOTES and text[at - 1] in "([{,=:? \n\t"
        ):  # an apostrophe in a text is not a quotation mark
            found = text.find(character, at + 1, end)
            at = found if found >= 0 else at
        at += 1
    return None
