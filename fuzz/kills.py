"""Kills runs at random moments, and looks at what they leave.

usage: python fuzz/kills.py [--kills N] [--seed S]

Two runs at a time check the same stories, with cache, history, pages and a workbook in the same
folders, and one of them is killed. Must not happen: a file that is half-written, a history that is
damaged or has a finding twice, a file that is left once a later run has ended. The exit status is 1
then.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

STORIES = 12
FINDING = "NUM101"
SECONDS = 120


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        write_stories(folder / "stories")
        begun = time.monotonic()
        faults: list[str] = []
        if run(folder).wait(SECONDS) != 1:
            faults.append("the first run does not find what is wrong")
        usual = time.monotonic() - begun
        for number in range(options.kills):
            write_number(folder / "stories" / "s0", number)  # so that something is written
            kill_one(folder, chance.uniform(0, 1.2 * usual), chance)
            faults += [f"kill {number}: {fault}" for fault in looked_at(folder)]
        if run(folder).wait(SECONDS) != 1:
            faults.append("the last run does not find what is wrong")
        faults += [f"after the last run: {fault}" for fault in looked_at(folder)]
        faults += [f"left: {file.relative_to(folder)}" for file in folder.rglob(".transcheck-*")]
    for fault in faults:
        print(fault)
    print(f"{options.kills} kills, {len(faults)} faults")
    return bool(faults)


def write_stories(top: Path) -> None:
    """Write stories; each has a wrong number."""
    for number in range(STORIES):
        folder = top / f"s{number}"
        folder.mkdir(parents=True)
        write_number(folder, number)


def write_number(folder: Path, number: int) -> None:
    """Write a story with a wrong number."""
    lines = "\n\n".join(f"The boat has {n} sails and a small lamp." for n in range(20, 40))
    texts = "\n\n".join(f"De boot heeft {n} zeilen en een kleine lamp." for n in range(20, 40))
    (folder / "en.md").write_text(f"The mill is {2 * number + 1001} steps away.\n\n{lines}\n")
    (folder / "nl.md").write_text(f"De molen is {2 * number + 1002} stappen ver.\n\n{texts}\n")


def run(folder: Path) -> subprocess.Popen[bytes]:
    """Begin a run in a session of its own."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "transcheck", "check", "stories", "--source", "en"),
            *("--report-format", "html", "--report-format", "xlsx"),
            *("--output", "json=all.json"),
        ],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill_one(folder: Path, after: float, chance: random.Random) -> None:
    """Begin two runs and kill one of them, with its processes, after some seconds."""
    runs = [run(folder), run(folder)]
    time.sleep(after)
    victim = runs.pop(chance.randrange(2))
    if victim.poll() is None:
        os.killpg(victim.pid, signal.SIGKILL)
    victim.wait(SECONDS)
    runs[0].wait(SECONDS)


def looked_at(folder: Path) -> Iterator[str]:
    """Yield what is wrong with the files that runs have written."""
    for file in folder.rglob("*"):
        if file.name.startswith(".transcheck-") or not file.is_file():
            continue
        if file.suffix == ".json" and "cache" not in file.parts:
            yield from _json(file)
        elif file.suffix == ".html" and not file.read_text("utf-8").rstrip().endswith("</html>"):
            yield f"{file.name} is half-written"
        elif file.suffix == ".xlsx" and zipfile.ZipFile(file).testzip() is not None:
            yield f"{file.name} is damaged"
        elif file.name == "history.sqlite3":
            yield from _history(file)


def _json(file: Path) -> Iterator[str]:
    try:
        json.loads(file.read_bytes())
    except ValueError as error:
        yield f"{file.name} is half-written ({error})"


def _history(file: Path) -> Iterator[str]:
    with closing(sqlite3.connect(file)) as database:
        [state] = database.execute("PRAGMA integrity_check").fetchone()
        if state != "ok":
            yield f"the history is damaged ({state})"
        twice = database.execute(
            "SELECT finding, count(*) FROM period WHERE closed IS NULL"
            " GROUP BY finding HAVING count(*) > 1"
        ).fetchall()
        if twice:
            yield f"{len(twice)} findings are open twice"


if __name__ == "__main__":
    sys.exit(main())
