"""The status of translations, as a user asks for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome, commit, git

Run = Callable[..., Outcome]
Write = Callable[..., Path]

EN = """# The ferry

The ferry sails every morning at eight with 36 passengers.

Tickets are sold on board by the skipper.
"""
NL = """# De veerpont

De veerpont vaart elke ochtend om acht uur met 36 passagiers.

Kaartjes worden aan boord verkocht door de schipper.
"""
JA = """# 渡し船

渡し船は毎朝八時に三十六人の乗客を乗せて出航する。

切符は船上で船長が売っている。
"""
CHANGED = EN.replace("on board by the skipper", "at the kiosk beside the church, never on board")


@pytest.fixture
def repository(story: Write) -> Path:
    folder = story(
        {
            "transcheck.toml": 'source = "en"\nlanguages = ["en", "nl", "ja"]\n',
            "content/en/ferry.md": EN,
            "content/nl/ferry.md": NL,
            "content/ja/ferry.md": JA,
            "content/en/fair.md": "The fair has eighteen stalls.\n",
            "content/nl/fair.md": "De kermis heeft achttien kramen.\n",
        },
        "site",
    )
    commit(folder)
    return folder


def versions(outcome: Outcome) -> dict[tuple[str, str], dict[str, Any]]:
    assert outcome.err == ""
    found = json.loads(outcome.out)["stories"]
    return {(s["story"].rpartition("/")[2], v["lang"]): v for s in found for v in s["versions"]}


def as_json(transcheck: Run, folder: Path, *more: str) -> dict[tuple[str, str], dict[str, Any]]:
    return versions(transcheck("status", "content", "--format", "json", *more, cwd=folder))


def test_what_is_complete_and_what_is_missing(transcheck: Run, repository: Path) -> None:
    found = as_json(transcheck, repository)
    states = {key: version["state"] for key, version in found.items()}
    assert states == {
        ("fair", "nl"): "complete",
        ("fair", "ja"): "missing",
        ("ferry", "nl"): "complete",
        ("ferry", "ja"): "complete",
    }


def test_a_paragraph_that_changed_lags_until_it_is_followed(
    transcheck: Run, repository: Path
) -> None:
    (repository / "content/en/ferry.md").write_text(CHANGED)
    commit(repository)
    (repository / "content/nl/ferry.md").write_text(NL.replace("elke ochtend", "iedere ochtend"))
    commit(repository)
    (repository / "content/ja/ferry.md").write_text(JA.replace("船上で船長が", "教会の横の売店で"))
    found = as_json(transcheck, repository)
    assert found["ferry", "ja"]["state"] == "complete"
    dutch = found["ferry", "nl"]
    assert (dutch["state"], dutch["lagging"], dutch["paragraphs"]) == ("lagging", 1, 3)
    [change] = dutch["changes"]
    assert change["kind"] == "changed"
    assert change["text"] == "Kaartjes worden aan boord verkocht door de schipper."
    assert (change["source_line"], change["line"]) == (5, 5)
    assert dutch["commits"][0]["id"] == change["commit"] == git(repository, "rev-parse", "HEAD~1")


def test_the_pages_show_what_changed(transcheck: Run, repository: Path) -> None:
    (repository / "content/en/ferry.md").write_text(CHANGED)
    outcome = transcheck("status", "content", cwd=repository)
    assert outcome.out.startswith("1 of 4 translations are complete; 2 lagging, 1 missing.\n")
    board = (repository / "reports/status.html").read_text()
    assert "stories/content/ferry.status.html" in board
    page = (repository / "reports/stories/content/ferry.status.html").read_text()
    assert "<del>" in page
    assert "kiosk" in page
    assert "Kaartjes worden aan boord verkocht" in page
    assert "50%" in (repository / "reports/badges/nl.svg").read_text()


def test_a_named_base_is_believed(transcheck: Run, repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD")
    (repository / "content/en/ferry.md").write_text(CHANGED)
    commit(repository)
    now = git(repository, "rev-parse", "HEAD")
    (repository / "content/nl/ferry.md").write_text(
        f"---\nl10n:\n  sourceCommit: {head}\n---\n" + NL
    )
    (repository / "content/ja/ferry.md").write_text(f"{JA}\n<!-- i18n-sync: {now[:9]} -->\n")
    found = as_json(transcheck, repository)
    assert found["ferry", "nl"]["state"] == "lagging"
    assert found["ferry", "nl"]["base"] == head
    assert found["ferry", "ja"]["state"] == "complete"
    confirmed = f"<!-- transcheck: checked-against {now} -->\n\n{NL}"
    (repository / "content/nl/ferry.md").write_text(confirmed)
    assert as_json(transcheck, repository)["ferry", "nl"]["state"] == "complete"


def test_check_reports_a_base_that_is_behind(transcheck: Run, repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD")
    more = CHANGED + "\nThe crossing takes nine minutes, and dogs travel free on Sundays.\n"
    (repository / "content/en/ferry.md").write_text(more)
    (repository / "content/nl/ferry.md").write_text(f"---\nsourceCommit: {head}\n---\n{NL}")
    (repository / "content/ja/ferry.md").write_text(f"---\nsourceCommit: {head}\n---\n{JA}")
    command = ("check", "content", "--no-reports", "--format", "concise", "--select", "STA,PAR,SUP")
    outcome = transcheck(*command, cwd=repository)
    lines = sorted(outcome.out.splitlines())
    assert [line.split(" ")[1] for line in lines] == ["STA102", "STA102"]
    assert lines[1].startswith("content/nl/ferry.md:8:1: STA102 2 of 4 paragraphs of the English")
    shown = repository / "transcheck.toml"
    shown.write_text(shown.read_text() + "[options.STA102]\nshow-missing = true\n")
    outcome = transcheck(*command, cwd=repository)
    assert "PAR101" in outcome.out


def test_a_lag_can_fail_a_pipeline(transcheck: Run, repository: Path) -> None:
    (repository / "content/en/ferry.md").write_text(CHANGED)
    assert transcheck("status", "content", "--fail-on-lag", "1p", cwd=repository).status == 1
    assert transcheck("status", "content", "--fail-on-lag", "2p", cwd=repository).status == 0
    assert transcheck("status", "content", "--fail-on-lag", "30d", cwd=repository).status == 0
    wrong = transcheck("status", "content", "--fail-on-lag", "soon", cwd=repository)
    assert wrong.status == 2
    assert "30d or 5p" in wrong.err


def test_a_base_that_a_shallow_clone_does_not_have(
    transcheck: Run, repository: Path, tmp_path: Path
) -> None:
    head = git(repository, "rev-parse", "HEAD")
    (repository / "content/nl/ferry.md").write_text(f"---\nsourceCommit: {head}\n---\n{NL}")
    commit(repository)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    outcome = transcheck("status", "content", "--no-reports", cwd=tmp_path / "shallow")
    assert f"sourceCommit names {head}, which is not in this clone; fetch more of it" in outcome.out


def test_the_board_is_remembered_until_something_changes(transcheck: Run, repository: Path) -> None:
    first = as_json(transcheck, repository)
    assert as_json(transcheck, repository) == first
    (repository / "content/en/ferry.md").write_text(CHANGED)
    assert as_json(transcheck, repository)["ferry", "nl"]["state"] == "lagging"
    (repository / "content/en/ferry.md").write_text(EN)
    assert as_json(transcheck, repository)["ferry", "nl"]["state"] == "complete"


def test_units_that_are_not_translated_are_behind(transcheck: Run, story: Write) -> None:
    folder = story(
        {
            "locale/nl/LC_MESSAGES/a.po": 'msgid ""\nmsgstr "Language: nl\\n"\n\n'
            'msgid "Bread"\nmsgstr "Brood"\n\nmsgid "Oven"\nmsgstr ""\n'
        },
        "units",
    )
    outcome = transcheck("status", ".", "--format", "json", "--source", "en", cwd=folder)
    [version] = versions(outcome).values()
    assert (version["lagging"], version["paragraphs"]) == (1, 2)


def test_without_a_source_there_is_no_status(transcheck: Run, story: Write) -> None:
    folder = story({"a/en.md": "The ferry sails.\n", "a/nl.md": "De pont vaart.\n"}, "none")
    outcome = transcheck("status", ".", cwd=folder)
    assert outcome.status == 2
    assert "--source" in outcome.err


def test_outside_git_a_lag_is_unknown(transcheck: Run, story: Write) -> None:
    folder = story({"a/en.md": "The ferry sails.\n", "a/nl.md": "De pont vaart.\n"}, "none")
    outcome = transcheck("status", ".", "--source", "en", "--no-reports", cwd=folder)
    assert outcome.status == 0
    assert "not in a git repository" in outcome.out
