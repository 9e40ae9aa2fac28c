"""Definitions of footnotes, which CommonMark takes for link definitions: a rule for markdown-it-py
beside its own.

`[^1]: 役割が合わない場合は、教えてください。` has no blank, so that it would be the address of a
link and no text at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_NAME = "footnote"
_DEFINITION = re.compile(r"\[\^[^\]\s]{1,100}\]:")


def plugin(parser: MarkdownIt) -> None:
    """Have a parser read definitions of footnotes as paragraphs."""
    parser.block.ruler.before("reference", _NAME, _footnote)


def _footnote(state: StateBlock, start: int, last: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _begins(state, start):
        return False
    if silent:
        return True
    end = start + 1
    while end < last and not state.isEmpty(end) and not _begins(state, end):
        end += 1
    state.line = end
    token = state.push("paragraph_open", "p", 1)
    token.map = [start, end]
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, end, state.blkIndent, False).strip()
    token.map = [start, end]
    token.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _begins(state: StateBlock, line: int) -> bool:
    """Return whether a definition begins on a line."""
    return bool(_DEFINITION.match(state.src, state.bMarks[line] + state.tShift[line]))
