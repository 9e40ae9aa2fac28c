"""Text left in another version's language: whole blocks, fragments, labels, versions."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.language import VersionGrams, main_script
from transcheck.annotate.words import UNSPACED, Word, fold
from transcheck.checks.leaning import Leaning, Vocabulary
from transcheck.checks.story import CheckedStory, Comparison, Place, Problem, shorten
from transcheck.locales import common_words, language_name, primary
from transcheck.model import Kind
from transcheck.rulebook import Rule

_ALIKE = 80.0  # chrF (0-100) of a block that was copied, perhaps touched up
_QUICK = 0.7  # a cheap similarity below which chrF cannot reach _ALIKE
_PROSE = 3  # plain words that make a text prose, not a list of names
_IDENTICAL = 12  # words of a block that close languages may have in common to the letter
_REWORDED = 6  # words of a block whose language can be told by its words
_OTHERS = 0.6  # share of them that lean to the other language
_OWN = 0.1  # share that may lean to the block's own
_RUN = 4  # words copied in a row that are no accident of cognates
_SHORT_RUN = 2  # words in a row of which each leans to the other language
_LABEL_WORDS = 8
_LABEL_LETTERS = 4  # of a label of one word
_MOST = 0.6  # share of a version's text that makes it untranslated
_TERMS = 0.15  # share of blocks with foreign words that makes a text one that keeps terms
_SHORTER = 0.55  # length of a translation, in its original's, at least
_HABIT = 2  # originals beside their translations that make a habit
_FEW = 3  # blocks that must have been left for the version to be told as a whole
_LABELS = frozenset({Kind.HEADING, Kind.FIELD, Kind.CAPTION})
_LABEL = re.compile(r"\W*(?P<label>[^\W\d_][\w' -]{1,24}?)\s?[:：]")
_PLAIN = regex.compile(r"\p{Ll}[\p{Ll}\p{M}'’-]{2,}|[\p{Lo}\p{M}]{2,}")
_OPEN = regex.compile(r"[(（\[][^)）\]]*$")
_TITLE = regex.compile(
    r"[“„«\"‘「『《](?:[^\s”»\"’」』》]+\s){0,11}[^\s”»\"」』》]+[”»\"’」』》]|(?<![\p{L}\p{N}])'[^'\n]{1,60}'(?!\p{L})"
)
_DASHES = frozenset("—–-")
_LATIN = regex.compile(r"[\p{Latin}.@/_]")
_JOINT = regex.compile(r"[ \u00a0]|[-‑,]\s?|\s")


def check(story: CheckedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield UNT101 untranslated-paragraph, UNT102 -fragment, UNT103 -label and UNT106 -version."""
    options = {name: rule.options for name, rule in rules.items()}
    close = [set(group) for group in options.get("untranslated-paragraph", {}).get("close", ())]
    labels = options.get("untranslated-label", {})
    allowed = tuple(text.casefold() for text in story.allow.untranslated)
    told: set[int] = set()
    for comparison in story.comparisons:
        sides = comparison.left, comparison.right
        languages = {primary(story.versions[side].lang) for side in sides}
        if len(languages) == 1:
            continue
        found = list(_Comparer(story, comparison, any(languages <= group for group in close)).problems(labels))
        for side in sides:
            if (side not in told) and (problem := _whole_version(story, comparison, side, found)):
                told.add(side)
                yield problem
        yield from (
            problem
            for problem in found
            if problem.place.version not in told and not any(text in problem.evidence.casefold() for text in allowed)
        )


def _whole_version(story: CheckedStory, comparison: Comparison, side: int, found: Iterable[Problem]) -> Problem | None:
    """Return the problem of a version most of which was left, or which says so of itself in its front matter."""
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


@dataclass(frozen=True, slots=True)
class _At:
    """A block: version and index, with what the comparison needs of both sides."""

    version: int
    index: int
    block: AnnotatedBlock


class _Comparer:
    """Finds what was left in the other language of two versions, and tells which of them errs."""

    def __init__(self, story: CheckedStory, comparison: Comparison, close: bool) -> None:
        self._story = story
        self._beads = comparison.beads
        self._sides = comparison.left, comparison.right
        self._close = close
        words = {
            side: Vocabulary(story.versions[side], lexicon)
            for side, lexicon in zip(self._sides, comparison.lexicons, strict=True)
        }
        left, right = self._sides
        self._leaning = {left: Leaning(words[left], words[right]), right: Leaning(words[right], words[left])}
        # blocks of the right version that have no counterpart of their own
        self._alone = {j for bead in comparison.beads for j in bead.right if not bead.left or len(bead.right) > 1}
        self._grams: dict[int, VersionGrams] = {}
        self._latin: dict[int, bool] = {}
        self._kept: frozenset[int] | None = None

    def problems(self, labels: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
        """Yield the problems of every bead: of the right version, and of the left one where neither is the source."""
        left, right = self._sides
        for bead in self._beads:
            ours = [self._at(left, index) for index in bead.left]
            theirs = [self._at(right, index) for index in bead.right]
            if bead.left and bead.right:
                told = yield from self._copies(ours, theirs)
                for own, other in ((theirs, ours), (ours, theirs))[: 1 if self._story.has_source else 2]:
                    for at in own:
                        if (at.version, at.index) not in told:
                            yield from self._in_block(at, other, labels)

    def _at(self, version: int, index: int) -> _At:
        return _At(version, index, self._story.block(version, index))

    def _copies(self, ours: list[_At], theirs: list[_At]) -> Generator[Problem, None, set[tuple[int, int]]]:
        """Yield blocks that were copied; return all those told."""
        told: set[tuple[int, int]] = set()
        for target in theirs:
            source = next((at for at in ours if self._is_copied(at.block, target.block)), None)
            if source is None:
                continue
            if target.index in self._originals():
                told.add((target.version, target.index))
                continue
            told |= {(at.version, at.index) for at in (source, target)}
            wrong, kept = (target, source) if self._right_errs(target) else (source, target)
            rule = "untranslated-label" if _is_label(wrong.block) else "untranslated-paragraph"
            yield self._left_as_it_is(rule, wrong, self._story.whole(kept.version, kept.index))
        return told

    def _originals(self) -> frozenset[int]:
        """Return the copied blocks of the right version that stand beside their translation, where that is its habit."""
        if self._kept is None:
            left, right = self._sides
            pairs = (
                (self._at(left, i), self._at(right, j))
                for bead in self._beads
                for i in bead.left
                for j in bead.right
                if len(bead.right) > 1 or j - 1 in self._alone or j + 1 in self._alone
            )
            found = {b.index for a, b in pairs if self._is_copied(a.block, b.block) and self._stands_beside_translation(a, b)}
            self._kept = frozenset(found if len(found) >= _HABIT else ())
        return self._kept

    def _stands_beside_translation(self, source: _At, target: _At) -> bool:
        """Tell whether the block before or after a copy is its translation: the original was kept on purpose."""
        for index in (target.index - 1, target.index + 1):
            if index in self._alone and 0 <= index < len(self._story.versions[target.version].blocks):
                near = self._story.block(target.version, index)
                others, own, _ = self._leaning[target.version].counts(near.words)
                ratio = len(near.block.text) / max(1, len(source.block.block.text))
                if own > others and _SHORTER <= ratio <= 1 / _SHORTER:
                    return True
        return False

    def _is_copied(self, source: AnnotatedBlock, target: AnnotatedBlock) -> bool:
        """Tell whether a block is its counterpart as it was, perhaps touched up (chrF of sacrebleu, after a cheap filter)."""
        if target.block.kind is Kind.CODE or _plain_words(_prose_of(target)) < _PROSE:
            return False
        if source.block.text == target.block.text:
            return not self._close or len(target.words) >= _IDENTICAL
        if self._close:
            return False
        from rapidfuzz.fuzz import ratio

        if ratio(source.block.text, target.block.text) < 100 * _QUICK:
            return False
        from sacrebleu.metrics.chrf import CHRF

        return bool(CHRF().sentence_score(target.block.text, [source.block.text]).score >= _ALIKE)

    def _right_errs(self, target: _At) -> bool:
        """Tell whether a text that stands in both versions is in the left one's language."""
        if self._story.has_source:
            return True
        others, own, _ = self._leaning[target.version].counts(target.block.words)
        if others != own:
            return others > own
        if not self._grams:
            for side in self._sides:
                self._grams[side] = VersionGrams(block.block.text for block in self._story.versions[side].blocks)
        left, right = (self._grams[side] for side in self._sides)
        return left.prefers(target.block.block.text, right) >= 0

    def _in_block(self, at: _At, counterparts: list[_At], labels: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
        """Yield a block in the other language though reworded, else its label and its fragments."""
        if at.block.block.kind is Kind.CODE:
            return
        if self._is_in_other_language(at):
            kept = counterparts[0]
            rule = "untranslated-label" if _is_label(at.block) else "untranslated-paragraph"
            yield self._left_as_it_is(rule, at, self._story.whole(kept.version, kept.index))
            return
        if _is_label(at.block) and (same := next((c for c in counterparts if c.block.block.text == at.block.block.text), None)):
            if self._is_left_label(at):
                yield self._left_as_it_is("untranslated-label", at, self._story.whole(same.version, same.index))
            return
        yield from self._label(at, counterparts, labels)
        if not self._close:
            for run, source in self._runs(at, counterparts):
                yield self._fragment(at, run, source)

    def _is_in_other_language(self, at: _At) -> bool:
        """Tell whether most words of a block, or its script, are the other version's."""
        if _plain_words(_prose_of(at.block)) < _PROSE:
            return False
        scripts = {side: self._story.versions[side].script for side in self._sides}
        if len(set(scripts.values())) > 1:
            own_script = scripts.pop(at.version)
            return own_script != main_script(at.block.block.text) in scripts.values() and self._mostly_foreign(at)
        others, own, words = self._leaning[at.version].counts(at.block.words)
        return words >= _REWORDED and not self._close and others >= _OTHERS * words and own <= _OWN * words

    def _mostly_foreign(self, at: _At) -> bool:
        """Tell whether the letters of a block are hardly any in its version's script."""
        script = self._story.versions[at.version].script
        native = sum(len(word.text) for word in at.block.words if main_script(word.text) == script or _is_mixed(script, word))
        return native <= _OWN * sum(len(word.text) for word in at.block.words)

    def _is_left_label(self, at: _At) -> bool:
        """Tell whether a short text that both versions have is the other language's and not this one's too."""
        leaning = self._leaning[at.version]
        words = [word for word in at.block.words if word.text[0].isalpha()]
        if not words or self._close:
            return False
        sure = [word for word in words if leaning.sure(word)]
        own = sum(leaning.of(word) < 0 for word in words)
        if len(words) == 1:
            return len(sure) == 1 and len(words[0].text) >= _LABEL_LETTERS
        return not own and 2 * len(sure) > len(words)

    def _label(self, at: _At, counterparts: list[_At], labels: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
        """Yield a label such as "Source:" that is not in the version's language."""
        found = _LABEL.match(at.block.block.text)
        languages = labels.get(found["label"].casefold()) if found else None
        lang = self._story.versions[at.version].lang
        if found is None or languages is None or primary(lang) in languages:
            return
        yield Problem(
            rule="untranslated-label",
            message=f"The label “{found['label']}” is not {language_name(lang)}",
            evidence=found["label"],
            place=self._story.place(at.version, at.index, *found.span("label")),
            related=(self._story.whole(counterparts[0].version, counterparts[0].index),),
            confidence=0.9,
        )

    def _runs(self, at: _At, counterparts: list[_At]) -> Iterator[tuple[list[Word], _At]]:
        """Yield runs of words that were left, those that touch as one, each with the block that they were copied from."""
        own_script = self._story.versions[at.version].script
        prose = {id(word) for word in _own_words(at.block)}
        same_script = own_script == self._story.versions[counterparts[0].version].script
        others = list(self._leaning_runs(at) if same_script else _foreign_runs(at.block, own_script))
        for source in counterparts:
            runs = ([word for word in run if id(word) in prose] for run in _copied_runs(source.block, at.block))
            words = {id(word): word for run in runs if self._is_left_run(at, run) for word in run}
            known = source.block.block.text.casefold()
            for run in others:
                if not all(id(word) in prose for word in run):
                    continue
                if _text(at.block, run).casefold() in known and (self._tells(at, run) or any(id(w) in words for w in run)):
                    words |= {id(w): w for w in run}
            for run in _joined(at.block, words, known):
                yield run, source

    def _is_left_run(self, at: _At, run: list[Word]) -> bool:
        """Tell whether a run of copied words is prose of the other language, not a name or what both languages own."""
        if sum(len(word.text) > 1 and not word.text[0].isupper() for word in run) < _PROSE:
            return False
        if main_script(_text(at.block, run)) != self._story.versions[at.version].script:
            return True
        leaning = self._leaning[at.version]
        others, own, _ = leaning.counts(run)
        return others > own or (others == own and leaning.by_versions(run) > 0)

    def _leaning_runs(self, at: _At) -> Iterator[list[Word]]:
        """Yield the longest runs of words without a capital, none of which leans to the version's own language."""
        leaning, text = self._leaning[at.version], at.block.block.text
        run: list[Word] = []
        for word in at.block.words:
            fits = word.text.islower() and leaning.of(word) >= 0
            joined = bool(run) and bool(_JOINT.fullmatch(text, run[-1].end, word.start))
            if run and not (fits and joined):
                yield from self._trimmed(at, run)
                run = []
            if fits:
                run.append(word)
        yield from self._trimmed(at, run)

    def _trimmed(self, at: _At, run: list[Word]) -> Iterator[list[Word]]:
        """Yield what is left of a run from its first to its last word that is surely of the other language."""
        sure = [index for index, word in enumerate(run) if self._leaning[at.version].sure(word)]
        if len(sure) >= _SHORT_RUN:
            yield run[sure[0] : sure[-1] + 1]

    def _tells(self, at: _At, run: list[Word]) -> bool:
        """Tell whether a short run is evidence enough: two words, or one in a foreign script, neither quoted nor a term."""
        if _OPEN.search(at.block.block.text[: run[0].start]) or self._is_term(at, run):
            return False
        own_script = self._story.versions[at.version].script
        if main_script(run[0].text) == own_script:
            return len(run) >= _SHORT_RUN and not _between_capitals(at.block, run)
        if main_script(run[0].text) != "Latn":
            return True
        if len(run) < _RUN and self._keeps_terms(at.version):
            return False
        if len(run) > 1:
            return True
        return self._leaning[at.version].sure(run[0]) and not _in_name(at.block, run[0])

    def _keeps_terms(self, version: int) -> bool:
        """Tell whether many blocks of a version have Latin words without a capital, as texts on computing keep them."""
        if version not in self._latin:
            blocks = [block for block in self._story.versions[version].blocks if block.block.kind is not Kind.CODE]
            script = self._story.versions[version].script
            foreign = sum(any(True for _ in _foreign_runs(block, script)) for block in blocks)
            self._latin[version] = foreign >= _TERMS * len(blocks) and foreign > _RUN
        return self._latin[version]

    def _is_term(self, at: _At, run: list[Word]) -> bool:
        """Tell whether a few words stand in several blocks of the version: a term that it does not translate."""
        if len(run) >= _RUN:
            return False
        text = _text(at.block, run).casefold()
        return sum(text in block.block.text.casefold() for block in self._story.versions[at.version].blocks) > 1

    def _left_as_it_is(self, rule: str, wrong: _At, kept: Place) -> Problem:
        text = wrong.block.block.text
        language = language_name(_language(wrong.block.words, self._story.versions[kept.version].lang))
        return Problem(
            rule=rule,
            message=f"Left in {language}: “{shorten(text)}”",
            evidence=shorten(text, 200),
            place=self._story.whole(wrong.version, wrong.index),
            related=(kept,),
            confidence=0.95,
        )

    def _fragment(self, at: _At, run: list[Word], source: _At) -> Problem:
        text = _text(at.block, run)
        return Problem(
            rule="untranslated-fragment",
            message=f"Left untranslated: “{shorten(text)}”",
            evidence=text,
            place=self._story.place(at.version, at.index, run[0].start, run[-1].end),
            related=(_where(self._story, source, text),),
            confidence=0.9,
        )


def _language(words: Sequence[Word], lang: str) -> str:
    """Return the language that a text is left in: the other version's, or English if more of the words are."""
    english, other = common_words("en"), common_words(primary(lang))
    forms = [fold(word.text) for word in words]
    return "en" if other and sum(f in english for f in forms) > sum(f in other for f in forms) else lang


def _is_mixed(script: str, word: Word) -> bool:
    return script == "Jpan" and main_script(word.text) in ("Hani", "Hira", "Kana")


def _is_label(block: AnnotatedBlock) -> bool:
    """Tell whether a block is a heading, a caption, a field of the front matter, or as short as a label."""
    return len(block.words) <= _LABEL_WORDS and block.block.kind in _LABELS


def _prose_of(block: AnnotatedBlock) -> list[Word]:
    """Return the words of a block that make it prose; a line that begins with a dash names its source."""
    return _own_words(block) if block.block.text.lstrip()[:1] in _DASHES else _unlinked(block)


def _unlinked(block: AnnotatedBlock) -> list[Word]:
    """Return the words outside links to elsewhere."""
    links = [(link.start, link.end) for link in block.block.links if "://" in link.target]
    return [word for word in block.words if not any(start <= word.start < end for start, end in links)]


def _own_words(block: AnnotatedBlock) -> list[Word]:
    """Return the words outside links to elsewhere and titles in quotation marks: what has to be translated."""
    titles = [match.span() for match in _TITLE.finditer(block.block.text)]
    return [word for word in _unlinked(block) if not any(start <= word.start < end for start, end in titles)]


def _text(block: AnnotatedBlock, run: Sequence[Word]) -> str:
    return block.block.text[run[0].start : run[-1].end]


def _plain_words(words: Iterable[Word]) -> int:
    """Return the number of words that are no names: without a capital, or in a script that has none."""
    return sum(len(word.text) > 8 if UNSPACED.match(word.text) else bool(_PLAIN.fullmatch(word.text)) for word in words)


def _joined(block: AnnotatedBlock, words: Mapping[int, Word], source: str) -> Iterator[list[Word]]:
    """Yield the runs that some words of a block make, one where the text between two was copied from the source as well."""
    run: list[Word] = []
    for word in block.words:
        if id(word) not in words:
            continue
        if run and block.block.text[run[0].start : word.end].casefold() not in source:
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _copied_runs(source: AnnotatedBlock, target: AnnotatedBlock) -> Iterator[list[Word]]:
    """Yield the longest runs of four words and more that stand in the source too."""
    known = [word.text for word in source.words]
    grams = {tuple(known[k : k + _RUN]) for k in range(len(known) - _RUN + 1)}
    run: list[Word] = []
    words = target.words
    for k in range(len(words) - _RUN + 1):
        window = words[k : k + _RUN]
        if tuple(word.text for word in window) in grams:
            run = [*run, *(word for word in window if not run or word.start > run[-1].start)]
        elif run and words[k].start > run[-1].start:
            yield run
            run = []
    if run:
        yield run


def _between_capitals(block: AnnotatedBlock, run: list[Word]) -> bool:
    """Tell whether a run stands inside a title: Kings of the North."""
    before = next((w for w in reversed(block.words) if w.end <= run[0].start), None)
    behind = next((w for w in block.words if w.start >= run[-1].end), None)
    return bool(before and behind and before.text[0].isupper() and behind.text[0].isupper())


def _in_name(block: AnnotatedBlock, word: Word) -> bool:
    """Tell whether a word stands beside another one in Latin letters, as the parts of names do, or in an address."""
    before, behind = block.block.text[: word.start].rstrip(), block.block.text[word.end :].lstrip()
    return bool(_LATIN.match(before[-1:]) or _LATIN.match(behind[:1]))


def _foreign_runs(block: AnnotatedBlock, script: str) -> Iterator[list[Word]]:
    """Yield the longest runs of words in another script than the version's; capitals and digits are left out."""
    run: list[Word] = []
    for word in block.words:
        fits = bool(_PLAIN.fullmatch(word.text)) and main_script(word.text) != script and not _is_mixed(script, word)
        joined = bool(run) and bool(_JOINT.fullmatch(block.block.text, run[-1].end, word.start))
        if run and not (fits and joined):
            yield run
            run = []
        if fits:
            run.append(word)
    if run:
        yield run


def _where(story: CheckedStory, at: _At, text: str) -> Place:
    start = at.block.block.text.casefold().find(text.casefold())
    return story.place(at.version, at.index, start, start + len(text)) if start >= 0 else story.whole(at.version, at.index)
