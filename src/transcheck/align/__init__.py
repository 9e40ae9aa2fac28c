"""Alignment of the blocks of two versions: which belong together, which have no counterpart, and
how sure that is.

Logistic regression over the evidence gives the log-odds of every pair of blocks (features.py,
evidence.py). The best path is then found over beads of up to three blocks, with local crossings
(path.py). Long versions are aligned window by window, so the cost grows linearly.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from msgspec.structs import replace

from transcheck.align.evidence import SHAPES, Evidence, Feature, Shape
from transcheck.align.features import CODE, PROSE, Rows, VersionFeatures, features
from transcheck.align.lexicon import Floats, Lexicon
from transcheck.align.path import BeadPath, Costs, Step, best_path, best_steps
from transcheck.align.sentences import sentences
from transcheck.annotate import AnnotatedBlock
from transcheck.model import Bead, Range

__all__ = ["Alignment", "Side", "align", "align_sentences", "pair_units"]

WINDOW = 120  # blocks per side that are aligned at once
# a window without a sure anchor may grow to so many blocks, as a whole chapter may be missing;
# twice as many need a gigabyte
_WIDEST = 360
_ANCHOR = 0.9  # posterior of a pair that may end a window
_ANCHORS = 3  # number of such pairs in a row that make an anchor
# extra cost of a gap in short versions, in log-odds: divided by the number of blocks of both
# versions
_SHORT = 4.0
# The gap with a lexicon from a list of words. F1 of missing paragraphs .874 with the gap of full
# lexicons and .95 with this one, .914 without a lexicon (14 languages that have both kinds, their
# documents left out of the training).
_LISTED_GAP = -2.0
# the encoder is optional and not part of the fit; these coefficients were measured on the languages
# it knows
_MEANING = {"meaning": 5.0, "z-meaning": 1.0}
_FEW_PAIRS = 3  # with fewer beads than this, the length ratio is not estimated
_UNLIKE = -4.0  # log-odds of pairing blocks of different kinds, such as a heading and a paragraph
# the same of merging a code block with prose: a fence that was drawn into a paragraph is lost
_NEVER_MERGED = -10.0
_RAREST = 2.0  # the most log-odds that sharing a rare kind may add for a pair
# Evidence against a pair counts for less than it adds up to, the less the shorter its blocks:
# features agree with one another, and "Add the repository with:" beside 次のコマンドで追加します。
# differs in length, in its colon and in its full stop without being another text. By grid search on
# documentation that keeps up with its source and on stories with injected errors.
_DOUBT = 0.3  # share of the evidence against a pair that counts between the shortest blocks
_BELIEVED = 0.9  # the same between long ones
_DOUBTED = 300.0  # characters of the shorter block over which the share rises by one
# log-odds that two rows of lists of equal length gain if their places are the same, and lose if
# not: little, as one may have gone and another come
_SAME_PLACE = 0.3
# what a gap costs more right beside one of the other side, where both blocks have the same role: of
# pages that keep up with their source 25 blocks instead of 34 are reported, and as many of those
# that people removed are found. For paragraphs of prose too, 8% fewer of these would be.
_FACING = -4.0
# log-odds for kinds that layouts often interchange: paragraph, list item, caption, quote
_RELATED = -1.5


class Weights(Struct, frozen=True):
    """The fitted model: one coefficient per feature, the intercept, the costs, and the least
    log-odds of a moved pair.
    """

    coefficients: dict[str, float]
    intercept: float
    costs: Costs
    moved: float


class Alignment(Struct, frozen=True):
    """The beads of two versions, in order of the left one's blocks.

    `left_gap` and `right_gap` are the posterior probabilities of each block having no counterpart.
    """

    beads: tuple[Bead, ...]
    left_gap: tuple[float, ...]
    right_gap: tuple[float, ...]


@cache
def weights(topics: bool) -> Weights:
    """Return the weights fitted with or without a lexicon (weights.json, made by
    tools/fit_alignment.py).
    """
    data = json.loads(files(__package__).joinpath("weights.json").read_bytes())[
        "topics" if topics else "plain"
    ]
    merge = {
        (2, 1): data["merge"],
        (1, 2): data["merge"],
        (3, 1): data["merge-3"],
        (1, 3): data["merge-3"],
    }
    return Weights(
        data["coefficients"],
        data["intercept"],
        Costs(data["gap"], merge, data["crossing"]),
        data["moved"],
    )


class Side:
    """A version's blocks as one side of an alignment.

    Its evidence is computed once, even if it is aligned several times.

    `semantic` is the version's language if the optional encoder is to be used.
    """

    def __init__(
        self,
        blocks: Sequence[AnnotatedBlock],
        lexicon: Lexicon | None = None,
        semantic: str | None = None,
    ) -> None:
        self._blocks, self._lexicon, self._semantic = blocks, lexicon, semantic
        self._known: dict[tuple[int, int], VersionFeatures] = {}

    def __len__(self) -> int:
        return len(self._blocks)

    def window(self, start: int, size: int) -> tuple[int, int]:
        """Return the bounds of a window of the given size that starts at a block."""
        return start, min(start + size, len(self))

    def features(self, bounds: tuple[int, int]) -> VersionFeatures:
        """Return the evidence of a window, which must not be empty."""
        if bounds not in self._known:
            self._known[bounds] = features(
                self._blocks[slice(*bounds)], self._lexicon, self._semantic
            )
        return self._known[bounds]


def align(left: Side, right: Side) -> Alignment:
    """Align the blocks of two versions."""
    beads: list[Bead] = []
    left_gap: list[float] = []
    right_gap: list[float] = []
    i = j = 0
    while i < len(left) or j < len(right):
        window, kept = _anchored_window(left, i, right, j)
        used_left = sum(len(bead.left) for bead in kept)
        used_right = sum(len(bead.right) for bead in kept)
        beads += (_shifted(bead, i, j) for bead in _with_moved(kept, window.odds, window.moved))
        left_gap += window.left_gap[:used_left]
        right_gap += window.right_gap[:used_right]
        i, j = i + used_left, j + used_right
    return Alignment(tuple(beads), tuple(left_gap), tuple(right_gap))


def pair_units(count: int) -> Alignment:
    """Return the alignment of a bilingual file, which pairs each unit with its own counterpart."""
    return Alignment(
        tuple(Bead((i,), (i,), 1.0) for i in range(count)), (0.0,) * count, (0.0,) * count
    )


class _Odds:
    """The log-odds of two versions under a model.

    The part that does not depend on the length ratio is summed once.
    """

    def __init__(self, evidence: Evidence, model: Weights) -> None:
        self._evidence, self._model = evidence, model
        kinds = _kinds(evidence.left, evidence.right)
        shapes = [
            shape
            for shape in SHAPES
            if shape[0] <= evidence.left.size and shape[1] <= evidence.right.size
        ]
        merged = kinds + _NEVER_MERGED * _code_beside_text(evidence)
        self._kinds = {
            shape: _least(kinds if shape == (1, 1) else merged, shape) for shape in shapes
        }
        self._belief = {shape: self._believed(shape) for shape in shapes}
        self._fixed = {
            shape: self._sum(evidence.fixed(shape)) + model.intercept for shape in shapes
        }

    def at(self, log_ratio: float) -> dict[Shape, Floats]:
        """Return the log-odds of every bead shape at every place, given the log of right characters
        per left character.
        """
        odds = {}
        for shape, fixed in self._fixed.items():
            total = fixed + self._sum(self._evidence.of_length(shape, log_ratio))
            doubted = np.where(total < 0, total * self._belief[shape], total)
            odds[shape] = np.maximum(doubted, self._evidence.copied(shape)) + self._kinds[shape]
        return odds

    def _believed(self, shape: Shape) -> Floats:
        """Return the share of the evidence against each pair that counts."""
        return np.asarray(np.minimum(_DOUBT + self._evidence.shorter(shape) / _DOUBTED, _BELIEVED))

    def _sum(self, named: Iterable[tuple[str, Feature]]) -> Floats:
        weighted = (
            (self._model.coefficients.get(name) or _MEANING.get(name), matrix)
            for name, matrix in named
        )
        return np.asarray(
            sum(coefficient * matrix for coefficient, matrix in weighted if coefficient)
        )


class _Window(Struct, frozen=True):
    """The best path through one window, the log-odds of its single pairs, and the least log-odds of
    a moved pair.
    """

    beads: tuple[Bead, ...]
    left_gap: tuple[float, ...]
    right_gap: tuple[float, ...]
    odds: Floats
    moved: float


def _align_window(
    left: Side, left_bounds: tuple[int, int], right: Side, right_bounds: tuple[int, int]
) -> _Window:
    n, m = left_bounds[1] - left_bounds[0], right_bounds[1] - right_bounds[0]
    if not n or not m:
        beads = (*(Bead((i,), (), 1.0) for i in range(n)), *(Bead((), (j,), 1.0) for j in range(m)))
        return _Window(beads, (1.0,) * n, (1.0,) * m, np.zeros((n, m)), 0.0)
    evidence = Evidence(left.features(left_bounds), right.features(right_bounds))
    model = weights(evidence.has_topics)
    odds, path = solve(evidence, model)
    gaps = tuple(path.left_gap.tolist()), tuple(path.right_gap.tolist())
    return _Window(tuple(_beads(path)), *gaps, odds[1, 1], model.moved)


def solve(evidence: Evidence, model: Weights) -> tuple[dict[Shape, Floats], BeadPath]:
    """Return the log-odds and the best path of two versions under a model.

    There are two passes; the second uses the length ratio measured from the beads of the first.
    """
    ratio = evidence.log_ratio
    # in a text of two paragraphs, a missing one is unlikely
    gap = min(model.costs.gap, _LISTED_GAP) if evidence.is_listed else model.costs.gap
    costs = replace(model.costs, gap=gap - _SHORT / (evidence.left.size + evidence.right.size))
    odds = _Odds(evidence, model)
    facing = _facing(evidence)
    first = best_steps(odds.at(ratio), costs, facing)
    settled = odds.at(_ratio(first, evidence, ratio))
    return settled, best_path(settled, costs, facing)


def _facing(evidence: Evidence) -> Floats:
    """Return what the gap of each left block costs more beside the gap of each right block.

    A heading beside a heading, an item beside an item, and two paragraphs that lead in to a list or
    to code (`Sample span:`) have little text of their own to show that they belong together.
    """
    left, right = evidence.left.group, evidence.right.group
    same_role = left[:, None] == right[None, :]
    same_next = _followed_by(left)[:, None] == _followed_by(right)[None, :]
    leads_in = (_followed_by(left) != PROSE)[:, None] & same_next
    return np.where(same_role & ((left != PROSE)[:, None] | leads_in), _FACING, 0.0)


def _followed_by(group: Rows) -> Rows:
    """Return the group of the block behind each block; prose behind the last one."""
    return np.append(group[1:], PROSE)


def _kinds(left: VersionFeatures, right: VersionFeatures) -> Floats:
    """Return the log-odds that the kinds of block add to each pair.

    A shared kind counts for more the rarer it is: the log of one over its share of the blocks.
    """
    table = _kind_table().copy()
    kinds = np.arange(len(table))
    share = np.sqrt([(left.group == kind).mean() * (right.group == kind).mean() for kind in kinds])
    table[kinds, kinds] = np.minimum(-np.log(np.maximum(share, 1e-3)), _RAREST)
    cells = table[left.group[:, None], right.group[None, :]] + _places(left.runs, right.runs)
    return np.asarray(cells + _UNLIKE * (left.addresses[:, None] ^ right.addresses[None, :]))


def _places(left: Rows, right: Rows) -> Floats:
    """Return the log-odds that the places of two rows of a list add: in lists of equal length the
    third item is the third.
    """
    as_long = (left[:, None, 0] == right[None, :, 0]) & (left[:, None, 0] > 1)
    same = left[:, None, 1] == right[None, :, 1]
    return np.where(as_long, np.where(same, _SAME_PLACE, -_SAME_PLACE), 0.0)


def _code_beside_text(evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Return which pairs are a code block and something else."""
    left, right = evidence.left.group == CODE, evidence.right.group == CODE
    return np.asarray(left[:, None] ^ right[None, :])


def _least(cells: Floats, shape: Shape) -> Floats:
    """Return the value of each span, which is the lowest value among its parts."""
    rows, columns = cells.shape[0] - shape[0] + 1, cells.shape[1] - shape[1] + 1
    parts = [cells[a : a + rows, b : b + columns] for a in range(shape[0]) for b in range(shape[1])]
    return np.asarray(np.minimum.reduce(parts))


@cache
def _kind_table() -> Floats:
    heading, item, _code, row, _field, caption, prose = range(7)
    table = np.full((7, 7), _UNLIKE)
    np.fill_diagonal(table, 0.0)
    for a in (item, caption, prose, row):
        for b in (item, caption, prose, row):
            table[a, b] = 0.0 if a == b else _RELATED
    for kind in (item, prose):
        table[heading, kind] = table[kind, heading] = 2 * _RELATED
    return table


def _ratio(steps: Sequence[Step], evidence: Evidence, ratio: float) -> float:
    """Return the median log length ratio of the beads, weighted by the root of their length."""
    pairs = []
    for step in steps:
        a = evidence.left.lengths[step.i : step.i + step.shape[0]].sum()
        b = evidence.right.lengths[step.j : step.j + step.shape[1]].sum()
        if step.shape[0] and step.shape[1]:
            pairs.append((math.log(b / a), math.sqrt(a)))
    if len(pairs) < _FEW_PAIRS:
        return ratio
    pairs.sort()
    half, running = sum(weight for _, weight in pairs) / 2, 0.0
    for value, weight in pairs:
        running += weight
        if running >= half:
            return evidence.settled_ratio(value, len(pairs))
    return ratio


def _beads(path: BeadPath) -> Iterator[Bead]:
    for step, posterior in zip(path.steps, path.posterior, strict=True):
        if step.order:
            for row, column in enumerate(step.order):
                yield Bead((step.i + row,), (step.j + column,), posterior, moved=True)
        else:
            left = tuple(range(step.i, step.i + step.shape[0]))
            right = tuple(range(step.j, step.j + step.shape[1]))
            yield Bead(left, right, posterior)


def _with_moved(beads: Sequence[Bead], odds: Floats, least: float) -> list[Bead]:
    """Pair blocks left over on both sides, likeliest first, if their log-odds suggest that one was
    moved.
    """
    left = [bead.left[0] for bead in beads if not bead.right]
    right = [bead.right[0] for bead in beads if not bead.left]
    pairs = sorted(
        ((odds[i, j], i, j) for i in left for j in right if odds[i, j] > least), reverse=True
    )
    partner: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, i, j in pairs:
        if i not in partner and j not in taken:
            partner[i] = (j, 1 / (1 + math.exp(-score)))
            taken.add(j)
    kept = []
    for bead in beads:
        if not bead.right and bead.left[0] in partner:
            j, score = partner[bead.left[0]]
            kept.append(Bead(bead.left, (j,), score, moved=True))
        elif bead.left or bead.right[0] not in taken:
            kept.append(bead)
    return kept


def _anchored_window(left: Side, i: int, right: Side, j: int) -> tuple[_Window, tuple[Bead, ...]]:
    """Align the window that starts at two blocks and return it with the beads to keep.

    The window is widened until it reaches the end of both versions or contains an anchor.
    """
    size = WINDOW
    while True:
        window = _align_window(left, left.window(i, size), right, right.window(j, size))
        if len(left) - i <= size and len(right) - j <= size:
            return window, window.beads
        if cut := _last_anchor(window.beads):
            return window, window.beads[:cut]
        if size >= _WIDEST:
            return window, window.beads[: len(window.beads) // 2]
        size = min(2 * size, _WIDEST)


def _last_anchor(beads: tuple[Bead, ...]) -> int:
    """Return the number of beads up to the last run of sure 1:1 pairs in the first three quarters,
    or 0 if there is none.
    """
    run = best = 0
    for index, bead in enumerate(beads[: 3 * len(beads) // 4], 1):
        plain = len(bead.left) == len(bead.right) == 1 and not bead.moved and bead.score >= _ANCHOR
        run = run + 1 if plain else 0
        if run >= _ANCHORS:
            best = index
    return best


def _shifted(bead: Bead, i: int, j: int) -> Bead:
    return Bead(
        tuple(a + i for a in bead.left), tuple(b + j for b in bead.right), bead.score, bead.moved
    )


def align_sentences(
    full: AnnotatedBlock,
    short: AnnotatedBlock,
    lexicons: tuple[Lexicon | None, Lexicon | None] = (None, None),
) -> list[tuple[Range, float]]:
    """Return the sentences of a block that have no counterpart in another block, each with the
    probability of that.
    """
    left, right = (sentences(block) for block in (full, short))
    if len(left) < 2:
        return []
    alignment = align(
        Side([part for part, _ in left], lexicons[0]),
        Side([part for part, _ in right], lexicons[1]),
    )
    alone = {bead.left[0] for bead in alignment.beads if not bead.right}
    return [
        (place, alignment.left_gap[index])
        for index, (_, place) in enumerate(left)
        if index in alone
    ]
