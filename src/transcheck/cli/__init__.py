"""The command line: the only package that prints or exits.

Each module has one group of commands.
"""

from __future__ import annotations

import signal
from typing import Annotated

import typer

from transcheck import __version__
from transcheck.cli import check, history, rules, show
from transcheck.runtime import one_thread_per_process, write_utf8

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Compare the language versions of an article and report what differs.",
)
_history = typer.Typer(help="The history of runs.", rich_markup_mode=None)
app.add_typer(_history, name="history")
app.command("check")(check.check)
app.command("baseline")(history.baseline)
app.command("init")(rules.init)
app.command("stories")(show.stories)
app.command("align")(show.align)
app.command("names")(show.names)
app.command("summary")(history.summary)
app.command("rule")(rules.rule)
_history.command("import")(history.import_)


def main() -> None:
    """Run the command line; the entry point."""
    one_thread_per_process()
    # CI's SIGTERM must not leave processes behind either
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    write_utf8()
    app(prog_name="transcheck")


def _version(value: bool) -> None:
    if value:
        typer.echo(f"transcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
