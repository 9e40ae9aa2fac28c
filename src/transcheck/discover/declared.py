"""Versions declared in files, not paths: front matter with `translationKey` or `translation_of`,
pages with `hreflang`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from transcheck.config import Settings
from transcheck.discover.heads import Head
from transcheck.discover.origin import source_of
from transcheck.discover.paths import Home, How, Reading, posix, without_suffix
from transcheck.locales import UNKNOWN
from transcheck.model import Story, Version

_INDEX = ("", "index.html", "index.htm")


def join(
    stories: list[Story],
    rest: Mapping[str, list[Reading]],
    texts: Mapping[str, Path],
    home: Home,
    settings: Settings,
) -> list[Story]:
    """Return the stories with the versions that declare themselves theirs, and new stories of
    further such versions.

    `rest` has the files (relative POSIX paths, with their readings) that belong to no story;
    `texts` has all files.
    """
    heads = {name: Head.of(texts[name]) for name in rest}
    if not any(head.declares_translation for head in heads.values()):
        return stories
    names = {path: name for name, path in texts.items()}
    groups, originals = _Groups(), set()
    for name, head in heads.items():
        for other in _meant(name, head, texts):
            groups.join(name, other)
        if head.original and (original := _named(head.original, name, texts)):
            originals.add(original)
    of_story: dict[str, int] = {}
    for index, story in enumerate(stories):
        for version in story.versions:
            name = names.get(version.path, "")
            for other in _meant(name, Head.of(version.path), texts):
                groups.join(name, other)
            of_story[groups.root(name)] = index
    joined: dict[str, list[str]] = defaultdict(list)
    for name in rest:
        joined[groups.root(name)].append(name)
    grown = list(stories)
    for identity, members in joined.items():
        versions = [_version(texts[name], heads[name], rest[name], settings) for name in members]
        if identity in of_story:
            grown[of_story[identity]] = _with(grown[of_story[identity]], versions, settings)
        elif len(distinct := _distinct(versions)) > 1:
            source = next(
                (version for version in distinct if names[version.path] in originals), None
            )
            grown.append(_story(distinct, source, rest, names, home, settings))
    return grown


class _Groups:
    """The files and keys that belong together, however they refer to each other."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def root(self, name: str) -> str:
        """Return the representative of the group of a file or key."""
        while (first := self._first.get(name, name)) != name:
            name = first
        return name

    def join(self, one: str, other: str) -> None:
        """Make two files or keys belong together."""
        self._first[self.root(other)] = self.root(one)


def _meant(name: str, head: Head, texts: Mapping[str, Path]) -> list[str]:
    """Return what a file refers to: its key (after a character that no path begins with), its
    original, its alternates.
    """
    found = [f"\0{head.key}"] if head.key else []
    if head.original and (original := _named(head.original, name, texts)):
        found.append(original)
    return [*found, *(page for href in head.alternates if (page := _page(href, name, texts)))]


def _named(original: str, name: str, texts: Mapping[str, Path]) -> str | None:
    """Return the file that front matter names: by path, from its own folder or the top, or by its
    bare name.
    """
    suffix = PurePosixPath(name).suffix
    wanted = _normal(PurePosixPath(original.strip("/")))
    here = _normal(PurePosixPath(name).parent / original.strip("/"))
    for path in (here, wanted, here + suffix, wanted + suffix):
        if path in texts and path != name:
            return path
    bare = [other for other in texts if PurePosixPath(other).stem == wanted and other != name]
    return bare[0] if len(bare) == 1 else None


def _page(href: str, name: str, texts: Mapping[str, Path]) -> str | None:
    """Return the file that an address refers to: relative to the page, or from the top of the
    tree.
    """
    try:
        address = urlsplit(href)
    except ValueError:
        return None  # perhaps a template's placeholder
    path = unquote(address.path)
    folder = (
        PurePosixPath() if address.netloc or path.startswith("/") else PurePosixPath(name).parent
    )
    target = PurePosixPath(_normal(folder / path.lstrip("/")))
    return next((found for index in _INDEX if (found := posix(target / index)) in texts), None)


def _normal(path: PurePosixPath) -> str:
    """Return a path without `..`; paths that lead out of the tree are kept at its top."""
    parts: list[str] = []
    for part in path.parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
    return posix(PurePosixPath(*parts))


def _version(path: Path, head: Head, readings: list[Reading], settings: Settings) -> Version:
    read = max(readings, key=lambda reading: reading.how is How.FOLDER, default=None)
    return Version(
        head.lang or (read.lang if read else settings.source or UNKNOWN), path, str(path)
    )


def _distinct(versions: list[Version]) -> list[Version]:
    """Return the first version of each language."""
    return list({version.lang: version for version in reversed(versions)}.values())[::-1]


def _with(story: Story, versions: list[Version], settings: Settings) -> Story:
    """Return a story with further versions, in order of their tags.

    A default version stays before them.
    """
    source = story.versions[story.source] if story.source is not None else None
    default = (
        story.versions[:1]
        if [v.lang for v in story.versions] != sorted(v.lang for v in story.versions)
        else ()
    )
    others = [
        version for version in _distinct([*story.versions, *versions]) if version not in default
    ]
    grown = (*default, *sorted(others, key=lambda version: version.lang))
    return replace(
        story,
        versions=grown,
        source=source_of(grown, settings, grown.index(source) if source else None),
    )


def _story(
    versions: list[Version],
    source: Version | None,
    rest: Mapping[str, list[Reading]],
    names: Mapping[Path, str],
    home: Home,
    settings: Settings,
) -> Story:
    """Return a story named after its source, or after the first of its versions."""
    ordered = sorted(versions, key=lambda version: version.lang)
    index = source_of(ordered, settings, ordered.index(source) if source else None)
    first = names[ordered[index or 0].path]
    readings = [
        reading.story for reading in rest[first] if reading.lang == ordered[index or 0].lang
    ]
    return Story(home.id(readings[0] if readings else without_suffix(first)), tuple(ordered), index)
