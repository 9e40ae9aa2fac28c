"""The checks by the name that a rule gives; each sees a whole story and yields problems for the rules that are on."""

from __future__ import annotations

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
    readings,
    staleness,
    terms,
    untranslated,
)
from transcheck.checks.story import Check

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
    "readings": readings.check,
    "staleness": staleness.check,
    "terms": terms.check,
    "untranslated": untranslated.check,
}
