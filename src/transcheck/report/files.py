"""Writes reports to disk: whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from transcheck.model import Run, TranscheckError

_LONGEST = 255  # bytes of a file's name
_DIGEST = 12  # characters


def story_path(story: str, suffix: str) -> str:
    """Return where a story's report goes, below the report folder: parts of its id that lead elsewhere are left out."""
    parts = [part for part in story.split("/") if part not in ("", ".", "..")] or ["story"]
    # a folder x.html would be in the way of the page of a story x
    folders = [_short(part + "_" if part.endswith(tuple(s for s, _ in STORY_FORMATS.values())) else part) for part in parts[:-1]]
    return "/".join(("stories", *folders, _short(parts[-1], suffix)))


def _short(name: str, suffix: str = "") -> str:
    """Return a name that a file can have: of a longer one the beginning, and a digest that tells it from others."""
    data = os.fsencode(name)
    if len(data) + len(suffix) <= _LONGEST:
        return name + suffix
    digest = sha256(data).hexdigest()[:_DIGEST]
    return data[: _LONGEST - len(suffix) - _DIGEST - 1].decode("utf-8", "ignore") + f"-{digest}{suffix}"


def write_story(run: Run, folder: Path, format_name: str) -> None:
    """Write the report of a run's only story to `folder/stories/<story id><suffix>`.

    Raises:
        TranscheckError: the file cannot be written.
    """
    suffix, render = STORY_FORMATS[format_name]
    write(folder / story_path(run.stories[0].story, suffix), render(run))


def href(story: str, suffix: str) -> str:
    """Return the address of a story's report from the report folder."""
    return quote(os.fsencode(story_path(story, suffix)))


def _markdown(run: Run) -> str:
    from transcheck.report import markdown

    return "# transcheck\n\n" + markdown.render_story(run.stories[0])


def _html(run: Run) -> str:
    from transcheck.report import html

    return html.story_page(run)


def _csv(run: Run) -> str:
    from transcheck.report import csv

    return "".join(csv.render(run))


def _xlsx(run: Run) -> bytes:
    from transcheck.report import xlsx

    return xlsx.render(run)


STORY_FORMATS: dict[str, tuple[str, Callable[[Run], str | bytes]]] = {
    "markdown": (".md", _markdown),
    "html": (".html", _html),
    "csv": (".csv", _csv),
    "xlsx": (".xlsx", _xlsx),
}


def write(path: Path, content: str | bytes | Iterable[str]) -> None:
    """Write a text (whole or in pieces) as UTF-8, or bytes, atomically: a reader sees the old file or the new one, never half.

    Raises:
        TranscheckError: the file cannot be written.
    """
    try:
        path = Path(os.path.realpath(path))  # a link stays one, and its target is written
        if path.exists() and not path.is_file():
            with path.open("wb") as file:  # a pipe or device cannot be replaced
                file.writelines(_encoded(content))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".transcheck-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(_encoded(content))
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise TranscheckError(f"{path}: cannot be written ({error.strerror}); check the folder and its rights") from error


def _encoded(content: str | bytes | Iterable[str]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    else:
        for piece in (content,) if isinstance(content, str) else content:
            yield piece.encode("utf-8", "backslashreplace")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
