"""Write locales/letters.json: the letters of each language beyond a to z.

usage: python tools/build_letters.py NTREX

A letter that makes up a ten-thousandth of the letters of a language's news belongs to it: ü and ß
to German, é (Beyoncé, café) not to English. Only languages in Latin script are listed: in other
scripts nearly all letters are their own.
"""

import json
import sys
from collections import Counter
from pathlib import Path

from ntrex import Ntrex
from transcheck.annotate.language import main_script

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/letters.json"
LEAST = 1e-4  # share of a language's letters


def letters(text: str) -> str:
    """Return the letters beyond a to z that a text has often enough, in order."""
    counts = Counter(letter for letter in text.lower() if letter.isalpha())
    least = LEAST * counts.total()
    return "".join(sorted(it for it, count in counts.items() if count >= least and it > "z"))


def main() -> None:
    """Write the table."""
    ntrex = Ntrex(Path(sys.argv[1]))
    table: dict[str, str] = {}
    for tag in sorted(ntrex.files):
        text = "\n".join(ntrex.lines(tag))
        if main_script(text) == "Latn":
            table[tag] = letters(text)
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
