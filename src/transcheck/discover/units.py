"""Files of units: one with all its languages is a story, and so are the PO files of a catalogue or
with shared keys.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from transcheck import formats
from transcheck.config import Settings
from transcheck.discover.heads import Head
from transcheck.discover.paths import Home, How, read_path, without_suffix
from transcheck.discover.resources import resources_of
from transcheck.locales import UNKNOWN, parse_tag
from transcheck.model import Story, Version
from transcheck.storage import relative, resolved

_HEADER = re.compile(r'"([A-Za-z-]+): *(.*?)\\n"')
_ID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)
_KEY = re.compile(r"[\w-]+(?:[.:/][\w-]+)+|[a-z0-9]+(?:_[a-z0-9]+)+|[A-Z0-9]+(?:_[A-Z0-9]+)+")
_FEWEST = 2  # languages of a file that is a story by itself
_MOST = 0.9  # minimum share of keys among the msgids of a file that uses keys


class _File(Struct, frozen=True):
    """A PO file: its languages, whether its msgids are keys, and the catalogue it belongs to (a key
    and a story's id).
    """

    path: Path
    source: str
    target: str
    keyed: bool
    catalogue: str
    named: bool
    story: str


def stories_of_units(
    paths: list[Path], base: Path, home: Home, settings: Settings
) -> Iterator[Story]:
    """Yield the stories of files: one per catalogue of keyed PO files, per folder with `po/*.po`,
    or per other file.
    """
    groups: dict[str, list[_File]] = defaultdict(list)
    resources: list[Path] = []
    for path in paths:
        known = formats.format_of(path)
        marker = known.marker if known is not None else ""
        if marker and not re.match(marker, Head.of(path).text, re.DOTALL):
            continue
        if known is not None and known.keyed:
            resources.append(path)
            continue
        if known is None or not known.one_target:
            yield _of_one_file(path, base, home, settings)
            continue
        file = _file(path, base, settings)
        groups[file.catalogue].append(file)
    yield from resources_of(resources, base, home, settings)
    for files in groups.values():
        files.sort(key=lambda file: file.target)
        origin = next((file for file in files if file.keyed and file.target == file.source), None)
        targets = [file for file in files if file.target != file.source]
        if origin and targets:
            source = Version(origin.target, origin.path, str(origin.path))
            yield Story(home.id(origin.story), (source, *map(_target, targets)), 0, bilingual=True)
        elif (
            len(targets) > 1
            and all(file.named for file in targets)
            and len({file.source for file in targets}) == 1
        ):
            source = replace(_target(targets[0]), lang=targets[0].source)
            yield Story(
                home.id(targets[0].story), (source, *map(_target, targets)), 0, bilingual=True
            )
        else:
            for file in targets:
                name = without_suffix(relative(file.path, base))
                yield Story(
                    home.id(name),
                    (replace(_target(file), lang=file.source), _target(file)),
                    0,
                    bilingual=True,
                )


def _of_one_file(path: Path, base: Path, home: Home, settings: Settings) -> Story:
    """Return the story of a file with all its languages.

    The source is the configured one, or else the file's first.
    """
    try:
        langs = list(formats.unit_languages(path, Head.of(path).text))
    except formats.UnreadableError:  # reading the whole file will report it, with the file's name
        langs = []
    if settings.source in langs:
        langs.insert(0, langs.pop(langs.index(settings.source)))
    if len(langs) < _FEWEST:
        named = [reading.lang for reading in read_path(path.name, replace(settings, pattern=None))]
        target = next((lang for lang in named if lang not in langs), UNKNOWN)
        langs = [langs[0] if langs else settings.source or "en", target]
    versions = tuple(Version(lang, path, str(path)) for lang in langs)
    name = without_suffix(relative(path, base))
    return Story(home.id(name), versions, 0, bilingual=True)


def source_beside(story: Story, target: Version) -> Version:
    """Return the source of a story of units as paired with a target: in its own file, or else in
    the target's.
    """
    source, *targets = story.versions
    own = all(source.path != version.path for version in targets)
    return source if own else replace(source, path=target.path, shown=target.shown)


def only(story: Story, paths: set[Path]) -> Story:
    """Return a story of units with only those targets that are among some resolved paths, or all if
    none is.
    """
    targets = story.versions[1:]
    kept = [version for version in targets if resolved(version.path) in paths] or targets
    versions = (source_beside(story, kept[0]), *kept)
    return replace(story, versions=versions, is_partial=len(kept) < len(targets))


def _target(file: _File) -> Version:
    return Version(file.target, file.path, str(file.path))


def _file(path: Path, base: Path, settings: Settings) -> _File:
    """Return what is known of a PO file: its source is the header's, or else the configuration's,
    or else English.
    """
    head = Head.of(path).text
    header = dict(_HEADER.findall(head))
    readings = list(
        read_path(path.absolute().as_posix().lstrip("/"), replace(settings, pattern=None))
    )
    named = next((reading for reading in readings if reading.how is How.NAME), None)
    suffix = next((reading for reading in readings if reading.how is How.SUFFIX), None)
    folder = next((reading for reading in reversed(readings) if reading.how is How.FOLDER), None)
    declared = parse_tag(header.get("Language", ""))
    best = named or (None if declared else suffix) or folder
    how = best.how if best else How.NAME
    return _File(
        path=path,
        source=parse_tag(header.get("X-Source-Language", "")) or settings.source or "en",
        target=(named.lang if named else None) or declared or (best.lang if best else UNKNOWN),
        keyed=_is_keyed(head),
        catalogue=best.key if best else str(path),
        named=named is not None,
        story=_inside(path, base, settings, how),
    )


def _inside(path: Path, base: Path, settings: Settings, how: How) -> str:
    """Return a PO file's path below `base` without the part that names its language."""
    local = list(read_path(relative(path, base), replace(settings, pattern=None)))
    fitting = [reading.story for reading in local if reading.how is how]
    return fitting[0] if fitting else without_suffix(relative(path, base))


def _is_keyed(head: str) -> bool:
    """Return whether the msgids are keys, not text: `menu.file.open`, so that each file has one
    language only.
    """
    ids = _ID.findall(head)
    return bool(ids) and sum(bool(_KEY.fullmatch(text)) for text in ids) >= _MOST * len(ids)
