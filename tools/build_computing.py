"""Write locales/computing.txt: the words by which a text in English is known to be about computing.

usage: python tools/build_computing.py NTREX FOLDER...

Each folder holds the English pages (Markdown) of one documentation tree. A word is listed if it is
in PAGES of the pages at least and RATIO times as frequent, all trees counting alike, as in the news
of NTREX; names, identifiers and code do not count. Lists of two trees separate the pages of two
others from single sentences of news: less than a twentieth of either has more, or fewer, than a
tenth of such words.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

import regex

from ntrex import Ntrex

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/computing.txt"
PAGES = 10
RATIO = 5
RARE = 1e-4  # frequency that is added to that in the news, so that rare words need more evidence
MOST = 400
_CODE = regex.compile(r"```.*?```|`[^`]*`|\S*[/_{}<>=]\S*", regex.DOTALL)
_NO_WORD = regex.compile(r"[\p{L}\p{N}'-]*[\p{Lu}\p{N}_'-][\p{L}\p{N}'-]*")
_WORD = re.compile(r"[a-z]{3,}")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case that are no part of code."""
    return _WORD.findall(_NO_WORD.sub(" ", _CODE.sub(" ", text)))


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ntrex", type=Path)
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    news = Counter(word for line in Ntrex(given.ntrex).lines("en") for word in words(line))
    total = news.total()
    frequency: Counter[str] = Counter()
    pages: Counter[str] = Counter()
    for folder in given.folders:
        counts: Counter[str] = Counter()
        for path in sorted(folder.rglob("*.md*")):
            found = words(path.read_text(encoding="utf-8"))
            counts.update(found)
            pages.update(set(found))
        for word, count in counts.items():
            frequency[word] += count / counts.total() / len(given.folders)
    ratios = {
        word: frequency[word] / (news[word] / total + RARE / RATIO)
        for word in frequency
        if pages[word] >= PAGES
    }
    best = sorted(ratios, key=lambda word: ratios[word], reverse=True)[:MOST]
    listed = sorted(word for word in best if ratios[word] >= RATIO)
    TARGET.write_text("\n".join(listed) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
