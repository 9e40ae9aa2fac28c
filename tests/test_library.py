"""The interface for other programs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import transcheck
from conftest import ROOT
from transcheck import Checker, Text, check_paths, check_texts
from transcheck.model import TranscheckError

NL = "De brug is 148 meter lang en verbindt twee wijken van de stad.\n"
PL = "Most ma 184 metry długości i łączy dwie dzielnice miasta.\n"
PO = """msgid ""
msgstr ""
"Language: nl\\n"

msgid "Open 148 files"
msgstr "Open 184 bestanden"
"""


def test_a_mapping_of_texts() -> None:
    run = check_texts({"nl": NL, "pl": PL}, source="nl")
    [finding] = run.stories[0].findings
    assert (finding.code, finding.location.lang, finding.location.line) == ("NUM101", "pl", 1)
    assert run.stories[0].source == "nl"
    assert finding.location.path == "pl.md"


def test_languages_are_guessed_and_names_give_the_format() -> None:
    run = Checker(texts=True).check([Text(NL * 2, name="brug.txt"), Text(PL * 2, name="most.txt")])
    [story] = run.stories
    assert [(version.lang, version.path) for version in story.versions] == [
        ("nl", "brug.txt"),
        ("pl", "most.txt"),
    ]
    assert story.texts is not None


def test_files_of_units_and_files_of_one_name() -> None:
    checker = Checker()
    [story] = checker.check([Text(PO, name="app/nl.po")]).stories
    assert [version.path for version in story.versions] == ["nl.po", "nl.po"]
    assert [finding.code for finding in story.findings] == ["NUM101"]
    [both] = checker.check([Text(NL, "nl", "text.txt"), Text(PL, "pl", "text.txt")]).stories
    assert [version.path for version in both.versions] == ["text.txt", "2-text.txt"]


@pytest.mark.parametrize(
    ("texts", "source", "message"),
    [
        ([Text(NL, "nl"), Text(NL, "nl")], "", "same language"),
        ([Text(NL, "nl"), Text(PL, "klingon!")], "", "is not a language tag"),
        ([Text(NL, "nl"), Text(PL, "pl")], "fr", "is none of the languages"),
        ([Text(NL, "nl"), Text("?", "")], "", "is not clear"),
        (
            [Text(NL, "nl"), Text(b"x", "pl", "most.exe")],
            "",
            ".exe files cannot be read; paste its text",
        ),
    ],
)
def test_what_is_wrong_is_said(texts: list[Text], source: str, message: str) -> None:
    with pytest.raises(TranscheckError, match=message):
        Checker().check(texts, source=source)


def test_paths(tmp_path: Path) -> None:
    (tmp_path / "nl.md").write_text(NL)
    (tmp_path / "pl.md").write_text(PL)
    run = check_paths([tmp_path], source="nl")
    assert [finding.code for story in run.stories for finding in story.findings] == ["NUM101"]


def test_threads_do_not_mix_their_texts() -> None:
    checker = Checker()
    found: dict[int, list[str]] = {}

    def check(number: int) -> None:
        texts = [Text(f"De brug is {number} meter lang.\n", "nl"), Text(PL, "pl")]
        run = checker.check(texts, source="nl")
        found[number] = [finding.message for finding in run.stories[0].findings]

    threads = [threading.Thread(target=check, args=(1000 + number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert all(str(number) in " ".join(messages) for number, messages in found.items())


def test_it_is_imported_quickly_and_touches_nothing() -> None:
    code = (
        "import signal, sys; before = signal.getsignal(signal.SIGTERM); import transcheck; "
        "assert 'numpy' not in sys.modules; from transcheck import check_texts; "
        "assert signal.getsignal(signal.SIGTERM) is before; assert 'typer' not in sys.modules"
    )
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert time.perf_counter() - began < 20
    with pytest.raises(AttributeError):
        _ = transcheck.nothing


def test_the_example_of_the_documentation() -> None:
    page = (ROOT / "docs/library.md").read_text(encoding="utf-8")
    code = page.partition("```python\n")[2].partition("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() in code.replace("  # ", "\n")
