"""The check of one story: a pure function of its files and the plan."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import localcontext
from functools import partial
from hashlib import sha256

from msgspec.structs import replace

from transcheck.annotate import AnnotatedVersion
from transcheck.annotate.language import main_script
from transcheck.annotate.numbers import ARITHMETIC
from transcheck.annotate.words import shorten
from transcheck.checks import CHECKS
from transcheck.checks.base import Problem
from transcheck.checks.staleness import LAGGING, is_part_of_lag
from transcheck.compare import align_earlier, compare
from transcheck.compare.declared import standings
from transcheck.compare.documents import OpenedVersion, open_versions, pairs, parts_of
from transcheck.compare.former import source_change
from transcheck.compare.standing import Standing
from transcheck.compare.story import ComparedStory
from transcheck.config import Settings
from transcheck.engine.plan import RunPlan
from transcheck.locales import language_name
from transcheck.model import (
    BlockKind,
    Finding,
    Location,
    SideBySide,
    Story,
    StoryReport,
    TranscheckError,
    Version,
    VersionReport,
)
from transcheck.rulebook import Rule
from transcheck.suppress import comments
from transcheck.suppress.configured import configured, unchecked_keys

_TITLES = (BlockKind.FIELD, BlockKind.HEADING)
_TOP = 3  # blocks among which the title is
_LONGEST_TITLE = 100  # characters
_SAMPLED = 200  # number of units that show the script


def check_story(story: Story, plan: RunPlan) -> StoryReport:
    """Return what the rules find in one story and nobody suppresses."""
    with localcontext(ARITHMETIC):
        return _checked(story, plan)


def _checked(story: Story, plan: RunPlan) -> StoryReport:
    """Return what the rules find in one story, except what is suppressed."""
    portions: list[list[OpenedVersion]] = []
    words: dict[tuple[str, str], int] = {}
    found: dict[
        tuple[str, Location, str], Finding
    ] = {}  # two comparisons may find the same mistake
    compared: ComparedStory | None = None
    for portion in pairs(story):
        unchecked = unchecked_keys(story.id, portion.versions[-1], plan.settings)
        opened = list(open_versions(portion, unchecked))
        portions.append(opened)
        words |= dict.fromkeys((_key(item.version) for item in opened), 0)
        for part in parts_of(portion, opened):
            compared = _compared(portion, part, plan)
            for version in compared.versions:
                words[_key(version.version)] += _words(version)
            for finding in _findings(compared, plan.rules):
                found.setdefault((finding.rule, finding.location, finding.evidence), finding)
    everything = [item for opened in portions for item in opened]
    reported = configured(
        story.id, _commented(everything, list(found.values()), plan), plan.settings
    )
    findings = tuple(_fingerprinted(story.id, sorted(reported, key=_order)))
    report = StoryReport(
        story=story.id,
        source=story.versions[story.source].lang if story.source is not None else None,
        versions=tuple(_version_report(version, everything, words) for version in story.versions),
        findings=findings,
        notes=tuple(dict.fromkeys((*_notes(everything, plan.settings), *_unknown(compared)))),
        suppressed=tuple(_suppressed(story.id, found.values(), findings)),
        pages=dict(compared.pages) if compared else {},
        headline=_headline(compared) if compared and not story.bilingual else "",
        is_lasting=compared is None or all(map(_is_lasting, compared.standings.values())),
        is_partial=story.is_partial,
    )
    if plan.texts and compared:
        return replace(report, texts=_texts(story, compared, portions, findings))
    return report


def check_or_report_fault(story: Story, work: Callable[[Story], StoryReport]) -> StoryReport:
    """Return a story's report; an internal error affects this story only, not the run."""
    try:
        return work(story)
    except TranscheckError:
        raise
    except Exception as error:
        if os.environ.get("TRANSCHECK_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        return _faulty(
            story, f"internal error ({what}); please report it, with TRANSCHECK_DEBUG=1 for details"
        )


def report_of_lost_story(story: Story) -> StoryReport:
    """Return the report of a story whose check makes the process die."""
    return _faulty(
        story,
        "the process that checked it died; was there enough memory? Check it alone, or leave it "
        "out",
    )


def _faulty(story: Story, fault: str) -> StoryReport:
    source = story.versions[story.source].lang if story.source is not None else None
    versions = tuple(VersionReport(version.lang, version.shown, 0, 0) for version in story.versions)
    return StoryReport(story.id, source, versions, (), (f"was not checked: {fault}",), fault=fault)


def _compared(story: Story, opened: list[OpenedVersion], plan: RunPlan) -> ComparedStory:
    compared = compare(story, opened, plan.settings)
    if plan.changes is not None:
        compared = replace(compared, former=source_change(compared, plan.changes))
    rule = next((rule for rule in plan.rules if rule.name == LAGGING), None)
    if rule is None:
        return compared
    align = partial(align_earlier, story, plan.settings)
    found = standings(compared, tuple(rule.options["keys"]), align)
    return replace(compared, standings=found)


def _key(version: Version) -> tuple[str, str]:
    return version.shown, version.lang


def _suppressed(
    story: str, found: Iterable[Finding], reported: Iterable[Finding]
) -> Iterator[tuple[str, str]]:
    """Yield the code and the fingerprint, without its number, of findings that were not
    reported.
    """
    left = Counter((finding.code, finding.fingerprint.partition("-")[0]) for finding in reported)
    for finding in found:
        key = finding.code, _fingerprint(story, finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield key


def _texts(
    story: Story,
    compared: ComparedStory,
    portions: Sequence[Sequence[OpenedVersion]],
    findings: tuple[Finding, ...],
) -> SideBySide:
    from transcheck.views import side_by_side

    if not story.bilingual:
        return side_by_side.of_story(compared, findings)
    pairs = [tuple((_key(item.version), item.document) for item in opened) for opened in portions]
    sides = [pairs[0][0][1], *(document for _, (_, document) in pairs)]
    scripts = [
        main_script(" ".join(block.text for block in document.blocks[:_SAMPLED]))
        for document in sides
    ]
    return side_by_side.of_units([(pair[0], pair[1]) for pair in pairs], scripts, findings)


def _version_report(
    version: Version, opened: Iterable[OpenedVersion], words: Mapping[tuple[str, str], int]
) -> VersionReport:
    blocks = max(
        len(item.document.blocks) for item in opened if _key(item.version) == _key(version)
    )
    return VersionReport(version.lang, version.shown, blocks, words[_key(version)])


def _words(version: AnnotatedVersion) -> int:
    return sum(len(block.words) for block in version.blocks)


def _notes(opened: list[OpenedVersion], settings: Settings) -> Iterator[str]:
    for item in opened:
        if item.version.guessed:
            lang, name = item.version.lang, language_name(item.version.lang)
            yield (
                f"{item.version.shown}: assumed to be {name} ({lang}) from its text; put "
                f"“{lang}” in the name to be sure"
            )
        if item.document.encoding not in ("utf-8", "ascii"):
            yield f"{item.version.shown}: read as {item.document.encoding}; save it as UTF-8"
    langs = [item.version.lang for item in opened]
    if settings.source and settings.source not in langs:
        yield f"no version in the source language {settings.source}; compared as equals"


def _is_lasting(standing: Standing) -> bool:
    """Return whether a standing depends on the files alone: nothing lags, and the base is a commit,
    not a tag or a branch, which may move.
    """
    base = standing.base
    is_commit = base is not None and re.fullmatch(r"[0-9a-f]{7,64}", base.value) is not None
    return is_commit and not standing.paragraphs and not standing.note


def _headline(story: ComparedStory) -> str:
    """Return the title of a story's source, or of its first version: a field, a heading, or how the
    text begins.
    """
    source = story.story.source or 0
    blocks = [block.block for block in story.versions[source].blocks]
    title = next((block for block in blocks[:_TOP] if block.kind in _TITLES), None)
    found = title or (blocks[0] if blocks else None)
    return shorten(found.text, _LONGEST_TITLE) if found else ""


def _unknown(story: ComparedStory | None) -> Iterator[str]:
    """Yield why it is not known what a translation was made from."""
    if story is None:
        return
    for index, standing in story.standings.items():
        if standing.note:
            yield f"{story.versions[index].version.shown}: {standing.note}"


def _commented(
    opened: list[OpenedVersion], findings: Collection[Finding], plan: RunPlan
) -> Iterator[Finding]:
    """Yield the findings that no comment in a version suppresses, and problems with such
    comments.
    """
    documents: dict[str, list[OpenedVersion]] = defaultdict(list)
    for read in opened:
        documents[read.version.shown].append(read)
    texts = [
        comments.Text(path, of[-1].version.lang, tuple(o.document for o in of))
        for path, of in documents.items()
    ]
    found = list(comments.suppressions(texts, plan.codes))
    on = {rule.name: rule for rule in plan.rules}
    for item in comments.apply(findings, found, plan.rules_able_to_fire, plan.codes):
        if isinstance(item, Finding):
            yield item
        elif rule := on.get(comments.MALFORMED if item.wrong else comments.UNUSED):
            message = item.wrong or _no_effect(item, findings)
            evidence = " ".join(item.place.text.split())
            yield Finding(
                rule.code,
                rule.name,
                rule.severity,
                1.0,
                message[0].upper() + message[1:],
                evidence,
                item.place,
            )


def _no_effect(comment: comments.Suppression, findings: Iterable[Finding]) -> str:
    """Return the message about a comment that suppresses nothing, with the nearest finding that it
    may be meant for.
    """
    where = "in this file" if comment.whole else "in the next paragraph"
    message = f"This comment has no effect: no {', '.join(comment.codes)} {where}"
    lines = [
        finding.location.line
        for finding in findings
        if finding.location.path == comment.place.path and finding.code.startswith(comment.codes)
    ]
    if not lines:
        return message
    nearest = min(lines, key=lambda line: abs(line - comment.place.line))
    return f"{message} (nearest: line {nearest})"


def _findings(story: ComparedStory, rules: Sequence[Rule]) -> Iterator[Finding]:
    """Yield the findings of the rules."""
    by_check: dict[str, dict[str, Rule]] = defaultdict(dict)
    for rule in rules:
        if rule.check in CHECKS:
            by_check[rule.check][rule.name] = rule
    lag = by_check.get("staleness", {}).get(LAGGING)
    is_folded = lag is not None and not lag.options["show-missing"]
    for name, named in by_check.items():
        for problem in CHECKS[name](story, named):
            if problem.rule in named and not (is_folded and is_part_of_lag(story, problem)):
                yield _finding(story, named[problem.rule], problem)


def _finding(story: ComparedStory, rule: Rule, problem: Problem) -> Finding:
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=max(rule.severity, problem.severity),
        confidence=round(problem.confidence, 3),
        message=problem.message,
        evidence=problem.evidence,
        location=story.location(problem.place),
        related=tuple(story.location(place) for place in problem.related),
        suggestion=problem.suggestion,
    )


def _order(finding: Finding) -> tuple[str, str, int, int, str, str]:
    place = finding.location
    return place.lang, place.path, place.line, place.column, finding.code, finding.evidence


def _fingerprinted(story: str, findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings with fingerprints of code, story, language and evidence.

    Equal ones get a number.
    """
    seen: dict[str, int] = defaultdict(int)
    for finding in findings:
        digest = _fingerprint(story, finding)
        seen[digest] += 1
        yield replace(
            finding, fingerprint=digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
        )


def _fingerprint(story: str, finding: Finding) -> str:
    key = "\0".join((finding.code, story, finding.location.lang, finding.evidence))
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
