"""`transcheck check --fix` and `--diff`, as a user runs them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from conftest import Outcome

EN = "The bridge costs 7.2 million euros, and it weighs 12.5 tons.\n"
DE = "Die Brücke kostet 7.2 Millionen Euro, und sie wiegt 12,5 Tonnen und 3,5 Kilogramm.\n"
Run = Callable[..., Outcome]
OPTIONS = ("--source", "en", "--no-reports", "--select", "NUM107", "--fail-on", "info")


@pytest.fixture
def bridge(tmp_path: Path) -> Path:
    folder = tmp_path / "bridge"
    folder.mkdir()
    (folder / "en.md").write_text(EN)
    (folder / "de.md").write_text(DE)
    return folder


def test_a_diff_writes_nothing(transcheck: Run, bridge: Path) -> None:
    done = transcheck("check", bridge, *OPTIONS, "--diff")
    assert done.status == 1
    assert "+Die Brücke kostet 7,2 Millionen" in done.out
    assert (bridge / "de.md").read_text() == DE


def test_a_diff_with_fix_writes_nothing(transcheck: Run, bridge: Path) -> None:
    done = transcheck("check", bridge, *OPTIONS, "--diff", "--fix")
    assert "+Die Brücke kostet 7,2 Millionen" in done.out
    assert (bridge / "de.md").read_text() == DE


def test_a_diff_of_nothing_says_so(transcheck: Run, bridge: Path) -> None:
    (bridge / "de.md").write_text(DE.replace("7.2", "7,2"))
    done = transcheck("check", bridge, *OPTIONS, "--diff")
    assert done.out == ""
    assert "--fix would change nothing" in done.err


def test_a_fix_is_written_and_checked(transcheck: Run, bridge: Path) -> None:
    done = transcheck("check", bridge, *OPTIONS, "--fix")
    assert done.status == 0
    assert "fixed 1 finding in 1 file" in done.err
    assert (bridge / "de.md").read_text() == DE.replace("7.2", "7,2")
    assert (bridge / "en.md").read_text() == EN
    again = transcheck("check", bridge, *OPTIONS, "--fix")
    assert "fixed 0 findings" in again.err


def test_what_is_not_text_is_named(transcheck: Run, bridge: Path) -> None:
    (bridge / "de.md").unlink()
    document = docx.Document()
    document.add_paragraph(DE.strip())
    document.save(str(bridge / "de.docx"))
    before = (bridge / "de.docx").read_bytes()
    done = transcheck("check", bridge, *OPTIONS, "--fix")
    assert done.status == 1
    assert "not a text file" in done.err
    assert (bridge / "de.docx").read_bytes() == before


@pytest.mark.parametrize("options", [("--unsafe-fixes",), ("--stdin-jsonl", "--fix")])
def test_options_that_do_not_go_together(
    transcheck: Run, bridge: Path, options: tuple[str, ...]
) -> None:
    paths = () if "--stdin-jsonl" in options else (bridge,)
    assert transcheck("check", *paths, *options).status == 2


def test_each_slip_of_a_paragraph_is_fixed_at_its_own_place(transcheck: Run, bridge: Path) -> None:
    en = "Set `listen_addr` to `127.0.0.1:8765`, then `retry_limit` to `max.age.days`.\n"
    slips = {"listen_addr": "listen_adr", "8765": "8756", "retry_limit": "retri_limit"}
    de = "Setzen Sie `listen_addr` auf `127.0.0.1:8765`, dann `retry_limit` auf `max.age.days`.\n"
    wrong = de
    for right, slip in slips.items():
        wrong = wrong.replace(right, slip)
    (bridge / "en.md").write_text(en)
    (bridge / "de.md").write_text(wrong)
    done = transcheck("check", bridge, "--source", "en", "--no-reports", "--fix")
    assert "fixed 3 findings in 1 file" in done.err
    assert (bridge / "de.md").read_text() == de
