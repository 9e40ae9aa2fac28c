from __future__ import annotations

import pytest

from transcheck.annotate.links import find_addresses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See https://example.org/a_(b)?x=1.", ["https://example.org/a_(b)?x=1"]),
        ("Write to ann.lee@example.org, or @annlee!", ["ann.lee@example.org", "@annlee"]),
        ("@annlee와 以下是@annlee在", ["@annlee", "@annlee"]),
        ("example.com and CONTRIBUTING.md", ["example.com", "CONTRIBUTING.md"]),
        ("詳細は https://example.org/ja を見る。", ["https://example.org/ja"]),
        ("no address. Here", []),
    ],
)
def test_addresses(text: str, expected: list[str]) -> None:
    assert [address.text for address in find_addresses(text)] == expected
