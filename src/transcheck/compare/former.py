"""The former state of a story, at the revision that a run compares with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from transcheck import formats
from transcheck.compare.story import ComparedStory, SourceChange
from transcheck.git import Changes
from transcheck.model import Block


def source_change(story: ComparedStory, changes: Changes) -> SourceChange | None:
    """Return the former state of a story, or None if its source is unknown, unchanged, or new."""
    source = story.story.source
    if (
        source is None
        or story.story.bilingual
        or story.versions[source].version.path.resolve() not in changes.files
    ):
        return None
    before = {n: _before(v.version.path, changes) for n, v in enumerate(story.versions)}
    then = before[source]
    if then is None:
        return None
    changed = (
        n
        for n, blocks in before.items()
        if blocks is None or _text(blocks) != _text(story.versions[n].document.blocks)
    )
    return SourceChange(changes.since, then, frozenset(changed))


def _before(path: Path, changes: Changes) -> tuple[Block, ...] | None:
    """Return the blocks that a file had, or None if it did not exist, could not be read, or is
    outside the repository.
    """
    try:
        data = changes.former(path)
        return None if data is None else formats.parse(data, path.suffix).blocks
    except formats.UnreadableError:
        return None


def _text(blocks: Iterable[Block]) -> list[str]:
    return [" ".join(block.text.split()) for block in blocks]
