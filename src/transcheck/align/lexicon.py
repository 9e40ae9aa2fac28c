"""The lexicon: the topic of a paragraph as a vector in a space that all languages share.

It is a latent semantic analysis of parallel news in 128 languages (tools/build_lexicon.py). The
lines of all languages together give each line a vector; a term's vector is the shrunk mean of the
lines it occurs in; a paragraph's is the sum of its terms' vectors. The lexicon ships the vectors of
the lines once, and the lines of each term in one file per language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import regex
from msgspec import Struct

from transcheck.annotate.words import UNSPACED, fold

Floats = npt.NDArray[np.floating[Any]]

# letters of a word that make a term: serves as a stem in any language, without knowing the language
PREFIX = 6
SHRINK = 8.0  # zero vectors that are averaged in with a term's own lines

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_HAN = regex.compile(r"\p{Han}")
_HANGUL = regex.compile(r"\p{Hangul}")


def terms(text: str) -> list[str]:
    """Return the terms of a text: folded word beginnings, or n-grams where words are not spaced."""
    folded = fold(text)
    words = _WORD.findall(folded)
    if not UNSPACED.search(folded) and not _HANGUL.search(folded):
        return [word[:PREFIX] for word in words]
    return [term for word in words for term in _word_terms(word)]


def _word_terms(word: str) -> Iterator[str]:
    if UNSPACED.search(word):
        yield from (word[i : i + 2] for i in range(len(word) - 1))
        yield from (word[i : i + 3] for i in range(len(word) - 2))
        yield from _HAN.findall(word)
    elif _HANGUL.search(word):
        yield from dict.fromkeys((word, word[:2], word[:3]))
    else:
        yield word[:PREFIX]


class Lexicon(Struct, frozen=True):
    """One language's terms.

    `index` numbers the terms, `bounds` cuts `postings` into the lines of each term, `lines` has the
    vector of each line. `length` is the log of the number of characters the language needs per
    character of English. A `listed` lexicon comes from a list of words, not from texts
    (tools/extend_lexicon.py): its evidence is weaker.
    """

    length: float
    index: dict[str, int]
    bounds: npt.NDArray[np.int64]
    postings: npt.NDArray[np.int64]
    lines: Floats
    listed: bool = False

    def vectors(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Return the topics of texts and the number of known terms in each.

        The topics are a matrix of texts x dimensions: the sum of the vectors of each text's
        distinct terms.
        """
        rows: list[int] = []
        columns: list[int] = []
        for row, text in enumerate(texts):
            known = {self.index[term] for term in set(terms(text)) if term in self.index}
            rows += [row] * len(known)
            columns += known
        if not columns:
            return np.zeros((len(texts), self.lines.shape[1]), np.float32), np.zeros(len(texts))
        terms_at = np.array(columns)
        starts, counts = self.bounds[terms_at], self.bounds[terms_at + 1] - self.bounds[terms_at]
        offsets = np.cumsum(counts) - counts
        picked = np.repeat(starts - offsets, counts) + np.arange(counts.sum())
        cells = np.repeat(np.array(rows) * len(self.lines), counts) + self.postings[picked]
        weights = np.repeat(1.0 / (counts + SHRINK), counts)
        share = np.bincount(cells, weights, len(texts) * len(self.lines)).reshape(len(texts), -1)
        return share.astype(np.float32) @ self.lines, np.bincount(
            rows, minlength=len(texts)
        ).astype(float)


def load(tag: str, folder: str | None = None) -> Lexicon | None:
    """Return the lexicon of a language tag or of a close relative, or None if there is none.

    `folder` names a lexicon to use instead of the one that is shipped.
    """
    name = resolve(tag, _names(folder))
    return _read(folder, name) if name else None


def resolve(tag: str, names: dict[str, str]) -> str | None:
    """Return the name of the file for a tag: its own, its language's, or a relative's."""
    parts = tag.split("-")
    if parts[0] == "zh" and {"Hant", "TW", "HK", "MO"} & set(parts):
        return names.get("zh-Hant")
    candidates = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return next((names[name] for name in candidates if name in names), None)


def _place(folder: str | None) -> Traversable:
    return Path(folder) if folder else files("transcheck.locales").joinpath("lexicon")


@cache
def _names(folder: str | None) -> dict[str, str]:
    """Return the file for each tag, relatives included; empty if the folder contains no lexicon."""
    try:
        table: dict[str, str] = json.loads(_place(folder).joinpath("names.json").read_bytes())
    except FileNotFoundError:
        return {}
    return table


@cache
def _lines(folder: str | None) -> Floats:
    with _place(folder).joinpath("lines.npz").open("rb") as file, np.load(file) as data:
        return np.asarray(data["vectors"].astype(np.float32) * data["scale"])


@cache
def _read(folder: str | None, name: str) -> Lexicon:
    with _place(folder).joinpath(f"{name}.npz").open("rb") as file, np.load(file) as data:
        words = data["terms"].tobytes().decode("utf-8").split("\n")
        counts = data["counts"].astype(np.int64)
        deltas = data["deltas"].astype(np.int64)
        length, listed = float(data["length"]), "listed" in data
    bounds = np.concatenate([[0], np.cumsum(counts)])
    running = np.cumsum(deltas)
    before = np.concatenate([[0], running])[bounds[:-1]]
    postings = running - np.repeat(before, counts)
    return Lexicon(
        length, {word: i for i, word in enumerate(words)}, bounds, postings, _lines(folder), listed
    )
