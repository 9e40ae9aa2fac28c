"""Write locales/lengths.json: how long a sentence is in English for its length in another language.

usage: python tools/fit_lengths.py NTREX

NTREX is a checkout of NTREX-128. Of the logarithm of the ratio of characters, `log(English /
other)`, the file has for each language the median `m` and the variance `A + B / sqrt(characters *
English characters)`: the longer two sentences are, the less their ratio varies. A and B are fitted
to the squared deviations by least squares, outliers cut off.
"""

import json
import math
import sys
from pathlib import Path
from statistics import median

import numpy

from ntrex import Ntrex

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/lengths.json"
FEWEST = 500  # sentences
FLOORS = (0.005, 0.3)  # of A and B; a perfect fit would find every deviation remarkable
# squared deviation, in variances, from which a sentence counts as translated too freely to fit to
CUT = 9.0
ROUNDS = 3


def main() -> None:
    """Write one line per language."""
    ntrex = Ntrex(Path(sys.argv[1]))
    english = ntrex.lines("en")
    fitted: dict[str, list[float]] = {}
    for tag in sorted(set(ntrex.files) - {"en"}):
        pairs = [
            (len(ours), len(theirs))
            for ours, theirs in zip(ntrex.lines(tag), english, strict=True)
            if ours and theirs
        ]
        if len(pairs) >= FEWEST:
            fitted[tag] = [round(value, 4) for value in fit(pairs)]
    lines = ",\n".join(f"{json.dumps(tag)}: {json.dumps(values)}" for tag, values in fitted.items())
    TARGET.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def fit(pairs: list[tuple[int, int]]) -> tuple[float, float, float]:
    """Return m, A and B."""
    ratios = numpy.array([math.log(theirs / ours) for ours, theirs in pairs])
    inverse = numpy.array([1 / math.sqrt(ours * theirs) for ours, theirs in pairs])
    middle = median(ratios)
    squares = (ratios - middle) ** 2
    a, b = FLOORS
    kept = numpy.ones(len(pairs), dtype=bool)
    for _ in range(ROUNDS):
        terms = numpy.stack([numpy.ones(kept.sum()), inverse[kept]], axis=1)
        a, b = numpy.linalg.lstsq(terms, squares[kept], rcond=None)[0]
        a, b = max(a, FLOORS[0]), max(b, FLOORS[1])
        kept = squares < CUT * (a + b * inverse)
    return float(middle), float(a), float(b)


if __name__ == "__main__":
    main()
