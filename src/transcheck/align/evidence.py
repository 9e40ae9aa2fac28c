"""The evidence that blocks of two versions belong together: matrices of named features, one set per
bead shape.

A shape (a, b) joins `a` consecutive blocks of the left version with `b` of the right one. Its
matrices have one row for each place on the left and one column for each place on the right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from transcheck.align.features import FEWEST_TERMINAL, Grams, Topics, VersionFeatures
from transcheck.align.lexicon import Floats

Shape = tuple[int, int]
Feature = Floats | npt.NDArray[np.bool_]  # of every pair of spans of a shape
SHAPES: tuple[Shape, ...] = ((1, 1), (2, 1), (1, 2), (3, 1), (1, 3))

_LENGTH_VARIANCE = (0.10, 4.0)  # of the log length ratio of two translations: a + b / characters
_FREEDOM = 5  # degrees of freedom of the Student t distribution of the log length ratio
_SMOOTHING = 4.0  # keeps the cosine of short blocks low
# if the unmatched numbers weigh less than this, two blocks count as having the same numbers
_FULL = 0.3
_LEAST_WEIGHT = 1e-6  # instead of none, to divide by
_SUBSTANTIAL = (
    0.3  # parts of a span at least this long, relative to the longest part, need a counterpart
)
_USUAL_WORTH = 5.0  # the usual length ratio of two languages counts as this many beads
_TOTAL_WORTH = (
    1.0  # the ratio of the total lengths counts as this many beads: a missing part distorts it
)
_COPY = 0.6  # cosine of words and their 4-grams that no translation into another language reaches
_COPY_ODDS = 10.0
_LITTLE = (
    0.4  # share of the median length of the topic vectors: keeps the cosine of short blocks low
)
_Z_RANGE = (-3.0, 12.0)


class _Family(Struct, frozen=True):
    """The similarity by one kind of spelling: shared weight and cosine per shape, total weight per
    side and span length.
    """

    shared: dict[Shape, Floats]
    cosine: dict[Shape, Floats]
    left_total: dict[int, Floats]
    right_total: dict[int, Floats]


class Evidence:
    """All evidence between two versions; most of it does not depend on the ratio of their
    lengths.
    """

    def __init__(self, left: VersionFeatures, right: VersionFeatures) -> None:
        self.left, self.right = left, right
        self._lengths = _spans_of(left.lengths), _spans_of(right.lengths)
        self._sentences = _spans_of(left.sentences), _spans_of(right.sentences)
        self._fixed = self._collect()

    def copied(self, shape: Shape) -> Floats:
        """Return the log-odds that a block was copied untranslated.

        Minus infinity where the blocks are not alike enough.
        """
        cosine = np.asarray(self._fixed[shape]["words"], float) / 5.0
        return np.where(cosine > _COPY, _COPY_ODDS * cosine, -np.inf)

    def fixed(self, shape: Shape) -> Iterable[tuple[str, Feature]]:
        """Return the names and matrices of the features that do not depend on the length ratio."""
        return self._fixed[shape].items()

    @property
    def log_ratio(self) -> float:
        """Return the log length ratio to start from, a blend of the languages' usual ratio and the
        ratio of the totals.
        """
        return self.settled_ratio(
            math.log(self.right.lengths.sum() / self.left.lengths.sum()), _TOTAL_WORTH
        )

    def settled_ratio(self, measured: float, beads: float) -> float:
        """Return a measured log ratio pulled towards the languages' usual one, more strongly the
        fewer the beads.
        """
        if self.left.topics is None or self.right.topics is None:
            return measured
        usual = self.right.topics.length - self.left.topics.length
        return (usual * _USUAL_WORTH + measured * beads) / (_USUAL_WORTH + beads)

    def shorter(self, shape: Shape) -> Floats:
        """Return the number of characters of the shorter side of every pair of spans."""
        a, b = self._lengths[0][shape[0]], self._lengths[1][shape[1]]
        return np.asarray(np.minimum(a[:, None], b[None, :]))

    def of_length(self, shape: Shape, log_ratio: float) -> Iterator[tuple[str, Floats]]:
        """Yield the features that depend on the length ratio, given the log of right characters per
        left character.
        """
        a, b = self._lengths[0][shape[0]], self._lengths[1][shape[1]]
        log_a, log_b = np.log(a), np.log(b)
        variance = _LENGTH_VARIANCE[0] + _LENGTH_VARIANCE[1] / np.minimum(a[:, None], b[None, :])
        z = (log_b[None, :] - log_a[:, None] - log_ratio) / np.sqrt(variance)
        density = -(_FREEDOM + 1) / 2 * np.log1p(z * z / _FREEDOM) - 0.5 * np.log(variance) - 0.968
        background = 0.5 * (
            _normal(log_b, self.right.lengths)[None, :] + _normal(log_a, self.left.lengths)[:, None]
        )
        yield "length", np.clip(density - background, -10, 4)
        off = np.minimum(np.abs(z), 6)
        yield "length-off", off
        if shape != (1, 1):
            yield "length-off-span", off

    def _collect(self) -> dict[Shape, dict[str, Feature]]:
        found: dict[Shape, dict[str, Feature]] = {
            shape: {} for shape in SHAPES if self._fits(shape)
        }
        self._shared(found, "numbers", self.left.numbers, self.right.numbers)
        self._shared(found, "markup", self.left.markup, self.right.markup)
        for name, left, right in (
            ("words", self.left.words, self.right.words),
            ("sounds", self.left.sounds, self.right.sounds),
            ("skeletons", self.left.skeletons, self.right.skeletons),
        ):
            family = self._family(left, right)
            self._similarity(found, name, family.cosine, 5.0)
            if name == "sounds":
                self._parts(found, name, _of_name(found, "z-sounds"))
        self._topics(found)
        self._meaning(found)
        self._punctuation(found)
        self._sentence_counts(found)
        self._endings(found)
        return found

    @property
    def has_topics(self) -> bool:
        """Return whether the lexicon covers both languages."""
        return self.left.topics is not None and self.right.topics is not None

    @property
    def is_listed(self) -> bool:
        """Return whether the lexicon of a side comes from a list of words."""
        return any(
            topics is not None and topics.listed for topics in (self.left.topics, self.right.topics)
        )

    def _topics(self, found: dict[Shape, dict[str, Feature]]) -> None:
        """Add the cosine of the topics of two spans.

        Each side is centred first, because the topic of the whole document does not help to
        distinguish its blocks.
        """
        if self.left.topics is None or self.right.topics is None:
            return
        left, right = _directions(self.left.topics), _directions(self.right.topics)
        cosine = {shape: np.asarray(left[shape[0]] @ right[shape[1]].T, float) for shape in found}
        self._similarity(found, "topics", cosine, 5.0)
        self._parts(found, "topics", _of_name(found, "topics"))

    def _meaning(self, found: dict[Shape, dict[str, Feature]]) -> None:
        if self.left.meaning is None or self.right.meaning is None:
            return
        left, right = _unit(_spans_of(self.left.meaning)), _unit(_spans_of(self.right.meaning))
        cosine = {shape: np.asarray(left[shape[0]] @ right[shape[1]].T, float) for shape in found}
        self._similarity(found, "meaning", cosine, 1.0)

    def _fits(self, shape: Shape) -> bool:
        return shape[0] <= self.left.size and shape[1] <= self.right.size

    def _family(self, left: Grams, right: Grams) -> _Family:
        common = np.intersect1d(left.distinct, right.distinct, assume_unique=True)
        a = _dense(left, common, self.left.size)
        b = _dense(right, common, self.right.size)
        presence_a, presence_b = _unions(a > 0), _unions(b > 0)
        weight = a.max(0, initial=0) + b.max(0, initial=0)
        totals = _spans_of(left.total), _spans_of(right.total)
        shared, cosine = {}, {}
        for shape in filter(self._fits, SHAPES):
            shared[shape] = ((presence_a[shape[0]] * weight) @ presence_b[shape[1]].T).astype(float)
            norm = np.sqrt(
                np.outer(totals[0][shape[0]] + _SMOOTHING, totals[1][shape[1]] + _SMOOTHING)
            )
            cosine[shape] = np.asarray(shared[shape] / norm)
        return _Family(shared, cosine, totals[0], totals[1])

    def _similarity(
        self,
        found: dict[Shape, dict[str, Feature]],
        name: str,
        matrices: dict[Shape, Floats],
        scale: float,
    ) -> None:
        """Add a similarity, both as it is and normalised by the cells that do not match (row and
        column medians, MAD).
        """
        base = matrices[1, 1]
        rows, columns = _median(base, 1), _median(base, 0)
        middle = float(_median(base.ravel(), 0))
        rest = base - (rows[:, None] + columns[None, :] - middle)
        spread = max(
            1.4826 * float(_median(np.abs(rest).ravel(), 0)), 0.5 * float(rest.std()), 1e-3
        )
        for shape, matrix in matrices.items():
            expected = (
                (rows if shape[0] == 1 else _median(matrix, 1))[:, None]
                + (columns if shape[1] == 1 else _median(matrix, 0))[None, :]
                - middle
            )
            found[shape][f"z-{name}"] = np.clip((matrix - expected) / spread, *_Z_RANGE) / 3
            found[shape][name] = matrix * scale

    def _parts(
        self, found: dict[Shape, dict[str, Feature]], name: str, matrices: dict[Shape, Floats]
    ) -> None:
        """Add, for spans, how much worse the weakest substantial part is than the whole, and how
        much the whole gains.
        """
        base = matrices[1, 1]
        for shape, whole in matrices.items():
            if shape == (1, 1):
                continue
            axis = 0 if shape[0] > 1 else 1
            size = max(shape)
            lengths = (self.left if axis == 0 else self.right).lengths
            count = len(lengths) - size + 1
            parts = [base.take(range(i, i + count), axis) for i in range(size)]
            part_lengths = np.stack([lengths[i : i + count] for i in range(size)])
            weak = part_lengths < _SUBSTANTIAL * part_lengths.max(0)
            mask = weak[:, :, None] if axis == 0 else weak[:, None, :]
            stacked = np.stack(parts)
            found[shape][f"weakest-{name}"] = np.where(mask, np.inf, stacked).min(0) - whole
            found[shape][f"gain-{name}"] = whole - stacked.max(0)

    def _shared(
        self, found: dict[Shape, dict[str, Feature]], name: str, left: Grams, right: Grams
    ) -> None:
        """Add how much two spans share of what translations keep, and how much of it one of them
        has alone.
        """
        family = self._family(left, right)
        for shape in found:
            shared = family.shared[shape]
            total = (
                family.left_total[shape[0]][:, None] / 2 + family.right_total[shape[1]][None, :] / 2
            )
            rest = total - shared
            if name == "markup":
                # of much code and many links, some are always written otherwise (ServiceMonitors,
                # ServiceMonitor): the less is shared, the more the rest speaks against a pair
                rest = rest * rest / np.maximum(total, _LEAST_WEIGHT)
            found[shape][name] = np.minimum(shared / 2, 6)
            found[shape][f"{name}-off"] = np.minimum(rest, 8)
            found[shape][f"{name}-full"] = (shared > 0) & (rest < _FULL)

    def _punctuation(self, found: dict[Shape, dict[str, Feature]]) -> None:
        left, right = _spans_of(self.left.marks), _spans_of(self.right.marks)
        share_left, share_right = (self.left.marks > 0).mean(0), (self.right.marks > 0).mean(0)
        rarity = (_rarity(share_left, self.left.size) + _rarity(share_right, self.right.size)) / 2
        used = (share_left > 0) & (share_right > 0)
        for shape in found:
            a, b = left[shape[0]] > 0, right[shape[1]] > 0
            for index, weight in enumerate(rarity):
                both = a[:, None, index] & b[None, :, index]
                one = (a[:, None, index] ^ b[None, :, index]) & used[index]
                # there are many of them: a byte or four a cell, not eight
                found[shape][f"mark-{index}"] = both * np.float32(weight)
                found[shape][f"mark-{index}-off"] = one

    def _sentence_counts(self, found: dict[Shape, dict[str, Feature]]) -> None:
        for shape in found:
            a, b = self._sentences[0][shape[0]][:, None], self._sentences[1][shape[1]][None, :]
            found[shape]["sentences-off"] = np.abs(np.log(a) - np.log(b))
            found[shape]["sentences-equal"] = (a == b) & (a > 1)

    def _endings(self, found: dict[Shape, dict[str, Feature]]) -> None:
        used = np.bool_(min(self.left.closed.mean(), self.right.closed.mean()) >= FEWEST_TERMINAL)
        for shape in found:
            a = self.left.closed[shape[0] - 1 :][:, None]
            b = self.right.closed[shape[1] - 1 :][None, :]
            found[shape]["ending-off"] = (a ^ b) & used
            found[shape]["ending-open"] = ~a & ~b & used


def _of_name(found: dict[Shape, dict[str, Feature]], name: str) -> dict[Shape, Floats]:
    """Return one feature of all shapes."""
    return {shape: np.asarray(features[name], float) for shape, features in found.items()}


def _spans_of(values: Floats) -> dict[int, Floats]:
    """Return the sums over one, two and three consecutive rows."""
    spans = {1: values}
    for size in (2, 3):
        if len(values) >= size:
            spans[size] = spans[size - 1][: len(values) - size + 1] + values[size - 1 :]
    return spans


def _unions(presence: npt.NDArray[np.bool_]) -> dict[int, npt.NDArray[np.float32]]:
    """Return which n-grams occur in one, two and three consecutive rows."""
    spans = {1: presence}
    for size in (2, 3):
        if len(presence) >= size:
            spans[size] = spans[size - 1][: len(presence) - size + 1] | presence[size - 1 :]
    return {size: span.astype(np.float32) for size, span in spans.items()}


def _dense(grams: Grams, common: npt.NDArray[np.uint64], size: int) -> npt.NDArray[np.float32]:
    """Return a matrix of rows x common n-grams with the weight of each n-gram.

    A weight of zero becomes a tiny value, so that presence can be recognised.
    """
    matrix = np.zeros((size, len(common)), np.float32)
    if len(common):
        columns = np.searchsorted(common, grams.hashes)
        kept = (columns < len(common)) & (
            common[np.minimum(columns, len(common) - 1)] == grams.hashes
        )
        matrix[grams.rows[kept], columns[kept]] = np.maximum(grams.weights[kept], 1e-6)
    return matrix


def _median(values: Floats, axis: int) -> Floats:
    """Return the median along an axis.

    On such small matrices numpy's own takes six times as long, as it loads masked arrays.
    """
    ordered, size = np.sort(values, axis), values.shape[axis]
    return np.asarray((ordered.take((size - 1) // 2, axis) + ordered.take(size // 2, axis)) / 2)


def _unit(spans: dict[int, Floats]) -> dict[int, Floats]:
    return {
        size: span / (np.linalg.norm(span, axis=1, keepdims=True) + 1e-9)
        for size, span in spans.items()
    }


def _directions(topics: Topics) -> dict[int, Floats]:
    """Return the direction of each span's topics.

    For a span with little evidence the vector is short.
    """
    mean = topics.vectors.sum(0) / max(float(topics.counts.sum()), 1.0)
    spans = _spans_of(topics.vectors - topics.counts[:, None] * mean)
    sizes = {size: np.linalg.norm(span, axis=1) for size, span in spans.items()}
    floor = _LITTLE * float(_median(sizes[1], 0)) + 1e-9
    return {
        size: span / np.sqrt(sizes[size] ** 2 + floor**2)[:, None] for size, span in spans.items()
    }


def _rarity(share: Floats, size: int) -> Floats:
    return np.minimum(3.0, -np.log(np.maximum(share, 1 / (size + 1))))


def _normal(values: Floats, base: Floats) -> Floats:
    """Return the log density of values under a normal distribution fitted to the logs of the
    base.
    """
    logs = np.log(base)
    deviation = max(float(logs.std()), 0.35)
    return np.asarray(
        -0.5 * ((values - logs.mean()) / deviation) ** 2 - math.log(deviation) - 0.919
    )
