"""How often Python looks for cycles of objects."""

from __future__ import annotations

import gc

_ALLOCATIONS = 50_000  # of objects, between two looks


def seldom_collect() -> None:
    """Have this process look for cycles of objects seldom: the stages make none, and looking takes a third of the time."""
    gc.set_threshold(_ALLOCATIONS, 50, 50)
