"""Terms of a glossary: if the source has one, its counterpart must have a form that the glossary
gives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.spelling import is_inflection
from transcheck.annotate.words import UNSPACED, find_words, fold, fold_word
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.config import confined
from transcheck.glossary import Forms, Glossary, load
from transcheck.locales import language_name
from transcheck.model import Bead, BlockKind, TranscheckError
from transcheck.rulebook import Rule

_ENDING = 2  # maximum number of letters that an ending adds to a term of the source
_LEAST = 4  # minimum number of letters of a word that may have an ending
_PART = 3  # minimum number of letters of a term that may be part of a word

_Term = tuple[Forms, Forms]  # in the source's language and in the other one


def validate(rules: Iterable[Rule]) -> None:
    """Read the glossaries of all rules of this check.

    Raises:
        TranscheckError: a rule has an unknown option, or its glossary cannot be read.
    """
    for rule in rules:
        if rule.check == "terms":
            _own(rule)


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield TRM101 term-differs by the editor's glossary, and the findings of users' own rules by
    theirs.

    A term is reported once per version, at its first place. It is not reported if the right form is
    anywhere in the aligned blocks.
    """
    for rule in rules.values():
        glossary = _own(rule) or story.glossary
        for comparison in story.comparisons:
            terms = list(
                _terms(
                    glossary,
                    story.versions[comparison.left].lang,
                    story.versions[comparison.right].lang,
                )
            )
            found: dict[str, list[Problem]] = defaultdict(list)
            for bead in comparison.beads if terms else ():
                if bead.left and bead.right:
                    for problem in _differing(story, rule, comparison, bead, terms):
                        found[problem.evidence].append(problem)
            for first, *more in found.values():
                yield _joined(first, more)


def _own(rule: Rule) -> Glossary | None:
    """Return the glossary that a rule names, relative to the rule's file, or None if it names
    none.
    """
    wrong = [
        name
        for name, value in rule.options.items()
        if name != "glossary" or not isinstance(value, str)
    ]
    if wrong:
        raise TranscheckError(
            f"{rule.origin or rule.code}: option {wrong[0]!r}; terms has the option glossary (a "
            "file's name)"
        )
    name = rule.options.get("glossary")
    if not name:
        return None
    if not rule.origin:
        return load((name,), None)
    base = Path(rule.origin).parent
    return load((confined(name, base, f"{rule.origin}: glossary"),), base)


def _terms(glossary: Glossary, left: str, right: str) -> Iterator[_Term]:
    for name in glossary.names:
        ours, theirs = glossary.forms(name, left), glossary.forms(name, right)
        if ours and theirs and ours.right and theirs.right:
            yield ours, theirs


def _differing(
    story: ComparedStory, rule: Rule, comparison: Comparison, bead: Bead, terms: Sequence[_Term]
) -> Iterator[Problem]:
    left = [(index, story.block(comparison.left, index)) for index in bead.left]
    right = [(index, story.block(comparison.right, index)) for index in bead.right]
    for ours, theirs in terms:
        place = next(
            (
                (i, span)
                for i, block in left
                for form in ours.right
                if (span := _stands(block, form))
            ),
            None,
        )
        if place and not any(_has(block, form) for _, block in right for form in theirs.right):
            index, span = place
            text = story.block(comparison.left, index).block.text[slice(*span)]
            other_lang = language_name(story.versions[comparison.right].lang)
            forms = " or ".join(f"“{form}”" for form in theirs.right)
            yield Problem(
                rule=rule.name,
                message=f"The {other_lang} glossary has {forms} for “{text}”; it is not used here",
                evidence=f"{ours.right[0]} | {theirs.right[0]}",
                place=story.whole(comparison.right, right[0][0]),
                related=(story.place(comparison.left, index, *span),),
                confidence=0.8,
                suggestion=theirs.right[0],
            )


def _joined(first: Problem, more: Sequence[Problem]) -> Problem:
    places = tuple(place for problem in more for place in (problem.place, *problem.related))
    return replace(first, related=first.related + places)


def _stands(block: AnnotatedBlock, form: str) -> tuple[int, int] | None:
    """Return where a term is in a block of the source, as given or with an ending (bridges)."""
    if block.block.kind is BlockKind.CODE:
        return None
    if UNSPACED.search(form):
        start = block.block.text.find(form)
        return (start, start + len(form)) if start >= 0 else None
    wanted = _words(form)
    if not wanted:  # C++ is not C
        start = fold(block.block.text).find(fold(form)) if any(map(str.isalnum, form)) else -1
        return (start, start + len(form)) if start >= 0 else None
    words = block.words
    for first in range(len(words) - len(wanted) + 1):
        run = words[first : first + len(wanted)]
        if all(
            _is_form(fold_word(word.text), term) for word, term in zip(run, wanted, strict=True)
        ):
            return run[0].start, run[-1].end
    return None


def _words(form: str) -> list[str]:
    """Return the words of a term, folded; none if it has signs that are not part of words."""
    words = [word.text for word in find_words(form)]
    return [fold(word) for word in words] if "".join(words) == "".join(form.split()) else []


def _is_form(word: str, term: str) -> bool:
    """Return whether a word is a term, or the term with a short ending: partner is not a form of
    part.
    """
    return word == term or (
        len(term) >= _LEAST and word.startswith(term) and len(word) - len(term) <= _ENDING
    )


def _has(block: AnnotatedBlock, form: str) -> bool:
    """Return whether a block of the version has a term, inflected or as part of a compound."""
    if UNSPACED.search(form):
        return form in block.block.text
    wanted = _words(form)
    if not wanted:
        return fold(form) in fold(block.block.text)
    words = [fold_word(word.text) for word in block.words]
    # a term may be part of a word: in compounds, and after articles and prepositions that some
    # scripts join to it
    return all(
        any(is_inflection(term, word) or (len(term) >= _PART and term in word) for word in words)
        for term in wanted
    )
