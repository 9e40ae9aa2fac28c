"""The status of translations: what is complete, what lags behind its source, what is missing."""

from __future__ import annotations

import os
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from transcheck import rulebook
from transcheck.checks.staleness import LAGGING
from transcheck.compare import align_earlier
from transcheck.compare.documents import open_versions, pairs
from transcheck.compare.lag import LaggingParagraph
from transcheck.compare.standing import Revisions, Standing, TrackedFile
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.engine.memory import Memory
from transcheck.engine.spread import Progress, spread
from transcheck.git import git_root
from transcheck.git.log import Commit, Contents, Log, read_log
from transcheck.locales import usual_languages
from transcheck.model import (
    Board,
    CommitReport,
    ParagraphStatus,
    Story,
    StoryStatus,
    TranscheckError,
    Version,
    VersionState,
    VersionStatus,
)
from transcheck.storage import in_real_folder, read_bytes, resolved

_PORTION = 16  # stories whose history one process reads at a time
_PROSE = 4  # words of a paragraph that is translated, so that an equal one is not
_WHOLE = 1 << 30  # bytes: a portion is given to a process by itself
_MOST_CHANGES = 200  # paragraphs of a version that are listed

_REMEMBERED = 4  # texts
_FENCE = ("```", "~~~")


class _Tools(Struct, frozen=True):
    """What the stories of a run have in common: the keys under which files name their base, and the
    languages that every story should have.
    """

    settings: Settings
    keys: tuple[str, ...]
    expected: frozenset[str]


class _Portion(Struct, frozen=True):
    """Stories, and the part of the history that is about their files (None without git)."""

    stories: tuple[Story, ...]
    log: Log | None


def status(
    paths: Iterable[Path],
    settings: Settings,
    *,
    jobs: int = 0,
    skip: Path | None = None,
    progress: Progress | None = None,
    memory: Path | None = None,
    written: Path | None = None,
) -> Board:
    """Return how far the versions of every story under or among `paths` are behind their source.

    `jobs`, `skip` and `progress` are those of `engine.check`. `memory` is the folder in which the
    board is kept until a file or the settings change; `written` is the folder that the run writes
    to.

    Raises:
        TranscheckError: a path is invalid, there is nothing to compare, or no source is known.
    """
    paths = list(paths)
    root = git_root(paths[0]) if paths else None
    kept = Memory.of(memory, root, paths, settings, written) if memory and root else None
    found = kept.get() if kept else None
    if found is not None:
        return replace(found, time=time.time())
    found = _board(paths, settings, root, jobs=jobs, skip=skip, progress=progress)
    if kept:
        kept.put(found)
    return found


def _board(
    paths: list[Path],
    settings: Settings,
    root: Path | None,
    *,
    jobs: int,
    skip: Path | None,
    progress: Progress | None,
) -> Board:
    stories = discover(paths, settings, skip)
    if all(story.source is None for story in stories):
        raise TranscheckError(
            "status: no story's source is known; name its language, as in --source en"
        )
    present = [{version.lang for version in story.versions} for story in stories]
    expected = frozenset(settings.languages) or usual_languages(present)
    tools = _Tools(settings, base_keys(settings), expected)
    portions = list(_portions(stories))
    found: list[StoryStatus] = []
    done = spread(
        portions,
        partial(_status_of, tools=tools),
        size=lambda portion: _WHOLE,
        lost=_lost,
        workers=jobs or os.cpu_count() or 1,
    )
    for portion, statuses in zip(portions, done, strict=True):
        found += statuses
        if progress:
            progress(len(found), len(stories), portion.stories[-1].id)
    now = time.time()
    return Board(tuple(found), now, now)


def base_keys(settings: Settings) -> tuple[str, ...]:
    """Return the keys under which files name the revision of the source they were made from."""
    rule = next(rule for rule in rulebook.book(settings) if rule.name == LAGGING)
    return tuple(rule.options["keys"])


def _portions(stories: Sequence[Story]) -> Iterator[_Portion]:
    """Yield stories of one repository at a time, with the history of their files."""
    by_root: dict[Path | None, list[Story]] = defaultdict(list)
    for story in stories:
        by_root[_root_of(story)].append(story)
    for root, found in by_root.items():
        log = read_log(root) if root else None
        for first in range(0, len(found), _PORTION):
            part = tuple(found[first : first + _PORTION])
            yield _Portion(part, log and log.part(_names(part, log.root)))


def _root_of(story: Story) -> Path | None:
    """Return the root of the repository that a story's source is in, None if it is in none."""
    return _repository(story.versions[story.source or 0].path.parent)


@cache
def _repository(folder: Path) -> Path | None:
    """Return the root of the repository around a folder; cached, as many files are in one."""
    return git_root(folder)


def _names(stories: Iterable[Story], root: Path) -> Iterator[str]:
    """Yield the paths of the stories' files, relative to the root of their repository."""
    for story in stories:
        yield from (_name(version.path, root) for version in story.versions)


def _name(path: Path, root: Path) -> str:
    """Return a path relative to the root of its repository, empty if it is outside."""
    inside, top = in_real_folder(path), resolved(root)
    return inside.relative_to(top).as_posix() if inside.is_relative_to(top) else ""


def _status_of(portion: _Portion, tools: _Tools) -> list[StoryStatus]:
    if portion.log is None:
        return [_guarded(story, None, tools) for story in portion.stories]
    with Contents(portion.log.root) as contents:
        log = portion.log
        revisions = Revisions(log.root, lambda: log, contents, tools.keys)
        return [_guarded(story, revisions, tools) for story in portion.stories]


def _guarded(story: Story, revisions: Revisions | None, tools: _Tools) -> StoryStatus:
    """Return a story's status; an internal error affects this story only, not the run."""
    try:
        return _of_story(story, revisions, tools)
    except TranscheckError:
        raise
    except Exception as error:
        if os.environ.get("TRANSCHECK_DEBUG"):
            raise
        return _unknown(story, f"internal error ({type(error).__name__}: {error})")


def _lost(portion: _Portion) -> list[StoryStatus]:
    """Return the statuses of stories whose process died."""
    note = "the process that looked at it died; was there enough memory?"
    return [_unknown(story, note) for story in portion.stories]


def _unknown(story: Story, note: str) -> StoryStatus:
    """Return the status of a story of which nothing is known."""
    index = story.source or 0
    others = [version for number, version in enumerate(story.versions) if number != index]
    found = (VersionStatus(v.lang, v.shown, VersionState.UNKNOWN, note=note) for v in others)
    return StoryStatus(
        story.id, story.versions[index].lang, story.versions[index].shown, tuple(found)
    )


def _of_story(story: Story, revisions: Revisions | None, tools: _Tools) -> StoryStatus:
    index = story.source if story.source is not None else 0
    source = story.versions[index]
    others = [version for number, version in enumerate(story.versions) if number != index]
    if story.source is None:
        return _unknown(story, "the language of its source is not known")
    if story.bilingual:
        found = [_of_units(part) for part in pairs(story)]
    else:
        found = _of_texts(story, source, others, revisions, tools)
    is_file = len({version.path for version in story.versions}) == 1
    present = {version.lang for version in story.versions}
    for lang in sorted(tools.expected - present) if not is_file else ():
        found.append(VersionStatus(lang, "", VersionState.MISSING))
    return StoryStatus(story.id, source.lang, source.shown, tuple(found))


def _of_units(story: Story) -> VersionStatus:
    """Return the status of a file of units: those that are not translated lag behind."""
    opened = list(open_versions(story))
    target = opened[-1]
    if target.fault:
        return VersionStatus(
            target.version.lang, target.version.shown, VersionState.UNKNOWN, note=target.fault
        )
    waiting = len(target.document.unfinished) + len(target.document.keys.missing)
    return VersionStatus(
        target.version.lang,
        target.version.shown,
        VersionState.LAGGING if waiting else VersionState.COMPLETE,
        paragraphs=len(target.document.blocks) + waiting,
        lagging=waiting,
        untranslated=waiting / max(1, len(target.document.blocks) + waiting),
    )


def _of_texts(
    story: Story,
    source: Version,
    others: Sequence[Version],
    revisions: Revisions | None,
    tools: _Tools,
) -> list[VersionStatus]:
    ours = _tracked(source, revisions)
    found = []
    for version in others:
        theirs = _tracked(version, revisions)
        if isinstance(ours, TrackedFile) and isinstance(theirs, TrackedFile):
            pair = replace(story, versions=(source, version), source=0)
            standing = _standing(pair, ours, theirs, revisions, tools)
            found.append(_version(version, ours, theirs, standing, revisions))
        else:
            note = ours if isinstance(ours, str) else str(theirs)
            found.append(
                VersionStatus(version.lang, version.shown, VersionState.UNKNOWN, note=note)
            )
    return found


def _tracked(version: Version, revisions: Revisions | None) -> TrackedFile | str:
    """Return a version's file, or why it cannot be read."""
    name = _name(version.path, revisions.root) if revisions else ""
    try:
        return TrackedFile(name, read_bytes(version.path))
    except OSError as error:
        return f"{version.shown} cannot be read ({error.strerror})"


def _standing(
    pair: Story,
    source: TrackedFile,
    target: TrackedFile,
    revisions: Revisions | None,
    tools: _Tools,
) -> Standing:
    if revisions is None:
        return Standing(note="its folder is not in a git repository")
    align = partial(align_earlier, pair, tools.settings, 1)
    return revisions.standing(source, target, align, pair.versions[0].lang)


def _version(
    version: Version,
    source: TrackedFile,
    target: TrackedFile,
    standing: Standing,
    revisions: Revisions | None,
) -> VersionStatus:
    state = VersionState.LAGGING if standing.paragraphs else VersionState.COMPLETE
    commits = revisions.log.commits if revisions else {}
    orders = sorted({item.order for item in standing.paragraphs}, reverse=True)
    return VersionStatus(
        version.lang,
        version.shown,
        VersionState.UNKNOWN if standing.note else state,
        paragraphs=sum(bool(block.text.strip()) for block in source.blocks),
        lagging=len(standing.paragraphs),
        untranslated=round(_copied(source.text, target.text), 3),
        since=min((commits[n].time for n in orders if n in commits), default=0),
        base=standing.base.value if standing.base else "",
        base_key=standing.base.key if standing.base else "",
        commits=tuple(
            CommitReport(commits[n].id, commits[n].time, commits[n].subject)
            for n in orders
            if n in commits
        ),
        changes=tuple(
            _change(item, source, target, commits) for item in standing.paragraphs[:_MOST_CHANGES]
        ),
        note=standing.note,
    )


def _change(
    item: LaggingParagraph,
    source: TrackedFile,
    target: TrackedFile,
    commits: Mapping[int, Commit],
) -> ParagraphStatus:
    blocks = [target.blocks[index] for index in item.target]
    return ParagraphStatus(
        item.kind,
        item.before,
        item.after,
        " ".join(block.text for block in blocks),
        _line(source, source.blocks[item.source].start) if item.source is not None else 0,
        _line(target, blocks[0].start) if blocks else 0,
        commits[item.order].id if item.order in commits else "",
    )


def _line(file: TrackedFile, offset: int) -> int:
    return bisect_right(file.line_starts, offset)


def _copied(source: str, target: str) -> float:
    """Return the share of a translation's lines of prose that are the source's.

    Lines of code are the same in every version.
    """
    ours = _prose_lines(source)
    theirs = _prose_lines(target)
    return sum(line in ours for line in theirs) / len(theirs) if theirs else 0.0


@lru_cache(_REMEMBERED)
def _prose_lines(text: str) -> frozenset[str]:
    """Return the lines of a text that are prose; cached, as the versions of a story share a
    source.
    """
    found = []
    is_code = False
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith(_FENCE):
            is_code = not is_code
        elif not is_code and (stripped.count(" ") >= _PROSE or not stripped.isascii()):
            found.append(stripped)
    return frozenset(found)
