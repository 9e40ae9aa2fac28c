"""Resource files, one language a file: `locales/nl.json`, `locales/nl/ui.json`, `app_nl.arb`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from transcheck.config import Settings
from transcheck.discover.heads import Head
from transcheck.discover.paths import LANG_SLOT, Home, read_path, without_suffix
from transcheck.locales import parse_tag, primary
from transcheck.model import Story, Version
from transcheck.storage import relative

_DATA = frozenset({".json", ".yml", ".yaml"})  # formats that most files have no strings in
_DEFAULT = "en"  # the language that most programs are written in
# a name and a string as its value, in JSON or YAML: a file of numbers or points has none
_STRING = re.compile(r"[\w\"']\s*:\s*(?:[\"']\s*)?[^\W\d_]")


_ANDROID = re.compile(
    r"(?P<before>(?:.*/)?values)(?:-(?P<language>[a-z]{2,3})(?:-r(?P<territory>[A-Z]{2}))?)?"
    r"(?P<after>/[^/]+\.xml)"
)
_APPLE = re.compile(
    r"(?P<before>(?:.*/)?)(?P<tag>[A-Za-z-]+)\.lproj(?P<after>/[^/]+\.strings(?:dict)?)"
)
_UNMARKED = ""  # the language of a file whose path names none: values/, Base.lproj, app.properties


class _Member(Struct, frozen=True):
    """A file, the group of files that differ from it by language only, and its story's id."""

    lang: str
    key: str
    story: str


def names_language(folder: str) -> bool:
    """Return whether a folder is Android's or Apple's for a language: values-pl, pl.lproj."""
    return folder.endswith(".lproj") or folder.partition("-")[0] == "values"


def resources_of(paths: list[Path], base: Path, home: Home, settings: Settings) -> Iterator[Story]:
    """Yield a story for each group of files that differ in the language of their path only.

    The source is the configured language, or English; a group without it is no translation.
    """
    names = {relative(path, base): path for path in paths}
    groups: dict[str, dict[str, tuple[_Member, Path]]] = defaultdict(dict)
    for name, path in names.items():
        for member in _members(name, settings):
            groups[member.key].setdefault(member.lang, (member, path))
    for key, group in groups.items():
        for mark in (".", "-", "_"):
            unmarked = key.replace(mark + LANG_SLOT, "")
            if mark + LANG_SLOT in key and unmarked in names:
                story = without_suffix(unmarked)
                group[_UNMARKED] = (_Member(_UNMARKED, key, story), names[unmarked])
    taken: set[Path] = set()
    for key in sorted(groups, key=lambda key: (-len(groups[key]), key)):
        members = {lang: found for lang, found in groups[key].items() if found[1] not in taken}
        source = _source(members, settings)
        if source is None or len(members) == 1:
            continue
        first, path = members[source]
        if path.suffix in _DATA and not _STRING.search(Head.of(path).text):
            continue
        taken |= {found[1] for found in members.values()}
        targets = sorted(set(members) - {source, _UNMARKED})
        versions = [Version(source or settings.source or _DEFAULT, path, str(path))]
        versions += [Version(lang, members[lang][1], str(members[lang][1])) for lang in targets]
        yield Story(home.id(first.story), tuple(versions), 0, bilingual=True)


def _members(name: str, settings: Settings) -> Iterator[_Member]:
    """Yield the ways to read a path: as Android and Apple name files, or with a language in it."""
    android = _ANDROID.fullmatch(name)
    if android:
        tag = "-".join(filter(None, (android["language"], android["territory"])))
        lang = parse_tag(tag) if tag else _UNMARKED
        if lang is not None:
            story = f"{android['before']}{android['after']}"
            yield _Member(
                lang, f"{android['before']}{LANG_SLOT}{android['after']}", without_suffix(story)
            )
        return
    apple = _APPLE.fullmatch(name)
    if apple:
        lang = _UNMARKED if apple["tag"] == "Base" else parse_tag(apple["tag"])
        if lang is not None:
            story = f"{apple['before']}{apple['after'].lstrip('/')}"
            yield _Member(
                lang, f"{apple['before']}{LANG_SLOT}{apple['after']}", without_suffix(story)
            )
        return
    if name.endswith((".xml", ".strings", ".stringsdict")):
        return
    for reading in read_path(name, replace(settings, pattern=None)):
        yield _Member(reading.lang, reading.key.removeprefix("./"), reading.story)


def _source(langs: Iterable[str], settings: Settings) -> str | None:
    """Return the language of the source among those of a group, or None if it has none."""
    wanted = settings.source or _DEFAULT
    known = set(langs)
    if wanted in known:
        return wanted
    near = [lang for lang in sorted(known) if lang and primary(lang) == primary(wanted)]
    if near:
        return near[0]
    return _UNMARKED if _UNMARKED in known else None
