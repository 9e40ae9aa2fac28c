"""Names replaced by others or removed: what is left over on one side of a pair of blocks, or on
both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex
from msgspec import Struct

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.checks.names.capitalised import CASED, NameWords
from transcheck.checks.names.garbled import changed_beside, garbled, replaced_beside
from transcheck.checks.names.unmatched import Side, Unmatched, Version, can_find
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.locales import common_words, language_name, primary
from transcheck.model import Bead

_SURE = 0.8  # least posterior of a pair in which to look
_NEAR = 3  # pairs before and after in which a name may have its counterpart: “she” becomes “Merkel”
# Similarity in sound from which a word over there is the counterpart. At .5, as within a pair,
# chance finds one for a third of the names that were replaced.
_MIN_SIMILARITY = 0.75
_LONG = (
    5  # fewest letters of a name of one word that has no capitals to go by, or nothing in its place
)
# languages without a list, whose names are known by their script or the gazetteer
_UNLISTED = frozenset({"ja", "zh"})
# scripts whose names are compared by their sound next to one that sounds alike; in Greek, Daley is
# written Ntéili
_ALIKE_IN_SOUND = {"Cyrl", "Latn"}
# What remains where a name was taken out: “, ,”, “( )”, a lone ’s, a blank before a full stop.
_BROKEN = regex.compile(r",\s*,|\(\s*\)|(?<![\p{L}\p{N}])['’]s\b|^\W*['’,]|(?<=\p{L}) [.,](?=\s|$)")


class _Pair(Struct, frozen=True):
    """The names left over in a bead, one of the source, one of the translation or both, and the
    rule that is broken.
    """

    bead: Bead
    source: Unmatched | None
    target: Unmatched | None
    rule: str

    @property
    def texts(self) -> tuple[str, str] | None:
        """Return the two names, if there are two."""
        return (self.source.text, self.target.text) if self.source and self.target else None


def left_over(
    story: ComparedStory, comparison: Comparison, left: NameWords, right: NameWords
) -> Iterator[Problem]:
    """Yield NAM102 name-differs, NAM103 name-missing and NAM107 name-replaced for pairs of blocks.

    The translation must be in a script with capitals.
    """
    languages = primary(left.lang), primary(right.lang)
    if languages[0] == languages[1]:
        return
    if right.script not in CASED or not can_find(left.script):
        return
    if not all(language in _UNLISTED or common_words(language) for language in languages):
        return
    ours, theirs = Version(story, left), Version(story, right)
    beads = [bead for bead in comparison.beads if bead.left and bead.right and bead.score >= _SURE]
    units = story.story.bilingual
    found = [pair for at in range(len(beads)) for pair in _in_bead(beads, at, ours, theirs, units)]
    often = Counter(pair.texts for pair in found)
    for pair in found:
        # What stands for a name more than once is its translation: The Hague, Haga.
        if pair.texts and often[pair.texts] > 1:
            continue
        if not story.has_source and (pair.rule == "name-differs" or not pair.texts):
            # either version may have added a name, left one out, or spelled it in its own way
            continue
        if pair.target:
            yield _other(story, comparison, pair, pair.target)
        elif pair.source:
            yield _missing(story, comparison, pair.bead, pair.source)


def _in_bead(
    beads: Sequence[Bead], at: int, ours: Version, theirs: Version, units: bool
) -> Iterator[_Pair]:
    bead = beads[at]
    source, target = ours.side(bead.left), theirs.side(bead.right)
    if ours.words.script == theirs.words.script == "Latn":
        for name, strange in garbled(source, target):
            yield _Pair(bead, name, strange, "name-differs")
            return
        languages = primary(ours.words.lang), primary(theirs.words.lang)
        for name, other in changed_beside(source, target, languages):
            yield _Pair(bead, name, other, "name-differs")
            return
    elif {ours.words.script, theirs.words.script} == _ALIKE_IN_SOUND:
        for name, other in replaced_beside(source, target):
            yield _Pair(bead, name, other, "name-replaced")
            return
    if not source.names and not target.names:
        return
    near = [other for other in beads[max(0, at - _NEAR) : at + _NEAR + 1] if other is not bead]
    extra = [name for name in target.names if not name.initial and not source.has(name)]
    if not target.trusts_capitals:  # a German noun that the list does not have is not a name
        extra = [name for name in extra if name.run or name.places]
    missing = [name for name in source.names if not target.has(name)]
    if extra:
        around = ours.side([index for other in near for index in other.left])
        extra = [name for name in extra if not around.has(name, _MIN_SIMILARITY)]
    if not (source.trusts_capitals or theirs.trusts_lists):
        # German nouns that no list has are many, and so are other languages' words: neither says
        # that it is a name
        extra = []
    replacement = _replacement(missing, extra, source.cased)
    if replacement is not None:
        yield _Pair(bead, *replacement, "name-replaced")
    elif missing and not extra and source.cased:
        around = theirs.side([index for other in near for index in other.right])
        removed = _removed(missing, source, target, around, units)
        if removed is not None:
            yield _Pair(bead, removed, None, "name-missing")


def _replacement(
    missing: Sequence[Unmatched], extra: Sequence[Unmatched], cased: bool
) -> tuple[Unmatched | None, Unmatched] | None:
    """Return a name of the translation without a counterpart, and the one of the source whose place
    it has taken.
    """
    for target in extra:
        for source in missing:
            if source.places and target.places:
                return source, target
            if source.strict or (target.strict and (cased or min(map(len, target.words)) >= _LONG)):
                return source, target
    for target in extra:
        if target.run and cased:
            return None, target
    return None


def _removed(
    missing: Sequence[Unmatched], source: Side, target: Side, around: Side, units: bool
) -> Unmatched | None:
    """Return a name that a translation does not have, neither here nor nearby, if it is certain to
    be one.

    In an article, one word may be replaced by a pronoun; in `units`, which are shown apart, it may
    not.
    """
    broken = bool(_BROKEN.search(target.text)) and not _BROKEN.search(source.text)
    for name in missing:
        alone = (
            units and name.strict and source.trusts_capitals and max(map(len, name.words)) >= _LONG
        )
        if (name.run or alone or (broken and not name.initial)) and not around.has(
            name, _MIN_SIMILARITY
        ):
            return name
    return None


def _other(story: ComparedStory, comparison: Comparison, pair: _Pair, target: Unmatched) -> Problem:
    """Return the problem of a name of the translation that is not the source's."""
    language = language_name(story.versions[comparison.left].lang)
    source = pair.source
    if source is None:
        message = f"“{target.text}” is not in the {language} text"
        counterpart = shorten(story.block(comparison.left, pair.bead.left[0]).block.text, 40)
        related = story.whole(comparison.left, pair.bead.left[0])
    else:
        message = f"“{target.text}” where the {language} text has “{source.text}”"
        counterpart = source.text
        related = story.place(comparison.left, source.block, source.start, source.end)
    return Problem(
        rule=pair.rule,
        message=message,
        evidence=f"{target.text} | {counterpart}",
        place=story.place(comparison.right, target.block, target.start, target.end),
        related=(related,),
        confidence=0.75,
    )


def _missing(story: ComparedStory, comparison: Comparison, bead: Bead, name: Unmatched) -> Problem:
    here, there = (
        language_name(story.versions[v].lang) for v in (comparison.left, comparison.right)
    )
    return Problem(
        rule="name-missing",
        message=f"“{name.text}”, in the {here} text, is not in {there}",
        evidence=f"{name.text} | "
        f"{shorten(story.block(comparison.left, name.block).block.text, 40)}",
        place=story.whole(comparison.right, bead.right[0]),
        related=(story.place(comparison.left, name.block, name.start, name.end),),
        confidence=0.75,
    )
