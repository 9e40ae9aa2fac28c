"""One source segment translated in several ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from transcheck.annotate.spelling import similarity
from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.model import Bead
from transcheck.rulebook import Rule

_ACCELERATOR = re.compile(r"\([_&~]\w\)|[_&~](?=\w)")  # _Open, E&xit, ファイル(_F)
_UNLIKE = 0.7  # similarity below which two source texts do not mean the same
_LETTERS = 6  # fewest characters of a translation that says enough to be noticed twice
_WORDS = 4  # minimum number of words of a segment that means the same everywhere


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield TRM102 segment-varies and TRM103 translation-reused for units.

    Short segments are left out of the first: their translation may depend on what is around them.
    A segment in two contexts (msgctxt) may be translated in two ways, and plural forms are left out
    of both: Japanese has one for the singular and the plural.
    """
    if not story.story.bilingual:
        return
    for comparison in story.comparisons:
        contexts = story.versions[comparison.right].document.contexts
        beads = [bead for bead in comparison.beads if contexts[bead.right[0]] is not None]
        if "translation-reused" in rules:
            yield from _reused(story, comparison, beads)
        units: dict[tuple[str | None, str], list[tuple[int, str]]] = defaultdict(list)
        for bead in beads:
            source, index = story.block(comparison.left, bead.left[0]), bead.right[0]
            if len(source.words) >= _WORDS:
                units[contexts[index], _same(source.block.text)].append(
                    (index, _same(story.block(comparison.right, index).block.text))
                )
        for found in units.values():
            usual = Counter(same for _, same in found).most_common(1)[0][0]
            first = next(index for index, same in found if same == usual)
            yield from (
                _varies(story, comparison.right, index, first, usual)
                for index, same in found
                if same != usual
            )


def _reused(story: ComparedStory, comparison: Comparison, beads: list[Bead]) -> Iterator[Problem]:
    """Yield units with the translation of another one, whose source is unlike theirs."""
    first: dict[str, tuple[int, int]] = {}
    for bead in beads:
        own = bead.left[0], bead.right[0]
        source, target = (
            story.block(comparison.left, own[0]).block.text,
            story.block(comparison.right, own[1]).block.text,
        )
        translation = _same(target)
        if len(translation) < _LETTERS or _same(source) == translation:
            continue
        other = first.setdefault(translation, own)
        original = story.block(comparison.left, other[0]).block.text
        if other != own and similarity(_same(source), _same(original)) < _UNLIKE:
            yield Problem(
                rule="translation-reused",
                message=f"“{shorten(target)}” is also the translation of “{shorten(original)}”",
                evidence=f"{shorten(source, 100)} | {shorten(original, 100)}",
                place=story.whole(comparison.right, own[1]),
                related=(story.whole(comparison.right, other[1]),),
                confidence=0.6,
            )


def _varies(story: ComparedStory, version: int, index: int, first: int, usual: str) -> Problem:
    text = story.block(version, index).block.text
    other = story.block(version, first).block.text
    return Problem(
        rule="segment-varies",
        message=f"The same source text is “{shorten(text)}” here and “{shorten(other)}” elsewhere",
        evidence=f"{text} | {usual}",
        place=story.whole(version, index),
        related=(story.whole(version, first),),
        confidence=0.8,
    )


def _same(text: str) -> str:
    """Return a text as it is compared: without shortcut keys and the mark at its end."""
    plain = _ACCELERATOR.sub("", text.casefold())
    return " ".join(plain.split()).rstrip(".…:! 。：！")
