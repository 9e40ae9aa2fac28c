"""The place of each story's report, below the report folder."""

from __future__ import annotations

import os
from hashlib import sha256
from urllib.parse import quote

# of a story's report, by format
SUFFIXES = {
    "markdown": ".md",
    "html": ".html",
    "csv": ".csv",
    "xlsx": ".xlsx",
}
_LONGEST = 255  # bytes of a file's name
_DIGEST = 12  # characters


def story_path(story: str, suffix: str) -> str:
    """Return the path of a story's report below the report folder.

    Parts of its id that lead elsewhere are left out.
    """
    parts = [part for part in story.split("/") if part not in ("", ".", "..")] or ["story"]
    # a folder x.html would conflict with the page of a story x, and then x.html_ with that folder
    folders = [
        _short(part + "_" if part.rstrip("_").endswith(tuple(SUFFIXES.values())) else part)
        for part in parts[:-1]
    ]
    return "/".join(("stories", *folders, _short(parts[-1], suffix)))


def href(story: str, suffix: str) -> str:
    """Return the address of a story's report from the report folder."""
    return quote(os.fsencode(story_path(story, suffix)))


def _short(name: str, suffix: str = "") -> str:
    """Return a name that a file can have: if it is too long, its beginning and a digest that makes
    it unique.
    """
    data = os.fsencode(name)
    if len(data) + len(suffix) <= _LONGEST:
        return name + suffix
    digest = sha256(data).hexdigest()[:_DIGEST]
    return (
        data[: _LONGEST - len(suffix) - _DIGEST - 1].decode("utf-8", "ignore")
        + f"-{digest}{suffix}"
    )
