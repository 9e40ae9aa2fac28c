"""Front matter: fields that contain data, which should be the same in all versions of a story."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase

from transcheck.annotate import AnnotatedVersion
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name, primary
from transcheck.rulebook import Rule

_DATA = re.compile(
    r"true|false|[-+]?\d+(?:\.\d+)?|\d{4}-\d{2}-\d{2}(?:[T ][\d:.+Z -]*)?", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|[T ])")
_NUMBER = re.compile(r"[-+]?\d{1,20}(?:\.\d{1,20})?")
_PART = re.compile(r"[/._]|-(?=[a-z]{2}(?:[/._-]|$))")
_FILE = re.compile(r"\S+\.(?P<suffix>\w{2,4})")


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield MRK105 field-differs for numbers, dates, switches and files."""
    if not story.story.bilingual:
        own, files = (frozenset(rules["field-differs"].options[name]) for name in ("own", "files"))
        for comparison in story.comparisons:
            yield from _differing(story, comparison, own, files)


def _differing(
    story: ComparedStory, comparison: Comparison, own: Collection[str], files: Collection[str]
) -> Iterator[Problem]:
    left, right = story.versions[comparison.left], story.versions[comparison.right]
    ours, theirs = left.document.metadata, right.document.metadata
    for name in ours:
        if name not in theirs or any(fnmatchcase(name.casefold(), pattern) for pattern in own):
            continue
        if _value(ours[name], left.lang) == _value(theirs[name], right.lang):
            continue
        if all(_is_data(value, files) for value in (ours[name], theirs[name])):
            yield Problem(
                rule="field-differs",
                message=f"Front matter “{name}” is {theirs[name]} here but {ours[name]} in "
                f"{language_name(left.lang)}",
                evidence=f"{name}: {ours[name]} | {theirs[name]}",
                place=_place(comparison.right, right, name),
                related=(_place(comparison.left, left, name),),
            )


def _value(text: str, lang: str) -> str:
    """Return a value in a form that can be compared: a date without its time, a file without its
    language.
    """
    if date := _DATE.match(text):
        return date.group()
    if _NUMBER.fullmatch(text):
        return str(Decimal(text).normalize())
    parts = _PART.split(text.casefold())
    return "/".join(part for part in parts if part not in (lang.casefold(), primary(lang)))


def _is_data(value: str, files: Collection[str]) -> bool:
    file = _FILE.fullmatch(value)
    return bool(_DATA.fullmatch(value)) or (file is not None and file["suffix"].casefold() in files)


def _place(version: int, annotated: AnnotatedVersion, name: str) -> Place:
    """Return the place of a field's line."""
    found = re.compile(rf"^[\"']?{re.escape(name)}[\"']?[ \t]*[:=][^\r\n]*", re.MULTILINE).search(
        annotated.document.text
    )
    return Place(version, *(found.span() if found else (0, 0)))
