"""Files that cannot be compared: unreadable or empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from transcheck.checks.story import CheckedStory, Place, Problem
from transcheck.rulebook import Rule


def check(story: CheckedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield DOC101 unreadable-document and DOC102 empty-document."""
    for index, version in enumerate(story.versions):
        place = Place(index, 0, 0)
        if version.fault:
            message = f"{version.version.path.name} {version.fault}"
            yield Problem("unreadable-document", message, version.fault, place)
        elif not version.blocks:
            message = f"{version.version.path.name} holds no text; write the version or remove the file"
            yield Problem("empty-document", message, "empty", place)
