"""Measure how often the right name in another script is the one of 51 that sounds most similar.

usage: python tools/name_accuracy.py FOLDER [--names 2500]

FOLDER contains files en-LANG.tsv: an English name, the name in the other script (spaces are
ignored), and further columns.
"""

import argparse
import random
from pathlib import Path

from transcheck.annotate.sounds import likeness, sounds

DISTRACTORS = 50
LEAST = 4  # letters of an English name


def main() -> None:
    """Print the share of right answers for each language."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--names", type=int, default=2500)
    arguments = parser.parse_args()
    for file in sorted(arguments.folder.glob("en-*.tsv")):
        print(file.stem.partition("-")[2], f"{accuracy(file, arguments.names):.3f}")


def accuracy(file: Path, count: int) -> float:
    """Return the share of a sample of names, drawn with a fixed seed, that are picked correctly."""
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    pairs = [(row[0], row[1].replace(" ", "")) for row in rows if len(row[0]) >= LEAST]
    rng = random.Random(1)
    sample = rng.sample(pairs, min(count, len(pairs)))
    known = {name: sounds(name) for _, name in pairs}
    right = 0
    for english, name in sample:
        others = [other for _, other in rng.sample(pairs, DISTRACTORS + 1) if other != name][
            :DISTRACTORS
        ]
        wanted = sounds(english)
        best = likeness(wanted, known[name])
        right += all(likeness(wanted, known[other]) < best for other in others)
    return right / len(sample)


if __name__ == "__main__":
    main()
