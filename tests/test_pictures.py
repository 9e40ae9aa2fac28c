"""The pictures of the README show what transcheck prints and draws today."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conftest import ROOT


@pytest.mark.skipif(not (ROOT / "docs/pictures").exists(), reason="only in a checkout")
def test_the_pictures_are_not_stale() -> None:
    done = subprocess.run(
        [sys.executable, "tools/build_pictures.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
