"""Which names on one side of a pair of blocks have no counterpart on the other.

What counts as a name is the rule of a prototype on 28,196 clean pairs of sentences (bench/clean.py
repeats it): a capitalised word that its language's list does not have, or only among the rarest.
Such words are compared with the capitalised words of the other side alone, because among all words
one that sounds alike is found by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import pairwise

import regex
from msgspec import Struct

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.names import Name, NameWord, acronym, inflects_names
from transcheck.annotate.places import Gazetteer, countries, places_of
from transcheck.annotate.spelling import is_inflection, sound
from transcheck.annotate.words import fold, fold_word
from transcheck.checks.names.capitalised import CASED, NameWords
from transcheck.compare.story import ComparedStory
from transcheck.locales import common_words, international_names, place_data, place_words, primary
from transcheck.model import BlockKind

_LETTERS = 4  # fewest letters of a word that is looked for
_RARE = 10  # step of frequency from which a listed word may be a name: once in 100,000 words
_FAMILIAR = (
    8  # the same for a word that most languages have, as they have Peter and Merkel: once in 10,000
)
# step below which a word is too common to be a name, in spite of its capital: once in 3,000 words
_COMMON = 7
_PAGE = 40  # different words of a text that is more than a few sentences
_FAMILY = 5  # letters that words of one family share: Finanz-minister, Finanz-amt
_ENDING = 3  # most letters of an ending
_LONGEST = 6  # characters of a country's name in Chinese
# Similarity in sound from which a word, or one word of a name of several, is a counterpart. Below
# it are 0 to 3 per cent of true counterparts and 30 (Arabic) to 97 per cent of unrelated names.
_MIN_SIMILARITY = (0.5, 0.65)
_BY_SCRIPT = {"Jpan": (0.45, 0.55), "Deva": (0.6, 0.6)}
# Share of a version's different words that its language's list has, from which one that it does not
# have is telling. English has .92, German .90, but Polish, with more forms, .76.
_COVERED = 0.86
_PRIOR = 10  # words that count as covered like that before a version has said anything
# a heading has capitals of its own: Guided Debugging
_NO_SENTENCES = frozenset({BlockKind.CODE, BlockKind.FIELD, BlockKind.HEADING})
_HEADLINE, _MOST = 4, 0.6  # words of a headline, and the share of them that have a capital
_OPENED = regex.compile(r"[“„«\"‘「『《][^”»\"’」』》]*$")  # titles of works are translated
_TITLE = 200  # most characters of a title
_KATAKANA = regex.compile(r"[\p{Katakana}ー]{3,}")
_HAN = regex.compile(r"\p{Han}{2,}")
_JOINED = regex.compile(r"[-'’ʼ‑]")
# scripts without capitals in which names can be looked for, by words that no list has or, in
# Japanese, by the script of loanwords
_UNCASED = frozenset({"Deva", "Jpan", "Hani"})


class Unmatched(Struct, frozen=True):
    """A name: its block (by index) and place in it, the folded words to look for, and the places
    that it may be.

    It is `strict` if one of its words is related to no word of its language, and a `run` if two
    are; `initial` if it may be an ordinary word that begins a sentence.
    """

    block: int
    text: str
    start: int
    end: int
    words: tuple[str, ...]
    strict: bool = False
    run: bool = False
    initial: bool = False
    places: frozenset[str] = frozenset()


def can_find(script: str) -> bool:
    """Return whether names can be found in a script, and looked for in it."""
    return script in CASED or script in _UNCASED


class _WordLists:
    """What is known of the words of a language: their frequency, their families, and places."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._common = common_words(language)
        self.calendar = place_data(language).common
        self._place_words = place_words(language)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """Return the names of places; they are read when first needed."""
        return places_of(self._language)

    @cached_property
    def _families(self) -> frozenset[str]:
        return frozenset(form[:_FAMILY] for form in self._common)

    def step(self, form: str) -> int | None:
        """Return the step of frequency of a folded word, None if the list does not have it."""
        return self._common.get(form)

    def may_be_name(self, form: str) -> bool:
        """Return whether a folded word, given that it has a capital, may be a name in spite of the
        list.
        """
        step = self._common.get(form)
        return (
            step is None or step >= _RARE or (step >= _FAMILIAR and form in international_names())
        )

    def is_place(self, form: str) -> bool:
        """Return whether a folded word is a place or a word of its name: Herzegovina."""
        return form in self._place_words or bool(self.gazetteer.places(form, inflected=False))

    def is_alone(self, form: str) -> bool:
        """Return whether no word of the list is related to a folded word: neither by its first
        letters nor as its stem.
        """
        if form[:_FAMILY] in self._families:
            return False
        stems = (form[:-cut] for cut in range(1, _ENDING + 1) if len(form) - cut >= _LETTERS)
        return not any(stem in self._common for stem in stems)


@cache
def _word_lists(language: str) -> _WordLists:
    return _WordLists(language)


class Version:
    """A version of a story, as one whose blocks are searched for names."""

    def __init__(self, story: ComparedStory, words: NameWords) -> None:
        self._story = story
        self.index = words.index
        self.words = words
        self.lists = _word_lists(primary(words.lang))

    def side(self, blocks: Sequence[int]) -> Side:
        """Return some blocks of the version as a side of a comparison."""
        return Side(self, [(index, self._story.block(self.index, index)) for index in blocks])

    @cached_property
    def trusts_lists(self) -> bool:
        """Return whether a word with a capital that is on no list is probably a name, and not one
        of a language's many forms.
        """
        known = sum(self.lists.step(form) is not None for form in self.words.lower)
        return known + _COVERED * _PRIOR >= _COVERED * (len(self.words.lower) + _PRIOR)


class Side:
    """Some blocks of a version: their names, and the words among which the other side's names are
    looked for.
    """

    def __init__(self, version: Version, blocks: Sequence[tuple[int, AnnotatedBlock]]) -> None:
        self._version = version
        self._lists = version.lists
        self._blocks = blocks

    @property
    def cased(self) -> bool:
        """Return whether the script has capitals."""
        return self._version.words.script in CASED

    @property
    def trusts_capitals(self) -> bool:
        """Return whether a capital within a sentence is a name's: in German every noun has one."""
        return not self._version.words.capitalised_nouns

    @cached_property
    def text(self) -> str:
        """Return the folded text."""
        return "\n".join(fold(block.block.text) for _, block in self._blocks)

    @cached_property
    def forms(self) -> frozenset[str]:
        """Return the folded words."""
        return frozenset(fold_word(word.text) for _, block in self._blocks for word in block.words)

    @cached_property
    def candidates(self) -> frozenset[str]:
        """Return the folded words that may be names."""
        found: set[str] = set()
        for _, block in self._blocks:
            if self._version.words.script == "Jpan":
                found.update(match.group() for match in _KATAKANA.finditer(block.block.text))
            for word in block.words:
                form = fold_word(word.text)
                if self._is_candidate(word.text, form):
                    found.add(form)
                    found.update(part for part in _JOINED.split(form) if len(part) >= _LETTERS)
        return frozenset(found)

    def _is_candidate(self, text: str, form: str) -> bool:
        if text[0].isupper():
            # in German every noun has a capital: the common ones are no names
            return not self._version.words.capitalised_nouns or self._lists.may_be_name(form)
        return not self.cased and self._lists.step(form) is None

    @cached_property
    def _sentences(self) -> list[tuple[int, AnnotatedBlock]]:
        """Return the blocks in which a capital may be a name's."""
        blocks = self._blocks
        return [
            (at, block)
            for at, block in blocks
            if block.block.kind not in _NO_SENTENCES and not _is_title_case(block)
        ]

    @cached_property
    def names(self) -> tuple[Unmatched, ...]:
        """Return the names that are certain enough to be looked for on the other side."""
        found: list[Unmatched] = []
        for index, block in self._sentences:
            if not self.cased:
                found.extend(self._uncased(index, block))
            for name in block.names:
                if not _OPENED.search(block.block.text[max(0, name.start - _TITLE) : name.start]):
                    found.extend(self._capitalised(index, name))
        return tuple(found)

    def _capitalised(self, index: int, name: Name) -> Iterator[Unmatched]:
        rare = [word for word in name.words if self._is_rare(word)]
        places = self._places_of(name)
        if rare or places:
            forms = tuple(fold_word(word.text) for word in rare or name.words)
            initial = all(word.initial for word in rare) and not places
            # a capital at the start of a sentence says nothing: Synchronous
            alone = sum(
                self._lists.is_alone(fold_word(word.text)) for word in rare if not word.initial
            )
            yield Unmatched(
                index, name.text, name.start, name.end, forms, alone > 0, alone > 1, initial, places
            )

    def _is_rare(self, word: NameWord) -> bool:
        form = fold_word(word.text)
        known = self._version.words
        if len(form) < _LETTERS or form in known.lower or known.is_language_or_day(form):
            return False
        if word.text[:2].isupper():
            return False  # CCing
        if known.capitalised_nouns:
            return self._lists.step(form) is None
        return self._lists.may_be_name(form)

    def _places_of(self, name: Name) -> frozenset[str]:
        form = fold(name.text)
        known = self._version.words
        if len(form) < _LETTERS or name.initial or form in known.lower:
            return frozenset()
        found = self._lists.gazetteer.places(form, inflected=not known.capitalised_nouns)
        if form in self._lists.calendar or known.is_language_or_day(form):
            return found & countries()  # Niemiec is of Germany, as niemiecki is German
        return found

    def _uncased(self, index: int, block: AnnotatedBlock) -> Iterator[Unmatched]:
        """Yield the possible names in a script without capitals."""
        script = self._version.words.script
        if script == "Hani":
            yield from self._chinese_countries(index, block.block.text)
        elif script == "Jpan":
            for match in _KATAKANA.finditer(block.block.text):
                yield self._unlisted(index, match.group(), match.start())
        elif script in _UNCASED:
            for word in block.words:
                if (
                    len(word.text) >= _LETTERS
                    and self._lists.step(fold_word(word.text)) is None
                    and not word.text[0].isupper()
                ):
                    yield self._unlisted(index, word.text, word.start)

    def _unlisted(self, index: int, text: str, start: int) -> Unmatched:
        form = fold_word(text)
        places = self._lists.gazetteer.places(form, inflected=False)
        return Unmatched(index, text, start, start + len(text), (form,), places=places)

    def _chinese_countries(self, index: int, text: str) -> Iterator[Unmatched]:
        """Yield the countries that a Chinese text names: the longest name from each character
        on.
        """
        for run in _HAN.finditer(text):
            at = run.start()
            while at < run.end():
                for end in range(min(run.end(), at + _LONGEST), at + 1, -1):
                    places = (
                        self._lists.gazetteer.places(text[at:end], inflected=False) & countries()
                    )
                    if places:
                        yield Unmatched(index, text[at:end], at, end, (), places=places)
                        at = end - 1
                        break
                at += 1

    def has(self, name: Unmatched, min_similarity: float | None = None) -> bool:
        """Return whether this side has a word that may be a name of the other side.

        `min_similarity` replaces the usual threshold of the similarity in sound.
        """
        if fold(name.text) in self.text or acronym(name.text) in self.forms:
            return True
        if any(self._has_place(place) for place in name.places):
            return True
        if any(self._lists.gazetteer.has_own(place) for place in name.places & countries()):
            # what the language calls a country is known, and no word that sounds like it is another
            # country
            return False
        if self._version.words.script == "Hani":
            return True  # transliterations into Chinese cannot be recognised by their sound
        if min_similarity is None:
            min_similarity = _BY_SCRIPT.get(self._version.words.script, _MIN_SIMILARITY)[
                len(name.words) > 1
            ]
        return any(self._has_word(form, min_similarity) for form in name.words)

    def _has_word(self, form: str, min_similarity: float) -> bool:
        for other in self.candidates:
            if is_inflection(form, other) or sound(form, other) >= min_similarity:
                return True
            if len(other) >= _LETTERS and (other in form or form in other):
                return True
        return form in self.forms or any(is_inflection(form, other) for other in self.forms)

    @property
    def inflects_names(self) -> bool:
        """Return whether names may have endings in the language."""
        return inflects_names(self._version.words.lang)

    @property
    def capitalised_words(self) -> Iterator[Unmatched]:
        """Yield the single words that may be names or parts of one, however often their language
        has them.
        """
        known = self._version.words
        for index, word in self._name_words():
            form = fold_word(word.text)
            step = self._lists.step(form)
            if step is not None and (word.initial or step < _COMMON):
                continue
            if (
                len(known.lower) >= _PAGE
                and self._version.trusts_lists
                and not self._lists.may_be_name(form)
            ):
                # where the list has nearly every word, one that it has is a word: Metrics, Métricas
                continue
            if not (known.capitalised_nouns and not self._lists.is_alone(form)):
                yield Unmatched(index, word.text, word.start, word.end, (form,))

    @cached_property
    def neighbours(self) -> dict[tuple[str, bool], list[tuple[int, NameWord]]]:
        """Return the words of names that are beside another word, with their blocks: by the folded
        word, and by whether it precedes (a given name) or follows.
        """
        found: dict[tuple[str, bool], list[tuple[int, NameWord]]] = defaultdict(list)
        for index, block in self._sentences:
            for name in block.names:
                for one, other in pairwise(name.words):
                    found[fold_word(one.text), True].append((index, other))
                    found[fold_word(other.text), False].append((index, one))
        return found

    def is_place(self, form: str) -> bool:
        """Return whether a word is what the language calls a place, or a word of its name."""
        return self._lists.is_place(form)

    def is_of_country(self, form: str) -> bool:
        """Return whether a word is a country, or is derived from one: German."""
        return not countries().isdisjoint(self._lists.gazetteer.places(form, inflected=True))

    def name_of(self, index: int, word: NameWord) -> Unmatched:
        """Return a word of a block as a name, `strict` if it is no ordinary word."""
        form = fold_word(word.text)
        strict = self._lists.may_be_name(form) and form not in self._version.words.lower
        places = self._lists.gazetteer.places(form, inflected=False)
        return Unmatched(index, word.text, word.start, word.end, (form,), strict, places=places)

    @property
    def strange_words(self) -> Iterator[Unmatched]:
        """Yield the single words with a capital that are related to no word of their language, nor
        places.
        """
        for index, word in self._name_words():
            form = fold_word(word.text)
            rare = self._is_rare(word) and not word.initial and self._lists.is_alone(form)
            if rare and not self._lists.is_place(form):
                yield Unmatched(index, word.text, word.start, word.end, (form,), strict=True)

    def _name_words(self) -> Iterator[tuple[int, NameWord]]:
        known = self._version.words
        for index, block in self._sentences:
            for word in (word for name in block.names for word in name.words):
                form = fold_word(word.text)
                if (
                    len(form) >= _LETTERS
                    and form not in known.lower
                    and not known.is_language_or_day(form)
                ):
                    yield index, word

    def _has_place(self, place: str) -> bool:
        """Return whether this side names a place, or its inhabitants: a name's first word shows it,
        whatever its ending.
        """
        for name in self._lists.gazetteer.names(place):
            first, _, rest = name.partition(" ")
            if not self.cased and name in self.text:
                return True
            if any(is_inflection(first, form) or form.startswith(first) for form in self.forms):
                return True
            if rest and rest in self.text:
                return True
        return False


def _is_title_case(block: AnnotatedBlock) -> bool:
    """Return whether most words of a block have a capital, as in English headlines."""
    capitals = sum(len(name.words) for name in block.names)
    return len(block.words) >= _HEADLINE and capitals > _MOST * len(block.words)
