"""How a path may be read: where in it the language is, and the story's id that remains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from pathlib import Path, PurePosixPath

from msgspec import Struct

from transcheck import formats
from transcheck.config import Settings
from transcheck.git import git_root
from transcheck.locales import parse_language, parse_tag
from transcheck.storage import is_remote

_MARK = re.compile(r"[.\-_]")
LANG_SLOT = "\0"  # replaces the language part in a key; no path contains it


class How(IntEnum):
    """Where in a path the language is; higher values are more certain."""

    FOLDER = 0
    SUFFIX = 1
    NAME = 2
    PATTERN = 3


class Reading(Struct, frozen=True):
    """One way to read a path: `key` is the path with a slot for the language, `story` the path
    without it.

    `by_name` marks a reading by a language's English name, which may also be another word.
    """

    how: How
    lang: str
    key: str
    story: str
    by_name: bool = False


def read_path(name: str, settings: Settings) -> Iterator[Reading]:
    """Yield every way to read a language out of a relative POSIX path."""
    if settings.pattern:
        yield from _by_pattern(name, settings.pattern)
        return
    path = PurePosixPath(name)
    if tag := parse_tag(path.stem):
        yield Reading(How.NAME, tag, f"{path.parent}/{LANG_SLOT}{path.suffix}", posix(path.parent))
    for stem, mark, tag in _suffixes(path.stem):
        yield Reading(
            How.SUFFIX,
            tag,
            f"{path.parent}/{stem}{mark}{LANG_SLOT}{path.suffix}",
            posix(path.parent / stem),
        )
    yield from _folder_suffixes(path)
    for index, part in enumerate(path.parts[:-1]):
        if tag := parse_language(part):
            before, after = path.parts[:index], path.parts[index + 1 :]
            key = "/".join((*before, LANG_SLOT, *after))
            story = PurePosixPath(*before, *after).with_suffix("")
            yield Reading(How.FOLDER, tag, key, posix(story), by_name=parse_tag(part) is None)


def _folder_suffixes(path: PurePosixPath) -> Iterator[Reading]:
    """Yield the readings by a suffix of a folder: pages.de/common/tar.md beside
    pages/common/tar.md.
    """
    for index, part in enumerate(path.parts[:-1]):
        before, after = path.parts[:index], path.parts[index + 1 :]
        for stem, mark, tag in _suffixes(part):
            key = "/".join((*before, f"{stem}{mark}{LANG_SLOT}", *after))
            story = PurePosixPath(*before, *after).with_suffix("")
            yield Reading(How.FOLDER, tag, key, posix(story))


def _suffixes(stem: str) -> Iterator[tuple[str, str, str]]:
    """Yield a stem's story, mark and language, the longest language first: (a, ., pt-BR) and (a.pt,
    -, br) for `a.pt-BR`.
    """
    for match in _MARK.finditer(stem, 1):
        if tag := parse_tag(stem[match.end() :]):
            yield stem[: match.start()], match.group(), tag


def _by_pattern(name: str, pattern: str) -> Iterator[Reading]:
    expression = (
        re.escape(pattern)
        .replace(r"\{lang\}", "(?P<lang>[^/]+?)")
        .replace(r"\{path\}", "(?P<path>.+?)")
    )
    match = re.fullmatch(rf"{expression}(?P<suffix>\.[A-Za-z]+)?", name)
    tag = parse_tag(match["lang"]) if match else None
    if match and tag:
        key = name[: match.start("lang")] + LANG_SLOT + name[match.end("lang") :]
        story = PurePosixPath(
            "/".join(part for part in key.replace(LANG_SLOT, "").split("/") if part)
        )
        yield Reading(
            How.PATTERN,
            tag,
            key,
            posix(story.with_suffix("") if formats.format_of(story) else story),
        )


class Home(Struct, frozen=True):
    """What a story's id is relative to: the configuration's folder, or else the git root, or else
    the argument.
    """

    prefix: str
    name: str

    @classmethod
    def of(cls, base: Path, settings: Settings) -> Home:
        """Return what ids of stories below a folder are relative to."""
        if is_remote(base):
            return cls("", base.name or "story")
        here = base.resolve()
        root = (
            settings.root
            if settings.root and here.is_relative_to(settings.root)
            else git_root(here)
        )
        return cls(
            posix(PurePosixPath(here.relative_to(root).as_posix())) if root else "",
            here.name or "story",
        )

    def id(self, story: str) -> str:
        """Return the id of the story at a path below the base, or the folder's name if nothing is
        left.
        """
        return "/".join(part for part in (self.prefix, story) if part) or self.name


def without_suffix(name: str) -> str:
    """Return a relative path without its suffix."""
    return posix(PurePosixPath(name).with_suffix(""))


def posix(path: PurePosixPath) -> str:
    """Return a relative path as text; empty for the folder itself."""
    text = path.as_posix()
    return "" if text == "." else text
