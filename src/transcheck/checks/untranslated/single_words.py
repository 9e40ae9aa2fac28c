"""A single word left in the source language: one that stands verbatim in the source and is not a
word of the target.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from transcheck.annotate.words import UNSPACED, Word, fold_word
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.locales import common_words, language_name, primary
from transcheck.model import Bead, Kind
from transcheck.rulebook import Rule

_RARE = 12  # frequency step of a word that is on no list
# Steps (of a factor 3.2) by which a word must be rarer in the target's language. With it .71 of 500
# words left in sentences of ten languages are found, at .03 false alarms per 100 clean sentences in
# 28 directions (bench/clean.py).
_GAP = 4
_LETTERS = 3  # fewest letters of a word
# share of the words of a list that have a letter of the language; é is not a letter of English
_ALPHABET = 0.003
_NOUN = 9  # step up to which a capitalised German word is a noun, not a name
_CAPITALISED_NOUNS = frozenset({"de", "lb"})
_MARKS = frozenset("\"“”„«»‘’「」『』《》*_()[]'`")  # around words that are mentioned or glossed
_COPIED = 0.4  # most of a block's words that may be copied
_ELSEWHERE = 1  # other pairs that may keep a word before it counts as a term


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield UNT107 untranslated-word, where lists of words are known for both languages."""
    if "untranslated-word" not in rules:
        return
    for comparison in story.comparisons:
        source, target = (
            primary(story.versions[side].lang) for side in (comparison.left, comparison.right)
        )
        if source == target or not common_words(source) or not common_words(target):
            continue
        yield from _Finder(story, comparison, source, target).problems()


class _Finder:
    """Finds the words of one pair of versions."""

    def __init__(
        self, story: ComparedStory, comparison: Comparison, source: str, target: str
    ) -> None:
        self._story, self._comparison = story, comparison
        self._source, self._target = source, target
        self._kept: Counter[str] = Counter()  # in how many pairs both sides have a word
        self._own: Counter[str] = Counter()  # in how many the target alone has it
        for bead in comparison.beads:
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
        if block.block.kind in (Kind.CODE, Kind.FIELD):
            return
        words = block.words
        verbatim = {word.text for word in self._words(self._comparison.left, bead.left)}
        copied = sum(word.text in verbatim for word in words)
        if copied > _COPIED * len(words):
            return  # a block or a fragment that was left untranslated is reported as such
        for at, word in enumerate(words):
            if (
                word.text not in verbatim
                or not self._is_foreign(word.text)
                or self._is_on_purpose(words, at, verbatim, block.block.text)
            ):
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

    def _is_foreign(self, text: str) -> bool:
        """Return whether a word is the source's and not the target's."""
        form = fold_word(text)
        if len(form) < _LETTERS or not form.isalpha() or UNSPACED.match(form):
            return False
        step = common_words(self._source).get(form)
        own = common_words(self._target).get(form)
        if text.islower():
            if any(letter not in _alphabet(self._target) for letter in form) and own is None:
                return True
            if step is None:
                return False
            # every list has English words, so that the gap alone is a measure there
            return (own is None and self._source != "en") or (
                _RARE if own is None else own
            ) - step >= _GAP
        return (
            self._source in _CAPITALISED_NOUNS
            and step is not None
            and step <= _NOUN
            and own is None
        )

    def _is_on_purpose(self, words: Sequence[Word], at: int, verbatim: set[str], text: str) -> bool:
        """Return whether a word is mentioned in marks, stands beside a copied word or name, or is a
        term of the story.
        """
        word = words[at]
        around = text[max(0, word.start - 1) : word.start] + text[word.end : word.end + 1]
        if _MARKS & set(around) or "-" in around:
            return True
        beside = [words[k].text for k in (at - 1, at + 1) if 0 <= k < len(words)]
        if any(other in verbatim for other in beside):
            return True
        form = fold_word(word.text)
        return self._kept[form] > _ELSEWHERE or self._own[form] > 0

    def _words(self, version: int, blocks: Sequence[int]) -> Iterator[Word]:
        return (word for index in blocks for word in self._story.block(version, index).words)


@cache
def _alphabet(language: str) -> frozenset[str]:
    """Return the letters of a language: those that its common words have, except for a few foreign
    ones.
    """
    words = common_words(language)
    counts = Counter(letter for word in words for letter in set(word))
    return frozenset(letter for letter, count in counts.items() if count >= _ALPHABET * len(words))
