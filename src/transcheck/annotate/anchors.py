"""Anchors of a page: the ids that its headings and elements have for links.

Sites make the id of a heading from its text, each generator in its own way; a heading may name its
own (`## Title {#id}`, `[[id]]`, `{/* #id */}`).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping

import regex

from transcheck.model import Block, BlockKind, Document

_EXPLICIT = regex.compile(
    r"\{#(?<id>[^\s{}]{1,200}+)(?:\s[^{}\n]{0,500}+)?\}|\[\[(?<id>[\w-]{1,200})\]\]"
    r"|\{/\*\s*#(?<id>[\w-]{1,200}+)\s*\*/\}"
)
# the same at the end of a heading; [[id]] only so, as it is a link in wikis elsewhere
_AT_END = regex.compile(rf"(?:{_EXPLICIT.pattern})\s*$")
_ELEMENT = regex.compile(r"<[A-Za-z][^<>]*?\s(?:id|name)\s*=\s*[\"'{]?[\"']?(?<id>[^\"'\s<>{}]+)")
_LONGEST = 300  # characters between the text of a heading and the end of its line
_KEPT = regex.compile(r"[^\p{L}\p{M}\p{N}\p{Pc}\- ]")
_ASCII_KEPT = regex.compile(r"[^\w\s-]", regex.ASCII)
_NO_LETTERS_BEFORE = regex.compile(r"^[^\p{L}]+")
_NO_WORD = regex.compile(r"[^a-z0-9]+")


def _github(title: str) -> str:
    """Return the id that GitHub, Hugo (Goldmark), Docusaurus and Astro give a heading."""
    return _KEPT.sub("", title.strip().lower()).replace(" ", "-")


def _kramdown(title: str) -> str:
    """Return the id that Jekyll (kramdown) gives a heading."""
    return _github(_NO_LETTERS_BEFORE.sub("", title))


def _python_markdown(title: str) -> str:
    """Return the id that MkDocs (Python-Markdown's toc) gives a heading: of its ASCII letters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return regex.sub(r"[-\s]+", "-", _ASCII_KEPT.sub("", plain).strip().lower())


def _docutils(title: str) -> str:
    """Return the id that Sphinx (docutils) gives a heading."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return _NO_WORD.sub("-", plain.lower()).strip("-")


SLUGS: Mapping[str, Callable[[str], str]] = {
    "github": _github,
    "kramdown": _kramdown,
    "python-markdown": _python_markdown,
    "docutils": _docutils,
}


def explicit_id(document: Document, heading: Block) -> str:
    """Return the id that a heading gives itself, empty if it has none."""
    end = document.text.find("\n", heading.end, heading.end + _LONGEST)
    line = document.text[heading.start : end if end >= 0 else heading.end]
    match = _AT_END.search(line)
    if match is None or (match.group().startswith("[[") and not _is_used(document, match["id"])):
        return ""
    return str(match["id"])


def _is_used(document: Document, name: str) -> bool:
    """Return whether a page has a link to an id: [[Bridge]] in a heading may be a link itself."""
    return f"(#{name})" in document.text


def element_ids(document: Document) -> frozenset[str]:
    """Return the ids that elements and headings of a page name (`<a id="x">`, `{#x}`)."""
    named = {match["id"] for match in _ELEMENT.finditer(document.text)}
    return frozenset(named | {match["id"] for match in _EXPLICIT.finditer(document.text)})


def heading_ids(document: Document, rule: str) -> dict[int, str]:
    """Return the id of each heading of a page, by the index of its block, under one of SLUGS.

    The second of two equal headings has a number: `usage`, `usage-1`.
    """
    slug = SLUGS[rule]
    separator = "_" if rule == "python-markdown" else "-"
    seen: Counter[str] = Counter()
    found = {}
    for index, block in enumerate(document.blocks):
        if block.kind is not BlockKind.HEADING:
            continue
        own = explicit_id(document, block)
        name = own or slug(block.text)
        found[index] = name if own or not seen[name] else f"{name}{separator}{seen[name]}"
        seen[name] += 1
    return found
