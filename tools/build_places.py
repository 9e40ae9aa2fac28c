"""Write locales/places/<language>.json and locales/particles.json: names of places, and other words
with capitals.

usage: python tools/build_places.py

Territories, and the cities of time zones, come from CLDR through Babel: `places` maps folded names
to an identifier that all languages share; names that a language spells as in English are in en.json
only. `common` has the words of weekdays, months and languages, which have capitals in some
languages but are not names.
"""

import json
import re
from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers

from transcheck.annotate.words import fold

# words between the words of a name: Vincent van Gogh, Muhammad bin Salman; the joined ones take a
# hyphen
PARTICLES = [
    "van",
    "von",
    "der",
    "den",
    "de",
    "la",
    "le",
    "du",
    "des",
    "di",
    "da",
    "do",
    "dos",
    "das",
    "del",
    "della",
    "y",
    "e",
    "al",
    "el",
    "bin",
    "bint",
    "ibn",
    "ben",
    "af",
    "av",
    "zu",
    "zum",
    "ter",
    "ten",
]
JOINED_PARTICLES = ["al", "el", "ul", "ad", "as", "ar", "at"]
# Languages in which names have no endings, except for the s of a genitive or plural: Anna Lindh,
# Anna Lindhs.
UNINFLECTED = ["af", "ca", "cy", "da", "de", "en", "es", "fil", "fo", "fr", "ga", "gl"]
UNINFLECTED += ["id", "it", "lb", "ms", "nb", "nl", "nn", "no", "pt", "sv", "tl", "vi"]
FEWEST = 20  # names; languages with fewer are hardly translated in CLDR
NO_PLACES = {"XA", "XB", "ZZ"}  # two locales for tests of software, and the unknown territory
TARGET = Path(__file__).parent.parent / "src/transcheck/locales/places"


def main() -> None:
    """Write one file for each language whose names of places in CLDR differ from the English
    ones.
    """
    TARGET.mkdir(exist_ok=True)
    for old in TARGET.glob("*.json"):
        old.unlink()
    english = names(Locale.parse("en"))
    for tag in sorted(
        locale for locale in locale_identifiers() if re.fullmatch("[a-z]{2,3}", locale)
    ):
        locale = Locale.parse(tag)
        own = (
            names(locale)
            if tag == "en"
            else {n: place for n, place in names(locale).items() if english.get(n) != place}
        )
        if len(own) >= FEWEST:
            write(tag, own, common(locale))
    particles = {"particles": PARTICLES, "joined": JOINED_PARTICLES, "uninflected": UNINFLECTED}
    (TARGET.parent / "particles.json").write_text(json.dumps(particles) + "\n", encoding="utf-8")


def common(locale: Locale) -> list[str]:
    """Return the folded words of weekdays, months and languages."""
    texts = [
        name
        for context in ("format", "stand-alone")
        for name in locale.days[context]["wide"].values()
    ]
    texts += [
        name
        for context in ("format", "stand-alone")
        for name in locale.months[context]["wide"].values()
    ]
    texts += [name for code, name in locale.languages.items() if re.fullmatch("[a-z]{2}", code)]
    return sorted({word for text in texts for word in re.findall(r"[^\W\d_]{3,}", fold(text))})


def names(locale: Locale) -> dict[str, str]:
    """Return folded names with the territory's code, or the zone's name."""
    found: dict[str, str] = {}
    for code, name in locale.territories.items():
        if re.fullmatch("[A-Z]{2}", code) and code not in NO_PLACES:
            found.setdefault(fold(re.sub(r"\s*\(.*?\)", "", name)), code)
    for zone, data in locale.time_zones.items():
        if "city" in data and zone.count("/") == 1 and not zone.startswith("Etc/"):
            found.setdefault(fold(data["city"]), zone)
    return {
        name: place
        for name, place in found.items()
        if len(name) > 1 and not any(c.isdigit() for c in name)
    }


def write(tag: str, places: dict[str, str], words: list[str]) -> None:
    """Write one language's names, one line per kind."""
    known = json.dumps(dict(sorted(places.items())), ensure_ascii=False)
    capitals = json.dumps(words, ensure_ascii=False)
    (TARGET / f"{tag}.json").write_text(
        f'{{\n"places": {known},\n"common": {capitals}\n}}\n', encoding="utf-8"
    )


if __name__ == "__main__":
    main()
