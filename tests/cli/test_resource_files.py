"""A pull request with files of strings, in a git repository, checked as a CI does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LENGTH = ("The bridge is 148 metres long.", "De brug is 148 meter lang.")
OPEN = ("Open the bridge at {time}", "Open de brug om {time}")
WAIT = ("Wait until the boats are through.", "Wacht tot de boten erdoor zijn.")


def json_of(strings: dict[str, str]) -> str:
    lines = [f'  "{key}": "{text}"' for key, text in strings.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def yaml_of(strings: dict[str, str]) -> str:
    return "".join(f'{key}: "{text}"\n' for key, text in strings.items())


def android_of(strings: dict[str, str]) -> str:
    lines = [f'  <string name="{key}">{text}</string>' for key, text in strings.items()]
    return "<resources>\n" + "\n".join(lines) + "\n</resources>\n"


FORMATS = [
    ("locales/{}.json", "en", json_of, 2),
    ("lib/app_{}.arb", "en", json_of, 2),
    ("config/locales/{}.yml", "en", yaml_of, 1),
    ("app/res/values{}/strings.xml", "", android_of, 2),
]


@pytest.mark.parametrize(
    ("layout", "source", "write", "first"), FORMATS, ids=[case[0] for case in FORMATS]
)
def test_a_pull_request(
    tmp_path: Path,
    transcheck: Callable[..., Any],
    layout: str,
    source: str,
    write: Callable[[dict[str, str]], str],
    first: int,
) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(
            ["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True
        )

    def put(name: str, strings: dict[str, str]) -> Path:
        path = tmp_path / layout.format(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write(strings), encoding="utf-8")
        return path

    def checked(path: Path) -> list[dict[str, Any]]:
        done = transcheck("check", path, "--no-reports", "--format", "json")
        stories: list[dict[str, Any]] = json.loads(done.out)["stories"]
        return stories

    target = "-nl" if source == "" else "nl"
    ours = {"length": LENGTH[0], "open": OPEN[0], "wait": WAIT[0]}
    theirs = {"length": LENGTH[1], "open": OPEN[1], "wait": WAIT[1]}
    put(source, ours)
    changed = put(target, theirs)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "a")
    [clean] = checked(changed)
    assert clean["findings"] == []
    put(target, {"length": "De brug is 184 meter lang.", "open": "Open de brug", "wait": WAIT[0]})
    [report] = checked(changed)
    found = {(f["code"], f["severity"], f["location"]["line"]) for f in report["findings"]}
    assert found == {
        ("NUM101", "error", first),
        ("MRK101", "error", first + 1),
        ("UNT101", "error", first + 2),
    }
    put(target, {"length": LENGTH[1], "open": OPEN[1]})
    [report] = checked(changed)
    [finding] = report["findings"]
    assert (finding["code"], "“wait”" in finding["message"]) == ("DOC105", True)
