"""How git is run: none of a repository's own programs, no network."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from transcheck.model import TranscheckError

Setting = tuple[str, str]  # name and value

# what would run a program of the configuration's, or reach the network
_SAFE = (
    ("core.fsmonitor", "false"),
    ("core.hooksPath", "/dev/null"),
    ("core.pager", "cat"),
    ("core.sshCommand", "false"),
    ("credential.helper", ""),
    ("diff.external", ""),
    ("log.showSignature", "false"),
    ("protocol.allow", "never"),
    ("safe.bareRepository", "explicit"),
    ("submodule.recurse", "false"),
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
def _without_programs(root: Path) -> tuple[Setting, ...]:
    """Return settings that disarm the filters and drivers of a repository.

    Listing the names of settings runs none.
    """
    listed = _git(root, _SAFE, "config", "--list", "--name-only", "-z").stdout.decode(
        "utf-8", "surrogateescape"
    )
    return tuple(_disarmed(listed.split("\0")))


def _disarmed(names: Iterable[str]) -> Iterator[Setting]:
    for name in dict.fromkeys(names):
        if _PROGRAM.fullmatch(name):
            yield name, ""
        elif _REQUIRED.fullmatch(name):
            yield name, "false"


def _git(root: Path, settings: Sequence[Setting], *args: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            _command(settings, *args),
            cwd=root,
            env=_environment(settings),
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
    settings = (*_SAFE, *_without_programs(root))
    try:
        return subprocess.Popen(
            _command(settings, *args),
            cwd=root,
            env=_environment(settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise _no_git(error) from error


def _command(settings: Iterable[Setting], *args: str) -> list[str]:
    # for git before 2.31, which does not read them in the environment; -c takes what is before the
    # first equals sign for the name
    plain = [f"{name}={value}" for name, value in settings if "=" not in name]
    return ["git", "--no-pager", *(part for item in plain for part in ("-c", item)), *args]


def _environment(settings: Iterable[Setting]) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    stated = list(settings)
    for number, (name, value) in enumerate(stated):
        clean |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    return clean | {
        "GIT_CONFIG_COUNT": str(len(stated)),
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
    }


def _no_git(error: OSError) -> TranscheckError:
    return TranscheckError(
        f"this needs git, which cannot be started ({error.strerror}); install it"
    )
