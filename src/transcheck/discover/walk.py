"""The files below a folder, on disk or in remote storage."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, cast

from transcheck import formats
from transcheck.config import Settings
from transcheck.model import TranscheckError
from transcheck.storage import relative, resolved

if TYPE_CHECKING:
    from upath import UPath

_UNSEEN = (".", "~$")  # hidden files, and Word's lock files
# folders of other people's programs: their pages and catalogues are not this project's
_INSTALLED = frozenset({"node_modules", "site-packages", "__pypackages__", "venv"})
_REPORTS = frozenset({"stories", "history.sqlite3"})  # what a folder of reports holds


def walk(folder: Path, skip: Path | None) -> Iterator[Path]:
    """Yield the files below a folder that are read, those of a folder before those of its
    subfolders, in order.

    Installed packages and reports of earlier runs are left out. Folders may be nested deeper than
    Python's stack.

    Raises:
        TranscheckError: a folder cannot be read.
    """
    hidden, top = resolved(skip) if skip else None, resolved(folder)
    waiting = [folder]
    while waiting:
        root = waiting.pop()
        entries = _entries(root)
        if root != folder and {entry.name for entry in entries} >= _REPORTS:
            continue
        waiting += reversed(
            [
                root / entry.name
                for entry in entries
                if not entry.name.startswith(".")
                and entry.name not in _INSTALLED
                and entry.is_dir(follow_symlinks=False)
                and (hidden is None or _real(root / entry.name, hidden) != hidden)
            ]
        )
        for entry in entries:
            path = root / entry.name
            if not formats.is_searched(path) or entry.name.startswith(_UNSEEN):
                continue
            if path.is_symlink() and not resolved(path).is_relative_to(top):
                continue
            if path.is_file():
                yield path


def searched(folder: Path, settings: Settings, skip: Path | None) -> Iterator[Path]:
    """Yield the files below a folder that are read, without those that the configuration
    excludes.
    """
    for path in walk(folder, skip):
        if not is_excluded(path, settings):
            yield path


def is_excluded(path: Path, settings: Settings) -> bool:
    """Return whether the configuration excludes a file, or a folder that it is in."""
    if not settings.exclude or settings.root is None:
        return False
    name = PurePosixPath(relative(path, settings.root))
    names = [str(part) for part in (name, *name.parents)]
    globs = [glob.rstrip("/") for glob in settings.exclude]
    return any(fnmatchcase(part, glob) for part in names for glob in globs)


def _real(folder: Path, hidden: Path) -> Path:
    """Return a folder's real path, if its name is that of the hidden one."""
    return resolved(folder) if folder.name == hidden.name else folder


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        raise TranscheckError(
            f"{folder}: cannot be read ({error.strerror}); check its permissions, or give other "
            "paths"
        ) from error


def listed(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder on another machine, with one listing of everything instead of
    one per folder.
    """
    elsewhere = cast("UPath", folder)
    try:
        # ls reports errors
        found = elsewhere.fs.find(elsewhere.path) or elsewhere.fs.ls(elsewhere.path, detail=False)
        names = sorted(str(name)[len(elsewhere.path) :].strip("/") for name in found)
    except Exception as error:  # each kind of storage has its own errors
        raise TranscheckError(
            f"{folder}: cannot be listed ({error}); check the address and your permissions"
        ) from error
    for name in names:
        path = folder / name
        if formats.is_searched(path) and not any(
            part.startswith(_UNSEEN) for part in name.split("/")
        ):
            yield path


def unread(folder: Path, suffixes: Collection[str]) -> list[Path]:
    """Return the files right in a folder that have one of some suffixes."""
    return [
        folder / entry.name
        for entry in _entries(folder)
        if Path(entry.name).suffix.lower() in suffixes and not entry.name.startswith(_UNSEEN)
    ]
