"""Runs in which something goes wrong: only one story is lost, never the run, and a stopped run
leaves nothing behind.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome, install_reader

READER = """
import os, signal
from transcheck.formats import text

def read(content):
    if "raises" in content:
        raise ValueError("no such thing")
    if "dies" in content:
        os.kill(os.getpid(), signal.SIGKILL)
    return text.read(content)
"""
FILLER = "The bridge is 148 metres long and has two lanes.\n\n" * 200


@pytest.fixture
def plugin(tmp_path: Path) -> str:
    """Install a reader of `.odd` files that fails; return the path on which it is found."""
    return install_reader(tmp_path / "plugin", "odd", READER)


@pytest.fixture
def tree(story: Callable[..., Path]) -> Path:
    """Write a tree of nine stories, two of which are odd."""
    files = {f"s{n}/{lang}.txt": FILLER for n in range(7) for lang in ("en", "nl")}
    files |= {f"s3x/{lang}.odd": "This raises something.\n" for lang in ("en", "nl")}
    files |= {f"s5x/{lang}.odd": "This dies.\n" for lang in ("en", "nl")}
    return story(files, "tree")


def test_a_story_that_goes_wrong_costs_itself_only(
    transcheck: Callable[..., Outcome], tree: Path, plugin: str
) -> None:
    options = (
        "--jobs",
        "2",
        "--no-cache",
        "--format",
        "json",
        "--fail-on",
        "never",
        "--output",
        "sarif=s",
        "--output",
        "junit=j",
    )
    done = transcheck("check", tree, *options, PYTHONPATH=plugin)
    stories = {story["story"]: story for story in json.loads(done.out)["stories"]}
    assert done.status == 2
    assert list(stories) == sorted([*(f"s{n}" for n in range(7)), "s3x", "s5x"])
    assert {name for name, story in stories.items() if story["fault"]} == {"s3x", "s5x"}
    assert "ValueError: no such thing" in stories["s3x"]["fault"]
    assert "the process that checked it died" in stories["s5x"]["fault"]
    assert [line.partition(": ")[2].partition(":")[0] for line in done.err.splitlines()] == [
        "s3x",
        "s5x",
    ]
    assert all(story["findings"] for name, story in stories.items() if not story["fault"])
    assert "was not checked" in (tree.parent / "reports/stories/s5x.md").read_text()
    log = json.loads((tree.parent / "s").read_text())
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert 'errors="2"' in (tree.parent / "j").read_text().splitlines()[1]


def test_what_is_known_of_a_story_stays_when_it_goes_wrong(
    transcheck: Callable[..., Outcome], tree: Path, plugin: str
) -> None:
    for name in ("en", "nl"):
        (tree / f"s3x/{name}.odd").write_text("The bridge is 148 metres long.\n")
    known = "transcheck-baseline.json"
    transcheck("baseline", "tree/s3x", "--baseline", known, PYTHONPATH=plugin)
    assert json.loads((tree.parent / known).read_text())["findings"]
    transcheck("check", "tree/s3x", PYTHONPATH=plugin)
    (tree / "s3x/nl.odd").write_text("This raises something.\n")
    done = transcheck(
        "check", "tree/s3x", "--baseline", known, "--format", "jsonl", PYTHONPATH=plugin
    )
    assert (done.status, done.out) == (2, "")
    pruned = (tree.parent / known).read_text()
    transcheck("baseline", "tree/s3x", "--baseline", known, "--prune", PYTHONPATH=plugin)
    assert (tree.parent / known).read_text() == pruned
    assert '"fixed": 0' in transcheck("summary", "--format", "json").out


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_run_leaves_no_process_and_no_half_report(
    number: signal.Signals, story: Callable[..., Path]
) -> None:
    folder = story(
        {f"s{n}/{lang}.txt": FILLER for n in range(100) for lang in ("en", "nl")}, "tree"
    ).parent
    command = [
        sys.executable,
        "-m",
        "transcheck",
        "check",
        "tree",
        "--no-cache",
        "--jobs",
        "2",
        "--output",
        "json=whole.json",
    ]
    run = subprocess.Popen(
        command,
        cwd=folder,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while (
        not (folder / "reports/stories").exists()
        or len(list((folder / "reports/stories").iterdir())) < 5
    ):
        assert run.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(run.pid, number)
    out, err = run.communicate(timeout=10)
    assert (run.returncode, out) == (2, "")
    assert err.startswith("transcheck: stopped") and err.count("\n") == 1
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)  # no process of the group is left
    written = [file for file in (folder / "reports").rglob("*") if file.is_file()]
    assert all(
        file.suffix == ".md" and file.read_text().startswith("# transcheck") for file in written
    )
    assert not (folder / "whole.json").exists()
