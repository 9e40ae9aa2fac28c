"""The baseline: known findings are not reported again, new ones are, and fixed ones are removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome

Run = Callable[..., Outcome]
Write = Callable[..., Path]
NL = (
    "De nieuwe brug over de rivier is 548 meter lang.\n\nIn de oude haven van Marwijk liggen 36 "
    "boten.\n"
)
ONE, TWO = "Nowy most na rzece ma 584 metry długości.", "W starym porcie Marwijk stoją 63 łodzie."
MENDED = "Nowy most na rzece ma 548 metrów długości."
ENTRY = (
    '{{"fingerprint": "a", "count": {}, "code": "NUM101", "story": "s", "lang": "nl", '
    '"evidence": ""}}'
)
ENTRIES = '{{"schema": 1, "findings": [' + ENTRY + "]}}"


def lines(transcheck: Run, *args: str) -> list[tuple[str, int]]:
    data: Any = json.loads(
        transcheck("check", "port", "--format", "json", "--no-reports", *args).out
    )
    return [(f["code"], f["location"]["line"]) for s in data["stories"] for f in s["findings"]]


def test_only_what_is_new_is_told(transcheck: Run, story: Write) -> None:
    story({"port/nl.md": NL, "port/pl.md": f"{ONE}\n\nW starym porcie Marwijk stoi 36 łodzi.\n"})
    written = transcheck("baseline", "port")
    assert (written.status, written.out, written.err) == (
        0,
        "",
        "transcheck-baseline.json: 1 findings in 1 stories; to use it: baseline = "
        '"transcheck-baseline.json" in transcheck.toml, or --baseline transcheck-baseline.json\n',
    )
    assert (
        transcheck("check", "port", "--no-reports", "--baseline", "transcheck-baseline.json").status
        == 0
    )
    story({"port/pl.md": f"# Most\n\n{ONE}\n\n{TWO}\n"})  # lines moved, and a number changed
    assert ("NUM101", 5) in lines(transcheck, "--baseline", "transcheck-baseline.json")
    assert ("NUM101", 3) not in lines(transcheck, "--baseline", "transcheck-baseline.json")


def test_the_configuration_names_a_baseline(transcheck: Run, story: Write) -> None:
    story(
        {
            "port/nl.md": NL,
            "port/pl.md": f"{ONE}\n\n{TWO}\n",
            "transcheck.toml": 'baseline = "known.json"\n',
        }
    )
    missing = transcheck("check", "port", "--no-reports")
    assert missing.status == 2
    assert "known.json: cannot be read" in missing.err
    assert "transcheck baseline" in missing.err
    assert transcheck("baseline", "port").status == 0
    assert lines(transcheck) == []


def test_a_baseline_never_grows_by_itself_and_is_pruned_on_request(
    transcheck: Run, story: Write
) -> None:
    folder = story({"port/nl.md": NL, "port/pl.md": f"{ONE}\n\n{TWO}\n"})
    transcheck("baseline", "port", "--baseline", "known.json")
    whole = (folder / "known.json").read_bytes()
    story({"port/pl.md": f"{MENDED}\n\n{TWO}\n"})
    ((code, line),) = lines(transcheck, "--baseline", "known.json")
    assert code == "SUP103"
    assert "548 | 584" in (folder / "known.json").read_text(encoding="utf-8").split("\n")[line - 1]
    assert (folder / "known.json").read_bytes() == whole
    assert transcheck("baseline", "port", "--baseline", "known.json", "--prune").status == 0
    assert lines(transcheck, "--baseline", "known.json") == []
    story({"port/pl.md": f"{ONE}\n\n{TWO}\n"})
    transcheck("baseline", "port", "--baseline", "known.json", "--prune")
    assert lines(transcheck, "--baseline", "known.json") == [("NUM101", 1)]


def test_equal_findings_are_counted(transcheck: Run, story: Write) -> None:
    nl = (
        "De brug bij Marwijk is 548 meter lang.\n\nHet regende de hele dag.\n\nDe brug bij "
        "Marwijk is 548 meter lang.\n"
    )
    pl = (
        "Most w Marwijk ma {} metry długości.\n\nPadało cały dzień.\n\nMost w Marwijk ma 584 "
        "metry długości.\n"
    )
    story({"port/nl.md": nl, "port/pl.md": pl.format("548")})
    assert lines(transcheck, "--select", "NUM101") == [("NUM101", 5)]
    transcheck("baseline", "port", "--baseline", "known.json")
    story({"port/pl.md": pl.format("584")})
    assert len(lines(transcheck, "--select", "NUM101")) == 2
    assert len(lines(transcheck, "--select", "NUM101", "--baseline", "known.json")) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON (Expecting property name enclosed in double quotes: line 1 column 2"),
        ("[]", "is not a baseline of schema 1"),
        ('{"schema": 2, "findings": []}', "is not a baseline of schema 1"),
        ('{"schema": 1, "findings": [{"x": 1}]}', 'known.json: {"x": 1} is not an entry'),
        ('{"schema": 1, "findings": [3]}', "known.json: 3 is not an entry"),
        (ENTRIES.format("-1"), "is not an entry"),
        (ENTRIES.format('"x"'), "is not an entry"),
        (ENTRIES.format("true"), "is not an entry"),
        (ENTRIES.format("[]"), "is not an entry"),
        ("[" * 100000, "is not JSON"),
        ("\udcff", "cannot be read"),
    ],
)
def test_a_wrong_file_is_told(transcheck: Run, story: Write, text: str, said: str) -> None:
    story(
        {"port/nl.md": NL, "port/pl.md": ONE, "known.json": text.encode("utf-8", "surrogateescape")}
    )
    outcome = transcheck("check", "port", "--no-reports", "--baseline", "known.json")
    assert outcome.status == 2
    assert said in outcome.err
    assert "write it anew" in outcome.err


def test_pruning_keeps_what_was_not_checked(transcheck: Run, story: Write) -> None:
    pl = f"{ONE}\n\n{TWO}\n"
    folder = story({"port/nl.md": NL, "port/pl.md": pl, "quay/nl.md": NL, "quay/pl.md": pl})
    transcheck("baseline", ".", "--baseline", "known.json")
    whole = (folder / "known.json").read_bytes()
    assert transcheck("baseline", "port", "--baseline", "known.json", "--prune").status == 0
    assert (folder / "known.json").read_bytes() == whole


def test_what_was_not_checked_is_not_fixed(transcheck: Run, story: Write) -> None:
    unit = 'msgid "Wait {} seconds"\nmsgstr "{}"\n'
    story(
        {
            "po/nl.po": unit.format(15, "Wacht 51 seconden"),
            "po/uk.po": unit.format(15, "Зачекайте 150 секунд"),
            "transcheck.toml": 'baseline = "transcheck-baseline.json"\n',
        }
    )
    assert transcheck("baseline", "po").status == 0
    known = Path(str(story({}))) / "transcheck-baseline.json"
    before = known.read_text(encoding="utf-8")
    done = transcheck("check", "po/nl.po", "--no-reports")
    assert (done.status, "Fixed since" in done.out) == (0, False)
    assert transcheck("baseline", "po/nl.po", "--prune").status == 0
    assert known.read_text(encoding="utf-8") == before
    story({"po/nl.po": unit.format(15, "Wacht 15 seconden")})
    assert "Fixed since the baseline: NUM101 (nl)" in transcheck("check", "po/nl.po").out


def test_a_further_difference_in_a_known_block_of_code_is_new(
    transcheck: Run, story: Write
) -> None:
    page = "De instelling staat hier.\n\n```\nworkers = {}\nweekly = {}\n```\n"
    story({"port/nl.md": page.format(8, 7), "port/de.md": page.format(4, 7)})
    options = ("--source", "nl", "--select", "MRK106", "--baseline", "transcheck-baseline.json")
    assert transcheck("baseline", "port", "--source", "nl").status == 0
    assert lines(transcheck, *options) == []
    story({"port/de.md": page.format(4, 99)})
    assert ("MRK106", 4) in lines(transcheck, *options)
