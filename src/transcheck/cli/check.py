"""The check command: stories of this machine, over a cluster, or as a stream, with one function per
mode.
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec import Struct
from msgspec.structs import replace

from transcheck.cli.addresses import are_pages, saved
from transcheck.cli.fix import fix as write_fixes
from transcheck.cli.fix import show_diff
from transcheck.cli.options import (
    Config,
    Engine,
    FailOn,
    Format,
    Jobs,
    Places,
    Quiet,
    ReportFormat,
    Source,
    earlier_reports,
    found_configuration,
    output_files,
    settings_for,
)
from transcheck.cli.terminal import colour, columns, emit, faults, log, note, progress_bar, written
from transcheck.model import TranscheckError

if TYPE_CHECKING:
    from transcheck.config import Settings
    from transcheck.model import Run, Story, Totals


class _Fixing(Struct, frozen=True):
    """Whether suggestions are written into the files, or shown as a diff, and which."""

    write: bool = False
    show: bool = False
    unsafe: bool = False


class _Options(Struct, frozen=True):
    """The command line's choices, apart from the settings."""

    where: list[Path]
    reports: Path
    format: Format | None
    outputs: list[tuple[str, Path]]
    report_formats: tuple[ReportFormat, ...]
    fail_on: FailOn
    history: bool
    changed_since: str | None
    siblings: bool
    scheduler: str | None
    jobs: int | None
    cache: Path | None
    quiet: bool
    verbose: bool
    open_page: bool
    fixing: _Fixing


def check(
    paths: Places = None,
    source: Source = None,
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="What goes to standard output.", show_default="table"),
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(metavar="FMT=FILE", help="Write this format to a file too; repeatable."),
    ] = None,
    reports: Annotated[
        str, typer.Option(metavar="DIR", help="Where the report of each story goes.")
    ] = "reports",
    no_reports: Annotated[
        bool, typer.Option("--no-reports", help="Write no reports and no history.")
    ] = False,
    no_history: Annotated[
        bool, typer.Option("--no-history", help="Do not record the run; for CI.")
    ] = False,
    report_format: Annotated[
        list[ReportFormat] | None,
        typer.Option(
            help="Format of the reports; repeatable.",
            show_default="markdown; on a terminal html too",
        ),
    ] = None,
    select: Annotated[
        str | None,
        typer.Option(metavar="CODES", help="Only these rules or families, as in NUM,PAR101."),
    ] = None,
    ignore: Annotated[
        str | None, typer.Option(metavar="CODES", help="Not these rules or families.")
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help="Exit with 1 for findings of this severity and above.", show_default="error"
        ),
    ] = None,
    config: Config = None,
    isolated: Annotated[
        bool,
        typer.Option(
            "--isolated",
            help="Read no configuration, history or cache; for checkouts of strangers.",
        ),
    ] = False,
    config_from: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="Read the configuration, and the files it names, as of this git revision.",
        ),
    ] = None,
    rules: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="A folder with rules of your own; repeatable."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Report only findings not in this baseline.")
    ] = None,
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REV", help="Only stories with a version changed since this git revision."
        ),
    ] = None,
    siblings: Annotated[
        bool,
        typer.Option(
            "--siblings", help="Each path is a file that stands for its story; for commit hooks."
        ),
    ] = False,
    spread_by: Annotated[
        Engine,
        typer.Option(
            "--engine", help="What stories are spread over; dask writes Parquet below DIR/runs."
        ),
    ] = Engine.PROCESSES,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="A running dask scheduler.",
            show_default="workers on this machine",
        ),
    ] = None,
    stdin_jsonl: Annotated[
        bool,
        typer.Option(
            "--stdin-jsonl",
            help="Read stories as JSON lines, print findings as they are found; no reports.",
        ),
    ] = False,
    jobs: Jobs = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where results are kept.", show_default="the user's cache folder"
        ),
    ] = None,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Check every story, whether it changed or not.")
    ] = False,
    open_page: Annotated[
        bool, typer.Option("--open", help="Write the pages, and open them in the browser.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write what is certain into the files, then check.")
    ] = False,
    unsafe_fixes: Annotated[
        bool,
        typer.Option("--unsafe-fixes", help="With --fix or --diff: also what may be wrong."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Print what --fix would change, and write nothing.")
    ] = False,
    quiet: Quiet = False,
    verbose: Annotated[
        bool,
        typer.Option(
            "--verbose", "-v", help="Say which configuration is used, and each story's size."
        ),
    ] = False,
) -> None:
    """Compare the versions of every story and report what differs."""
    with faults(), ExitStack() as stack:
        from transcheck.storage import place

        if paths and spread_by is not Engine.DASK and are_pages(paths):
            folder = Path(reports) if not no_reports else _temporary(stack)
            paths = saved(paths, folder / "pages")
        where = [place(path) for path in paths or ["."]]
        if verbose:
            note(f"configuration: {_configuration(where, config, isolated, config_from)}")
        if isolated or config_from is not None:
            _stands_alone(
                "--isolated" if isolated else "--config-from",
                {"--config": config, "--config-from": isolated and config_from is not None},
            )
        stated = _trusted_settings(where[0], isolated, config_from, stack)
        settings = settings_for(where, config, source, select=select, ignore=ignore, stated=stated)
        settings = replace(
            settings, rules=(*settings.rules, *(str(own.resolve()) for own in rules or ()))
        )
        if baseline:
            settings = replace(settings, baseline=str(baseline.resolve()))
        options = _Options(
            where=where,
            reports=place(reports),
            format=format_,
            outputs=output_files(output or []),
            report_formats=_report_formats(report_format, no_reports, open_page),
            fail_on=fail_on or FailOn(settings.fail_on),
            history=not (no_reports or no_history or isolated),
            changed_since=changed_since,
            siblings=siblings,
            scheduler=scheduler,
            jobs=jobs,
            cache=None if no_cache or isolated else cache or _user_cache(),
            quiet=quiet,
            verbose=verbose,
            open_page=open_page,
            fixing=_fixing(fix, diff, unsafe_fixes),
        )
        only_files: dict[str, object] = {
            "--output": output,
            "--report-format": report_format,
            "--cache": cache,
        }
        only_files |= {"--changed-since": changed_since, "--siblings": siblings}
        only_files |= {"--open": open_page, "--fix": fix, "--diff": diff}
        if stdin_jsonl:
            dask = spread_by is Engine.DASK
            _stands_alone(
                "--stdin-jsonl",
                only_files | {"PATHS": paths, "--engine dask": dask, "--scheduler": scheduler},
            )
            raise typer.Exit(_check_stream(settings, options))
        if spread_by is Engine.DASK:
            shown: dict[str, object] = {
                "--format": format_,
                "--no-reports": no_reports,
                "--no-history": no_history,
            }
            _stands_alone("--engine dask", only_files | shown)
            raise typer.Exit(_check_on_cluster(settings, options))
        raise typer.Exit(_check_files(settings, options))


def _fixing(fix: bool, diff: bool, unsafe: bool) -> _Fixing:
    """Return what is done about suggestions.

    Raises:
        TranscheckError: the options do not go together.
    """
    if unsafe and not (fix or diff):
        raise TranscheckError("--unsafe-fixes goes with --fix or --diff; add one of them")
    # --diff says what --fix would do, so that both together write nothing
    return _Fixing(write=fix and not diff, show=diff, unsafe=unsafe)


def _report_formats(
    named: list[ReportFormat] | None, no_reports: bool, open_page: bool
) -> tuple[ReportFormat, ...]:
    """Return the formats of the reports; pages that are to be opened are among them.

    On a terminal pages are written as well, as whoever reads there has a browser too.

    Raises:
        TranscheckError: pages are to be opened and none written.
    """
    if no_reports:
        _stands_alone("--no-reports", {"--open": open_page})
        return ()
    pages = [ReportFormat.HTML] if open_page else []
    usual = [ReportFormat.MARKDOWN, ReportFormat.HTML] if columns() else [ReportFormat.MARKDOWN]
    return tuple(dict.fromkeys([*(named or usual), *pages]))


def _configuration(
    where: list[Path], config: Path | None, isolated: bool, revision: str | None
) -> str:
    """Return which configuration is used, as a note says it."""
    if isolated:
        return "none (--isolated)"
    if revision is not None:
        return f"as of {revision}"
    return str(config or found_configuration(where) or "none")


def _trusted_settings(
    where: Path, isolated: bool, revision: str | None, stack: ExitStack
) -> Settings | None:
    """Return the settings of a run that trusts no configuration of the checkout, None where it may
    trust that.
    """
    from transcheck import config, git

    if isolated:
        return config.Settings()
    if revision is None:
        return None
    folder = _temporary(stack)
    return config.load_from(git.at_revision(revision, where, "--config-from"), where, folder)


def _temporary(stack: ExitStack) -> Path:
    """Return a folder that is removed when the command ends."""
    return Path(stack.enter_context(TemporaryDirectory(prefix="transcheck-")))


def _user_cache() -> Path:
    from transcheck.engine.cache import user_folder

    return user_folder()


def _stands_alone(option: str, others: Mapping[str, object]) -> None:
    """Raise an error if an option is given together with others that it cannot be combined with."""
    given = [name for name, value in others.items() if value]
    if given:
        raise TranscheckError(
            f"{option} does not go with {', '.join(given)}; leave one of them out"
        )


def _check_files(settings: Settings, options: _Options) -> int:
    """Check the stories of this machine, write their reports and print the findings.

    Return the exit status.
    """
    from transcheck import engine, git, report, storage
    from transcheck.report.stories import write_story

    if options.scheduler is not None or storage.is_remote(options.reports):
        raise TranscheckError("--scheduler, and --reports on another machine, need --engine dask")
    changes = (
        git.since(options.changed_since, options.where[0])
        if options.changed_since is not None
        else None
    )

    def write(one: Run) -> None:
        for kind in options.report_formats:
            write_story(one, options.reports, kind.value)

    def checked(**more: Any) -> Run:
        with progress_bar(options.quiet) as progress:
            return engine.check(
                options.where,
                settings,
                jobs=options.jobs or 0,
                skip=earlier_reports(options.reports),
                progress=progress,
                changes=changes,
                siblings=options.siblings,
                cache=options.cache,
                **more,
            )

    if options.fixing.show:
        run = checked()
        show_diff(run, unsafe=options.fixing.unsafe, quiet=options.quiet)
        return _status(run, options.fail_on)
    if options.fixing.write:
        write_fixes(checked, unsafe=options.fixing.unsafe, quiet=options.quiet)
    run = checked(on_story=write, texts=ReportFormat.HTML in options.report_formats)
    for name, file in options.outputs:
        storage.write(file, report.render(name, run))
    log(run, options.quiet, options.verbose)
    try:
        _record(run, options)
    finally:  # print the findings even if they cannot be recorded
        name = (options.format or Format.TABLE).value
        emit(report.render(name, run, colour=colour(), columns=columns()))
    if options.format in (None, Format.TABLE) and not (options.quiet or changes):
        _say_left_out(run, settings, options)
    if options.report_formats and not options.quiet:
        written(_first_page(run, options))
    if options.open_page:
        _open(run, options.reports)
    return _status(run, options.fail_on)


def _say_left_out(run: Run, settings: Settings, options: _Options) -> None:
    """Write how many files of the folders belong to no story: nothing is left out in silence, but
    what the configuration or git says is to be.
    """
    from transcheck.discover import EXCLUDED, IGNORED, left_out

    versions = [Path(version.path) for story in run.stories for version in story.versions]
    found = left_out(options.where, versions, settings, earlier_reports(options.reports))
    count = sum(len(files) for reason, files in found.items() if reason not in (EXCLUDED, IGNORED))
    if count:
        folders = shlex.join(str(path) for path in options.where)
        files = f"{count} file{'s' * (count > 1)}"
        note(f"{files} left out: `transcheck stories {folders}` lists them")


def _first_page(run: Run, options: _Options) -> str:
    """Return what a reader opens first: the page of the only story, or the list of all; where there
    are no pages, the folder of reports.
    """
    if ReportFormat.HTML not in options.report_formats:
        return f"{options.reports}{os.sep}"
    return str(_page_of(run, options.reports))


def _page_of(run: Run, reports: Path) -> Path:
    from transcheck.report.paths import story_path

    one = len(run.stories) == 1
    return reports / (story_path(run.stories[0].story, ".html") if one else "index.html")


def _open(run: Run, reports: Path) -> None:
    """Open the page of the run's only story in the browser, or the list of all."""
    import webbrowser

    page = _page_of(run, reports)
    if not webbrowser.open(page.resolve().as_uri()):
        note(f"no browser can be started here; open {page}")


def _record(run: Run, options: _Options) -> None:
    """Add a run to the history, and write the list of the stories' pages if there are pages."""
    if options.history:
        from transcheck.history import record

        record.record(options.reports / record.NAME, run)
    if ReportFormat.HTML in options.report_formats:
        _write_index(run, options)


def _write_index(run: Run, options: _Options) -> None:
    """Write the list of the stories of this run and of earlier runs whose pages still exist."""
    from transcheck import storage
    from transcheck.history import record
    from transcheck.report import html, summary
    from transcheck.report.paths import href, story_path

    lines = {story.story: html.listed(story) for story in run.stories}
    known = record.stories(options.reports / record.NAME) if options.history else []
    for story in known:
        if (
            story.name not in lines
            and (options.reports / story_path(story.name, ".html")).is_file()
        ):
            counts = story.errors, story.warnings, story.infos
            page = href(story.name, ".html")
            lines[story.name] = html.Listed(
                story.name, page, story.langs, counts, summary.day(story.checked)
            )
    others = [name for name in html.OTHER_PAGES if (options.reports / name).is_file()]
    page_of_all = html.index_page(list(lines.values()), run.signature, others)
    storage.write(options.reports / "index.html", page_of_all, below=options.reports)


def _check_on_cluster(settings: Settings, options: _Options) -> int:
    """Check stories on a cluster and print the counts; return the exit status."""
    import logging

    from transcheck import cluster
    from transcheck.report import table

    # dask logs each worker it loses; the consequences are reported below
    logging.disable(logging.CRITICAL)
    with progress_bar(options.quiet) as progress:
        found = cluster.check(
            options.where,
            settings,
            scheduler=options.scheduler,
            reports=options.reports,
            workers=options.jobs or 0,
            skip=earlier_reports(options.reports),
            progress=progress,
        )
    if found.before and not options.quiet:
        note(f"{found.before} stories had been checked before the run was stopped")
    emit([table.counted(found.totals, found.seconds) + "\n", f"findings: {found.folder}\n"])
    return _exit_status(found.faults, found.totals, options.fail_on)


def _check_stream(settings: Settings, options: _Options) -> int:
    """Check the stories of standard input as they come; return the exit status.

    A line that is not a story is reported, and the rest are still checked.
    """
    from transcheck import engine, report
    from transcheck.discover import lines
    from transcheck.report import json

    if options.format not in (None, Format.JSONL, Format.JSON):
        given = options.format.value
        raise TranscheckError(
            "--stdin-jsonl prints jsonl (a line per finding) or json (a line per story), not "
            f"{given}"
        )
    if sys.stdin is None:
        raise TranscheckError("--stdin-jsonl: standard input is closed; give it a pipe or a file")
    status = 0

    def stories() -> Iterator[Story]:
        nonlocal status
        for number, line in enumerate(sys.stdin.buffer, 1):
            try:
                if text := line.strip().removeprefix(b"\xef\xbb\xbf"):
                    yield lines.parse(text, f"standard input:{number}", settings)
            except TranscheckError as error:
                note(f"transcheck: {error}")
                status = 2

    jobs = 1 if options.jobs is None else options.jobs
    for run in engine.stream(stories(), settings, jobs=jobs):
        status = max(status, _status(run, options.fail_on))
        pieces = (
            json.lines(run)
            if options.format is Format.JSON
            else report.render(Format.JSONL.value, run)
        )
        if not emit(pieces):
            break
    return status


def _status(run: Run, fail_on: FailOn) -> int:
    return _exit_status(
        [f"{story.story}: {story.fault}" for story in run.stories if story.fault],
        run.totals(),
        fail_on,
    )


def _exit_status(faults: Sequence[str], totals: Totals, fail_on: FailOn) -> int:
    """Return 2 if a story could not be checked, 1 for findings at or above a severity, otherwise
    0.
    """
    from transcheck.model import Severity

    for fault in faults:
        note(f"transcheck: {fault}")
    if faults:
        return 2
    return int(fail_on is not FailOn.NEVER and totals.worst() >= Severity.parse(fail_on.value))
