"""Writes reports to disk: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from transcheck.model import Run, TranscheckError
from transcheck.report import markdown

STORY_FORMATS = {"markdown": ".md"}


def write_stories(run: Run, folder: Path, format_name: str) -> None:
    """Write a report per story to `folder/stories/<story id><suffix>`.

    Raises:
        TranscheckError: a file cannot be written.
    """
    for story in run.stories:
        parts = [part for part in story.story.split("/") if part not in ("", ".", "..")]
        name = parts[-1] + STORY_FORMATS[format_name]
        write(folder.joinpath("stories", *parts[:-1], name), "# transcheck\n\n" + markdown.render_story(story))


def write(path: Path, text: str) -> None:
    """Write a text as UTF-8, atomically: a reader sees the old file or the new one, never half of either.

    Raises:
        TranscheckError: the file cannot be written.
    """
    try:
        path = path.resolve()  # a link stays one, and its target is written
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8", errors="backslashreplace")  # a pipe or device cannot be replaced
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise TranscheckError(f"{path}: cannot be written ({error.strerror}); check the folder and its rights") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
