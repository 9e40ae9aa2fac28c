from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import forked

if TYPE_CHECKING:
    from selenium.webdriver.chrome.webdriver import WebDriver

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


def started(arguments: list[str], cwd: Path, environment: dict[str, str]) -> Outcome:
    """Run the command line in a new process of Python."""
    done = subprocess.run(
        [sys.executable, "-m", "transcheck", *arguments],
        cwd=cwd,
        env={"PYTHONPATH": "", **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def transcheck(tmp_path: Path) -> Callable[..., Outcome]:
    """Run the command line as a user would: in a separate process, in an empty folder."""

    def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Outcome:
        own = {"XDG_CACHE_HOME": str(tmp_path / "user-cache"), **environment}
        words = [str(argument) for argument in arguments]
        # Python reads these at its start
        if any(name.startswith("PYTHON") for name in environment):
            return started(words, cwd or tmp_path, {**os.environ, **own})
        return Outcome(*forked.run(words, cwd or tmp_path, {**os.environ, **own}))

    return run


def install_reader(folder: Path, suffix: str, code: str) -> str:
    """Install a package that reads files with a suffix; return the path on which it is found."""
    package = folder / f"{suffix}-1.0.dist-info"
    package.mkdir(parents=True)
    (folder / f"{suffix}.py").write_text(code)
    (package / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {suffix}\nVersion: 1.0\n")
    (package / "entry_points.txt").write_text(f"[transcheck.readers]\n{suffix} = {suffix}\n")
    return str(folder)


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, at most a minute."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, regardless of the user's configuration; return what it prints."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = (
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@example.org",
        "-c",
        "init.defaultBranch=main",
    )
    done = subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        env={**os.environ, **own},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def commit(folder: Path) -> str:
    """Commit everything in a folder, creating the repository if needed; return the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "state")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def story(tmp_path: Path) -> Callable[..., Path]:
    """Write files, given by relative path, and return their folder."""

    def write(files: dict[str, str | bytes], folder: str = "") -> Path:
        base = tmp_path / folder
        for name, content in files.items():
            path = base / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return base

    return write


@pytest.fixture(scope="module")
def browser() -> Iterator[WebDriver]:
    """A window of Chromium."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,900"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    yield driver
    driver.quit()
