"""The tokens of a code block that a translation keeps, and those that people read.

Comments are left out, as are metavariables (<your name>). What is in quotation marks, between the
tags of markup or on the labels of a diagram is text. Pygments knows the comments and strings of the
language that a fence names.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import regex
from msgspec import Struct

from transcheck.annotate.ranges import Ranges

if TYPE_CHECKING:
    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_DIAGRAMS = frozenset({"mermaid", "plantuml", "puml", "uml", "dot", "graphviz", "d2", "sequence"})
# languages in which text stands between tags
_MARKUP = frozenset(
    {"html", "xml", "jsx", "tsx", "vue", "svelte", "astro", "mdx", "xhtml", "svg", "html+jinja"}
)
# what a fence says of output, listings and prose: only what is not a word is code there
_PLAIN = frozenset(
    {"", "text", "txt", "plaintext", "plain", "console", "output", "log", "md", "markdown", "none"}
)
_TOKEN = regex.compile(
    r"(?<![_$@~./\\:-])[_$@~./\\:-]*+[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}_$@~./\\:-]*+"
)
_ARROW = regex.compile(r"<?[-=.~]{2,}[>ox]?|[-=]>{1,2}")
# the labels of a diagram: [text], (text), {text}, "text", |text|, and what follows a colon
_LABEL = regex.compile(
    r"\[[^\[\]\n]*+\]+|\([^()\n]*+\)+|\{[^{}\n]*+\}+|\"[^\"\n]*+\"|\|[^|\n]*+\||:[^\n]*"
    r"|^(?:title|subgraph|participant|actor|note|section|accTitle|accDescr)\b[^\n]*",
    regex.MULTILINE | regex.IGNORECASE,
)
_METAVARIABLE = regex.compile(r"<(?!\s)[^<>/=\"]{1,120}(?<!\s)>")
_QUOTED = regex.compile(r"\"[^\"\n]*+\"|(?<!\w)'[^'\n]*+'|“[^“”\n]*+”|«[^«»\n]*+»|「[^「」\n]*+」")
# text between tags and expressions: <p>Written by {author} today</p>
_BETWEEN_TAGS = regex.compile(r"(?<=[>}])[^<>{}=;]++(?=[<{])")
# comments where no language is named: a line of its own, or at the end of a line
_COMMENT = regex.compile(r"(?:^|(?<=\s))(?:#+|//+|;;+|%%+|--)(?=\s|$)[^\n]*|<!--.*?-->|/\*.*?\*/")


class CodeToken(Struct, frozen=True):
    """A token of a code block, where it is in the block's text, and whether it is text that people
    read.
    """

    text: str
    start: int
    end: int
    is_text: bool


def tokens_of(text: str, language: str) -> list[CodeToken]:
    """Return the tokens of a code block in a language (an info string's first word, or empty)."""
    skipped, read = (Ranges(found) for found in _ranges(text, language))
    found = [
        _token(match, is_text=match.start() in read)
        for match in _TOKEN.finditer(text)
        if match.start() not in skipped
    ]
    if language in _DIAGRAMS:
        # labels are translated, in as many words as it takes; nodes and arrows are not
        nodes = [token for token in found if not token.is_text]
        arrows = (
            CodeToken(match.group(), *match.span(), is_text=False)
            for match in _ARROW.finditer(text)
            if match.start() not in skipped and match.start() not in read
        )
        found = sorted((*nodes, *arrows), key=lambda token: token.start)
    return found


def size_of(text: str) -> int:
    """Return how many tokens a text has, before anything is known of them."""
    return sum(1 for _ in _TOKEN.finditer(text))


def _token(match: regex.Match[str], *, is_text: bool) -> CodeToken:
    """Return a token without the marks around it: `key:` and `key,` are the same."""
    text = match.group().rstrip(".:-\\")
    start = match.start() + len(text) - len(text.lstrip(":"))
    return CodeToken(text.lstrip(":"), start, match.start() + len(text), is_text)


def _ranges(text: str, language: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the ranges that are left out, and those that people read."""
    skipped: list[tuple[int, int]] = []
    read: list[tuple[int, int]] = []
    if language not in _MARKUP:
        skipped += [match.span() for match in _METAVARIABLE.finditer(text)]
    if language in _DIAGRAMS:
        skipped += [match.span() for match in _COMMENT.finditer(text)]
        read += [match.span() for match in _LABEL.finditer(text)]
    elif language in _PLAIN:
        skipped += [match.span() for match in _COMMENT.finditer(text)]
        read.append((0, len(text)))
    elif (lexed := _lexed(text, language)) is not None:
        for kind, start, end in lexed:
            if _is_comment(kind):
                skipped.append((start, end))
            elif _is_read(kind):
                read.append((start, end))
    else:
        skipped += [match.span() for match in _COMMENT.finditer(text)]
        read += [match.span() for match in _QUOTED.finditer(text)]
    if language in _MARKUP:
        read += [match.span() for match in _BETWEEN_TAGS.finditer(text)]
    return skipped, read


@cache
def _lexer(language: str) -> Lexer | None:
    """Return the lexer of a language, or None if Pygments does not know it."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


def _lexed(text: str, language: str) -> list[tuple[_TokenType, int, int]] | None:
    """Return what a lexer says of a text, or None if there is none for its language."""
    lexer = _lexer(language)
    if lexer is None:
        return None
    try:
        return [
            (kind, start, start + len(value))
            # lexers know a comment by the end of its line
            for start, kind, value in lexer.get_tokens_unprocessed(text + "\n")
        ]
    except Exception:  # lexers of others: that of Robot Framework fails on braces, for one
        return None


def _is_comment(kind: _TokenType) -> bool:
    from pygments.token import Comment, String

    return kind in String.Doc or (
        kind in Comment and kind not in Comment.Preproc and kind not in Comment.Hashbang
    )


def _is_read(kind: _TokenType) -> bool:
    from pygments.token import Generic, String

    return kind in String or kind in Generic.Output
