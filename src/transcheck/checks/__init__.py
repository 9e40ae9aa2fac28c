"""The checks by the name that a rule gives; each sees a whole story and yields problems for the rules that are on."""

from __future__ import annotations

from collections.abc import Iterable

from transcheck.checks import (
    documents,
    fields,
    glossary,
    languages,
    links,
    markup,
    names,
    number_formats,
    numbers,
    paragraphs,
    patterns,
    readings,
    segments,
    staleness,
    terms,
    untranslated,
)
from transcheck.checks.story import Check
from transcheck.model import TranscheckError
from transcheck.rulebook import Rule

SUPPRESSIONS = "suppressions"  # carried out where findings are suppressed

CHECKS: dict[str, Check] = {
    "documents": documents.check,
    "fields": fields.check,
    "glossary": glossary.check,
    "languages": languages.check,
    "links": links.check,
    "markup": markup.check,
    "names": names.check,
    "number-formats": number_formats.check,
    "numbers": numbers.check,
    "paragraphs": paragraphs.check,
    patterns.FORBIDDEN: patterns.forbidden,
    patterns.COUNTERPART: patterns.counterpart,
    patterns.COUNT: patterns.count,
    "readings": readings.check,
    "staleness": staleness.check,
    "segments": segments.check,
    "terms": terms.check,
    "untranslated": untranslated.check,
}


def validate(rules: Iterable[Rule]) -> None:
    """Tell mistakes in rules before the work begins.

    Raises:
        TranscheckError: a rule names a check that there is none of, or gives it options that it cannot read.
    """
    rules = list(rules)
    for rule in rules:
        if rule.check not in CHECKS and rule.check != SUPPRESSIONS:
            generic = ", ".join((patterns.FORBIDDEN, patterns.COUNTERPART, patterns.COUNT, "terms"))
            raise TranscheckError(f"{rule.origin}: there is no check {rule.check!r}; rules of your own use {generic}")
    patterns.validate(rules)
    terms.validate(rules)
