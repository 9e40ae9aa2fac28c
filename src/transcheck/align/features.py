"""Features that make paragraphs of different languages comparable: length, numbers, cognates,
punctuation.

Cognates are compared as hashed character 4-grams in three spellings (folded, romanised, consonant
skeleton), each with a cosine weighted by inverse document frequency. Everything that depends on one
version alone is computed once per version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt
import regex
from msgspec import Struct

from transcheck.align.lexicon import Floats, Lexicon
from transcheck.align.semantic import vectors
from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.sounds import phonetic_key_of_romanised, romanise, skeleton
from transcheck.annotate.words import UNSPACED, fold
from transcheck.model import BlockKind

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

_PUNCTUATION = {
    "question": "?？؟;՞፧",
    "exclamation": "!！՜",
    "quote": '"“”„«»‟「」『』‹›',
    "bracket": "(（[［",
    "colon": ":：፡",
    "percent": "%％٪",
    "currency": "$€£¥₹₩฿",
    "semicolon": ";；؛",
}
_SENTENCE_END = re.compile(
    r"(?<![.!?…。！？؟।።])[.!?…。！？؟।።]++(?=[\"”»')\]]*(?:\s|$))|[。！？।]"
)
_TERMINAL = frozenset(".!?…。！？؟।۔։።")
_CLOSING = "\"”»’')]）」』 "
FEWEST_TERMINAL = (
    0.2  # if fewer paragraphs end in a sentence mark, the language does not use one (Thai)
)
_NOT_WORD = regex.compile(r"[^\p{L}\p{N}\p{M}]+")
_TARGET_PART = re.compile(r"[^/#?&=]{3,}")
_SECOND = 0x9E3779B9  # start value of the second half of a hash
_REMEMBERED = 1 << 16  # words
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


class Grams(Struct, frozen=True):
    """The distinct (row, hash) pairs of one spelling, sorted by hash.

    `distinct` are the hashes without repetition, `total` is each row's sum of squared weights.
    """

    rows: Rows
    hashes: Hashes
    weights: Floats
    distinct: Hashes
    total: Floats


class Topics(Struct, frozen=True):
    """The topics of each row: rows x dimensions, the sum of its terms' vectors, and the number of
    these terms.

    `length` is the log of the number of characters the language needs per character of English.
    """

    vectors: Floats
    counts: Floats
    length: float
    listed: bool


class VersionFeatures(Struct, frozen=True):
    """The evidence of one version (or of a window of it), one row per block.

    `lengths` are in characters; `marks` counts punctuation by class (rows x classes); `group`
    numbers the kinds of block that may match each other; `runs` has the length of the run of list
    items or table rows a block is in and its place there (rows x 2), zeros elsewhere; `closed` is
    whether a block ends like a sentence, `addresses` whether it contains a web address.
    """

    lengths: Floats
    sentences: Floats
    marks: Floats
    closed: npt.NDArray[np.bool_]
    group: Rows
    runs: Rows
    numbers: Grams
    markup: Grams
    words: Grams
    sounds: Grams
    skeletons: Grams
    addresses: npt.NDArray[np.bool_]
    topics: Topics | None = None
    meaning: Floats | None = None

    @property
    def size(self) -> int:
        """Return the number of blocks."""
        return len(self.lengths)


_GROUPS = {
    BlockKind.HEADING: 0,
    BlockKind.LIST_ITEM: 1,
    BlockKind.CODE: 2,
    BlockKind.TABLE_ROW: 3,
    BlockKind.FIELD: 4,
    BlockKind.CAPTION: 5,
}
PROSE = 6
CODE = _GROUPS[BlockKind.CODE]
_IN_RUNS = (_GROUPS[BlockKind.LIST_ITEM], _GROUPS[BlockKind.TABLE_ROW])


def features(
    blocks: Sequence[AnnotatedBlock], lexicon: Lexicon | None = None, semantic: str | None = None
) -> VersionFeatures:
    """Return the evidence of a version's blocks (at least one).

    Topics need a lexicon for the version's language; meaning needs `semantic`, the tag of a
    language the encoder knows.
    """
    texts = [block.block.text for block in blocks]
    group = np.array([_GROUPS.get(block.block.kind, PROSE) for block in blocks])
    folded = [fold(text) for text in texts]
    sounds = phonetic_key_of_romanised("\n".join(romanise(text) for text in texts))
    return VersionFeatures(
        lengths=np.array([max(len(text), 1) for text in texts], float),
        sentences=np.array([max(1, len(_SENTENCE_END.findall(text))) for text in texts], float),
        marks=np.array(
            [[sum(map(text.count, chars)) for chars in _PUNCTUATION.values()] for text in texts],
            float,
        ),
        closed=np.array([text.rstrip(_CLOSING)[-1:] in _TERMINAL for text in texts]),
        group=group,
        runs=_runs(group),
        numbers=_numbers(blocks),
        markup=_markup(blocks),
        words=_words(folded),
        sounds=_grams(sounds, 4, len(texts)),
        skeletons=_skeletons(sounds, len(texts)),
        addresses=np.array(
            [any("://" in address.text for address in block.addresses) for block in blocks]
        ),
        topics=Topics(*lexicon.vectors(texts), lexicon.length, lexicon.listed) if lexicon else None,
        meaning=vectors(texts, semantic) if semantic else None,
    )


def _runs(group: Rows) -> Rows:
    """Return the length of each list or table and the places of its rows in it, counted from 1."""
    runs = np.zeros((len(group), 2), np.int64)
    start = 0
    for end in range(1, len(group) + 1):
        if end < len(group) and group[end] == group[start]:
            continue
        if group[start] in _IN_RUNS:
            runs[start:end, 0] = end - start
            runs[start:end, 1] = np.arange(1, end - start + 1)
        start = end
    return runs


@lru_cache(_REMEMBERED)
def _hash(word: str) -> int:
    """Return a 64-bit hash that is the same in every process, unlike Python's own: reports must be
    reproducible.
    """
    data = word.encode("utf-8", "surrogatepass")
    return crc32(data) << 32 | crc32(data, _SECOND)


def _numbers(blocks: Sequence[AnnotatedBlock]) -> Grams:
    rows, hashes = [], []
    for row, block in enumerate(blocks):
        for number in block.numbers:
            for value in (*number.values, *number.parts):
                rows.append(row)
                hashes.append(hash(value) & 0xFFFFFFFFFFFFFFFF)
    return _weighted(np.array(rows, np.int64), np.array(hashes, np.uint64), len(blocks))


def _markup(blocks: Sequence[AnnotatedBlock]) -> Grams:
    """Return the code spans and the parts of link targets, which translations keep:
    `/ja/docs/install` shares two of three.
    """
    rows, hashes = [], []
    for row, block in enumerate(blocks):
        text = block.block.text
        kept = {text[span.start : span.end] for span in block.block.literal}
        for link in block.block.links:
            kept.update(_TARGET_PART.findall(link.target))
        for part in kept:
            rows.append(row)
            hashes.append(_hash(part))
    return _weighted(np.array(rows, np.int64), np.array(hashes, np.uint64), len(blocks))


def _words(folded: list[str]) -> Grams:
    """Return whole words and 4-grams from the start of each word, plus 2- and 3-grams where words
    are not spaced.
    """
    spaced = "\n".join(" " + _NOT_WORD.sub(" ", text) + " " for text in folded)
    rows, hashes = _windows(spaced, 4)
    found_rows, found_hashes = [rows], [hashes]
    if UNSPACED.search(spaced):
        for size in (2, 3):
            more_rows, more_hashes = _windows(
                "".join(c if c == "\n" or UNSPACED.match(c) else " " for c in spaced), size
            )
            found_rows.append(more_rows)
            found_hashes.append(more_hashes)
    word_rows, word_hashes = _whole_words(spaced)
    return _weighted(
        np.concatenate([*found_rows, word_rows]),
        np.concatenate([*found_hashes, word_hashes]),
        len(folded),
    )


def _whole_words(spaced: str) -> tuple[Rows, Hashes]:
    rows, hashes = [], []
    for row, line in enumerate(spaced.split("\n")):
        for word in set(line.split()):
            if len(word) >= 3 and not word.isdigit():
                rows.append(row)
                hashes.append(_hash(word))
    return np.array(rows, np.int64), np.array(hashes, np.uint64)


def _skeletons(sounds: str, size: int) -> Grams:
    text = skeleton(sounds)
    long_rows, long_hashes = _windows(text, 4)
    short_rows, short_hashes = [], []
    for row, line in enumerate(text.split("\n")):
        for word in {word for word in line.split() if len(word) == 3}:
            short_rows.append(row)
            short_hashes.append(_hash(word))
    return _weighted(
        np.concatenate([long_rows, np.array(short_rows, np.int64)]),
        np.concatenate([long_hashes, np.array(short_hashes, np.uint64)]),
        size,
    )


def _grams(text: str, length: int, size: int) -> Grams:
    return _weighted(*_windows(text, length), size)


def _windows(text: str, length: int) -> tuple[Rows, Hashes]:
    r"""Return the row and hash of each window of characters within a word.

    "\\n" ends a row, a space ends a word.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(codes) < length:
        return np.array([], np.int64), np.array([], np.uint64)
    rows = np.cumsum(codes == ord("\n"))
    gap = ((codes == ord(" ")) | (codes == ord("\n"))).astype(np.int64)
    count = len(codes) - length + 1
    hashes = np.zeros(count, np.uint64)
    gaps = np.zeros(count, np.int64)
    for offset in range(length):
        hashes = hashes * _MULTIPLIER + codes[offset : offset + count] + np.uint64(offset + length)
        gaps += gap[offset : offset + count]
    # a leading space is part of the window: it marks the start of a word
    inside = (
        (gaps == 0) if length < 4 else (gaps == 0) | ((gaps == 1) & (codes[:count] == ord(" ")))
    )
    return rows[:count][inside], hashes[inside]


def _weighted(rows: Rows, hashes: Hashes, size: int) -> Grams:
    """Return the distinct pairs with their weights: half the inverse document frequency that a
    match would have.
    """
    order = np.lexsort((rows, hashes))
    rows, hashes = rows[order], hashes[order]
    if len(rows):
        new = np.ones(len(rows), bool)
        new[1:] = (rows[1:] != rows[:-1]) | (hashes[1:] != hashes[:-1])
        rows, hashes = rows[new], hashes[new]
    first = (
        np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1]]))
        if len(hashes)
        else np.zeros(0, np.int64)
    )
    counts = np.diff(first, append=len(hashes))
    weights = np.repeat(np.log((size + 0.5) / counts), counts)
    return Grams(
        rows,
        hashes,
        weights,
        hashes[first],
        np.bincount(rows, 2 * weights, minlength=size).astype(float),
    )
