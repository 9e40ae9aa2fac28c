"""Runs on a real cluster: workers in separate processes, one of which is killed during the run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster
from pyarrow import dataset

from conftest import Outcome, install_reader, until

NAMES = {
    "en": ("The bridge is {} metres long.", "Anna saw {} boats."),
    "nl": ("De brug is {} meter lang.", "Anna zag {} boten."),
}
STORIES = 600


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(
        n_workers=3, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as found:
        yield found


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a tree of 600 stories; every seventh has a wrong number."""
    top = tmp_path_factory.mktemp("archive") / "tree"
    for story in range(STORIES):
        folder = top / f"{story % 10}" / f"s{story}"
        folder.mkdir(parents=True)
        for lang, (first, second) in NAMES.items():
            length = 1000 + story + (lang == "nl" and story % 7 == 0)
            text = "\n\n".join([first.format(length), *(second.format(100 + n) for n in range(4))])
            (folder / f"{lang}.md").write_text(text + "\n")
    return top


def found(reports: Path) -> list[tuple[Any, ...]]:
    """Return the contents of the Parquet files of the only run: one row per finding, and the
    stories.
    """
    [run] = (reports / "runs").iterdir()
    manifest = json.loads((run / "run.json").read_text())
    files = [str(run / "findings" / f"{name}.parquet") for name in manifest["portions"]]
    rows = dataset.dataset(files).to_table().to_pylist()
    stories = (
        dataset.dataset([file.replace("findings", "stories") for file in files])
        .to_table()
        .to_pylist()
    )
    assert sorted(row["story"] for row in stories) == sorted({row["story"] for row in stories})
    assert len(stories) == manifest["stories"]
    assert {row["run"] for row in (*rows, *stories)} <= {manifest["id"]}
    return sorted(
        (r["story"], r["code"], r["fingerprint"], r["path"], r["line"], r["column"], r["text"])
        for r in rows
    )


@pytest.fixture(scope="module")
def expected(tree: Path) -> list[tuple[Any, ...]]:
    """Return what processes find in the tree."""
    options = ["--no-reports", "--no-cache", "--format", "json", "--fail-on", "never"]
    done = subprocess.run(
        [sys.executable, "-m", "transcheck", "check", str(tree), *options],
        capture_output=True,
        check=True,
    )
    rows = [
        (s["story"], f, f["location"])
        for s in json.loads(done.stdout)["stories"]
        for f in s["findings"]
    ]
    assert len(rows) > STORIES / 8
    return sorted(
        (s, f["code"], f["fingerprint"], at["path"], at["line"], at["column"], at["text"])
        for s, f, at in rows
    )


def command(tree: Path | str, address: str, *options: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "transcheck",
        "check",
        str(tree),
        "--engine",
        "dask",
        "--scheduler",
        address,
        *options,
    ]


def parts(folder: Path) -> dict[str, int]:
    return {
        file.name: file.stat().st_mtime_ns
        for file in folder.glob("reports/runs/*/stories/*.parquet")
    }


def test_a_worker_that_is_killed_loses_nothing(
    cluster: LocalCluster, tree: Path, expected: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    run = subprocess.Popen(
        command(tree, cluster.scheduler_address),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: len(parts(tmp_path)) > 1)
    with Client(cluster, set_as_default=False) as client:
        victim = next(iter(client.run(os.getpid, workers=[next(iter(client.nthreads()))]).values()))
    os.kill(victim, signal.SIGKILL)
    assert run.poll() is None
    out, err = run.communicate(timeout=120)
    assert (run.returncode, err) == (1, "")
    assert out.startswith(f"{STORIES} stories checked in ")
    assert found(tmp_path / "reports") == expected


def test_a_run_that_was_stopped_goes_on(
    cluster: LocalCluster, tree: Path, expected: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    run = subprocess.Popen(
        command(tree, cluster.scheduler_address), cwd=tmp_path, stderr=subprocess.DEVNULL
    )
    until(lambda: len(parts(tmp_path)) > 2)
    run.kill()
    run.wait()
    before = parts(tmp_path)
    manifest = next((tmp_path / "reports/runs").iterdir()) / "run.json"
    begun = json.loads(manifest.read_text())["begun"]
    (manifest.parent / "stories/0123456789abcdef.parquet").write_bytes(
        b"of files that have changed since"
    )
    (manifest.parent / "findings").mkdir(exist_ok=True)
    done = subprocess.run(
        command(tree, cluster.scheduler_address),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert "stories had been checked before the run was stopped" in done.stderr
    assert before.items() <= parts(tmp_path).items()  # none was written again
    whole = json.loads(manifest.read_text())
    assert whole["begun"] > begun
    assert sorted(parts(tmp_path)) == sorted(f"{name}.parquet" for name in whole["portions"])
    assert found(tmp_path / "reports") == expected


READER = """
import os, signal
from transcheck.formats import text

def read(content):
    if "dies" in content:
        os.kill(os.getpid(), signal.SIGKILL)
    return text.read(content)
"""


def test_a_story_that_takes_its_worker_down_costs_itself(
    transcheck: Callable[..., Outcome], tmp_path: Path
) -> None:
    plugin = install_reader(tmp_path / "plugin", "odd", READER)
    for name, text in (("a", "is"), ("b", "dies"), ("c", "is")):
        for number, lang in enumerate(NAMES):
            (tmp_path / "tree" / name).mkdir(parents=True, exist_ok=True)
            (tmp_path / "tree" / name / f"{lang}.odd").write_text(
                f"This {text} {number + 148} metres long.\n"
            )
    done = transcheck("check", "tree", "--engine", "dask", "--jobs", "1", PYTHONPATH=plugin)
    assert done.status == 2
    assert (
        done.err.startswith("transcheck: b: the process that checked it died")
        and done.err.count("\n") == 1
    )
    assert {row[0] for row in found(tmp_path / "reports")} == {"a", "c"}


def test_trees_and_reports_elsewhere(cluster: LocalCluster, tree: Path, tmp_path: Path) -> None:
    few = tree / "7"
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", "0"],
        cwd=few,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout
        port = server.stdout.readline().split()[5]
        address = f"http://127.0.0.1:{port}/"
        reports = f"file://{tmp_path}/reports"
        done = subprocess.run(
            command(address, cluster.scheduler_address, "--reports", reports),
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
    finally:
        server.kill()
        server.wait()
    assert (done.returncode, done.stderr) == (1, "")
    rows = found(tmp_path / "reports")
    assert {row[0] for row in rows} == {f"s{n}" for n in range(7, STORIES, 10) if n % 7 == 0}
    assert rows[0][3].startswith(f"{address}s")
    summary = [
        sys.executable,
        "-m",
        "transcheck",
        "summary",
        "--reports",
        reports,
        "--format",
        "json",
    ]
    assert json.loads(subprocess.run(summary, capture_output=True, check=True).stdout)["total"][
        "open"
    ] == len(rows)


def test_its_summary_is_that_of_a_history(
    cluster: LocalCluster, transcheck: Callable[..., Outcome], story: Callable[..., Path]
) -> None:
    wrong, right = "De brug is 184 meter lang.\n", "De brug is 148 meter lang.\n"
    muted = "<!-- transcheck: ignore[NUM101] so they say -->\n" + wrong
    names = ("fixed", "back", "gone", "muted", "stays", "less")
    english = {f"tree/{name}/en.md": "The bridge is 148 metres long.\n" for name in names}
    third = {"tree/less/de.md": "Die Brücke ist 184 Meter lang.\n"}
    top = story(english | third | {name.replace("en.md", "nl.md"): wrong for name in english})
    states = [
        {"fixed": right, "back": right, "muted": muted},
        {"back": wrong},
        {},
    ]
    for number in range(len(states) + 1):
        transcheck("check", "tree", "--no-cache", "--reports", "one")
        where, above = (
            (top / "elsewhere", "..") if number == 2 else (top, ".")
        )  # it is the same tree
        where.mkdir(exist_ok=True)
        many = (
            "--reports",
            f"{above}/many",
            "--engine",
            "dask",
            "--scheduler",
            cluster.scheduler_address,
        )
        transcheck("check", f"{above}/tree", *many, cwd=where)
        for name, text in states[number].items() if number < len(states) else ():
            (top / f"tree/{name}/nl.md").write_text(text)
        if number == 1:
            for lang in NAMES:
                (top / f"tree/gone/{lang}.md").unlink()
            (top / "tree/less/de.md").unlink()
    one, many = (
        json.loads(transcheck("summary", "--format", "json", "--reports", name).out)
        for name in ("one", "many")
    )
    for summary in (one, many):
        for name in ("since", "until", "weeks"):
            del summary[name]
        for item in summary["oldest"]:
            del item["since"]
    assert one == many
    assert (one["total"]["new"], one["total"]["fixed"], one["total"]["open"]) == (2, 3, 3)
    assert one["movement"]["first"] == 6


def test_another_baseline_is_another_run(
    cluster: LocalCluster, transcheck: Callable[..., Outcome], tree: Path, tmp_path: Path
) -> None:
    few, known = tree / "7", tmp_path / "known.json"
    transcheck("baseline", few, "--baseline", known)
    options = ("--baseline", known, "--engine", "dask", "--scheduler", cluster.scheduler_address)
    assert "0 errors" in transcheck("check", few, *options).out
    [manifest] = (tmp_path / "reports/runs").glob("*/run.json")
    manifest.write_text(
        manifest.read_text().replace('"seconds"', '"stopped"')
    )  # as if it had not ended
    known.write_text('{"schema": 1, "findings": []}')
    done = transcheck("check", few, *options)
    assert "0 errors" not in done.out and done.err == ""
    assert len(list((tmp_path / "reports/runs").iterdir())) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"), "cannot be reached"),
        (("--engine", "dask", "--scheduler", "nonsense://x"), "cannot be reached"),
        (("--engine", "dask", "--format", "json"), "does not go with --format"),
        (
            ("--engine", "dask", "--no-history", "--cache", "x"),
            "does not go with --cache, --no-history",
        ),
        (("--scheduler", "tcp://127.0.0.1:1"), "need --engine dask"),
        (("--reports", "s3://bucket/reports"), "s3fs"),
        (("no://such/thing",), "no://such/thing: cannot be opened"),
        (("http://127.0.0.1:1/",), "cannot be listed"),
    ],
)
def test_what_is_wrong_is_told(
    transcheck: Callable[..., Outcome],
    story: Callable[..., Path],
    options: tuple[str, ...],
    message: str,
) -> None:
    story({"s/en.md": "One.\n", "s/nl.md": "Een.\n"})
    done = transcheck("check", *(() if "://" in options[0] else ("s",)), *options)
    assert (done.status, done.out) == (2, "")
    assert message in done.err and done.err.count("\n") == 1
