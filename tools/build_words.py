"""Write locales/words/<language>.txt.gz: the most common words of a language.

usage: python tools/build_words.py

From the lists of the package wordfreq (words with a frequency of at least one in a million), folded, for languages that put
spaces between words. A file has one line per step of frequency: its number, then the words in order. From one step to the
next, words are 3.2 times (half a decade) rarer.
"""

import gzip
import importlib.util
from pathlib import Path

import msgpack
import regex

from transcheck.annotate.words import fold

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/words"
MOST = 20_000
STEP = 50  # centibels
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
            text = "".join(f"{step} {' '.join(sorted(found))}\n" for step, found in sorted(words(file).items()))
            compressed = gzip.compress(text.encode("utf-8"), 9, mtime=0)
            (TARGET / f"{NAMES.get(tag, tag)}.txt.gz").write_bytes(compressed)


def words(file: Path) -> dict[int, list[str]]:
    """Return the most common words of a list, folded, by step; the list has one bin of words per centibel of frequency."""
    found: dict[str, int] = {}
    _, *bins = msgpack.unpackb(gzip.decompress(file.read_bytes()), raw=False)
    for centibel, words_of_bin in enumerate(bins):
        for word in words_of_bin:
            if WORD.fullmatch(word) and len(found) < MOST:
                found.setdefault(fold(word), centibel // STEP)
    steps: dict[int, list[str]] = {}
    for word, step in found.items():
        steps.setdefault(step, []).append(word)
    return steps


if __name__ == "__main__":
    main()
