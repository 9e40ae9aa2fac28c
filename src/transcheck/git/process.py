"""How git is run: none of a repository's own programs, no network."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from transcheck.model import TranscheckError

# what would run a program of the configuration's, or reach the network
_SAFE = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "credential.helper=",
    "diff.external=",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
_PROGRAM = re.compile(
    r"filter\..*\.(?:clean|smudge|process)|diff\..*\.(?:command|textconv)",
    re.DOTALL | re.IGNORECASE,
)
_REQUIRED = re.compile(r"filter\..*\.required", re.DOTALL | re.IGNORECASE)


def run(root: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a repository and return what it wrote.

    Raises:
        TranscheckError: it cannot be started.
    """
    return _git(root, (*_SAFE, *_without_programs(root)), *args)


@cache
def _without_programs(root: Path) -> tuple[str, ...]:
    """Return settings that disarm the filters and drivers of a repository.

    Listing the names of settings runs none.
    """
    listed = _git(root, _SAFE, "config", "--list", "--name-only", "-z").stdout.decode(
        "utf-8", "surrogateescape"
    )
    return tuple(_disarmed(listed.split("\0")))


def _disarmed(names: Iterable[str]) -> Iterator[str]:
    for name in dict.fromkeys(names):
        if _PROGRAM.fullmatch(name):
            yield f"{name}="
        elif _REQUIRED.fullmatch(name):
            yield f"{name}=false"


def _git(root: Path, settings: Iterable[str], *args: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            _command(settings, *args),
            cwd=root,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _no_git(error) from error


def start(root: Path, *args: str) -> subprocess.Popen[bytes]:
    """Return git at work, with pipes for its input and output.

    Raises:
        TranscheckError: it cannot be started.
    """
    try:
        return subprocess.Popen(
            _command((*_SAFE, *_without_programs(root)), *args),
            cwd=root,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise _no_git(error) from error


def _command(settings: Iterable[str], *args: str) -> list[str]:
    options = [part for setting in settings for part in ("-c", setting)]
    return ["git", "--no-pager", *options, *args]


def _environment() -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return clean | {
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }


def _no_git(error: OSError) -> TranscheckError:
    return TranscheckError(
        f"this needs git, which cannot be started ({error.strerror}); install it"
    )
