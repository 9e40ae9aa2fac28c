"""The dynamic programme: the best sequence of beads, and the probability of each
(forward-backward).

A path is in one of three states: its last step was a bead, a gap on the left or a gap on the right.
So a gap that faces one of the other side can cost more than two gaps at different places: two
blocks without a counterpart beside one another are mostly one, freely translated.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from transcheck.align.evidence import Shape
from transcheck.align.lexicon import Floats

_NEVER = -1e18


class Costs(Struct, frozen=True):
    """The cost of a step apart from its evidence, in log-odds: a block without counterpart, a
    merge, a crossing.
    """

    gap: float
    merge: dict[Shape, float]
    crossing: float


class Step(Struct, frozen=True):
    """A step of the path: `shape` counts the left and right blocks from (`i`, `j`) on.

    `order` permutes crossing blocks.
    """

    i: int
    j: int
    shape: Shape
    order: tuple[int, ...] = ()


class BeadPath(Struct, frozen=True):
    """The best path, with the posterior of each block having no counterpart and of each step being
    right.
    """

    steps: tuple[Step, ...]
    left_gap: Floats
    right_gap: Floats
    posterior: tuple[float, ...]


class _Move(Struct, frozen=True):
    shape: Shape
    scores: Floats
    order: tuple[int, ...] = ()


class _Tables(Struct, frozen=True):
    """The score of reaching each place between two versions, by the last step: a bead (or the
    beginning), a gap on the left, a gap on the right; and over all three.
    """

    bead: Floats
    left: Floats
    right: Floats
    total: Floats


class _Sum(Struct, frozen=True):
    """How the scores of several ways to one place add up: their maximum for the best path, the log
    of the sum of their exponentials for the probability of all.
    """

    pair: np.ufunc
    rows: Callable[[Floats], Floats]


_CROSSINGS = {2: ((1, 0),), 3: ((2, 1, 0), (1, 2, 0), (2, 0, 1))}


def best_steps(odds: dict[Shape, Floats], costs: Costs, facing: Floats) -> tuple[Step, ...]:
    """Return the steps of the best path through the log-odds of every shape (Gale & Church
    1993).

    `facing` has what the gap of each left block costs more beside the gap of each right block.
    """
    moves = _moves(odds, costs)
    return tuple(_trace(moves, _filled(moves, costs, facing, _BEST), facing))


def best_path(odds: dict[Shape, Floats], costs: Costs, facing: Floats) -> BeadPath:
    """Return the best path and its posteriors (forward-backward)."""
    moves = _moves(odds, costs)
    forward = _filled(moves, costs, facing, _ALL)
    back = [_reversed(move) for move in moves]
    backward = _turned(_filled(back, costs, facing[::-1, ::-1], _ALL))
    total = float(forward.total[-1, -1])
    # what may follow a gap: anything on its own side, and on the other side at an extra cost
    crossed = backward.right + np.pad(facing, ((1, 0), (0, 1)))
    after_left = _ALL.pair(_ALL.pair(backward.bead, backward.left), crossed)
    crossed = backward.left + np.pad(facing, ((0, 1), (1, 0)))
    after_right = _ALL.pair(_ALL.pair(backward.bead, backward.right), crossed)
    left_gap = np.minimum(np.exp(forward.left[1:] + after_left[1:] - total).sum(1), 1.0)
    right_gap = np.minimum(np.exp(forward.right[:, 1:] + after_right[:, 1:] - total).sum(0), 1.0)
    scores = {(move.shape, move.order): move.scores for move in moves}

    def posterior(step: Step) -> float:
        if step.shape == (1, 0):
            return float(left_gap[step.i])
        if step.shape == (0, 1):
            return float(right_gap[step.j])
        score = scores[step.shape, step.order][step.i, step.j]
        behind = backward.total[step.i + step.shape[0], step.j + step.shape[1]]
        return min(1.0, math.exp(forward.total[step.i, step.j] + score + behind - total))

    steps = tuple(_trace(moves, _filled(moves, costs, facing, _BEST), facing))
    return BeadPath(steps, left_gap, right_gap, tuple(map(posterior, steps)))


def _moves(odds: dict[Shape, Floats], costs: Costs) -> list[_Move]:
    moves = [_Move(shape, matrix + costs.merge.get(shape, 0.0)) for shape, matrix in odds.items()]
    single = odds[1, 1]
    n, m = single.shape
    for size, orders in _CROSSINGS.items():
        if min(n, m) < size:
            continue
        for order in orders:
            scores = np.full((n - size + 1, m - size + 1), costs.crossing * (size - 1))
            for row, column in enumerate(order):
                scores += single[row : row + n - size + 1, column : column + m - size + 1]
            moves.append(_Move((size, size), scores, order))
    return moves


def _reversed(move: _Move) -> _Move:
    return _Move(move.shape, move.scores[::-1, ::-1], move.order)


def _turned(tables: _Tables) -> _Tables:
    return _Tables(
        tables.bead[::-1, ::-1],
        tables.left[::-1, ::-1],
        tables.right[::-1, ::-1],
        tables.total[::-1, ::-1],
    )


def _log_sum(rows: Floats) -> Floats:
    top = rows.max(0)
    return np.asarray(top + np.log(np.exp(rows - top).sum(0)))


_BEST = _Sum(np.maximum, lambda rows: np.asarray(rows.max(0)))
_ALL = _Sum(np.logaddexp, _log_sum)


def _filled(moves: list[_Move], costs: Costs, facing: Floats, add: _Sum) -> _Tables:
    """Return the scores of all places, row by row."""
    n, m = facing.shape
    bead, left, right, total = np.full((4, n + 1, m + 1), _NEVER)
    slope = np.arange(m + 1) * costs.gap
    bead[0, 0] = 0.0
    for row in range(n + 1):
        begun = bead[row]
        if row:
            beside = facing[row - 1]
            bead[row] = add.rows(_reached(total, row, moves))
            crossed = right[row - 1].copy()
            crossed[1:] += beside
            left[row] = add.pair(add.pair(bead[row - 1], left[row - 1]), crossed) + costs.gap
            # a run of gaps on the right begins behind a bead, or at an extra cost behind a left gap
            begun = left[row].copy()
            begun[:-1] += beside
            begun = add.pair(bead[row], begun)
        right[row, 1:] = (add.pair.accumulate(begun - slope) + slope)[:-1] + costs.gap
        total[row] = add.pair(add.pair(bead[row], left[row]), right[row])
    return _Tables(bead, left, right, total)


def _reached(total: Floats, row: int, moves: list[_Move]) -> Floats:
    """Return the scores of reaching each place of a row by a bead, one array per move."""
    m = total.shape[1] - 1
    reached = np.full((len(moves), m + 1), _NEVER)
    for index, move in enumerate(moves):
        a, b = move.shape
        if a <= row and b <= m:
            np.add(total[row - a, : m + 1 - b], move.scores[row - a], out=reached[index, b:])
    return reached


def _trace(moves: list[_Move], tables: _Tables, facing: Floats) -> list[Step]:
    """Return the steps of the best path, found backwards from the end."""
    steps: list[Step] = []
    i, j = facing.shape
    while i or j:
        beside_left, beside_right = _extra(steps, i, j, facing)
        ways = (
            tables.bead[i, j],
            tables.left[i, j] + beside_left,
            tables.right[i, j] + beside_right,
        )
        state = int(np.argmax(ways))
        if state == 0:
            move = _last_move(moves, tables.total, i, j)
            steps.append(Step(i - move.shape[0], j - move.shape[1], move.shape, move.order))
        elif state == 1:
            steps.append(Step(i - 1, j, (1, 0)))
        else:
            steps.append(Step(i, j - 1, (0, 1)))
        i, j = steps[-1].i, steps[-1].j
    return steps[::-1]


def _extra(steps: list[Step], i: int, j: int, facing: Floats) -> tuple[float, float]:
    """Return what a gap on the left and one on the right that end at a place cost more, given the
    steps that follow.
    """
    following = steps[-1].shape if steps else (1, 1)
    beside_left = float(facing[i - 1, j]) if following == (0, 1) and i else 0.0
    beside_right = float(facing[i, j - 1]) if following == (1, 0) and j else 0.0
    return beside_left, beside_right


def _last_move(moves: list[_Move], total: Floats, i: int, j: int) -> _Move:
    """Return the move by which the best path of beads reaches a place."""
    best, found = -math.inf, moves[0]
    for move in moves:
        a, b = move.shape
        if a <= i and b <= j:
            score = float(total[i - a, j - b] + move.scores[i - a, j - b])
            if score > best:
                best, found = score, move
    return found
