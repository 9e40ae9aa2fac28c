"""Measure how many words in a row honest translations into two close languages share.

Write locales/close.json.

usage: python tools/build_close.py NTREX

For each pair of languages this is the smallest length of a run of equal words without a capital
that at most one in a thousand parallel sentences contain. Pairs for which it is less than LEAST
words, or that hardly ever share RUN words, are not close.
"""

import json
import re
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

from ntrex import Ntrex

OUT = Path(__file__).parent.parent / "src" / "transcheck" / "locales" / "close.json"
WORD = re.compile(r"[^\W\d_]+")
RUN = 2
LEAST = 4
# share of sentences with RUN words in a row in common; English quotations give other pairs up to
# .05
CLOSE = 0.065
RARE = 0.001
# languages missing from NTREX, each assumed as close to its group as the closest two that were
# measured
UNMEASURED = ("bs cnr hr sh sr", "da nb nn no", "af nl", "fa prs", "rn rw", "en pcm sco", "rue uk")


def main() -> None:
    """Write the lengths."""
    ntrex = Ntrex(Path(sys.argv[1]))
    texts = {tag: [WORD.findall(line) for line in ntrex.lines(tag)] for tag in ntrex.languages}
    grams = {tag: [grams_of(line) for line in lines] for tag, lines in texts.items()}
    words: dict[str, int] = {}
    for one, other in combinations(sorted(texts), 2):
        first, second = (tag.partition("-")[0] for tag in (one, other))
        if first == second:
            continue
        lines = [k for k, (a, b) in enumerate(zip(grams[one], grams[other], strict=True)) if a & b]
        if len(lines) < CLOSE * len(texts[one]):
            continue
        found = least(
            Counter(longest(texts[one][k], texts[other][k]) for k in lines), len(texts[one])
        )
        if found >= LEAST:
            key = " ".join(sorted((first, second)))
            words[key] = max(words.get(key, 0), found)
    for group in UNMEASURED:
        pairs = [" ".join(pair) for pair in combinations(sorted(group.split()), 2)]
        most = max((words[pair] for pair in pairs if pair in words), default=max(words.values()))
        for pair in pairs:
            words.setdefault(pair, most)
    source = (
        "NTREX-128, see tools/build_close.py: words in a row that honest translations share "
        "in over one sentence of 1,000"
    )
    OUT.write_text(
        json.dumps({"source": source, "words": dict(sorted(words.items()))}, indent=1) + "\n",
        encoding="utf-8",
    )


def grams_of(line: list[str]) -> set[tuple[str, ...]]:
    """Return the runs of RUN words without a capital of a line."""
    return {
        tuple(line[k : k + RUN])
        for k in range(len(line) - RUN + 1)
        if line[k].islower() and line[k + 1].islower()
    }


def longest(one: list[str], other: list[str]) -> int:
    """Return the length of the longest run of words without a capital that two lines share."""
    best = 0
    before: dict[int, int] = {}
    for word in one:
        before = (
            {j: before.get(j - 1, 0) + 1 for j, w in enumerate(other) if w == word}
            if word.islower()
            else {}
        )
        best = max(best, max(before.values(), default=0))
    return best


def least(lengths: Counter[int], sentences: int) -> int:
    """Return the smallest length of at least RUN that is rare among the sentences."""
    length = RUN
    while sum(count for found, count in lengths.items() if found >= length) > RARE * sentences:
        length += 1
    return length


if __name__ == "__main__":
    main()
