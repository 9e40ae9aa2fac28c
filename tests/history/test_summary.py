from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_record import DAY, finding, note, run

from conftest import Outcome
from transcheck.history import record
from transcheck.history.summary import Group, moment, summarise
from transcheck.model import TranscheckError
from transcheck.report.summary import render

FORMATS = ("table", "markdown", "html", "csv", "json")
NOW = 1000 * DAY


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "reports" / record.NAME
    note(path, run(950, [finding("old"), finding("gone")], story="politics/bridge"))
    note(path, run(990, [finding("old"), finding("gone")], story="politics/bridge"))
    note(
        path,
        run(
            998,
            [finding("old"), finding("new", "PAR101")],
            story="politics/bridge",
            suppressed=(("NUM101", "x"),),
        ),
    )
    note(path, run(999, [], story="port"))
    return path


def test_new_fixed_and_open(recorded: Path) -> None:
    summary = summarise(recorded, NOW - 7 * DAY, NOW)
    assert summary.total == Group("all", 1, 1, 2)
    assert summary.languages == (Group("nl", 1, 1, 2),)
    assert summary.rules == (Group("PAR101", 1, 0, 1), Group("NUM101", 0, 1, 1))
    assert summary.desks == (Group("politics", 1, 1, 2),)
    assert (summary.runs, summary.checked, summary.stories) == (2, 2, 2)
    assert [(item.story, item.code, item.since / DAY) for item in summary.oldest] == [
        ("politics/bridge", "NUM101", 950),
        ("politics/bridge", "PAR101", 998),
    ]
    assert [(rule.code, rule.open, rule.suppressed, rule.share) for rule in summary.noisiest] == [
        ("NUM101", 1, 1, 0.5),
        ("PAR101", 1, 0, 0),
    ]
    assert [(week.open, week.new, week.fixed) for week in summary.weeks][-3:] == [
        (2, 0, 0),
        (2, 0, 0),
        (2, 1, 1),
    ]
    assert summary.weeks[0].open == 0


def test_a_window_of_the_past(recorded: Path) -> None:
    summary = summarise(recorded, 940 * DAY, 960 * DAY)
    assert (summary.runs, summary.checked) == (1, 1)
    assert summary.total == Group("all", 2, 0, 2)


def test_stories_without_a_version(recorded: Path) -> None:
    assert summarise(recorded, NOW - 7 * DAY, NOW, ("en", "nl", "pl")).missing == (
        ("politics/bridge", ("pl",)),
        ("port", ("pl",)),
    )
    assert summarise(recorded, NOW - 7 * DAY, NOW).missing == ()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_reads_well_when_there_is_nothing(
    tmp_path: Path, recorded: Path, name: str
) -> None:
    text = render(name, summarise(tmp_path / "none.sqlite3", 0, DAY), "signature")
    assert not (tmp_path / "none.sqlite3").exists()
    assert name in ("csv", "json") or "Nothing was recorded yet" in text
    quiet = render(name, summarise(recorded, 970 * DAY, 971 * DAY), "signature")
    assert name in ("csv", "json") or "No run between" in quiet


def test_csv_and_json_are_read_back(recorded: Path) -> None:
    summary = summarise(recorded, NOW - 7 * DAY, NOW)
    rows = list(csv.DictReader(io.StringIO(render("csv", summary, ""), newline="")))
    assert {
        "group": "rule",
        "name": "NUM101",
        "new": "0",
        "fixed": "1",
        "open": "1",
    }.items() <= rows[6].items()
    data = json.loads(render("json", summary, ""))
    assert (data["total"]["open"], data["oldest"][0]["age_days"], len(data["weeks"])) == (2, 50, 12)


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def test_the_page_draws_the_trend(recorded: Path) -> None:
    page = _Texts()
    page.feed(render("html", summarise(recorded, NOW - 7 * DAY, NOW), "signed"))
    assert page.tags.count("rect") == 24
    assert {"2 stories of 2 checked in 2 runs: 1 new, 1 fixed, 2 open.", "signed"} <= set(
        page.texts
    )


@pytest.mark.parametrize(
    ("text", "days"), [("7d", 7), ("2w", 14), ("1972-09-20", 7), ("1972-09-20T05:00+05:00", 7)]
)
def test_moments(text: str, days: int) -> None:
    assert moment(text, NOW, "--since") == NOW - days * DAY


def test_a_moment_that_is_none() -> None:
    with pytest.raises(TranscheckError, match="--since 'yesterday': write a span"):
        moment("yesterday", NOW, "--since")


def test_week_by_week_on_the_command_line(
    transcheck: Callable[..., Outcome], story: Callable[..., Path], tmp_path: Path
) -> None:
    folder = story(
        {"bridge/en.md": "It is 148 metres long.\n", "bridge/nl.md": "Hij is 184 meter lang.\n"},
        "tree",
    )
    reports = tmp_path / "reports"
    assert "Nothing was recorded yet" in transcheck("summary").out
    assert transcheck("check", folder, "--reports", reports).status == 1
    assert "1 story of 1 checked in 1 run: 1 new, 0 fixed, 1 open." in transcheck("summary").out
    (folder / "bridge/nl.md").write_text("Hij is 148 meter lang.\n")
    elsewhere = transcheck("check", folder, "--no-reports", "--format", "json")
    (tmp_path / "report.json").write_text(elsewhere.out)
    for new in (1, 0):
        assert (
            f"{new} of 1 reports were new"
            in transcheck("history", "import", tmp_path / "report.json").err
        )
    done = transcheck("summary", "--format", "markdown", "--since", "1d")
    assert "1 story of 1 checked in 2 runs: 1 new, 1 fixed, 0 open." in done.out
    assert transcheck("check", folder, "--reports", reports, "--no-history").status == 0
    assert "in 2 runs" in transcheck("summary").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("summary", "--since", "soon"), "--since 'soon': write a span"),
        (("summary", "--until", "0001-01-03"), "--until '0001-01-03': write a span"),
        (("summary", "--since", "2025-10-03", "--until", "2025-10-01"), "is not before --until"),
        (("history", "import", "nothing.json"), "nothing.json: cannot be read"),
    ],
)
def test_mistakes(
    transcheck: Callable[..., Outcome], arguments: tuple[str, ...], message: str
) -> None:
    done = transcheck(*arguments)
    assert (done.status, "Traceback" in done.err) == (2, False)
    assert message in done.err
