"""Versions whose paths do not say so: front matter with `translationKey` or `translation_of`, pages with `hreflang`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from transcheck.config import Settings
from transcheck.discover.heads import Head
from transcheck.discover.paths import Home, How, Reading, posix
from transcheck.locales import UNKNOWN
from transcheck.model import Story, Version

_INDEX = ("", "index.html", "index.htm")


def join(
    stories: list[Story], rest: Mapping[str, list[Reading]], texts: Mapping[str, Path], home: Home, settings: Settings
) -> list[Story]:
    """Return the stories with the versions added that declare themselves ones, and further stories of such versions.

    `rest` has the files (relative POSIX paths, with their readings) that belong to no story; `texts` has all files.
    """
    heads = {name: Head.of(texts[name]) for name in rest}
    telling = {name: head for name, head in heads.items() if head.key or head.original or head.alternates}
    if not telling:
        return stories
    names = {path: name for name, path in texts.items()}
    joined: dict[str, list[Version]] = defaultdict(list)
    of_story: dict[str, int] = {}
    for index, story in enumerate(stories):
        for version in story.versions:
            name = names.get(version.path, "")
            of_story |= dict.fromkeys(_identities(name, Head.of(version.path)), index)
    for name, head in heads.items():
        identity = min(_identities(name, head)) if name not in telling else _meant(name, head, texts)
        joined[identity].append(_version(texts[name], head, rest[name], settings))
    grown = list(stories)
    for identity, versions in joined.items():
        if identity in of_story:
            grown[of_story[identity]] = _with(grown[of_story[identity]], versions, settings)
        elif len(distinct := _distinct(versions)) > 1:
            grown.append(_story(distinct, rest, names, home, settings))
    return grown


def _identities(name: str, head: Head) -> list[str]:
    """Return what a file may be referred to by: its path, and its key behind a mark that no path begins with."""
    return [name, f"\0{head.key}"] if head.key else [name]


def _meant(name: str, head: Head, texts: Mapping[str, Path]) -> str:
    """Return the identity that a file shares with its versions."""
    if head.key:
        return f"\0{head.key}"
    if head.original:
        return _named(head.original, name, texts) or name
    pages = {found for href in head.alternates if (found := _page(href, name, texts))}
    return min({name, *pages})


def _named(original: str, name: str, texts: Mapping[str, Path]) -> str | None:
    """Return the file that a front matter names: by path, from its own folder or the top, or by its bare name."""
    suffix = PurePosixPath(name).suffix
    wanted = posix(PurePosixPath(original.strip("/")))
    here = posix(PurePosixPath(name).parent / wanted)
    for path in (wanted, here, wanted + suffix, here + suffix):
        if path in texts:
            return path
    bare = [other for other in texts if PurePosixPath(other).stem == wanted and other != name]
    return bare[0] if len(bare) == 1 else None


def _page(href: str, name: str, texts: Mapping[str, Path]) -> str | None:
    """Return the file that an address means: relative to the page, or from the top of the tree."""
    address = urlsplit(href)
    path = unquote(address.path)
    folder = PurePosixPath() if address.netloc or path.startswith("/") else PurePosixPath(name).parent
    parts: list[str] = []
    for part in (folder / path.lstrip("/")).parts:
        if part == ".." and parts:
            parts.pop()
        elif part != "..":
            parts.append(part)
    target = PurePosixPath(*parts)
    return next((found for index in _INDEX if (found := posix(target / index)) in texts), None)


def _version(path: Path, head: Head, readings: list[Reading], settings: Settings) -> Version:
    read = max(readings, key=lambda reading: reading.how is How.FOLDER, default=None)
    return Version(head.lang or (read.lang if read else settings.source or UNKNOWN), path, str(path))


def _distinct(versions: list[Version]) -> list[Version]:
    """Return the first version of each language."""
    return list({version.lang: version for version in reversed(versions)}.values())[::-1]


def _with(story: Story, versions: list[Version], settings: Settings) -> Story:
    """Return a story with further versions, in order of their tags; a default version stays before them."""
    source = story.versions[story.source] if story.source is not None else None
    default = story.versions[:1] if [v.lang for v in story.versions] != sorted(v.lang for v in story.versions) else ()
    others = [version for version in _distinct([*story.versions, *versions]) if version not in default]
    grown = (*default, *sorted(others, key=lambda version: version.lang))
    return replace(story, versions=grown, source=_source(grown, settings, source))


def _source(versions: Sequence[Version], settings: Settings, source: Version | None) -> int | None:
    if source is not None:
        return versions.index(source)
    return next((index for index, version in enumerate(versions) if settings.source == version.lang), None)


def _story(
    versions: list[Version], rest: Mapping[str, list[Reading]], names: Mapping[Path, str], home: Home, settings: Settings
) -> Story:
    """Return a story named after its source, else after the first of its versions."""
    ordered = sorted(versions, key=lambda version: version.lang)
    source = _source(ordered, settings, None)
    first = names[ordered[source or 0].path]
    readings = [reading.story for reading in rest[first] if reading.lang == ordered[source or 0].lang]
    return Story(home.id(readings[0] if readings else posix(PurePosixPath(first).with_suffix(""))), tuple(ordered), source)
