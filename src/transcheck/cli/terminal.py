"""Standard output and standard error, and how errors are shown there."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import typer

from transcheck.model import TranscheckError
from transcheck.report.visible import visible, without_commands

if TYPE_CHECKING:
    from transcheck.engine import Progress
    from transcheck.model import Run

_FULL = frozenset({errno.ENOSPC, errno.EIO, errno.EBADF, errno.EDQUOT, errno.EFBIG})
_WAIT = 1.0  # seconds before a progress bar appears


def note(text: str) -> None:
    """Write a line to standard error, of which nothing is obeyed by a terminal or a CI.

    Where that is full, the exit status is all that can be said.
    """
    try:
        typer.echo(without_commands(visible(text)), err=True)
    except OSError:
        # Python would try again when it ends, and end with another status
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


@contextmanager
def faults() -> Iterator[None]:
    """Turn errors into one line on standard error and exit status 2."""
    try:
        yield
    except TranscheckError as error:
        note(f"transcheck: {error}")
        raise typer.Exit(2) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        note("transcheck: stopped; the reports written so far are complete")
        raise typer.Exit(2) from None
    except typer.Exit:
        raise
    except OSError as error:
        if is_of_stream(error):
            note(unwritable(error))
        elif isinstance(error, PermissionError):
            note(f"transcheck: {error.filename}: {error.strerror}; check its permissions")
        else:
            raise
        raise typer.Exit(2) from None
    except Exception as error:
        if os.environ.get("TRANSCHECK_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        note(
            f"transcheck: internal error ({what}); please report it, with TRANSCHECK_DEBUG=1 for "
            "details"
        )
        raise typer.Exit(2) from None


def is_of_stream(error: OSError) -> bool:
    """Return whether an error is one of standard output, not of a file."""
    return error.filename is None and error.errno in _FULL


def unwritable(error: OSError) -> str:
    """Return the message about an error of standard output."""
    reason = error.strerror
    return (
        f"transcheck: standard output: cannot be written ({reason}); make room, or write elsewhere"
    )


def emit(pieces: Iterable[str]) -> bool:
    """Write to standard output; return whether it is still being read.

    A closed pipe is not an error.
    """
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
        return True
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise TranscheckError(
                f"standard output: cannot be written ({error.strerror}); make room, or write "
                "elsewhere"
            ) from error
        return False


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Progress | None]:
    """Give a callback that draws a progress bar on a terminal once the run has taken a second."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    import time

    begun = time.monotonic()
    drawn = False

    def draw(done: int, total: int, story: str) -> None:
        nonlocal drawn
        if time.monotonic() - begun > _WAIT:
            filled = 30 * done // total
            sys.stderr.write(
                f"\r\x1b[K[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} "
                f"{visible(story)[:40]}"
            )
            sys.stderr.flush()
            drawn = True

    yield draw
    if drawn:
        sys.stderr.write("\r\x1b[K")


def log(run: Run, quiet: bool, verbose: bool) -> None:
    """Write the notes on the stories to standard error if it is a terminal.

    With `verbose`, always, and their sizes too.
    """
    if quiet or not (verbose or sys.stderr.isatty()):
        return
    for story in run.stories:
        for remark in story.notes:
            note(f"{story.story}: {remark}")
        if verbose:
            sizes = ", ".join(f"{v.lang} {v.blocks} blocks {v.words} words" for v in story.versions)
            note(f"{story.story}: {sizes}")


def written(reports: str) -> None:
    """Write where the reports are to standard error if it is a terminal."""
    if sys.stderr.isatty():
        note(f"reports: {reports}")


def columns() -> int:
    """Return the width of the terminal that standard output is, 0 if it is none."""
    return get_terminal_size().columns if sys.stdout.isatty() else 0


def colour() -> bool:
    """Return whether standard output is a terminal that may be coloured (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
