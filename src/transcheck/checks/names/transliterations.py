"""Names that a version without case writes in two ways where the other version has one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from transcheck.annotate.language import main_script
from transcheck.annotate.spelling import common_prefix, is_inflection, sound
from transcheck.annotate.words import fold
from transcheck.checks.base import Problem, times
from transcheck.checks.names.by_sound import Projected, can_project, project
from transcheck.checks.names.capitalised import CASED, NameWords
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import common_words, primary

_BEADS = 3  # minimum number of beads with a name to see how it is written
_USUAL = 2  # how many of them must have the usual form
_LETTERS = 4  # least letters of a name
_MIN_SIMILARITY = 0.65  # sound similarity to the name from which a word counts
_SURE = 0.75  # least sound similarity of a deviating form to the name
_SAME = 0.8  # least sound similarity of a deviating form to the usual form
_STEM = 0.6  # share of a word that two inflected forms have in common


def varying(
    story: ComparedStory,
    comparison: Comparison,
    words: dict[int, NameWords],
    copied: frozenset[tuple[int, int]],
) -> Iterator[Problem]:
    """Yield NAM101 name-varies for transliterations that deviate from the usual one of a name."""
    left, right = comparison.left, comparison.right
    beads = [
        (bead.left, bead.right)
        for bead in comparison.beads
        if bead.left and bead.right and not any((right, block) in copied for block in bead.right)
    ]
    if words[left].script in CASED:
        yield from _varying(story, beads, words[left], right)
    elif words[right].script in CASED:
        yield from _varying(story, [(b, a) for a, b in beads], words[right], left)


def _varying(
    story: ComparedStory,
    beads: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
    names: NameWords,
    version: int,
) -> Iterator[Problem]:
    script = story.versions[version].script
    if script in CASED or not can_project(script):
        return
    for form, mentions in names.forms.items():
        if (
            len(form) < _LETTERS
            or form in names.lower
            or names.only_initial(form)
            or names.is_foreign(mentions[0])
        ):
            continue
        blocks = {mention.block for mention in mentions}
        counterparts = [theirs for ours, theirs in beads if blocks & set(ours)]
        if len(counterparts) >= _BEADS:
            yield from _deviating(story, version, form, counterparts, names)


def _deviating(
    story: ComparedStory,
    version: int,
    form: str,
    counterparts: Sequence[tuple[int, ...]],
    names: NameWords,
) -> Iterator[Problem]:
    found = [(project(story, version, blocks, form), blocks) for blocks in counterparts]
    script = main_script(" ".join(projected.text for projected, _ in found if projected))
    sounding_alike = [
        (p, blocks)
        for p, blocks in found
        if p and p.score >= _MIN_SIMILARITY and main_script(p.text) == script
    ]
    usual = Counter(projected.text for projected, _ in sounding_alike).most_common(1)
    if not usual or usual[0][1] < _USUAL:
        return
    text = usual[0][0]
    first = next(projected for projected, _ in sounding_alike if projected.text == text)
    deviating: dict[str, list[Projected]] = defaultdict(list)
    for projected, blocks in sounding_alike:
        if _deviates(projected, text) and not any(
            text in story.block(version, block).block.text for block in blocks
        ):
            deviating[projected.text].append(projected)
    common = common_words(primary(story.versions[version].lang))
    for variant, places in deviating.items():
        if fold(variant) in common and fold(text) in common:
            continue  # two words of the language, not two spellings
        if any(other != form and sound(other, variant) >= places[0].score for other in names.forms):
            continue
        if _written(story, version, variant) <= _written(story, version, text):
            yield _varies(story, places, first)
        else:  # the rarer form is wrong, even if it is the one the other version's name matches
            yield _varies(
                story,
                [projected for projected, _ in sounding_alike if projected.text == text],
                places[0],
            )


def _varies(story: ComparedStory, places: Sequence[Projected], usual: Projected) -> Problem:
    variant, count = places[0].text, _written(story, usual.version, usual.text)
    return Problem(
        rule="name-varies",
        message=f"“{variant}” appears here; elsewhere this version has “{usual.text}” "
        f"({times(count)})",
        evidence=f"{variant} | {usual.text}",
        place=_place(story, places[0]),
        related=tuple(_place(story, place) for place in (*places[1:], usual)),
        confidence=0.75,
        suggestion=usual.text,
    )


def _written(story: ComparedStory, version: int, text: str) -> int:
    """Return how often a text occurs in a version."""
    return sum(block.block.text.count(text) for block in story.versions[version].blocks)


def _place(story: ComparedStory, projected: Projected) -> Place:
    return story.place(projected.version, projected.block, projected.start, projected.end)


def _deviates(projected: Projected, usual: str) -> bool:
    """Return whether a form is another spelling of the usual one and not an inflection of it."""
    a, b = fold(projected.text), fold(usual)
    if projected.score < _SURE or a in b or b in a or is_inflection(a, b):
        return False
    return common_prefix(a, b) < _STEM * min(len(a), len(b)) and sound(a, b) >= _SAME
