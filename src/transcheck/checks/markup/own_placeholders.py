"""Placeholders of a team's own programs, which its configuration names by pattern.

`[options.MRK101] patterns = ["<<[a-z_]+>>"]`; patterns are those of the `regex` package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import regex

from transcheck.model import TranscheckError
from transcheck.rulebook import Rule

_RULE = "placeholder-differs"
_LONGEST = 500  # characters of a pattern
_SECONDS = 0.5  # time that a pattern may take for one text

Patterns = tuple[regex.Pattern[str], ...]


def patterns_of(rules: Mapping[str, Rule]) -> Patterns:
    """Return the patterns that the configuration gives for placeholders.

    Raises:
        TranscheckError: one of them is not valid; the message names it.
    """
    rule = rules.get(_RULE)
    return tuple(_compiled(text) for text in rule.options["patterns"]) if rule else ()


def validate(rules: Iterable[Rule]) -> None:
    """Read the patterns before the work begins.

    Raises:
        TranscheckError: one of them is not valid.
    """
    patterns_of({rule.name: rule for rule in rules})


def find(patterns: Patterns, text: str) -> list[str]:
    """Return the placeholders of a text.

    Raises:
        TranscheckError: a pattern takes too long.
    """
    found = []
    for pattern in patterns:
        try:
            found += [match.group() for match in pattern.finditer(text, timeout=_SECONDS)]
        except TimeoutError as error:
            raise TranscheckError(
                f"options.MRK101.patterns: {pattern.pattern!r} takes more than {_SECONDS} s for "
                "one text; avoid repetitions within repetitions, as in (a+)+"
            ) from error
    return [place for place in found if place]


def _compiled(text: str) -> regex.Pattern[str]:
    if len(text) > _LONGEST:
        raise TranscheckError(
            f"options.MRK101.patterns: a pattern has more than {_LONGEST} characters; write a "
            "shorter one"
        )
    try:
        return regex.compile(text)
    except regex.error as error:
        raise TranscheckError(
            f"options.MRK101.patterns: {text!r} is not a valid pattern ({error}); fix it there"
        ) from error
