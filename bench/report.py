"""Tables of measurements, with the environment they were measured in."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("numpy", "regex", "rapidfuzz", "polib", "translate-toolkit", "galechurch")


def installed(program: str) -> str | None:
    """Return the path of a program next to this Python or elsewhere, or None if it is not
    installed.
    """
    return shutil.which(
        program, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def environment(script: str, arguments: Sequence[str]) -> str:
    """Return what a measurement depends on: the command (without folders of this machine), the
    versions and the machine.
    """
    found = [f"transcheck {version('transcheck')}", f"Python {platform.python_version()}"]
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    machine = f"{platform.system()} {platform.machine()}, {_processor()}, {os.cpu_count()} cores"
    shown = " ".join(
        ["python", script, *(re.sub(r"(^|=).*/", r"\1", argument) for argument in arguments)]
    )
    return f"`{shown}` with {', '.join(found)} on {machine}."


def _processor() -> str:
    try:
        names = re.findall(
            r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8")
        )
    except OSError:
        names = []
    return names[0] if names else platform.processor() or "unknown processor"


def update(file: Path, name: str, text: str) -> None:
    """Write a text between the marks `<!-- NAME -->` and `<!-- /NAME -->` of a file."""
    before, mark, rest = file.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not (mark and end):
        raise SystemExit(f"{file}: has no marks <!-- {name} --> and <!-- /{name} -->")
    file.write_text(f"{before}{mark}\n{text.strip()}\n\n{end}{after}", encoding="utf-8")
