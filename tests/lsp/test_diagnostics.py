"""What an editor offers to do about a finding."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from lsprotocol import types

from transcheck import check_paths
from transcheck.lsp.diagnostics import Lines, actions, diagnostic
from transcheck.model import Finding


def applied(text: str, edits: list[types.TextEdit]) -> str:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)

    def at(position: types.Position) -> int:
        return starts[position.line] + position.character

    for edit in sorted(edits, key=lambda one: at(one.range.start), reverse=True):
        text = text[: at(edit.range.start)] + edit.new_text + text[at(edit.range.end) :]
    return text


def drifting(folder: Path) -> tuple[Finding, str]:
    text = (
        "Volgens minister Kvarelidze is het werk klaar.\n\n"
        "Ook de aannemer prees Kvarelidze gisteren.\n\nVolgens Kvarleidze komt er niets.\n"
    )
    (folder / "nl.md").write_text(text)
    (folder / "en.md").write_text(
        "According to minister Kvarelidze the work is done.\n\n"
        "The contractor praised Kvarelidze yesterday.\n\n"
        "According to Kvarelidze there will be nothing.\n"
    )
    found = check_paths([folder]).stories[0].findings
    return next(finding for finding in found if finding.code == "NAM101"), text


@pytest.mark.parametrize(
    "before",
    [
        'source = "en"\n',
        '[allow]\nnames = ["Junnan"]\n',
        '[allow]\nuntranslated = ["Breaking"]\n\n[severity]\nNUM101 = "warning"\n',
        '[allow]\nuntranslated = ["Breaking"]\nnames = ["Junnan"]\n',
        "# nothing",
    ],
)
def test_a_spelling_is_allowed_in_the_configuration(tmp_path: Path, before: str) -> None:
    (tmp_path / "transcheck.toml").write_text(before)
    finding, text = drifting(tmp_path)
    lines = Lines(text, len)
    shown = diagnostic(finding, lines, lambda _: lines)
    write, ignore, allow = list(actions(finding, shown, text, lines))
    assert write.edit and write.edit.changes and ignore.edit and ignore.edit.changes
    assert "Kvarleidze" not in applied(text, list(*write.edit.changes.values()))
    commented = applied(text, list(*ignore.edit.changes.values()))
    assert "\n\n<!-- transcheck: ignore[NAM101] reason -->\nVolgens Kvarleidze" in commented
    assert allow.edit and allow.edit.changes
    [(uri, edits)] = allow.edit.changes.items()
    assert uri.endswith("transcheck.toml")
    names = tomllib.loads(applied(before, list(edits)))["allow"]["names"]
    assert "Kvarleidze" in names


def test_nothing_is_offered_for_a_text_that_has_changed(tmp_path: Path) -> None:
    (tmp_path / "transcheck.toml").write_text("")
    finding, text = drifting(tmp_path)
    changed = Lines("Een regel erbij.\n\n" + text, len)
    shown = diagnostic(finding, changed, lambda _: changed)
    assert list(actions(finding, shown, text, changed)) == []
