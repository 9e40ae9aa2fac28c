"""Renderers, one file per format.

Each turns a Run into pieces of text and depends only on the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from transcheck.model import Run
from transcheck.report.visible import without_commands

_TABLE = "table"
_FOR_PEOPLE = frozenset({"table", "concise", "markdown"})
FORMATS = (
    "table",
    "concise",
    "json",
    "jsonl",
    "markdown",
    "csv",
    "github",
    "gitlab",
    "sarif",
    "junit",
    "rdjson",
)


def render(format_name: str, run: Run, *, colour: bool = False, columns: int = 0) -> Iterator[str]:
    """Yield a run in a format (one of FORMATS) piece by piece, ending in a line break unless
    empty.

    The table is as wide as a terminal of `columns`, if there is one.
    """
    module = import_module(f"transcheck.report.{format_name}")
    of_terminal = {"columns": columns} if format_name == _TABLE else {}
    pieces: Iterator[str] = module.render(run, colour=colour, **of_terminal)
    return map(without_commands, pieces) if format_name in _FOR_PEOPLE else pieces
