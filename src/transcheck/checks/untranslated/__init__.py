"""Text left in another version's language: whole blocks, fragments, labels, versions."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

import regex
from msgspec import Struct

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.language import VersionGrams, main_script
from transcheck.annotate.words import Word, fold, shorten
from transcheck.checks.base import Problem
from transcheck.checks.untranslated.fragments import Fragments, is_foreign, is_title, text_of
from transcheck.checks.untranslated.translatable import is_prose, prose_of, translatable_text
from transcheck.checks.untranslated.word_language import Vocabulary, WordLanguage
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import close_words, common_words, language_name, primary
from transcheck.model import BlockKind
from transcheck.rulebook import Rule

_ALIKE = 80.0  # chrF (0-100) of a block that was copied, perhaps with small changes
# minimum simple similarity of a copy: chrF alone accepts a text that contains the other one
_QUICK = 0.88
_REWORDED = 6  # minimum number of words of a block whose language can be judged by its words
_OTHERS = 0.6  # minimum share of them that lean to the other language
_OWN = 0.1  # most that may lean to the block's own language
_COVERED = 0.5  # from this share of a block's text on, its fragments are one finding
_LABEL_WORDS = 8
_LABEL_LETTERS = 4  # minimum number of letters of a label of one word
_MOST = 0.6  # from this share of its text on, a version counts as untranslated
_SHORTER = 0.55  # minimum length of a translation, relative to its original
_HABIT = 2  # number of originals kept next to their translations that make a habit
_FEW = 3  # minimum number of untranslated blocks for the version to be reported as a whole
# share of further versions that also keep a term
_WITNESSES = {
    "untranslated-fragment": 0.25,
    "untranslated-label": 0.3,
}
_LEAST_WITNESSES = 2
_SENTENCE = re.compile(r"\w[.!?…]$")
_SHORT_WORDS = 3  # minimum number of words of the other language in a sentence of short words
_LISTED = regex.compile(r"[,;()]\s*")
_MARKS = "\"“”„«»'‘’「」『』《》`*_"  # around words that are mentioned, not used
_LABELS = frozenset({BlockKind.HEADING, BlockKind.FIELD, BlockKind.CAPTION})
_LABEL = re.compile(r"\W*(?P<label>[^\W\d_][\w' -]{1,24}?)\s?[:：]")


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield UNT101 untranslated-paragraph, UNT102 -fragment, UNT103 -label and UNT106 -version."""
    labels = rules["untranslated-label"].options if "untranslated-label" in rules else {}
    words: dict[int, Vocabulary] = {}
    terms = _Terms(story)
    reported: set[int] = set()
    for comparison in story.every_comparison():
        sides = comparison.left, comparison.right
        if primary(story.versions[sides[0]].lang) == primary(story.versions[sides[1]].lang):
            continue
        for side, lexicon in zip(sides, comparison.lexicons, strict=True):
            if side not in words:
                words[side] = Vocabulary(story.versions[side], lexicon)
        found = list(_UntranslatedFinder(story, comparison, words).problems(labels))
        for side in sides:
            if (side not in reported) and (
                problem := _whole_version(story, comparison, side, found)
            ):
                reported.add(side)
                yield problem
        yield from (
            problem
            for problem in found
            if problem.place.version not in reported and not terms.keep(problem)
        )


class _Terms:
    """Decides whether fragments and labels are terms: kept by further versions, or named in
    quotation marks.
    """

    def __init__(self, story: ComparedStory) -> None:
        self._story = story
        self._texts: dict[int, str] = {}

    def keep(self, problem: Problem) -> bool:
        """Return whether the text of a problem is untranslated on purpose."""
        share = _WITNESSES.get(problem.rule)
        if share is None or not problem.related:
            return False
        evidence = problem.evidence.casefold()
        if regex.search(
            rf"[{_MARKS}]{regex.escape(evidence)}[{_MARKS}]", self._text(problem.place.version)
        ):
            return True
        return all(self._is_kept(term, problem, share) for term in _LISTED.split(evidence) if term)

    def _is_kept(self, term: str, problem: Problem, share: float) -> bool:
        known = {
            primary(self._story.versions[at.version].lang)
            for at in (problem.place, *problem.related)
        }
        others = [
            n
            for n, version in enumerate(self._story.versions)
            if primary(version.lang) not in known and version.blocks
        ]
        if len(others) < _LEAST_WITNESSES:
            return False
        alone = regex.compile(rf"(?<!\p{{Latin}}){regex.escape(term)}(?!\p{{Latin}})")
        return sum(bool(alone.search(self._text(other))) for other in others) >= max(
            _LEAST_WITNESSES, share * len(others)
        )

    def _text(self, version: int) -> str:
        if version not in self._texts:
            self._texts[version] = self._story.versions[version].document.text.casefold()
        return self._texts[version]


def _whole_version(
    story: ComparedStory, comparison: Comparison, side: int, found: Iterable[Problem]
) -> Problem | None:
    """Return the problem of a version that is mostly untranslated, or that says so in its front
    matter.
    """
    annotated = story.versions[side]
    other = comparison.left if side == comparison.right else comparison.right
    left = [p for p in found if p.rule == "untranslated-paragraph" and p.place.version == side]
    says = annotated.document.metadata.get("untranslated", "").casefold() == "true" and bool(left)
    size = sum(block.block.end - block.block.start for block in annotated.blocks)
    share = sum(p.place.end - p.place.start for p in left) / max(1, size)
    if not says and (len(left) < _FEW or share < _MOST):
        return None
    language = language_name(story.versions[other].lang)
    return Problem(
        rule="untranslated-version",
        message=f"Most of this version ({share:.0%}) is in {language}",
        evidence=language,
        place=Place(side, 0, 0),
        related=(Place(other, 0, 0),),
        confidence=0.95,
    )


class _At(Struct, frozen=True):
    """A block: its version and index, with what the comparison needs from both sides."""

    version: int
    index: int
    block: AnnotatedBlock


class _UntranslatedFinder:
    """Finds what was left in the other language of two versions, and decides which of them is
    wrong.
    """

    def __init__(
        self, story: ComparedStory, comparison: Comparison, words: Mapping[int, Vocabulary]
    ) -> None:
        self._story = story
        self._beads = comparison.beads
        self._sides = left, right = comparison.left, comparison.right
        self._other = {left: right, right: left}
        self._close = close_words(*(primary(story.versions[side].lang) for side in self._sides))
        self._leaning = {
            left: WordLanguage(words[left], words[right]),
            right: WordLanguage(words[right], words[left]),
        }
        self._scripts = {side: story.versions[side].script for side in self._sides}
        self._fragments = {
            side: Fragments(
                story.versions[side], self._leaning[side], self._scripts[other], self._close
            )
            for side, other in self._other.items()
        }
        # blocks of the right version that have no counterpart or share one
        self._alone = {
            j
            for bead in comparison.beads
            for j in bead.right
            if not bead.left or len(bead.right) > 1
        }
        self._grams: dict[int, VersionGrams] = {}
        self._kept: frozenset[int] | None = None

    def problems(self, labels: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
        """Yield the problems of every bead: of the right version, and also of the left one if
        neither is the source.
        """
        left, right = self._sides
        for bead in self._beads:
            ours = [self._at(left, index) for index in bead.left]
            theirs = [self._at(right, index) for index in bead.right]
            if bead.left and bead.right:
                reported = yield from self._copies(ours, theirs)
                sides = ((theirs, ours), (ours, theirs))[: 1 if self._story.has_source else 2]
                found = [
                    problem
                    for own, other in sides
                    for at in own
                    if (at.version, at.index) not in reported
                    for problem in self._in_block(at, other, labels)
                ]
                yield from _undisputed(found)

    def _at(self, version: int, index: int) -> _At:
        return _At(version, index, self._story.block(version, index))

    def _copies(
        self, ours: list[_At], theirs: list[_At]
    ) -> Generator[Problem, None, set[tuple[int, int]]]:
        """Yield blocks that were copied; return all blocks that need no further check."""
        reported: set[tuple[int, int]] = set()
        for target in theirs:
            source = next((at for at in ours if self._is_copied(at.block, target)), None)
            if source is None:
                continue
            if target.index in self._originals():
                reported.add((target.version, target.index))
                continue
            reported |= {(at.version, at.index) for at in (source, target)}
            wrong, kept = (target, source) if self._right_errs(target) else (source, target)
            rule = "untranslated-label" if _is_label(wrong.block) else "untranslated-paragraph"
            yield self._left_as_it_is(rule, wrong, self._story.whole(kept.version, kept.index))
        return reported

    def _originals(self) -> frozenset[int]:
        """Return the copied blocks of the right version that are next to their translation, if that
        is its habit.
        """
        if self._kept is None:
            left, right = self._sides
            pairs = (
                (self._at(left, i), self._at(right, j))
                for bead in self._beads
                for i in bead.left
                for j in bead.right
                if len(bead.right) > 1 or j - 1 in self._alone or j + 1 in self._alone
            )
            found = {
                b.index
                for a, b in pairs
                if self._is_copied(a.block, b) and self._stands_beside_translation(a, b)
            }
            self._kept = frozenset(found if len(found) >= _HABIT else ())
        return self._kept

    def _stands_beside_translation(self, source: _At, target: _At) -> bool:
        """Return whether the block before or after a copy is its translation, so the original was
        kept on purpose.
        """
        for index in (target.index - 1, target.index + 1):
            if index in self._alone and 0 <= index < len(
                self._story.versions[target.version].blocks
            ):
                near = self._story.block(target.version, index)
                others, own, _ = self._leaning[target.version].counts(near.words)
                ratio = len(near.block.text) / max(1, len(source.block.block.text))
                if own > others and _SHORTER <= ratio <= 1 / _SHORTER:
                    return True
        return False

    def _is_copied(self, source: AnnotatedBlock, target: _At) -> bool:
        """Return whether a block is a copy of its counterpart, perhaps with small changes.

        Similarity is chrF of sacrebleu, after a fast filter.
        """
        block = target.block
        if block.block.kind is BlockKind.CODE:
            return False
        is_equal = source.block.text == block.block.text
        if not self._is_prose(target):
            return is_equal and self._is_short_sentence(target)
        if is_equal:
            return len(block.words) >= self._close
        if self._close or len(block.words) < _REWORDED:
            return False
        from rapidfuzz.fuzz import ratio

        ours, theirs = translatable_text(source), translatable_text(block)
        if ratio(ours, theirs, score_cutoff=100 * _QUICK) == 0:
            return False
        from sacrebleu.metrics.chrf import CHRF

        return bool(CHRF().sentence_score(theirs, [ours]).score >= _ALIKE)

    def _is_short_sentence(self, at: _At) -> bool:
        """Return whether a block is a sentence of a few short words of the other language.

        “So here it is.” is one.
        """
        if self._close or is_title(at.block.words) or not _SENTENCE.search(at.block.block.text):
            return False
        others, own, _ = self._leaning[at.version].counts(at.block.words)
        return others >= _SHORT_WORDS and not own

    def _is_prose(self, at: _At) -> bool:
        return is_prose(prose_of(at.block, self._leaning[at.version], self._scripts[at.version]))

    def _right_errs(self, target: _At) -> bool:
        """Return whether a text that appears in both versions is in the left one's language."""
        if self._story.has_source:
            return True
        others, own, _ = self._leaning[target.version].counts(target.block.words)
        if others != own:
            return others > own
        if not self._grams:
            for side in self._sides:
                self._grams[side] = VersionGrams(
                    block.block.text for block in self._story.versions[side].blocks
                )
        left, right = (self._grams[side] for side in self._sides)
        return left.prefers(target.block.block.text, right) >= 0

    def _in_block(
        self, at: _At, counterparts: list[_At], labels: Mapping[str, Sequence[str]]
    ) -> Iterator[Problem]:
        """Yield a block that is in the other language, even if reworded.

        Otherwise its label and its fragments.
        """
        if at.block.block.kind is BlockKind.CODE:
            return
        if self._is_in_other_language(at):
            kept = counterparts[0]
            rule = "untranslated-label" if _is_label(at.block) else "untranslated-paragraph"
            yield self._left_as_it_is(rule, at, self._story.whole(kept.version, kept.index))
            return
        if _is_label(at.block) and (
            same := next(
                (c for c in counterparts if c.block.block.text == at.block.block.text), None
            )
        ):
            if self._is_left_label(at):
                yield self._left_as_it_is(
                    "untranslated-label", at, self._story.whole(same.version, same.index)
                )
            return
        yield from self._label(at, counterparts, labels)
        yield from self._fragments_of(at, counterparts)

    def _fragments_of(self, at: _At, counterparts: list[_At]) -> Iterator[Problem]:
        """Yield the fragments of a block, or the block itself if they make up most of it and it is
        not kept on purpose.
        """
        found = [
            (run, source)
            for source in counterparts
            for run in self._fragments[at.version].find(at.block, source.block)
        ]
        size = len(translatable_text(at.block))
        if (
            len(found) > 1
            and sum(len(text_of(at.block, run)) for run, _ in found) >= _COVERED * size
        ):
            source = found[0][1]
            if at.version != self._sides[1] or at.index not in self._originals():
                yield self._left_as_it_is(
                    "untranslated-paragraph", at, self._story.whole(source.version, source.index)
                )
            return
        for run, source in found:
            yield self._fragment(at, run, source)

    def _is_in_other_language(self, at: _At) -> bool:
        """Return whether most words of a block, or its script, are the other version's."""
        own_script, other_script = self._scripts[at.version], self._scripts[self._other[at.version]]
        if own_script != other_script:
            return (
                self._mostly_foreign(at)
                and main_script(at.block.block.text) == other_script
                and self._is_prose(at)
            )
        if self._close or len(at.block.words) < _REWORDED:
            return False
        return self._leaning[at.version].mostly_other(
            at.block.words, _OTHERS, _OWN
        ) and self._is_prose(at)

    def _mostly_foreign(self, at: _At) -> bool:
        """Return whether hardly any letters of a block are in its version's script."""
        script = self._scripts[at.version]
        native = sum(len(word.text) for word in at.block.words if not is_foreign(word, script))
        return native <= _OWN * sum(len(word.text) for word in at.block.words)

    def _is_left_label(self, at: _At) -> bool:
        """Return whether a short text that both versions have is in the other language and not in
        this one as well.
        """
        leaning = self._leaning[at.version]
        words = [word for word in at.block.words if word.text[0].isalpha()]
        if not words or self._close:
            return False
        sure = [word for word in words if leaning.sure(word)]
        own = sum(leaning.of(word) < 0 for word in words)
        if len(words) == 1:
            return len(sure) == 1 and len(words[0].text) >= _LABEL_LETTERS
        return not own and 2 * len(sure) > len(words)

    def _label(
        self, at: _At, counterparts: list[_At], labels: Mapping[str, Sequence[str]]
    ) -> Iterator[Problem]:
        """Yield a label such as "Source:" that is not in the version's language."""
        found = _LABEL.match(at.block.block.text)
        languages = labels.get(found["label"].casefold()) if found else None
        lang = self._story.versions[at.version].lang
        if found is None or languages is None or primary(lang) in languages:
            return
        yield Problem(
            rule="untranslated-label",
            message=f"The label “{found['label']}” is still in {language_name(languages[0])}",
            evidence=found["label"],
            place=self._story.place(at.version, at.index, *found.span("label")),
            related=(self._story.whole(counterparts[0].version, counterparts[0].index),),
            confidence=0.9,
        )

    def _left_as_it_is(self, rule: str, wrong: _At, kept: Place) -> Problem:
        text = wrong.block.block.text
        language = language_name(
            _language(wrong.block.words, self._story.versions[kept.version].lang)
        )
        return Problem(
            rule=rule,
            message=f"Still in {language}: “{shorten(text)}”",
            evidence=shorten(text, 200),
            place=self._story.whole(wrong.version, wrong.index),
            related=(kept,),
            confidence=0.95,
        )

    def _fragment(self, at: _At, run: list[Word], source: _At) -> Problem:
        text = text_of(at.block, run)
        return Problem(
            rule="untranslated-fragment",
            message=f"Not translated: “{shorten(text)}”",
            evidence=text,
            place=self._story.place(at.version, at.index, run[0].start, run[-1].end),
            related=(_where(self._story, source, text),),
            confidence=0.9 if any(self._leaning[at.version].sure(word) for word in run) else 0.8,
        )


def _undisputed(found: list[Problem]) -> Iterator[Problem]:
    """Yield the problems except those that the other side has too with equal confidence: text that
    fits both languages.
    """
    for problem in found:
        rivals = [
            p.confidence for p in found if p.evidence == problem.evidence and p is not problem
        ]
        if problem.confidence > max(rivals, default=0.0):
            yield problem


def _language(words: Sequence[Word], lang: str) -> str:
    """Return the language that a text was left in: the other version's, or English if more of its
    words are English.
    """
    english, other = common_words("en"), common_words(primary(lang))
    forms = [fold(word.text) for word in words]
    return (
        "en"
        if other and sum(f in english for f in forms) > sum(f in other for f in forms)
        else lang
    )


def _is_label(block: AnnotatedBlock) -> bool:
    """Return whether a block is a short heading, caption or front matter field."""
    return len(block.words) <= _LABEL_WORDS and block.block.kind in _LABELS


def _where(story: ComparedStory, at: _At, text: str) -> Place:
    start = at.block.block.text.casefold().find(text.casefold())
    return (
        story.place(at.version, at.index, start, start + len(text))
        if start >= 0
        else story.whole(at.version, at.index)
    )
