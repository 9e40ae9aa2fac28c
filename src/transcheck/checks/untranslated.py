"""Text left in another version's language: whole blocks, fragments, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.words import Word
from transcheck.checks.story import CheckedStory, Comparison, Place, Problem, shorten
from transcheck.locales import language_name, primary
from transcheck.model import Bead, Kind
from transcheck.rulebook import Rule

_ALIKE = 80.0  # chrF (0-100) of a block that was copied, perhaps touched up
_QUICK = 0.7  # a cheap similarity below which chrF cannot reach _ALIKE
_FEWEST_PLAIN = 3  # lower-case words of four letters that make a text prose, not a list of names
_RUN = 4  # words copied in a row that are no accident of cognates
_FOREIGN_RUN = 3  # words in a row in a foreign script
_LABEL = re.compile(r"\W*(?P<label>[^\W\d_][\w' -]{1,24}?)\s?:")
_PLAIN = regex.compile(r"\p{Ll}[\p{Ll}\p{M}'’-]{2,}")
_LATIN_PLAIN = re.compile(r"[a-z][a-z'’-]{1,}")


def check(story: CheckedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield UNT101 untranslated-paragraph, UNT102 untranslated-fragment and UNT103 untranslated-label."""
    allowed = tuple(text.casefold() for text in story.allow.untranslated)
    labels = rules["untranslated-label"].options if "untranslated-label" in rules else {}
    for comparison in story.comparisons:
        if _same_language(story, comparison):
            continue
        for bead in comparison.beads:
            if bead.left and bead.right:
                problems = _compare(story, comparison, bead, labels)
                yield from (p for p in problems if not any(text in p.evidence.casefold() for text in allowed))


def _same_language(story: CheckedStory, comparison: Comparison) -> bool:
    return primary(story.versions[comparison.left].lang) == primary(story.versions[comparison.right].lang)


def _compare(story: CheckedStory, comparison: Comparison, bead: Bead, labels: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    for j in bead.right:
        block = story.block(comparison.right, j)
        if block.block.kind is Kind.CODE:
            continue
        source = next((i for i in bead.left if _copied(story.block(comparison.left, i), block)), None)
        if source is not None:
            yield _untranslated(story, comparison, source, j)
            continue
        yield from _fragments(story, comparison, bead, j)
        yield from _label(story, comparison, bead, j, labels)


def _copied(source: AnnotatedBlock, target: AnnotatedBlock) -> bool:
    """Tell whether a block is its counterpart as it was, perhaps touched up (chrF of sacrebleu, after a cheap filter)."""
    if _plain_words(target) < _FEWEST_PLAIN:
        return False
    if source.block.text == target.block.text:
        return True
    from rapidfuzz.fuzz import ratio

    if ratio(source.block.text, target.block.text) < 100 * _QUICK:
        return False
    from sacrebleu.metrics.chrf import CHRF

    return bool(CHRF().sentence_score(target.block.text, [source.block.text]).score >= _ALIKE)


def _plain_words(block: AnnotatedBlock) -> int:
    unspaced = sum(len(word.text) > 8 and not word.text.isascii() for word in block.words)
    return unspaced + sum(bool(_PLAIN.fullmatch(word.text)) and len(word.text) > 3 for word in block.words)


def _untranslated(story: CheckedStory, comparison: Comparison, i: int, j: int) -> Problem:
    text = story.block(comparison.right, j).block.text
    source = language_name(story.versions[comparison.left].lang)
    return Problem(
        rule="untranslated-paragraph",
        message=f"Left as it is in {source}: “{shorten(text)}”",
        evidence=shorten(text, 200),
        place=story.whole(comparison.right, j),
        related=(story.whole(comparison.left, i),),
        confidence=0.95,
    )


def _fragments(story: CheckedStory, comparison: Comparison, bead: Bead, j: int) -> Iterator[Problem]:
    target = story.block(comparison.right, j)
    own = story.versions[comparison.right].script
    for i in bead.left:
        source = story.block(comparison.left, i)
        for run in _copied_runs(source, target, _RUN if own == "Latn" else _FOREIGN_RUN):
            start, end = run[0].start, run[-1].end
            text = target.block.text[start:end]
            yield Problem(
                rule="untranslated-fragment",
                message=f"Left untranslated: “{shorten(text)}”",
                evidence=text,
                place=story.place(comparison.right, j, start, end),
                related=(_where(story, comparison.left, i, text),),
                confidence=0.9,
            )


def _copied_runs(source: AnnotatedBlock, target: AnnotatedBlock, least: int) -> Iterator[list[Word]]:
    """Yield the longest runs of words that stand in the source too and are prose, not names."""
    known = [word.text for word in source.words]
    grams = {tuple(known[k : k + least]) for k in range(len(known) - least + 1)}
    run: list[Word] = []
    words = target.words
    for k in range(len(words) - least + 1):
        window = words[k : k + least]
        if tuple(word.text for word in window) in grams:
            run = [*run, *(word for word in window if not run or word.start > run[-1].start)]
        elif run and words[k].start > run[-1].start:
            yield from _prose(run)
            run = []
    yield from _prose(run)


def _prose(run: list[Word]) -> Iterator[list[Word]]:
    if sum(bool(_LATIN_PLAIN.fullmatch(word.text) or _PLAIN.fullmatch(word.text)) for word in run) >= _FEWEST_PLAIN:
        yield run


def _where(story: CheckedStory, version: int, index: int, text: str) -> Place:
    start = story.block(version, index).block.text.find(text)
    return story.place(version, index, start, start + len(text)) if start >= 0 else story.whole(version, index)


def _label(
    story: CheckedStory, comparison: Comparison, bead: Bead, j: int, labels: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    """Yield a label such as "Source:" that is not in the version's language, though the other version translates it."""
    for side, index, other in ((comparison.right, j, bead.left), *((comparison.left, i, (j,)) for i in bead.left)):
        if story.has_source and side == comparison.left:
            continue
        found = _LABEL.match(story.block(side, index).block.text)
        languages = labels.get(found["label"].casefold()) if found else None
        if found is None or languages is None or primary(story.versions[side].lang) in languages:
            continue
        rival = comparison.left if side == comparison.right else comparison.right
        yield Problem(
            rule="untranslated-label",
            message=f"The label “{found['label']}” is not {language_name(story.versions[side].lang)}",
            evidence=found["label"],
            place=story.place(side, index, *found.span("label")),
            related=(story.whole(rival, other[0]),),
            confidence=0.9,
        )
