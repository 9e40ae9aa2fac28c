"""Paragraphs: missing, extra, moved, repeated, shortened, of another kind."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from transcheck.align import align_sentences
from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem, by_majority
from transcheck.checks.lengths import remarkable_lengths
from transcheck.checks.loops import loops
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name
from transcheck.model import Bead, BlockKind
from transcheck.rulebook import Rule

_LEAST = 0.5  # blocks without counterpart are reported from this posterior on
# The same for languages without a full lexicon. Precision and recall on 14 languages, an eighth of
# the paragraphs deleted: .970 and .921 with a list of words, .971 and .835 without any.
_LEAST_WITHOUT = 0.6
_FEWEST_WORDS = 2
_SILENT = frozenset({BlockKind.FIELD, BlockKind.CODE})
_STUB = 0.4  # relative length below which a version counts as a summary, whose gaps are one finding
_STUB_GAPS = 5
_SURE = 0.8  # minimum posterior of a pair reported as moved or as of another kind
_SHORTER = (
    0.35  # log of how much shorter a paragraph must be than the version's usual ratio suggests
)
_GONE = 0.9  # minimum posterior of a missing sentence
_GONE_LENGTH = 30  # characters that a missing sentence must have to be reported
_REPEATED_WORDS = 8  # minimum number of words of a repeated paragraph
_SHINGLE = 4  # words in a row that two copies share
_SHARED = 0.5  # share of the copy's shingles; below it chrF cannot show a copy
_COPY = 85.0  # minimum chrF of a paragraph that was pasted twice


class _Gap(Struct, frozen=True):
    """Adjacent blocks of one version that the other lacks.

    `after` is the block of the other that they should follow.

    A `summary` lacks so many blocks that all of them count as one gap.
    """

    having: int
    missing_in: int
    blocks: tuple[int, ...]
    after: int | None
    confidence: float
    summary: bool = False


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield PAR101 to PAR108; a version without any counterpart is left to the DOC rules."""
    if "repeated-paragraph" in rules:
        for comparison in story.comparisons:
            yield from loops(story, comparison)
    if story.story.bilingual:  # units have no order, and the file says which belong together
        for comparison in story.comparisons:
            yield from _incomplete(story, comparison, rules)
        return
    related = [comparison for comparison in story.comparisons if not story.unrelated(comparison)]
    copies = dict(_second_copies(story, related)) if "repeated-paragraph" in rules else {}
    gaps = [gap for comparison in related for gap in _gaps(story, comparison, copies)]
    if story.has_source or len(story.comparisons) < 2:
        yield from _reported(story, gaps)
    else:
        yield from _reported_by_majority(story, gaps, len(story.comparisons) + 1)
    if "moved-paragraph" in rules:
        yield from _all_moved(story, related)
    for comparison in related:
        yield from _incomplete(story, comparison, rules)
        if "structure-differs" in rules:
            yield from _restructured(story, comparison)
    yield from _repeated(story, copies)


def _reported(story: ComparedStory, gaps: Iterable[_Gap]) -> Iterator[Problem]:
    for gap in gaps:
        if story.has_source and gap.having != story.story.source:
            yield from _extra(story, gap)
        else:
            yield _missing(story, gap)


def _reported_by_majority(
    story: ComparedStory, gaps: list[_Gap], versions: int
) -> Iterator[Problem]:
    """Yield one problem per mistake if no version is the source: whichever way they differ, the
    minority is wrong.
    """
    pivot = story.comparisons[0].left
    missing: Counter[int] = Counter(
        block for gap in gaps if gap.having == pivot for block in gap.blocks
    )
    versions_with: dict[int | None, set[int]] = defaultdict(set)
    for gap in gaps:
        if gap.missing_in == pivot:
            versions_with[gap.after].add(gap.having)
    reported: set[int | None] = set()
    for gap in gaps:
        if gap.having == pivot:
            only_pivot = tuple(block for block in gap.blocks if 2 * missing[block] > versions)
            others = tuple(block for block in gap.blocks if block not in only_pivot)
            if others:
                yield _missing(story, replace(gap, blocks=others))
            # the next comparison repeats it; dropped
            yield from _extra(story, replace(gap, blocks=only_pivot))
        elif 2 * len(versions_with[gap.after]) <= versions:
            yield from _extra(story, gap)
        elif gap.after not in reported:
            reported.add(gap.after)
            yield _missing(story, gap)


def _missing(story: ComparedStory, gap: _Gap) -> Problem:
    texts = [story.block(gap.having, index).block.text for index in gap.blocks]
    name = language_name(story.versions[gap.missing_in].lang)
    what = "A paragraph is" if len(texts) == 1 else f"{len(texts)} paragraphs are"
    return Problem(
        rule="missing-paragraph",
        message=f"{what} missing from the {name} text: “{shorten(texts[0])}”",
        evidence=" ¶ ".join(shorten(text, 200) for text in texts),
        place=_after(story, gap),
        related=tuple(story.whole(gap.having, index) for index in gap.blocks),
        confidence=gap.confidence,
    )


def _extra(story: ComparedStory, gap: _Gap) -> Iterator[Problem]:
    name = language_name(story.versions[gap.missing_in].lang)
    where = f"the {name} source" if story.has_source else "most other versions"
    what = f"{len(gap.blocks)} paragraphs are" if gap.summary else "This paragraph is"
    for index in gap.blocks[:1] if gap.summary else gap.blocks:
        text = story.block(gap.having, index).block.text
        yield Problem(
            rule="extra-paragraph",
            message=f"{what} not in {where}: “{shorten(text)}”",
            evidence=shorten(text, 200),
            place=story.whole(gap.having, index),
            related=(
                _after(story, gap),
                *(story.whole(gap.having, other) for other in gap.blocks[1:] if gap.summary),
            ),
            confidence=gap.confidence,
        )


def _after(story: ComparedStory, gap: _Gap) -> Place:
    """Return the place in the shorter version where the missing blocks belong: after the block
    before them.
    """
    if (
        gap.after is not None
        and story.block(gap.missing_in, gap.after).block.kind is not BlockKind.FIELD
    ):
        end = story.block(gap.missing_in, gap.after).block.end
        return Place(gap.missing_in, end, end)
    blocks = [block.block for block in story.versions[gap.missing_in].blocks]
    first = next((block for block in blocks if block.kind is not BlockKind.FIELD), blocks[-1]).start
    return Place(gap.missing_in, first, first)


def _gaps(
    story: ComparedStory, comparison: Comparison, copies: dict[tuple[int, int], int]
) -> Iterator[_Gap]:
    """Yield the runs of blocks without counterpart, in order, one side after the other.

    Those of a summary as one.
    """
    for having, missing_in in (
        (comparison.left, comparison.right),
        (comparison.right, comparison.left),
    ):
        found = list(_runs(story, comparison, having, missing_in, copies))
        if (
            _length(story, missing_in) < _STUB * _length(story, having)
            and sum(len(gap.blocks) for gap in found) >= _STUB_GAPS
        ):
            blocks = tuple(block for gap in found for block in gap.blocks)
            yield _Gap(
                having,
                missing_in,
                blocks,
                found[0].after,
                min(gap.confidence for gap in found),
                summary=True,
            )
        else:
            yield from found


def _runs(
    story: ComparedStory,
    comparison: Comparison,
    having: int,
    missing_in: int,
    copies: dict[tuple[int, int], int],
) -> Iterator[_Gap]:
    run: list[int] = []
    after: int | None = None
    odds = (
        comparison.alignment.left_gap
        if having == comparison.left
        else comparison.alignment.right_gap
    )
    paired = {
        i
        for b in comparison.beads
        if b.left and b.right
        for i in (b.left if having == comparison.left else b.right)
    }
    least = _LEAST if comparison.has_full_lexicons else _LEAST_WITHOUT
    for bead in comparison.beads:
        own, other = (
            (bead.left, bead.right) if having == comparison.left else (bead.right, bead.left)
        )
        alone = own and not other and odds[own[0]] >= least
        if alone and copies.get((having, own[0])) not in paired and _counts(story, having, own[0]):
            run.append(own[0])
            continue
        if own and not other:
            continue  # a block that is not reported does not separate those around it
        if run and own:
            yield _Gap(having, missing_in, tuple(run), after, min(odds[index] for index in run))
            run = []
        if other and not bead.moved:
            after = max(other)
    if run:
        yield _Gap(having, missing_in, tuple(run), after, min(odds[index] for index in run))


def _counts(story: ComparedStory, version: int, index: int) -> bool:
    block = story.block(version, index)
    wordy = len(block.words) >= _FEWEST_WORDS or len(block.block.text) > 10 * _FEWEST_WORDS
    return wordy and block.block.kind not in _SILENT


def _length(story: ComparedStory, version: int) -> int:
    return sum(len(block.block.text) for block in story.versions[version].blocks)


def _moved(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield the smallest set of pairs whose removal leaves the others in one order."""
    pairs = [bead for bead in comparison.beads if bead.left and bead.right]
    pairs.sort(key=lambda bead: bead.left)
    kept = _longest_rising([bead.right[0] for bead in pairs])
    for index, bead in enumerate(pairs):
        if index in kept or bead.score < _SURE:
            continue
        text = story.block(comparison.right, bead.right[0]).block.text
        yield Problem(
            rule="moved-paragraph",
            message="This paragraph is in a different place from the "
            f"{_name(story, comparison.left)}: “{shorten(text)}”",
            evidence=shorten(text, 200),
            place=story.whole(comparison.right, bead.right[0]),
            related=(story.whole(comparison.left, bead.left[0]),),
            confidence=bead.score,
        )


def _longest_rising(values: list[int]) -> set[int]:
    """Return the indices of a longest rising subsequence (patience sorting, n log n)."""
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int | None] = []
    for index, value in enumerate(values):
        place = bisect_left(tails, value)
        tails[place:] = [value] if place == len(tails) else [value, *tails[place + 1 :]]
        tail_at[place : place + 1] = [index]
        before.append(tail_at[place - 1] if place else None)
    kept: set[int] = set()
    at = tail_at[-1] if tail_at else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return kept


def _incomplete(
    story: ComparedStory, comparison: Comparison, rules: Mapping[str, Rule]
) -> Iterator[Problem]:
    """Yield pairs of blocks of which one is missing a part of the other, or has more: by their
    sentences, then by length.
    """
    reported: set[Place] = set()
    for problem in _shortened(story, comparison) if "shortened-paragraph" in rules else ():
        reported.add(problem.place)
        yield problem
    if "part-missing" in rules or "lengthened-paragraph" in rules:
        yield from remarkable_lengths(story, comparison, reported)


def _shortened(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield pairs of paragraphs of which one lacks sentences of the other."""
    usual = _usual_ratio(story, comparison)
    for bead in comparison.beads:
        if len(bead.left) != 1 or len(bead.right) != 1 or bead.score < _LEAST:
            continue
        ratio = _ratio(story, comparison, bead) - usual
        if ratio < -_SHORTER:
            yield from _gone(story, comparison, bead, comparison.left)
        elif ratio > _SHORTER and not story.has_source:
            yield from _gone(story, comparison, bead, comparison.right)


def _gone(
    story: ComparedStory, comparison: Comparison, bead: Bead, having: int
) -> Iterator[Problem]:
    sides = [
        (comparison.left, bead.left[0], comparison.lexicons[0]),
        (comparison.right, bead.right[0], comparison.lexicons[1]),
    ]
    (_, full_block, known), (missing_in, short_block, other) = (
        sides if having == comparison.left else sides[::-1]
    )
    texts = story.block(having, full_block), story.block(missing_in, short_block)
    lost = [
        place
        for place, posterior in align_sentences(*texts, (known, other))
        if posterior >= _GONE and place.end - place.start >= _GONE_LENGTH
    ]
    if not lost:
        return
    first = texts[0].block.text[lost[0].start : lost[0].end]
    what = "a sentence" if len(lost) == 1 else f"{len(lost)} sentences"
    yield Problem(
        rule="shortened-paragraph",
        message=f"This paragraph lacks {what}: “{shorten(first)}”",
        evidence=shorten(first, 200),
        place=story.whole(missing_in, short_block),
        related=tuple(story.place(having, full_block, place.start, place.end) for place in lost),
        confidence=_GONE,
    )


def _usual_ratio(story: ComparedStory, comparison: Comparison) -> float:
    ratios = sorted(
        _ratio(story, comparison, b) for b in comparison.beads if len(b.left) == len(b.right) == 1
    )
    return ratios[len(ratios) // 2] if ratios else 0.0


def _ratio(story: ComparedStory, comparison: Comparison, bead: Bead) -> float:
    left = story.block(comparison.left, bead.left[0]).block.text
    right = story.block(comparison.right, bead.right[0]).block.text
    return math.log(len(right) / len(left))


def _restructured(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield one problem per way in which blocks changed their kind, with the further blocks as
    related places.
    """
    changed: dict[tuple[BlockKind, BlockKind], list[Bead]] = defaultdict(list)
    for bead in comparison.beads:
        if len(bead.left) == len(bead.right) == 1 and bead.score >= _SURE:
            kinds = (
                _kind(story, comparison.left, bead.left[0]),
                _kind(story, comparison.right, bead.right[0]),
            )
            if kinds[0] is not kinds[1]:
                changed[kinds].append(bead)
    for (left, right), beads in changed.items():
        first, rest = beads[0], beads[1:]
        text = story.block(comparison.right, first.right[0]).block.text
        more = f" ({len(rest)} more)" if rest else ""
        yield Problem(
            rule="structure-differs",
            message=f"This {_words(right)} is a {_words(left)} in {_name(story, comparison.left)}: "
            f"“{shorten(text)}”{more}",
            evidence=f"{left} | {right} | {shorten(text, 80)}",
            place=story.whole(comparison.right, first.right[0]),
            related=(
                story.whole(comparison.left, first.left[0]),
                *(story.whole(comparison.right, bead.right[0]) for bead in rest),
            ),
            confidence=min(bead.score for bead in beads),
        )


def _second_copies(
    story: ComparedStory, comparisons: list[Comparison]
) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield the version and block of each paragraph that is reported as appearing twice, and the
    block it repeats.
    """
    for version in range(len(story.versions)):
        concerned = (
            comparison
            for comparison in comparisons
            if version in (comparison.left, comparison.right)
        )
        partners = [_partners(comparison, version) for comparison in concerned]
        for first, second in _copies(story, version):
            if not any(_also_twice(story, partner, first, second) for partner in partners):
                yield (version, second), first


def _all_moved(story: ComparedStory, comparisons: list[Comparison]) -> Iterator[Problem]:
    """Yield moved paragraphs; if one has moved against most other versions, it moved in the
    pivot.
    """
    found = [
        (problem, problem.related[0])
        for comparison in comparisons
        for problem in _moved(story, comparison)
    ]
    return by_majority(story, found, len(comparisons))


def _repeated(story: ComparedStory, copies: dict[tuple[int, int], int]) -> Iterator[Problem]:
    """Yield paragraphs that appear twice in one version but not in those it is compared with."""
    for (version, second), first in copies.items():
        text = story.block(version, second).block.text
        yield Problem(
            rule="repeated-paragraph",
            message=f"This paragraph appears twice: “{shorten(text)}”",
            evidence=shorten(text, 200),
            place=story.whole(version, second),
            related=(story.whole(version, first),),
            confidence=_SURE,
        )


def _copies(story: ComparedStory, version: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of blocks that are alike (chrF of sacrebleu), found by the word sequences they
    share.
    """
    seen: dict[tuple[str, ...], int] = {}
    for index, block in enumerate(story.versions[version].blocks):
        words = [word.text.casefold() for word in block.words]
        shingles = {tuple(words[k : k + _SHINGLE]) for k in range(len(words) - _SHINGLE + 1)}
        if block.block.kind not in _SILENT and len(words) >= _REPEATED_WORDS:
            shared = Counter(seen[shingle] for shingle in shingles if shingle in seen)
            likeliest = shared.most_common(1)
            if likeliest and likeliest[0][1] >= _SHARED * len(shingles):
                first = likeliest[0][0]
                if _alike(story.block(version, first).block.text, block.block.text):
                    yield first, index
        for shingle in shingles:
            seen.setdefault(shingle, index)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    from sacrebleu.metrics.chrf import CHRF

    return bool(CHRF().sentence_score(one, [other]).score >= _COPY)


def _partners(comparison: Comparison, version: int) -> dict[int, tuple[int, int]]:
    """Return the counterpart (version, block) of each block of a version."""
    own_left = version == comparison.left
    other = comparison.right if own_left else comparison.left
    pairs = (
        (bead.left, bead.right) if own_left else (bead.right, bead.left)
        for bead in comparison.beads
    )
    return {block: (other, theirs[0]) for own, theirs in pairs for block in own if theirs}


def _also_twice(
    story: ComparedStory, partner: Mapping[int, tuple[int, int]], first: int, second: int
) -> bool:
    """Return whether the counterparts of two copies are two blocks that are copies as well."""
    if first not in partner or second not in partner or partner[first] == partner[second]:
        return False
    return _alike(story.block(*partner[first]).block.text, story.block(*partner[second]).block.text)


def _kind(story: ComparedStory, version: int, index: int) -> BlockKind:
    kind = story.block(version, index).block.kind
    return BlockKind.PARAGRAPH if kind is BlockKind.QUOTE else kind


def _words(kind: BlockKind) -> str:
    return kind.value.replace("-", " ")


def _name(story: ComparedStory, version: int) -> str:
    return language_name(story.versions[version].lang)
