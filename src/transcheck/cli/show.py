"""Commands that show what transcheck sees: stories, alignments, names."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from transcheck.cli.options import (
    AlignFormat,
    Config,
    NamesFormat,
    Paths,
    Places,
    Source,
    earlier_reports,
    settings_for,
)
from transcheck.cli.terminal import faults

_SHOWN = 5  # files that are left out, named for each reason


def stories(paths: Places = None, source: Source = None, config: Config = None) -> None:
    """List the stories found and the versions of each."""
    with faults():
        from tabulate import tabulate

        from transcheck.discover import discover, left_out
        from transcheck.report.visible import visible, without_commands
        from transcheck.storage import place

        where = [place(path) for path in paths or ["."]]
        settings = settings_for(where, config, source)
        skip = earlier_reports(Path("reports"))
        found = discover(where, settings, skip)
        table = [
            [
                visible(story.id),
                story.versions[story.source].lang if story.source is not None else "",
                " ".join(
                    version.lang + ("?" if version.guessed else "") for version in story.versions
                ),
            ]
            for story in found
        ]
        listed = tabulate(table, ["story", "source", "versions"], "simple", disable_numparse=True)
        typer.echo(without_commands(listed))
        typer.echo(f"\n{len(found)} {'story' if len(found) == 1 else 'stories'}")
        versions = [version.path for story in found for version in story.versions]
        for reason, files in left_out(where, versions, settings, skip).items():
            shown = ", ".join(visible(str(path)) for path in files[:_SHOWN])
            more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
            typer.echo(without_commands(f"left out, {reason}: {shown}{more}"))


def align(
    paths: Paths = None,
    source: Source = None,
    format_: Annotated[
        AlignFormat, typer.Option("--format", help="tsv and tmx are for translation memories.")
    ] = AlignFormat.TABLE,
    config: Config = None,
) -> None:
    """Show which paragraphs belong together."""
    with faults():
        from transcheck.report import alignment
        from transcheck.views.alignment import aligned

        where = paths or [Path()]
        pairs = aligned(where, settings_for(where, config, source))
        sys.stdout.write(alignment.render(format_.value, pairs))


def names(
    paths: Paths = None,
    source: Source = None,
    format_: Annotated[
        NamesFormat, typer.Option("--format", help="json has every place.")
    ] = NamesFormat.TABLE,
    config: Config = None,
) -> None:
    """List the names of every story, with their forms in every version and how often each
    appears.
    """
    with faults():
        from transcheck.report import names as ledger
        from transcheck.views.names import names as named

        where = paths or [Path()]
        found = named(where, settings_for(where, config, source))
        sys.stdout.write(ledger.render(format_.value, found))
