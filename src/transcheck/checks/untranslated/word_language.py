"""Whose language a word is: what two versions, and what is known of their languages, say about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from transcheck.align.lexicon import PREFIX, Lexicon
from transcheck.annotate import AnnotatedVersion
from transcheck.annotate.words import UNSPACED, Word, fold_word
from transcheck.locales import common_words, primary

_RARE = 12  # step of frequency behind the last one of the lists
_RARER = 3  # steps (of 3.2 times) that make a word a guest of the language in which it is rarer
_LEAST = 3  # letters of a word that the lexicon knows by its beginning


class Vocabulary:
    """The words of a version, with those that its language is known to have."""

    def __init__(self, version: AnnotatedVersion, lexicon: Lexicon | None) -> None:
        language = primary(version.lang)
        self._common = common_words(language)
        # the beginnings that the lexicon has stand in for a list of words, where there is none
        self._lexicon = lexicon.index if lexicon and not self._common else {}
        self._blocks: Counter[str] = Counter()
        for block in version.blocks:
            self._blocks.update({fold_word(word.text) for word in block.words})

    @property
    def listed(self) -> bool:
        """Tell whether there is a list of the language's words."""
        return bool(self._common)

    def knows(self, form: str, own_blocks: int = 0) -> bool:
        """Tell whether a folded word is one of the language, or stands in more than `own_blocks` blocks of the version."""
        return self.stands_in(form, own_blocks) or self.is_common(form)

    def stands_in(self, form: str, blocks: int) -> bool:
        """Tell whether a folded word stands in more than some blocks of the version."""
        return self._blocks[form] > blocks

    def rarity(self, form: str) -> int:
        """Return the step of frequency of a folded word; one that is on no list is rare."""
        return self._common.get(form, _RARE)

    def is_common(self, form: str) -> bool:
        """Tell whether a folded word is one of the language, whatever the version says."""
        return form in self._common or (len(form) >= _LEAST and form[:PREFIX] in self._lexicon)


class Leaning:
    """Tells for the words of a version whether they are rather the other version's.

    `own` and `other` are the vocabularies; a word's leaning is 1 for the other language, -1 for its own, 0 for neither.
    """

    def __init__(self, own: Vocabulary, other: Vocabulary) -> None:
        self._own, self._other = own, other
        self._known: dict[str, int] = {}

    @property
    def listed(self) -> bool:
        """Tell whether there is a list of the own language's words."""
        return self._own.listed

    def of(self, word: Word) -> int:
        """Return a word's leaning; the block that it stands in is no witness for its own language."""
        leaning = self._known.get(word.text)
        if leaning is None:
            leaning = self._known[word.text] = self._of(fold_word(word.text))
        return leaning

    def _of(self, form: str) -> int:
        if not form[0].isalpha() or UNSPACED.match(form):
            return 0
        other, own = self._other.knows(form), self._own.knows(form, own_blocks=1)
        if other and own and not self._own.stands_in(form, 1):
            rarer = self._own.rarity(form) - self._other.rarity(form)
            return (rarer >= _RARER) - (rarer <= -_RARER)
        return other - own

    def sure(self, word: Word) -> bool:
        """Tell whether a word is a common one of the other language and none of its own."""
        form = fold_word(word.text)
        return self._other.is_common(form) and self.of(word) > 0

    def by_versions(self, words: Iterable[Word]) -> int:
        """Return how many more of some copied words the other version has in further blocks than their own version has."""
        forms = [fold_word(word.text) for word in words]
        return sum(self._other.stands_in(form, 1) - self._own.stands_in(form, 1) for form in forms)

    def mostly_other(self, words: Sequence[Word], others: float, own: float) -> bool:
        """Tell whether at least a share of some words lean to the other language, and at most another to their own."""
        most = own * len(words)
        leaning = against = 0
        for word in words:
            of = self.of(word)
            leaning += of > 0
            against += of < 0
            if against > most:  # so it is after a few words of nearly every block
                return False
        return leaning >= others * len(words)

    def counts(self, words: Iterable[Word]) -> tuple[int, int, int]:
        """Return how many words lean to the other language, how many to their own, and how many there are."""
        leanings = [self.of(word) for word in words]
        return leanings.count(1), leanings.count(-1), len(leanings)
