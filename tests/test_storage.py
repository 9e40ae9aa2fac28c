"""Files are written as a whole or not at all, and nothing is left of those who were killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from transcheck import storage

HEX = "0123456789abcdef" * 2


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of this machine in the names of half-written files."""
    seen: list[str] = []
    replace = Path.replace

    def look(self: Path, target: Path) -> Path:
        seen.append(self.name)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", look)
    storage.write(tmp_path / "elsewhere" / "file", "text")
    return seen[0].split("-")[1]


def ended() -> int:
    """Return the number of a process that runs no longer."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def left(folder: Path, name: str, age: float = 0) -> Path:
    file = folder / name
    file.write_text("half")
    os.utime(file, (time.time() - age,) * 2)
    return file


def test_a_file_of_a_killed_process_is_removed(tmp_path: Path, machine: str) -> None:
    killed = left(tmp_path, f".transcheck-{machine}-{ended()}-{HEX}")
    storage.write(tmp_path / "report", "text")
    assert not killed.exists()
    assert (tmp_path / "report").read_text() == "text"


def test_a_file_of_a_running_process_stays(tmp_path: Path, machine: str) -> None:
    file = left(tmp_path, f".transcheck-{machine}-{os.getpid()}-{HEX}")
    storage.write(tmp_path / "report", "text")
    assert file.exists()


def test_a_file_of_another_machine_stays_for_a_day(tmp_path: Path) -> None:
    young = left(tmp_path, f".transcheck-00000000-{ended()}-{HEX}")
    old = left(tmp_path, f".transcheck-00000000-{ended()}-{HEX[::-1]}", age=2 * 86_400)
    storage.write(tmp_path / "report", "text")
    assert young.exists()
    assert not old.exists()


def test_other_files_stay(tmp_path: Path, machine: str) -> None:
    names = (".transcheck-notes", f".transcheck-{machine}-{ended()}-{HEX}.txt", ".transcheck.toml")
    files = [left(tmp_path, name, age=2 * 86_400) for name in names]
    storage.write(tmp_path / "report", "text")
    assert all(file.exists() for file in files)


def test_what_fails_leaves_the_old_file(tmp_path: Path) -> None:
    storage.write(tmp_path / "report", "old")

    def pieces() -> object:
        yield "new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        storage.write(tmp_path / "report", pieces())  # type: ignore[arg-type]
    assert [file.name for file in tmp_path.iterdir()] == ["report"]
    assert (tmp_path / "report").read_text() == "old"


@pytest.mark.parametrize(
    ("folder", "expected"),
    [("reports/stories", "../.."), ("reports/stories/a", "../../.."), ("../elsewhere/stories", "")],
)
def test_steps_up_to_the_working_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, expected: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert storage.steps_up(Path(folder)) == expected
