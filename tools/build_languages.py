"""Write locales/languages.json: the language, script, territory and variant subtags of CLDR.

usage: python tools/build_languages.py

Source: CLDR as packaged by Babel (Unicode licence). Languages come with their English names, for
messages, and those with a code of two letters with their own names: Nederlands.
"""

import json
from pathlib import Path

from babel import Locale
from babel.localedata import locale_identifiers

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/languages.json"


def main() -> None:
    """Collect the subtags and write them, sorted, one line per kind."""
    english = Locale("en")
    names = {
        tag: name for tag, name in english.languages.items() if "_" not in tag and len(tag) <= 3
    }
    for special in ("mul", "und", "zxx", "root"):
        names.pop(special, None)
    regions = {
        f"{locale.language}-{locale.territory}"
        for locale in map(Locale.parse, locale_identifiers())
        if locale.territory
    }
    own = {}
    # Indonesia is a folder of stories about the country
    countries = {name.casefold() for name in english.territories.values()}
    for tag in map(str, locale_identifiers()):
        name = Locale(tag).languages.get(tag) if len(tag) == 2 else None
        if name and name.casefold() not in {names[tag].casefold(), *countries}:
            own[tag] = name
    table = {
        "languages": dict(sorted(names.items())),
        "own": dict(sorted(own.items())),
        "scripts": sorted(english.scripts),
        "territories": sorted(english.territories),
        "locales": sorted(regions),
        "variants": sorted(tag.lower() for tag in english.variants),
    }
    lines = (
        f"{json.dumps(kind)}: {json.dumps(value, ensure_ascii=False)}"
        for kind, value in table.items()
    )
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
