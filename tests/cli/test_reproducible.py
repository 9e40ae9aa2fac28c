from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples" / "bridge"


def findings(seed: str) -> list[object]:
    options = ["--format", "json", "--no-reports", "--fail-on", "never"]
    command = [sys.executable, "-m", "transcheck", "check", str(EXAMPLES), *options]
    environment = os.environ | {"PYTHONHASHSEED": seed}
    result = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, env=environment
    )
    return [story["findings"] for story in json.loads(result.stdout)["stories"]]


def test_two_processes_find_the_same() -> None:
    assert findings("1") == findings("2")
