"""`transcheck watch`, as someone uses it who translates."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from conftest import until

NL = "De brug is 148 meter lang en verbindt twee wijken van de stad.\n"
PL = "Most ma 184 metry długości i łączy dwie dzielnice miasta.\n"


def test_what_changes_is_checked_again(tmp_path: Path) -> None:
    (tmp_path / "nl.md").write_text(NL)
    (tmp_path / "pl.md").write_text(PL)
    out = tmp_path.parent / f"{tmp_path.name}.out"
    with out.open("w") as file:
        watching = subprocess.Popen(
            [sys.executable, "-m", "transcheck", "watch", str(tmp_path)],
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**os.environ, "XDG_CACHE_HOME": str(tmp_path.parent / "cache")},
        )
        try:
            until(lambda: out.read_text().count("waiting for changes") == 1)
            assert "184" in out.read_text()
            (tmp_path / "pl.md").write_text(PL.replace("184", "148"))
            until(lambda: out.read_text().count("waiting for changes") == 2)
            assert "184" not in out.read_text().partition("waiting for changes")[2]
        finally:
            watching.send_signal(signal.SIGINT)
            assert watching.wait(timeout=30) == 0


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "transcheck", "watch", str(tmp_path / "none")],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 2
    assert "no such file or folder" in done.stderr
