"""Which version of a story the others were translated from."""

from __future__ import annotations

from collections.abc import Sequence

from transcheck.config import Settings
from transcheck.model import Version


def source_of(
    versions: Sequence[Version], settings: Settings, default: int | None = None
) -> int | None:
    """Return which of the versions is in the source language of the configuration, or the
    default.
    """
    for index, version in enumerate(versions):
        if settings.source and version.lang == settings.source:
            return index
    return default
