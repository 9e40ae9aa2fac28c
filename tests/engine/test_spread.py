"""Work spread over processes: order, limits, and what is left when one dies or all are stopped."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import active_children
from pathlib import Path

import pytest

from conftest import until
from transcheck.engine import workers as workers_module
from transcheck.engine.spread import spread

LARGE = 1 << 20  # bytes: each item is a portion


def twice(item: int) -> int:
    return 2 * item


def slow_first(item: int) -> int:
    time.sleep(0.3 if item == 0 else 0)
    return item


def dies_at_seven(item: int) -> int:
    if item == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def fails_at_three(item: int) -> int:
    if item == 3:
        raise ValueError("three")
    return item


def results(
    work: Callable[[int], int], items: Iterator[int] | range, size: int = LARGE, workers: int = 2
) -> Iterator[int]:
    return spread(items, work, size=lambda _: size, lost=lambda item: -item, workers=workers)


@pytest.mark.parametrize("size", [0, 1000, LARGE])
@pytest.mark.parametrize("workers", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_results_come_in_order(count: int, workers: int, size: int) -> None:
    assert list(results(twice, range(count), size, workers)) == [2 * item for item in range(count)]
    assert not active_children()


def test_no_more_processes_are_started_than_a_machine_bears(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    class Recorded:
        def __init__(self, work: object, lost: object, count: int) -> None:
            asked.append(count)

        def results(self, portions: object) -> Iterator[int]:
            return iter(())

    monkeypatch.setattr(workers_module, "Workers", Recorded)
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert list(results(twice, range(9), workers=1_000_000)) == []
    assert asked == [64]


def test_what_is_small_is_done_here() -> None:
    assert (
        list(spread(range(3), lambda item: os.getpid(), size=lambda _: 1, lost=int, workers=8))
        == [os.getpid()] * 3
    )


def test_a_slow_item_keeps_its_place() -> None:
    assert list(results(slow_first, range(20))) == list(range(20))


def test_no_more_is_taken_than_is_under_way() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for item in range(1000):
            taken.append(item)
            yield item

    found = results(twice, items())
    assert [next(found) for _ in range(3)] == [0, 2, 4]
    assert len(taken) < 20
    del found
    gc.collect()
    assert not active_children()


@pytest.mark.parametrize("size", [1000, LARGE])
def test_a_process_that_dies_costs_one_item(size: int) -> None:
    assert list(results(dies_at_seven, range(60), size)) == [
        -item if item == 7 else item for item in range(60)
    ]


def test_an_exception_leaves_no_process() -> None:
    with pytest.raises(ValueError, match="three"):
        list(results(fails_at_three, range(50)))
    assert not active_children()


SCRIPT = """
import sys, time
from pathlib import Path
from transcheck.engine.spread import spread

def work(item):
    Path(sys.argv[1], str(__import__('os').getpid())).touch()
    time.sleep(60)
    return item

list(spread(range(50), work, size=lambda _: 1 << 20, lost=int, workers=2))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["interrupt", "kill"])
def test_workers_end_with_their_parent(number: signal.Signals, tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], stderr=subprocess.DEVNULL
    )
    until(lambda: len(list(tmp_path.iterdir())) == 2)
    parent.send_signal(number)
    assert parent.wait(10) != 0
    until(lambda: not any(Path(f"/proc/{file.name}").exists() for file in tmp_path.iterdir()))
