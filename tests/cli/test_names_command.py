from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from transcheck.cli import app

RUNNER = CliRunner()


@pytest.fixture
def story(tmp_path: Path) -> Path:
    (tmp_path / "en.md").write_text(
        "The prize went to Otakar Lhotkov.\n\nThen Lhotkov left.\n", encoding="utf-8"
    )
    (tmp_path / "ru.md").write_text(
        "Премию получил Отакар Лготков.\n\nПотом Лготков ушёл.\n", encoding="utf-8"
    )
    return tmp_path


def test_table(story: Path) -> None:
    result = RUNNER.invoke(app, ["names", str(story)])
    assert result.exit_code == 0
    assert "Otakar Lhotkov ×1" in result.stdout
    assert "Отакар Лготков ×1" in result.stdout


def test_json_has_every_place(story: Path) -> None:
    data = json.loads(RUNNER.invoke(app, ["names", str(story), "--format", "json"]).stdout)
    (entry,) = data["stories"][0]["names"]
    places = {
        (form["lang"], form["text"]): [(p["line"], p["column"]) for p in form["places"]]
        for form in entry
    }
    assert places["en", "Lhotkov"] == [(3, 6)]
    assert places["ru", "Отакар Лготков"] == [(1, 16)]


def test_csv(story: Path) -> None:
    rows = list(
        csv.DictReader(
            io.StringIO(RUNNER.invoke(app, ["names", str(story), "--format", "csv"]).stdout)
        )
    )
    assert {row["form"] for row in rows} == {
        "Otakar Lhotkov",
        "Lhotkov",
        "Отакар Лготков",
        "Лготков",
    }


def test_nothing_there(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["names", str(tmp_path)])
    assert result.exit_code == 2
