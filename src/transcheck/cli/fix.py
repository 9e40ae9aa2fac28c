"""What `check --fix` and `--diff` do before the stories are checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from transcheck.cli.terminal import emit, note
from transcheck.report.visible import visible

if TYPE_CHECKING:
    from transcheck.engine.fixes import Fixes
    from transcheck.model import Run

_SHOWN = 10  # findings that were not fixed, of which each is named


def show_diff(run: Run, *, unsafe: bool, quiet: bool) -> None:
    """Print what fixes would change."""
    from transcheck.engine import fixes

    found = fixes.find_fixes(run, unsafe=unsafe)
    emit(fixes.diff(found))
    if not found.files and not quiet:
        note("--fix would change nothing")
    _note_left(found)


def fix(again: Callable[[], Run], *, unsafe: bool, quiet: bool) -> None:
    """Check the stories, write the fixes, and check again what they lead to."""
    from transcheck.engine import fixes

    before = again()
    found = fixes.find_fixes(before, unsafe=unsafe)
    if found.files:
        found = fixes.write_fixes(found, again, before)
    count = sum(len(file.findings) for file in found.files)
    if quiet:
        return
    files = len(found.files)
    note(
        f"fixed {count} {'finding' if count == 1 else 'findings'} in {files} "
        f"{'file' if files == 1 else 'files'}"
    )
    _note_left(found)


def _note_left(fixes: Fixes) -> None:
    for left in fixes.left[:_SHOWN]:
        place = left.finding.location
        note(
            f"not fixed: {visible(place.path)}:{place.line}:{place.column} {left.finding.code}: "
            f"{left.reason}"
        )
    if len(fixes.left) > _SHOWN:
        note(f"not fixed: {len(fixes.left) - _SHOWN} more")
