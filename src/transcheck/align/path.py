"""The dynamic programme: the best sequence of beads, and the probability of each
(forward-backward).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
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


class Path(Struct, frozen=True):
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


_CROSSINGS = {2: ((1, 0),), 3: ((2, 1, 0), (1, 2, 0), (2, 0, 1))}


def best_steps(odds: dict[Shape, Floats], costs: Costs) -> tuple[Step, ...]:
    """Return the steps of the best path through the log-odds of every shape (Gale & Church
    1993).
    """
    n, m = odds[1, 1].shape
    return tuple(_trace(moves := _moves(odds, costs), _viterbi(moves, n, m, costs.gap), n, m))


def best_path(odds: dict[Shape, Floats], costs: Costs) -> Path:
    """Return the best path and its posteriors (forward-backward)."""
    n, m = odds[1, 1].shape
    moves = _moves(odds, costs)
    forward = _forward(moves, n, m, costs.gap)
    backward = _forward([_reversed(move) for move in moves], n, m, costs.gap)[::-1, ::-1]
    total = float(forward[n, m])
    left_gap = np.minimum(np.exp(forward[:-1] + costs.gap + backward[1:] - total).sum(1), 1.0)
    right_gap = np.minimum(
        np.exp(forward[:, :-1] + costs.gap + backward[:, 1:] - total).sum(0), 1.0
    )
    scores = {(move.shape, move.order): move.scores for move in moves}

    def posterior(step: Step) -> float:
        if step.shape == (1, 0):
            return float(left_gap[step.i])
        if step.shape == (0, 1):
            return float(right_gap[step.j])
        score = scores[step.shape, step.order][step.i, step.j]
        behind = backward[step.i + step.shape[0], step.j + step.shape[1]]
        return min(1.0, math.exp(forward[step.i, step.j] + score + behind - total))

    steps = tuple(_trace(moves, _viterbi(moves, n, m, costs.gap), n, m))
    return Path(steps, left_gap, right_gap, tuple(map(posterior, steps)))


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


def _candidates(table: Floats, row: int, moves: list[_Move], gap: float) -> Floats:
    """Return the scores of reaching each cell of a row, one array per move that uses left
    blocks.
    """
    m = table.shape[1] - 1
    reached = np.full((len(moves) + 1, m + 1), _NEVER)
    reached[0] = table[row - 1] + gap
    for index, move in enumerate(moves, 1):
        a, b = move.shape
        if a <= row and b <= m:
            np.add(table[row - a, : m + 1 - b], move.scores[row - a], out=reached[index, b:])
    return reached


def _viterbi(moves: list[_Move], n: int, m: int, gap: float) -> npt.NDArray[np.int16]:
    table = np.full((n + 1, m + 1), _NEVER)
    choice = np.full((n + 1, m + 1), -1, np.int16)
    slope = np.arange(m + 1) * gap
    table[0] = slope
    for row in range(1, n + 1):
        reached = _candidates(table, row, moves, gap)
        choice[row] = reached.argmax(0)
        direct = reached[choice[row], np.arange(m + 1)]
        table[row] = np.maximum.accumulate(direct - slope) + slope
        choice[
            row, table[row] > direct + 1e-9
        ] = -1  # reached from the left: a gap on the right side
    return choice


def _forward(moves: list[_Move], n: int, m: int, gap: float) -> Floats:
    table = np.full((n + 1, m + 1), _NEVER)
    slope = np.arange(m + 1) * gap
    table[0] = slope
    for row in range(1, n + 1):
        reached = _candidates(table, row, moves, gap)
        top = reached.max(0)
        direct = top + np.log(np.exp(reached - top).sum(0))
        table[row] = np.logaddexp.accumulate(direct - slope) + slope
    return table


def _trace(moves: list[_Move], choice: npt.NDArray[np.int16], n: int, m: int) -> list[Step]:
    steps = []
    i, j = n, m
    while i or j:
        index = int(choice[i, j]) if i else -1
        move = moves[index - 1] if index > 0 else None
        shape = move.shape if move else ((1, 0) if index == 0 else (0, 1))
        i, j = i - shape[0], j - shape[1]
        steps.append(Step(i, j, shape, move.order if move else ()))
    return steps[::-1]
