from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_record import DAY, finding, note, run

from conftest import Outcome
from transcheck.history import record
from transcheck.history.summary import Group, Movement, moment, summarise
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
    assert summary.total == Group("all", 0, 0, 2)
    assert summary.movement == Movement(first=2, open=2)


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
    assert page.tags.count("rect") == 16  # the eight weeks since the first run
    said = (
        "One new error this week; one fixed, one more than the week before. Fix first: "
        "“politics/bridge” (1 new error)."
    )
    assert {said, "2 open before + 1 new − 1 fixed = 2 open", "signed"} <= set(page.texts)


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
    assert "First check of 1 story this week: 1 finding." in transcheck("summary").out
    (folder / "bridge/nl.md").write_text("Hij is 148 meter lang.\n")
    elsewhere = transcheck("check", folder, "--no-reports", "--format", "json")
    (tmp_path / "report.json").write_text(elsewhere.out)
    for new in (1, 0):
        assert (
            f"{new} of 1 reports were new"
            in transcheck("history", "import", tmp_path / "report.json").err
        )
    done = transcheck("summary", "--format", "markdown", "--since", "1d")
    assert "First check of 1 story since" in done.out
    assert "0 open before + 0 new + 1 at the first check of a story − 1 fixed = 0 open" in done.out
    assert transcheck("check", folder, "--reports", reports, "--no-history").status == 0
    assert "− 1 fixed = 0 open" in transcheck("summary").out


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


def test_the_sums_add_up(recorded: Path) -> None:
    for since in (0, 940, 970, 995, 998.5):
        moved = summarise(recorded, since * DAY, NOW).movement
        gone = moved.fixed + moved.removed + moved.suppressed
        assert moved.before + moved.new + moved.first - gone == moved.open


def test_desks_are_below_the_folder_that_all_stories_share(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(990, [finding("a")], story="content/politics/bridge"))
    note(path, run(991, [finding("b")], story="content/sport/race"))
    desks = summarise(path, 0, NOW).desks
    assert {group.name for group in desks} == {"politics", "sport"}


def test_three_weeks_of_a_newsroom(
    transcheck: Callable[..., Outcome], story: Callable[..., Path], tmp_path: Path
) -> None:
    """What is new is shown in words, with both texts and a link to the page of its story."""
    texts = {
        "news/bridge/en.md": "# The new bridge\n\nIt is 148 metres long and opened on Sunday.\n",
        "news/bridge/nl.md": "# De nieuwe brug\n\nHij is 148 meter lang en ging zondag open.\n",
        "sport/race/en.md": "# The race\n\nThe winner of the race ran 42 kilometres in the rain.\n",
        "sport/race/nl.md": "# De wedloop\n\nDe winnaar van de loop liep 24 kilometer in regen.\n",
    }
    folder = story(texts, "desk")
    (folder / "transcheck.toml").write_text('source = "en"\n')
    reports = ("--reports", str(tmp_path / "reports"), "--report-format", "html")
    transcheck("check", folder, *reports)
    age(tmp_path / "reports" / record.NAME, 10 * DAY)
    (folder / "news/bridge/nl.md").write_text(texts["news/bridge/nl.md"].replace("148", "184"))
    (folder / "sport/race/nl.md").write_text(texts["sport/race/nl.md"].replace("24", "42"))
    transcheck("check", folder, *reports)
    out = transcheck("summary", "--format", "markdown").out
    assert "One new error this week; one fixed, one more than the week before." in out
    assert "Fix first: “The new bridge” (1 new error)." in out
    row = next(line for line in out.splitlines() if line.startswith("| error | ["))
    assert "[The new bridge](reports/" not in row
    assert "(stories/news/bridge.html)" in row
    assert "nl: 184 meter<br>en: 148 metres" in row or "nl: 184<br>en: 148" in row
    assert transcheck("summary", "--output", "reports/summary.html").status == 0
    page = (tmp_path / "reports/summary.html").read_text()
    assert 'href="stories/news/bridge.html"' in page
    assert page.index("The new bridge") < page.index("Desk")
    wrong = transcheck("summary", "--output", "summary.docx")
    assert (wrong.status, ".html, .md" in wrong.err) == (2, True)


def age(path: Path, seconds: float) -> None:
    """Move everything in a history into the past."""
    with sqlite3.connect(path) as database:
        for table, column in (
            ("run", "begun"),
            ("visit", "begun"),
            ("story", "checked"),
            ("period", "opened"),
        ):
            database.execute(f"UPDATE {table} SET {column} = {column} - ?", (seconds,))


def test_a_history_of_an_earlier_version_is_read(recorded: Path) -> None:
    with sqlite3.connect(recorded) as database:
        database.execute("DROP TABLE quote")
        database.execute("DROP TABLE heading")
        database.execute("PRAGMA user_version = 1")
    summary = summarise(recorded, NOW - 7 * DAY, NOW)
    assert summary.new[0].text == ""
    note(recorded, run(999.5, [finding("new", "PAR101")], story="politics/bridge"))
    assert summarise(recorded, NOW - 7 * DAY, NOW).new[0].text == "148"
