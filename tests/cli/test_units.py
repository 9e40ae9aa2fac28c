"""Whole runs on files of units."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[..., Path]


@pytest.fixture
def checked(transcheck: Callable[..., Any]) -> Callable[..., list[dict[str, Any]]]:
    def run(*arguments: str | Path) -> list[dict[str, Any]]:
        done = transcheck("check", *arguments, "--no-reports", "--format", "json")
        assert done.status in (0, 1), done.err
        stories: list[dict[str, Any]] = json.loads(done.out)["stories"]
        return stories

    return run


def entry(source: str, target: str) -> str:
    return f'msgid "{source}"\nmsgstr "{target}"\n\n'


def test_a_set_of_po_is_one_report(story: Write, checked: Callable[..., Any]) -> None:
    folder = story(
        {
            "po/nl.po": entry("Wait 15 seconds", "Wacht 51 seconden"),
            "po/pl.po": entry("Wait 15 seconds", "Poczekaj 15 sekund") + entry("Delete 3 files", "Usuń 8 plików"),
        },
        "tree",
    )
    [report] = checked(folder)
    assert [(v["lang"], Path(v["path"]).name, v["blocks"]) for v in report["versions"]] == [
        ("en", "nl.po", 1),
        ("nl", "nl.po", 1),
        ("pl", "pl.po", 2),
    ]
    found = [(f["location"]["lang"], f["location"]["line"], f["location"]["text"]) for f in report["findings"]]
    assert found == [("nl", 2, "51"), ("pl", 5, "8")]
    [alone] = checked(folder / "po/pl.po")
    assert [f["fingerprint"] for f in alone["findings"]] == [report["findings"][1]["fingerprint"]]


def test_po_with_keys_point_into_their_own_files(story: Write, checked: Callable[..., Any]) -> None:
    folder = story(
        {
            "locale/en/LC_MESSAGES/app.po": entry("wait.short", "Wait 15 seconds") + entry("wait.long", "Wait 2 hours"),
            "locale/ru/LC_MESSAGES/app.po": entry("wait.long", "Подождите 3 часа") + entry("wait.short", "Подождите 15 секунд"),
        },
        "tree",
    )
    [report] = checked(folder)
    [finding] = report["findings"]
    place, [other] = finding["location"], finding["related"]
    assert (place["lang"], place["line"], place["text"]) == ("ru", 2, "3")
    assert (other["lang"], other["line"], other["text"]) == ("en", 5, "2")
    assert Path(other["path"]).parts[-3] == "en"
