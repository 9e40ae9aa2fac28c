"""The status command: which translations are complete, lag behind, or are missing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transcheck.cli.options import (
    Config,
    Jobs,
    Paths,
    Quiet,
    Source,
    StatusFormat,
    earlier_reports,
    settings_for,
)
from transcheck.cli.terminal import emit, faults, note, progress_bar, written
from transcheck.model import TranscheckError, VersionState

if TYPE_CHECKING:
    from transcheck.model import Board

_LAG = re.compile(r"(?P<count>[1-9]\d{0,5})(?P<unit>[dp])")
_DAY = 86_400.0


def status(
    paths: Paths = None,
    source: Source = None,
    format_: Annotated[
        StatusFormat, typer.Option("--format", help="What goes to standard output.")
    ] = StatusFormat.TABLE,
    fail_on_lag: Annotated[
        str | None,
        typer.Option(
            metavar="LAG",
            help="Exit with 1 if a translation is this far behind: 30d (days) or 5p (paragraphs).",
        ),
    ] = None,
    reports: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the board and its pages go.")
    ] = Path("reports"),
    no_reports: Annotated[bool, typer.Option("--no-reports", help="Write no pages.")] = False,
    jobs: Jobs = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Look at every story, whether it changed or not.")
    ] = False,
    quiet: Quiet = False,
    config: Config = None,
) -> None:
    """Show which translations are complete, lag behind their source, or are missing."""
    with faults():
        from transcheck import engine
        from transcheck.engine import cache
        from transcheck.report import status as renderer

        where = paths or [Path()]
        limit = _limit(fail_on_lag)
        with progress_bar(quiet) as progress:
            board = engine.status(
                where,
                settings_for(where, config, source),
                jobs=jobs or 0,
                skip=earlier_reports(reports),
                progress=progress,
                memory=None if no_cache else cache.user_folder(),
                written=None if no_reports else reports,
            )
        if not no_reports:
            _write_pages(board, reports)
        emit([renderer.render(format_.value, board)])
        if not no_reports and not quiet:
            written(f"{reports}{os.sep}")
        raise typer.Exit(_exit_status(board, limit))


def _limit(text: str | None) -> tuple[int, str] | None:
    """Return the count and the unit of a lag, None where there is none.

    Raises:
        TranscheckError: it cannot be read.
    """
    if text is None:
        return None
    found = _LAG.fullmatch(text)
    if found is None:
        raise TranscheckError(
            f"--fail-on-lag {text!r}: write a number of days or of paragraphs, such as 30d or 5p"
        )
    return int(found["count"]), found["unit"]


def _exit_status(board: Board, limit: tuple[int, str] | None) -> int:
    """Return 1 if a translation is further behind than a limit, 2 if of none it is known how far:
    a gate must not stay open because the clone is shallow.
    """
    if limit is None:
        return 0
    states = {version.state for story in board.stories for version in story.versions}
    if VersionState.UNKNOWN in states and not states & {
        VersionState.COMPLETE,
        VersionState.LAGGING,
    }:
        note(
            "transcheck: --fail-on-lag: of no translation it is known how far it is behind; in a "
            "shallow clone, fetch all of it (fetch-depth: 0)"
        )
        return 2
    return int(_is_over(board, *limit))


def _is_over(board: Board, count: int, unit: str) -> bool:
    """Return whether a translation is at least so far behind."""
    for story in board.stories:
        for version in story.versions:
            if version.state is not VersionState.LAGGING:
                continue
            days = (board.time - version.since) / _DAY if version.since else 0.0
            if (version.lagging if unit == "p" else days) >= count:
                return True
    return False


def _write_pages(board: Board, folder: Path) -> None:
    """Write the board, a page for each story that lags, and a badge for each language."""
    from transcheck import storage
    from transcheck.report import status as renderer

    text = renderer.board_page(board, has_index=(folder / "index.html").is_file())
    storage.write(folder / "status.html", text, below=folder)
    for story in board.stories:
        page = folder / renderer.page_path(story.story)
        if any(version.changes for version in story.versions):
            if page.is_file() and page.stat().st_mtime >= board.made:
                continue  # an earlier run wrote it, and nothing has changed since
            storage.write(page, renderer.story_page(story), below=folder)
        else:
            storage.remove(page, below=folder)  # of an earlier run
    for tally in renderer.languages(board):
        storage.write(folder / "badges" / f"{tally.name}.svg", renderer.badge(tally), below=folder)
