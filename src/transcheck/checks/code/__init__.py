"""Code blocks: what programs and readers copy is the same in every version.

Blocks that belong together are compared token by token, so that lines may be wrapped otherwise.
Comments, strings that people read and labels of diagrams are left aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

import regex
from msgspec import Struct
from rapidfuzz.distance import Indel

from transcheck.annotate.code import CodeToken, size_of, tokens_of
from transcheck.annotate.words import fold, is_rather, shorten
from transcheck.checks.base import Problem, localised
from transcheck.checks.code.unpaired import unpaired
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import common_words, language_name, primary
from transcheck.model import Bead, Block, BlockKind
from transcheck.rulebook import Rule

_RULE = "code-block-differs"
_MOST_TOKENS = 4_000  # of a block; longer ones are listings of data
_OFTEN = 2  # uses of a name that show that an example renames it
_NEAR = 0.75  # similarity (0-1, Indel) above which a name is the same with a slip
_SHOWN = 80  # characters of a line that a message shows
_WORD = regex.compile(r"\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{Lu}+")  # myFavorite is two words
_NUMBER = regex.compile(r"\p{N}+")
_MARKS = regex.compile(r"[\s;,\"'`“”«»]+")
_FLAG = regex.compile(r"--?\p{L}[\w-]*")
# what cannot be a word of prose: a digit, an underscore, a slash, a sign, a capital within
_FIRM = regex.compile(r"[\p{N}_/\\$@~]|^-|\p{Ll}\p{Lu}|::|\p{L}\.\p{L}")


class _Difference(Struct, frozen=True):
    """Tokens of the source and what is in their place; either may be empty."""

    source: Sequence[CodeToken]
    target: Sequence[CodeToken]
    place: int  # in the target's text, where something is missing


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield MRK106 code-block-differs, one for each pair of code blocks, and one for a code block
    that only one version has.
    """
    allowed = localised(rules, _RULE)
    for comparison in story.comparisons:
        if story.has_source and comparison.left != story.story.source:
            continue
        finder = _Finder(story, comparison, allowed)
        for bead in comparison.beads:
            yield from finder.problems(bead)
        if story.has_source and not story.story.bilingual:
            yield from unpaired(story, comparison)


class _Finder:
    """Compares the code blocks of two versions."""

    def __init__(
        self, story: ComparedStory, comparison: Comparison, allowed: frozenset[str]
    ) -> None:
        self._story = story
        self._allowed = allowed
        self._comparison = comparison
        langs = [story.versions[side].lang for side in (comparison.left, comparison.right)]
        self._source_words, self._target_words = (common_words(primary(lang)) for lang in langs)
        self._blocks = [
            {
                _plain(block.text)
                for block in story.versions[side].document.blocks
                if block.kind is BlockKind.CODE
            }
            for side in (comparison.left, comparison.right)
        ]

    def problems(self, bead: Bead) -> Iterator[Problem]:
        if len(bead.left) != 1 or len(bead.right) != 1:
            return
        source = self._story.block(self._comparison.left, bead.left[0]).block
        target = self._story.block(self._comparison.right, bead.right[0]).block
        both_code = source.kind is BlockKind.CODE and target.kind is BlockKind.CODE
        # a block that is elsewhere in the source belongs to that one
        if not both_code or _plain(target.text) in self._blocks[0]:
            return
        found = self._differences(source, target)
        if found:
            yield self._problem(found, source, target, bead)

    def _differences(self, source: Block, target: Block) -> list[_Difference]:
        language = source.code_language or target.code_language
        if max(size_of(source.text), size_of(target.text)) > _MOST_TOKENS:
            return []
        ours, theirs = (tokens_of(block.text, language) for block in (source, target))
        renamed = _renamed(ours, theirs)
        found = []
        for a, b, c, d in _unequal(ours, theirs):
            behind = theirs[c - 1].end if c else 0
            difference = _Difference(ours[a:b], theirs[c:d], behind)
            if not _is_rename(difference, renamed) and self._matters(difference):
                found.append(difference)
        return found

    def _matters(self, difference: _Difference) -> bool:
        """Return whether a difference is one of code.

        In text that people read, and where words are translated (`/old-page`, `/ancienne-page`),
        only numbers and options are code.
        """
        sides = (difference.source, difference.target)
        if difference.source and self._allowed.issuperset(t.text for t in difference.source):
            return False
        # two blocks that became one: the part is a block of the other version
        if _plain(_shown(difference.source)) in self._blocks[1]:
            return False
        if _plain(_shown(difference.target)) in self._blocks[0]:
            return False
        firm = [[token.text for token in side if _is_firm(token)] for side in sides]
        is_text = all(token.is_text for side in sides for token in side)
        if self._is_translated(difference):
            ours, theirs = (_counted(side) for side in firm)
            # a date in words has fewer numbers: 09 Aug 2022, 2022年8月9日
            return ours != theirs and (not is_text or ours.total() == theirs.total())
        return not is_text or Counter(firm[0]) != Counter(firm[1])

    def _is_translated(self, difference: _Difference) -> bool:
        """Return whether the target has a word that is its language's and not the source's."""
        ours = {fold(word) for token in difference.source for word in _WORD.findall(token.text)}
        for token in difference.target:
            for word in _WORD.findall(token.text):
                folded = fold(word)
                is_own = not word.isascii() or is_rather(
                    folded, self._target_words, self._source_words
                )
                if folded not in ours and is_own:
                    return True
        return False

    def _problem(
        self, found: list[_Difference], source: Block, target: Block, bead: Bead
    ) -> Problem:
        first = found[0]
        left, right = self._comparison.left, self._comparison.right
        start = first.target[0].start if first.target else first.place
        end = first.target[-1].end if first.target else first.place
        expected = _line(source.text, first.source[0].start) if first.source else ""
        written = _line(target.text, start)
        if not first.target:
            message = f"“{shorten(_shown(first.source))}” is missing from the code “{written}”"
        elif not first.source:
            message = f"“{shorten(_shown(first.target))}” is not in the code of {self._where()}"
        else:
            where = self._where()
            message = f"The code differs: “{expected}” in {where}, “{written}” here"
        evidence = f"{shorten(_shown(first.source), 100)} | {shorten(_shown(first.target), 100)}"
        if more := len(found) - 1:
            message += f" (and {more} more difference{'s' * (more > 1)})"
            # a difference that comes to a block with a known one is another finding
            evidence += f" | +{more}: {_digest(found[1:])}"
        place = self._story.place(right, bead.right[0], start, end)
        if first.source:
            related = self._story.place(
                left, bead.left[0], first.source[0].start, first.source[-1].end
            )
        else:
            related = self._story.whole(left, bead.left[0])
        return Problem(
            rule=_RULE,
            message=message,
            evidence=evidence,
            place=Place(right, place.start, max(place.start, place.end)),
            related=(related,),
            confidence=0.9,
        )

    def _where(self) -> str:
        """Return the name of the version that the code is compared with."""
        if self._story.has_source:
            return "the source"
        left = self._story.versions[self._comparison.left]
        return f"the {language_name(left.lang)} version"


def _digest(differences: Iterable[_Difference]) -> str:
    """Return eight hexadecimal digits that are the same for the same differences."""
    text = "\n".join(f"{_shown(item.source)} | {_shown(item.target)}" for item in differences)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _unequal(
    ours: Sequence[CodeToken], theirs: Sequence[CodeToken]
) -> Iterator[tuple[int, int, int, int]]:
    """Yield where two sequences of tokens differ: the range in one and the range in the other."""
    numbers: dict[tuple[str, bool], int] = {}
    sides = [
        [numbers.setdefault((token.text, token.is_text), len(numbers)) for token in side]
        for side in (ours, theirs)
    ]
    # Indel deletes and inserts only; neighbouring edits are one difference
    begun: list[int] | None = None
    for step in Indel.opcodes(sides[0], sides[1]):
        if step.tag == "equal":
            if begun:
                yield begun[0], begun[1], begun[2], begun[3]
            begun = None
        elif begun:
            begun = [begun[0], step.src_end, begun[2], step.dest_end]
        else:
            begun = [step.src_start, step.src_end, step.dest_start, step.dest_end]
    if begun:
        yield begun[0], begun[1], begun[2], begun[3]


def _renamed(
    source: Sequence[CodeToken], target: Sequence[CodeToken]
) -> tuple[Counter[str], Counter[str]]:
    """Return how often each token is in two pieces of code, of those that only one of them has."""
    ours = Counter(token.text for token in source)
    theirs = Counter(token.text for token in target)
    return (
        Counter({text: count for text, count in ours.items() if text not in theirs}),
        Counter({text: count for text, count in theirs.items() if text not in ours}),
    )


def _is_rename(difference: _Difference, renamed: tuple[Counter[str], Counter[str]]) -> bool:
    """Return whether names of an example are others all through: `userList`, `listeClients`.

    A name that is nearly the same is a slip or an old one: `host_metrics`, `hostmetrics`.
    """
    if len(difference.source) != len(difference.target):
        return False
    for own, other in zip(difference.source, difference.target, strict=True):
        ours, theirs = renamed[0][own.text], renamed[1][other.text]
        if not ours == theirs >= _OFTEN or _NUMBER.search(own.text + other.text):
            return False
        if Indel.normalized_similarity(own.text, other.text) > _NEAR:
            return False
    return True


def _is_firm(token: CodeToken) -> bool:
    return bool(_FIRM.search(token.text))


def _counted(texts: Sequence[str]) -> Counter[str]:
    """Return the numbers and options in tokens, which are the same in every language."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(number.lstrip("0") for number in _NUMBER.findall(text))
        found.update(_FLAG.findall(text) if text.startswith("-") else ())
    return found


def _plain(text: str) -> str:
    """Return code without what may differ: blanks and marks."""
    return _MARKS.sub("", text)


def _shown(tokens: Sequence[CodeToken]) -> str:
    return " ".join(token.text for token in tokens)


def _line(text: str, place: int) -> str:
    """Return the line of a text that has a place in it, or what is around the place if it is
    long.
    """
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line = text[start : end if end >= 0 else len(text)]
    if len(line) <= _SHOWN:
        return line
    first = max(0, place - start - _SHOWN // 2)
    cut = line[first : first + _SHOWN].strip()
    return f"{'… ' * (first > 0)}{cut}{' …' * (first + _SHOWN < len(line))}"
