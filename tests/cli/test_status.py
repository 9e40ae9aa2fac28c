"""The status of translations, as a user asks for it."""

from __future__ import annotations

import json
import os
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


# what a history may be like

DOGS = {
    "en/a.md": "# T\n\nThe ferry sails at eight.\n\nDogs are not allowed on deck.\n",
    "nl/a.md": "# T\n\nDe veerpont vaart om acht uur.\n\nHonden zijn niet toegestaan aan dek.\n",
}


@pytest.fixture
def dogs(story: Write) -> Path:
    folder = story(DOGS, "dogs")
    commit(folder)
    return folder


def lagging(transcheck: Run, folder: Path, *paths: str) -> list[tuple[str, int]]:
    outcome = transcheck(
        *(
            "status",
            *(paths or (".",)),
            "--source",
            "en",
            "--no-reports",
            "--no-cache",
            "--format",
            "json",
        ),
        cwd=folder,
    )
    found = json.loads(outcome.out)["stories"]
    return [
        (version["state"], version["lagging"]) for item in found for version in item["versions"]
    ]


def edit(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    path = folder / name
    text = path.read_text()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)
    commit(folder)


def name_base(folder: Path, key: str = "i18n-sync") -> None:
    head = git(folder, "rev-parse", "HEAD")
    path = folder / "nl/a.md"
    path.write_text(f"<!-- {key}: {head} -->\n\n{path.read_text()}")
    commit(folder)


def test_a_paragraph_that_was_removed_and_came_back(transcheck: Run, dogs: Path) -> None:
    edit(dogs, "en/a.md", ("\nDogs are not allowed on deck.\n", ""))
    assert lagging(transcheck, dogs) == [("lagging", 1)]
    (dogs / "en/a.md").write_text(DOGS["en/a.md"])
    commit(dogs)
    assert lagging(transcheck, dogs) == [("complete", 0)]


def test_a_paragraph_that_becomes_like_another(transcheck: Run, story: Write) -> None:
    folder = story({"en/a.md": "Dogs?\n\nYes.\n\nCats?\n\nNo.\n"}, "r")
    story({"nl/a.md": "Honden?\n\nJa.\n\nKatten?\n\nNee.\n"}, "r")
    commit(folder)
    name_base(folder)
    edit(folder, "en/a.md", ("Yes", "No"))
    assert lagging(transcheck, folder) == [("lagging", 1)]


def test_a_source_with_very_many_states(
    transcheck: Run, dogs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transcheck.compare import standing
    from transcheck.config import Settings
    from transcheck.engine import status

    monkeypatch.setattr(standing, "_MOST_STATES", 5)
    for number in range(9):
        edit(
            dogs,
            "en/a.md",
            ("on deck", f"on deck {number}") if not number else (str(number - 1), str(number)),
        )
    monkeypatch.chdir(dogs)
    [found] = status([Path()], Settings(source="en"), jobs=1).stories
    assert [version.lagging for version in found.versions] == [1]


def test_a_folder_that_was_moved(transcheck: Run, dogs: Path) -> None:
    edit(dogs, "en/a.md", ("eight", "nine"))
    (dogs / "c").mkdir()
    git(dogs, "mv", "en", "nl", "c")
    commit(dogs)
    assert lagging(transcheck, dogs, "c") == [("lagging", 1)]
    assert lagging(transcheck, dogs) == [("lagging", 1)]


def test_a_base_of_before_a_rename(transcheck: Run, dogs: Path) -> None:
    name_base(dogs)
    edit(dogs, "en/a.md", ("eight", "nine"))
    for lang in ("en", "nl"):
        git(dogs, "mv", f"{lang}/a.md", f"{lang}/b.md")
    commit(dogs)
    assert lagging(transcheck, dogs) == [("lagging", 1)]
    outcome = transcheck(
        *("check", ".", "--source", "en", "--no-reports", "--select", "STA", "--format", "concise"),
        cwd=dogs,
    )
    assert "STA102 1 of 3" in outcome.out


def test_a_path_that_another_file_had(transcheck: Run, dogs: Path) -> None:
    edit(dogs, "en/a.md", ("eight", "nine"))
    edit(dogs, "nl/a.md", ("acht", "negen"))
    for lang in ("en", "nl"):
        git(dogs, "mv", f"{lang}/a.md", f"{lang}/o.md")
    commit(dogs)
    (dogs / "en/a.md").write_text("# Winter\n\nThe museum closes early in the winter.\n")
    commit(dogs)
    (dogs / "nl/a.md").write_text("# Winter\n\nHet museum sluit vroeg in de winter.\n")
    commit(dogs)
    edit(dogs, "en/a.md", ("early", "late"))
    assert lagging(transcheck, dogs) == [("lagging", 1), ("complete", 0)]


def test_a_shallow_clone_without_bases(transcheck: Run, dogs: Path, tmp_path: Path) -> None:
    edit(dogs, "en/a.md", ("eight", "nine"))
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{dogs}", "s")
    assert lagging(transcheck, tmp_path / "s") == [("unknown", 0)]
    git(tmp_path / "s", "fetch", "-q", "--unshallow")
    assert lagging(transcheck, tmp_path / "s") == [("lagging", 1)]


def test_a_gate_without_knowledge_does_not_stay_open(
    transcheck: Run, dogs: Path, tmp_path: Path
) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{dogs}", "s")
    options = ("--source", "en", "--fail-on-lag", "1p", "--no-reports")
    done = transcheck("status", *options, cwd=tmp_path / "s")
    assert done.status == 2
    assert "fetch-depth: 0" in done.err


def test_a_blank_line_within_a_paragraph(transcheck: Run, story: Write) -> None:
    text = "Dogs are welcome. They must stay on the lower deck during the whole crossing.\n"
    folder = story({"en/a.md": text, "nl/a.md": "Honden zijn welkom. Ze blijven beneden.\n"}, "r")
    commit(folder)
    edit(folder, "en/a.md", ("welcome. ", "welcome.\n\n"))
    assert lagging(transcheck, folder) == [("complete", 0)]
    edit(folder, "en/a.md", ("welcome.\n\n", "welcome. "))
    assert lagging(transcheck, folder) == [("complete", 0)]


def test_a_base_is_named_in_front_matter_or_a_comment_only(transcheck: Run, dogs: Path) -> None:
    example = "\n```yaml\nsourceCommit: 4f2a91c\n```\n"
    for lang in ("en", "nl"):
        (dogs / lang / "a.md").write_text(DOGS[f"{lang}/a.md"] + example)
    commit(dogs)
    assert lagging(transcheck, dogs) == [("complete", 0)]


def test_a_translation_in_another_encoding(transcheck: Run, dogs: Path) -> None:
    name_base(dogs)
    (dogs / "nl/a.md").write_text((dogs / "nl/a.md").read_text(), encoding="utf-16")
    commit(dogs)
    edit(dogs, "en/a.md", ("eight", "nine"))
    assert lagging(transcheck, dogs) == [("lagging", 1)]


def test_several_repositories(transcheck: Run, dogs: Path, story: Write, tmp_path: Path) -> None:
    edit(dogs, "en/a.md", ("eight", "nine"))
    other = story({f"x/{name}": text for name, text in DOGS.items()}, "other")
    commit(other)
    edit(other, "x/en/a.md", ("eight", "nine"))
    assert lagging(transcheck, tmp_path, "dogs", "other") == [("lagging", 1), ("lagging", 1)]


def test_a_repository_without_commits(transcheck: Run, story: Write) -> None:
    folder = story(DOGS, "r")
    git(folder, "init", "-q")
    assert lagging(transcheck, folder) == [("complete", 0)]


def test_a_history_that_git_cannot_read(transcheck: Run, dogs: Path) -> None:
    git(dogs, "config", "diff.orderFile", "/nowhere/to/be/found")
    outcome = transcheck("status", ".", "--source", "en", "--no-reports", cwd=dogs)
    assert outcome.status == 2
    assert "git cannot read the history" in outcome.err


def test_merges_shown_in_another_way(transcheck: Run, dogs: Path) -> None:
    git(dogs, "checkout", "-q", "-b", "branch")
    edit(dogs, "en/a.md", ("eight", "nine"))
    git(dogs, "checkout", "-q", "main")
    edit(dogs, "en/a.md", ("deck", "board"))
    git(dogs, "merge", "-q", "-m", "merge", "branch")
    git(dogs, "config", "log.diffMerges", "combined")
    assert lagging(transcheck, dogs) == [("lagging", 2)]


def test_a_name_that_is_not_utf_8(transcheck: Run, dogs: Path) -> None:
    name = os.fsdecode(b"\xe9.md")
    for lang in ("en", "nl"):
        (dogs / lang / "a.md").rename(dogs / lang / name)
    commit(dogs)
    outcome = transcheck("status", ".", "--source", "en", "--format", "json", cwd=dogs)
    assert (outcome.status, outcome.err) == (0, "")


def test_a_file_that_git_ignores_is_looked_at_again(transcheck: Run, dogs: Path) -> None:
    (dogs / ".gitignore").write_text("nl/\n")
    git(dogs, "rm", "-q", "-r", "--cached", "nl")
    commit(dogs)
    command = ("status", ".", "--source", "en", "--no-reports", "--format", "json")
    transcheck(*command, cwd=dogs)
    (dogs / "nl/a.md").write_text(DOGS["en/a.md"])
    again = json.loads(transcheck(*command, cwd=dogs).out)
    assert again["stories"][0]["versions"][0]["untranslated"] > 0.5


def test_a_page_of_an_older_board_is_written_anew(transcheck: Run, repository: Path) -> None:
    page = repository / "reports/stories/content/ferry.status.html"
    (repository / "content/en/ferry.md").write_text(CHANGED)
    transcheck("status", "content", cwd=repository)
    assert "kiosk" in page.read_text()
    (repository / "content/en/ferry.md").write_text(CHANGED.replace("kiosk", "bakery"))
    transcheck("status", "content", "--no-reports", cwd=repository)
    transcheck("status", "content", cwd=repository)
    assert "bakery" in page.read_text()
    written = page.stat().st_mtime_ns
    transcheck("status", "content", cwd=repository)
    assert page.stat().st_mtime_ns == written
