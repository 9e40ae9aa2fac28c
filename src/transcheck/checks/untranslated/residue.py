"""What a language model or a translator left in a text: phrases that speak of translating, tokens,
links to chats, fences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec
import regex
from msgspec import Struct

from transcheck.align.sentences import sentences
from transcheck.annotate import AnnotatedVersion
from transcheck.annotate.words import UNSPACED, shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import primary, read_data
from transcheck.model import Bead, BlockKind
from transcheck.rulebook import Rule

_ANY = "any"  # what belongs to no language: tokens and links
_ENGLISH = "en"  # models fall back to it, whatever they translate
_SILENT = frozenset({BlockKind.CODE, BlockKind.FIELD})
_LONGEST = 2_000  # characters of a block that are searched, at its beginning and at its end
_SHORT = 4  # letters below which a stem must be an acronym: AI, KI
# most characters of a phrase that is known by a word alone: at an end of the text, within it
_PHRASE, _SHORT_PHRASE = (
    250,
    120,
)
_FIRST, _INNER, _LAST = "first", "inner", "last"
_LABEL_WORDS, _LABEL_CHARACTERS = 4, 12  # most of a label, the second in scripts without spaces
_FENCE = re.compile(
    r"\A\s*(?P<fence>`{3,}|~{3,})[ \t]*(?:markdown|md|text|txt|html|plaintext)?[ \t]*\n",
    re.IGNORECASE,
)
# “Polish translation: …”
_LABEL = regex.compile(
    r"^\W{0,4}(?P<label>[\p{L}\p{M}\p{N} ()\[\]/’'.-]{2,60}?)\W{0,3}(?P<colon>[:：])\s*\S"
)


class _Phrases(Struct, frozen=True):
    """What is left in one language.

    `anywhere` and `extra` are regular expressions by kind, those of `extra` for what the source has
    nothing for, and `last` those of offers at the end; every match of one in `anywhere` has a word
    of `sieve`. `stems` begin the words for translating, a model and a message, `translation` those
    for translating alone; `names` are those of the language itself. Plain words are folded.
    """

    stems: tuple[str, ...]
    translation: tuple[str, ...]
    names: tuple[str, ...]
    sieve: tuple[str, ...]
    anywhere: dict[str, tuple[str, ...]]
    extra: dict[str, tuple[str, ...]]
    last: tuple[str, ...]


class _Residue(Struct, frozen=True):
    """A phrase that was left in a block: its kind, and its place in the text."""

    kind: str
    start: int
    end: int


@cache
def _data() -> dict[str, _Phrases]:
    return msgspec.json.decode(read_data("residue.json"), type=dict[str, _Phrases])


def _compiled(phrases: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    return tuple(
        (kind, regex.compile(pattern)) for kind, patterns in phrases.items() for pattern in patterns
    )


@cache
def _anywhere(language: str) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    return _compiled(_data()[language].anywhere)


@cache
def _sieve(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that every text with one of the phrases has: most texts are searched for
    nothing else.
    """
    words = sorted({word for language in languages for word in _data()[language].sieve})
    return re.compile("|".join(map(re.escape, words)))


@cache
def _extra(language: str) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    return _compiled(_data()[language].extra)


@cache
def _last(language: str) -> tuple[regex.Pattern[str], ...]:
    return tuple(regex.compile(pattern) for pattern in _data()[language].last)


def _speaks(text: str, languages: Sequence[str]) -> bool:
    """Return whether a text has a word of translating, models and messages.

    Short ones are acronyms: AI, IA, ИИ.
    """
    folded = text.casefold()
    for language in languages:
        for stem in _data()[language].stems:
            if len(stem) < _SHORT and not UNSPACED.match(stem):
                if re.search(rf"\b{re.escape(stem.upper())}\b", text):
                    return True
            elif stem in folded:
                return True
    return False


def _position(index: int, prose: Sequence[int]) -> str:
    """Return whether a block, by index, is the first or the last of some, or in between."""
    return _FIRST if index == prose[0] else _LAST if index == prose[-1] else _INNER


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield UNT108 not-a-translation for what a version has and its counterpart has nothing
    like.
    """
    if "not-a-translation" not in rules:
        return
    searched: set[int] = set()
    for comparison in story.comparisons:
        sides = [(comparison.right, comparison.left)]
        if not story.has_source:
            sides.append((comparison.left, comparison.right))
        for own, other in sides:
            if own not in searched:
                searched.add(own)
                yield from _Search(story, comparison, own, other).problems()


class _Search:
    """Searches one version, which is compared with another."""

    def __init__(self, story: ComparedStory, comparison: Comparison, own: int, other: int) -> None:
        self._story, self._own = story, own
        self._version, self._source = story.versions[own], story.versions[other]
        self._language = primary(self._version.lang)
        languages = {self._language, primary(self._source.lang), _ENGLISH, _ANY} & _data().keys()
        self._languages = tuple(sorted(languages))
        self._mirrored = own == comparison.left
        self._beads = comparison.beads

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of the version, at most one for each block."""
        found = dict(self._giveaways(self._version))
        if found:
            # an article about such phrases has them in both versions
            excused = {residue.kind for _, residue in self._giveaways(self._source)}
            found = {
                index: residue for index, residue in found.items() if residue.kind not in excused
            }
        for index, residue in (*self._labels(), *self._extras()):
            found.setdefault(index, residue)
        for index, residue in sorted(found.items()):
            text = self._version.blocks[index].block.text[residue.start : residue.end].strip()
            yield _problem(self._story.place(self._own, index, residue.start, residue.end), text)
        if not self._story.story.bilingual:
            yield from self._fenced()

    def _giveaways(self, version: AnnotatedVersion) -> Iterator[tuple[int, _Residue]]:
        """Yield what gives itself away in any block of a version, once for each block, with the
        block's index.
        """
        for index, block in enumerate(version.blocks):
            if block.block.kind not in _SILENT:
                residue = self._first(block.block.text)
                if residue is not None:
                    yield index, residue

    def _first(self, text: str) -> _Residue | None:
        parts = [(0, text)]
        if len(text) > 2 * _LONGEST:
            parts = [(0, text[:_LONGEST]), (len(text) - _LONGEST, text[-_LONGEST:])]
        for offset, part in parts:
            if not _sieve(self._languages).search(part.casefold()):
                continue
            for language in self._languages:
                for kind, pattern in _anywhere(language):
                    match = pattern.search(part)
                    if match:
                        return _Residue(kind, offset + match.start(), offset + match.end())
        return None

    def _labels(self) -> Iterator[tuple[int, _Residue]]:
        """Yield labels such as “Polish translation:” in front of blocks whose counterpart has
        none.
        """
        for bead in self._beads:
            ours, theirs = self._sides(bead)
            for index in ours if theirs else ():
                label = self._label(self._version.blocks[index].block.text)
                if label and not any(
                    self._label(self._source.blocks[other].block.text) for other in theirs
                ):
                    yield index, _Residue("label", 0, label)

    def _label(self, text: str) -> int:
        """Return the length of a label that names a translation, its language or a model, or 0 if a
        text begins with none.
        """
        label = _LABEL.match(text)
        if label is None or len(label["label"].split()) > _LABEL_WORDS:
            return 0
        folded = label["label"].casefold()
        if UNSPACED.search(folded) and len(folded) > _LABEL_CHARACTERS:
            return 0
        words = [word for language in self._languages for word in _data()[language].translation]
        names = [
            name
            for language in {self._language, _ANY} & _data().keys()
            for name in _data()[language].names
        ]
        return label.end("colon") if any(word in folded for word in (*words, *names)) else 0

    def _extras(self) -> Iterator[tuple[int, _Residue]]:
        """Yield the blocks and outer sentences that the source has nothing for and that speak of
        translating.
        """
        spans = [] if self._story.story.bilingual else list(self._unpaired())
        if not spans:
            return
        source = "\n".join(block.block.text for block in self._source.blocks)
        spoken_of = _speaks(source, self._languages)
        for index, start, end, position in spans:
            text = self._version.blocks[index].block.text[start:end]
            phrase = len(text) <= (_PHRASE if position != _INNER else _SHORT_PHRASE)
            if phrase and not spoken_of and _speaks(text, self._languages):
                yield index, _Residue("about", start, end)
            elif not spoken_of and any(
                self._is_said(text, language, position) for language in self._languages
            ):
                yield index, _Residue("extra", start, end)

    def _is_said(self, text: str, language: str, position: str) -> bool:
        """Return whether a text is one of the phrases of a language.

        Offers to go on are made at the end alone.
        """
        if (
            position == _LAST
            and len(text) <= _PHRASE
            and any(pattern.search(text) for pattern in _last(language))
        ):
            return True
        return any(pattern.search(text[:_LONGEST]) for _, pattern in _extra(language))

    def _unpaired(self) -> Iterator[tuple[int, int, int, str]]:
        """Yield the blocks without counterpart, and the outer sentences that are one more than the
        source has; with positions.
        """
        prose = [
            index
            for index, block in enumerate(self._version.blocks)
            if block.block.kind not in _SILENT
        ]
        if not prose:
            return
        paired = [bead for bead in self._beads if bead.left and bead.right]
        for bead in self._beads:
            ours, theirs = self._sides(bead)
            for index in ours if not theirs else ():
                if self._version.blocks[index].block.kind not in _SILENT:
                    yield (
                        index,
                        0,
                        len(self._version.blocks[index].block.text),
                        _position(index, prose),
                    )
        for bead, at, position in (
            ((paired[0], 0, _FIRST), (paired[-1], -1, _LAST)) if paired else ()
        ):
            ours, theirs = self._sides(bead)
            own = [place for _, place in sentences(self._version.blocks[ours[at]])]
            if (
                len(own) > len(sentences(self._source.blocks[theirs[at]]))
                and _position(ours[at], prose) == position
            ):
                yield ours[at], own[at].start, own[at].end, position

    def _sides(self, bead: Bead) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return (bead.left, bead.right) if self._mirrored else (bead.right, bead.left)

    def _fenced(self) -> Iterator[Problem]:
        """Yield the problem of a whole text that stands in a code block, as models hand it over."""
        text = self._version.document.text
        opening = _FENCE.match(text)
        if opening is None or _FENCE.match(self._source.document.text):
            return
        if text.rstrip().endswith(opening["fence"]) and text.count(opening["fence"]) == 2:
            yield _problem(
                Place(self._own, opening.start("fence"), opening.end("fence")), opening["fence"]
            )


def _problem(place: Place, text: str) -> Problem:
    return Problem(
        rule="not-a-translation",
        message=f"“{shorten(text)}” does not belong to the article",
        evidence=shorten(text, 200),
        place=place,
        confidence=0.9,
    )
