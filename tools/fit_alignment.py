"""Fit the aligner's weights on simulated edits of NTREX and write align/weights.json.

usage: python tools/fit_alignment.py NTREX_FOLDER LEXICON_FOLDS [--write]

LEXICON_FOLDS contains fold-0 … fold-3 (tools/build_lexicon.py --folds 4): a case's lexicon was trained without its document.
Documents are split into two halves, and each half is scored with weights fitted on the other (these cross-fitted figures
are recorded in the file); the weights written are fitted on all. They are fitted twice, with the lexicon and without.
"""

import argparse
import itertools
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from alignment_cases import EDITS, PAIRS, Case, make, split_pair
from ntrex import Ntrex
from transcheck import align as aligner
from transcheck.align import lexicon
from transcheck.align.evidence import Evidence, Shape
from transcheck.align.features import features
from transcheck.align.path import Costs
from transcheck.annotate import annotate
from transcheck.model import Block, Document, Kind, Piece, Version

TARGET = Path(aligner.__file__).parent / "weights.json"
# In log-odds. With the lexicon they were chosen by a grid search on stories with injected deletions and insertions.
# The simulated edits here, most of which delete little, would give a gap of -2, which finds 5% less at 2% more precision.
COSTS = {
    "topics": (Costs(-1.0, {(2, 1): -3.5, (1, 2): -3.5, (3, 1): -5.5, (1, 3): -5.5}, -4.0), 4.0),
    "plain": (Costs(-2.0, {(2, 1): -2.0, (1, 2): -2.0, (3, 1): -4.0, (1, 3): -4.0}, -3.0), 2.0),
}


@dataclass
class Sample:
    """A case with its evidence, computed once."""

    case: Case
    evidence: Evidence


def version(texts, tag):
    """Return the annotated blocks of bare paragraphs."""
    blocks = tuple(Block(Kind.PARAGRAPH, text, 0, len(text), (Piece(0, 0, len(text)),)) for text in texts)
    return annotate(Version(tag, Path(tag), tag), Document("", blocks, (0,)))


def sample(argument):
    """Return the evidence of one case; `folder` contains its lexicon, or is None for no lexicon."""
    case, folder = argument
    left, right = version(case.left, case.tags[0]), version(case.right, case.tags[1])
    lexicons = [lexicon.load(tag, folder) if folder else None for tag in case.tags]
    return Sample(case, Evidence(features(left.blocks, lexicons[0]), features(right.blocks, lexicons[1])))


def gold_beads(case):
    """Return the correct beads (i, a, j, b) of a shape the aligner knows."""
    by_left, by_right = {}, {}
    for i, j in case.links:
        by_left.setdefault(i, set()).add(j)
        by_right.setdefault(j, set()).add(i)
    beads = set()
    for i, j in case.links:
        lefts, rights = sorted(by_right[j]), sorted(by_left[i])
        if len(lefts) == len(rights) == 1:
            beads.add((i, 1, j, 1))
        elif len(rights) == 1 and _solid(lefts) and all(len(by_left[x]) == 1 for x in lefts):
            beads.add((lefts[0], len(lefts), j, 1))
        elif len(lefts) == 1 and _solid(rights) and all(len(by_right[x]) == 1 for x in rights):
            beads.add((i, 1, rights[0], len(rights)))
    return {bead for bead in beads if bead[1] <= 3 and bead[3] <= 3}


def _solid(indices):
    return indices == list(range(indices[0], indices[0] + len(indices)))


def rows_of(item, rng):
    """Yield (shape, i, j, right, weight) training rows: the correct beads, random cells, and near misses."""
    case, n, m = item.case, item.evidence.left.size, item.evidence.right.size
    gold = gold_beads(case)
    for i, a, j, b in gold:
        yield (a, b), i, j, 1, 1.0 if a + b == 2 else 4.0
    for i in range(n):
        for j in rng.choice(m, min(m, 4), replace=False):
            if (i, j) not in case.links:
                yield (1, 1), i, int(j), 0, 1.0
    for i, j in case.links:
        if (i, 1, j, 1) not in gold:
            continue
        for d in (-1, 1):
            if 0 <= i + d < n and (i + d, j) not in case.links:
                yield (2, 1), min(i, i + d), j, 0, 0.3
                yield (1, 1), i + d, j, 0, 1.0
            if 0 <= j + d < m and (i, j + d) not in case.links:
                yield (1, 2), i, min(j, j + d), 0, 0.3


def fit(samples):
    """Return coefficients by feature and the intercept (logistic regression, L2)."""
    rng = np.random.RandomState(0)
    rows, targets, sample_weights = [], [], []
    for item in samples:
        tables: dict[Shape, dict] = {}
        for shape, i, j, right, weight in rows_of(item, rng):
            if shape not in tables:
                tables[shape] = dict(item.evidence.fixed(shape)) | dict(item.evidence.of_length(shape, item.evidence.log_ratio))
            rows.append({name: matrix[i, j] for name, matrix in tables[shape].items()})
            targets.append(right)
            sample_weights.append(weight)
    names = sorted({name for row in rows for name in row})
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    y, w = np.array(targets), np.array(sample_weights)
    w[y == 0] *= w[y == 1].sum() / w[y == 0].sum()
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=1000).fit((x - mean) / deviation, y, sample_weight=w)
    coefficients = model.coef_[0] / deviation
    return dict(zip(names, coefficients.tolist(), strict=True)), float(model.intercept_[0] - (coefficients * mean).sum())


class Score:
    """Counts: unaligned paragraphs, links, whole cases."""

    def __init__(self):
        self.miss = [0, 0, 0]
        self.link = [0, 0, 0]
        self.exact = [0, 0]

    def add(self, case, beads):
        links = {(i, j) for bead in beads for i in bead.left for j in bead.right}
        missing = {bead.left[0] for bead in beads if not bead.right}
        added = {bead.right[0] for bead in beads if not bead.left}
        for found, right in ((missing, case.missing), (added, case.added)):
            self.miss = [a + b for a, b in zip(self.miss, (len(found & right), len(found), len(right)), strict=True)]
        self.link = [a + b for a, b in zip(self.link, (len(links & case.links), len(links), len(case.links)), strict=True)]
        self.exact = [self.exact[0] + (missing == case.missing and added == case.added), self.exact[1] + 1]

    @staticmethod
    def f1(counts):
        hit, found, right = counts
        return 2 * hit / max(1, found + right)

    def figures(self):
        return {
            "missing F1": round(self.f1(self.miss), 3),
            "link F1": round(self.f1(self.link), 3),
            "exact": round(self.exact[0] / max(1, self.exact[1]), 3),
        }


def evaluate(samples, model):
    score = Score()
    for item in samples:
        odds, path = aligner.solve(item.evidence, model)
        score.add(item.case, aligner._with_moved(list(aligner._beads(path)), odds[1, 1], model.moved))
    return score


def cross_fit(samples, half, name):
    """Return the figures of each half with weights fitted on the other."""
    total = Score()
    for side in (0, 1):
        train = [item for item in samples if half[item.case.document] != side]
        held = [item for item in samples if half[item.case.document] == side]
        model = aligner.Weights(*fit(train), *COSTS[name])
        score = evaluate(held, model)
        print("half", side, score.figures(), flush=True)
        for part in ("miss", "link", "exact"):
            setattr(total, part, [a + b for a, b in zip(getattr(total, part), getattr(score, part), strict=True)])
    print("cross-fitted", total.figures())
    return total.figures()


def fitted(samples, half, name):
    """Return the data of one set of weights."""
    figures = cross_fit(samples, half, name)
    model = aligner.Weights(*fit(samples), *COSTS[name])
    return {
        "figures": {"cases": len(samples), "cross-fitted": figures},
        "gap": model.costs.gap,
        "merge": model.costs.merge[2, 1],
        "merge-3": model.costs.merge[3, 1],
        "crossing": model.costs.crossing,
        "moved": model.moved,
        "intercept": round(model.intercept, 4),
        "coefficients": {name: round(value, 4) for name, value in sorted(model.coefficients.items())},
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ntrex", type=Path)
    parser.add_argument("lexicon", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    ntrex = Ntrex(arguments.ntrex)
    documents = list(ntrex.documents)
    cases = []
    for k, (pair, document) in enumerate(itertools.product(PAIRS, documents)):
        for edit in EDITS[k % 2 :: 2]:
            case = make(ntrex, split_pair(pair), document, edit, 0)
            cases += [case] if case else []
    half = {document: index // 2 % 2 for index, document in enumerate(documents)}
    fold = {document: str(arguments.lexicon / f"fold-{index % 4}") for index, document in enumerate(documents)}
    data = {}
    for name in ("topics", "plain"):
        work = [(case, fold[case.document] if name == "topics" else None) for case in cases]
        with ProcessPoolExecutor() as pool:
            samples = list(pool.map(sample, work, chunksize=32))
        print(name, len(samples), "cases", flush=True)
        data[name] = fitted(samples, half, name)
    if arguments.write:
        TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
