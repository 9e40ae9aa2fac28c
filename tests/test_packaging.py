"""The rulebook is found in an editable install, in a wheel and in an sdist."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT

RULES = {path.name for path in (ROOT / "rules").glob("*.toml")}
ASK = (
    "from transcheck import rulebook; print(len(rulebook.load(rulebook.folder())), "
    "rulebook.folder())"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sdist, and the wheel from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return folder


def rules_in(path: str, cwd: Path) -> tuple[int, Path]:
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=cwd,
        env={"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    count, folder = done.stdout.split(maxsplit=1)
    return int(count), Path(folder.strip())


def test_wheel(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path)
    assert {path.name for path in (tmp_path / "transcheck/rules").iterdir()} == RULES
    assert rules_in(str(tmp_path), tmp_path) == (len(RULES), tmp_path / "transcheck/rules")


def test_sdist(built: Path, tmp_path: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    shutil.unpack_archive(sdist, tmp_path)
    (root,) = tmp_path.iterdir()
    assert rules_in(str(root / "src"), tmp_path) == (len(RULES), root / "rules")
    for name in (
        "Makefile",
        "constraints.txt",
        "examples/README.md",
        "tests/rules/NUM101.md",
        "LICENSE",
    ):
        assert (root / name).exists()


def test_checkout(tmp_path: Path) -> None:
    assert rules_in(str(ROOT / "src"), tmp_path) == (len(RULES), ROOT / "rules")


def test_data_is_packaged(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src/transcheck"
    data = [
        path
        for path in package.rglob("*")
        if path.is_file() and path.suffix in (".json", ".typed", ".npz", ".gz", ".sql")
    ]
    assert {f"transcheck/{path.relative_to(package).as_posix()}" for path in data} <= names
