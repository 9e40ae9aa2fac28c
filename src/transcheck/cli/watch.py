"""The watch command: checks again whatever changes, on a screen that stays in place."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import TYPE_CHECKING

from transcheck.cli.options import Config, Jobs, Paths, Source, earlier_reports, settings_for
from transcheck.cli.terminal import colour, columns, emit, faults, note
from transcheck.model import TranscheckError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transcheck.config import Settings
    from transcheck.model import Run

_CLEAR = "\x1b[2J\x1b[H"
_OWN = (".git", "reports", ".transcheck-")  # names of what is written while one works
_WAIT = 300  # milliseconds in which several changes count as one
_LAST = 6.0  # seconds that the watcher may take to end


def watch(
    paths: Paths = None, source: Source = None, jobs: Jobs = None, config: Config = None
) -> None:
    """Check the stories, and again whenever one of their files changes; Ctrl-C ends it."""
    with faults():
        try:
            import watchfiles
        except ModuleNotFoundError as error:
            raise TranscheckError(
                f"{error.name} is not installed; install it with pip install 'transcheck[watch]'"
            ) from error

        where = paths or [Path()]
        for path in where:
            if not path.exists():
                raise TranscheckError(f"{path}: no such file or folder")
        changes: SimpleQueue[object] = SimpleQueue()
        ended = Event()

        def follow() -> None:
            found = watchfiles.watch(
                *where,
                watch_filter=lambda _, path: not _is_own(path, where),
                debounce=_WAIT,
                stop_event=ended,
            )
            try:
                for change in found:
                    changes.put(change)
            except OSError as error:
                changes.put(error)

        # before the first check: what is saved while that runs is seen too
        follower = Thread(target=follow, daemon=True)
        follower.start()
        try:
            while _show(where, config, source, jobs):
                change = changes.get()
                while not changes.empty():  # what was saved during the check counts once
                    change = changes.get()
                if isinstance(change, OSError):
                    raise TranscheckError(f"cannot watch: {change}")
            # otherwise nobody reads what is printed any more
        except KeyboardInterrupt:
            note("stopped")
        finally:
            ended.set()
            follower.join(_LAST)


def _show(where: list[Path], config: Path | None, source: str | None, jobs: int | None) -> bool:
    """Check and print; return whether the output is still being read.

    What is wrong for the moment, as while a file is being saved, ends nothing.
    """
    try:
        run = _checked(where, settings_for(where, config, source), jobs)
        pieces = _pieces(run)
    except TranscheckError as error:
        pieces = iter([f"transcheck: {error}\n"])
    return emit(pieces)


def _checked(where: list[Path], settings: Settings, jobs: int | None) -> Run:
    from transcheck import engine
    from transcheck.engine.cache import user_folder

    skip = earlier_reports(Path("reports"))
    return engine.check(where, settings, jobs=jobs or 1, skip=skip, cache=user_folder())


def _pieces(run: Run) -> Iterator[str]:
    from transcheck import report

    if sys.stdout.isatty():
        yield _CLEAR
    yield from report.render("table", run, colour=colour(), columns=columns())
    yield f"{datetime.now():%H:%M:%S} · waiting for changes (Ctrl-C to stop)\n"


def _is_own(path: str, where: list[Path]) -> bool:
    """Return whether a path is something that transcheck or git writes below what is watched."""
    found = Path(path).absolute()
    parts: tuple[str, ...] = (found.name,)
    for top in where:
        if found.is_relative_to(top.absolute()):
            parts = found.relative_to(top.absolute()).parts
    return any(part in _OWN or part.startswith(_OWN[-1]) for part in parts)
