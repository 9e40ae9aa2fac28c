from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Outcome:
    status: int
    out: str
    err: str


@pytest.fixture
def transcheck(tmp_path: Path) -> Callable[..., Outcome]:
    """Run the command line as a user would: in a process of its own, in an empty folder."""

    def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "transcheck", *map(str, arguments)],
            cwd=cwd or tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
                "XDG_CACHE_HOME": str(tmp_path / "user-cache"),
                **environment,
            },
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, whatever its user has configured; return what it prints."""
    own = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, env={**os.environ, **own}, capture_output=True, check=True)
    return done.stdout.decode().strip()


def commit(folder: Path) -> str:
    """Commit everything in a folder, a new repository if it is none; return the commit."""
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
