"""The files that CI services read are run as those services would run them."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, Outcome, commit, git
from transcheck import formats

Run = Callable[..., Outcome]
Write = Callable[..., Path]
NL, PL = (
    "De nieuwe brug over de rivier is 548 meter lang.\n",
    "Nowy most na rzece ma 548 metrów długości.\n",
)
WRONG = {"content/pl/port.md": PL.replace("548", "584")}


@pytest.fixture
def repository(story: Write) -> Path:
    folder = story({"content/nl/port.md": NL, "content/pl/port.md": PL})
    commit(folder)
    return folder


@pytest.fixture
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like the runner's, with transcheck where the action installs it."""
    folder = tmp_path_factory.mktemp("runner")
    program = folder / "transcheck/bin/transcheck"
    program.parent.mkdir(parents=True)
    program.write_text(
        f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m transcheck "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    return folder


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def run_step(repository: Path, tool: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    action = load("action.yml")
    given = (
        {name: str(about["default"]) for name, about in action["inputs"].items()}
        | {"paths": "content"}
        | inputs
    )
    (step,) = [step for step in action["runs"]["steps"] if step.get("name") == "Check"]
    values = {f"${{{{ inputs.{name} }}}}": value for name, value in given.items()}
    values |= {
        "${{ github.event.pull_request.head.repo.fork }}": given.get("fork", ""),
        "${{ github.event.pull_request.base.sha }}": given.get("base", ""),
    }
    env = {name: values[value] for name, value in step["env"].items()}
    runner = {"RUNNER_TEMP": str(tool), "GITHUB_STEP_SUMMARY": str(tool / "summary.md")}
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
        cwd=repository,
        env={**os.environ, **env, **runner},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_action_on_a_clean_tree(repository: Path, tool: Path) -> None:
    done = run_step(repository, tool)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Nothing found." in (tool / "summary.md").read_text(encoding="utf-8")


def test_action_annotates_and_writes_the_summary(
    repository: Path, tool: Path, story: Write
) -> None:
    story(WRONG)
    done = run_step(repository, tool, **{"changed-since": "HEAD"})
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=content/pl/port.md,line=1,")
    assert "| error NUM101 | [pl content/pl/port.md:1:23]" in (tool / "summary.md").read_text(
        encoding="utf-8"
    )
    assert (
        json.loads((repository / "transcheck.sarif").read_text(encoding="utf-8"))["version"]
        == "2.1.0"
    )
    assert run_step(repository, tool, **{"fail-on": "never"}).returncode == 0


def test_action_says_what_is_wrong(repository: Path, tool: Path) -> None:
    done = run_step(repository, tool, **{"changed-since": "nowhere"})
    assert done.returncode == 2
    assert "revision 'nowhere' is not here" in done.stderr


def test_pre_commit_gives_only_changed_files(
    transcheck: Run, repository: Path, story: Write
) -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    program, *arguments = shlex.split(hook["entry"])
    assert program == "transcheck"
    assert transcheck(*arguments, "content/pl/port.md").status == 0
    story(WRONG)
    outcome = transcheck(*arguments, "content/pl/port.md")
    assert outcome.status == 1
    assert outcome.out.startswith("content/pl/port.md:1:23: NUM101 ")


def test_pre_commit_gives_files_of_several_stories(
    transcheck: Run, repository: Path, story: Write
) -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    _, *arguments = shlex.split(hook["entry"])
    story(
        WRONG
        | {
            "content/nl/quay.md": NL,
            "content/pl/quay.md": WRONG["content/pl/port.md"],
            "README.md": "The bridge.\n",
        }
    )
    outcome = transcheck(
        *arguments,
        "content/nl/port.md",
        "content/pl/quay.md",
        "README.md",
        "content/gone.md",
        "LICENSE",
    )
    assert outcome.status == 1
    assert [line.partition(":")[0] for line in outcome.out.splitlines()] == [
        "content/pl/port.md",
        "content/pl/quay.md",
    ]
    assert transcheck(*arguments, "README.md").status == 0


def test_gitlab_template(repository: Path, tool: Path, story: Write) -> None:
    job = load("templates/gitlab-ci.yml")["transcheck"]
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD")
    story(WRONG)
    env = {"TRANSCHECK_PATHS": "content", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    path = f"{tool / 'transcheck/bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", job["script"][0]],
        cwd=repository,
        env={**os.environ, **env, "PATH": path},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    reports = job["artifacts"]["reports"]
    (issue,) = json.loads((repository / reports["codequality"]).read_text(encoding="utf-8"))
    assert issue["location"] == {"path": "content/pl/port.md", "lines": {"begin": 1, "end": 1}}
    assert (repository / reports["junit"]).is_file()


def test_pre_commit_gives_files_of_every_format_that_a_search_finds() -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    given = {
        suffix for suffix in formats.formats() if re.search(hook["files"], f"content/nl/a{suffix}")
    }
    assert given == {suffix for suffix, known in formats.formats().items() if known.searched}
