"""Renderers, one file a format; each turns a Run into text and knows only the model."""

from __future__ import annotations

from importlib import import_module

from transcheck.model import Run

FORMATS = ("table", "concise", "json", "jsonl", "markdown", "csv", "github", "gitlab", "sarif", "junit", "rdjson")


def render(format_name: str, run: Run, *, colour: bool = False) -> str:
    """Return a run in a format (one of FORMATS), ending in a line break unless empty."""
    module = import_module(f"transcheck.report.{format_name}")
    text: str = module.render(run, colour=colour)
    return text
