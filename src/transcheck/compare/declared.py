"""Translations whose files name the revision of the source that they were made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from transcheck.compare.base import Base, base_of
from transcheck.compare.standing import Revisions, Standing, TrackedFile
from transcheck.compare.story import ComparedStory
from transcheck.git import git_root
from transcheck.git.log import Contents, read_log
from transcheck.model import Bead, TranscheckError, Version
from transcheck.storage import is_remote, read_bytes, resolved

Align = Callable[[int, bytes, bytes], Sequence[Bead]]


def standings(story: ComparedStory, keys: tuple[str, ...], align: Align) -> dict[int, Standing]:
    """Return where the translations of a story stand whose files name their base, by version.

    `align` returns the beads of earlier contents of the source and of a version (by index). Files
    outside a git repository have no history.
    """
    source = story.story.source
    if source is None or story.story.bilingual:
        return {}
    bases = {
        index: base
        for index, version in enumerate(story.versions)
        if index != source and (base := base_of(version.document.text, keys))
    }
    root = _root_of(story.versions[source].version) if bases else None
    if root is None:
        return {}
    try:
        return _found(story, root, bases, keys, align)
    except TranscheckError as error:  # as where git is not installed
        return {index: Standing(base=base, note=str(error)) for index, base in bases.items()}


def _found(
    story: ComparedStory,
    root: Path,
    bases: Mapping[int, Base],
    keys: tuple[str, ...],
    align: Align,
) -> dict[int, Standing]:
    source = story.story.source
    assert source is not None
    found = {}
    with Contents(root) as contents:
        ours = _tracked(story.versions[source].version, root)
        for index, base in bases.items():
            theirs = _tracked(story.versions[index].version, root)
            if ours is None or theirs is None:
                continue
            read = partial(read_log, root, base.value)
            revisions = Revisions(root, read, contents, keys)
            found[index] = revisions.standing(
                ours, theirs, partial(align, index), story.versions[source].lang
            )
    return found


def _root_of(version: Version) -> Path | None:
    """Return the root of the repository that a file is in, None if it is in none."""
    if version.data is not None or is_remote(version.path):
        return None
    root = git_root(version.path)
    return resolved(root) if root else None


def _tracked(version: Version, root: Path) -> TrackedFile | None:
    path = resolved(version.path)
    if version.data is not None or not path.is_relative_to(root):
        return None
    try:
        return TrackedFile(path.relative_to(root).as_posix(), read_bytes(path))
    except OSError:
        return None
