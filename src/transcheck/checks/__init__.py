"""The checks, by the names that rules use.

Each sees a whole story and yields problems for the rules that are on.
"""

from __future__ import annotations

from collections.abc import Iterable

from transcheck.checks import (
    anchors,
    code,
    documents,
    links,
    names,
    numbers,
    pages,
    paragraphs,
    patterns,
    staleness,
    untranslated,
)
from transcheck.checks.base import Check
from transcheck.checks.markup import front_matter, inline, own_placeholders
from transcheck.checks.names import forbidden, readings
from transcheck.checks.numbers import notation
from transcheck.checks.terms import consistency, glossary
from transcheck.checks.untranslated import residue, single_words, third_language
from transcheck.model import TranscheckError
from transcheck.rulebook import Rule
from transcheck.suppress import comments

# the checks available to users' own rules
GENERIC = (
    patterns.FORBIDDEN,
    patterns.COUNTERPART,
    patterns.COUNT,
    "terms",
)

CHECKS: dict[str, Check] = {
    "anchors": anchors.check,
    "code-blocks": code.check,
    "documents": documents.check,
    "fields": front_matter.check,
    "glossary": forbidden.check,
    "languages": third_language.check,
    "links": links.check,
    "markup": inline.check,
    "names": names.check,
    "number-formats": notation.check,
    "numbers": numbers.check,
    "pages": pages.check,
    "paragraphs": paragraphs.check,
    patterns.FORBIDDEN: patterns.forbidden,
    patterns.COUNTERPART: patterns.counterpart,
    patterns.COUNT: patterns.count,
    "readings": readings.check,
    "residue": residue.check,
    "staleness": staleness.check,
    "segments": consistency.check,
    "terms": glossary.check,
    "untranslated": untranslated.check,
    "untranslated-words": single_words.check,
}


def validate(rules: Iterable[Rule]) -> None:
    """Report mistakes in rules before the work begins.

    Raises:
        TranscheckError: a user's own rule names a check that is not available to it, or an option
            cannot be read.
    """
    rules = list(rules)
    for rule in rules:
        if rule.origin and rule.check not in GENERIC:
            raise TranscheckError(
                f"{rule.origin}: there is no check {rule.check!r} for rules of your own; they use "
                f"{', '.join(GENERIC)}"
            )
        if rule.check not in CHECKS and rule.check != comments.CHECK:
            raise TranscheckError(
                f"{rule.code}: there is no check {rule.check!r}; list it in CHECKS"
            )
    patterns.validate(rules)
    own_placeholders.validate(rules)
    glossary.validate(rules)
