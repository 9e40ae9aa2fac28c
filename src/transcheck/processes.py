"""Work over processes: portions of about equal size, results in order, and one item lost, not all, where a process dies."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing import active_children, parent_process
from multiprocessing.connection import wait
from typing import Generic, TypeVar

_PORTION = 64 << 10  # bytes that a process is given at once, and
_MOST = 32  # items
_AHEAD = 4  # portions a process that are under way, so that none waits long for another and memory stays bounded
_ALLOCATIONS = 50_000  # of objects, between two looks for cycles of them

Item = TypeVar("Item")
Result = TypeVar("Result")


def seldom_collect() -> None:
    """Have this process look for cycles of objects seldom: the stages make none, and looking takes a third of the time."""
    gc.set_threshold(_ALLOCATIONS, 50, 50)


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
    yield from _Workers(work, lost, workers).results(chain((first, second), rest))


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


class _Workers(Generic[Item, Result]):
    """The processes of one iteration: most work side by side, one that is alone tries what a dead one has left."""

    def __init__(self, work: Callable[[Item], Result], lost: Callable[[Item], Result], workers: int) -> None:
        self._work, self._lost, self._count = work, lost, workers
        self._others = set(active_children())
        self._pool = self._new(workers)
        self._single: ProcessPoolExecutor | None = None

    def results(self, portions: Iterable[list[Item]]) -> Iterator[Result]:
        """Yield the results in order; a bounded number of portions is under way."""
        waiting: deque[tuple[list[Item], Future[list[Result]]]] = deque()
        done = False
        try:
            for portion in portions:
                waiting.append((portion, self._submit(portion)))
                if len(waiting) == _AHEAD * self._count:
                    yield from self._collect(*waiting.popleft())
            while waiting:
                yield from self._collect(*waiting.popleft())
            done = True
        finally:
            self._stop(at_once=not done)

    def _submit(self, portion: list[Item]) -> Future[list[Result]]:
        try:
            return self._pool.submit(_work_on, self._work, portion)
        except BrokenProcessPool:
            self._pool.shutdown()
            self._pool = self._new(self._count)
            return self._pool.submit(_work_on, self._work, portion)

    def _collect(self, portion: list[Item], future: Future[list[Result]]) -> list[Result]:
        try:
            return future.result()
        except BrokenProcessPool:
            return [self._alone(item) for item in portion]

    def _alone(self, item: Item) -> Result:
        self._single = self._single or self._new(1)
        try:
            return self._single.submit(self._work, item).result()
        except BrokenProcessPool:
            self._single.shutdown()
            self._single = None
            return self._lost(item)

    def _new(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, initializer=_begin)

    def _stop(self, *, at_once: bool) -> None:
        if at_once:
            for process in set(active_children()) - self._others:
                process.terminate()
        for pool in (self._pool, self._single):
            if pool:
                pool.shutdown(cancel_futures=True)


def _work_on(work: Callable[[Item], Result], portion: list[Item]) -> list[Result]:
    return [work(item) for item in portion]


def _begin() -> None:
    """Make this a worker: its parent says when it ends, and should that die, by whatever signal, it does too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    seldom_collect()
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
