"""`check --stdin-jsonl`: stories in, findings out, one line at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome

EN = "The bridge is 148 metres long and was built by Anna Janssen.\n"
NL = "De brug is 184 meter lang en werd gebouwd door Anna Janssen.\n"


def line(story: str = "bridge", nl: str = NL, **more: Any) -> str:
    return (
        json.dumps(
            {
                "story": story,
                "versions": [{"lang": "en", "text": EN}, {"lang": "nl", "text": nl}],
                **more,
            }
        )
        + "\n"
    )


@pytest.fixture
def stream(tmp_path: Path) -> Callable[..., Outcome]:
    def run(text: str, *options: str) -> Outcome:
        done = subprocess.run(
            [sys.executable, "-m", "transcheck", "check", "--stdin-jsonl", *options],
            input=text.encode("utf-8", "surrogateescape"),
            capture_output=True,
            cwd=tmp_path,
            timeout=60,
        )
        return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.mark.parametrize("options", [(), ("--jobs", "2")])
def test_findings_come_out_in_order(
    stream: Callable[..., Outcome], tmp_path: Path, options: tuple[str, ...]
) -> None:
    wrong = {2, 3, 250}
    text = "".join(
        line(f"s{n}", NL if n in wrong else NL.replace("184", "148"), source="en")
        for n in range(300)
    )
    done = stream(text, *options)
    assert (done.status, done.err) == (1, "")
    found = [json.loads(item) for item in done.out.splitlines()]
    assert [(f["story"], f["code"], f["location"]["path"]) for f in found] == [
        (f"s{n}", "NUM101", f"s{n}/nl.txt") for n in sorted(wrong)
    ]
    assert list(tmp_path.iterdir()) == []  # no reports, no history


def test_the_same_is_found_as_in_files(
    stream: Callable[..., Outcome], transcheck: Callable[..., Outcome], tmp_path: Path
) -> None:
    for lang, text in (("en", EN), ("nl", NL)):
        (tmp_path / f"{lang}.md").write_text(text)
    versions = [{"lang": "en", "path": "en.md"}, {"lang": "nl", "path": "nl.md", "text": NL}]
    streamed = stream(json.dumps({"story": tmp_path.name, "versions": versions}))
    assert (
        streamed.out
        == transcheck("check", "en.md", "nl.md", "--no-reports", "--format", "jsonl").out
        != ""
    )


def test_a_line_a_story(stream: Callable[..., Outcome]) -> None:
    done = stream(
        line() + "\n" + line("port", NL.replace("184", "148")),
        "--format",
        "json",
        "--fail-on",
        "never",
    )
    assert done.status == 0
    assert [(s["story"], len(s["findings"])) for s in map(json.loads, done.out.splitlines())] == [
        ("bridge", 1),
        ("port", 0),
    ]


def test_an_answer_comes_before_the_next_question() -> None:
    command = [sys.executable, "-m", "transcheck", "check", "--stdin-jsonl", "--format", "json"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdin and run.stdout
        for name in ("one", "two"):
            run.stdin.write(line(name))
            run.stdin.flush()
            assert json.loads(run.stdout.readline())["story"] == name


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("{", "is not a story"),
        ('{"story": "x"}', "missing required field `versions`"),
        ('{"story": "x", "versions": [], "stories": 1}', "unknown field `stories`"),
        ('{"story": "x", "versions": []}', "versions in different languages"),
        ('{"story": "", "versions": [{"lang": "en", "text": ""}]}', "a story has an id"),
        ('{"story": "x", "versions": [{"lang": "en", "text": 1}]}', "$.versions[0].text"),
        ('{"story": "x", "versions": [{"lang": "en"}]}', "neither a text nor a path"),
        ('{"story": "x", "versions": [{"lang": "?", "text": ""}]}', "not a language tag"),
        (
            '{"story": "x", "versions": [{"lang": "en", "path": "x.po"}]}',
            "x.po: the suffix tells the format",
        ),
        (
            '{"story": "x", "versions": [{"lang": "en", "text": ""}], "source": "nl"}',
            "none of the languages en",
        ),
        ('{"story": "x", "versions": [{"lang": "en", "text": "\\ud800"}]}', "is not a story"),
        ('{"story": "\udcff", "versions": []}', "is not a story"),
        ("[" * 100_000, "is not a story"),
        (
            '{"story": "x", "versions": [{"lang": "en", "path": "a\\u0000b.txt"}]}',
            "leave out the null character",
        ),
        ('{"story": "x", "versions": [{"lang": "en", "path": ""}]}', "neither a text nor a path"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--jobs", "2")])
def test_a_bad_line_costs_itself(
    stream: Callable[..., Outcome], bad: str, message: str, options: tuple[str, ...]
) -> None:
    done = stream(line() + bad + "\n" + line("port"), *options)
    assert done.status == 2
    assert done.err.startswith("transcheck: standard input:2: ") and message in done.err
    assert [json.loads(item)["story"] for item in done.out.splitlines()] == ["bridge", "port"]


def test_a_file_that_is_not_there_is_a_finding(stream: Callable[..., Outcome]) -> None:
    done = stream(
        '{"story": "x", "versions": [{"lang": "en", "path": "no.md"}, {"lang": "nl", "text": '
        '"Niets."}]}'
    )
    assert json.loads(done.out.splitlines()[0])["code"] == "DOC101"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("examples",), "PATHS"),
        (("--output", "json=x"), "--output"),
        (("--scheduler", "tcp://127.0.0.1:1"), "--scheduler"),
        (("--siblings", "--changed-since", "main"), "--changed-since, --siblings"),
        (("--format", "table"), "not table"),
    ],
)
def test_what_does_not_go_with_it(
    stream: Callable[..., Outcome], options: tuple[str, ...], message: str
) -> None:
    done = stream(line(), *options)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_byte_order_mark_is_no_part_of_a_line(stream: Callable[..., Outcome]) -> None:
    assert stream("\ufeff" + line()).status == 1


def test_a_full_disk_and_no_input_are_told() -> None:
    check = f"{sys.executable} -m transcheck check --stdin-jsonl"
    for command, message in (
        (f"{check} > /dev/full", "cannot be written"),
        (f"{check} <&-", "is closed"),
    ):
        done = subprocess.run(["bash", "-c", command], input=line(), capture_output=True, text=True)
        assert done.returncode == 2
        assert message in done.stderr and done.stderr.count("\n") == 1


def test_a_reader_that_leaves_is_no_fault() -> None:
    command = (
        f"{sys.executable} -m transcheck check --stdin-jsonl | head -n 1; exit ${{PIPESTATUS[0]}}"
    )
    text = "".join(line(f"s{n}") for n in range(2000))
    done = subprocess.run(
        ["bash", "-c", command], input=text, capture_output=True, text=True, env=os.environ
    )
    assert done.returncode == 1  # what was found by then counts
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.mark.parametrize("path", ["pipe.md", "zero.md"])
def test_what_never_ends_is_not_read(
    stream: Callable[..., Outcome], tmp_path: Path, path: str
) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "zero.md").symlink_to("/dev/zero")
    versions = [{"lang": "en", "text": EN}, {"lang": "nl", "path": path}]
    done = stream(json.dumps({"story": "x", "versions": versions}))
    assert done.status == 1
    assert f"{path} is a pipe or a device" in done.out
