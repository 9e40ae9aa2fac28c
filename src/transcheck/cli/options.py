"""What the commands have in common: choices, options, and how they become settings."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from transcheck.model import TranscheckError

if TYPE_CHECKING:
    from transcheck.config import Settings


class Format(StrEnum):
    """The formats a run can be printed in."""

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
    """The formats the report of each story can be written in."""

    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    XLSX = "xlsx"


class AlignFormat(StrEnum):
    """The formats an alignment can be printed in."""

    TABLE = "table"
    JSON = "json"
    TSV = "tsv"
    TMX = "tmx"


class NamesFormat(StrEnum):
    """The formats a ledger of names can be printed in."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class SummaryFormat(StrEnum):
    """The formats a summary can be printed in."""

    TABLE = "table"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    JSON = "json"


class StatusFormat(StrEnum):
    """The formats the status of translations can be printed in."""

    TABLE = "table"
    MARKDOWN = "markdown"
    JSON = "json"


class Engine(StrEnum):
    """The ways to distribute the stories."""

    PROCESSES = "processes"
    DASK = "dask"


class FailOn(StrEnum):
    """The lowest severity of a finding that makes the exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    NEVER = "never"


Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Folders to search, or the versions of one story.", show_default="this folder"
    ),
]
Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[PATHS]...",
        help="Folders to search, or the versions of one story.",
        show_default="this folder",
    ),
]
Source = Annotated[
    str | None,
    typer.Option(metavar="LANG", help="The language that the others were translated from."),
]
Jobs = Annotated[
    int | None,
    typer.Option(metavar="N", min=0, help="Number of processes.", show_default="one per core"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No notes and no progress.")]
Config = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Read this configuration, not the nearest transcheck.toml."),
]


def settings_for(
    paths: list[Path],
    config: Path | None,
    source: str | None = None,
    *,
    select: str | None = None,
    ignore: str | None = None,
    stated: Settings | None = None,
) -> Settings:
    """Return the settings of a run: those of the configuration, overridden by the command line.

    Raises:
        TranscheckError: the configuration or an option is invalid.
    """
    from transcheck import config as configuration

    settings = stated or _stated(config or found_configuration(paths))
    if source is not None:
        settings = replace(settings, source=configuration.language(source, "--source"))
    if select is not None:
        settings = replace(settings, select=configuration.codes(_listed(select), "--select"))
    if ignore is not None:
        settings = replace(settings, ignore=configuration.codes(_listed(ignore), "--ignore"))
    return settings


def _stated(file: Path | None) -> Settings:
    from transcheck import config

    return config.load(file) if file else config.Settings()


def found_configuration(paths: list[Path]) -> Path | None:
    """Return the configuration nearest to the first path, or that of this folder if the path is on
    another machine.
    """
    from transcheck import config as configuration
    from transcheck.storage import is_remote

    return configuration.find(Path() if is_remote(paths[0]) else paths[0])


def earlier_reports(folder: Path) -> Path | None:
    """Return the report folder if a run wrote to it, because its files are not stories."""
    return folder if (folder / "stories").is_dir() else None


def output_files(values: list[str]) -> list[tuple[str, Path]]:
    """Return the formats and files given by `--output FMT=FILE`.

    Raises:
        TranscheckError: an option does not have this form.
    """
    from transcheck.git import leads_out
    from transcheck.report import FORMATS

    targets = []
    for value in values:
        name, equals, file = value.partition("=")
        if not equals or not file or name not in FORMATS:
            raise TranscheckError(
                f"--output {value!r}: write FMT=FILE, where FMT is one of {', '.join(FORMATS)}"
            )
        if leads_out(Path(file)):
            raise TranscheckError(
                f"--output {value!r}: a link leads out of the repository; give the path that it "
                "leads to"
            )
        targets.append((name, Path(file)))
    return targets


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]
