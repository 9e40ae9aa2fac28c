"""The capitalised words of a version, by form: the index that the ledger and the name checks
use.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from transcheck.align.lexicon import PREFIX, Lexicon
from transcheck.annotate import AnnotatedVersion
from transcheck.annotate.language import main_script
from transcheck.annotate.names import NameWord, has_capitalised_nouns, name_form
from transcheck.annotate.spelling import is_inflection
from transcheck.locales import common_words, place_data, place_words, primary
from transcheck.model import BlockKind

_STEM = 5  # letters that words of one family share at the start
CASED = frozenset({"Latn", "Cyrl", "Grek", "Armn"})


class Mention(Struct, frozen=True):
    """A capitalised word in a block of a version (by index), with its folded form and its
    script.
    """

    version: int
    block: int
    word: NameWord
    form: str
    script: str


class NameWords:
    """The capitalised words of one version.

    `forms` and `blocks` map each folded form and each block to its mentions; `lower` is the set of
    folded words that the version also writes without a capital, `acronyms` that of folded words in
    capitals.
    """

    def __init__(self, index: int, version: AnnotatedVersion, lexicon: Lexicon | None) -> None:
        self.index = index
        self.lang = version.lang
        self.script = version.script
        self.lexicon = lexicon
        self.forms: dict[str, list[Mention]] = defaultdict(list)
        self.blocks: dict[int, list[Mention]] = defaultdict(list)
        for at, block in enumerate(version.blocks):
            if block.block.kind is not BlockKind.CODE:
                for name in block.names:
                    for word in name.words:
                        mention = Mention(
                            index, at, word, name_form(word.text), main_script(word.text)
                        )
                        self.forms[mention.form].append(mention)
                        self.blocks[at].append(mention)
        self.lower: set[str] = set()
        self.acronyms: set[str] = set()
        for text in {word.text for block in version.blocks for word in block.words}:
            if text[0].islower():
                self.lower.add(name_form(text))
            elif text.isupper():
                self.acronyms.add(name_form(text))
        common = place_data(primary(version.lang)).common
        self._calendar = {form[:_STEM] for form in common if len(form) >= _STEM}
        self._letters = {letter for word in self.lower for letter in word}
        self._places = place_words(primary(version.lang))

    @property
    def capitalised_nouns(self) -> bool:
        """Return whether the language capitalises every noun."""
        return has_capitalised_nouns(self.lang)

    def knows(self, form: str) -> bool:
        """Return whether the language has a word that begins like this form, or a place of this
        name.
        """
        in_lexicon = self.lexicon is not None and form[:PREFIX] in self.lexicon.index
        return in_lexicon or form in self._places or self.has_word(form)

    def has_word(self, form: str) -> bool:
        """Return whether a form is among the most common words of the language."""
        return form in common_words(primary(self.lang))

    def is_language_or_day(self, form: str) -> bool:
        """Return whether a word derives from the name of a language, weekday or month, which some
        languages capitalise.
        """
        return form[:_STEM] in self._calendar

    def lacks(self, letters: set[str]) -> bool:
        """Return whether some of these letters occur in no word without a capital: Polish has no v,
        for example.
        """
        return bool(letters - self._letters)

    def lacks_own(self, letters: set[str]) -> bool:
        """Return whether some letters are not the language's.

        Never in Latin script, where names keep foreign letters.
        """
        return self.script != "Latn" and self.lacks(letters)

    def is_foreign(self, mention: Mention) -> bool:
        """Return whether a word is in another script than the version.

        Such names are copied unchanged.
        """
        return mention.script != self.script

    def like(self, form: str) -> tuple[Mention, ...]:
        """Return the mentions of a form and of its inflections."""
        return tuple(
            m
            for other, mentions in self.forms.items()
            if is_inflection(form, other)
            for m in mentions
        )

    def only_initial(self, form: str) -> bool:
        """Return whether every mention of a form is at the start of a sentence."""
        return all(mention.word.initial for mention in self.forms[form])

    def of(self, blocks: Sequence[int]) -> list[Mention]:
        """Return the mentions in some blocks."""
        return [mention for block in blocks for mention in self.blocks.get(block, ())]
