"""Work spread over processes: portions of similar size, results in order.

If a process dies, only one item is lost.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeVar

_PORTION = 64 << 10  # bytes given to a process at once
_MOST = 32  # items given to a process at once
_PER_CORE = 16  # processes at most: with --jobs 1000000 the machine would do nothing else

# is called with the number of stories done, the number of all and the id of the last one
Progress = Callable[[int, int, str], None]
Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(
    items: Iterable[Item],
    work: Callable[[Item], Result],
    *,
    size: Callable[[Item], int],
    lost: Callable[[Item], Result],
    workers: int,
) -> Iterator[Result]:
    """Yield the results of `work` for each item, in the order of the items, with at most `workers`
    processes, and at most 16 for each core.

    `size` is an item's size in bytes. If a process dies, its items are tried again one by one; for
    an item that makes its process die again, the result is that of `lost`. If everything fits into
    one portion, no processes are started. When the iteration ends early, even by an exception, no
    process is left behind.
    """
    if workers < 2:
        yield from map(work, items)
        return
    rest = portions(items, size)
    first, second = next(rest, []), next(rest, [])
    if not second:
        yield from map(work, first)
        return
    from transcheck.engine.workers import Workers  # importing it takes longer than checking a story

    most = min(workers, _PER_CORE * (os.cpu_count() or 1))
    yield from Workers(work, lost, most).results(chain((first, second), rest))


def portions(
    items: Iterable[Item],
    size: Callable[[Item], int],
    *,
    most_bytes: int = _PORTION,
    most_items: int = _MOST,
) -> Iterator[list[Item]]:
    """Yield the items in portions that end once they have `most_bytes` bytes or `most_items`
    items.
    """
    portion: list[Item] = []
    total = 0
    for item in items:
        portion.append(item)
        total += size(item)
        if total >= most_bytes or len(portion) == most_items:
            yield portion
            portion, total = [], 0
    if portion:
        yield portion
