"""Files in a folder whose names follow no layout: `story NL.docx` beside `story final (PL).docx`.

The language is any part of the name that the text confirms, or else the text's own. Files belong
together if their names are the same without it, if they have the same figures and names, or if
their folder has one of each language.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from transcheck import formats
from transcheck.config import Settings
from transcheck.discover import likeness
from transcheck.discover.heads import Head
from transcheck.discover.origin import source_of
from transcheck.discover.paths import Home
from transcheck.discover.spoken import agrees, declared_or_guessed
from transcheck.discover.units import stories_of_units
from transcheck.locales import (
    UNKNOWN,
    language_name,
    parse_language,
    parse_tag,
    primary,
    subtags,
)
from transcheck.model import Story, Version
from transcheck.storage import relative

MOST = 200  # files whose text is looked at; a tree with more has a layout
_PART = re.compile(r"[^\W\d_]+")
# what people add to the name of a file that they send each other
_NOISE = re.compile(r"\b(?:v?\d+|final|def|definitive|new|copy|draft|edit(?:ed)?)\b", re.IGNORECASE)
_TABLES = frozenset({".csv", ".tsv"})
_FEWEST = 2  # versions of a story
_AS_WELL = 0.8  # share of a likeness from which on another one is no worse
_SHOWN = 6  # files that a message names


class LooseFile(Struct, frozen=True):
    """A file with the language of its text, whether its name says so, and the rest of its name."""

    path: Path
    lang: str
    named: bool
    rest: str


def stories(
    files: Sequence[Path], base: Path, settings: Settings, *, tables: bool = True
) -> list[Story]:
    """Return the stories among files that no layout groups, and in the tables of a folder."""
    home = Home.of(base, settings)
    units = _tables(base) if tables else []
    found = list(stories_of_units(units, base, home, settings))
    loose = describe(files)
    groups = [group for members in _by_folder(loose) for group in _groups(members)]
    if not groups and _are_versions(loose):
        groups = [loose]  # en/bridge.md beside nl/brug.md
    return found + [_story(group, base, home, settings) for group in groups]


def alike(files: Sequence[Path], base: Path, settings: Settings) -> list[Story]:
    """Return the stories among files whose names are the same but for a language."""
    home = Home.of(base, settings)
    groups = [group for members in _by_folder(describe(files)) for group in _by_name(members)]
    return [_story(group, base, home, settings) for group in groups]


def _by_folder(loose: Sequence[LooseFile]) -> Iterable[list[LooseFile]]:
    found: dict[Path, list[LooseFile]] = defaultdict(list)
    for file in loose:
        found[file.path.parent].append(file)
    return found.values()


def _story(group: list[LooseFile], base: Path, home: Home, settings: Settings) -> Story:
    versions = tuple(
        Version(file.lang, file.path, str(file.path), guessed=not file.named) for file in group
    )
    folder = relative(group[0].path.parent, base)
    name = "/".join(part for part in (folder if folder != "." else "", group[0].rest) if part)
    return Story(home.id(name), versions, source_of(versions, settings))


def describe(files: Sequence[Path]) -> list[LooseFile]:
    """Return what can be said of files: their languages, by their text and their names."""
    return [_described(path) for path in files[:MOST] if not formats.has_units(path)]


def may_have_language(path: Path) -> bool:
    """Return whether a part of a file's name may be a language."""
    return next(_tags(path.stem), None) is not None


def _described(path: Path) -> LooseFile:
    guessed = declared_or_guessed(path)
    for tag, start, end in _tags(path.stem):
        if agrees(tag, guessed):
            rest = path.stem[:start] + path.stem[end:]
            return LooseFile(path, tag, named=True, rest=_plain(rest))
    for part in _PART.finditer(path.stem):
        if guessed and _is_country_of(part.group(), guessed):
            rest = path.stem[: part.start()] + path.stem[part.end() :]
            return LooseFile(path, guessed, named=True, rest=_plain(rest))
    folder = parse_language(path.parent.name)
    if folder and agrees(folder, guessed):
        return LooseFile(path, folder, named=True, rest=_plain(path.stem))
    return LooseFile(path, guessed or UNKNOWN, named=False, rest=_plain(path.stem))


def _is_country_of(part: str, lang: str) -> bool:
    """Return whether a part of a name is a country where the language of the text is spoken: `story
    JP`, `zpráva CZ`.
    """
    return part.isupper() and f"{primary(lang)}-{part}" in subtags().locales


def _tags(stem: str) -> Iterator[tuple[str, int, int]]:
    """Yield the languages that parts of a name may be, and where: `PL`, `pt-BR`, `dutch`."""
    parts = list(_PART.finditer(stem))
    for one, two in itertools.pairwise(parts):
        tag = parse_tag(stem[one.start() : two.end()])
        if tag:
            yield tag, one.start(), two.end()
    for part in parts:
        tag = parse_language(part.group())
        if tag:
            yield tag, *part.span()


def _plain(name: str) -> str:
    """Return a name without the marks and additions around it: `story final ()` is `story`."""
    return " ".join(re.findall(r"\w+", _NOISE.sub(" ", name.replace("_", " "))))


def _groups(files: list[LooseFile]) -> Iterator[list[LooseFile]]:
    """Yield the files of a folder that belong together.

    Notes beside versions whose names have a language are none.
    """
    one_story = _without_notes(files)
    is_one = _are_versions(one_story)
    if len(one_story) < len(files) or not is_one:
        found = list(_by_name(files))
        if found:
            yield from found
            return
    if len({primary(file.lang) for file in files}) < _FEWEST:
        return
    marks = {file.path: likeness.marks(file.path, file.lang) for file in files}
    groups = [_without_notes(group) for group in _by_content(files, marks)]
    if len(groups) > 1 or not is_one:
        yield from groups
        return
    alike = groups[0] if groups else []
    kept = [
        file
        for file in one_story
        if file in alike
        or not any(likeness.are_apart(marks[file.path], marks[other.path]) for other in alike)
    ]
    if _are_versions(kept):
        yield kept


def _without_notes(files: list[LooseFile]) -> list[LooseFile]:
    """Return the files whose names have a language, if there are two, or else all."""
    named = [file for file in files if file.named]
    return named if len(named) >= _FEWEST else files


def _by_content(
    files: Sequence[LooseFile], marks: Mapping[Path, frozenset[likeness.Mark]]
) -> list[list[LooseFile]]:
    """Return the files that have the same figures and names, at most one of each language: `molen
    dutch.txt` and `wiatrak.txt` beside `hanabi.txt` and `fireworks.txt`.
    """
    groups = [[file] for file in files]
    of = list(range(len(files)))
    for one, other in likeness.alike([marks[file.path] for file in files]):
        ours, theirs = of[one], of[other]
        if ours != theirs and _are_versions(groups[ours] + groups[theirs]):
            groups[ours] += groups[theirs]
            groups[theirs] = []
            of = [ours if group == theirs else group for group in of]
    found = [sorted(group, key=files.index) for group in groups if len(group) >= _FEWEST]
    return [group for group in found if not _has_rival(group, files, marks)]


def _has_rival(
    group: Sequence[LooseFile],
    files: Sequence[LooseFile],
    marks: Mapping[Path, frozenset[likeness.Mark]],
) -> bool:
    """Return whether another file could as well be in the place of one of a group: `nl 1.txt`,
    `nl 2.txt`, `pl.txt`.
    """
    for member, other in itertools.permutations(group, 2):
        own = likeness.likeness(marks[member.path], marks[other.path])
        for rival in files:
            if rival in group or primary(rival.lang) != primary(member.lang):
                continue
            if likeness.likeness(marks[rival.path], marks[other.path]) > own * _AS_WELL:
                return True
    return False


def _by_name(files: Sequence[LooseFile]) -> Iterator[list[LooseFile]]:
    """Yield the files whose names are the same but for the language."""
    found: dict[str, list[LooseFile]] = defaultdict(list)
    for file in files:
        found[file.rest.casefold()].append(file)
    yield from (group for group in found.values() if _are_versions(group))


def _are_versions(files: Sequence[LooseFile]) -> bool:
    langs = [primary(file.lang) for file in files]
    return len(langs) >= _FEWEST and UNKNOWN not in langs and len(set(langs)) == len(langs)


def _tables(base: Path) -> list[Path]:
    """Return the tables directly in a folder whose first row names a key and two languages."""
    found = []
    for path in sorted(base.iterdir()):
        if path.suffix.lower() in _TABLES and path.is_file():
            try:
                langs = formats.unit_languages(path, Head.of(path).text)
            except formats.UnreadableError:
                continue
            if len(langs) >= _FEWEST:
                found.append(path)
    return found


def seen(files: Sequence[LooseFile]) -> str:
    """Return what a folder or a command line has instead of a story, for a message.

    Files are given with their folders if two have one name.
    """
    are_clear = len({file.path.name for file in files}) == len(files)
    shown = [
        f"{file.path.name if are_clear else file.path} ({language_name(file.lang)})"
        for file in files[:_SHOWN]
    ]
    more = len(files) - _SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")
