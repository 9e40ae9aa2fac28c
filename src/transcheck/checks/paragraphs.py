"""Paragraphs without a counterpart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from transcheck.checks.story import CheckedStory, Comparison, Place, Problem, shorten
from transcheck.locales import language_name
from transcheck.model import Kind
from transcheck.rulebook import Rule

_LEAST = 0.6  # posterior below which a block without counterpart is not worth a reader's time
_FEWEST_WORDS = 2
_SILENT = frozenset({Kind.FIELD, Kind.CODE})


@dataclass(frozen=True, slots=True)
class _Gap:
    """Adjacent blocks of one version that the other lacks; `after` is the other's block before the place they belong."""

    rich: int
    poor: int
    blocks: tuple[int, ...]
    after: int | None
    confidence: float


def check(story: CheckedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield PAR101 missing-paragraph and PAR102 extra-paragraph."""
    for comparison in story.comparisons:
        for gap in _gaps(story, comparison):
            if story.has_source and gap.rich == comparison.right:
                yield from _extra(story, gap)
            else:
                yield _missing(story, gap)


def _missing(story: CheckedStory, gap: _Gap) -> Problem:
    texts = [story.block(gap.rich, index).block.text for index in gap.blocks]
    name = language_name(story.versions[gap.poor].lang)
    what = "A paragraph is" if len(texts) == 1 else f"{len(texts)} paragraphs are"
    return Problem(
        rule="missing-paragraph",
        message=f"{what} missing in {name}: “{shorten(texts[0])}”",
        evidence=" ¶ ".join(shorten(text, 200) for text in texts),
        place=_after(story, gap),
        related=tuple(story.whole(gap.rich, index) for index in gap.blocks),
        confidence=gap.confidence,
    )


def _extra(story: CheckedStory, gap: _Gap) -> Iterator[Problem]:
    name = language_name(story.versions[gap.poor].lang)
    for index in gap.blocks:
        text = story.block(gap.rich, index).block.text
        yield Problem(
            rule="extra-paragraph",
            message=f"A paragraph has no counterpart in the {name} source: “{shorten(text)}”",
            evidence=shorten(text, 200),
            place=story.whole(gap.rich, index),
            confidence=gap.confidence,
        )


def _after(story: CheckedStory, gap: _Gap) -> Place:
    """Return the place in the poorer version where the missing blocks belong: behind the block before them."""
    if gap.after is not None:
        end = story.block(gap.poor, gap.after).block.end
        return Place(gap.poor, end, end)
    first = story.block(gap.poor, 0).block.start
    return Place(gap.poor, first, first)


def _gaps(story: CheckedStory, comparison: Comparison) -> Iterator[_Gap]:
    """Yield the runs of blocks without counterpart, each side by itself, in order."""
    for rich, poor in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
        run: list[int] = []
        after: int | None = None
        odds = comparison.alignment.left_gap if rich == comparison.left else comparison.alignment.right_gap
        for bead in comparison.beads:
            own, other = (bead.left, bead.right) if rich == comparison.left else (bead.right, bead.left)
            if own and not other and _counts(story, rich, own[0], odds[own[0]]):
                run.append(own[0])
                continue
            if run and own:
                yield _gap(rich, poor, run, after, odds)
                run = []
            if other:
                after = max(other)
        if run:
            yield _gap(rich, poor, run, after, odds)


def _counts(story: CheckedStory, version: int, index: int, posterior: float) -> bool:
    block = story.block(version, index)
    wordy = len(block.words) >= _FEWEST_WORDS or len(block.block.text) > 10 * _FEWEST_WORDS
    return posterior >= _LEAST and wordy and block.block.kind not in _SILENT


def _gap(rich: int, poor: int, run: list[int], after: int | None, odds: tuple[float, ...]) -> _Gap:
    return _Gap(rich, poor, tuple(run), after, min(odds[index] for index in run))
