"""Targets that are one page: in another language's part of a site, relative, with what a tracker or
checker adds.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from transcheck.config import Settings
from transcheck.engine import check

Write = Callable[..., Path]
EN = (
    "# Fonts\n\nRead the long and careful guide about [the fonts]({}) before you begin with the "
    "page.\n"
)
FR = (
    "# Polices\n\nLisez le guide long et soigné sur [les polices]({}) avant de commencer avec la "
    "page.\n"
)


def codes(story: Write, ours: str, theirs: str) -> list[str]:
    folder = story(
        {"en/fonts/web.md": EN.format(ours), "fr/fonts/web.md": FR.format(theirs)}, "docs"
    )
    run = check([folder], Settings(source="en", select=("LNK",)), jobs=1)
    return [finding.code for report in run.stories for finding in report.findings]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            "https://dev.example.org/en-US/docs/Learn/Styling/Fonts",
            "https://dev.example.org/fr/docs/Core/Fonts",
        ),
        ("https://en.example.org/wiki/Font", "https://fr.example.org/wiki/Police"),
        ("/docs/metrics/#limits", "/docs/metrics/?link-check=no#limits"),
        ("services/images/", "services/images/?i18n-patch"),
        ("https://example.org/a", "https://example.org/a?utm_source=x&fbclid=1"),
        ("../scope/", "/docs/concepts/scope"),
        ("/fonts/web/#alt", "#alt"),
    ],
)
def test_one_page(story: Write, ours: str, theirs: str) -> None:
    assert codes(story, ours, theirs) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("https://dev.example.org/docs/Fonts", "https://dev.example.org/docs/Colors"),
        ("https://example.org/a?id=5", "https://example.org/a?id=6"),
        ("/docs/metrics/", "/docs/traces/"),
        ("../scope/", "/docs/concepts/other"),
    ],
)
def test_another_page(story: Write, ours: str, theirs: str) -> None:
    assert codes(story, ours, theirs) == ["LNK102"]
