"""Text left in another version's language: whole blocks, fragments, labels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.language import VersionGrams
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
    options = {name: rule.options for name, rule in rules.items()}
    close = [set(group) for group in options.get("untranslated-paragraph", {}).get("close", ())]
    labels = options.get("untranslated-label", {})
    allowed = tuple(text.casefold() for text in story.allow.untranslated)
    for comparison in story.comparisons:
        languages = {primary(story.versions[side].lang) for side in (comparison.left, comparison.right)}
        if len(languages) == 1:
            continue
        comparer = None if any(languages <= group for group in close) else _Comparer(story, comparison)
        for bead in comparison.beads:
            if bead.left and bead.right:
                copies = comparer.copies(bead) if comparer else ()
                problems = (*copies, *_labels(story, comparison, bead, labels))
                yield from (p for p in problems if not any(text in p.evidence.casefold() for text in allowed))


class _Comparer:
    """Finds what two versions share though their languages differ, and tells which of them errs."""

    def __init__(self, story: CheckedStory, comparison: Comparison) -> None:
        self._story = story
        self._sides = comparison.left, comparison.right
        self._learned: tuple[VersionGrams, VersionGrams] | None = None

    def copies(self, bead: Bead) -> Iterator[Problem]:
        """Yield blocks of a bead that were copied, and in the others the fragments that were."""
        left, right = self._sides
        for j in bead.right:
            target = self._story.block(right, j)
            if target.block.kind is Kind.CODE:
                continue
            source = next((i for i in bead.left if _copied(self._story.block(left, i), target)), None)
            if source is not None:
                yield self._untranslated((left, source), (right, j))
                continue
            for i in bead.left:
                yield from self._fragments((left, i), (right, j))

    def _right_errs(self, text: str) -> bool:
        """Tell whether a text that stands in both versions is in the left one's language."""
        if self._story.has_source:
            return True
        if self._learned is None:
            blocks = [[block.block.text for block in self._story.versions[side].blocks] for side in self._sides]
            self._learned = VersionGrams(blocks[0]), VersionGrams(blocks[1])
        left, right = self._learned
        return left.prefers(text, right) >= 0

    def _untranslated(self, left: tuple[int, int], right: tuple[int, int]) -> Problem:
        text = self._story.block(*right).block.text
        wrong, kept = (right, left) if self._right_errs(text) else (left, right)
        language = language_name(self._story.versions[kept[0]].lang)
        return Problem(
            rule="untranslated-paragraph",
            message=f"Left as it is in {language}: “{shorten(text)}”",
            evidence=shorten(text, 200),
            place=self._story.whole(*wrong),
            related=(self._story.whole(*kept),),
            confidence=0.95,
        )

    def _fragments(self, left: tuple[int, int], right: tuple[int, int]) -> Iterator[Problem]:
        source, target = self._story.block(*left), self._story.block(*right)
        scripts = {self._story.versions[side].script for side in self._sides}
        for run in _copied_runs(source, target, _RUN if len(scripts) == 1 else _FOREIGN_RUN):
            text = target.block.text[run[0].start : run[-1].end]
            places = _where(self._story, *left, text), self._story.place(*right, run[0].start, run[-1].end)
            wrong, kept = reversed(places) if self._right_errs(text) else places
            yield Problem(
                rule="untranslated-fragment",
                message=f"Left untranslated: “{shorten(text)}”",
                evidence=text,
                place=wrong,
                related=(kept,),
                confidence=0.9,
            )


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


def _labels(story: CheckedStory, comparison: Comparison, bead: Bead, labels: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Yield labels such as "Source:" that are not in their version's language."""
    sides = [(comparison.right, bead.right, comparison.left, bead.left)]
    if not story.has_source:
        sides.append((comparison.left, bead.left, comparison.right, bead.right))
    for side, blocks, rival, counterparts in sides:
        for index in blocks:
            found = _LABEL.match(story.block(side, index).block.text)
            languages = labels.get(found["label"].casefold()) if found else None
            if found is None or languages is None or primary(story.versions[side].lang) in languages:
                continue
            yield Problem(
                rule="untranslated-label",
                message=f"The label “{found['label']}” is not {language_name(story.versions[side].lang)}",
                evidence=found["label"],
                place=story.place(side, index, *found.span("label")),
                related=(story.whole(rival, counterparts[0]),),
                confidence=0.9,
            )
