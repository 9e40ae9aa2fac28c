"""Checks for users' own rules: a pattern that is forbidden, needs a counterpart, or must be as
frequent in both versions.

A rule names the check and gives its patterns as options, so no Python is needed. Patterns are those
of the `regex` package; one that takes too long is stopped.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import regex
from msgspec import Struct, field

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name, parse_tag, primary
from transcheck.model import Bead, BlockKind, TranscheckError
from transcheck.rulebook import Rule

FORBIDDEN, COUNTERPART, COUNT = "pattern-forbidden", "pattern-counterpart", "pattern-count"
ANY = "any"  # stands for every language without a pattern for it
_GROUP = regex.compile(r"\\(?:(?<number>\d{1,2})|g<(?<name>[^>]*)>)")
_LONGEST = 2_000  # characters of a pattern, message or suggestion
_LEAST_SECONDS = 0.001
_SECONDS_IN_ALL = 10.0  # time that the patterns of a rule may take for a story
_SECONDS = 1.0  # time that a pattern may take for one block
_KEYS: dict[str, dict[str, type]] = {
    FORBIDDEN: {"patterns": dict, "ignore-case": bool, "message": str, "suggestion": str},
    COUNTERPART: {"patterns": dict, "ignore-case": bool, "message": str},
    COUNT: {"patterns": dict, "ignore-case": bool, "message": str},
}


class _Clock(Struct):
    """The seconds that the patterns of a rule may still take in a story."""

    left: float = _SECONDS_IN_ALL


class Patterns(Struct, frozen=True):
    """The patterns of a rule by language, with the wording its author chose."""

    rule: Rule
    by_language: dict[str, regex.Pattern[str]]
    clock: _Clock = field(default_factory=_Clock)

    @classmethod
    def of(cls, rule: Rule) -> Patterns:
        """Read a rule's options.

        Raises:
            TranscheckError: an option is unknown or of the wrong type, or a pattern is invalid; the
                message names the rule's file.
        """
        where = rule.origin or rule.code
        known = _KEYS[rule.check]
        for name, value in rule.options.items():
            if name not in known or not isinstance(value, known[name]):
                raise TranscheckError(
                    f"{where}: option {name!r}; {rule.check} has the options {_listed(known)}"
                )
        patterns = rule.options.get("patterns")
        if not patterns:
            raise TranscheckError(
                f"{where}: give the patterns under [options.patterns], a language each, or {ANY} = "
                "'…'"
            )
        template = rule.options.get("suggestion", "")
        flags = regex.IGNORECASE if rule.options.get("ignore-case") else 0
        return cls(
            rule,
            {
                _language(tag, where): _compiled(text, flags, template, where)
                for tag, text in patterns.items()
            },
        )

    def for_language(self, lang: str) -> regex.Pattern[str] | None:
        """Return the pattern for a language: that of the tag itself, else of the language alone,
        else of any language.
        """
        return (
            self.by_language.get(lang)
            or self.by_language.get(primary(lang))
            or self.by_language.get(ANY)
        )

    def matches(self, block: AnnotatedBlock, lang: str) -> list[regex.Match[str]]:
        """Return the matches in a block's prose.

        Raises:
            TranscheckError: the pattern takes too long; the message names the rule's file and the
                text.
        """
        pattern = self.for_language(lang)
        if pattern is None or block.block.kind is BlockKind.CODE:
            return []
        begun = time.perf_counter()
        try:
            timeout = max(_LEAST_SECONDS, min(_SECONDS, self.clock.left))
            found = [
                match
                for match in pattern.finditer(block.block.text, timeout=timeout)
                if match.group()
            ]
        except TimeoutError as error:
            text = shorten(block.block.text)
            raise TranscheckError(
                f"{self.rule.origin or self.rule.code}: the pattern for {lang} takes more than "
                f"{_SECONDS:.0f} s on “{text}”,"
                f" or more than {_SECONDS_IN_ALL:.0f} s in this story; avoid repetitions within "
                "repetitions, as in (a+)+"
            ) from error
        self.clock.left -= time.perf_counter() - begun
        literal = block.block.literal
        return [
            match
            for match in found
            if not any(match.start() < span.end and span.start < match.end() for span in literal)
        ]

    def text(self, usual: str, **values: str) -> str:
        """Return the rule's own message with its {fields} filled in, or the usual message if it has
        none.
        """
        text: str = self.rule.options.get("message", "")
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text or usual


def validate(rules: Iterable[Rule]) -> None:
    """Read the options of all rules of these checks.

    Raises:
        TranscheckError: an option is invalid.
    """
    for rule in rules:
        if rule.check in _KEYS:
            Patterns.of(rule)


def forbidden(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield the matches of patterns that are forbidden in a language."""
    for rule in map(Patterns.of, rules.values()):
        for version, annotated in enumerate(story.versions):
            for index, block in enumerate(annotated.blocks):
                for match in rule.matches(block, annotated.lang):
                    text = match.group()
                    template = rule.rule.options.get("suggestion")
                    instead = match.expand(template) if template else None
                    usual = f"“{text}”: {rule.rule.summary}" + (
                        f" Write “{instead}”." if instead else ""
                    )
                    yield Problem(
                        rule=rule.rule.name,
                        message=rule.text(usual, text=text, suggestion=instead or ""),
                        evidence=text,
                        place=story.place(version, index, *match.span()),
                        suggestion=instead,
                    )


def counterpart(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield the matches in the source (or in either version if none is the source) that have no
    match in the counterpart.
    """
    for rule in map(Patterns.of, rules.values()):
        for comparison in story.comparisons:
            sides = [(comparison.left, comparison.right), (comparison.right, comparison.left)]
            for bead in comparison.beads:
                for here, there in sides[:1] if story.has_source else sides:
                    own, other = _blocks(comparison, bead, here), _blocks(comparison, bead, there)
                    yield from _lacking(story, rule, here, there, own, other)


def count(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield aligned blocks in which the pattern is more frequent in one version than in the
    other.
    """
    for rule in map(Patterns.of, rules.values()):
        for comparison in story.comparisons:
            for bead in comparison.beads:
                if bead.left and bead.right:
                    yield from _uneven(story, rule, comparison, bead)


def _lacking(
    story: ComparedStory,
    rule: Patterns,
    here: int,
    there: int,
    own: tuple[int, ...],
    other: tuple[int, ...],
) -> Iterator[Problem]:
    lang, other_lang = story.versions[here].lang, story.versions[there].lang
    if not (own and other) or rule.for_language(other_lang) is None:
        return
    places = [
        (index, match) for index in own for match in rule.matches(story.block(here, index), lang)
    ]
    if places and not any(rule.matches(story.block(there, index), other_lang) for index in other):
        text = places[0][1].group()
        usual = (
            f"“{text}” in {language_name(lang)} has no counterpart in "
            f"{language_name(other_lang)}: {rule.rule.summary}"
        )
        yield Problem(
            rule=rule.rule.name,
            message=rule.text(usual, text=text, language=language_name(other_lang)),
            evidence=f"{text} | ",
            place=story.whole(there, other[0]),
            related=tuple(story.place(here, at, *found.span()) for at, found in places),
            confidence=0.9,
        )


def _uneven(
    story: ComparedStory, rule: Patterns, comparison: Comparison, bead: Bead
) -> Iterator[Problem]:
    left, right = comparison.left, comparison.right
    if any(rule.for_language(story.versions[side].lang) is None for side in (left, right)):
        return
    ours, theirs = (
        [
            story.place(side, i, *m.span())
            for i in blocks
            for m in rule.matches(story.block(side, i), story.versions[side].lang)
        ]
        for side, blocks in ((left, bead.left), (right, bead.right))
    )
    if len(ours) != len(theirs):
        names = [language_name(story.versions[side].lang) for side in (left, right)]
        usual = f"{len(ours)} in {names[0]}, {len(theirs)} in {names[1]}: {rule.rule.summary}"
        place: Place = theirs[-1] if len(theirs) > len(ours) else story.whole(right, bead.right[0])
        yield Problem(
            rule=rule.rule.name,
            message=rule.text(usual, left=str(len(ours)), right=str(len(theirs))),
            evidence=f"{len(ours)} | {len(theirs)}",
            place=place,
            related=tuple(ours) or (story.whole(left, bead.left[0]),),
            confidence=0.9,
        )


def _blocks(comparison: Comparison, bead: Bead, side: int) -> tuple[int, ...]:
    return bead.left if side == comparison.left else bead.right


def _language(tag: str, where: str) -> str:
    parsed = tag if tag == ANY else parse_tag(tag)
    if parsed is None:
        raise TranscheckError(
            f"{where}: {tag!r} is not a language tag; write one such as 'nl' or 'pt-BR', or {ANY!r}"
        )
    return parsed


def _compiled(text: Any, flags: int, template: str, where: str) -> regex.Pattern[str]:
    try:
        pattern: regex.Pattern[str] = regex.compile(text, flags)
    except (regex.error, TypeError) as error:
        raise TranscheckError(
            f"{where}: {text!r} is not a valid pattern ({error}); fix it there"
        ) from error
    if max(len(text), len(template)) > _LONGEST:
        raise TranscheckError(
            f"{where}: a pattern or suggestion has more than {_LONGEST:,} characters; write a "
            "shorter one"
        )
    for reference in _GROUP.finditer(template):
        named = reference["number"] or reference["name"]
        if (
            (int(named) > pattern.groups)
            if named.isdecimal()
            else (named not in pattern.groupindex)
        ):
            raise TranscheckError(
                f"{where}: the suggestion {template!r} names a group that is not in {text!r}; "
                "remove it"
            )
    try:
        # which has a match, so that the template is read
        regex.compile(f"(?:{text})?", flags).sub(template, "")
    except (regex.error, IndexError, KeyError, ValueError) as error:
        raise TranscheckError(
            f"{where}: {template!r} is not a valid suggestion ({error}); fix it there"
        ) from error
    return pattern


def _listed(known: Mapping[str, type]) -> str:
    kinds = {dict: "a table", bool: "true or false", str: "a string"}
    return ", ".join(f"{name} ({kinds[kind]})" for name, kind in known.items())
