"""A pull request as CI sees it: what changed is checked, and only what is new is reported."""

from __future__ import annotations

import json
import shutil
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
PL = """# Prom

Prom odpływa codziennie rano o ósmej z 36 pasażerami.

Bilety sprzedaje na pokładzie szyper.
"""
STORY = {"content/en/ferry.md": EN, "content/nl/ferry.md": NL, "content/pl/ferry.md": PL}
OTHER = {
    "content/en/fair.md": "The fair has 18 stalls.\n",
    "content/nl/fair.md": "De kermis heeft 81 kramen.\n",
}
CHECK = ("check", "content", "--no-reports", "--changed-since", "main")


@pytest.fixture
def repository(story: Write) -> Path:
    """A repository with a branch checked out.

    Its main branch has two stories, one of them wrong for a long time.
    """
    folder = story(STORY | OTHER | {"transcheck.toml": 'source = "en"\n'})
    commit(folder)
    git(folder, "switch", "-q", "-c", "change")
    return folder


def test_nothing_changed(transcheck: Run, repository: Path) -> None:
    outcome = transcheck(*CHECK)
    assert (outcome.status, outcome.err) == (0, "")
    assert transcheck("check", "content", "--no-reports").status == 1  # the other story


def test_a_clean_change_stays_0(transcheck: Run, repository: Path, story: Write) -> None:
    story({"content/nl/ferry.md": NL.replace("schipper", "kapitein")})
    assert transcheck(*CHECK, "--format", "github").out == ""


def test_a_number_changed_in_one_language(transcheck: Run, repository: Path, story: Write) -> None:
    story({"content/nl/ferry.md": NL.replace("36", "63")})
    commit(repository)
    outcome = transcheck(*CHECK, "--format", "github")
    assert outcome.status == 1
    line, total = outcome.out.splitlines()
    assert total.endswith("1 error, 0 warnings, 0 info; `transcheck rule CODE` explains a rule")
    assert line.startswith(
        "::error file=content/nl/ferry.md,line=3,endLine=3,col=48,endColumn=50,title=NUM101 "
        "number-differs::"
    )


def test_a_suppression_silences_it(transcheck: Run, repository: Path, story: Write) -> None:
    text = NL.replace(
        "De veerpont vaart", "<!-- transcheck: ignore[NUM101] counted anew -->\nDe veerpont vaart"
    )
    story({"content/nl/ferry.md": text.replace("36", "63")})
    assert transcheck(*CHECK).status == 0


def test_the_baseline_silences_it(transcheck: Run, repository: Path, story: Write) -> None:
    story({"content/nl/ferry.md": NL.replace("36", "63")})
    assert transcheck("baseline", "content").status == 0
    assert transcheck(*CHECK, "--baseline", "transcheck-baseline.json").status == 0


def test_the_source_changed_alone(transcheck: Run, repository: Path, story: Write) -> None:
    text = EN.replace("on board by the skipper", "at the kiosk beside the church, never on board")
    story({"content/en/ferry.md": text, "content/pl/ferry.md": PL.replace("szyper", "kapitan")})
    data: Any = json.loads(transcheck(*CHECK, "--format", "json", "--select", "STA").out)
    (only,) = data["stories"]
    (finding,) = only["findings"]
    assert (finding["code"], finding["severity"]) == ("STA101", "warning")
    assert (finding["location"]["path"], finding["location"]["line"]) == ("content/nl/ferry.md", 5)
    assert [(place["path"], place["line"]) for place in finding["related"]] == [
        ("content/en/ferry.md", 5)
    ]
    assert "since main" in finding["message"]


def test_a_change_of_layout_makes_nothing_stale(
    transcheck: Run, repository: Path, story: Write
) -> None:
    story({"content/en/ferry.md": EN.replace("every morning", "*every morning*\n")})
    assert transcheck(*CHECK, "--format", "concise").out == ""


def test_a_deleted_version_rechecks_its_story(transcheck: Run, repository: Path) -> None:
    (repository / "content/pl/ferry.md").unlink()
    data: Any = json.loads(transcheck(*CHECK, "--format", "json").out)
    assert "ferry" in [story["story"] for story in data["stories"]] or [
        s["story"] for s in data["stories"]
    ] == ["content/ferry"]


def test_what_main_got_since_is_not_told(transcheck: Run, repository: Path, story: Write) -> None:
    git(repository, "switch", "-q", "main")
    story({"content/nl/ferry.md": NL.replace("36", "63")})
    commit(repository)
    git(repository, "switch", "-q", "change")
    story({"content/en/fair.md": "The fair has 18 stalls!\n"})
    data: Any = json.loads(transcheck(*CHECK, "--format", "json").out)
    assert len(data["stories"]) == 1


def test_a_shallow_clone_says_what_is_missing(
    transcheck: Run, repository: Path, story: Write, tmp_path: Path
) -> None:
    story({"content/nl/ferry.md": NL.replace("36", "63")})
    commit(repository)
    git(
        tmp_path,
        "clone",
        "-q",
        "--depth",
        "1",
        "--branch",
        "change",
        repository.as_uri(),
        "shallow",
    )
    outcome = transcheck(*CHECK, cwd=tmp_path / "shallow")
    assert outcome.status == 2
    assert "revision 'main' is not here; this clone is shallow" in outcome.err
    git(tmp_path / "shallow", "fetch", "-q", "--depth", "1", "origin", "main:main")
    assert transcheck(*CHECK, cwd=tmp_path / "shallow").status == 1


@pytest.mark.parametrize("revision", ["nowhere", "--help", "", "main:content"])
def test_a_wrong_revision(transcheck: Run, repository: Path, revision: str) -> None:
    outcome = transcheck("check", "content", "--no-reports", f"--changed-since={revision}")
    assert outcome.status == 2
    assert "revision" in outcome.err


def test_outside_a_repository(transcheck: Run, story: Write) -> None:
    story(STORY)
    outcome = transcheck(*CHECK, GIT_CEILING_DIRECTORIES="/")
    assert outcome.status == 2
    assert "is not in a readable git repository" in outcome.err


def test_without_git(transcheck: Run, repository: Path) -> None:
    empty = repository / "empty"
    empty.mkdir()
    outcome = transcheck(*CHECK, PATH=str(empty))
    assert outcome.status == 2
    assert "needs git" in outcome.err


def test_several_outputs_at_once(transcheck: Run, repository: Path, story: Write) -> None:
    story({"content/nl/ferry.md": NL.replace("36", "63")})
    outcome = transcheck(
        *CHECK,
        "--output",
        "sarif=out/a.sarif",
        "--output",
        "junit=out/j.xml",
        "--output",
        "gitlab=out/g.json",
    )
    assert outcome.status == 1
    assert sorted(file.name for file in (repository / "out").iterdir()) == [
        "a.sarif",
        "g.json",
        "j.xml",
    ]
    (result,) = json.loads((repository / "out/a.sarif").read_text(encoding="utf-8"))["runs"][0][
        "results"
    ]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 48, "endLine": 3, "endColumn": 50}


def test_fail_on_of_the_configuration(transcheck: Run, repository: Path, story: Write) -> None:
    story(
        {
            "content/nl/ferry.md": NL.replace("36", "63"),
            "transcheck.toml": 'source = "en"\nfail-on = "never"\n',
        }
    )
    assert transcheck(*CHECK).status == 0
    assert transcheck(*CHECK, "--fail-on", "warning").status == 1


def test_init(transcheck: Run, repository: Path) -> None:
    shutil.rmtree(repository / ".git")
    again = transcheck("init")
    assert again.status == 2
    assert "already exists" in again.err
    (repository / "transcheck.toml").unlink()
    assert transcheck("init").status == 0
    assert transcheck("stories", "content").status == 0


def test_paths_are_those_of_the_repository(transcheck: Run, repository: Path, story: Write) -> None:
    story({"content/nl/ferry.md": NL.replace("36", "63")})
    outcome = transcheck(
        "check",
        ".",
        "--no-reports",
        "--changed-since",
        "main",
        "--format",
        "github",
        cwd=repository / "content",
    )
    assert outcome.out.startswith("::error file=content/nl/ferry.md,line=3,")
    outcome = transcheck(
        "check",
        repository / "content",
        "--no-reports",
        "--changed-since",
        "main",
        "--format",
        "gitlab",
        cwd=repository.parent,
    )
    assert json.loads(outcome.out)[0]["location"]["path"] == "content/nl/ferry.md"


def test_a_change_of_rights_is_none(transcheck: Run, repository: Path, story: Write) -> None:
    story(
        {
            "content/en/ferry.md": EN.replace(
                "on board by the skipper", "at the kiosk beside the church, never on board"
            )
        }
    )
    (repository / "content/nl/ferry.md").chmod(0o755)
    assert transcheck(*CHECK, "--format", "concise", "--select", "STA").out.count("STA101") == 2


def test_a_version_deleted_elsewhere_rechecks_its_story(
    transcheck: Run, repository: Path, story: Write
) -> None:
    deep = {
        f"deep/{lang}/news/ferry.md": text for lang, text in (("en", EN), ("nl", NL), ("pl", PL))
    }
    story(deep)
    git(repository, "switch", "-q", "main")
    commit(repository)
    git(repository, "switch", "-q", "-c", "deletion")
    (repository / "deep/pl/news/ferry.md").unlink()
    data: Any = json.loads(
        transcheck(
            "check", "deep", "--no-reports", "--changed-since", "main", "--format", "json"
        ).out
    )
    assert len(data["stories"]) == 1
