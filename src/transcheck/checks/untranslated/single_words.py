"""A single word left in the source language: one that stands verbatim in the source and is not a
word of the target.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import regex

from transcheck.annotate.words import UNSPACED, Word, fold_word
from transcheck.checks.base import Problem
from transcheck.checks.untranslated.translatable import labels_of
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.locales import (
    common_words,
    computing_words,
    international_names,
    language_name,
    own_letters,
    primary,
)
from transcheck.model import Bead, BlockKind
from transcheck.rulebook import Rule

_RARE = 12  # frequency step of a word that is on no list
# Steps (of a factor 3.2) by which a word must be rarer in the target's language. With it and what
# follows, .85 of 500 words left in sentences of ten languages are found, at .04 false alarms per
# 100 clean sentences in 28 directions (bench/clean.py, 2026).
_GAP = 4
_CLEAR_GAP = 5  # steps by which a word beside a copied name must be rarer: “Walmark společnosti”
_KNOWN = 9  # step up to which a word of the source is well known
_KNOWN_ENGLISH = 6  # the same for English, whose words all lists have
_FUNCTION = 6  # step up to which a word that was left a few times is not a term: “und”, “que”
_SLIPS = 3
_CODE_SPANS = 3  # with as many, a text is about programs, whose keywords are words: else, with
_OPENING = 6  # step up to which a capitalised word that begins a sentence is not a name: “pokud”
_OPENING_ENGLISH = 4  # the same for English, where “time” and “will” are names too
_BEFORE = 8  # characters before a word in which a sentence may end
_LETTERS = 3  # fewest letters of a word, unless it is one of the most common: “su”, “že”
_MOST_COMMON = 4
_NOUN = 9  # step up to which a capitalised German word is a noun, not a name
_NOUN_ENDING = regex.compile(r"\p{Lu}\p{Ll}{3,}(?:ung|heit|keit|schaft|nis|tion|tät)(?:e?n)?")
_CAPITALISED_NOUNS = frozenset({"de", "lb"})
_QUOTES = frozenset("\"“”„«»‘’「」『』《》':")  # around words that are mentioned, or :names:
_BRACKETS = frozenset("*_()[]`")  # at either end of words that are glossed or stressed
_COPIED = 0.4  # most of a block's words that may be copied
_OTHERS = 2  # versions that keep a word, its own among them, before it counts as a term
_RUN = 4  # words copied in a row that are a fragment
_ELSEWHERE = 1  # other pairs that may keep a word before it counts as a term
_JOINT = regex.compile(r"['’ʼ-]")  # in all'olfatto, d'admirer, mexicano-estadounidenses
_STOP = regex.compile(r"[,;:.!?…،؛؟]\s")  # not that of Astro.request
_NAME_WORDS = 3  # words before the end of a name in which its capital may be
_ELIDED = regex.compile(r"^\p{L}{1,4}['’]")  # l'Autorité, dell'acqua
_SENTENCE_END = regex.compile(r"(?:^|[.!?…:])[\s\p{Pi}\p{Pf}\"']*$")
# A word on neither list is judged by its groups of letters, if it has as many of them
_GRAM = 4
_LONG = 4
_LIKELIER = 0.6  # mean log-odds of a group of letters: half of true leftovers, few like “snorkel”
# The same for English, from which all languages borrow, and whose words their lists have: most of
# “floundered” and “batsman”, not “wallaby”. Terms of computing are borrowed unchanged, whatever
# they look like (backend, layout), so that it holds in texts about anything else.
_LIKELIER_ENGLISH = 1.0
_CLEARLY = 1.7  # beside a name: “ANGAU conscripted”, not “Megaselia picta”
# Share of words about computing from which a text is about it: .1 is more than all but a fiftieth
# of sentences of news have, and less than nineteen in twenty pages of documentation.
_COMPUTING = 0.1


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield UNT107 untranslated-word, where lists of words are known for both languages."""
    if "untranslated-word" not in rules:
        return
    kept = _kept_by(story)
    for comparison in story.comparisons:
        source, target = (
            primary(story.versions[side].lang) for side in (comparison.left, comparison.right)
        )
        if source == target or not common_words(source) or not common_words(target):
            continue
        yield from _Finder(story, comparison, source, target, kept).problems()


class _Finder:
    """Finds the words of one pair of versions."""

    def __init__(
        self,
        story: ComparedStory,
        comparison: Comparison,
        source: str,
        target: str,
        kept_by: Counter[str],
    ) -> None:
        self._story, self._comparison = story, comparison
        self._source, self._target = source, target
        self._kept_by = kept_by
        self._kept: Counter[str] = Counter()  # in how many pairs both sides have a word
        self._own: Counter[str] = Counter()  # in how many the target alone has it
        self._technical = _is_technical(story, comparison.right)
        self._borrows = self._technical or _is_about_computing(story, comparison.left)
        # a sentence that is repeated is not further evidence that a word is a term
        seen: set[str] = set()
        for bead in comparison.beads:
            text = " ".join(story.block(comparison.left, at).block.text for at in bead.left)
            if text and text in seen:
                continue
            seen.add(text)
            ours = {fold_word(word.text) for word in self._words(comparison.left, bead.left)}
            theirs = {fold_word(word.text) for word in self._words(comparison.right, bead.right)}
            self._kept.update(ours & theirs)
            self._own.update(theirs - ours)

    def problems(self) -> Iterator[Problem]:
        """Yield the first such word of each pair of blocks."""
        for bead in self._comparison.beads:
            if len(bead.right) == 1 and bead.left:
                yield from self._in_pair(bead)

    def _in_pair(self, bead: Bead) -> Iterator[Problem]:
        version, index = self._comparison.right, bead.right[0]
        block = self._story.block(version, index)
        if block.block.kind in (BlockKind.CODE, BlockKind.FIELD):
            return
        words = block.words
        verbatim = {word.text for word in self._words(self._comparison.left, bead.left)}
        verbatim |= {_ELIDED.sub("", text) for text in verbatim}
        if self._is_left_whole(bead, words, verbatim):
            return
        labels = labels_of(block)
        for at, word in enumerate(words):
            if word.text not in verbatim and word.text.lower() not in verbatim:
                continue
            if any(start <= word.start < end for start, end in labels):
                continue
            if not self._is_left(words, at, verbatim, block.block.text):
                continue
            language = language_name(self._story.versions[self._comparison.left].lang)
            yield Problem(
                rule="untranslated-word",
                message=f"“{word.text}” was left in {language}",
                evidence=word.text,
                place=self._story.place(version, index, word.start, word.end),
                related=(self._story.whole(self._comparison.left, bead.left[0]),),
                confidence=0.8,
            )
            return

    def _is_left_whole(self, bead: Bead, words: Sequence[Word], verbatim: set[str]) -> bool:
        """Return whether a block or a fragment was left untranslated, which is reported as such.

        Names and numbers are copied anyway.
        """
        copied = [word.text for word in words if word.text in verbatim]
        if not copied:
            return False
        ordinary = list(filter(_is_ordinary, copied))
        if ordinary and len(ordinary) > _COPIED * sum(_is_ordinary(word.text) for word in words):
            return True
        if len(copied) < _RUN:
            return False
        source = [word.text for word in self._words(self._comparison.left, bead.left)]
        return _has_run(source, [word.text for word in words])

    def _is_left(self, words: Sequence[Word], at: int, verbatim: set[str], text: str) -> bool:
        """Return whether a word was copied, is foreign and was not kept on purpose."""
        word = words[at]
        lowered = word.text.lower() in verbatim
        if word.text not in verbatim and not lowered:
            return False
        before = text[max(0, word.start - _BEFORE) : word.start]
        opens = word.text.istitle() and bool(_SENTENCE_END.search(before))
        if word.text not in verbatim and not opens:
            return False
        if not self._is_foreign(word.text, opens, lowered):
            return False
        return not self._is_on_purpose(words, at, verbatim, text)

    def _is_foreign(self, text: str, opens: bool, lowered: bool) -> bool:
        """Return whether a word is the source's and not the target's; `opens` says that it begins a
        sentence, so that its capital means nothing, `lowered` that the source has it without one.
        """
        text = self._stem(text)
        form = fold_word(text)
        if not form.isalpha() or UNSPACED.match(form):
            return False
        step = common_words(self._source).get(form)
        own = common_words(self._target).get(form)
        if len(form) < _LETTERS and (step is None or step > _MOST_COMMON or self._source == "en"):
            return False  # “to” and “in” are words or abbreviations of many languages
        if text.islower():
            return self._is_rather(step, own) or self._looks_foreign(text, form, step, own)
        if opens and step is not None and form not in international_names():
            # Jana and Time are as common as many a word, but not as “if” and “but”
            common = _OPENING_ENGLISH if self._source == "en" else _OPENING
            if lowered or step <= common:
                return self._is_rather(step, own) and (_RARE if own is None else own) - step >= _GAP
        if self._source not in _CAPITALISED_NOUNS or own is not None:
            return False
        if step is None:
            return bool(_NOUN_ENDING.fullmatch(text))
        return step <= _NOUN

    def _stem(self, text: str) -> str:
        """Return the longest part of a word with apostrophes or hyphens, without what was elided or
        joined to it. Hyphens of English join words that other languages borrow: start-up.
        """
        if self._source == "en" and "-" in text:
            return text
        return max(_JOINT.split(text), key=len)

    def _is_rather(self, step: int | None, own: int | None) -> bool:
        """Return whether the lists have a word for the source much rather than for the target."""
        if step is None:
            return False
        # every list has English words, so that the gap alone is a measure there
        if own is None and self._source != "en":
            return True
        return (_RARE if own is None else own) - step >= _GAP

    def _looks_foreign(self, text: str, form: str, step: int | None, own: int | None) -> bool:
        """Return whether a word that the target's list does not have looks like the source's."""
        if own is not None:
            return False
        if _has_foreign_letter(text, self._source, self._target):
            return True
        if len(form) < _LONG:
            return False
        if self._source == "en":
            likelier = _LIKELIER_ENGLISH
            may_be = not self._borrows
        else:
            likelier = _LIKELIER
            may_be = step is None
        return may_be and _likelier(form, self._source, self._target) >= likelier

    def _is_clearly_foreign(self, text: str) -> bool:
        """Return whether a word is known so well in the source's language, and so little in the
        target's, that it is not part of the name beside it.
        """
        if not text.islower():
            return False
        text = self._stem(text)
        form = fold_word(text)
        step = common_words(self._source).get(form)
        own = common_words(self._target).get(form)
        if own is None and _has_foreign_letter(text, self._source, self._target):
            return True
        may_be = own is None and not (self._source == "en" and self._borrows)
        if may_be and _likelier(form, self._source, self._target) >= _CLEARLY:
            return True
        known = _KNOWN_ENGLISH if self._source == "en" else _KNOWN
        if step is None or step > known:
            return False
        return (_RARE if own is None else own) - step >= min(_CLEAR_GAP, _RARE - step)

    def _is_on_purpose(self, words: Sequence[Word], at: int, verbatim: set[str], text: str) -> bool:
        """Return whether a word is mentioned in marks, is part of a copied name or title, or is a
        term of the story.
        """
        word = words[at]
        before, behind = text[max(0, word.start - 1) : word.start], text[word.end : word.end + 1]
        if "-" in (before, behind) or _BRACKETS & {before, behind}:
            return True
        if before in _QUOTES and behind in _QUOTES:
            return True
        clear = self._is_clearly_foreign(word.text)
        sides = [
            sum(
                self._belongs_to_name(words[k].text, verbatim)
                for k in around
                if 0 <= k < len(words)
                and _is_joined(words, at, k, text)
                and (abs(k - at) == 1 or self._between(words, at, k, verbatim))
            )
            for around in ((at - 2, at - 1), (at + 1, at + 2))
        ]
        # a full name may be before a verb: Robin Uthappa obtuvo the highest score
        beside = sum(map(bool, sides)) if clear else sum(sides)
        form = fold_word(word.text)
        step = common_words(self._source).get(form, _RARE)
        if beside > 1 or (beside and not clear):
            return True
        if beside and _QUOTES & {before, behind}:
            return True  # the end of a quotation
        if self._ends_name(words, at, verbatim):
            return True
        if _between_capitals(words, at) and (step <= _FUNCTION or not clear):
            return True  # Dumfries and Galloway
        if self._kept_by[form] > _OTHERS:
            return True  # several languages keep it: “issue”, “push”, a project's name
        if step <= _FUNCTION and clear and self._kept[form] <= _SLIPS and not self._technical:
            return False
        return self._kept[form] > _ELSEWHERE or self._own[form] > 0

    def _between(self, words: Sequence[Word], at: int, k: int, verbatim: set[str]) -> bool:
        """Return whether the word between two others belongs to a copied name."""
        return self._belongs_to_name(words[(at + k) // 2].text, verbatim)

    def _ends_name(self, words: Sequence[Word], at: int, verbatim: set[str]) -> bool:
        """Return whether copied words before a word begin a name, a capital and what follows it:
        Autorité des marchés (financiers).
        """
        for k in range(at - 1, max(-1, at - 1 - _NAME_WORDS), -1):
            text = words[k].text
            if text not in verbatim:
                return False
            if text[0].isupper():
                # des is German, too, so that it is the capitalised word that tells
                return k < at - 1 and fold_word(text) not in common_words(self._target)
        return False

    def _belongs_to_name(self, text: str, verbatim: set[str]) -> bool:
        """Return whether a copied word may make a name or a title of the word beside it: no number,
        and no ordinary word of the target, such as “in” or “a”.
        """
        if text not in verbatim or not any(map(str.isalpha, text)):
            return False
        if len(text) == 1 and text.islower():
            return False
        form = fold_word(text)
        own = common_words(self._target).get(form, _RARE)
        # every list has “the” among its rarer words; in a run of English, it is English
        is_own = own <= _FUNCTION and own <= common_words(self._source).get(form, _RARE) + 1
        return not text.islower() or not is_own

    def _words(self, version: int, blocks: Sequence[int]) -> Iterator[Word]:
        return (word for index in blocks for word in self._story.block(version, index).words)


def _has_run(source: Sequence[str], target: Sequence[str]) -> bool:
    """Return whether so many words in a row are in both texts that they are a fragment."""
    runs = {tuple(source[at : at + _RUN]) for at in range(len(source) - _RUN + 1)}
    return any(tuple(target[at : at + _RUN]) in runs for at in range(len(target) - _RUN + 1))


def _kept_by(story: ComparedStory) -> Counter[str]:
    """Return how many versions have each word that they share with the one they are compared with,
    if there are several.
    """
    kept: Counter[str] = Counter()
    if len(story.comparisons) == 1:
        return kept
    ours: dict[int, set[str]] = {}
    for comparison in story.comparisons:
        if comparison.left not in ours:
            ours[comparison.left] = _forms(story, comparison.left)
        kept.update(ours[comparison.left] & _forms(story, comparison.right))
    return kept


def _forms(story: ComparedStory, version: int) -> set[str]:
    blocks = story.versions[version].blocks
    return {fold_word(word.text) for block in blocks for word in block.words}


def _is_technical(story: ComparedStory, version: int) -> bool:
    blocks = story.versions[version].blocks
    return sum(len(block.block.literal) for block in blocks) >= _CODE_SPANS


def _is_about_computing(story: ComparedStory, version: int) -> bool:
    """Return whether a text in English is about computing."""
    blocks = story.versions[version].blocks
    known = computing_words()
    words = [word.text for block in blocks for word in block.words if word.text.islower()]
    found = [word for word in words if word in known]
    return len(found) > _COMPUTING * len(words)


def _is_ordinary(text: str) -> bool:
    """Return whether a word is neither a number nor, by its capital, a name."""
    return text[0].isalpha() and not text[0].isupper()


def _is_joined(words: Sequence[Word], one: int, other: int, text: str) -> bool:
    """Return whether no punctuation is between two words: in “floundered, Hamilton” it is, and the
    word is no part of the name.
    """
    first, last = sorted((one, other))
    between = text[words[first].end : words[last].start]
    return not _STOP.search(between)


def _between_capitals(words: Sequence[Word], at: int) -> bool:
    """Return whether a word is between two capitalised ones."""
    around = words[max(0, at - 1) : at + 2]
    return len(around) == 3 and around[0].text[0].isupper() and around[2].text[0].isupper()


def _has_foreign_letter(text: str, source: str, target: str) -> bool:
    """Return whether a word has a letter that only the source's language has."""
    ours, theirs = _alphabet(source), _alphabet(target)
    return any(
        letter in ours and letter not in theirs
        for letter in unicodedata.normalize("NFC", text.lower())
    )


@cache
def _alphabet(language: str) -> frozenset[str]:
    """Return the letters of a language: those that its common words have, and those with marks."""
    letters = own_letters(language)
    if letters is not None:
        return letters | frozenset("abcdefghijklmnopqrstuvwxyz")
    return frozenset(letter for word in common_words(language) for letter in word)


@cache
def _grams(language: str) -> Counter[str]:
    """Return how many of a language's common words have each group of four letters."""
    counts: Counter[str] = Counter()
    for word in common_words(language):
        counts.update(_grams_of(word))
    return counts


def _grams_of(form: str) -> set[str]:
    marked = f"^{form}$"
    return {marked[at : at + _GRAM] for at in range(len(marked) - _GRAM + 1)}


def _likelier(form: str, source: str, target: str) -> float:
    """Return the mean log-odds that a word's groups of letters are the source language's."""
    ours, theirs = _grams(source), _grams(target)
    odds = [math.log((ours[gram] + 0.5) / (theirs[gram] + 0.5)) for gram in _grams_of(form)]
    return sum(odds) / len(odds)
