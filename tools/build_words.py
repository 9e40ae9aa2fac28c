"""Write locales/words/<language>.txt.gz: the commonest words of a language.

usage: python tools/build_words.py

From the lists of the package wordfreq (words of at least one in a million), folded, of languages that put blanks between
words. A file holds the words in order, a line each.
"""

import gzip
import importlib.util
from pathlib import Path

import msgpack
import regex

from transcheck.annotate.words import fold

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/words"
MOST = 20_000
UNSPACED = {"ja", "zh"}
NAMES = {"sh": "hr"}  # Serbo-Croatian, in Latin letters
WORD = regex.compile(r"[\p{L}\p{M}]{2,}")


def main() -> None:
    """Write one file for each language."""
    package = importlib.util.find_spec("wordfreq")
    if package is None or package.origin is None:
        raise SystemExit("pip install wordfreq")
    TARGET.mkdir(exist_ok=True)
    for file in sorted((Path(package.origin).parent / "data").glob("small_*.msgpack.gz")):
        tag = file.name.partition("_")[2].partition(".")[0]
        if tag not in UNSPACED:
            text = "\n".join(sorted(words(file))) + "\n"
            compressed = gzip.compress(text.encode("utf-8"), 9, mtime=0)
            (TARGET / f"{NAMES.get(tag, tag)}.txt.gz").write_bytes(compressed)


def words(file: Path) -> set[str]:
    """Return the commonest words of a list, folded; it holds a bin of words for each step of frequency, the commonest first."""
    found: dict[str, None] = {}
    _, *bins = msgpack.unpackb(gzip.decompress(file.read_bytes()), raw=False)
    for words_of_bin in bins:
        for word in words_of_bin:
            if WORD.fullmatch(word):
                found.setdefault(fold(word))
        if len(found) >= MOST:
            break
    return set(list(found)[:MOST])


if __name__ == "__main__":
    main()
