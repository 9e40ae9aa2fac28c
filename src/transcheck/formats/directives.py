"""Alerts, admonitions and shortcodes as structure, in every notation: a rule for markdown-it-py
beside its own.

`:::tip[Title]`, `!!! note "Title"`, `{{< alert title="Title" >}}`, `{% include x %}`, `> [!TIP]
Title`: a line of its own begins or ends something; its title is text, the rest is not, and the
paragraph beside it is the same with or without a blank line between.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock

TOKEN = "directive"
_FENCE = re.compile(
    r":{3,}[ \t]*(?:\{[^{}\n]{0,200}\}|[\w-]+)?[ "
    r"\t]*(?:\[(?P<title>[^\]\n]{0,300})\]|(?P<rest>[^\n:]{0,300}))?"
)
_INDENTED = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*[ \t]*(?:\"(?P<title>[^\"\n]{0,300})\")?[ \t]*"
)
_TEMPLATE = re.compile(r"(?:\{\{[<%].{0,1000}?[>%]\}\}[ \t]*|\{%.{0,1000}?%\}[ \t]*)+", re.DOTALL)
# the first line of a quotation that GitHub, GitLab and Obsidian show as an alert
_ALERT = re.compile(r"\[![A-Za-z]{1,20}\][+-]?(?:[ \t]+|$)(?P<title>[^\n]{0,300})")
_TITLE = re.compile(
    r"\b(?:title|label|alt|caption|summary)\s*=\s*(?:\"(?P<double>[^\"]{0,300})\"|'"
    r"(?P<single>[^']{0,300})')"
)
_CONTENT = 4  # columns by which the content of an indented admonition is set in


def plugin(parser: MarkdownIt) -> None:
    """Have a parser read directives; a line of one ends a paragraph."""
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("fence", TOKEN, _directive, ends)


def _directive(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    found = _begun(state, start, last)
    if found is None:
        return False
    if silent:
        return True
    line = start
    while line + 1 < last and state.eMarks[line] < found.end():
        line += 1
    token = state.push(TOKEN, "", 0)
    token.map = [start, line + 1]
    token.hidden = True
    token.meta = {"titles": list(_titles(found))}
    state.line = line + 1
    if found.re is _INDENTED:
        _read_indented(state, last)
    return True


def _begun(state: StateBlock, start: int, last: int) -> re.Match[str] | None:
    """Return the directive that begins at a line, in the notation of its first signs."""
    place, end = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    text = state.src
    if text.startswith(":::", place):
        return _FENCE.fullmatch(text, place, end)
    if text.startswith(("!!!", "???"), place):
        return _INDENTED.fullmatch(text, place, end)
    if text.startswith("[!", place) and _opens_quotation(state, start):
        return _ALERT.fullmatch(text, place, end)
    if text.startswith(("{{<", "{{%", "{%"), place):
        found = _TEMPLATE.match(text, place, state.eMarks[last - 1])
        return found if found and _is_rest_blank(text, found.end()) else None
    return None


def _opens_quotation(state: StateBlock, line: int) -> bool:
    """Return whether a line is the first one of a quotation."""
    opening = state.tokens[-1] if state.tokens else None
    if opening is None or opening.type != "blockquote_open":
        return False
    return opening.map is not None and opening.map[0] == line


def _titles(found: re.Match[str]) -> list[str]:
    """Return the titles of a directive as they are written; a template may have several."""
    groups = found.groupdict()
    if groups:
        return [title for title in groups.values() if title and title.strip()]
    return [match["double"] or match["single"] or "" for match in _TITLE.finditer(found.group())]


def _read_indented(state: StateBlock, last: int) -> None:
    """Read the lines that are set in behind an admonition, which are Markdown."""
    line = state.line
    while line < last and (state.isEmpty(line) or state.sCount[line] - state.blkIndent >= _CONTENT):
        line += 1
    if line == state.line:
        return
    indent, state.blkIndent = state.blkIndent, state.blkIndent + _CONTENT
    end, state.lineMax = state.lineMax, line
    state.md.block.tokenize(state, state.line, line)
    state.lineMax, state.blkIndent, state.line = end, indent, line


def _is_rest_blank(text: str, place: int) -> bool:
    end = text.find("\n", place)
    return not text[place : end if end >= 0 else len(text)].strip()
