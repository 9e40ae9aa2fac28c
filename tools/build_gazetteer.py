"""Write locales/gazetteer/<language>.txt.gz: names of cities, provinces, countries and rivers, by
language.

usage: python tools/build_gazetteer.py CLDR GEONAMES

CLDR is the folder of the Unicode CLDR that has `subdivisions` (Debian's unicode-cldr-core:
/usr/share/unicode/cldr/common); GEONAMES is the folder of GeoNames' translated cities (Debian's
libgeonames-common: /usr/share/locale, with <tag>/LC_MESSAGES/geonames.mo). Territories and the
cities of time zones come from CLDR through Babel; rivers, seas, regions and aliases are in
tools/more_places.tsv, the words for inhabitants, cut before their endings, in tools/demonyms.tsv.
All names are folded.

A place is known by its English name, and places with one English name are one: Luxembourg is a
country, a province and a city, and all three have the same name in any other language too. A file
has one line for each name that a language has, if it is not
the English one: the name, and the English names of the places that it may be, separated by `|`. A
place's usual name comes first.
"""

import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import polib
from babel import Locale
from babel.localedata import locale_identifiers

from build_places import names as cldr_names
from transcheck.annotate.words import fold

HERE = Path(__file__).parent
TARGET = HERE.parent / "src/transcheck/locales/gazetteer"
# A place that fewer languages have a name for is not one that news and documentation mention.
LANGUAGES = 8
FEWEST = 20  # names; a language with fewer has no file
SHORTEST = 2  # characters of a name: EU, 北京
_TAG = re.compile("[a-z]{2,3}")

Named = tuple[str, str, str]  # a place's identifier in its source, a language, a name


def main() -> None:
    """Write one file for each language."""
    cldr, geonames = (Path(argument) for argument in sys.argv[1:])
    tables: dict[str, dict[str, list[str]]] = defaultdict(dict)
    keys: dict[str, str] = {}
    # the first source has the say on which names come first
    tables_of_ours = (listed(HERE / "more_places.tsv"), listed(HERE / "demonyms.tsv"))
    for source in (territories(), *tables_of_ours, cities(geonames), subdivisions(cldr)):
        add(tables, keys, list(source))
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.txt.gz"):
        old.unlink()
    for lang, table in sorted(tables.items()):
        if len(table) >= FEWEST:
            places: dict[str, list[str]] = defaultdict(list)
            for place, found in sorted(table.items()):
                for name in found:
                    places[name].append(place)
            text = "".join(f"{name}\t{'|'.join(found)}\n" for name, found in places.items())
            (TARGET / f"{lang}.txt.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def add(tables: dict[str, dict[str, list[str]]], keys: dict[str, str], named: list[Named]) -> None:
    """Add the names of one source to the tables, under the English name of each place.

    `keys` has that by identifier.
    """
    aliases = {alias: place for place, known in tables["en"].items() for alias in known}
    for place, lang, name in named:
        if lang == "en":
            keys.setdefault(place, aliases.get(name, name))
    for place, lang, name in named:
        if place in keys and is_name(name):
            known = tables[lang].setdefault(keys[place], [])
            if name not in known:
                known.append(name)


def is_name(name: str) -> bool:
    """Return whether a text can be looked for as the name of a place."""
    return len(name) >= SHORTEST and not re.search(r"[\d(),/]", name)


def territories() -> Iterator[Named]:
    """Yield the territories and the cities of time zones."""
    english = {place: name for name, place in cldr_names(Locale.parse("en")).items()}
    found: list[Named] = [(place, "en", name) for place, name in english.items()]
    for tag in sorted(locale for locale in locale_identifiers() if _TAG.fullmatch(locale)):
        for name, place in cldr_names(Locale.parse(tag)).items():
            # a name that a language inherits from the root of CLDR is the zone's
            if name not in (english.get(place), fold(place.rpartition("/")[2].replace("_", " "))):
                found.append((place, tag, name))
    # CLDR gives no English name for a city whose zone is called like it: Europe/Vienna
    zones = {place for place, _, _ in found if "/" in place}
    found.extend(
        (zone, "en", fold(zone.rpartition("/")[2].replace("_", " "))) for zone in sorted(zones)
    )
    yield from found


def listed(path: Path) -> Iterator[Named]:
    """Yield the names of a table with a column for each language."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for lang, cell in row.items():
                for name in (cell or "").split("|") if lang != "id" else ():
                    if name.strip():
                        yield row["id"].removeprefix("country-"), lang, fold(name.strip())


def cities(folder: Path) -> Iterator[Named]:
    """Yield the cities that enough languages have a name for, those with the most first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in sorted(folder.glob("*/LC_MESSAGES/geonames.mo")):
        tag = file.parts[-3]
        if _TAG.fullmatch(tag):
            for entry in polib.mofile(str(file)):
                found[entry.msgid].append((tag, fold(entry.msgstr)))
    yield from common(found)


def subdivisions(folder: Path) -> Iterator[Named]:
    """Yield the provinces that enough languages have a name for."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for file in sorted((folder / "subdivisions").glob("*.xml")):
        if _TAG.fullmatch(file.stem):
            for element in ElementTree.parse(file).iter("subdivision"):
                found[element.get("type", "")].append((file.stem, fold(element.text or "")))
    yield from common(found)


def common(found: dict[str, list[tuple[str, str]]]) -> Iterator[Named]:
    """Yield the names of places that enough languages name, each English name once, for the place
    that most languages name.
    """
    best: Counter[str] = Counter()
    taken: set[str] = set()
    best.update({place: len(named) for place, named in found.items()})
    for place, count in best.most_common():
        english = next((name for lang, name in found[place] if lang == "en"), None)
        if english is None or english in taken or count < LANGUAGES:
            continue
        taken.add(english)
        for lang, name in found[place]:
            if lang == "en" or name != english:
                yield place, lang, name


if __name__ == "__main__":
    main()
