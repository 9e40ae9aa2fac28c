"""The command line: the only package that prints or exits.

Each module has one group of commands.
"""

from __future__ import annotations

import os
import signal
import sys
from shlex import join
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from transcheck import __version__
from transcheck.cli import check, history, lsp, rules, serve, show, status, watch
from transcheck.cli.terminal import is_of_stream, note, unwritable
from transcheck.runtime import one_thread_per_process, write_utf8


class _Group(TyperGroup):
    """The commands; a path in place of one is answered with the command that checks it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        is_path = os.path.exists(args[0])  # noqa: PTH110 - Path raises for a name that is too long
        if is_path and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"{args[0]!r} is not a command; to check it: transcheck check {join(args)}")
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=_Group,
    no_args_is_help=True,
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
app.command("status")(status.status)
app.command("rule")(rules.rule)
app.command("serve")(serve.serve)
app.command("watch")(watch.watch)
app.command("lsp")(lsp.lsp)
_history.command("import")(history.import_)


def main() -> None:
    """Run the command line; the entry point."""
    one_thread_per_process()
    # CI's SIGTERM must not leave processes behind either
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if sys.stdout is None:  # closed: >&-
        note("transcheck: standard output is closed; give it a file, a pipe or a terminal")
        sys.exit(2)
    write_utf8()
    try:
        status = _run()
        sys.stdout.flush()
    except OSError as error:
        # what is left to be written cannot be, so that Python must not try again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not is_of_stream(error):
            raise
        note(unwritable(error))
        status = 2
    sys.exit(status)


def _run() -> int | str | None:
    """Run the command that the arguments name; return what the process ends with."""
    try:
        app(prog_name="transcheck")
    except SystemExit as leaving:
        return leaving.code
    return 0


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
