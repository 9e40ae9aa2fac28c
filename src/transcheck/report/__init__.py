"""Renderers, one file per format.

Each turns a Run into pieces of text and depends only on the model.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from transcheck.model import Run
from transcheck.report.visible import without_commands

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


def render(format_name: str, run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run in a format (one of FORMATS) piece by piece, ending in a line break unless
    empty.
    """
    module = import_module(f"transcheck.report.{format_name}")
    pieces: Iterator[str] = module.render(run, colour=colour)
    return map(without_commands, pieces) if format_name in _FOR_PEOPLE else pieces
