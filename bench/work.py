"""Count the work of a run independently of the machine: function calls and peak allocated bytes.

Arrays make no calls.

usage: python bench/work.py [--update]

The counts of a few small runs are compared with those in bench/work.json; a test does the same in
CI. If the work has grown (by 5% more calls or 15% more bytes), either fix it or record the new
counts with --update and explain them in the commit.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import json
import os
import pstats
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from pathlib import Path

KNOWN = Path(__file__).with_name("work.json")
TOLERANCE = {"calls": 0.05, "bytes": 0.15}
_RUNS = {
    "story of 12 paragraphs, 2 versions": (1, 12, 2),
    "story of 24 paragraphs, 2 versions": (1, 24, 2),
    "story of 48 paragraphs, 2 versions": (1, 48, 2),
    "story of 12 paragraphs, 4 versions": (1, 12, 4),
    "20 stories of 6 paragraphs, 2 versions": (20, 6, 2),
}
_WARM, _COUNTED = "warm", "counted"  # seeds of the texts
_UNITS = {"400 units": 400, "800 units": 800}


def count() -> dict[str, dict[str, int]]:
    """Return calls and allocated bytes by run, counted in a separate process in which hashes do not
    vary.
    """
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, __file__, "--count"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, dict[str, int]] = json.loads(done.stdout)
    return found


def key() -> str:
    """Return what counts depend on: the versions of Python and numpy."""
    return f"Python {sys.version_info.major}.{sys.version_info.minor}, numpy {version('numpy')}"


def known() -> dict[str, dict[str, int]]:
    """Return the counts recorded for these versions; empty if there are none."""
    data: dict[str, dict[str, dict[str, int]]] = json.loads(KNOWN.read_text(encoding="utf-8"))
    return data.get(key(), {})


def worse(now: dict[str, dict[str, int]], before: dict[str, dict[str, int]]) -> list[str]:
    """Return a line for each count that has grown beyond the tolerance."""
    return [
        f"{run}: {now[run][what]:,} {what}, {value:,} before ({now[run][what] / value - 1:+.1%})"
        for run, counts in before.items()
        for what, value in counts.items()
        if now[run][what] > (1 + TOLERANCE[what]) * value
    ]


def _count() -> dict[str, dict[str, int]]:
    from transcheck.config import Settings
    from transcheck.engine import check
    from trees import LANGUAGES, write_stories, write_units

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in (_WARM, _COUNTED):
            for run, (stories, paragraphs, versions) in _RUNS.items():
                write_stories(folder / seed / run, stories, paragraphs, LANGUAGES[:versions], seed)
            for run, units in _UNITS.items():
                write_units(folder / seed / run / "nl.po", units, seed)
        runs = {
            run: partial(check, [folder / _COUNTED / run], Settings(), jobs=1)
            for run in (*_RUNS, *_UNITS)
        }
        for run in runs:  # what is loaded once does not count, but what is cached for a text does
            check([folder / _WARM / run], Settings(), jobs=1)
        return {run: {"calls": _calls(work), "bytes": _bytes(work)} for run, work in runs.items()}


def _calls(work: Callable[[], object]) -> int:
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def _bytes(work: Callable[[], object]) -> int:
    gc.collect()
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main() -> None:
    """Print the counts and which of them have grown, or record them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--update", action="store_true", help="write the counts down")
    parser.add_argument("--count", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.count:
        json.dump(_count(), sys.stdout)
        return
    now = count()
    for run, counts in now.items():
        sys.stdout.write(
            f"{run}: {', '.join(f'{value:,} {what}' for what, value in counts.items())}\n"
        )
    if given.update:
        data = json.loads(KNOWN.read_text(encoding="utf-8")) if KNOWN.exists() else {}
        KNOWN.write_text(json.dumps(data | {key(): now}, indent=1) + "\n", encoding="utf-8")
    elif grown := worse(now, known()):
        raise SystemExit("\n".join(["more work than before:", *grown]))


if __name__ == "__main__":
    main()
