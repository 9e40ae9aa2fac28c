"""Hard cases in 61 languages: pairs of sentences with the finding that is expected, or with
none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from transcheck.config import Settings
from transcheck.engine import check

ROWS = Path(__file__).with_name("hard_numbers.tsv")


def rows() -> Iterator[list[str]]:
    for line in ROWS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


CASES = list(rows())


@pytest.mark.parametrize(
    "row", CASES, ids=[f"{row[0]}-{row[2]}-{row[4]}-{k}" for k, row in enumerate(CASES)]
)
def test_pair(row: list[str], tmp_path: Path) -> None:
    left_lang, left, right_lang, right, expected = row
    (tmp_path / f"{left_lang}.md").write_text(left + "\n", encoding="utf-8")
    (tmp_path / f"{right_lang}.md").write_text(right + "\n", encoding="utf-8")
    run = check([tmp_path], Settings(source=left_lang, select=("NUM",)), jobs=1)
    found = [f"{finding.code}:{finding.location.text}" for finding in run.stories[0].findings]
    assert found == ([] if expected == "-" else [expected])


def test_there_are_enough() -> None:
    assert len(CASES) >= 150
    assert len({lang for row in CASES for lang in (row[0], row[2])}) >= 40
