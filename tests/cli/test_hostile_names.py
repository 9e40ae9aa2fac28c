"""File names that are not text."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_not_utf_8_has_a_page(
    transcheck: Callable[..., Outcome], tmp_path: Path
) -> None:
    folder = os.fsencode(tmp_path) + b"/st/b\xff"
    os.makedirs(folder)  # noqa: PTH103 - bytes are no Path
    for lang, text in ((b"en", b"It has 31 sails.\n"), (b"de", b"Es hat 32 Segel.\n")):
        with open(folder + b"/a." + lang + b".md", "wb") as file:  # noqa: PTH123
            file.write(text)
    done = transcheck("check", "st", "--report-format", "html", "--source", "en")
    assert (done.status, done.err) == (1, "")
    [page] = (tmp_path / "reports/stories").rglob("*.html")
    assert "b%FF/a.de.md" in page.read_text("utf-8")
