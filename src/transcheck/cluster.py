"""Stories spread over the workers of a dask cluster.

Findings go to Parquet (history/parquet.py), one file per portion.

A portion is named by its stories and the state of their files, and is written as a whole. If it is
processed twice because a worker died, it therefore exists only once, and a run that was stopped
continues where it ended.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from transcheck import __version__, engine, storage
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.engine import Progress
from transcheck.engine.plan import RunPlan, baseline_filter, prepare
from transcheck.engine.signature import state
from transcheck.engine.spread import portions
from transcheck.engine.story import check_or_report_fault, check_story, report_of_lost_story
from transcheck.history import parquet as runs
from transcheck.model import (
    Severity,
    Story,
    StoryReport,
    Totals,
    TranscheckError,
    Version,
    storable,
)
from transcheck.report.json import finding_data, story_data
from transcheck.runtime import seldom_collect
from transcheck.storage import is_remote
from transcheck.suppress.baseline import Filter

if TYPE_CHECKING:
    from distributed import Client, Future

# minimum and maximum bytes given to a worker at once; _STORIES limits the stories
_LEAST, _MOST = (
    64 << 10,
    4 << 20,
)
_STORIES = 400
_SHARES = 64  # portions that a small tree is divided into
_AHEAD = 3  # portions in progress per thread of the cluster
_PATIENCE = 10  # seconds to wait for the scheduler
_WORKERS = 60  # seconds to wait for the first worker, or for another one
_NEVER = "3650d"
_LOST = (
    "--engine dask: the scheduler or its workers are gone; run it again when they are back; it "
    "continues where it stopped"
)
_NAMED = 16  # characters of a digest
_NONE = Totals(0, 0, 0, 0, 0)


class Portion(Struct, frozen=True):
    """Stories that are checked and written together."""

    name: str
    stories: tuple[Story, ...]


class Done(Struct, frozen=True):
    """The result of a portion: the counts, and why stories were not checked, if any were not."""

    name: str
    totals: Totals
    faults: tuple[str, ...]


class Job(Struct, frozen=True):
    """What to do with every portion: how to check its stories, and the run and folder to write the
    results to.
    """

    plan: RunPlan
    known: Filter | None
    folder: Path
    run: str


class Outcome(Struct, frozen=True):
    """The result of a run: its folder and counts, how many of its stories were done before, its
    faults and seconds.
    """

    folder: Path
    totals: Totals
    before: int
    faults: tuple[str, ...]
    seconds: float


def check(
    paths: Iterable[Path],
    settings: Settings,
    *,
    scheduler: str | None,
    reports: Path,
    workers: int = 0,
    skip: Path | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Check every story under or among `paths` on a scheduler's cluster, or without one with
    `workers` processes here.

    An unfinished run over the same paths with the same rules is continued.

    Raises:
        TranscheckError: a path or a rule is invalid, there is nothing to check, or the cluster
            cannot be used.
    """
    clock = time.perf_counter()
    paths, reports = list(paths), _absolute(reports)
    plan = prepare(settings)
    every = list(_portions([_located(story) for story in discover(paths, settings, skip)]))
    stories = sum(len(portion.stories) for portion in every)
    manifest = _begun(reports, plan, tuple(sorted(map(_key, paths))))
    job = Job(plan, baseline_filter(plan), runs.folder(reports, manifest), manifest.id)
    written = _written(job.folder / runs.STORIES)
    done = [_read(portion.name, job.folder) for portion in every if portion.name in written]
    before = checked = sum(part.totals.stories for part in done)
    with _client(scheduler, workers) as client:
        for part in _results(
            client, [portion for portion in every if portion.name not in written], job
        ):
            done.append(part)
            checked += part.totals.stories
            if progress:
                progress(checked, stories, part.name)
    seconds = time.perf_counter() - clock
    _end(reports, manifest, done, seconds)
    totals = sum((part.totals for part in done), _NONE)
    return Outcome(
        job.folder, totals, before, tuple(fault for part in done for fault in part.faults), seconds
    )


def _absolute(path: Path) -> Path:
    return path if is_remote(path) else path.absolute()


def _key(path: Path) -> str:
    """Return a tree's identifier, which does not depend on the folder from which it is named."""
    return str(path).rstrip("/") if is_remote(path) else storable(str(path.resolve()))


def _located(story: Story) -> Story:
    """Return a story whose files a worker finds from any folder."""
    return replace(
        story,
        versions=tuple(
            replace(version, path=_absolute(version.path)) for version in story.versions
        ),
    )


def _portions(stories: Sequence[Story]) -> Iterator[Portion]:
    """Yield the stories in portions.

    If a tree changes only a little, it is divided in the same way.
    """
    stated = [_Stated(story, tuple(map(_state, story.versions))) for story in stories]
    share = sum(map(_size, stated)) // _SHARES
    most = min(_MOST, max(_LEAST, 1 << share.bit_length()))
    for portion in portions(stated, _size, most_bytes=most, most_items=_STORIES):
        yield Portion(_name(portion), tuple(item.story for item in portion))


class _Stated(Struct, frozen=True):
    """A story with the sizes and times of its files, looked up once: in remote storage, each may be
    a request.
    """

    story: Story
    states: tuple[tuple[int, float] | None, ...]


def _state(version: Version) -> tuple[int, float] | None:
    """Return the size and time of a version's file, or None if it is not accessible.

    Reading it reports the error.
    """
    with suppress(OSError, ValueError):
        state = version.path.stat()
        return state.st_size or 0, state.st_mtime  # remote storage may not know sizes
    return None


def _size(stated: _Stated) -> int:
    return sum(state[0] for state in stated.states if state)


def _name(portion: Sequence[_Stated]) -> str:
    """Return a name made of the stories and their files' sizes and times."""
    total = sha256()
    for item in portion:
        story = item.story
        files = [
            (v.lang, str(v.path), state)
            for v, state in zip(story.versions, item.states, strict=True)
        ]
        total.update(
            repr((story.id, story.source, story.bilingual, files)).encode("utf-8", "surrogatepass")
        )
    return total.hexdigest()[:_NAMED]


def _begun(reports: Path, plan: RunPlan, tree: tuple[str, ...]) -> runs.Manifest:
    """Return the unfinished run over this tree, if there is one; otherwise begin a new one."""
    run = engine.new_run(plan)
    day = time.strftime("%Y-%m-%dT%H-%M-%S", time.gmtime(run.begun))
    manifest = runs.Manifest(
        f"{day}-{run.id[:8]}", run.begun, run.signature, run.judged, tree, state(run, plan)
    )
    for former in runs.manifests(reports):
        if former.seconds is None and (former.state, former.tree) == (manifest.state, tree):
            manifest = replace(former, begun=run.begun)  # the remaining findings date from now
    storage.write(runs.manifest_path(reports, manifest), runs.encode(manifest))
    return manifest


def _written(folder: Path) -> frozenset[str]:
    return frozenset(path.stem for path in folder.iterdir()) if folder.is_dir() else frozenset()


def _end(reports: Path, manifest: runs.Manifest, done: Sequence[Done], seconds: float) -> None:
    """Record which portions count and remove the others: their files have changed since, or a story
    killed the worker.
    """
    names = tuple(part.name for part in done)
    stories = sum(part.totals.stories for part in done)
    ended = replace(manifest, seconds=seconds, stories=stories, portions=names)
    storage.write(runs.manifest_path(reports, ended), runs.encode(ended))
    counted = frozenset(names)
    for kind in (runs.STORIES, runs.FINDINGS):
        for path in (runs.folder(reports, ended) / kind).iterdir():
            if path.stem not in counted:
                path.unlink()


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Client]:
    """Give a client of a scheduler, or of workers that last only as long as it does.

    Raises:
        TranscheckError: dask is not installed, the scheduler cannot be reached, or its workers have
            another transcheck.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise TranscheckError(
            f"--engine dask: needs `pip install 'transcheck[dask]'` ({error})"
        ) from error
    try:
        if scheduler:
            client = Client(scheduler, timeout=_PATIENCE, set_as_default=True)
        else:
            # a worker that is restarted is not lost
            dask.config.set({"distributed.deploy.lost-worker-timeout": _NEVER})
            cluster = LocalCluster(
                n_workers=workers or None,
                threads_per_worker=1,
                dashboard_address=":0",
                silence_logs=logging.CRITICAL,
            )
            client = Client(cluster, set_as_default=True)
    except (OSError, ValueError, ImportError) as error:
        where = (
            f"--scheduler {scheduler}: cannot be reached"
            if scheduler
            else "--engine dask: workers cannot be started here"
        )
        raise TranscheckError(f"{where} ({error})") from error
    with client:
        try:
            _welcome(client)
            yield client
        finally:
            if not scheduler:
                client.shutdown()


def _welcome(client: Client) -> None:
    """Wait for a worker, and make sure that all have this version of transcheck."""
    try:
        client.wait_for_workers(1, timeout=_WORKERS)
        versions = set(client.run(_version).values())
    except TimeoutError as error:
        raise TranscheckError(
            f"--engine dask: no worker within {_WORKERS} seconds; start some (`dask worker "
            "ADDRESS`)"
        ) from error
    except ImportError as error:
        raise TranscheckError(
            f"--scheduler: its workers cannot run transcheck ({error}); install it there"
        ) from error
    if versions != {__version__}:
        raise TranscheckError(
            f"--scheduler: workers have transcheck {', '.join(sorted(versions))}, this is "
            f"{__version__}"
        )


def _version() -> str:
    return __version__


def _results(client: Client, every: Sequence[Portion], job: Job) -> Iterator[Done]:
    """Yield the results of the portions in the order in which they finish, with a limited number in
    progress.

    Raises:
        TranscheckError: the scheduler or all workers are gone.
    """
    from distributed import KilledWorker

    rest = iter(every)
    # from portions whose workers died: single stories, run one by one to find the culprit
    alone: deque[Portion] = deque()
    under_way: dict[Future[Done], Portion] = {}

    def submit(portion: Portion) -> None:
        under_way[client.submit(_check, portion, job, pure=False)] = portion

    while True:
        trying = bool(alone) and not under_way
        if trying:
            submit(alone.popleft())
        elif not alone:
            most = _AHEAD * max(1, sum(client.nthreads().values()))
            for portion in islice(rest, max(0, most - len(under_way))):
                submit(portion)
        if not under_way:
            return
        for future in _finished(client, under_way):
            portion = under_way.pop(future)
            try:
                yield future.result()
            except KilledWorker:
                if trying:
                    yield _write(portion.name, [report_of_lost_story(portion.stories[0])], job)
                else:
                    alone.extend(
                        Portion(f"{portion.name}-{n}", (story,))
                        for n, story in enumerate(portion.stories)
                    )
            except (CancelledError, OSError) as error:
                raise TranscheckError(_LOST) from error


def _finished(client: Client, futures: Iterable[Future[Done]]) -> list[Future[Done]]:
    """Wait until some of the futures are finished, and return them."""
    from distributed import wait

    while True:
        try:
            done: list[Future[Done]] = list(
                wait(list(futures), timeout=_WORKERS, return_when="FIRST_COMPLETED").done
            )
        except TimeoutError as error:
            if not client.nthreads():  # nor did one come back in all that time
                raise TranscheckError(_LOST) from error
        except (CancelledError, OSError) as error:
            raise TranscheckError(_LOST) from error
        else:
            return done


def _check(portion: Portion, job: Job) -> Done:
    """Check the stories of a portion on a worker, and write the findings."""
    seldom_collect()
    work = partial(check_story, plan=job.plan)
    reports = [check_or_report_fault(story, work) for story in portion.stories]
    return _write(portion.name, list(map(job.known, reports)) if job.known else reports, job)


def _write(name: str, reports: Sequence[StoryReport], job: Job) -> Done:
    findings = [
        _finding_row(story, row, job.run)
        for story in reports
        for row in map(finding_data, story.findings)
    ]
    _put_table(job.folder / runs.FINDINGS / f"{name}.parquet", findings, runs.finding_schema())
    # last: a portion with this file is complete
    stories = [_story_row(story, job.run) for story in reports]
    _put_table(job.folder / runs.STORIES / f"{name}.parquet", stories, runs.story_schema())
    return _done(name, stories)


def _finding_row(story: StoryReport, data: dict[str, Any], run: str) -> dict[str, Any]:
    return {"run": run, "story": story.story, "source": story.source, **data, **data["location"]}


def _story_row(story: StoryReport, run: str) -> dict[str, Any]:
    counts = {str(severity): story.count(severity) for severity in Severity if severity}
    return {"run": run, **story_data(story), **counts}


def _done(name: str, rows: Sequence[dict[str, Any]]) -> Done:
    versions = sum(len(row["versions"]) for row in rows)
    counts = (
        sum(row[str(severity)] for row in rows)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    )
    faults = tuple(f"{row['story']}: {row['fault']}" for row in rows if row["fault"])
    return Done(name, Totals(len(rows), versions, *counts), faults)


def _read(name: str, folder: Path) -> Done:
    """Return the result of a portion that an earlier run wrote."""
    from pyarrow import parquet

    data = (folder / runs.STORIES / f"{name}.parquet").read_bytes()
    columns = ["story", "versions", "fault", "error", "warning", "info"]
    return _done(name, parquet.read_table(BytesIO(data), columns=columns).to_pylist())


def _put_table(path: Path, rows: Sequence[dict[str, Any]], schema: Any) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    data = BytesIO()
    parquet.write_table(
        pa.Table.from_pylist([_clean(row) for row in rows], schema), data, compression="zstd"
    )
    storage.write(path, data.getvalue())


def _clean(value: Any) -> Any:
    """Return a value that Parquet can store: half a surrogate pair is escaped."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value
