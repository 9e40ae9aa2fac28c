"""A story that has been read, annotated and aligned: the input of the checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import localcontext

from msgspec.structs import replace

from transcheck import glossary
from transcheck.align import Side, align, lexicon, pair_units
from transcheck.annotate import AnnotatedVersion, annotate
from transcheck.annotate.numbers import ARITHMETIC
from transcheck.compare.documents import OpenedVersion, open_versions
from transcheck.compare.pages import linked_pages
from transcheck.compare.story import ComparedStory, Comparison, too_long
from transcheck.config import Settings
from transcheck.locales import primary
from transcheck.model import Bead, Story

_LONGEST = 200_000  # characters of a block that is compared, unless the configuration says so
_NEAR = 0.15  # share of a version's blocks within which two versions count as about as long


def open_story(story: Story, settings: Settings) -> ComparedStory:
    """Read, annotate and align a story."""
    return compare(story, list(open_versions(story)), settings)


def align_earlier(
    story: Story, settings: Settings, target: int, ours: bytes, theirs: bytes
) -> Sequence[Bead]:
    """Return the beads of what the source of a story and a version (by index) contained earlier."""
    source = story.versions[story.source or 0]
    versions = replace(source, data=ours), replace(story.versions[target], data=theirs)
    then = replace(story, versions=versions, source=0)
    compared = open_story(then, settings)
    return compared.comparisons[0].beads if compared.comparisons else ()


def compare(story: Story, opened: Sequence[OpenedVersion], settings: Settings) -> ComparedStory:
    """Annotate and align the opened versions of a story."""
    with localcontext(ARITHMETIC):
        return _compared(story, opened, settings)


def _compared(story: Story, opened: Sequence[OpenedVersion], settings: Settings) -> ComparedStory:
    versions = tuple(replace(annotate(o.version, o.document), fault=o.fault) for o in opened)
    # as DOC108 reports, which has the same option
    longest = settings.options.get("DOC108", {}).get("longest", _LONGEST)
    is_data = any(too_long(version.document, longest) for version in versions)
    comparisons = () if is_data else tuple(_comparisons(story, versions, settings))
    return ComparedStory(
        story,
        versions,
        comparisons,
        settings.languages,
        glossary.load(settings.glossary, settings.root),
        pages={} if story.bilingual else linked_pages(versions),
    )


def _comparisons(
    story: Story, versions: tuple[AnnotatedVersion, ...], settings: Settings
) -> Iterator[Comparison]:
    """Yield a comparison of every version with the pivot.

    The pivot is the source; if that is unknown, the first of two versions or the one of median
    length.
    """
    present = [index for index, version in enumerate(versions) if version.blocks]
    if len(present) < 2:
        return
    if story.source in present:
        pivot = present[present.index(story.source)]
    elif len(present) == 2:
        pivot = present[0]
    else:
        pivot = _middling(present, versions)
    if story.bilingual:
        yield Comparison(pivot, 1 - pivot, pair_units(len(versions[pivot].blocks)))
        return
    known = {index: lexicon.load(versions[index].lang, settings.lexicon) for index in present}
    asked = {index: versions[index].lang if settings.semantic else None for index in present}
    left = Side(versions[pivot].blocks, known[pivot], asked[pivot])
    for index in present:
        if index != pivot:
            right = Side(versions[index].blocks, known[index], asked[index])
            yield Comparison(pivot, index, align(left, right), (known[pivot], known[index]))


def _middling(present: list[int], versions: tuple[AnnotatedVersion, ...]) -> int:
    """Return the version to compare the others with: an English one of about median length, or else
    the median one.
    """
    ordered = sorted(present, key=lambda index: len(versions[index].blocks))
    middle = ordered[len(ordered) // 2]
    usual = len(versions[middle].blocks)
    near = (i for i in present if abs(len(versions[i].blocks) - usual) <= _NEAR * usual)
    return next((i for i in near if primary(versions[i].lang) == "en"), middle)
