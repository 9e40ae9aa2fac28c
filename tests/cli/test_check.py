"""Whole runs of the command line, as a user would start them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import docx
import jsonschema
import pytest

from conftest import ROOT, Outcome, install_reader

Run = Callable[..., Outcome]
Write = Callable[..., Path]

NL = "De twee landen wisselden 548 delegaties uit.\n\nHet congres begint op 3 oktober.\n"
PL = "Oba kraje wymieniły 584 delegacje.\n\nKongres rozpoczyna się 3 października.\n"
LAST = "Zij is elke dag open, ook in de winter en bij storm, zegt de wachter."
OPEN = "Kaartjes verkoopt de wachter in het huis aan de oever."
SCHEMA = json.loads(files("transcheck.report").joinpath("schema.json").read_text(encoding="utf-8"))


def word(path: Path, *paragraphs: str) -> None:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))


def report(outcome: Outcome) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(outcome.out)
    jsonschema.validate(data, SCHEMA)
    return data


def test_json(transcheck: Run, story: Write) -> None:
    story({"fire/nl.md": NL, "fire/pl.md": PL})
    outcome = transcheck("check", "fire", "--format", "json", "--no-reports")
    data = report(outcome)
    assert (outcome.status, outcome.err) == (1, "")
    assert data["summary"] | {"seconds": 0} == {
        "stories": 1,
        "versions": 2,
        "error": 1,
        "warning": 0,
        "info": 0,
        "seconds": 0,
    }
    (only,) = data["stories"]
    assert (only["story"], only["source"]) == ("fire", None)
    (finding,) = only["findings"]
    assert (finding["code"], finding["evidence"]) == ("NUM101", "548 | 584")
    assert finding["location"] == {
        "lang": "pl",
        "path": "fire/pl.md",
        "line": 1,
        "column": 21,
        "end_line": 1,
        "end_column": 24,
        "text": "584",
    }
    assert finding["related"][0]["text"] == "548"


def test_concise(transcheck: Run, story: Write) -> None:
    story({"fire/nl.md": NL, "fire/pl.md": PL})
    outcome = transcheck("check", "--format", "concise", "fire", "--no-reports")
    assert outcome.out == "fire/pl.md:1:21: NUM101 Dutch says 548, Polish says 584\n"


def test_table_lines_up_in_wide_scripts(transcheck: Run, story: Write) -> None:
    story(
        {
            "fire/en.md": "Hello to all the readers.\n\nSource: x\n",
            "火/en.md": NL,
            "火/ja.md": "両国は584の代表団を交換した。\n\n大会は10月3日に始まる。\n",
        }
    )
    outcome = transcheck("check", ".", "--no-reports")
    from wcwidth import wcswidth

    table = [
        line
        for line in outcome.out.splitlines()
        if "NUM101" in line or line.startswith(("place", "---"))
    ]
    assert (
        len(
            {
                wcswidth(line[: line.index(word)])
                for line, word in zip(table, ["code", "------  ", "NUM101"], strict=True)
            }
        )
        <= 2
    )
    assert "\x1b" not in outcome.out
    assert "1 story checked" in outcome.out


def test_markdown_and_reports(transcheck: Run, story: Write, tmp_path: Path) -> None:
    story({"news/fire|x/nl.md": NL, "news/fire|x/pl.md": PL})
    outcome = transcheck(
        "check",
        "news",
        "--format",
        "markdown",
        "--output",
        "json=out/all.json",
        "--output",
        "concise=all.txt",
    )
    assert outcome.status == 1
    written = (tmp_path / "reports/stories/fire|x.md").read_text(encoding="utf-8")
    assert "| severity | place | message | texts |" in written
    row = next(line for line in written.splitlines() if line.startswith("| error NUM101"))
    # the link leads from the report's folder to the file
    place = "[pl news/fire\\|x/pl.md:1:21](../../news/fire%7Cx/pl.md#L1)"
    assert (
        row == f"| error NUM101 | {place} | Dutch says 548, Polish says 584 | pl: 584<br>nl: 548 |"
    )
    assert row.replace("../../", "") in outcome.out
    jsonschema.validate(json.loads((tmp_path / "out/all.json").read_text(encoding="utf-8")), SCHEMA)
    assert (tmp_path / "all.txt").read_text(encoding="utf-8").count("NUM101") == 1
    assert [p.name for p in (tmp_path / "reports/stories").iterdir()] == ["fire|x.md"]


def test_the_report_folder_is_not_searched(transcheck: Run, story: Write) -> None:
    story({"a/nl.md": NL, "a/pl.md": NL})
    for _ in range(2):
        outcome = transcheck("check", ".", "--format", "json", "--fail-on", "never")
        assert [s["story"] for s in report(outcome)["stories"]] == ["a"]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 1),
        (("--fail-on", "never"), 0),
        (("--ignore", "NUM"), 0),
        (("--select", "PAR,UNT"), 0),
        (("--select", "NUM101"), 1),
    ],
)
def test_exit_status(transcheck: Run, story: Write, options: tuple[str, ...], status: int) -> None:
    story({"fire/nl.md": NL, "fire/pl.md": PL})
    assert transcheck("check", "fire", *options).status == status


def test_fail_on_warning(transcheck: Run, story: Write) -> None:
    story({"a/nl.md": "Goed nieuws.\n\nBron: x\n", "a/pl.md": "Dobra wiadomość.\n\nSource: x\n"})
    assert transcheck("check", "a").status == 0
    assert transcheck("check", "a", "--fail-on", "warning").status == 1


def test_configuration(transcheck: Run, story: Write) -> None:
    story(
        {
            "fire/nl.md": NL,
            "fire/pl.md": PL,
            "transcheck.toml": 'source = "nl"\n[severity]\nNUM101 = "info"\n',
        }
    )
    data = report(transcheck("check", "fire", "--format", "json", "--no-reports"))
    assert data["stories"][0]["source"] == "nl"
    assert data["stories"][0]["findings"][0]["severity"] == "info"
    assert (
        report(transcheck("check", "fire", "--format", "json", "--source", "pl"))["stories"][0][
            "source"
        ]
        == "pl"
    )


@pytest.mark.parametrize(
    ("files", "arguments", "message"),
    [
        ({}, ("missing",), "missing: no such file or folder"),
        ({"a/nl.md": NL}, ("a/nl.md",), "only one version"),
        ({"a/x.md": NL}, ("a",), "no stories here"),
        (
            {"a/nl.md": NL, "a/pl.md": PL},
            ("a", "--source", "klingonese"),
            "--source: 'klingonese' is not a language tag",
        ),
        (
            {"a/nl.md": NL, "a/pl.md": PL},
            ("a", "--select", "numbers"),
            "--select: 'numbers' is not a rule code",
        ),
        ({"a/nl.md": NL, "a/pl.md": PL}, ("a", "--output", "pdf=x"), "write FMT=FILE"),
        (
            {"a/nl.md": NL, "a/pl.md": PL, "transcheck.toml": "sauce = 1\n"},
            ("a",),
            "did you mean 'source'?",
        ),
        ({"a/nl.md": NL, "a/pl.md": PL, "reports": "a file"}, ("a",), "cannot be written"),
        ({"a/nl.md": NL, "a/pl.md": PL}, ("a", "--config", "none.toml"), "none.toml"),
    ],
)
def test_mistakes_take_one_line_and_status_2(
    transcheck: Run, story: Write, files: dict[str, str], arguments: tuple[str, ...], message: str
) -> None:
    story(files)
    outcome = transcheck("check", *arguments)
    assert outcome.status == 2
    assert message in outcome.err
    assert outcome.err.startswith("transcheck: ") and outcome.err.count("\n") == 1
    assert outcome.out == ""


def test_a_bad_option_is_status_2(transcheck: Run) -> None:
    assert transcheck("check", "--nonsense").status == 2
    assert transcheck("nonsense").status == 2


def test_bad_files_are_findings_and_the_other_stories_are_checked(
    transcheck: Run, story: Write
) -> None:
    story(
        {
            "a/nl.md": NL,
            "a/pl.md": bytes(range(256)),
            "b/nl.md": NL,
            "b/pl.md": "",
            "c/nl.md": NL,
            "c/pl.md": PL,
        }
    )
    (Path(story({})) / "app").mkdir()
    story({"app/nl.po": 'msgid "a"\nmsgid foo\n'})
    outcome = transcheck("check", ".", "--format", "json", "--no-reports")
    found = {
        s["story"]: [
            (f["code"], f["location"]["line"], f["location"]["column"]) for f in s["findings"]
        ]
        for s in report(outcome)["stories"]
    }
    assert found == {
        "a": [("DOC101", 1, 1)],
        "app/nl": [("DOC101", 1, 1)],
        "b": [("DOC102", 1, 1)],
        "c": [("NUM101", 1, 21)],
    }
    assert outcome.status == 1


def test_processes_find_the_same(transcheck: Run, story: Write) -> None:
    story({f"s{k}/{lang}.md": text for k in range(12) for lang, text in (("nl", NL), ("pl", PL))})
    one, two = (
        transcheck("check", ".", "--format", "concise", "--no-reports", "--jobs", jobs).out
        for jobs in ("1", "2")
    )
    assert one == two
    assert one.count("NUM101") == 12


def test_guessed_languages_are_noted(transcheck: Run, story: Write) -> None:
    story(
        {
            "one.md": NL + "De brug is gesloten en niemand weet waarom.\n",
            "two.md": PL + "Most jest zamknięty i nikt nie wie dlaczego.\n",
        }
    )
    data = report(transcheck("check", "one.md", "two.md", "--format", "json"))
    assert [v["lang"] for v in data["stories"][0]["versions"]] == ["nl", "pl"]
    assert "assumed to be Dutch (nl) from its text" in data["stories"][0]["notes"][0]


def test_stories(transcheck: Run, story: Write) -> None:
    story({"fire/nl.md": NL, "fire/pl.md": PL})
    outcome = transcheck("stories", ".", "--source", "nl")
    assert outcome.status == 0
    assert outcome.out.splitlines()[2].split() == ["fire", "nl", "nl", "pl"]
    assert outcome.out.endswith("\n1 story\n")


def test_rule(transcheck: Run) -> None:
    assert "548 delegations" in transcheck("rule", "num101").out
    assert transcheck("rule", "number-differs").status == 0
    assert transcheck("rule").out.count("\n") > 10
    assert transcheck("rule", "NUM999").status == 2


def test_version_and_help(transcheck: Run) -> None:
    assert transcheck("--version").out.startswith("transcheck ")
    assert "check" in transcheck("--help").out


def test_verbose_and_quiet(transcheck: Run, story: Write) -> None:
    story({"fire/nl.md": NL, "fire/pl.md": PL})
    assert "fire: nl 2 blocks" in transcheck("check", "fire", "--verbose").err
    assert transcheck("check", "fire", "--verbose", "--quiet").err.count("blocks") == 0


def test_lone_surrogates_and_markup_in_paths(transcheck: Run, story: Write) -> None:
    story({"a <b>/nl.md": NL, "a <b>/pl.md": PL})
    outcome = transcheck("check", ".", "--format", "markdown", "--no-reports")
    assert "a \\<b\\>" in outcome.out


@pytest.mark.parametrize("name", ["bridge", "library", "app"])
def test_examples(transcheck: Run, name: str) -> None:
    """Every planted error is found at its place, and nothing else is."""
    outcome = transcheck("check", f"examples/{name}", "--format", "json", "--no-reports", cwd=ROOT)
    findings = [f for s in report(outcome)["stories"] for f in s["findings"]]
    listed = ROOT / "examples" / name / "planted.toml"
    planted = tomllib.loads(listed.read_text(encoding="utf-8"))["error"] if listed.exists() else []
    for error in planted:
        places = [f["location"], *f["related"]] if (f := _match(findings, error)) else []
        assert any(error["text"] in p["text"] for p in places), error
    assert len(findings) == len(planted)


def _match(findings: list[dict[str, Any]], error: dict[str, str]) -> dict[str, Any] | None:
    return next(
        (
            f
            for f in findings
            if f["code"] == error["code"] and f["location"]["lang"] == error["lang"]
        ),
        None,
    )


def test_a_reader_of_another_package(transcheck: Run, story: Write, tmp_path: Path) -> None:
    code = (
        "from transcheck.formats import text\ndef read(source): return "
        "text.read(source.replace('%', ' '))\n"
    )
    site = install_reader(tmp_path / "site", "lines", code)
    folder = story(
        {"nl.lines": "%De brug is 15 meter.", "en.lines": "%The bridge is 51 metres."}, "bridge"
    )
    done = transcheck("check", folder, "--no-reports", "--format", "concise", PYTHONPATH=site)
    assert done.status == 1, done.err
    assert "NUM101" in done.out


def test_a_reader_that_goes_away_hides_nothing(story: Write, tmp_path: Path) -> None:
    folder = story(
        {"nl.md": "Hij is 184 meter lang.\n", "en.md": "It is 148 metres long.\n"}, "bridge"
    )
    command = [
        sys.executable,
        "-m",
        "transcheck",
        "check",
        str(folder),
        "--reports",
        str(tmp_path / "reports"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (1, b"")
    assert (tmp_path / "reports" / "history.sqlite3").exists()


def test_findings_are_told_where_the_history_cannot_be_written(
    transcheck: Run, story: Write, tmp_path: Path
) -> None:
    folder = story(
        {"nl.md": "Hij is 184 meter lang.\n", "en.md": "It is 148 metres long.\n"}, "bridge"
    )
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/history.sqlite3").write_text("no database")
    done = transcheck("check", folder, "--format", "concise")
    assert (done.status, "NUM101" in done.out, "move it away" in done.err) == (2, True, True)
    assert transcheck("check", folder, "--no-history", "--report-format", "html").status == 1


@pytest.mark.parametrize(("count", "name"), [(1, "stories/s0.html"), (2, "index.html")])
def test_the_page_is_opened(
    transcheck: Callable[..., Outcome],
    story: Callable[..., Path],
    tmp_path: Path,
    count: int,
    name: str,
) -> None:
    for number in range(count):
        texts = {f"s{number}/en.md": "The oven is hot.\n", f"s{number}/nl.md": "De oven is heet.\n"}
        story(texts, "tree")
    browser = tmp_path / "browser.sh"
    browser.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    outcome = transcheck("check", "tree", "--open", BROWSER=f"{browser} %s")
    assert outcome.status == 0
    opened = (tmp_path / "opened").read_text().strip()
    assert opened == (tmp_path / "reports" / name).as_uri()
    assert (tmp_path / "reports" / name).is_file()
    wrong = transcheck("check", "tree", "--open", "--no-reports")
    assert (wrong.status, "--no-reports does not go with --open" in wrong.err) == (2, True)


def test_on_a_terminal_pages_are_written_too(story: Callable[..., Path], tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    story({"s/en.md": "It is 148 metres.\n", "s/nl.md": "Het is 184 meter.\n"})
    terminal, other = pty.openpty()
    command = [sys.executable, "-m", "transcheck", "check", "s", "--source", "en"]
    done = subprocess.run(command, cwd=tmp_path, stdout=other, stderr=other, timeout=60)
    os.close(other)
    shown = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert done.returncode == 1
    assert "NUM101" in shown
    assert "reports: reports/stories/s.html" in shown
    names = {file.name for file in (tmp_path / "reports/stories").iterdir()}
    assert names == {"s.html", "s.md"}


def test_in_a_pipe_no_pages_are_written(
    transcheck: Callable[..., Outcome], story: Callable[..., Path], tmp_path: Path
) -> None:
    story({"s/en.md": "It is 148 metres.\n", "s/nl.md": "Het is 184 meter.\n"})
    transcheck("check", "s")
    assert [file.name for file in (tmp_path / "reports/stories").iterdir()] == ["s.md"]


def test_what_a_folder_holds_beside_its_stories_is_listed(
    transcheck: Callable[..., Outcome], story: Callable[..., Path]
) -> None:
    alone = {f"notes/{n}.md": f"Only note {n}.\n" for n in range(7)}
    story(
        {
            "s/en/a.md": "It is long.\n",
            "s/nl/a.md": "Het is lang.\n",
            "s/en/b.md": "Alone.\n",
            "s/settings.json": '{"a": "b"}\n',
            **{f"s/{name}": text for name, text in alone.items()},
        }
    )
    done = transcheck("stories", "s")
    assert done.status == 0
    last = done.out.splitlines()[-3:]
    assert "left out, no version in another language: s/en/b.md" in last
    assert any("s/settings.json" in line and "no file of another language" in line for line in last)
    assert any(line.endswith("and 2 more") and "notes/0.md" in line for line in last)


def test_a_place_in_word_is_a_paragraph_and_its_first_words(
    transcheck: Run, story: Write, tmp_path: Path
) -> None:
    story({"brug/nl.md": NL})
    word(tmp_path / "brug/nl.docx", "De brug bij Marwijk is 548 meter lang.", LAST, OPEN)
    uk = "Міст біля Марвейка має довжину 584 метри."
    word(tmp_path / "brug/uk.docx", uk, "Квитки продає сторож у будинку біля берега.")
    (tmp_path / "brug/nl.md").unlink()
    done = transcheck("check", "brug", "--source", "nl", "--report-format", "html")
    assert "uk.docx ¶1 “Міст біля Марвейка має …”" in done.out
    assert "uk.docx after ¶1 “Міст біля Марвейка має …”" in done.out
    page = next((tmp_path / "reports/stories").glob("*.html")).read_text(encoding="utf-8")
    assert "Ukrainian, paragraph 1" in page


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("a.txt", "b c.txt"), "transcheck check a.txt 'b c.txt'"),
        (("a.txt", "--source", "nl"), "transcheck check a.txt --source nl"),
    ],
)
def test_a_path_in_place_of_a_command_is_answered_with_all_of_it(
    transcheck: Run, story: Write, arguments: tuple[str, ...], shown: str
) -> None:
    story({"a.txt": NL, "b c.txt": PL})
    done = transcheck(*arguments)
    assert (done.status, shown in done.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", ".", "--siblings"), "is a folder; name files, or leave it out"),
        (("check", ".", "--select", "NUM PAR"), "put commas between several"),
        (("check", ".", "--config", "none.toml"), "cannot be read (No such file or directory)"),
        (("check", ".", "--baseline", "none.json"), "write it with `transcheck baseline`"),
    ],
)
def test_what_to_do_is_said(
    transcheck: Run, story: Write, arguments: tuple[str, ...], message: str
) -> None:
    story({"nl.md": NL, "pl.md": PL})
    done = transcheck(*arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_place_in_word_begins_with_its_words_in_a_script_without_blanks(
    transcheck: Run, tmp_path: Path
) -> None:
    word(tmp_path / "nl.docx", "De brug bij Marwijk is 548 meter lang en al jaren open.")
    word(
        tmp_path / "ja.docx",
        "マルウェイクの橋は全長584メートルで、もう何年も前から誰でも渡ることができます。",
    )
    done = transcheck("check", ".", "--source", "nl", "--no-reports")
    assert "ja.docx ¶1 “マルウェイクの橋は全長584メートルで、もう何年も前から …”" in done.out
