"""Write the manual page, docs/transcheck.1, from the help of the commands.

usage: python tools/build_man.py [--check]

With --check nothing is written, and the exit status is 1 if the page is stale.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from transcheck.cli import app

PAGE = Path(__file__).parent.parent / "docs" / "transcheck.1"
EXIT = (
    "0: no finding reaches the severity of --fail-on. 1: at least one does. 2: something could not "
    "be checked or written, or the command line is wrong; a message says what."
)
FILES = (
    "transcheck.toml, or [tool.transcheck] in pyproject.toml, at or above the first path given: "
    "the configuration. reports/: a report per story, and the history of findings."
)


def page() -> str:
    """Return the manual page in the language of man(7)."""
    group: Any = typer.main.get_command(app)
    lines = [
        '.TH TRANSCHECK 1 "" "" "transcheck"',
        ".SH NAME",
        "transcheck \\- compare the language versions of an article and report what differs",
        ".SH SYNOPSIS",
        ".B transcheck",
        ".I COMMAND",
        "[OPTIONS] [PATHS]",
        ".SH COMMANDS",
        *commands(group, ""),
        ".SH EXIT STATUS",
        escaped(EXIT),
        ".SH FILES",
        escaped(FILES),
    ]
    return "\n".join(lines) + "\n"


def commands(group: Any, before: str) -> Iterator[str]:
    """Yield the lines of the commands of a group, and of the groups in it."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
            continue
        arguments = [param for param in command.params if param.param_type_name == "argument"]
        usage = " ".join(param.human_readable_name for param in arguments)
        yield f".SS {escaped(before + name)} {escaped(usage)}".rstrip()
        yield escaped(command.help)
        for param in command.params:
            yield from option(param)


def option(param: Any) -> Iterator[str]:
    """Yield the lines of an option, or of an argument that has a help."""
    if getattr(param, "hidden", False) or not getattr(param, "help", None):
        return
    is_option = param.param_type_name == "option"
    names = (
        ", ".join([*param.opts, *param.secondary_opts]) if is_option else param.human_readable_name
    )
    value = param.make_metavar(typer.Context(typer.main.get_command(app)))
    takes = is_option and not param.is_flag
    yield ".TP"
    yield f".B {escaped(names)}" + (f" {escaped(value)}" if takes else "")
    yield escaped(param.help)


def escaped(text: str) -> str:
    """Return a text without what troff takes for its own, on one line."""
    line = re.sub(r"\s+", " ", text or "").strip().replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{line}" if line[:1] in (".", "'") else line


def main() -> int:
    """Run the command line."""
    text = page()
    if "--check" in sys.argv[1:]:
        is_stale = not PAGE.exists() or PAGE.read_text("utf-8") != text
        if is_stale:
            print("docs/transcheck.1 is stale: python tools/build_man.py")
        return int(is_stale)
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
