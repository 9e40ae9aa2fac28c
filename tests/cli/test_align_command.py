from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from conftest import Outcome

Run = Callable[..., Outcome]
Write = Callable[..., Path]

EN = (
    "# A & B &lt;new>\n\nIt cost 12.5 million euros.\n\nNobody asked us, said Ann Klein.\n\nThe "
    "mayor promised a park by 2026.\n"
)
PL = (
    "# A i B &lt;nowe>\n\nKosztowało to 12,5 miliona euro.\n\nBurmistrz obiecał park do 2026 "
    "roku.\n"
)


@pytest.fixture
def bridge(story: Write) -> Path:
    return story({"s/en.md": EN, "s/pl.md": PL})


def test_table(transcheck: Run, bridge: Path) -> None:
    outcome = transcheck("align", "s")
    assert outcome.status == 0
    assert "Nobody asked us, said Ann Klein." in outcome.out


def test_json(transcheck: Run, bridge: Path) -> None:
    pairs = json.loads(transcheck("align", "s", "--format", "json").out)
    assert [(pair["left_line"], pair["right_line"]) for pair in pairs] == [
        (1, 1),
        (3, 3),
        (5, None),
        (7, 5),
    ]
    assert all(0 <= pair["score"] <= 1 for pair in pairs)


def test_tsv(transcheck: Run, bridge: Path) -> None:
    rows = [
        line.split("\t") for line in transcheck("align", "s", "--format", "tsv").out.splitlines()
    ]
    assert rows[0][:4] == ["story", "left_lang", "left_line", "left"]
    assert {len(row) for row in rows} == {9} and len(rows) == 5


def test_tmx_is_well_formed_and_holds_the_pairs(transcheck: Run, bridge: Path) -> None:
    root = ElementTree.fromstring(transcheck("align", "s", "--format", "tmx").out)
    segments = [[seg.text for seg in unit.iter("seg")] for unit in root.iter("tu")]
    assert segments[0] == ["A & B <new>", "A i B <nowe>"]
    assert len(segments) == 3
