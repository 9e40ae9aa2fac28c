"""Train the lexicon on parallel news (NTREX-128) and write locales/lexicon/.

usage: python tools/build_lexicon.py NTREX_FOLDER [--out FOLDER] [--folds N]

A term x line matrix over all languages at once, weighted by inverse document frequency; the
eigenvectors of its normalised Gram matrix are the lines' vectors. With --folds N, FOLDER/fold-K is
trained without the documents K, K+N, K+2N, … (for cross-fitting); otherwise one lexicon is trained
on all documents.

NTREX-128 (Federmann, Kocmi, Xin 2022) is CC BY-SA 4.0, and so is the output; see
locales/lexicon/LICENSE.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy import sparse

from ntrex import Ntrex
from transcheck.align.lexicon import terms

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/lexicon"
DIMENSIONS = 256
FEWEST = 2  # lines in which a term must occur
MOST = 0.3  # share of the lines in which a term may occur
POWER = 0.25  # of the eigenvalues: between whitened (0) and plain (0.5) coordinates
# languages without an entry that borrow a close relative's, and tags that mean the same; borrowing
# helps if the spelling is similar (af from nl: F1 of missing paragraphs .89 -> .96) and harms if it
# is not (be from ru: .82 -> .78)
RELATIVES = {
    "no": "nb", "tl": "fil", "iw": "he", "fy": "nl", "nds": "de", "gsw": "de", "ast": "es",
    "oc": "ca", "an": "es",
    "sco": "en", "pcm": "en", "arz": "ar", "ary": "ar", "apc": "ar", "cnr": "sr-Latn",
    "sh": "sr-Latn", "mai": "hi",
    "bho": "hi", "awe": "hi", "szl": "pl", "scn": "it", "vec": "it",
    "lmo": "it", "fur": "it", "jv": "id", "su": "id", "min": "id", "wuu": "zh", "hak": "zh",
    "lzh": "zh-Hant",
    "prs": "fa-AF", "rn": "rw", "zh-Hans": "zh",
}  # fmt: skip


def train(ntrex: Ntrex, documents: list[str], out: Path) -> None:
    """Train on some documents and write the files."""
    lines = [i for document in documents for i in ntrex.documents[document]]
    postings = {tag: _postings(ntrex, tag, lines) for tag in ntrex.languages}
    rows, columns, weights = [], [], []
    row = 0
    for table in postings.values():
        for places in table.values():
            weight = np.log(len(lines) / len(places))
            rows += [row] * len(places)
            columns += places
            weights += [weight] * len(places)
            row += 1
    matrix = sparse.csr_matrix((weights, (rows, columns)), shape=(row, len(lines)))
    gram = np.asarray((matrix.T @ matrix).todense())
    size = np.sqrt(gram.diagonal())
    values, vectors = np.linalg.eigh(gram / np.outer(size, size))
    best = np.argsort(values)[::-1][:DIMENSIONS]
    coordinates = vectors[:, best] * np.maximum(values[best], 1e-6) ** POWER
    coordinates -= coordinates.mean(0)
    lengths = {tag: _length(ntrex, tag, lines) for tag in postings}
    _write(out, coordinates, postings, lengths)


def _postings(ntrex: Ntrex, tag: str, lines: list[int]) -> dict[str, list[int]]:
    text = ntrex.lines(tag)
    found: dict[str, list[int]] = {}
    for column, line in enumerate(lines):
        for term in set(terms(text[line])):
            found.setdefault(term, []).append(column)
    return {
        term: places
        for term, places in sorted(found.items())
        if FEWEST <= len(places) <= MOST * len(lines)
    }


def _length(ntrex: Ntrex, tag: str, lines: list[int]) -> float:
    """Return the log of the number of characters per character of English, over all lines."""
    own, english = ntrex.lines(tag), ntrex.lines("en")
    return float(np.log(sum(len(own[i]) for i in lines) / sum(len(english[i]) for i in lines)))


def _write(
    out: Path,
    coordinates: np.ndarray,
    postings: dict[str, dict[str, list[int]]],
    lengths: dict[str, float],
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.npz"):
        old.unlink()
    scale = np.float32(np.abs(coordinates).max() / 32767)
    np.savez_compressed(
        out / "lines.npz", vectors=np.round(coordinates / scale).astype(np.int16), scale=scale
    )
    for tag, table in postings.items():
        counts = np.array([len(places) for places in table.values()])
        deltas = np.concatenate([np.diff(places, prepend=0) for places in table.values()])
        text = np.frombuffer("\n".join(table).encode("utf-8"), np.uint8)
        np.savez_compressed(
            out / f"{tag}.npz",
            terms=text,
            counts=counts.astype(np.uint16),
            deltas=deltas.astype(np.uint16),
            length=np.float32(lengths[tag]),
        )
    names = {tag: tag for tag in postings} | {
        tag: name for tag, name in RELATIVES.items() if name in postings
    }
    (out / "names.json").write_text(
        json.dumps(dict(sorted(names.items())), indent=0) + "\n", encoding="utf-8"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("ntrex", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--folds", type=int, default=0)
    arguments = parser.parse_args()
    ntrex = Ntrex(arguments.ntrex)
    documents = list(ntrex.documents)
    if not arguments.folds:
        train(ntrex, documents, arguments.out)
    for fold in range(arguments.folds):
        kept = [
            document for index, document in enumerate(documents) if index % arguments.folds != fold
        ]
        train(ntrex, kept, arguments.out / f"fold-{fold}")
    if arguments.folds:  # which documents each fold has left out
        (arguments.out / "documents.json").write_text(
            json.dumps(documents, indent=0) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
