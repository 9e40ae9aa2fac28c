"""Fit the aligner's weights on simulated edits of news and of real pages, and write
align/weights.json.

usage: python tools/fit_alignment.py NTREX_FOLDER LEXICON_FOLDS [--trees TREE...] [--write]

LEXICON_FOLDS is the output of tools/build_lexicon.py --folds N: a case's lexicon was trained
without its document. TREES are folders of documentation whose translations keep up with the source
(page_cases.py). Documents and pages are split into two halves, and each half is scored with weights
fitted on the other (these cross-fitted figures are recorded in the file); the weights written are
fitted on all. They are fitted twice, with the lexicon and without.
"""

import argparse
import itertools
import json
import os
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from sklearn.linear_model import LogisticRegression

from alignment_cases import EDITS, PAIRS, Case, make, split_pair
from ntrex import Ntrex
from page_cases import EDITS as PAGE_EDITS
from page_cases import PageCase, edited, pages
from transcheck import align as aligner
from transcheck.align import lexicon
from transcheck.align.evidence import Evidence, Shape
from transcheck.align.features import features
from transcheck.align.path import Costs
from transcheck.annotate import annotate
from transcheck.model import Block, BlockKind, Document, Piece, Version

TARGET = Path(aligner.__file__).parent / "weights.json"
# In log-odds. With the lexicon they were chosen by a grid search on stories with injected deletions
# and insertions and on pages of documentation that keep up with their source: from a gap of -.5 to
# one of -1, 4% fewer missing paragraphs and 11% fewer extra ones are found in the stories, and 43%
# fewer are reported on the pages.
COSTS = {
    "topics": (Costs(-0.6, {(2, 1): -2.0, (1, 2): -2.0, (3, 1): -4.0, (1, 3): -4.0}, -4.0), 4.0),
    "plain": (Costs(-2.0, {(2, 1): -2.0, (1, 2): -2.0, (3, 1): -4.0, (1, 3): -4.0}, -3.0), 2.0),
}


# of a row of a page, relative to one of news: more gains nothing on pages and costs links on news
PAGE_WEIGHT = 0.5
_CODE, _FIELD = 2, 4  # groups of blocks that are not prose


@dataclass
class Item:
    """A case, the folder of its lexicon ("" for the one that is shipped, None for none), and its
    half.
    """

    case: Case | PageCase
    folder: str | None
    half: int

    @property
    def on_page(self):
        return isinstance(self.case, PageCase)


def version(texts, tag):
    """Return the annotated blocks of bare paragraphs."""
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, text, 0, len(text), (Piece(0, 0, len(text)),)) for text in texts
    )
    return annotate(Version(tag, Path(tag), tag), Document("", blocks, (0,))).blocks


def evidence(item):
    """Return the evidence of one case."""
    case = item.case
    lexicons = [
        lexicon.load(tag, item.folder or None) if item.folder is not None else None
        for tag in case.tags
    ]
    sides = (case.left, case.right)
    blocks = (
        sides
        if item.on_page
        else [version(texts, tag) for texts, tag in zip(sides, case.tags, strict=True)]
    )
    return Evidence(features(blocks[0], lexicons[0]), features(blocks[1], lexicons[1]))


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


def rows_of(case, found, rng):
    """Yield (shape, i, j, right, weight) training rows: the correct beads, random cells, and near
    misses.
    """
    n, m = found.left.size, found.right.size
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


def training_rows(item):
    """Return the features, the answers and the weights of a case's training rows.

    Code is left out, and so are pairs of unlike kinds: their kinds are scored apart from the
    features.
    """
    found = evidence(item)
    groups = found.left.group, found.right.group
    tables: dict[Shape, dict] = {}
    rows = []
    for shape, i, j, right, weight in rows_of(item.case, found, np.random.RandomState(0)):
        kinds = groups[0][i], groups[1][j]
        if _CODE in kinds or (kinds[0] != kinds[1] and not right):
            continue
        if shape not in tables:
            tables[shape] = dict(found.fixed(shape)) | dict(found.of_length(shape, found.log_ratio))
        values = {name: float(matrix[i, j]) for name, matrix in tables[shape].items()}
        rows.append((values, right, weight * (PAGE_WEIGHT if item.on_page else 1.0)))
    return rows


def fit(rows):
    """Return coefficients by feature and the intercept (logistic regression, L2)."""
    names = sorted({name for values, _, _ in rows for name in values})
    x = np.array([[values.get(name, 0.0) for name in names] for values, _, _ in rows])
    y, w = np.array([right for _, right, _ in rows]), np.array([weight for _, _, weight in rows])
    w[y == 0] *= w[y == 1].sum() / w[y == 0].sum()
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=1000).fit((x - mean) / deviation, y, sample_weight=w)
    coefficients = model.coef_[0] / deviation
    return dict(zip(names, coefficients.tolist(), strict=True)), float(
        model.intercept_[0] - (coefficients * mean).sum()
    )


class Score:
    """Counts: unaligned paragraphs, links, whole cases."""

    def __init__(self):
        self.miss = [0, 0, 0]
        self.link = [0, 0, 0]
        self.exact = [0, 0]

    def add(self, case, found, beads):
        links = {(i, j) for bead in beads for i in bead.left for j in bead.right}
        missing = {
            bead.left[0]
            for bead in beads
            if not bead.right and found.left.group[bead.left[0]] not in (_CODE, _FIELD)
        }
        added = {
            bead.right[0]
            for bead in beads
            if not bead.left and found.right.group[bead.right[0]] not in (_CODE, _FIELD)
        }
        for got, right in ((missing, case.missing), (added, case.added)):
            self.miss = [
                a + b
                for a, b in zip(self.miss, (len(got & right), len(got), len(right)), strict=True)
            ]
        self.link = [
            a + b
            for a, b in zip(
                self.link, (len(links & case.links), len(links), len(case.links)), strict=True
            )
        ]
        self.exact = [
            self.exact[0] + (missing == case.missing and added == case.added),
            self.exact[1] + 1,
        ]
        return self

    def plus(self, other):
        for part in ("miss", "link", "exact"):
            setattr(
                self,
                part,
                [a + b for a, b in zip(getattr(self, part), getattr(other, part), strict=True)],
            )

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


def evaluate(argument):
    """Return the score of one case under a model."""
    item, model = argument
    found = evidence(item)
    odds, path = aligner.solve(found, model)
    return Score().add(
        item.case, found, aligner._with_moved(list(aligner._beads(path)), odds[1, 1], model.moved)
    )


def cross_fit(pool, items, rows, name):
    """Return the figures of news and of pages, each half with weights fitted on the other."""
    totals = {"news": Score(), "pages": Score()}
    for half in (0, 1):
        train = [
            row for item, own in zip(items, rows, strict=True) if item.half != half for row in own
        ]
        model = aligner.Weights(*fit(train), *COSTS[name])
        held = [item for item in items if item.half == half]
        for item, score in zip(
            held, pool.map(evaluate, [(item, model) for item in held], chunksize=32), strict=True
        ):
            totals["pages" if item.on_page else "news"].plus(score)
    figures = {part: score.figures() for part, score in totals.items() if score.exact[1]}
    print("cross-fitted", figures, flush=True)
    return figures


def fitted(pool, items, name):
    """Return the data of one set of weights."""
    rows = list(pool.map(training_rows, items, chunksize=32))
    figures = cross_fit(pool, items, rows, name)
    model = aligner.Weights(*fit([row for own in rows for row in own]), *COSTS[name])
    return {
        "figures": {"cases": len(items), "cross-fitted": figures},
        "gap": model.costs.gap,
        "merge": model.costs.merge[2, 1],
        "merge-3": model.costs.merge[3, 1],
        "crossing": model.costs.crossing,
        "moved": model.moved,
        "intercept": round(model.intercept, 4),
        "coefficients": {
            name: round(value, 4) for name, value in sorted(model.coefficients.items())
        },
    }


def news_cases(ntrex):
    """Yield the cases of news."""
    for k, (pair, document) in enumerate(itertools.product(PAIRS, ntrex.documents)):
        for edit in EDITS[k % 2 :: 2]:
            case = make(ntrex, split_pair(pair), document, edit, 0)
            if case:
                yield case


def page_items(trees, folder):
    """Yield the pages of trees as they are and with one edit each, the halves by source page."""
    for tree in trees:
        found = pages(tree)
        for k, page in enumerate(found):
            half = zlib.crc32(Path(page.document).name.encode()) % 2
            for edit in ("none", PAGE_EDITS[k % len(PAGE_EDITS)]):
                yield Item(edited(page, edit, found), folder, half)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ntrex", type=Path)
    parser.add_argument("lexicon", type=Path)
    parser.add_argument("--trees", type=Path, nargs="*", default=[])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    ntrex = Ntrex(arguments.ntrex)
    half = {document: index // 2 % 2 for index, document in enumerate(ntrex.documents)}
    documents = json.loads((arguments.lexicon / "documents.json").read_text(encoding="utf-8"))
    folds = len(list(arguments.lexicon.glob("fold-*")))
    fold = {
        document: str(arguments.lexicon / f"fold-{index % folds}")
        for index, document in enumerate(documents)
    }
    cases = [case for case in news_cases(ntrex) if case.document in fold]
    data = {}
    with ProcessPoolExecutor() as pool:
        for name in ("topics", "plain"):
            topics = name == "topics"
            items = [
                Item(case, fold[case.document] if topics else None, half[case.document])
                for case in cases
            ]
            items += page_items(arguments.trees, "" if topics else None)
            print(name, len(items), "cases", flush=True)
            data[name] = fitted(pool, items, name)
    if arguments.write:
        TARGET.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
