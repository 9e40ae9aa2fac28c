"""Names spelled in several ways: within a version, and against their counterparts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcheck.annotate.names import Name
from transcheck.annotate.sounds import light
from transcheck.annotate.words import fold
from transcheck.checks.story import CheckedStory, Comparison, Place, Problem
from transcheck.locales import language_name
from transcheck.model import Bead
from transcheck.rulebook import Rule

_SHORTEST = 5  # letters of a single word whose spellings are compared
_STEM = 0.6  # share of a name that a lawful inflection leaves at its beginning
_ALIKE = 0.75  # similarity of two spellings of one name
_FIRM = 3  # words of a name of which one may differ even where both spellings stand in another version
_INITIAL = re.compile(r"(?<=\b\w)\.")


@dataclass(frozen=True, slots=True)
class _Mention:
    name: Name
    place: Place


def check(story: CheckedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield NAM101 name-varies and NAM102 name-differs."""
    allowed = {fold(name) for name in story.allow.names}
    mentions = [_mentions(story, version) for version in range(len(story.versions))]
    foreign = [{word for m in mentions[v] for word in m.name.words} for v in range(len(mentions))]
    for version in range(len(story.versions)):
        others: set[str] = set().union(*(words for v, words in enumerate(foreign) if v != version))
        yield from _varies(story, version, mentions[version], others, allowed)
    for comparison in story.comparisons:
        for bead in comparison.beads:
            if bead.left and bead.right:
                yield from _differs(story, comparison, bead, foreign, allowed)


def _mentions(story: CheckedStory, version: int) -> list[_Mention]:
    """Return a version's names, without words that owe their capital to the start of a sentence."""
    blocks = story.versions[version].blocks
    common = {word.text for block in blocks for word in block.words if word.text.islower()}
    sure = {word for block in blocks for name in block.names if not name.initial for word in name.words}
    return [
        _Mention(name, story.place(version, index, name.start, name.end))
        for index, block in enumerate(blocks)
        for found in block.names
        for name in _trimmed(found, common, sure)
    ]


def _trimmed(name: Name, common: set[str], sure: set[str]) -> Iterator[Name]:
    first = name.words[0]
    ordinary = first.casefold() in common or (len(name.words) == 2 and first not in sure)
    if not name.initial or not ordinary:
        yield name
    elif len(name.words) > 1:
        rest = name.text[len(first) :].lstrip(" .-")
        yield Name(rest, name.words[1:], name.end - len(rest), name.end, initial=False)


def _varies(
    story: CheckedStory, version: int, mentions: Sequence[_Mention], others: set[str], allowed: set[str]
) -> Iterator[Problem]:
    """Yield one problem per spelling that is rarer than another one of the same name."""
    forms: dict[str, list[_Mention]] = defaultdict(list)
    for mention in mentions:
        forms[mention.name.text].append(mention)
    seen: set[str] = set()
    repeated = [form for form, places in forms.items() if len(places) > 1]
    for rare, places in sorted(forms.items(), key=lambda item: item[1][0].place.start):
        usual = [form for form in repeated if len(forms[form]) > len(places) and _same_name(rare, form, others)]
        best = max(usual, key=lambda form: len(forms[form]), default=None)
        if best is None or rare in seen or fold(rare) in allowed:
            continue
        seen.add(rare)
        count = f"{len(places)} time{'s' if len(places) > 1 else ''}"
        yield Problem(
            rule="name-varies",
            message=f"“{rare}” ({count}) is written “{best}” elsewhere in this version ({len(forms[best])} times)",
            evidence=f"{rare} | {best}",
            place=places[0].place,
            related=tuple(mention.place for mention in [*places[1:], forms[best][0]]),
            confidence=0.85,
            suggestion=best,
        )


def _same_name(rare: str, usual: str, others: set[str]) -> bool:
    """Tell whether two spellings in one version are one name, and no inflection makes the difference.

    The usual form has to be known in another version, or to be a name of several words.
    """
    if _INITIAL.sub("", rare) == _INITIAL.sub("", usual):
        return True
    a, b = rare.split(), usual.split()
    if len(a) != len(b):
        return False
    different = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(different) != 1:
        return False
    x, y = different[0]
    if x in others and y in others and len(a) < _FIRM:
        return False
    if not others and min(len(x), len(y)) <= _SHORTEST:
        return False  # scripts without case cannot tell John Smith from Joan Smith
    anchored = len(a) > 1 or (y in others and len(x) >= _SHORTEST)
    return anchored and _misspelt(x, y)


def _misspelt(a: str, b: str) -> bool:
    """Tell whether two words are alike but differ before their endings, where inflection does not reach."""
    from rapidfuzz.distance import OSA, Indel

    x, y = fold(a), fold(b)
    if x == y or x[0] != y[0] or Indel.normalized_similarity(x, y) < (_ALIKE if len(x) > 3 else 0.6):
        return False
    return _common_prefix(x, y) < _STEM * min(len(x), len(y)) or (x[-2:] == y[-2:] and OSA.distance(x, y) == 1)


def _differs(
    story: CheckedStory, comparison: Comparison, bead: Bead, words: list[set[str]], allowed: set[str]
) -> Iterator[Problem]:
    """Yield names of several words that share a word with their counterpart and differ in another's letters."""
    left = [(i, n) for i in bead.left for n in story.block(comparison.left, i).names if len(n.words) > 1]
    right = [(j, n) for j in bead.right for n in story.block(comparison.right, j).names if len(n.words) > 1]
    exact = {name.text for _, name in left} & {name.text for _, name in right}
    for j, b in right:
        if b.text in exact or fold(b.text) in allowed:
            continue
        for i, a in left:
            if a.text in exact or len(a.words) != len(b.words):
                continue
            pairs = [(x, y) for x, y in zip(a.words, b.words, strict=True) if x != y]
            if len(pairs) == 1 and _clearly_misspelt(*pairs[0], words[comparison.left], words[comparison.right]):
                yield _difference(story, comparison, (i, a), (j, b))
                break


def _clearly_misspelt(a: str, b: str, left: set[str], right: set[str]) -> bool:
    if a in right or b in left or light(a) == light(b):
        return False  # the version varies, which is said elsewhere; or its language writes the sound that way
    return min(len(a), len(b)) >= _SHORTEST and _misspelt(a, b)


def _difference(story: CheckedStory, comparison: Comparison, left: tuple[int, Name], right: tuple[int, Name]) -> Problem:
    (i, a), (j, b) = left, right
    names = [language_name(story.versions[v].lang) for v in (comparison.left, comparison.right)]
    return Problem(
        rule="name-differs",
        message=f"“{b.text}” in {names[1]} is “{a.text}” in {names[0]}",
        evidence=f"{a.text} | {b.text}",
        place=story.place(comparison.right, j, b.start, b.end),
        related=(story.place(comparison.left, i, a.start, a.end),),
        confidence=0.8,
        suggestion=a.text,
    )


def _common_prefix(a: str, b: str) -> int:
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
