"""Markers of documentation that programs read: alerts, shortcodes, components, front-matter keys.

A name that only the translation has, where a name of the source is missing, was translated. Marks
that do not close what they open are broken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex
from msgspec import Struct

from transcheck.annotate.ranges import code_of
from transcheck.annotate.words import fold, is_rather
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.formats.inline import ELEMENTS
from transcheck.locales import common_words, language_name, primary
from transcheck.model import Document

_MARKER = regex.compile(
    r"^[ \t>]*:{3,}[ \t]*\{?(?<name>[\p{L}\p{M}][\p{L}\p{M}\p{N}_-]*)"  # :::note, :::{note}
    r"|^[ \t>]*\[!(?<name>[\p{L}\p{M}-]+)\]"  # > [!NOTE]
    r"|^[ \t]*(?:!!!|\?\?\?\+?)[ \t]+\"?(?<name>[\p{L}\p{M}-]+)"  # !!! note
    r"|\{\{[<%]\s*/?(?<name>[\p{L}\p{M}][\p{L}\p{M}\p{N}_/-]*)"  # {{< alert >}}
    r"|^[ \t]*\.\.[ ](?<name>[\p{L}\p{M}-]+)::"  # .. note::
    r"|</(?<name>\p{Lu}[\p{L}\p{M}\p{N}]*)>"  # </Note>: <Name> alone is a metavariable
    r"|<(?<name>\p{Lu}[\p{L}\p{M}\p{N}]*)(?=\s[^<>]{0,500}=|\s*/>)",  # <Note/>, <Note id="a">
    regex.MULTILINE,
)
# admonitions that generators know by themselves, one for another in other notations
_KNOWN = frozenset(
    {
        "note", "tip", "info", "warning", "caution", "danger", "important", "success", "details",
        "hint", "error", "seealso", "admonition", "abstract",
        "question", "failure", "bug", "example", "quote", "alert",
        "versionadded", "versionchanged", "deprecated",
    }
)  # fmt: skip
_PART = regex.compile(r"\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}+")
_MARKDOWN = frozenset({".md", ".markdown", ".mdx"})
_COLONS = regex.compile(r"^[ \t>]*(?<marks>:{3,})[ \t]*(?<rest>[^\n]*)$", regex.MULTILINE)
# a fence may follow the mark of a list item; one of backticks has none behind it, or it is inline
# code at the start of a line
_FENCE = regex.compile(
    r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?<marks>`{3,}(?=[^`\n]*$)|~{3,})(?<rest>[^\n]*)$",
    regex.MULTILINE,
)
_COMMENT = regex.compile(r"<!--.*?-->")


Words = tuple[Mapping[str, int], Mapping[str, int]]  # the word lists of source and target


class _Marker(Struct, frozen=True):
    """A marker's name and its place in the file."""

    name: str
    start: int
    end: int


def translated(
    story: ComparedStory, comparison: Comparison, own: frozenset[str]
) -> Iterator[Problem]:
    """Yield MRK108 marker-translated: names of alerts, shortcodes and components, and keys of the
    front matter, that a program does not know.

    `own` are names that a team's programs know.
    """
    left, right = (story.versions[side] for side in (comparison.left, comparison.right))
    words = common_words(primary(left.lang)), common_words(primary(right.lang))
    ours, theirs = list(_markers(left.document)), list(_markers(right.document))
    known = {marker.name for marker in ours}
    used = {marker.name for marker in theirs}
    missing = [marker for marker in ours if marker.name not in used]
    lost = {marker.name for marker in missing}
    reported: set[str] = set()
    for number, marker in enumerate(theirs):
        is_new = not any(marker.name in names for names in (known, _KNOWN, reported, own))
        # `attention` is French, and English too: where pages have as many markers it is `caution`
        is_other = len(ours) == len(theirs) and ours[number].name in lost
        if missing and is_new and (is_other or is_translation(marker.name, words)):
            reported.add(marker.name)
            beside = ours[number] if len(ours) == len(theirs) else missing[0]
            yield _problem(story, comparison, marker, beside)
    yield from (
        problem
        for problem in _keys(story, comparison, words)
        if problem.evidence.rpartition(" | ")[2] not in own
    )


def is_translation(name: str, words: Words) -> bool:
    """Return whether a name is a word of the target's language: `Hinweis`, `remarque`, `注意`.

    `TabItem` is not: one version may have a component of its own.
    """
    source, target = words
    for part in _PART.findall(name):
        if not part.isascii() or is_rather(fold(part), target, source):
            return True
    return False


def _problem(
    story: ComparedStory, comparison: Comparison, marker: _Marker, missing: _Marker
) -> Problem:
    language = language_name(story.versions[comparison.left].lang)
    return Problem(
        rule="marker-translated",
        message=f"Programs do not know “{marker.name}”; the {language} version has "
        f"“{missing.name}”",
        evidence=f"{missing.name} | {marker.name}",
        place=Place(comparison.right, marker.start, marker.end),
        related=(Place(comparison.left, missing.start, missing.end),),
        confidence=0.9,
    )


def _markers(document: Document) -> Iterator[_Marker]:
    """Yield the markers of a page outside its code."""
    text = document.text
    if not any(sign in text for sign in (":::", "[!", "!!!", "???", "{{", ".. ", "<")):
        return
    closed = code_of(document)
    for match in _MARKER.finditer(text):
        name, start = match["name"], match.start("name")
        if start not in closed and name.lower() not in ELEMENTS:
            is_component = name[:1].isupper() and not name.isupper()
            yield _Marker(name if is_component else name.lower(), start, match.end("name"))


def _keys(story: ComparedStory, comparison: Comparison, words: Words) -> Iterator[Problem]:
    """Yield keys of the front matter that were translated: `titel:` for `title:`."""
    source, target = (story.versions[side].document for side in (comparison.left, comparison.right))
    missing = [key for key in source.metadata if key not in target.metadata]
    for key in target.metadata if missing else ():
        if key not in source.metadata and is_translation(key, words):
            own = _Marker(key, *_key_place(target, key))
            other = _Marker(missing[0], *_key_place(source, missing[0]))
            yield _problem(story, comparison, own, other)


def _key_place(document: Document, key: str) -> tuple[int, int]:
    found = regex.search(rf"^[\"']?{regex.escape(key)}(?=[\"']?[ \t]*[:=])", document.text, regex.M)
    return found.span() if found else (0, 0)


def unclosed(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield MRK107 markup-broken: alerts and code blocks that the source closes and the translation
    does not.
    """
    source, target = (story.versions[side].document for side in (comparison.left, comparison.right))
    if not all(_is_markdown(story, side) for side in (comparison.left, comparison.right)):
        return
    for what, find in (("alert", _open_colons), ("code block", _open_fence)):
        open_ones = find(target)
        if open_ones and not find(source):
            start, end = open_ones[0]
            yield Problem(
                rule="markup-broken",
                message=f"The {what} that begins here is not closed",
                evidence=f"{what} | {target.text[start:end]}",
                place=Place(comparison.right, start, end),
                confidence=0.95,
            )


def _is_markdown(story: ComparedStory, version: int) -> bool:
    return story.versions[version].version.path.suffix.lower() in _MARKDOWN


def _open_colons(document: Document) -> Sequence[tuple[int, int]]:
    """Return the places of alerts (:::note) that are not closed, outside code."""
    if ":::" not in document.text:
        return ()
    code = code_of(document)
    opened: list[tuple[int, int]] = []
    for match in _COLONS.finditer(document.text):
        if match.start("marks") in code:
            continue
        if _COMMENT.sub("", match["rest"]).strip():
            opened.append(match.span())
        elif opened:
            opened.pop()
    return opened


def _open_fence(document: Document) -> Sequence[tuple[int, int]]:
    """Return the place of a code block that is not closed; a fence of as many marks closes it."""
    opened: list[tuple[int, int, str]] = []
    for match in _FENCE.finditer(document.text):
        marks = match["marks"]
        if opened and marks.startswith(opened[-1][2]) and not match["rest"].strip():
            opened.pop()
        elif not opened:
            opened.append((*match.span("marks"), marks))
    return [(start, end) for start, end, _ in opened]
