"""From paths to stories: which files are versions of one article, and in which language each is.

Every way to read a language out of a path is tried, and the reading that groups the most versions
wins. A folder or suffix that merely looks like a language (`how-to.md`) therefore only counts if
there is another version next to it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from transcheck import formats
from transcheck.config import Settings
from transcheck.discover import advice, loose, spoken
from transcheck.discover.declared import join
from transcheck.discover.heads import Head
from transcheck.discover.origin import source_of
from transcheck.discover.paths import (
    LANG_SLOT,
    Home,
    How,
    Reading,
    posix,
    read_path,
    without_suffix,
)
from transcheck.discover.resources import names_language
from transcheck.discover.units import only, stories_of_units
from transcheck.discover.walk import is_excluded, listed, searched, unread, walk
from transcheck.git import git_root, ignored, leads_out
from transcheck.locales import UNKNOWN, common_words, parse_tag, primary
from transcheck.model import Story, TranscheckError, Version
from transcheck.storage import is_remote, relative, resolved

# reasons for which files are left out that somebody decided on
EXCLUDED, IGNORED = "excluded by the configuration", "ignored by git"
_HIGHEST = 8  # how many parent folders are searched for siblings if no project root is found


def stories_of(files: Iterable[Path], settings: Settings) -> list[Story]:
    """Return the story of each file with all its versions, in order of id; used by commit hooks.

    Files of unknown formats, deleted files and files without another version are left out.

    Raises:
        TranscheckError: a path is a folder.
    """
    files = list(files)
    for path in files:
        if path.is_dir():
            raise TranscheckError(f"--siblings: {path} is a folder; name files, or leave it out")
    known = [
        path
        for path in _distinct(files)
        if path.is_file() and formats.format_of(path) and not leads_out(path)
    ]
    # together: two files of a catalogue are one story
    stories = _named_units([path for path in known if formats.has_units(path)], settings)
    for path in known:
        if not formats.has_units(path):
            stories += _with_siblings(path, settings)
    found = {story.id: story for story in _with_default_language(stories)}
    return [found[key] for key in sorted(found)]


def discover(paths: Iterable[Path], settings: Settings, skip: Path | None = None) -> list[Story]:
    """Return the stories under or among `paths`, in order of id.

    Folders are searched. Files named together are grouped by their paths without the language, or
    else taken as one story. For a file named alone, its siblings are found. `skip` is a folder to
    leave out (the one this run writes to).

    Raises:
        TranscheckError: a path does not exist or has an unknown format, or there is nothing to
            compare.
    """
    given = [_existing(path) for path in paths]
    named = [path for path in given if not is_remote(path) and path.is_file()]
    stories: list[Story] = []
    folders = [path for path in given if not is_remote(path) and path.is_dir()]
    for path in given:
        if is_remote(path):
            stories += _group(list(listed(path)), path, settings)
        elif path in folders:
            files = list(searched(path, settings, skip))
            found = _group(files, path, settings)
            if settings.pattern is None:
                found += _loose(files, found, path, settings)
            stories += found
    if not stories and len(folders) > 1:
        # docs/en docs/de: the folders are the languages
        files = [path for folder in folders for path in searched(folder, settings, skip)]
        stories = _group(_distinct(files), _common_parent(folders), settings)
    if len(stories) > 1:
        stories = _without_ignored(stories, folders)
    stories += _named(_distinct(named), settings) if named else []
    if not stories:
        raise TranscheckError(advice.nothing(given, settings, skip))
    return sorted(_unique(_with_default_language(stories)), key=lambda story: story.id)


def _with_default_language(stories: list[Story]) -> list[Story]:
    """Return the stories with the language of the versions whose names show none, if these are all
    in one: README.md beside README.ja.md is English.
    """
    unnamed = [
        version.path
        for story in stories
        for version in story.versions
        if version.lang == UNKNOWN and not story.bilingual
    ]
    default = spoken.default_language(unnamed) if unnamed else UNKNOWN
    if default == UNKNOWN:
        return stories
    found = []
    for story in stories:
        taken = story.bilingual or any(version.lang == default for version in story.versions)
        versions = tuple(
            replace(version, lang=default) if version.lang == UNKNOWN and not taken else version
            for version in story.versions
        )
        found.append(replace(story, versions=versions))
    return found


def _without_ignored(stories: list[Story], folders: list[Path]) -> list[Story]:
    """Return the stories without those all of whose files git ignores, as it does a built site's.

    A translation that is fetched and not tracked belongs to a source that is.
    """
    left = frozenset().union(*map(ignored, folders))
    if not left:
        return stories
    # a folder that was given is meant, whatever git says of it
    left -= {parent for folder in folders for parent in _up(resolved(folder))}
    kept = [
        story
        for story in stories
        if not all(left.intersection(_up(resolved(v.path))) for v in story.versions)
    ]
    return kept or stories


def _up(path: Path) -> tuple[Path, ...]:
    return (path, *path.parents)


def _loose(files: list[Path], found: list[Story], folder: Path, settings: Settings) -> list[Story]:
    """Return the stories among the files of a folder that follow no layout.

    Beside stories that do, only names that are alike but for a language are looked at: `molen
    NL.txt` and `molen PL v2.txt` beside haven-nl.txt and haven-pl.txt.
    """
    if not found:
        return loose.stories(files, folder, settings)
    if len(files) > loose.MOST:  # a tree with so many has a layout
        return []
    taken = {version.path for story in found for version in story.versions}
    rest = [path for path in files if path not in taken and loose.may_have_language(path)]
    return loose.alike(rest, folder, settings) if len(rest) > 1 else []


def left_out(
    paths: Iterable[Path], versions: Iterable[Path], settings: Settings, skip: Path | None = None
) -> dict[str, list[Path]]:
    """Return the files below folders that are none of the versions found there, by the reason.

    `skip` is a folder to leave out.
    """
    taken = {resolved(path) for path in versions}
    found: dict[str, list[Path]] = defaultdict(list)
    for folder in paths:
        if is_remote(folder) or not folder.is_dir():
            continue
        git_leaves_out = ignored(folder)
        for path in unread(folder, advice.REMEDIES):
            found[f"not read; {advice.REMEDIES[path.suffix.lower()]}"].append(path)
        for path in walk(folder, skip):
            if resolved(path) in taken:
                continue
            if is_excluded(path, settings):
                reason = EXCLUDED
            elif git_leaves_out.intersection(_up(resolved(path))):
                reason = IGNORED
            elif formats.has_units(path):
                reason = "no file of another language, or nothing to compare"
            elif any(read_path(relative(path, folder), settings)):
                reason = "no version in another language"
            else:
                reason = "no version found; to compare two, name both (transcheck check ONE OTHER)"
            found[reason].append(path)
    return found


def _existing(path: Path) -> Path:
    if is_remote(path):
        return path
    if not path.exists():
        raise TranscheckError(f"{path}: no such file or folder; {advice.nearest(path)}")
    if leads_out(path):
        raise TranscheckError(
            f"{path}: a link leads out of the repository; give the path that it leads to"
        )
    if not path.is_dir() and not path.is_file():
        raise TranscheckError(f"{path}: neither a file nor a folder; give one of them")
    if path.is_file() and formats.format_of(path) is None:
        raise TranscheckError(f"{path}: {advice.unreadable(path)}")
    return path


def _group(
    files: list[Path], base: Path, settings: Settings, *, guess: bool = False
) -> list[Story]:
    """Return the stories among files; paths are compared relative to `base`."""
    base = settings.root if settings.pattern and settings.root and not is_remote(base) else base
    units = [path for path in files if formats.has_units(path)]
    texts = {relative(path, base): path for path in files if not formats.has_units(path)}
    readings = dict(_proven({name: list(read_path(name, settings)) for name in texts}, texts))
    languages: dict[str, set[str]] = defaultdict(set)
    for options in readings.values():
        for reading in options:
            languages[reading.key].add(reading.lang)
    # pages/common/ab.md where there are pages.de and pages.fr
    sources = {
        _default(key)
        for key, tags in languages.items()
        if f".{LANG_SLOT}/" in key and len(tags) > 1 and _plausible(tags)
    }
    groups: dict[str, dict[str, Reading]] = defaultdict(dict)
    for name, options in readings.items():
        if name in sources:
            continue
        if best := _best(options, languages, texts):
            groups[best.key][name] = best
    taken = {name for members in groups.values() if len(members) > 1 for name in members}
    defaults = {
        key: name
        for key, members in groups.items()
        if (name := _default(key)) in texts
        and name not in taken
        and _trusted(next(iter(members.values())), languages)
    }
    home = Home.of(base, settings)
    stories: list[Story] = []
    folders = {
        str(PurePosixPath(name).parent) for key, name in defaults.items() if LANG_SLOT + "/" in key
    }
    layout = _Layout(set(), folders)
    for key, members in groups.items():
        default = texts.get(defaults.get(key, ""))
        if len(members) + (default is not None) > 1:
            layout.slots.add(key.partition(LANG_SLOT)[0])
            taken |= set(members)
            stories.append(_story(members, texts, default, home, settings, guess=guess))
    used = taken | set(defaults.values())
    if not guess:
        stories = join(
            stories,
            {name: readings[name] for name in texts if name not in used},
            texts,
            home,
            settings,
        )
        joined = {version.path for story in stories for version in story.versions}
        for name, path in texts.items():
            if name not in used and path not in joined:
                stories += _untranslated(name, path, readings[name], layout, home, settings)
    return [*stories_of_units(units, base, home, settings), *stories]


def _proven(
    readings: dict[str, list[Reading]], texts: dict[str, Path]
) -> Iterator[tuple[str, list[Reading]]]:
    """Yield the readings, except those by what may be another word where the text says so:
    recipes/italian, report-eu.md beside report-na.md, new.txt.
    """
    proofs: dict[tuple[str, str], bool] = {}
    beside: dict[str, set[str]] = defaultdict(set)
    for name, options in readings.items():
        for reading in options:
            beside[reading.key].add(reading.lang)
            place = _doubtful(reading)
            if place and (place, reading.lang) not in proofs:
                proofs[place, reading.lang] = _is_proven(reading, texts[name])
    for name, options in readings.items():
        yield name, [reading for reading in options if _holds(reading, beside, proofs)]


def _holds(
    reading: Reading, beside: dict[str, set[str]], proofs: dict[tuple[str, str], bool]
) -> bool:
    """Return whether a reading is proven, or made likely by another language in its place: nl.md in
    English beside en.md is not translated.
    """
    place = _doubtful(reading)
    if not place or proofs[place, reading.lang]:
        return True
    if reading.by_name or _is_rare(reading.lang):
        return False
    return any(proofs[place, other] for other in beside[reading.key] if (place, other) in proofs)


def _is_rare(tag: str) -> bool:
    """Return whether a tag is a word rather than a language: new, war; zh.md may be in English."""
    return len(primary(tag)) > 2 and not common_words(primary(tag))


def _is_proven(reading: Reading, path: Path) -> bool:
    if reading.by_name:
        return spoken.guess_language(path) in (None, reading.lang)
    return spoken.may_be_in(path, reading.lang)


def _doubtful(reading: Reading) -> str:
    """Return what makes a reading doubtful: the folder that has a language's name, or the mark
    before a suffix that may be a word; empty if nothing does.
    """
    before = reading.key.partition(LANG_SLOT)[0]
    if reading.by_name:
        return before
    if reading.how is How.NAME:  # nl.md is Dutch; new.md may be anything
        return "name" if _is_rare(reading.lang) else ""
    return before[-1:] if reading.how is How.SUFFIX and before[-1:] in ("-", "_") else ""


class _Layout(Struct, frozen=True):
    """Where a tree's stories show the language: before which slots, and in which folders the
    default version is.
    """

    slots: set[str]
    defaults: set[str]


def _untranslated(
    name: str, path: Path, readings: list[Reading], layout: _Layout, home: Home, settings: Settings
) -> Iterator[Story]:
    """Yield the story of a source that fits the layout but has no translation yet."""
    if settings.languages:
        # every story must have these, so that a source which nothing is beside has none of them
        own = [r for r in readings if r.lang == settings.source and r.how is not How.SUFFIX]
        if own:
            yield Story(home.id(own[0].story), (Version(own[0].lang, path, str(path)),), 0)
            return
    folders = [
        r
        for r in readings
        if r.how is not How.SUFFIX and r.key.partition(LANG_SLOT)[0] in layout.slots
    ]
    if folders and folders[0].lang == settings.source:
        yield Story(home.id(folders[0].story), (Version(folders[0].lang, path, str(path)),), 0)
    elif not folders and str(PurePosixPath(name).parent) in layout.defaults:
        story = without_suffix(name)
        yield Story(home.id(story), (_undeclared(path, settings, guess=False),), 0)


def _best(
    options: list[Reading], languages: dict[str, set[str]], files: dict[str, Path]
) -> Reading | None:
    """Return the reading that groups the most versions.

    A file name that is just a language takes precedence.
    """

    def rank(reading: Reading) -> tuple[bool, bool, bool, bool, int]:
        default = (
            reading.how is not How.NAME
            and _default(reading.key) in files
            and _trusted(reading, languages)
        )
        count = len(languages[reading.key]) + default if _plausible(languages[reading.key]) else 0
        return (
            count > 1,
            # pages.de/common/ab.md beside pages/common/ab.md is not Abkhaz
            f".{LANG_SLOT}/" in reading.key and count > 1,
            reading.how >= How.NAME and count > 1,
            reading.how is How.FOLDER and count > 1,
            count,
        )

    best = max(options, key=rank, default=None)
    return best if best and _plausible(languages[best.key]) else None


def _plausible(tags: set[str]) -> bool:
    """Return whether tags are likely to be languages: not folders `man` and `new` (Mandingo,
    Newari), unless next to nl.
    """
    return any(len(primary(tag)) == 2 for tag in tags)


def _trusted(reading: Reading, languages: dict[str, set[str]]) -> bool:
    """Return whether a file without a language may be the default version of these.

    A single `how-to.md` next to `how.md` is not a Tongan version, nor is a folder `bin` Bini.
    """
    tags = languages[reading.key]
    hyphen = reading.how is How.SUFFIX and f"-{LANG_SLOT}" in reading.key
    return len(tags) > 1 or not (hyphen or len(reading.lang) == 3)


def _default(key: str) -> str:
    """Return the path that a story's version without a language part would have."""
    for mark in (".", "-", "_"):
        if mark + LANG_SLOT in key:
            return posix(PurePosixPath(key.replace(mark + LANG_SLOT, "")))
    return posix(PurePosixPath(key.replace(LANG_SLOT + "/", ""))) if LANG_SLOT + "/" in key else ""


def _story(
    members: dict[str, Reading],
    texts: dict[str, Path],
    default: Path | None,
    home: Home,
    settings: Settings,
    *,
    guess: bool,
) -> Story:
    versions = [
        Version(reading.lang, texts[name], str(texts[name])) for name, reading in members.items()
    ]
    versions.sort(key=lambda version: version.lang)
    source = None
    if default is not None:
        versions.insert(0, _undeclared(default, settings, guess=guess))
        source = 0
    reading = next(iter(members.values()))
    return Story(home.id(reading.story), tuple(versions), source_of(versions, settings, source))


def _undeclared(path: Path, settings: Settings, *, guess: bool) -> Version:
    """Return the version of a file whose name shows no language: from its front matter, the
    configuration, or a guess.
    """
    declared = Head.of(path).lang
    if declared is None and not guess:
        declared = settings.source
    if declared is None and guess:
        guessed = spoken.guess_language(path)
        return Version(guessed or UNKNOWN, path, str(path), guessed=guessed is not None)
    return Version(declared or UNKNOWN, path, str(path))


def _with_siblings(path: Path, settings: Settings) -> list[Story]:
    """Return the story that one named file belongs to, found among the files around it."""
    if formats.has_units(path):
        return _named_units([path], settings)
    wanted = resolved(path)
    if Head.of(path).declares_translation and (top := settings.root or git_root(path)):
        stories = _group(list(searched(_shorten(top), settings, None)), _shorten(top), settings)
        if found := [
            story for story in stories if any(resolved(v.path) == wanted for v in story.versions)
        ]:
            return found
    for base in _bases(path, settings):
        near = _siblings(path, base, settings)
        files = [other for other in near if other == path or not is_excluded(other, settings)]
        stories = [
            story
            for story in _group(files, base, settings)
            if any(resolved(v.path) == wanted for v in story.versions)
        ]
        if stories:
            return stories
    return _alone(path, settings)


def _beside_loosely(path: Path, settings: Settings) -> list[Story]:
    """Return the story of a file and one in its folder whose name or format is unlike: nl.docx and
    pl.md.
    """
    folder = _shorten(path.absolute().parent)
    entries = [entry for entry in sorted(folder.iterdir()) if formats.is_searched(entry)]
    if settings.pattern is not None or len(entries) > loose.MOST:
        return []
    files = [entry for entry in entries if entry.is_file() and not leads_out(entry)]
    wanted = resolved(path)
    return [
        story
        for story in loose.stories(files, folder, settings, tables=False)
        if any(resolved(version.path) == wanted for version in story.versions)
    ]


def _alone(path: Path, settings: Settings) -> list[Story]:
    """Return the story of a source that has no translation yet, though it should have."""
    base = _shorten(settings.root or git_root(path) or path.absolute().parent)
    name = relative(path, base)
    layout = _Layout(set(), set())
    readings = list(read_path(name, settings))
    return list(_untranslated(name, path, readings, layout, Home.of(base, settings), settings))


def _named_units(files: list[Path], settings: Settings) -> list[Story]:
    """Return the stories of files of units, each with only those of its files that were named."""
    named = {resolved(path) for path in files}
    found = {story.id: story for path in files for story in _of_units(path, settings)}
    return [only(story, named) for story in found.values()]


def _of_units(path: Path, settings: Settings) -> list[Story]:
    """Return the story of a PO file, with the other files of its catalogue, next to it or in other
    languages' folders.
    """
    known = {
        other
        for base in _bases(path, settings)
        for other in _siblings(path, base, settings)
        if other.suffix == path.suffix
    }
    files = _distinct([path, *sorted(known)])
    top = settings.root or git_root(path) or _common(files)
    stories = stories_of_units(files, top, Home.of(top, settings), settings)
    return [
        story
        for story in stories
        if any(resolved(version.path) == resolved(path) for version in story.versions)
    ]


def _bases(path: Path, settings: Settings) -> Iterator[Path]:
    """Yield the folders in which siblings may be: a file's own, then its parents up to the
    project's.
    """
    top = settings.root or git_root(path)
    for parent in path.absolute().parents[:_HIGHEST]:
        yield _shorten(parent)
        if parent == top:
            return


def _siblings(path: Path, base: Path, settings: Settings) -> Iterator[Path]:
    """Yield the files that differ from `path` in one part that may be a language, or do not have
    that part.
    """
    yield from (sibling for sibling in _beside(path, base, settings) if not leads_out(sibling))


def _beside(path: Path, base: Path, settings: Settings) -> Iterator[Path]:
    parts = path.absolute().relative_to(base.absolute()).parts
    for index, part in enumerate(parts[:-1]):
        if parse_tag(part) is None and settings.pattern is None and not names_language(part):
            continue
        parent, rest = base.joinpath(*parts[:index]), Path(*parts[index + 1 :])
        yield from (
            entry / rest
            for entry in sorted(parent.iterdir())
            if entry.is_dir() and (entry / rest).is_file()
        )
        if (parent / rest).is_file():
            yield parent / rest
    parent = base.joinpath(*parts[:-1])
    yield from (
        entry
        for entry in sorted(parent.iterdir())
        if entry.is_file() and entry.suffix == path.suffix
    )
    for entry in sorted(parent.iterdir()):
        if entry.is_dir() and parse_tag(entry.name) and (entry / parts[-1]).is_file():
            yield entry / parts[-1]


def _distinct(files: list[Path]) -> list[Path]:
    return list({resolved(path): path for path in reversed(files)}.values())[::-1]


def _named(files: list[Path], settings: Settings) -> list[Story]:
    """Return the stories of named files: groups among them, or else all as one.

    For the rest, siblings are found.
    """
    units = [path for path in files if formats.has_units(path)]
    if units:
        texts = [path for path in files if path not in units]
        return [*_named_units(units, settings), *(_named(texts, settings) if texts else ())]
    base = _common(files)
    stories = [_in_order(story, files) for story in _group(files, base, settings, guess=True)]
    used = {version.path for story in stories for version in story.versions}
    rest = [path for path in files if path not in used]
    if not stories and len(rest) > 1 and (one := _one_story(rest, base, settings)):
        return [one]
    for path in rest:
        stories += _with_siblings(path, settings)
        if len(files) == 1 and not stories:
            stories += _beside_loosely(path, settings)
    return stories


def _one_story(texts: list[Path], base: Path, settings: Settings) -> Story | None:
    """Return files with any names as one story, or None if two are in the same language."""
    versions = [_version_of(path, base, settings) for path in texts]
    known = [version.lang for version in versions if version.lang != UNKNOWN]
    if len(set(known)) < len(known):
        return None
    reading = next(read_path(relative(texts[0], base), replace(settings, pattern=None)), None)
    name = reading.story if reading else without_suffix(relative(texts[0], base))
    return Story(
        Home.of(base, settings).id(name), tuple(versions), source_of(versions, settings, None)
    )


def _in_order(story: Story, files: list[Path]) -> Story:
    """Return a story with its versions in command-line order: of two, the later one is assumed to
    be wrong.
    """
    order = {path: index for index, path in enumerate(files)}
    source = story.versions[story.source] if story.source is not None else None
    versions = sorted(story.versions, key=lambda version: order[version.path])
    return replace(
        story, versions=tuple(versions), source=versions.index(source) if source else None
    )


def _version_of(path: Path, base: Path, settings: Settings) -> Version:
    """Return the version of a named file: in a language that its path has and its text does not
    speak against, or else in that of its text.
    """
    plain = replace(settings, pattern=None)
    for reading in (*read_path(path.name, plain), *read_path(relative(path, base), plain)):
        # `en/` and `nl.txt` are languages; `new.txt` and `report-na.md` are if the text is in them
        is_clear = reading.how is not How.SUFFIX and bool(common_words(primary(reading.lang)))
        if is_clear or reading.how is How.FOLDER or spoken.may_be_in(path, reading.lang):
            return Version(reading.lang, path, str(path))
    for file in loose.describe([path]):
        if file.named:
            return Version(file.lang, path, str(path))
    return _undeclared(path, settings, guess=True)


def _common(files: list[Path]) -> Path:
    return _common_parent([path.parent for path in files])


def _common_parent(folders: list[Path]) -> Path:
    # `..` in the middle of a path would stand in the ids of stories
    plain = [Path(os.path.abspath(folder)) for folder in folders]  # noqa: PTH100
    return _shorten(Path(os.path.commonpath(plain)))


def _shorten(folder: Path) -> Path:
    """Return a folder as the user would write it: relative to the working folder if it is
    inside.
    """
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _unique(stories: list[Story]) -> Iterator[Story]:
    """Yield the stories with unique ids: equal ones (from two arguments) get a number."""
    seen: dict[str, int] = defaultdict(lambda: 1)
    taken: set[str] = set()
    known: set[tuple[Path, ...]] = set()
    for story in stories:
        paths = tuple(resolved(version.path) for version in story.versions)
        if paths in known:
            continue
        known.add(paths)
        name = story.id
        while name in taken:
            seen[story.id] += 1
            name = f"{story.id}-{seen[story.id]}"
        taken.add(name)
        yield replace(story, id=name)
