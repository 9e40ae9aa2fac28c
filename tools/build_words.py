"""Write locales/words/<language>.txt.gz: the most common words of a language.

usage: python tools/build_words.py [UNILEX]

From the lists of the package wordfreq (words with a frequency of at least one in a million),
folded, for languages that put spaces between words. With UNILEX, a folder of Unicode's lists
(<tag>.txt with lines `word TAB occurrences in a billion`), the
languages that wordfreq does not have are written too. A file has one line per step of frequency:
its number, then the words in order. From one step to the next, words are 3.2 times (half a decade)
rarer.
"""

import gzip
import importlib.util
import math
import sys
from collections import Counter
from pathlib import Path

import msgpack
import regex

from transcheck.annotate.language import main_script
from transcheck.annotate.words import fold
from transcheck.locales import common_words, primary

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/words"
MOST = 20_000
STEP = 50  # centibels
UNSPACED = {"bo", "dz", "ja", "km", "lo", "my", "zh"}
NAMES = {"sh": "hr"}  # Serbo-Croatian, in Latin letters
# Serbian is written in both scripts, and a word says which by itself. The Uzbek list is Cyrillic,
# while most Uzbek is Latin.
MERGED = {"sr-Latn": "sr"}
LEFT_OUT = {"uz"}
WORD = regex.compile(r"[\p{L}\p{M}]{2,}")
RAREST = 12  # step of a word that occurs once in a million words
# These lists were collected from the web: a word that English has much more often is English left
# in a page, as “with” in the Maltese list is. One step is not enough, since “on” and “do” are
# Bosnian too.
ENGLISH = 3
LATIN = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sv", "da", "fi", "hu", "ro", "tr")
MANY = 11  # of these lists have a word that is international
FAMILIAR = (
    8  # its step in English; below are words like “market”, which other languages have from it
)


def main() -> None:
    """Write one file for each language, and the list of international names."""
    covered = from_wordfreq()
    if len(sys.argv) > 1:
        from_unilex(Path(sys.argv[1]), covered)
    international()


def from_wordfreq() -> set[str]:
    """Write the lists of wordfreq, and return their languages."""
    covered: set[str] = set()
    package = importlib.util.find_spec("wordfreq")
    if package is None or package.origin is None:
        raise SystemExit("pip install wordfreq")
    TARGET.mkdir(exist_ok=True)
    for file in sorted((Path(package.origin).parent / "data").glob("small_*.msgpack.gz")):
        tag = file.name.partition("_")[2].partition(".")[0]
        if tag not in UNSPACED:
            write(NAMES.get(tag, tag), words(file))
            covered.add(NAMES.get(tag, tag))
    return covered


def write(tag: str, found: dict[str, int]) -> None:
    """Write the list of one language, given the steps of its words."""
    steps: dict[int, list[str]] = {}
    for word, step in found.items():
        steps.setdefault(step, []).append(word)
    text = "".join(f"{step} {' '.join(sorted(forms))}\n" for step, forms in sorted(steps.items()))
    (TARGET / f"{tag}.txt.gz").write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def from_unilex(folder: Path, covered: set[str]) -> None:
    """Write the lists of the languages that wordfreq does not have."""
    lists: dict[str, dict[str, int]] = {}
    for file in sorted(folder.glob("*.txt")):
        tag = MERGED.get(file.stem, file.stem)
        if tag not in UNSPACED | LEFT_OUT and primary(tag) not in covered:
            lists.setdefault(tag, {}).update(unilex_words(file))
    for tag, found in lists.items():
        write(tag, found)


def unilex_words(file: Path) -> dict[str, int]:
    """Return the words of a list, folded, with their steps.

    Left out are names (words that have a capital wherever they occur), words in another script than
    the list, and English.
    """
    rows = [line.rsplit("\t", 1) for line in file.read_text("utf-8").splitlines()]
    script = main_script(" ".join(word for word, _ in rows))
    english = common_words("en")
    found: dict[str, int] = {}
    for word, occurrences in rows:
        form = fold(word)
        step = int(2 * (9 - math.log10(int(occurrences))))
        if not WORD.fullmatch(word) or word != word.lower() or main_script(word) != script:
            continue
        if step > RAREST or step - english.get(form, RAREST + 1) >= ENGLISH or len(found) == MOST:
            continue
        found.setdefault(form, step)
    return found


def words(file: Path) -> dict[str, int]:
    """Return the most common words of a list, folded, with their steps.

    It has one bin per centibel of frequency.
    """
    found: dict[str, int] = {}
    _, *bins = msgpack.unpackb(gzip.decompress(file.read_bytes()), raw=False)
    for centibel, words_of_bin in enumerate(bins):
        for word in words_of_bin:
            if WORD.fullmatch(word) and len(found) < MOST:
                found.setdefault(fold(word), centibel // STEP)
    return found


def international() -> None:
    """Write the rarer words that most lists in Latin letters have: Peter and Merkel, Paris and
    Google.
    """
    lists = [common_words(language) for language in LATIN]
    having = Counter(form for table in lists for form in table)
    english = common_words("en")
    found = sorted(
        form
        for form, count in having.items()
        if count >= MANY and english.get(form, FAMILIAR) >= FAMILIAR
    )
    (TARGET / "international.txt").write_text(" ".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
