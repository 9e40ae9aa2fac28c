"""The command line: the only module that prints or exits."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import replace

from transcheck import __version__
from transcheck.model import TranscheckError

if TYPE_CHECKING:
    from transcheck.config import Settings
    from transcheck.engine import Progress
    from transcheck.model import Run, Story, Totals

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Compare the language versions of an article and tell what differs.",
)
history_app = typer.Typer(help="The history of runs.", rich_markup_mode=None)
app.add_typer(history_app, name="history")
_WAIT = 1.0  # seconds before a progress bar appears
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


class Format(StrEnum):
    """What a run can be printed as."""

    TABLE = "table"
    CONCISE = "concise"
    JSON = "json"
    JSONL = "jsonl"
    MARKDOWN = "markdown"
    CSV = "csv"
    GITHUB = "github"
    GITLAB = "gitlab"
    SARIF = "sarif"
    JUNIT = "junit"
    RDJSON = "rdjson"


class ReportFormat(StrEnum):
    """What the report of each story can be written as."""

    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"


class AlignFormat(StrEnum):
    """What an alignment can be printed as."""

    TABLE = "table"
    JSON = "json"
    TSV = "tsv"
    TMX = "tmx"


class NamesFormat(StrEnum):
    """What a ledger of names can be printed as."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class SummaryFormat(StrEnum):
    """What a summary can be printed as."""

    TABLE = "table"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


class Engine(StrEnum):
    """What spreads the stories."""

    PROCESSES = "processes"
    DASK = "dask"


class FailOn(StrEnum):
    """The least severity of a finding that makes the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(help="Folders to search, or the versions of one story.", show_default="this folder"),
]
Places = Annotated[
    list[str] | None,
    typer.Argument(metavar="[PATHS]...", help="Folders to search, or the versions of one story.", show_default="this folder"),
]
Source = Annotated[str | None, typer.Option(metavar="LANG", help="The language that the others were translated from.")]
Config = Annotated[Path | None, typer.Option(metavar="FILE", help="Read this configuration, not the nearest transcheck.toml.")]


def main() -> None:
    """Run the command line; the entry point."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")  # before numpy is imported; stories are spread over processes instead
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what CI sends is to leave no process either
    _utf8()
    app(prog_name="transcheck")


def _version(value: bool) -> None:
    if value:
        typer.echo(f"transcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    pass


@app.command()
def check(
    paths: Places = None,
    source: Source = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help="What goes to standard output.", show_default="table")
    ] = None,
    output: Annotated[
        list[str] | None, typer.Option(metavar="FMT=FILE", help="Write this format to a file too; repeatable.")
    ] = None,
    reports: Annotated[str, typer.Option(metavar="DIR", help="Where the report of each story goes.")] = "reports",
    no_reports: Annotated[bool, typer.Option("--no-reports", help="Write no reports and no history.")] = False,
    no_history: Annotated[bool, typer.Option("--no-history", help="Do not record the run; for CI.")] = False,
    report_format: Annotated[
        list[ReportFormat] | None, typer.Option(help="Format of the reports; repeatable.", show_default="markdown")
    ] = None,
    select: Annotated[str | None, typer.Option(metavar="CODES", help="Only these rules or families, as in NUM,PAR101.")] = None,
    ignore: Annotated[str | None, typer.Option(metavar="CODES", help="Not these rules or families.")] = None,
    fail_on: Annotated[
        FailOn | None, typer.Option(help="Exit with 1 for findings of this severity and above.", show_default="error")
    ] = None,
    config: Config = None,
    rules: Annotated[list[Path] | None, typer.Option(metavar="DIR", help="A folder with rules of your own; repeatable.")] = None,
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help="Tell only what this baseline does not know.")] = None,
    changed_since: Annotated[
        str | None, typer.Option(metavar="REV", help="Only stories of which a version changed since this git revision.")
    ] = None,
    siblings: Annotated[
        bool, typer.Option("--siblings", help="Each path is a file that stands for its story; for commit hooks.")
    ] = False,
    spread_by: Annotated[
        Engine, typer.Option("--engine", help="What stories are spread over; dask writes Parquet below DIR/runs.")
    ] = Engine.PROCESSES,
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A running dask scheduler.", show_default="workers on this machine")
    ] = None,
    stdin_jsonl: Annotated[
        bool, typer.Option("--stdin-jsonl", help="Read stories as JSON lines, print findings as they are found; no reports.")
    ] = False,
    jobs: Annotated[int | None, typer.Option(metavar="N", min=0, help="Processes.", show_default="one a core")] = None,
    cache: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where results are kept.", show_default="the user's cache folder")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Check every story, whether it changed or not.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No notes and no progress.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say which configuration is used, and each story's size.")
    ] = False,
) -> None:
    """Compare the versions of every story and report what differs."""
    with _faults():
        from transcheck import changes, engine, report
        from transcheck.cache import user_folder
        from transcheck.discover.paths import is_remote, place
        from transcheck.report import files

        targets = _outputs(output or [])
        where = [place(path) for path in paths or ["."]]
        folder = place(reports)
        settings = _settings(where, config, source, select, ignore, verbose)
        settings = replace(settings, rules=(*settings.rules, *(str(own.resolve()) for own in rules or ())))
        if baseline:
            settings = replace(settings, baseline=str(baseline.resolve()))
        dask = spread_by is Engine.DASK
        if stdin_jsonl or dask:
            others: dict[str, object] = {"--output": output, "--report-format": report_format, "--cache": cache}
            others |= {"--changed-since": changed_since, "--siblings": siblings}
            if stdin_jsonl:
                _alone("--stdin-jsonl", others | {"PATHS": paths, "--engine dask": dask, "--scheduler": scheduler})
                raise typer.Exit(_stream(settings, format_, jobs, fail_on))
            _alone("--engine dask", others | {"--format": format_, "--no-reports": no_reports, "--no-history": no_history})
            raise typer.Exit(_on_cluster(where, settings, scheduler, folder, jobs or 0, fail_on, quiet))
        if scheduler is not None or is_remote(folder):
            raise TranscheckError("--scheduler, and --reports on another machine, need --engine dask")
        changed = changes.since(changed_since, where[0]) if changed_since is not None else None
        kinds = () if no_reports else tuple(dict.fromkeys(report_format or [ReportFormat.MARKDOWN]))

        def write(one: Run) -> None:
            for kind in kinds:
                files.write_story(one, folder, kind.value)

        with _progress(quiet) as progress:
            run = engine.check(
                where,
                settings,
                jobs=jobs or 0,
                skip=_former(folder),
                progress=progress,
                changes=changed,
                siblings=siblings,
                each=write,
                texts=ReportFormat.HTML in kinds,
                cache=None if no_cache else cache or user_folder(),
            )
        for name, file in targets:
            files.write(file, report.render(name, run))
        _log(run, quiet, verbose)
        try:
            if not (no_reports or no_history):
                from transcheck import history

                history.record(folder / history.NAME, run)
            if ReportFormat.HTML in kinds:
                _write_index(run, folder, history=not no_history)
        finally:  # what was found is told even where it cannot be written down
            _print(report.render((format_ or Format.TABLE).value, run, colour=_colour()))
        raise typer.Exit(_status(run, fail_on or FailOn(settings.fail_on)))


def _alone(option: str, others: Mapping[str, object]) -> None:
    """See to it that an option stands without others."""
    if given := [name for name, value in others.items() if value]:
        raise TranscheckError(f"{option} does not go with {', '.join(given)}; leave one of them out")


def _on_cluster(
    where: list[Path],
    settings: Settings,
    scheduler: str | None,
    reports: Path,
    workers: int,
    fail_on: FailOn | None,
    quiet: bool,
) -> int:
    """Check stories on a cluster and tell the counts; return the exit status."""
    import logging

    from transcheck import cluster
    from transcheck.report import table

    logging.disable(logging.CRITICAL)  # dask tells of each worker that it loses; what we make of it is told below
    with _progress(quiet) as progress:
        found = cluster.check(
            where, settings, scheduler=scheduler, reports=reports, workers=workers, skip=_former(reports), progress=progress
        )
    if found.before and not quiet:
        typer.echo(f"{found.before} stories had been checked before the run was stopped", err=True)
    _print([table.counted(found.totals, found.seconds) + "\n", f"findings: {found.folder}\n"])
    return _exit_status(found.faults, found.totals, fail_on or FailOn(settings.fail_on))


def _stream(settings: Settings, format_: Format | None, jobs: int | None, fail_on: FailOn | None) -> int:
    """Check the stories of standard input as they come; return the exit status. A line that is no story costs itself only."""
    from transcheck import engine, report
    from transcheck.discover import lines
    from transcheck.report import json

    if format_ not in (None, Format.JSONL, Format.JSON):
        raise TranscheckError(f"--stdin-jsonl prints jsonl (a line a finding) or json (a line a story), not {format_.value}")
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
                typer.echo(f"transcheck: {error}", err=True)
                status = 2

    for run in engine.stream(stories(), settings, jobs=1 if jobs is None else jobs):
        status = max(status, _status(run, fail_on or FailOn(settings.fail_on)))
        if not _print(json.lines(run) if format_ is Format.JSON else report.render(Format.JSONL.value, run)):
            break
    return status


@app.command()
def baseline(
    paths: Paths = None,
    source: Source = None,
    file: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Where it is written.", show_default="transcheck-baseline.json"),
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Only take out what is found no more.")] = False,
    config: Config = None,
) -> None:
    """Write what is open now to a baseline, so that `check --baseline` tells only what is new."""
    with _faults():
        from transcheck import engine
        from transcheck.report import files
        from transcheck.suppress import baseline as known

        where = paths or [Path()]
        settings = _settings(where, config, source, None, None, False)
        target = file or (settings.root or Path()) / (settings.baseline or "transcheck-baseline.json")
        former = known.load(target) if prune else None
        run = engine.check(where, replace(settings, baseline=None), skip=_former(Path("reports")))
        entries = known.pruned(former, run) if former else known.entries_of(run)
        files.write(target, known.render(entries))
        typer.echo(f"{target}: {sum(entry.count for entry in entries)} findings in {len(run.stories)} stories", err=True)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where transcheck.toml goes.", show_default="this folder")] = Path(),
) -> None:
    """Write a transcheck.toml in which every setting is explained."""
    with _faults():
        from transcheck import config as configuration
        from transcheck.report import files

        target = folder / configuration.NAME
        if target.exists():
            raise TranscheckError(f"{target}: is there already; edit it, or take it away first")
        if not folder.is_dir():
            raise TranscheckError(f"{folder}: no such folder; make it first")
        files.write(target, configuration.template())
        typer.echo(f"{target}: written", err=True)


@app.command()
def stories(paths: Places = None, source: Source = None, config: Config = None) -> None:
    """List the stories found and the versions of each."""
    with _faults():
        from tabulate import tabulate

        from transcheck.discover import discover
        from transcheck.discover.paths import place

        where = [place(path) for path in paths or ["."]]
        found = discover(where, _settings(where, config, source, None, None, False), _former(Path("reports")))
        table = [
            [
                story.id,
                story.versions[story.source].lang if story.source is not None else "",
                " ".join(version.lang + ("?" if version.guessed else "") for version in story.versions),
            ]
            for story in found
        ]
        typer.echo(tabulate(table, ["story", "source", "versions"], "simple", disable_numparse=True))
        typer.echo(f"\n{len(found)} {'story' if len(found) == 1 else 'stories'}")


@app.command()
def align(
    paths: Paths = None,
    source: Source = None,
    format_: Annotated[
        AlignFormat, typer.Option("--format", help="tsv and tmx are for translation memories.")
    ] = AlignFormat.TABLE,
    config: Config = None,
) -> None:
    """Show which paragraphs belong together."""
    with _faults():
        from transcheck import listings
        from transcheck.report import alignment

        where = paths or [Path()]
        pairs = listings.aligned(where, _settings(where, config, source, None, None, False))
        sys.stdout.write(alignment.render(format_.value, pairs))


@app.command()
def names(
    paths: Paths = None,
    source: Source = None,
    format_: Annotated[NamesFormat, typer.Option("--format", help="json has every place.")] = NamesFormat.TABLE,
    config: Config = None,
) -> None:
    """List the names of every story, with their forms in every version and how often they stand there."""
    with _faults():
        from transcheck import listings
        from transcheck.report import names as ledger

        where = paths or [Path()]
        found = listings.names(where, _settings(where, config, source, None, None, False))
        sys.stdout.write(ledger.render(format_.value, found))


@app.command()
def summary(
    since: Annotated[str, typer.Option(metavar="WHEN", help="A span (7d, 2w) or a date (2025-10-03).")] = "7d",
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="Likewise.", show_default="now")] = None,
    format_: Annotated[SummaryFormat, typer.Option("--format", help="markdown is for a mail or a chat.")] = SummaryFormat.TABLE,
    reports: Annotated[str, typer.Option(metavar="DIR", help="Where the history is.")] = "reports",
    config: Config = None,
) -> None:
    """Tell what is new, fixed and open, by language, rule, story and desk."""
    with _faults():
        from transcheck import history, runs
        from transcheck import summary as weekly
        from transcheck.discover.paths import place
        from transcheck.report import summary as renderer

        settings = _settings([Path()], config, None, None, None, False)
        folder = place(reports)
        recorded = folder / history.NAME
        if (folder / runs.NAME).is_dir():
            if recorded.exists():
                typer.echo(f"{recorded}: is left out; this summary is of {folder / runs.NAME}", err=True)
            recorded = folder
        found = weekly.summarise(recorded, *weekly.window(since, until), settings.languages)
        sys.stdout.write(renderer.render(format_.value, found, f"transcheck|version:{__version__}"))


@history_app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Reports that `check --format json` wrote, in any order.")],
    reports: Annotated[Path, typer.Option(metavar="DIR", help="Where the history is.")] = Path("reports"),
) -> None:
    """Gather what runs elsewhere found; a report that is there already is not counted twice."""
    with _faults():
        from transcheck import history
        from transcheck.report import json

        runs = sorted((json.parse(_text_of(file), str(file)) for file in files), key=lambda run: run.begun)
        new = sum(history.record(reports / history.NAME, run, here=False) for run in runs)
        typer.echo(f"{reports / history.NAME}: {new} of {len(runs)} reports were new", err=True)


@app.command()
def rule(
    code: Annotated[str | None, typer.Argument(help="A rule's code or name.", show_default="all rules")] = None,
    new: Annotated[
        str | None, typer.Option("--new", metavar="CODE", help="Write a rule of your own to begin with, and its fixture.")
    ] = None,
    test: Annotated[Path | None, typer.Option("--test", metavar="DIR", help="Run the fixtures of the rules in a folder.")] = None,
    rules: Annotated[Path, typer.Option(metavar="DIR", help="Where --new writes.")] = Path("rules"),
    config: Config = None,
) -> None:
    """Explain a rule, or list them all; write and test rules of your own."""
    with _faults():
        if new is not None:
            _new_rule(new, rules)
        elif test is not None:
            _test_rules(test)
        else:
            _show_rules(code, config)


def _new_rule(code: str, folder: Path) -> None:
    from transcheck import fixtures
    from transcheck.report import files

    targets = fixtures.new(code, folder)
    for target, text in zip(targets, fixtures.skeleton(code), strict=True):
        files.write(target, text)
        typer.echo(f"{target}: written", err=True)
    typer.echo(f'try it with `transcheck rule --test {folder}`, and use it with `rules = ["{folder.as_posix()}"]`', err=True)


def _test_rules(folder: Path) -> None:
    from transcheck import fixtures

    verdicts = list(fixtures.run_all(folder))
    for verdict in verdicts:
        case = verdict.case
        typer.echo(f"{'passed' if verdict.passed else 'FAILED'}  {case.code}  {case.verdict}: {case.title}")
        for lang, line, text in verdict.lacking:
            typer.echo(f'        not found: {lang}:{line} "{text}"')
        for lang, line, text in verdict.extra:
            typer.echo(f'        found, and should not be: {lang}:{line} "{text}"')
    failed = sum(not verdict.passed for verdict in verdicts)
    typer.echo(f"{len(verdicts)} cases, {failed} failed")
    if failed:
        raise typer.Exit(1)


def _show_rules(code: str | None, config: Path | None) -> None:
    from tabulate import tabulate

    from transcheck import rulebook

    book = rulebook.book(_settings([Path()], config, None, None, None, False))
    if code is None:
        table = [[item.code, item.name, str(item.severity), item.summary] for item in book]
        typer.echo(tabulate(table, ["code", "name", "severity", "summary"], "simple"))
        return
    item = next((item for item in book if code.casefold() in (item.code.casefold(), item.name)), None)
    if item is None:
        raise TranscheckError(f"no rule {code!r}; `transcheck rule` lists them")
    typer.echo(f"{item.code} {item.name} ({item.severity})\n\n{item.summary}\n\n{item.why}")
    for name, value in item.options.items():
        typer.echo(f"\noption {name} = {value!r}")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TranscheckError(f"{file}: cannot be read ({error}); give a report that `check --format json` wrote") from error


def _settings(
    paths: list[Path], config: Path | None, source: str | None, select: str | None, ignore: str | None, verbose: bool
) -> Settings:
    from transcheck import config as configuration
    from transcheck.discover.paths import is_remote

    file = config or configuration.find(Path() if is_remote(paths[0]) else paths[0])
    settings = configuration.load(file) if file else configuration.Settings()
    if verbose:
        typer.echo(f"configuration: {file or 'none'}", err=True)
    if source is not None:
        settings = replace(settings, source=configuration.language(source, "--source"))
    if select is not None:
        settings = replace(settings, select=configuration.codes(_listed(select), "--select"))
    if ignore is not None:
        settings = replace(settings, ignore=configuration.codes(_listed(ignore), "--ignore"))
    return settings


def _print(pieces: Iterable[str]) -> bool:
    """Write to standard output; return whether somebody reads on: that nobody does is no fault."""
    try:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
        return True
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise TranscheckError(
                f"standard output: cannot be written ({error.strerror}); make room, or write elsewhere"
            ) from error
        return False


def _write_index(run: Run, reports: Path, *, history: bool) -> None:
    """Write the list of the stories of this run, and of those of earlier ones whose pages are there."""
    from transcheck import history as recorded
    from transcheck.report import files, html, summary

    lines = {story.story: html.listed(story) for story in run.stories}
    for known in recorded.stories(reports / recorded.NAME) if history else ():
        if known.name not in lines and (reports / files.story_path(known.name, ".html")).is_file():
            counts = known.errors, known.warnings, known.infos
            lines[known.name] = html.Listed(
                known.name, files.href(known.name, ".html"), known.langs, counts, summary.day(known.checked)
            )
    files.write(reports / "index.html", html.index_page([lines[name] for name in sorted(lines)], run.signature))


def _former(reports: Path) -> Path | None:
    """Return the report folder if a run wrote there: what it holds are no stories."""
    return reports if (reports / "stories").is_dir() else None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _outputs(values: list[str]) -> list[tuple[str, Path]]:
    from transcheck.report import FORMATS

    targets = []
    for value in values:
        name, equals, file = value.partition("=")
        if not equals or not file or name not in FORMATS:
            raise TranscheckError(f"--output {value!r}: write FMT=FILE, where FMT is one of {', '.join(FORMATS)}")
        targets.append((name, Path(file)))
    return targets


def _status(run: Run, fail_on: FailOn) -> int:
    return _exit_status([f"{story.story}: {story.fault}" for story in run.stories if story.fault], run.totals(), fail_on)


def _exit_status(faults: Sequence[str], totals: Totals, fail_on: FailOn) -> int:
    from transcheck.model import Severity

    for fault in faults:
        typer.echo(f"transcheck: {fault}", err=True)
    if faults:
        return 2
    return int(fail_on is not FailOn.NEVER and totals.worst() >= Severity.parse(fail_on.value))


def _log(run: Run, quiet: bool, verbose: bool) -> None:
    if quiet or not (verbose or sys.stderr.isatty()):
        return
    for story in run.stories:
        for note in story.notes:
            typer.echo(f"{story.story}: {note}", err=True)
        if verbose:
            sizes = ", ".join(f"{v.lang} {v.blocks} blocks {v.words} words" for v in story.versions)
            typer.echo(f"{story.story}: {sizes}", err=True)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


@contextmanager
def _progress(quiet: bool) -> Iterator[Progress | None]:
    """Give a callback that draws a progress bar on a terminal, once the run has taken a second."""
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
            sys.stderr.write(f"\r\x1b[K[{'#' * filled}{'.' * (30 - filled)}] {done}/{total} {story[:40]}")
            sys.stderr.flush()
            drawn = True

    yield draw
    if drawn:
        sys.stderr.write("\r\x1b[K")


@contextmanager
def _faults() -> Iterator[None]:
    """Turn faults into one line on standard error and exit status 2."""
    try:
        yield
    except TranscheckError as error:
        typer.echo(f"transcheck: {error}", err=True)
        raise typer.Exit(2) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except KeyboardInterrupt:
        typer.echo("transcheck: stopped; what was written by then is whole", err=True)
        raise typer.Exit(2) from None
    except typer.Exit:
        raise
    except Exception as error:
        if os.environ.get("TRANSCHECK_DEBUG"):
            raise
        what = f"{type(error).__name__}: {error}"
        typer.echo(f"transcheck: a fault of ours ({what}); please report it, with TRANSCHECK_DEBUG=1 for details", err=True)
        raise typer.Exit(2) from None


def _utf8() -> None:
    """Write UTF-8 whatever the locale says, with lone surrogates escaped: reports hold every script."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
