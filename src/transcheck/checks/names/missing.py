"""Names of the source that a translation does not mention in any form."""

from __future__ import annotations

from collections.abc import Iterator

from transcheck.annotate.names import Name, acronym
from transcheck.annotate.spelling import is_inflection, sound, typo_similarity
from transcheck.annotate.words import fold, shorten
from transcheck.checks.base import Problem
from transcheck.checks.names.capitalised import CASED, NameWords
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.locales import language_name
from transcheck.model import BlockKind

_WORDS = 2  # least words of a name to look for; a single word may be an ordinary one
_LETTERS = 4  # least letters of each
_MIN_SIMILARITY = 0.5  # sound similarity from which a word of the translation may be the name
_SURE = 0.8  # least posterior of a bead in which to look


def missing_names(
    story: ComparedStory, comparison: Comparison, left: NameWords, right: NameWords
) -> Iterator[Problem]:
    """Yield NAM103 name-missing for people's names of which the translation has no word, each
    once.
    """
    if not story.has_source or right.script not in CASED or left.capitalised_nouns:
        return
    reported: set[str] = set()
    for bead in comparison.beads:
        if not (bead.left and bead.right) or bead.score < _SURE:
            continue
        for index in bead.left:
            block = story.block(comparison.left, index)
            if block.block.kind in (BlockKind.HEADING, BlockKind.CODE):
                continue
            for name in block.names:
                if (
                    name.text not in reported
                    and _is_person(name, left)
                    and not _mentioned(name, right)
                ):
                    reported.add(name.text)
                    own = story.place(comparison.left, index, name.start, name.end)
                    langs = [
                        language_name(story.versions[v].lang)
                        for v in (comparison.left, comparison.right)
                    ]
                    yield Problem(
                        rule="name-missing",
                        message=f"“{name.text}”, in the {langs[0]} text, is never mentioned in "
                        f"{langs[1]}",
                        evidence=f"{name.text} | {shorten(block.block.text, 40)}",
                        place=story.whole(comparison.right, bead.right[0]),
                        related=(own,),
                        confidence=0.75,
                    )


def _is_person(name: Name, known: NameWords) -> bool:
    """Return whether a name looks like a person's.

    It must consist of several rare words that never appear without a capital; that excludes
    offices, works and places.
    """
    forms = [fold(word.text) for word in name.words if len(word.text) > 1]
    rare = [
        form
        for form in forms
        if len(form) >= _LETTERS and form not in known.lower and not known.knows(form)
    ]
    return len(forms) >= _WORDS and len(rare) == len(forms) and not name.initial


def _mentioned(name: Name, words: NameWords) -> bool:
    """Return whether a version has a word that may be one of the words of a name, or its
    acronym.
    """
    if acronym(name.text) in words.acronyms:
        return True
    for word in name.words:
        form = fold(word.text)
        if any(
            is_inflection(form, other)
            or typo_similarity(form, other)
            or sound(form, other) >= _MIN_SIMILARITY
            for other in words.forms
        ):
            return True
    return False
