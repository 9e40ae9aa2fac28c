"""Lines that would keep a careless pattern busy for minutes, as each of them once did."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

LINES = {
    "one word": "a" * 40_000,
    "dotted": "a." * 20_000,
    "full stops": "x " + "." * 40_000 + "x",
    "braces": "{{" * 20_000,
    "footnotes": "[^a" * 10_000,
    "comments": "<div>\n" + "<!--" * 20_000,
    "addresses": "a@b.co " * 5_000,
    "code": "`a` " * 5_000,
    "digits": "1" * 5_000 + ".30",
    "groups": "1 000 " * 5_000,
    "sentences": "a。" * 10_000,
    "millions": "5 million " * 3_000,
}


@pytest.mark.parametrize("name", LINES)
def test_time_is_bounded(
    transcheck: Callable[..., Outcome], story: Callable[..., Path], name: str
) -> None:
    story({"s/en.md": LINES[name] + "\n", "s/nl.md": LINES[name] + "\n"})
    begun = time.monotonic()
    outcome = transcheck("check", "s", "--no-reports", "--fail-on", "never")
    assert (outcome.status, outcome.err) == (0, "")
    assert time.monotonic() - begun < 20
