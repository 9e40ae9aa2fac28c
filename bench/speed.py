"""Measure the speed of transcheck, and of peers that are installed, each in a separate process.

usage: python bench/speed.py [--stories FOLDER] [--units N] [--tree N] [--most N] [--runs N]
[--update docs/benchmarks.md]

Trees are made of the project's own sentences (bench/sentences.toml); --stories also measures a
folder of yours. --most is the number of stories of the largest tree (100,000 takes an hour of one
core). Figures are medians of several runs, except for the largest trees.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from report import environment, installed, table, update
from trees import LANGUAGES, write_stories, write_units

TRANSCHECK = (sys.executable, "-m", "transcheck")
CHECK = (
    *TRANSCHECK,
    "check",
    "--no-reports",
    "--no-cache",
    "--quiet",
    "--format",
    "jsonl",
    "--fail-on",
    "never",
)
MB = 1 << 20
# a process starts with the peak memory of its parent, so the parent must be small
_LAUNCHER = """
import os, subprocess, sys, time
begun = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
print(status >> 8, time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


@dataclass(frozen=True)
class Usage:
    """What a process used: seconds by the clock and of processors, and its peak memory in MB (of
    the largest process).
    """

    wall: float
    cpu: float
    peak: float


def once(command: Sequence[str]) -> Usage:
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LAUNCHER, *command],
        capture_output=True,
        text=True,
        check=True,
    )
    status, wall, cpu, peak = map(float, done.stdout.split())
    if status:
        raise SystemExit(f"{' '.join(command)}: ended with {status:.0f}")
    return Usage(wall, cpu, peak / 1024)


def median(command: Sequence[str], runs: int) -> Usage:
    found = [once(command) for _ in range(runs)]
    return Usage(
        *(
            statistics.median(getattr(usage, name) for usage in found)
            for name in ("wall", "cpu", "peak")
        )
    )


def start_up(folder: Path, runs: int) -> Iterator[list[str]]:
    bare = median([sys.executable, "-c", "pass"], 3 * runs)
    version = median([*TRANSCHECK, "--version"], 3 * runs)
    usage = median([*TRANSCHECK, "--help"], 3 * runs)
    write_stories(folder, 1, 20)
    story = median([*CHECK, str(folder)], 3 * runs)
    yield ["python -c pass", f"{bare.wall * 1000:.0f} ms", ""]
    yield [
        "transcheck --version",
        f"{version.wall * 1000:.0f} ms",
        f"{version.wall / bare.wall:.1f} times bare Python",
    ]
    yield ["transcheck --help, which loads the command line", f"{usage.wall * 1000:.0f} ms", ""]
    yield [
        "a story of two versions, 20 paragraphs",
        f"{story.cpu:.2f} s of CPU",
        f"{story.peak:.0f} MB",
    ]


def units(folder: Path, count: int, runs: int) -> Iterator[list[str]]:
    file = folder / "nl.po"
    size = write_units(file, count)
    commands = {
        "transcheck, all rules": [*CHECK, "--jobs", "1", str(file)],
        "transcheck, NUM and UNT": [*CHECK, "--jobs", "1", "--select", "NUM,UNT", str(file)],
    }
    if pofilter := installed("pofilter"):
        base = [pofilter, "--progress=none", str(file), str(folder / "out.po")]
        commands |= {
            "pofilter, all checks": base,
            "pofilter, 2 checks": [*base, "-t", "numbers", "-t", "unchanged"],
        }
    for name, command in commands.items():
        used = median(command, runs)
        yield [
            f"{name}: {count:,} units, {size / MB:.1f} MB",
            f"{count / used.wall:,.0f} units/s",
            f"{used.peak:.0f} MB",
        ]


def stories(folder: Path, count: int, size: int, runs: int, name: str) -> Iterator[list[str]]:
    cores = os.cpu_count() or 1
    walls = {}
    for jobs in dict.fromkeys((1, cores)):
        used = median([*CHECK, "--jobs", str(jobs), str(folder)], runs)
        walls[jobs] = used.wall
        speed = f"{count / used.wall:,.1f} stories/s, {size / MB / used.wall:.2f} MB/s"
        more = f", {walls[1] / used.wall:.2f} times one" if jobs > 1 else ""
        yield [
            f"{name}, {jobs} {'process' if jobs == 1 else 'processes'}",
            speed,
            f"{used.peak:.0f} MB{more}",
        ]


def growth(folder: Path, most: int, runs: int) -> Iterator[list[str]]:
    for paragraphs in (25, 50, 100, 200, 400, 800):
        place = folder / f"p{paragraphs}"
        write_stories(place, 1, paragraphs)
        used = median([*CHECK, "--jobs", "1", str(place)], runs)
        yield [
            f"{paragraphs} paragraphs, 2 versions",
            f"{used.cpu:.2f} s of CPU",
            f"{used.peak:.0f} MB",
        ]
    for versions in (2, 3, 4):
        place = folder / f"v{versions}"
        write_stories(place, 20, 20, LANGUAGES[:versions])
        used = median([*CHECK, "--jobs", "1", str(place)], runs)
        yield [
            f"20 stories of 20 paragraphs, {versions} versions",
            f"{used.cpu:.2f} s of CPU",
            f"{used.peak:.0f} MB",
        ]
    for number in (2_000, 8_000, 32_000):
        file = folder / f"u{number}" / "nl.po"
        write_units(file, number)
        used = median([*CHECK, "--jobs", "1", str(file)], runs)
        yield [f"{number:,} units", f"{number / used.cpu:,.0f} units/s", f"{used.peak:.0f} MB"]
    count = 1000
    while count <= most:
        place = folder / "stories"
        size = write_stories(place, count, 6)
        used = once([*CHECK, str(place)])
        shutil.rmtree(place)
        yield [
            f"{count:,} stories, {size / MB:.0f} MB, all cores, once",
            f"{count / used.wall:.0f} stories/s",
            f"{used.peak:.0f} MB",
        ]
        count *= 10


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--stories", type=Path, help="a folder to measure as well, with a folder a story"
    )
    parser.add_argument("--units", type=int, default=50_000)
    parser.add_argument("--tree", type=int, default=250, help="stories of the tree")
    parser.add_argument("--most", type=int, default=10_000, help="stories of the largest tree")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--no-growth", action="store_true", help="leave out the second table")
    parser.add_argument(
        "--update", type=Path, help="write the tables into this file, between its marks"
    )
    given = parser.parse_args()
    heads = ["what", "speed", "memory or ratio"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = list(start_up(folder / "one", given.runs))
        rows += units(folder / "po", given.units, given.runs)
        size = write_stories(folder / "tree", given.tree, 12)
        rows += stories(
            folder / "tree", given.tree, size, given.runs, f"{given.tree} stories of 12 paragraphs"
        )
        if given.stories:
            files = [path for path in given.stories.rglob("*") if path.is_file()]
            count = len({path.parent for path in files})
            rows += stories(
                given.stories,
                count,
                sum(p.stat().st_size for p in files),
                given.runs,
                given.stories.name,
            )
        text = table(heads, rows)
        if not given.no_growth:
            text += "\n" + table(heads, growth(folder / "growth", given.most, given.runs))
    text = f"{environment('bench/speed.py', sys.argv[1:])}\n\n{text}"
    sys.stdout.write(text)
    if given.update:
        update(given.update, "speed", text)


if __name__ == "__main__":
    main()
