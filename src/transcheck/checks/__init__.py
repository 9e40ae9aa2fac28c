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

GENERIC = (patterns.FORBIDDEN, patterns.COUNTERPART, patterns.COUNT, "terms")  # what rules of one's own are made of

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
        TranscheckError: a rule of one's own names another check than those, or an option cannot be read.
    """
    rules = list(rules)
    for rule in rules:
        if rule.origin and rule.check not in GENERIC:
            raise TranscheckError(
                f"{rule.origin}: there is no check {rule.check!r} for rules of your own; they use {', '.join(GENERIC)}"
            )
    patterns.validate(rules)
    terms.validate(rules)
