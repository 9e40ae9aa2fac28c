"""Standard output that is full or closed, and files that are none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

Run = Callable[..., Outcome]
Write = Callable[..., Path]
COMMANDS = [
    ("--help",),
    ("--version",),
    ("check", "--help"),
    ("rule",),
    ("check", "s", "--no-reports"),
    ("stories", "s"),
    ("align", "s"),
    ("names", "s"),
    ("summary",),
    ("status", "s", "--source", "en", "--no-reports"),
    *(
        (*command.split(), "--help")
        for command in (
            "baseline",
            "history",
            "history import",
            "init",
            "lsp",
            "names",
            "rule",
            "serve",
            "status",
            "stories",
            "summary",
            "watch",
        )
    ),
]


def run(folder: Path, command: tuple[str, ...], redirection: str) -> tuple[int, str]:
    """Run a command with its output redirected by the shell."""
    words = " ".join((sys.executable, "-m", "transcheck", *command))
    done = subprocess.run(
        ["sh", "-c", f"{words} {redirection}"],
        cwd=folder,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


@pytest.fixture
def folder(story: Write, tmp_path: Path) -> Path:
    story({"s/en.md": "It is 148 metres.\n", "s/nl.md": "Het is 148 meter.\n"}, "work")
    return tmp_path / "work"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_disk(folder: Path, command: tuple[str, ...]) -> None:
    status, errors = run(folder, command, "> /dev/full")
    assert status == 2
    assert errors.startswith("transcheck: standard output: cannot be written")
    assert errors.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_closed_output(folder: Path, command: tuple[str, ...]) -> None:
    status, errors = run(folder, command, ">&-")
    assert status == 2
    assert errors.startswith("transcheck: standard output is closed")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "configuration"),
    [("terms.csv", 'glossary = ["terms.csv"]'), ("known.json", 'baseline = "known.json"')],
)
def test_a_pipe_in_place_of_a_file(
    transcheck: Run, folder: Path, name: str, configuration: str
) -> None:
    os.mkfifo(folder / name)
    (folder / "transcheck.toml").write_text(configuration + "\n")
    outcome = transcheck("check", "s", "--no-reports", cwd=folder)
    assert outcome.status == 2
    assert "it is a pipe or a device, not a file" in outcome.err


def test_a_pipe_in_place_of_the_history(transcheck: Run, folder: Path) -> None:
    (folder / "reports").mkdir()
    os.mkfifo(folder / "reports/history.sqlite3")
    for command in ("check", "s"), ("summary",):
        outcome = transcheck(*command, cwd=folder)
        assert outcome.status == 2
        assert "history.sqlite3: is not a file" in outcome.err


@pytest.mark.parametrize("redirection", ["2>/dev/full", "2>&-"])
def test_a_full_or_closed_standard_error(folder: Path, redirection: str) -> None:
    assert run(folder, ("check", "nothere"), redirection)[0] == 2


def test_folders_nested_deeper_than_the_stack(transcheck: Run, tmp_path: Path) -> None:
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(1_500):
            os.mkdir("d")  # noqa: PTH102 - the path is longer than a system call takes
            os.chdir("d")
        Path("en.md").write_text("It is 148 metres.\n")
        Path("nl.md").write_text("Het is 184 meter.\n")
    finally:
        os.chdir(here)
    outcome = transcheck("check", "d", "--no-reports")
    subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)  # deeper than shutil goes
    assert outcome.status == 1
    assert "148" in outcome.out


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_a_folder_that_cannot_be_read(transcheck: Run, folder: Path) -> None:
    (folder / "s/secret").mkdir()
    (folder / "s/secret").chmod(0)
    outcome = transcheck("check", "s", "--no-reports", cwd=folder)
    (folder / "s/secret").chmod(0o700)
    assert outcome.status == 2
    assert "secret: cannot be read (Permission denied)" in outcome.err


def test_a_disk_that_is_full_keeps_what_is_there(folder: Path) -> None:
    """A file may have 4 kB at most, as if the disk were full then."""
    (folder / "s/nl.md").write_text("Het is 184 meter.\n" * 400)
    (folder / "x.json").write_text("old")
    script = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from transcheck.cli import main; main()"
    )
    arguments = [
        "check",
        "s",
        "--no-history",
        "--no-cache",
        "--output",
        "json=x.json",
        "--report-format",
        "html",
    ]
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "cannot be written (File too large)" in done.stderr
    assert "Traceback" not in done.stderr
    assert (folder / "x.json").read_text() == "old"
    assert not list(folder.rglob(".transcheck-*"))


def test_reports_of_folders_with_like_names(transcheck: Run, story: Write) -> None:
    text = {"en.md": "It is 148 metres.\n", "nl.md": "Het is 148 meter.\n"}
    names = ("x.md", "x.md_", "x.md__")
    folder = story({f"{name}/y/{file}": t for name in names for file, t in text.items()}, "work")
    transcheck("check", ".", cwd=folder)
    assert len(list((folder / "reports/stories").rglob("y.md"))) == len(names)
