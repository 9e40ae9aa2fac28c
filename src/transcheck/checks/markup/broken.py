"""Markup that a translation broke: what is within a tag is for programs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from msgspec import Struct

from transcheck.annotate.ranges import code_of
from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.checks.markup.markers import Words, is_translation
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import common_words, primary
from transcheck.model import Document

_ATTRIBUTE = re.compile(
    r"(?<![^\s\"'<>/=])(?P<name>[^\s\"'<>/=]+)\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)"
)
# a tag that has no end before the next one begins, or ends within a quotation
_UNCLOSED = re.compile(
    r"<[A-Za-z][\w-]*\s[^<>]{0,500}=\s*[\"'][^<>]*(?=<|$)"
    r"|<[A-Za-z][\w-]*(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'))*\s+[\w:-]+\s*=\s*"
    r"(?:\"[^\"<>]*>|'[^'<>]*>)"
)
_TAG_START = re.compile(r"<(?P<name>[A-Za-z][\w-]*)\s[^<>]*>")
_APART = re.compile(r"\[[^\[\]\n]{1,200}\] +\((?:https?://|mailto:|\.{0,2}/|#)[^()\s]{1,500}\)")
_READ = frozenset(
    {"alt", "title", "placeholder", "aria-label", "label", "content", "value", "summary"}
)
_MARKS = " \u00a0\"'“”„«»‘’‚‹›「」"


def links(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield MRK107 markup-broken: links in Markdown with a blank in front of their address."""
    for bead in comparison.beads:
        for index in bead.right if bead.left else ():
            text = story.block(comparison.right, index).block.text
            found = _APART.search(text) if "] (" in text else None
            if found is None:
                continue
            source = "".join(story.block(comparison.left, i).block.text for i in bead.left)
            if _APART.search(source):
                continue
            yield Problem(
                rule="markup-broken",
                message=f"“{shorten(found.group())}” does not work as a link: there is a blank "
                "before its address",
                evidence=found.group(),
                place=story.place(comparison.right, index, *found.span()),
                related=(story.whole(comparison.left, bead.left[0]),),
                confidence=0.95,
            )


def attributes(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield MRK107 markup-broken: units whose tags have other attributes than in the source, or
    values with quotation marks.
    """
    for bead in comparison.beads:
        ours = story.block(comparison.left, bead.left[0]).block.text
        theirs = story.block(comparison.right, bead.right[0]).block.text
        if "<" not in ours or "=" not in ours or ours == theirs:
            continue
        if fault := _fault(ours, theirs):
            yield Problem(
                rule="markup-broken",
                message=fault,
                evidence=fault,
                place=story.whole(comparison.right, bead.right[0]),
                related=(story.whole(comparison.left, bead.left[0]),),
                confidence=0.95,
            )


def page_attributes(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield MRK107 markup-broken: tags and components of a page with other attributes than in the
    source, or values with quotation marks.

    Tags are compared in order, by name, where both versions have as many of that name.
    """
    left, right = (story.versions[side] for side in (comparison.left, comparison.right))
    ours, theirs = (_page_tags(version.document) for version in (left, right))
    words = common_words(primary(left.lang)), common_words(primary(right.lang))
    for name, expected in ours.items():
        found = theirs.get(name, ())
        if len(found) != len(expected):
            continue
        for own, other in zip(expected, found, strict=True):
            fault = _attribute_fault(own.attributes, other.attributes, words)
            if fault:
                yield Problem(
                    rule="markup-broken",
                    message=fault,
                    evidence=fault,
                    place=Place(comparison.right, other.start, other.end),
                    related=(Place(comparison.left, own.start, own.end),),
                    confidence=0.95,
                )


class _Tag(Struct, frozen=True):
    """A tag of a page: its attributes, and its place in the file."""

    attributes: dict[str, str]
    start: int
    end: int


def _page_tags(document: Document) -> dict[str, list[_Tag]]:
    """Return the tags of a page that have attributes, outside its code, by name."""
    found: dict[str, list[_Tag]] = defaultdict(list)
    if "=" not in document.text or "<" not in document.text:
        return found
    code = code_of(document)
    for tag in _TAG_START.finditer(document.text):
        if "=" in tag.group() and tag.start() not in code:
            found[tag["name"]].append(_Tag(_attributes(tag), *tag.span()))
    return found


def _fault(ours: str, theirs: str) -> str:
    """Return what is wrong with the tags of a translation, empty if nothing is."""
    if not _UNCLOSED.search(ours) and (unclosed := _UNCLOSED.search(theirs)):
        return f"A tag is not closed: “{shorten(unclosed.group())}”"
    left = list(_tags_of(theirs))
    for name, expected in _tags_of(ours):
        found = next((item for item in left if item[0] == name), None)
        if found is None:
            continue  # a tag that is missing is MRK102's
        left.remove(found)
        if fault := _attribute_fault(expected, found[1]):
            return fault
    return ""


def _tags_of(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name and the attributes of each tag that has some.

    Also of one that no program can read any more.
    """
    for tag in _TAG_START.finditer(text):
        if "=" not in tag.group():
            continue
        yield tag["name"].lower(), _attributes(tag)


def _attributes(tag: re.Match[str]) -> dict[str, str]:
    pairs = _ATTRIBUTE.finditer(tag.group(), tag.end("name") - tag.start())
    return {pair["name"].lower(): pair["value"] for pair in pairs}


def _attribute_fault(
    expected: dict[str, str], found: dict[str, str], words: Words | None = None
) -> str:
    """Return what is wrong with the attributes of a tag, empty if nothing is.

    With the `words` of both languages, an attribute whose value was translated too counts as
    renamed if its name is a word of the target's: `<Card titel="…">`.
    """
    if missing := [name for name in expected if name not in found]:
        new = [name for name in found if name not in expected]
        is_pair = len(missing) == len(new) == 1
        if is_pair and (
            expected[missing[0]] == found[new[0]] or (words and is_translation(new[0], words))
        ):
            return f"The attribute {missing[0]} is {new[0]} here"
        return ""  # an attribute may be left out
    for name, value in expected.items():
        ours, theirs = value[1:-1] if value[:1] in "\"'" else value, found[name]
        inner = theirs[1:-1] if theirs[:1] in "\"'" else theirs
        if name not in _READ and inner != ours and inner.strip(_MARKS) == ours.strip(_MARKS):
            return (
                f"The value of {name} has quotation marks or blanks that the source does not "
                f"have: {shorten(theirs)}"
            )
    return ""
