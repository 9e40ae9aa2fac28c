"""Work over processes: portions of about equal size, results in order, and one item lost, not all, where a process dies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TypeVar

_PORTION = 64 << 10  # bytes that a process is given at once, and
_MOST = 32  # items

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
    """Yield what `work` gives for each item, in their order, by at most `workers` processes.

    `size` is an item's in bytes. Of a process that dies the items under way are worked on again, each by itself; for the one
    that takes its process down again `lost` is asked. What fits one portion is worked on here. When the iteration ends
    early, by an exception too, no process is left.
    """
    if workers < 2:
        yield from map(work, items)
        return
    rest = portions(items, size)
    first, second = next(rest, []), next(rest, [])
    if not second:
        yield from map(work, first)
        return
    from transcheck.engine.workers import Workers  # what it needs takes longer to load than a story to check

    yield from Workers(work, lost, workers).results(chain((first, second), rest))


def portions(
    items: Iterable[Item], size: Callable[[Item], int], *, most_bytes: int = _PORTION, most_items: int = _MOST
) -> Iterator[list[Item]]:
    """Yield the items in portions: one ends with the item that makes it as large as `most_bytes`, or `most_items` long."""
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
