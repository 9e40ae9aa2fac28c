"""Whole runs on the examples, in every format, compared with stored output (TRANSCHECK_GOLDEN=1
rewrites it).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome
from transcheck import __version__
from transcheck.report import FORMATS

Run = Callable[..., Outcome]
GOLDEN = Path(__file__).parent / "golden"
# what differs from run to run, and what another processor may round differently
VARIES = re.compile(r'("seconds": |\btime="|checked in |"confidence": |"rank": )[0-9.]+')
CALL = re.compile(r'"run": \{.*?\n \}', re.DOTALL)  # its id, time and signature


@pytest.mark.parametrize("name", FORMATS)
def test_golden(transcheck: Run, name: str) -> None:
    outcome = transcheck(
        "check", "examples/bridge", "--no-reports", "--format", name, "--fail-on", "never", cwd=ROOT
    )
    assert (outcome.status, outcome.err) == (0, "")
    text = CALL.sub('"run": {}', VARIES.sub(r"\g<1>0", outcome.out)).replace(__version__, "VERSION")
    file = GOLDEN / f"bridge.{name}"
    if os.environ.get("TRANSCHECK_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
    with file.open(encoding="utf-8", newline="") as golden:
        assert text == golden.read()
