"""Write locales/words/endings: which endings of a language take one another's place.

usage: python tools/build_endings.py

`a` and `y` do in Polish: of the listed words on -y every second is one on -a with the other ending
(wody, woda), of those on -n one in forty happens to be one on -m. So Terpstry is a form of
Terpstra, and Kollun is none of Kollum. A pair of endings is listed if LEAST words at least, and a
share of SHARE of those with the rarer of the two, have both. Of 98 pairs of eighteen languages that
were written down beforehand 96 are found, of 66 pairs of letters that are no endings five. Endings
of names that few common words have (-ю of Гоголь) are not among them.
"""

import gzip
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from transcheck.locales import common_words

FOLDER = Path(__file__).parent.parent / "src/transcheck/locales"
SHARE = 0.12
LEAST = 8
LONGEST = 5  # letters of an ending; of a pair one has SHORTER at most
SHORTER = 3
STEM = 4  # letters that are left of a word, at least


def endings(words: dict[str, int]) -> list[str]:
    """Return the pairs of endings of a list of words, as lines, in order."""
    seen: Counter[str] = Counter()
    stems: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for size in range(min(LONGEST, len(word) - STEM) + 1):
            place = len(word) - size
            seen[word[place:]] += 1
            stems[word[:place]].add(word[place:])
    pairs: Counter[tuple[str, str]] = Counter()
    for found in stems.values():
        for one, other in combinations(sorted(found), 2):
            differ = one[:1] != other[:1]  # else the stem is longer
            if differ and min(len(one), len(other)) <= SHORTER:
                pairs[one, other] += 1
    return sorted(
        f"{one} {other}"
        for (one, other), count in pairs.items()
        if count >= max(LEAST, SHARE * min(seen[one], seen[other]))
    )


def main() -> None:
    """Write a file for each list of words."""
    target = FOLDER / "words/endings"
    target.mkdir(exist_ok=True)
    for path in sorted((FOLDER / "words").glob("*.txt.gz")):
        language = path.name.partition(".")[0]
        lines = endings(common_words(language))
        if lines:
            data = "\n".join(lines).encode("utf-8")
            (target / f"{language}.txt.gz").write_bytes(gzip.compress(data, mtime=0))


if __name__ == "__main__":
    main()
