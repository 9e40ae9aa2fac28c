"""Writes the report of each story in the requested formats."""

from __future__ import annotations

from pathlib import Path

from transcheck import storage
from transcheck.model import Run
from transcheck.report.paths import SUFFIXES, story_path


def write_story(run: Run, folder: Path, format_name: str) -> None:
    """Write the report of a run's only story to `folder/stories/<story id><suffix>`.

    Raises:
        TranscheckError: the file cannot be written.
    """
    path = folder / story_path(run.stories[0].story, SUFFIXES[format_name])
    up = "" if storage.is_remote(path) else storage.steps_up(path.parent)
    storage.write(path, _rendered(run, format_name, up), below=folder)


def _rendered(run: Run, format_name: str, up: str) -> str | bytes:
    """Return a story's report; only the module of its format is loaded.

    `up` are the steps from its folder to that in which the run was.
    """
    if format_name == "html":
        from transcheck.report import html

        return html.story_page(run, files=up)
    if format_name == "csv":
        from transcheck.report import csv

        return "".join(csv.render(run))
    if format_name == "xlsx":
        from transcheck.report import xlsx

        return xlsx.render(run)
    from transcheck.report import markdown

    return "# transcheck\n\n" + markdown.render_story(run.stories[0], f"{up}/" if up else "")
