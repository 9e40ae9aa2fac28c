"""Files that cannot be compared: unreadable or empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place, too_long
from transcheck.locales import language_name
from transcheck.model import Severity
from transcheck.rulebook import Rule

_NAMED = 5  # keys that a message names
_SHOWN = 20  # places of unfinished units that a finding lists at most


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield DOC101 unreadable-document, DOC102 empty-document, DOC103 missing-version, DOC104
    unrelated-version, DOC105 unfinished-units, DOC106 key-obsolete, DOC107 nothing-compared, DOC108
    not-checked.
    """
    for index, version in enumerate(story.versions):
        place = Place(index, 0, 0)
        if version.fault:
            message = f"{version.version.path.name} {version.fault}"
            yield Problem("unreadable-document", message, version.fault, place)
        elif not version.blocks and not story.story.bilingual:
            message = (
                f"{version.version.path.name} is empty; add the translation or delete the file"
            )
            yield Problem("empty-document", message, "empty", place)
        elif not version.blocks and index > 0 and not version.document.unfinished:
            yield _nothing_compared(story, index)
    present = {version.lang for version in story.versions}
    for tag in story.languages:
        if tag not in present and not story.story.bilingual:
            message = (
                f"There is no {language_name(tag)} version; add one or remove “{tag}” from "
                "`languages`"
            )
            yield Problem("missing-version", message, tag, Place(story.story.source or 0, 0, 0))
    for index, version in enumerate(story.versions):
        if version.document.unfinished:
            yield _unfinished(index, version.document.unfinished)
        yield from _keys(story, index, rules)
    if "not-checked" in rules:
        yield from _too_long(story, rules["not-checked"].options["longest"])
    for comparison in story.comparisons:
        if story.unrelated(comparison):
            yield _unrelated(story, comparison)


def _nothing_compared(story: ComparedStory, index: int) -> Problem:
    """Return the problem of a file of units of which none is in both languages.

    The gate must not stay open because the wrong file, or one with other keys, is beside it.
    """
    source, target = (language_name(story.versions[side].lang) for side in (0, index))
    name = story.versions[index].version.path.name
    message = (
        f"{name} has no entry in both {source} and {target}, so nothing was compared; check the "
        "languages and keys it declares"
    )
    return Problem("nothing-compared", message, "nothing", Place(index, 0, 0))


def _keys(story: ComparedStory, index: int, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield DOC105 for the keys that a file is missing, where the first of them belongs, and DOC106
    for those that its source no longer has, one for all keys.
    """
    unfinished = rules.get("unfinished-units")
    warn = unfinished is not None and unfinished.options["warn-of-missing-keys"]
    document = story.versions[index].document
    source = language_name(story.versions[0].lang)
    if document.keys.missing:
        count = len(document.keys.missing)
        place = document.keys.place
        yield Problem(
            "unfinished-units",
            f"{_counted(count, 'key is', 'keys are')} not translated: "
            f"{_named(document.keys.missing)}",
            "missing keys",
            Place(index, place, place),
            severity=Severity.WARNING if warn else Severity.OFF,
        )
    if document.keys.obsolete:
        texts = [document.text[start:end] for start, end in document.keys.obsolete]
        first, *more = (Place(index, *place) for place in document.keys.obsolete[:_SHOWN])
        yield Problem(
            "key-obsolete",
            f"{_counted(len(texts), 'key is', 'keys are')} not in the {source} file any more: "
            f"{_named([shorten(text, 40) for text in texts])}",
            "obsolete keys",
            first,
            tuple(more),
        )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def _named(names: Sequence[str]) -> str:
    """Return the first of some names, and how many more there are."""
    more = len(names) - _NAMED
    return ", ".join(f"“{name}”" for name in names[:_NAMED]) + (f" and {more} more" * (more > 0))


def _unfinished(version: int, units: Sequence[tuple[int, int]]) -> Problem:
    what = "1 entry is" if len(units) == 1 else f"{len(units)} entries are"
    message = f"{what} untranslated or awaiting review, and not compared"
    first, *more = (Place(version, *unit) for unit in units[:_SHOWN])
    return Problem("unfinished-units", message, "unfinished", first, tuple(more))


def _too_long(story: ComparedStory, longest: int) -> Iterator[Problem]:
    """Yield DOC108 for paragraphs that are too long to be compared."""
    for index, version in enumerate(story.versions):
        block = too_long(version.document, longest)
        if block is not None:
            yield Problem(
                "not-checked",
                f"This paragraph has {len(block.text):,} characters; with more than "
                f"{longest:,} nothing is compared. Split it, or leave the file out",
                "too long",
                Place(index, block.start, block.start),
            )


def _unrelated(story: ComparedStory, comparison: Comparison) -> Problem:
    name = language_name(story.versions[comparison.left].lang)
    message = f"Nothing here matches the {name} version. Is it the same story?"
    evidence = story.versions[comparison.left].lang
    return Problem("unrelated-version", message, evidence, Place(comparison.right, 0, 0))
