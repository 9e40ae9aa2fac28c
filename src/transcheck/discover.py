"""Paths to stories: which files are versions of one article, and in which language each is.

Every way to read a language out of a path is tried; the reading that brings the most versions together wins. So a
folder or suffix that merely looks like a language (`how-to.md`) is one only beside a sibling version.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path, PurePosixPath

from transcheck import formats
from transcheck.config import Settings
from transcheck.formats import front_matter
from transcheck.locales import UNKNOWN, parse_tag, primary
from transcheck.model import Story, TranscheckError, Version

_MARK = re.compile(r"[.\-_]")
_HEAD = 20_000  # bytes of a file read to find its front matter
_HIGHEST = 8  # folders above a file that are searched for its siblings where no project marks the top
_SLOT = "\0"  # stands for the language part in a key; no path holds it


class _How(IntEnum):
    """Where in a path the language stands; the higher the surer."""

    FOLDER = 0
    SUFFIX = 1
    NAME = 2
    PATTERN = 3


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to read a path: `key` is the path with a slot for the language, `story` the path without it."""

    how: _How
    lang: str
    key: str
    story: str


def stories_of(files: Iterable[Path], settings: Settings) -> list[Story]:
    """Return the story of each file, with all its versions, in order of id: what a commit hook is given.

    Files of no known format, files that are gone and files without another version are left out.
    """
    known = [path for path in _distinct(list(files)) if path.is_file() and path.suffix.lower() in formats.SUFFIXES]
    found = {story.id: story for path in known for story in _with_siblings(path, settings)}
    return [found[key] for key in sorted(found)]


def discover(paths: Iterable[Path], settings: Settings, skip: Path | None = None) -> list[Story]:
    """Return the stories under or among `paths`, in order of id.

    Folders are searched; files named together are grouped by path less language, else taken as one story; a file named
    alone brings its siblings. `skip` is a folder left out (where this run writes).

    Raises:
        TranscheckError: a path does not exist or is of no known format, or nothing can be compared.
    """
    given = [_existing(path) for path in paths]
    named = [path for path in given if path.is_file()]
    stories: list[Story] = []
    for folder in (path for path in given if path.is_dir()):
        stories += _group(list(_walk(folder, skip)), folder, settings)
    stories += _named(_distinct(named), settings) if named else []
    if not stories:
        raise TranscheckError(_nothing(given))
    return sorted(_unique(stories), key=lambda story: story.id)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise TranscheckError(f"{path}: no such file or folder; check the path")
    if not path.is_dir() and not path.is_file():
        raise TranscheckError(f"{path}: neither a file nor a folder; give one of them")
    if path.is_file() and path.suffix.lower() not in formats.SUFFIXES:
        known = ", ".join(sorted(formats.SUFFIXES))
        raise TranscheckError(f"{path}: transcheck does not read {path.suffix or 'files without a suffix'}; it reads {known}")
    return path


def _nothing(given: list[Path]) -> str:
    shown = ", ".join(str(path) for path in given)
    if len(given) == 1 and given[0].is_file():
        return f"{shown}: only one version of this story; name another version beside it, or give the story's folder"
    return (
        f"{shown}: no stories here; a story is the same file in two languages or more, such as story/nl.md beside "
        "story/pl.md, or nl/story.md beside pl/story.md (set `pattern` in transcheck.toml for another layout)"
    )


def _walk(folder: Path, skip: Path | None) -> Iterator[Path]:
    hidden = skip.resolve() if skip else None
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and (hidden is None or (Path(root) / name).resolve() != hidden)
        )
        for name in sorted(names):
            path = Path(root) / name
            if path.suffix.lower() in formats.SUFFIXES and not name.startswith(".") and path.is_file():
                yield path


def _group(files: list[Path], base: Path, settings: Settings, *, guess: bool = False) -> list[Story]:
    """Return the stories among files; paths are compared below `base`."""
    base = settings.root if settings.pattern and settings.root else base
    units = [path for path in files if path.suffix.lower() in formats.BILINGUAL]
    texts = {_relative(path, base): path for path in files if path.suffix.lower() in formats.READERS}
    readings = {name: list(_readings(name, settings)) for name in texts}
    languages: dict[str, set[str]] = defaultdict(set)
    for options in readings.values():
        for reading in options:
            languages[reading.key].add(reading.lang)
    groups: dict[str, dict[str, _Reading]] = defaultdict(dict)
    for name, options in readings.items():
        if best := _best(options, languages, texts):
            groups[best.key][name] = best
    taken = {name for members in groups.values() if len(members) > 1 for name in members}
    defaults = {
        key: name
        for key, members in groups.items()
        if (name := _default(key)) in texts and name not in taken and _trusted(next(iter(members.values())), languages)
    }
    home = _Home.of(base, settings)
    stories = [_bilingual(path, base, home, settings) for path in units]
    folders = {str(PurePosixPath(name).parent) for key, name in defaults.items() if _SLOT + "/" in key}
    layout = _Layout(set(), folders)
    for key, members in groups.items():
        default = texts.get(defaults.get(key, ""))
        if len(members) + (default is not None) > 1:
            layout.slots.add(key.partition(_SLOT)[0])
            taken |= set(members)
            stories.append(_story(members, texts, default, home, settings, guess=guess))
    used = taken | set(defaults.values())
    for name, path in texts.items():
        if name not in used and not guess:
            stories += _untranslated(name, path, readings[name], layout, home, settings)
    return stories


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where languages stand in a tree, as its stories show: before which slots, and in which folders the default is."""

    slots: set[str]
    defaults: set[str]


def _untranslated(
    name: str, path: Path, readings: list[_Reading], layout: _Layout, home: _Home, settings: Settings
) -> Iterator[Story]:
    """Yield the story of a source that has its place in the layout but no translation yet."""
    folders = [r for r in readings if r.how is not _How.SUFFIX and r.key.partition(_SLOT)[0] in layout.slots]
    if folders and folders[0].lang == settings.source:
        yield Story(home.id(folders[0].story), (Version(folders[0].lang, path, str(path)),), 0)
    elif not folders and str(PurePosixPath(name).parent) in layout.defaults:
        story = _posix(PurePosixPath(name).with_suffix(""))
        yield Story(home.id(story), (_undeclared(path, settings, guess=False),), 0)


def _readings(name: str, settings: Settings) -> Iterator[_Reading]:
    """Yield every way to read a language out of a relative POSIX path."""
    if settings.pattern:
        yield from _by_pattern(name, settings.pattern)
        return
    path = PurePosixPath(name)
    if tag := parse_tag(path.stem):
        yield _Reading(_How.NAME, tag, f"{path.parent}/{_SLOT}{path.suffix}", _posix(path.parent))
    for stem, mark, tag in _suffixes(path.stem):
        yield _Reading(_How.SUFFIX, tag, f"{path.parent}/{stem}{mark}{_SLOT}{path.suffix}", _posix(path.parent / stem))
    for index, part in enumerate(path.parts[:-1]):
        if tag := parse_tag(part):
            before, after = path.parts[:index], path.parts[index + 1 :]
            key = "/".join((*before, _SLOT, *after))
            story = PurePosixPath(*before, *after).with_suffix("")
            yield _Reading(_How.FOLDER, tag, key, _posix(story))


def _suffixes(stem: str) -> Iterator[tuple[str, str, str]]:
    """Yield a stem's story, mark and language, the longest language first: `a.pt-BR` is (a, ., pt-BR) and (a.pt, -, br)."""
    for match in _MARK.finditer(stem, 1):
        if tag := parse_tag(stem[match.end() :]):
            yield stem[: match.start()], match.group(), tag


def _by_pattern(name: str, pattern: str) -> Iterator[_Reading]:
    expression = re.escape(pattern).replace(r"\{lang\}", "(?P<lang>[^/]+?)").replace(r"\{path\}", "(?P<path>.+?)")
    match = re.fullmatch(rf"{expression}(?P<suffix>\.[A-Za-z]+)?", name)
    tag = parse_tag(match["lang"]) if match else None
    if match and tag:
        key = name[: match.start("lang")] + _SLOT + name[match.end("lang") :]
        story = PurePosixPath("/".join(part for part in key.replace(_SLOT, "").split("/") if part))
        yield _Reading(_How.PATTERN, tag, key, _posix(story.with_suffix("") if story.suffix in formats.SUFFIXES else story))


def _best(options: list[_Reading], languages: dict[str, set[str]], files: dict[str, Path]) -> _Reading | None:
    """Return the reading that brings the most versions together; a name that is a language beats any other."""

    def rank(reading: _Reading) -> tuple[bool, bool, bool, int]:
        default = reading.how is not _How.NAME and _default(reading.key) in files and _trusted(reading, languages)
        count = len(languages[reading.key]) + default if _plausible(languages[reading.key]) else 0
        return count > 1, reading.how >= _How.NAME and count > 1, reading.how is _How.FOLDER and count > 1, count

    best = max(options, key=rank, default=None)
    return best if best and _plausible(languages[best.key]) else None


def _plausible(tags: set[str]) -> bool:
    """Tell whether tags are languages: folders `man` and `new` are not Mandingo and Newari, unless nl stands beside."""
    return any(len(primary(tag)) == 2 for tag in tags)


def _trusted(reading: _Reading, languages: dict[str, set[str]]) -> bool:
    """Tell whether a file without a language may be the default version beside these.

    One `how-to.md` beside `how.md` is no Tongan version, nor is a folder `bin` Bini.
    """
    tags = languages[reading.key]
    hyphen = reading.how is _How.SUFFIX and f"-{_SLOT}" in reading.key
    return len(tags) > 1 or not (hyphen or len(reading.lang) == 3)


def _default(key: str) -> str:
    """Return the path that a story's version without a language part would have."""
    for mark in (".", "-", "_"):
        if mark + _SLOT in key:
            return _posix(PurePosixPath(key.replace(mark + _SLOT, "")))
    return _posix(PurePosixPath(key.replace(_SLOT + "/", ""))) if _SLOT + "/" in key else ""


def _story(
    members: dict[str, _Reading],
    texts: dict[str, Path],
    default: Path | None,
    home: _Home,
    settings: Settings,
    *,
    guess: bool,
) -> Story:
    versions = [Version(reading.lang, texts[name], str(texts[name])) for name, reading in members.items()]
    versions.sort(key=lambda version: version.lang)
    source = None
    if default is not None:
        versions.insert(0, _undeclared(default, settings, guess=guess))
        source = 0
    reading = next(iter(members.values()))
    return Story(home.id(reading.story), tuple(versions), _source(versions, settings, source))


def _undeclared(path: Path, settings: Settings, *, guess: bool) -> Version:
    """Return the version of a file whose name tells no language: front matter, configuration, then a guess."""
    declared = _declared(path)
    if declared is None and not guess:
        declared = settings.source
    if declared is None and guess:
        guessed = _guess(path)
        return Version(guessed or UNKNOWN, path, str(path), guessed=guessed is not None)
    return Version(declared or UNKNOWN, path, str(path))


def _head(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD).decode("utf-8-sig", errors="replace")
    except OSError:
        return ""  # reading it for the check will tell


def _declared(path: Path) -> str | None:
    metadata = front_matter.read(_head(path)).metadata
    return parse_tag(metadata.get("lang") or metadata.get("language") or metadata.get("locale") or "")


def _guess(path: Path) -> str | None:
    from transcheck.annotate.language import detect

    try:
        document = formats.read(path)
    except formats.UnreadableError:
        return None
    return detect(" ".join(block.text for block in document.blocks))


def _source(versions: list[Version], settings: Settings, default: int | None) -> int | None:
    for index, version in enumerate(versions):
        if settings.source and version.lang == settings.source:
            return index
    return default


def _bilingual(path: Path, base: Path, home: _Home, settings: Settings) -> Story:
    """Return the story of a PO: its source is the header's, else the configuration's, else English."""
    header = dict(re.findall(r'"([A-Za-z-]+): *(.*?)\\n"', _head(path)))
    source = parse_tag(header.get("X-Source-Language", "")) or settings.source or "en"
    readings = list(_readings(path.absolute().as_posix().lstrip("/"), replace(settings, pattern=None)))
    named = [reading.lang for reading in readings if reading.how is not _How.FOLDER]
    folders = [reading.lang for reading in readings if reading.how is _How.FOLDER]
    target = next(iter(named), None) or parse_tag(header.get("Language", "")) or next(iter(folders), UNKNOWN)
    identifier = home.id(_posix(PurePosixPath(_relative(path, base)).with_suffix("")))
    return Story(identifier, (Version(source, path, str(path)), Version(target, path, str(path))), 0, bilingual=True)


def _with_siblings(path: Path, settings: Settings) -> list[Story]:
    """Return the story that one named file belongs to, found among the files around it."""
    if path.suffix.lower() in formats.BILINGUAL:
        return [_bilingual(path, path.parent, _Home.of(path.parent, settings), settings)]
    wanted = path.resolve()
    for base in _bases(path, settings):
        files = list(_siblings(path, base, settings))
        stories = [story for story in _group(files, base, settings) if any(v.path.resolve() == wanted for v in story.versions)]
        if stories:
            return stories
    return []


def _bases(path: Path, settings: Settings) -> Iterator[Path]:
    """Yield the folder of a file, then those above it up to the project's, in which siblings may stand."""
    top = settings.root or git_root(path)
    for parent in path.absolute().parents[:_HIGHEST]:
        yield _shorten(parent)
        if parent == top:
            return


def _siblings(path: Path, base: Path, settings: Settings) -> Iterator[Path]:
    """Yield the files that differ from `path` in one part, which a language might be, or lack that part."""
    parts = path.absolute().relative_to(base.absolute()).parts
    for index, part in enumerate(parts[:-1]):
        if parse_tag(part) is None and settings.pattern is None:
            continue
        parent, rest = base.joinpath(*parts[:index]), Path(*parts[index + 1 :])
        yield from (entry / rest for entry in sorted(parent.iterdir()) if entry.is_dir() and (entry / rest).is_file())
        if (parent / rest).is_file():
            yield parent / rest
    parent = base.joinpath(*parts[:-1])
    yield from (entry for entry in sorted(parent.iterdir()) if entry.is_file() and entry.suffix == path.suffix)
    for entry in sorted(parent.iterdir()):
        if entry.is_dir() and parse_tag(entry.name) and (entry / parts[-1]).is_file():
            yield entry / parts[-1]


def _distinct(files: list[Path]) -> list[Path]:
    return list({path.resolve(): path for path in reversed(files)}.values())[::-1]


def _named(files: list[Path], settings: Settings) -> list[Story]:
    """Return the stories of named files: groups among them, else all of them as one; the rest bring their siblings."""
    base = _common(files)
    stories = [_in_order(story, files) for story in _group(files, base, settings, guess=True)]
    used = {version.path for story in stories for version in story.versions}
    rest = [path for path in files if path not in used]
    if all(story.bilingual for story in stories) and len(rest) > 1 and (one := _one_story(rest, base, settings)):
        return [*stories, one]
    return stories + [story for path in rest for story in _with_siblings(path, settings)]


def _one_story(texts: list[Path], base: Path, settings: Settings) -> Story | None:
    """Return files of any names as one story; None where two are in one language."""
    versions = [_version_of(path, settings) for path in texts]
    known = [version.lang for version in versions if version.lang != UNKNOWN]
    if len(set(known)) < len(known):
        return None
    reading = next(_readings(_relative(texts[0], base), replace(settings, pattern=None)), None)
    name = reading.story if reading else _posix(PurePosixPath(_relative(texts[0], base)).with_suffix(""))
    return Story(_Home.of(base, settings).id(name), tuple(versions), _source(versions, settings, None))


def _in_order(story: Story, files: list[Path]) -> Story:
    """Return a story with its versions as on the command line: with two, the later one errs."""
    if story.bilingual:
        return story
    order = {path: index for index, path in enumerate(files)}
    source = story.versions[story.source] if story.source is not None else None
    versions = sorted(story.versions, key=lambda version: order[version.path])
    return replace(story, versions=tuple(versions), source=versions.index(source) if source else None)


def _version_of(path: Path, settings: Settings) -> Version:
    for reading in _readings(path.name, replace(settings, pattern=None)):
        return Version(reading.lang, path, str(path))
    return _undeclared(path, settings, guess=True)


@dataclass(frozen=True, slots=True)
class _Home:
    """What a story's id is relative to: the configuration's folder, else the git root, else the argument."""

    prefix: str
    name: str

    @classmethod
    def of(cls, base: Path, settings: Settings) -> _Home:
        here = base.resolve()
        root = settings.root if settings.root and here.is_relative_to(settings.root) else git_root(here)
        return cls(_posix(PurePosixPath(here.relative_to(root).as_posix())) if root else "", here.name or "story")

    def id(self, story: str) -> str:
        """Return the id of the story at a path below the base; the folder's name where nothing is left."""
        return "/".join(part for part in (self.prefix, story) if part) or self.name


def git_root(path: Path) -> Path | None:
    """Return the folder of the git repository around a path, None where there is none."""
    return next((parent for parent in (path.resolve(), *path.resolve().parents) if (parent / ".git").exists()), None)


def _common(files: list[Path]) -> Path:
    common = Path(os.path.commonpath([path.absolute().parent for path in files]))
    return _shorten(common)


def _shorten(folder: Path) -> Path:
    """Return a folder as the user would write it: relative to the working folder where it lies below."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _relative(path: Path, base: Path) -> str:
    return Path(os.path.relpath(path, base)).as_posix()


def _posix(path: PurePosixPath) -> str:
    text = path.as_posix()
    return "" if text == "." else text


def _unique(stories: list[Story]) -> Iterator[Story]:
    """Yield the stories with ids told apart: equal ones (from two arguments) get an ordinal."""
    seen: dict[str, int] = defaultdict(lambda: 1)
    taken: set[str] = set()
    known: set[tuple[Path, ...]] = set()
    for story in stories:
        paths = tuple(version.path.resolve() for version in story.versions)
        if paths in known:
            continue
        known.add(paths)
        name = story.id
        while name in taken:
            seen[story.id] += 1
            name = f"{story.id}-{seen[story.id]}"
        taken.add(name)
        yield replace(story, id=name)
