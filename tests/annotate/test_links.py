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
        ("前往https://example.org/guide查看", ["https://example.org/guide"]),
        ("https://example.org。次に", ["https://example.org"]),
        ("주소는 https://example.org/ko입니다", ["https://example.org/ko"]),
    ],
)
def test_addresses(text: str, expected: list[str]) -> None:
    assert [address.text for address in find_addresses(text)] == expected
