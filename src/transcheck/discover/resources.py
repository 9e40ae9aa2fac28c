"""Resource files, one language a file: `locales/nl.json`, `locales/nl/ui.json`, `app_nl.arb`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from transcheck.config import Settings
from transcheck.discover.heads import Head
from transcheck.discover.paths import Home, Reading, read_path
from transcheck.locales import primary
from transcheck.model import Story, Version
from transcheck.storage import relative

_DEFAULT = "en"  # the language that most programs are written in
# a name and a string as its value, in JSON or YAML: a file of numbers or points has none
_STRING = re.compile(r"[\w\"']\s*:\s*(?:[\"']\s*)?[^\W\d_]")


def resources_of(paths: list[Path], base: Path, home: Home, settings: Settings) -> Iterator[Story]:
    """Yield a story for each group of files that differ in the language of their path only.

    The source is the configured language, or English; a group without it is no translation.
    """
    groups: dict[str, dict[str, tuple[Reading, Path]]] = defaultdict(dict)
    for path in paths:
        for reading in read_path(relative(path, base), replace(settings, pattern=None)):
            groups[reading.key].setdefault(reading.lang, (reading, path))
    taken: set[Path] = set()
    for key in sorted(groups, key=lambda key: (-len(groups[key]), key)):
        members = {lang: found for lang, found in groups[key].items() if found[1] not in taken}
        source = _source(set(members), settings)
        if source is None or len(members) == 1:
            continue
        reading, path = members[source]
        if not _STRING.search(Head.of(path).text):
            continue
        taken |= {found[1] for found in members.values()}
        targets = sorted(set(members) - {source})
        versions = [
            Version(lang, members[lang][1], str(members[lang][1])) for lang in (source, *targets)
        ]
        yield Story(home.id(reading.story), tuple(versions), 0, bilingual=True)


def _source(langs: set[str], settings: Settings) -> str | None:
    wanted = settings.source or _DEFAULT
    if wanted in langs:
        return wanted
    return next((lang for lang in sorted(langs) if primary(lang) == primary(wanted)), None)
