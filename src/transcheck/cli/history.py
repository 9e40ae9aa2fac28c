"""Commands about the findings of runs: summary, history import, baseline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from msgspec.structs import replace

from transcheck import __version__
from transcheck.cli.options import (
    Config,
    Paths,
    Source,
    SummaryFormat,
    earlier_reports,
    settings_for,
)
from transcheck.cli.terminal import columns, emit, faults, note
from transcheck.model import TranscheckError

_SUFFIXES = {
    ".html": "html",
    ".md": "markdown",
    ".csv": "csv",
    ".json": "json",
    ".txt": "table",
}


def summary(
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="A span (7d, 2w) or a date (2025-10-03).")
    ] = "7d",
    until: Annotated[
        str | None, typer.Option(metavar="WHEN", help="As for --since.", show_default="now")
    ] = None,
    format_: Annotated[
        SummaryFormat, typer.Option("--format", help="markdown is for a mail or a chat.")
    ] = SummaryFormat.TABLE,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write it to this file: .html, .md, .csv, .json or .txt."
        ),
    ] = None,
    reports: Annotated[str, typer.Option(metavar="DIR", help="Where the history is.")] = "reports",
    config: Config = None,
) -> None:
    """Show what is new and fixed, what to fix first, and what is open by language, rule and
    desk.
    """
    with faults():
        from transcheck.history import parquet, record
        from transcheck.history import summary as weekly
        from transcheck.report import summary as renderer
        from transcheck.report.paths import story_path
        from transcheck.storage import is_remote, place, relative, write

        settings = settings_for([Path()], config)
        folder = place(reports)
        recorded = folder / record.NAME
        if (folder / parquet.NAME).is_dir():
            if recorded.exists():
                note(f"{recorded}: is ignored; this summary is of {folder / parquet.NAME}")
            recorded = folder
        found = weekly.summarise(recorded, *weekly.window(since, until), settings.languages)
        folder_of_page = output.parent if output else folder

        def page(story: str) -> str:
            """Return the address of a story's page from the summary, empty if there is none."""
            path = folder / story_path(story, ".html")
            if is_remote(folder) or not path.is_file():
                return ""
            return quote(relative(path, folder_of_page))

        name = _format_of(output) if output else format_.value
        signature = f"transcheck|version:{__version__}"
        text = renderer.render(
            name,
            found,
            signature,
            pages=page,
            columns=columns(),
            has_status=not is_remote(folder) and (folder / "status.html").is_file(),
        )
        if output:
            write(output, text)
        else:
            emit([text])


def _format_of(file: Path) -> str:
    """Return the format of a summary by the suffix of its file.

    Raises:
        TranscheckError: it has another suffix.
    """
    suffix = file.suffix.lower()
    if suffix not in _SUFFIXES:
        raise TranscheckError(f"--output {file}: the name must end with {', '.join(_SUFFIXES)}")
    return _SUFFIXES[suffix]


def import_(
    files: Annotated[
        list[Path], typer.Argument(help="Reports that `check --format json` wrote, in any order.")
    ],
    reports: Annotated[Path, typer.Option(metavar="DIR", help="Where the history is.")] = Path(
        "reports"
    ),
) -> None:
    """Import results from runs elsewhere; a report is counted once, however often it is
    imported.
    """
    with faults():
        from transcheck.history import record
        from transcheck.report import json

        runs = sorted(
            (json.parse(_text_of(file), str(file)) for file in files), key=lambda run: run.begun
        )
        new = sum(record.record(reports / record.NAME, run, here=False) for run in runs)
        note(f"{reports / record.NAME}: {new} of {len(runs)} reports were new")


def baseline(
    paths: Paths = None,
    source: Source = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="Where it is written.",
            show_default="transcheck-baseline.json",
        ),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Only remove findings that have been fixed.")
    ] = False,
    config: Config = None,
) -> None:
    """Record current findings, so that `check --baseline` reports only new ones."""
    with faults():
        from transcheck import engine, storage
        from transcheck.suppress import baseline as known

        where = paths or [Path()]
        settings = settings_for(where, config, source)
        target = file or (settings.root or Path()) / (
            settings.baseline or "transcheck-baseline.json"
        )
        former = known.load(target) if prune else None
        run = engine.check(
            where, replace(settings, baseline=None), skip=earlier_reports(Path("reports"))
        )
        entries = known.pruned(former, run) if former else known.entries_of(run)
        storage.write(target, known.render(entries))
        count = sum(entry.count for entry in entries)
        use = f'baseline = "{target.name}" in transcheck.toml, or --baseline {target}'
        hint = "" if settings.baseline else f"; to use it: {use}"
        note(f"{target}: {count} findings in {len(run.stories)} stories{hint}")


def _text_of(file: Path) -> str:
    from transcheck.storage import read_text

    try:
        return read_text(file)
    except (OSError, UnicodeDecodeError) as error:
        raise TranscheckError(
            f"{file}: cannot be read ({error}); give a report that `check --format json` wrote"
        ) from error
