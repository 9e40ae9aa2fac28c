"""Runs the stages: discover, read, annotate, align, check.

A story's check is a pure function of files and settings.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

from msgspec.structs import replace

from transcheck.config import Settings
from transcheck.discover import discover, stories_of
from transcheck.engine.cache import Cache, user_key
from transcheck.engine.plan import RunPlan, baseline_filter, prepare
from transcheck.engine.signature import glossaries, run_digest, run_signature
from transcheck.engine.spool import SpilledReports
from transcheck.engine.spread import Progress, spread
from transcheck.engine.status import status
from transcheck.engine.story import check_or_report_fault, check_story, report_of_lost_story
from transcheck.git import Changes, git_root
from transcheck.model import Run, Story, StoryReport

__all__ = [
    "Progress",
    "check",
    "check_one",
    "check_story",
    "new_run",
    "prepare",
    "status",
    "stream",
]

OnStory = Callable[[Run], None]


def check(
    paths: Iterable[Path],
    settings: Settings,
    *,
    jobs: int = 0,
    skip: Path | None = None,
    progress: Progress | None = None,
    changes: Changes | None = None,
    siblings: bool = False,
    on_story: OnStory | None = None,
    texts: bool = False,
    cache: Path | None = None,
) -> Run:
    """Check every story under or among `paths`, or, with `changes`, those with a version that
    changed.

    With `siblings`, each path is a file that stands for its story; files that belong to no story
    are left out. `jobs` is the number of processes, 0 for one per core. `progress` is called with
    the number of stories done, the number of all stories and the id of the last one. `skip` is a
    folder to leave out of the search. `on_story` is called with a run of one story as soon as it is
    checked, including its texts if `texts` is set; the run that is returned has no texts. `cache`
    is the folder in which the findings of a story are kept until its files change.

    Raises:
        TranscheckError: a path or a rule is invalid, or there is nothing to check.
    """
    clock = time.perf_counter()
    paths = list(paths)
    plan = prepare(settings, changes=changes, texts=texts)
    run = new_run(plan, git_root(paths[0]) if paths else None)
    stories = stories_of(paths, settings) if siblings else discover(paths, settings, skip)
    if changes:
        stories = [
            story for story in stories if changes.touch(version.path for version in story.versions)
        ]
    work = partial(check_story, plan=plan)
    key = user_key() if cache and not changes else None
    if cache and key:  # changes since a revision depend on more than the files
        work = partial(_remembered, plan=plan, cache=Cache(cache, run_digest(run, plan), key))
    reports = SpilledReports()
    for report in _reports(stories, work, plan, jobs):
        if on_story:
            on_story(replace(run, stories=(report,)))
        reports.append(replace(report, texts=None))
        if progress:
            progress(len(reports), len(stories), report.story)
    return replace(run, stories=reports, seconds=time.perf_counter() - clock)


def stream(stories: Iterable[Story], settings: Settings, *, jobs: int = 1) -> Iterator[Run]:
    """Yield a run of one story for each story that comes, in order.

    With one process, as soon as it has come.

    Raises:
        TranscheckError: a rule or a setting is invalid.
    """
    plan = prepare(settings)
    run = new_run(plan)
    for report in _reports(stories, partial(check_story, plan=plan), plan, jobs):
        yield replace(run, stories=(report,))


def check_one(story: Story, plan: RunPlan) -> Run:
    """Return a run of one story, without the findings in the baseline.

    Raises:
        TranscheckError: the baseline cannot be read.
    """
    report = check_or_report_fault(story, partial(check_story, plan=plan))
    filtered = baseline_filter(plan)
    return replace(new_run(plan), stories=(filtered(report) if filtered else report,))


def new_run(plan: RunPlan, root: Path | None = None) -> Run:
    """Return a run that has no stories yet."""
    return Run(
        (),
        0.0,
        plan.reported,
        str(root) if root else None,
        uuid4().hex,
        time.time(),
        run_signature(plan),
        plan.rules_able_to_fire,
    )


def _reports(
    stories: Iterable[Story], work: Callable[[Story], StoryReport], plan: RunPlan, jobs: int
) -> Iterator[StoryReport]:
    """Yield the reports of stories in order, without the findings in the baseline."""
    filtered = baseline_filter(plan)
    workers = jobs or os.cpu_count() or 1
    found = spread(
        stories,
        partial(check_or_report_fault, work=work),
        size=_size,
        lost=report_of_lost_story,
        workers=workers,
    )
    yield from map(filtered, found) if filtered else found


def _size(story: Story) -> int:
    """Return the size of a story's files in bytes.

    A missing file is reported later, when it is read.
    """
    with suppress(OSError, ValueError, TypeError):  # remote storage may not know sizes
        return sum(
            version.path.stat().st_size if version.data is None else len(version.data)
            for version in story.versions
        )
    return 0


def _remembered(story: Story, plan: RunPlan, cache: Cache) -> StoryReport:
    """Return what the rules find in one story, from the cache if it has not changed."""
    digest = cache.digest(story, glossaries(plan))
    found = cache.get(story, digest) if digest else None
    if found is None:
        found = check_story(story, plan)
        # a translation that lags depends on the repository's history too
        if digest and found.is_lasting:
            cache.put(story, digest, found)
    return found
