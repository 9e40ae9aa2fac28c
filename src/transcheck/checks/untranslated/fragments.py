"""Runs of words that were left in the language of another version."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

import regex

from transcheck.annotate import AnnotatedBlock, AnnotatedVersion
from transcheck.annotate.language import main_script
from transcheck.annotate.words import Word
from transcheck.checks.untranslated.translatable import is_plain, own_words
from transcheck.checks.untranslated.word_language import WordLanguage
from transcheck.model import BlockKind

_PROSE = 3  # minimum number of words without a capital that make a copied run prose
_RUN = 4  # words copied in a row that cannot be just cognates
_SHORT_RUN = 2  # words in a row that suffice if each leans to the other language
_GLOSS = 8  # maximum number of words in brackets that may be the original term
_TERMS = 0.15  # share of blocks with foreign words that shows that a text keeps terms
_CODE_SPANS = 3  # from this number of code spans and placeholders on, a version is about programs
_REMEMBERED = 1 << 14  # number of words
_NAME_WORDS = 2  # words before the end of a name in which its capital may be
_INITIALS = regex.compile(r"[(（](\p{Lu}{2,6})[)）]")
_BRACKETED = 9  # characters of initials in brackets and the blank before them
_QUOTING = frozenset("\"“”„«»‘’「『《'(（")
_OPEN = regex.compile(r"[(（\[][^()（）\[\]]*$")
# what is too short to make a text prose, but is foreign in another script all the same: 雨, и, ー
_SHORT = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}ー]+|(?=\p{Ll})\p{Cyrillic}+")
_LATIN = regex.compile(r"\p{Latin}")
_ADDRESS = frozenset(".@/_")
_JOINT = re.compile(r"[ \u00a0]|[-‑,]\s?|\s")


@lru_cache(_REMEMBERED)
def _script(word: str) -> str:
    return main_script(word)


class Fragments:
    """Finds the words in a version's blocks that were left in another version's language.

    `other` is the script of that version. `least` is the number of words without a capital that the
    two languages, if closely related, may share in a row.
    """

    def __init__(
        self, version: AnnotatedVersion, leaning: WordLanguage, other: str, least: int = 0
    ) -> None:
        self._version = version
        self._script = version.script
        self._same_script = version.script == other
        self._leaning = leaning
        self._prose = max(least, _PROSE)
        self._short = max(least, _SHORT_RUN if leaning.listed else _SHORT_RUN + 1)
        self._keeps_latin: bool | None = None
        self._technical: bool | None = None

    def find(self, block: AnnotatedBlock, source: AnnotatedBlock) -> Iterator[list[Word]]:
        """Yield the runs of a block's words that were copied from its counterpart.

        Adjacent runs are joined.
        """
        prose = {id(word) for word in own_words(block, self._leaning, self._script)}
        known = source.block.text.casefold()
        copied = (
            [word for word in run if id(word) in prose] for run in _copied_runs(source, block)
        )
        words = {id(word): word for run in copied if self._is_left(block, run) for word in run}
        for run in self._short_runs(block, source):
            if (
                not all(id(word) in prose for word in run)
                or text_of(block, run).casefold() not in known
            ):
                continue
            if any(id(word) in words for word in run) or self._tells(block, run):
                words |= {id(word): word for word in run}
        for joined in _joined(block, words, known):
            run = _without_figures(joined)
            if (
                not run
                or self._is_official_name(block, run, known)
                or self._is_quoted(block, run, source)
            ):
                continue
            plain = sum(is_plain(word) or _is_short(word) for word in run)
            if not is_title(run):
                # words such as “it” and “is” are too short to be plain in any language
                plain = max(plain, sum(self._leaning.sure(word) for word in run))
            if plain >= (1 if is_foreign(run[0], self._script) else _SHORT_RUN):
                yield run

    def _short_runs(self, block: AnnotatedBlock, source: AnnotatedBlock) -> Iterator[list[Word]]:
        return self._leaning_runs(block, source) if self._same_script else self._foreign_runs(block)

    def _is_left(self, block: AnnotatedBlock, run: list[Word]) -> bool:
        """Return whether a run of copied words is prose of the other language, not a name or words
        of both languages.
        """
        if sum(
            len(word.text) > 1 and not word.text[0].isupper() for word in run
        ) < self._prose or self._is_gloss(block, run):
            return False
        if main_script(text_of(block, run)) != self._script:
            return True
        if not self._same_script:
            return False
        others, own, _ = self._leaning.counts(run)
        return others > own or (others == own and self._leaning.by_versions(run) > 0)

    def _leaning_runs(self, block: AnnotatedBlock, source: AnnotatedBlock) -> Iterator[list[Word]]:
        """Yield the longest runs of words that the counterpart has, none of which leans to the
        version's own language.
        """
        known = {word.text for word in source.words}
        for run in _runs(
            block,
            lambda word: word.text in known and word.text.islower() and self._leaning.of(word) >= 0,
        ):
            yield from self._trimmed(run)

    def _trimmed(self, run: list[Word]) -> Iterator[list[Word]]:
        """Yield the part of a run between the first and last word that surely are the other
        language's, if long enough.
        """
        sure = [index for index, word in enumerate(run) if self._leaning.sure(word)]
        if sure and sure[-1] - sure[0] >= self._short - 1:
            yield run[sure[0] : sure[-1] + 1]

    def _foreign_runs(self, block: AnnotatedBlock) -> Iterator[list[Word]]:
        """Yield the longest runs of words in another script than the version's, without capitalised
        words and digits.
        """
        return _runs(
            block,
            lambda word: is_foreign(word, self._script) and (is_plain(word) or _is_short(word)),
        )

    def _tells(self, block: AnnotatedBlock, run: list[Word]) -> bool:
        """Return whether a short run is enough evidence and neither a gloss nor a term.

        Two words are enough, or one in a foreign script.
        """
        if self._is_gloss(block, run) or self._is_term(block, run):
            return False
        script = _script(run[0].text)
        if script == self._script:
            if len(run) < _RUN and self._is_technical() and not self._has_function_word(run):
                return False
            return not _between_capitals(block, run)
        if script != "Latn":
            return True
        if len(run) < _RUN and (
            self._keeps_terms() or (self._is_technical() and not self._has_function_word(run))
        ):
            return False
        return len(run) > 1 or (self._leaning.sure(run[0]) and not _in_name(block, run[0]))

    def _is_gloss(self, block: AnnotatedBlock, run: Sequence[Word]) -> bool:
        """Return whether a few words are an original term: in brackets, and not after words of the
        version's language.
        """
        bracket = _OPEN.search(block.block.text[: run[0].start]) if len(run) <= _GLOSS else None
        if bracket is None:
            return False
        before = [word for word in block.words if bracket.start() <= word.start < run[0].start]
        if is_foreign(run[0], self._script):
            return all(is_foreign(word, self._script) for word in before)
        return not any(self._leaning.of(word) < 0 for word in before)

    def _is_official_name(self, block: AnnotatedBlock, run: list[Word], source: str) -> bool:
        """Return whether a run is a name, or the end of one: before its initials in brackets, or
        right behind a copied word with a capital: Autorité des marchés financiers.
        """
        text = block.block.text
        initials = _INITIALS.search(text, run[0].end, min(len(text), run[-1].end + _BRACKETED))
        if initials and _are_initials(initials[1], run):
            return True
        if len(run) >= _RUN or self._has_function_word(run):
            return False
        before = [word for word in block.words if word.end <= run[0].start][-_NAME_WORDS:]
        return any(
            word.text[0].isupper()
            and word.start > 0
            and self._leaning.of(word) >= 0
            and text[word.start : run[-1].end].casefold() in source
            for word in before
        )

    def _is_quoted(
        self, block: AnnotatedBlock, run: Sequence[Word], source: AnnotatedBlock
    ) -> bool:
        """Return whether the source itself quotes a run in a third language, or in the version's:
        in marks or brackets, and without a word that surely is the source's.
        """
        sure = any(self._leaning.sure(word) for word in run)
        if sure and not self._leaning.rather_english(run):
            return False
        there = regex.compile(regex.escape(text_of(block, run)), regex.IGNORECASE)
        return any(
            source.block.text[: match.start()].rstrip()[-1:] in _QUOTING
            for match in there.finditer(source.block.text)
        )

    def _is_technical(self) -> bool:
        """Return whether the version has code, as documentation does: short Latin runs in it are
        names and terms then.
        """
        if self._technical is None:
            blocks = [block.block for block in self._version.blocks]
            spans = sum(len(block.literal) for block in blocks)
            self._technical = (
                any(block.kind is BlockKind.CODE for block in blocks) or spans >= _CODE_SPANS
            )
        return self._technical

    def _has_function_word(self, run: list[Word]) -> bool:
        """Return whether a run has a word such as “the” or “is”, which a term or a name of a thing
        does not have.
        """
        return any(self._leaning.is_function_word(word) for word in run)

    def _keeps_terms(self) -> bool:
        """Return whether many blocks of the version have Latin words without a capital, as texts on
        computing do.
        """
        if self._keeps_latin is None:
            blocks = [
                block for block in self._version.blocks if block.block.kind is not BlockKind.CODE
            ]
            foreign = sum(any(True for _ in self._foreign_runs(block)) for block in blocks)
            self._keeps_latin = foreign >= _TERMS * len(blocks) and foreign > _RUN
        return self._keeps_latin

    def _is_term(self, block: AnnotatedBlock, run: list[Word]) -> bool:
        """Return whether a few words occur in several blocks of the version: a term that it does
        not translate.
        """
        if len(run) >= _RUN:
            return False
        text = text_of(block, run).casefold()
        return sum(text in other.block.text.casefold() for other in self._version.blocks) > 1


def is_foreign(word: Word, script: str) -> bool:
    """Return whether a word is in another script than its version's; Japanese has three."""
    found = _script(word.text)
    return found != script and not (script == "Jpan" and found in ("Hani", "Hira", "Kana"))


def _is_short(word: Word) -> bool:
    return bool(_SHORT.fullmatch(word.text))


def _are_initials(letters: str, run: Sequence[Word]) -> bool:
    """Return whether letters are those of a name, in order from its first word to its last; small
    words may have none: Caisse de dépôts et consignations (CDC).
    """
    firsts = [word.text[0].upper() for word in run if word.text != letters]
    if not firsts or (firsts[0], firsts[-1]) != (letters[0], letters[-1]):
        return False
    rest = iter(firsts)
    return all(letter in rest for letter in letters)


def is_title(words: Sequence[Word]) -> bool:
    """Return whether several words after the first have a capital, as in a title or a name."""
    return sum(word.text[0].isupper() for word in words[1:]) > 1


def text_of(block: AnnotatedBlock, run: Sequence[Word]) -> str:
    """Return the text from the first to the last of some words."""
    return block.block.text[run[0].start : run[-1].end]


def _runs(block: AnnotatedBlock, fits: Callable[[Word], bool]) -> Iterator[list[Word]]:
    """Yield the longest runs of matching words with nothing but a space, a hyphen or a comma
    between them.
    """
    run: list[Word] = []
    for word in block.words:
        good = fits(word)
        if run and not (good and _JOINT.fullmatch(block.block.text, run[-1].end, word.start)):
            yield run
            run = []
        if good:
            run.append(word)
    if run:
        yield run


def _without_figures(run: list[Word]) -> list[Word]:
    """Return a run without the numbers at its ends: of 6,7 mmol/L, 7 mmol/L is not text."""
    letters = [at for at, word in enumerate(run) if not word.text[0].isdecimal()]
    return run[letters[0] : letters[-1] + 1] if letters else []


def _joined(block: AnnotatedBlock, words: Mapping[int, Word], source: str) -> Iterator[list[Word]]:
    """Yield the runs that some words of a block form.

    Two are joined if the text between them was copied as well.
    """
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
    """Yield the longest runs of at least four words that are also in the source."""
    known = {word.text for word in source.words}
    words = target.words
    if sum(word.text in known for word in words) < _RUN:
        return
    order = [word.text for word in source.words]
    grams = {tuple(order[k : k + _RUN]) for k in range(len(order) - _RUN + 1)}
    run: list[Word] = []
    for k in range(len(words) - _RUN + 1):
        window = words[k : k + _RUN]
        if window[0].text in known and tuple(word.text for word in window) in grams:
            run = [*run, *(word for word in window if not run or word.start > run[-1].start)]
        elif run and words[k].start > run[-1].start:
            yield run
            run = []
    if run:
        yield run


def _between_capitals(block: AnnotatedBlock, run: list[Word]) -> bool:
    """Return whether a run is inside a title: Kings of the North."""
    before = next((w for w in reversed(block.words) if w.end <= run[0].start), None)
    behind = next((w for w in block.words if w.start >= run[-1].end), None)
    return bool(before and behind and before.text[0].isupper() and behind.text[0].isupper())


def _in_name(block: AnnotatedBlock, word: Word) -> bool:
    """Return whether a word is next to another one in Latin letters, like parts of names, or in an
    address.
    """
    before, behind = block.block.text[: word.start], block.block.text[word.end :]
    if before[-1:] in _ADDRESS or behind[:1] in _ADDRESS - {"."}:
        return True
    return bool(_LATIN.match(before.rstrip()[-1:]) or _LATIN.match(behind.lstrip()[:1]))
