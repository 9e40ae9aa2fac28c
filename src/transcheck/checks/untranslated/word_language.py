"""Which language a word belongs to, judged by two versions and by what is known of their
languages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from transcheck.align.lexicon import PREFIX, Lexicon
from transcheck.annotate import AnnotatedVersion
from transcheck.annotate.words import UNSPACED, Word, fold_word
from transcheck.locales import common_words, primary

_RARE = 12  # frequency step after the last one of the lists
# steps (of a factor 3.2) by which a word must be rarer in a language to count as foreign to it
_RARER = 3
_FUNCTION = 5  # frequency step up to which words are articles, prepositions and the like
_LEAST = 3  # minimum number of letters of a word that the lexicon can recognise by its beginning


class Vocabulary:
    """The words of a version, with those that its language is known to have."""

    def __init__(self, version: AnnotatedVersion, lexicon: Lexicon | None) -> None:
        language = primary(version.lang)
        self._common = common_words(language)
        # languages without a word list are judged by the lexicon's word beginnings
        self._lexicon = lexicon.index if lexicon and not self._common else {}
        self._blocks: Counter[str] = Counter()
        for block in version.blocks:
            self._blocks.update({fold_word(word.text) for word in block.words})

    @property
    def listed(self) -> bool:
        """Return whether there is a list of the language's words."""
        return bool(self._common)

    def knows(self, form: str, own_blocks: int = 0) -> bool:
        """Return whether a folded word belongs to the language or is in more than `own_blocks`
        blocks of the version.
        """
        return self.occurs_in(form, own_blocks) or self.is_common(form)

    def occurs_in(self, form: str, blocks: int) -> bool:
        """Return whether a folded word is in more than a number of blocks of the version."""
        return self._blocks[form] > blocks

    def rarity(self, form: str) -> int:
        """Return the frequency step of a folded word; words on no list are rare."""
        return self._common.get(form, _RARE)

    def is_common(self, form: str) -> bool:
        """Return whether a folded word belongs to the language, regardless of the version."""
        return form in self._common or (len(form) >= _LEAST and form[:PREFIX] in self._lexicon)


class WordLanguage:
    """Decides whether the words of a version rather belong to the other version's language.

    `own` and `other` are the vocabularies; a word's leaning is 1 for the other language, -1 for its
    own, 0 for neither.
    """

    def __init__(self, own: Vocabulary, other: Vocabulary) -> None:
        self._own, self._other = own, other
        self._known: dict[str, int] = {}

    @property
    def listed(self) -> bool:
        """Return whether there is a word list for the version's own language."""
        return self._own.listed

    def of(self, word: Word) -> int:
        """Return a word's leaning; the block it is in does not count as evidence for its own
        language.
        """
        leaning = self._known.get(word.text)
        if leaning is None:
            leaning = self._known[word.text] = self._of(fold_word(word.text))
        return leaning

    def _of(self, form: str) -> int:
        if not form[0].isalpha() or UNSPACED.match(form):
            return 0
        other, own = self._other.knows(form), self._own.knows(form, own_blocks=1)
        if other and own and not self._own.occurs_in(form, 1):
            rarer = self._own.rarity(form) - self._other.rarity(form)
            return (rarer >= _RARER) - (rarer <= -_RARER)
        return other - own

    def is_function_word(self, word: Word) -> bool:
        """Return whether a word is among the few dozen commonest of the other language: “the”,
        “is”.
        """
        return self._other.rarity(fold_word(word.text)) <= _FUNCTION

    def sure(self, word: Word) -> bool:
        """Return whether a word is a common word of the other language and not one of its own."""
        form = fold_word(word.text)
        return self._other.is_common(form) and self.of(word) > 0

    def rather_english(self, words: Sequence[Word]) -> bool:
        """Return whether most of some words are English much rather than the other language, whose
        list has them too.
        """
        english = common_words("en")
        forms = [fold_word(word.text) for word in words]
        found = [
            form
            for form in forms
            if form in english and english[form] + _RARER <= self._other.rarity(form)
        ]
        return 2 * len(found) > len(forms)

    def by_versions(self, words: Iterable[Word]) -> int:
        """Return how many more of some copied words the other version has in further blocks than
        their own version.
        """
        forms = [fold_word(word.text) for word in words]
        return sum(self._other.occurs_in(form, 1) - self._own.occurs_in(form, 1) for form in forms)

    def mostly_other(self, words: Sequence[Word], others: float, own: float) -> bool:
        """Return whether at least a share of some words lean to the other language, and at most a
        share to their own.
        """
        most = own * len(words)
        leaning = against = 0
        for word in words:
            of = self.of(word)
            leaning += of > 0
            against += of < 0
            if against > most:  # nearly every block gets here after a few words
                return False
        return leaning >= others * len(words)

    def counts(self, words: Iterable[Word]) -> tuple[int, int, int]:
        """Return how many words lean to the other language, how many to their own, and how many
        there are.
        """
        leanings = [self.of(word) for word in words]
        return leanings.count(1), leanings.count(-1), len(leanings)
