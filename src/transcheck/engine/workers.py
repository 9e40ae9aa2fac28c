"""The processes that stories are spread over, and the handling of items whose process dies."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, parent_process
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from transcheck.runtime import seldom_collect

_AHEAD = (
    4  # portions in progress per process: enough to keep all busy, few enough to bound memory use
)

Item = TypeVar("Item")
Result = TypeVar("Result")


class Workers(Generic[Item, Result]):
    """The processes of one iteration: most work in parallel.

    A single one retries what a dead process has left.
    """

    def __init__(
        self, work: Callable[[Item], Result], lost: Callable[[Item], Result], workers: int
    ) -> None:
        self._work, self._lost, self._count = work, lost, workers
        self._others = set(active_children())
        self._pool = self._new(workers)
        self._single: ProcessPoolExecutor | None = None

    def results(self, portions: Iterable[list[Item]]) -> Iterator[Result]:
        """Yield the results in order, with a limited number of portions in progress."""
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
            return self._pool.submit(_work_on, portion)
        except BrokenProcessPool:
            self._pool.shutdown()
            self._pool = self._new(self._count)
            return self._pool.submit(_work_on, portion)

    def _collect(self, portion: list[Item], future: Future[list[Result]]) -> list[Result]:
        try:
            return future.result()
        except BrokenProcessPool:
            return [self._alone(item) for item in portion]

    def _alone(self, item: Item) -> Result:
        self._single = self._single or self._new(1)
        try:
            [found] = self._single.submit(_work_on, [item]).result()
            result: Result = found
            return result
        except BrokenProcessPool:
            self._single.shutdown()
            self._single = None
            return self._lost(item)

    def _new(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, initializer=_begin, initargs=(self._work,))

    def _stop(self, *, at_once: bool) -> None:
        if at_once:
            for process in set(active_children()) - self._others:
                process.terminate()
        for pool in (self._pool, self._single):
            if pool:
                pool.shutdown(cancel_futures=True)


# What this process does with items. It is given once: with the rules it has 20 kB, and what is sent
# with each portion must fit into a pipe, as a queue whose processes die waits for it to be read
# (CPython before 3.11.5).
_work: list[Callable[[Any], Any]] = []


def _work_on(portion: list[Any]) -> list[Any]:
    [work] = _work
    return [work(item) for item in portion]


def _begin(work: Callable[[Any], Any]) -> None:
    """Set this process up as a worker: its parent decides when it ends, and if the parent dies, so
    does it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    seldom_collect()
    _work[:] = [work]
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
