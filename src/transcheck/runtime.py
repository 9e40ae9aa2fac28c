"""The interpreter as transcheck wants it: seldom looking for cycles, one thread for arrays, UTF-8 on its streams."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

_ALLOCATIONS = 50_000  # of objects, between two looks
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def seldom_collect() -> None:
    """Have this process look for cycles of objects seldom: the stages make none, and looking takes a third of the time."""
    gc.set_threshold(_ALLOCATIONS, 50, 50)


def one_thread_per_process() -> None:
    """Keep numpy to one thread, unless the environment says otherwise: stories are spread over processes instead.

    Has an effect only before numpy is imported.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")


def write_utf8() -> None:
    """Write UTF-8 whatever the locale says, with lone surrogates escaped: reports hold every script."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
