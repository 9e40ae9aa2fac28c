"""Comments that suppress findings, in every format that can contain them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Outcome
from transcheck.formats import markdown
from transcheck.suppress.comments import Text, suppressions

Run = Callable[..., Outcome]
Write = Callable[..., Path]
NL = (
    "De nieuwe brug over de rivier is 548 meter lang.\n\nIn de oude haven van Marwijk liggen 36 "
    "boten.\n"
)
ONE, TWO = "Nowy most na rzece ma 584 metry długości.", "W starym porcie Marwijk stoją 63 łodzie."


def codes(transcheck: Run, *args: str) -> list[tuple[str, int]]:
    data: Any = json.loads(
        transcheck(
            "check", *args, "--format", "json", "--no-reports", "--select", "NUM,PAR,SUP"
        ).out
    )
    return [(f["code"], f["location"]["line"]) for s in data["stories"] for f in s["findings"]]


def test_only_the_next_block_is_meant(transcheck: Run, story: Write) -> None:
    pl = f"<!-- transcheck: ignore[NUM101] counted anew -->\n{ONE}\n\n{TWO}\n"
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert codes(transcheck, "port") == [("NUM101", 4)]


def test_a_comment_inside_a_paragraph_is_about_it(transcheck: Run, story: Write) -> None:
    pl = f"{ONE} <!-- transcheck: ignore[NUM] -->\n\n{TWO}\n"
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert codes(transcheck, "port") == [("NUM101", 3)]


def test_disable_and_enable(transcheck: Run, story: Write) -> None:
    pl = (
        f"<!-- transcheck: disable[NUM] -->\n\n{ONE}\n\n<!-- transcheck: enable[NUM] -->\n\n{TWO}\n"
    )
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert codes(transcheck, "port") == [("NUM101", 7)]


def test_disable_holds_to_the_end(transcheck: Run, story: Write) -> None:
    pl = f"<!-- transcheck: disable[NUM] -->\n\n{ONE}\n\n{TWO}\n"
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert codes(transcheck, "port") == []


def test_a_missing_paragraph_is_suppressed_at_its_source(transcheck: Run, story: Write) -> None:
    more = (
        "De vissers van het dorp protesteerden op zaterdag met veertig boten tegen de nieuwe "
        "steiger."
    )
    story(
        {
            "port/nl.md": "De brug is 548 meter lang.\n\n<!-- transcheck: ignore[PAR101] local "
            f"-->\n{more}\n\nHet regent.\n",
            "port/pl.md": "Most ma 548 metrów długości.\n\nPada deszcz.\n",
        }
    )
    assert codes(transcheck, "port", "--source", "nl") == []


def test_a_missing_paragraph_is_suppressed_where_it_is_missing(
    transcheck: Run, story: Write
) -> None:
    more = (
        "De vissers van het dorp protesteerden op zaterdag met veertig boten tegen de nieuwe "
        "steiger."
    )
    story(
        {
            "port/nl.md": f"De brug is 548 meter lang.\n\n{more}\n\nHet regent.\n",
            "port/pl.md": "Most ma 548 metrów długości.\n\n<!-- transcheck: ignore[PAR101] local "
            "news -->\nPada deszcz.\n",
        }
    )
    assert codes(transcheck, "port", "--source", "nl") == []


def test_front_matter(transcheck: Run, story: Write) -> None:
    pl = f"---\ntitle: Most\ntranscheck: ignore-file[NUM101] other year\n---\n\n{ONE}\n\n{TWO}\n"
    story({"port/nl.md": f"---\ntitle: Brug\n---\n\n{NL}", "port/pl.md": pl})
    assert codes(transcheck, "port") == []


def test_a_whole_file(transcheck: Run, story: Write) -> None:
    pl = f"{ONE}\n\n{TWO}\n\n<!-- transcheck: ignore-file[NUM101, PAR] other year -->\n"
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert codes(transcheck, "port") == [("SUP101", 5)]  # nothing about paragraphs


def test_po(transcheck: Run, story: Write) -> None:
    unit = 'msgid "The bridge is {0} metres long."\nmsgstr "De brug is {1} meter lang."\n\n'
    first, second = (
        unit.replace("{0}", "548").replace("{1}", "584"),
        unit.replace("{0}", "36").replace("{1}", "63"),
    )
    text = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n# transcheck: '
        f"ignore[NUM101] agreed\n{first}{second}"
    )
    story({"nl.po": text})
    assert [code for code, _ in codes(transcheck, "nl.po")] == ["NUM101"]


def test_plain_text_has_no_comments(transcheck: Run, story: Write) -> None:
    story(
        {
            "port/nl.txt": NL,
            "port/pl.txt": f"{ONE}\n\n{TWO} <!-- transcheck: ignore-file[NUM] -->\n",
        }
    )
    assert ("NUM101", 1) in codes(transcheck, "port")


def test_a_comment_behind_the_last_block_is_about_nothing(transcheck: Run, story: Write) -> None:
    story(
        {"port/nl.md": NL, "port/pl.md": f"{ONE}\n\n{TWO}\n\n<!-- transcheck: ignore[NUM101] -->\n"}
    )
    assert codes(transcheck, "port") == [("NUM101", 1), ("NUM101", 3), ("SUP101", 5)]


def test_a_comment_of_an_entry_leaves_its_neighbours_alone(transcheck: Run, story: Write) -> None:
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    wrong = 'msgid "The bridge is 548 metres long."\nmsgstr "De brug is 584 meter lang."\n'
    fuzzy = (
        '# transcheck: ignore[NUM101] agreed\n#, fuzzy\nmsgid "The road is 36 metres '
        'wide."\nmsgstr "x"\n'
    )
    story({"nl.po": f"{head}{wrong}\n{fuzzy}\n{wrong.replace('548', '36').replace('584', '63')}"})
    assert [code for code, _ in codes(transcheck, "nl.po")] == ["NUM101", "SUP101", "NUM101"]


def test_a_rule_that_could_not_find_anything_is_not_unused(transcheck: Run, story: Write) -> None:
    pl = f"<!-- transcheck: ignore[STA101] slow -->\n\n{ONE}\n\n{TWO}\n"
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert "SUP101" not in transcheck("check", "port", "--no-reports", "--format", "concise").out


def test_of_a_family_and_a_rule_of_it_both_are_used(transcheck: Run, story: Write) -> None:
    pl = f"<!-- transcheck: ignore-file[NUM, NUM101] counted anew -->\n\n{ONE}\n\n{TWO}\n"
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert codes(transcheck, "port") == []


def test_an_example_in_code_is_none(transcheck: Run, story: Write) -> None:
    note = "Write `<!-- transcheck: ignore[NUM] -->` before it."
    story({"port/nl.md": f"{NL}\n{note}\n", "port/pl.md": f"{ONE}\n\n{TWO}\n\n{note}\n"})
    assert codes(transcheck, "port") == [("NUM101", 1), ("NUM101", 3)]


def test_mdx(transcheck: Run, story: Write) -> None:
    text = f"{{/* transcheck: ignore[NUM101] counted anew */}}\n\n{ONE}\n\n{TWO}\n"
    story({"port/nl.mdx": NL, "port/pl.mdx": text})
    assert codes(transcheck, "port") == [("NUM101", 5)]


@pytest.mark.parametrize("reason", ["548 -> 584", "a > b", "long " * 600], ids=len)
def test_a_reason_may_have_any_signs_and_length(transcheck: Run, story: Write, reason: str) -> None:
    pl = f"<!-- transcheck: ignore[NUM] {reason} -->\n{ONE}\n\n{TWO}\n"
    story({"port/nl.md": NL, "port/pl.md": pl})
    assert codes(transcheck, "port") == [("NUM101", 4)]
    text = f"{{/* transcheck: ignore[NUM] {reason} {{a}} */}}\n\n{ONE}\n\n{TWO}\n"
    story({"quay/nl.mdx": NL, "quay/pl.mdx": text})
    assert codes(transcheck, "quay") == [("NUM101", 5)]


@given(st.text(alphabet=st.sampled_from("<!- >transcheck:ignore[NUM101],{/*}\n")))
def test_no_comment_crashes(text: str) -> None:
    document = markdown.read(f"<!-- transcheck: {text} -->\n\n{text}")
    for item in suppressions([Text("a.md", "nl", (document,))], {"NUM101"}):
        assert item.start <= item.end
        assert document.text.find(item.place.text) >= 0
