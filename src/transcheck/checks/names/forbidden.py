"""Forms of names that the editor's glossary forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import regex

from transcheck.annotate.words import UNSPACED
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Place
from transcheck.glossary import Forms
from transcheck.model import BlockKind
from transcheck.rulebook import Rule

_EDGE = r"[\p{L}\p{N}\p{M}]"


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield NAM105 name-glossary, one per forbidden form and version."""
    for version, annotated in enumerate(story.versions):
        for forms in story.glossary.of(annotated.lang):
            for form in forms.forbidden:
                places = list(_places(story, version, form))
                if places:
                    yield _problem(form, forms, places)


def _places(story: ComparedStory, version: int, form: str) -> Iterator[Place]:
    whole = (
        regex.escape(form)
        if UNSPACED.search(form)
        else rf"(?<!{_EDGE}){regex.escape(form)}(?!{_EDGE})"
    )
    pattern = regex.compile(whole, regex.IGNORECASE)
    for index, block in enumerate(story.versions[version].blocks):
        if block.block.kind is not BlockKind.CODE:
            for match in pattern.finditer(block.block.text):
                yield story.place(version, index, *match.span())


def _problem(form: str, forms: Forms, places: list[Place]) -> Problem:
    right = forms.right[0] if forms.right else None
    return Problem(
        rule="name-glossary",
        message=f"The glossary forbids “{form}”" + (f"; use “{right}”" if right else ""),
        evidence=f"{form} | {right or ''}",
        place=places[0],
        related=tuple(places[1:]),
        suggestion=right,
    )
