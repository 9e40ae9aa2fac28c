"""Settings of the interpreter: rare garbage collection, one thread for arrays, UTF-8 on the
streams.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

_ALLOCATIONS = 50_000  # of objects, between two collections
_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def seldom_collect() -> None:
    """Make this process collect garbage rarely: the stages create no cycles, and collecting takes a
    third of the time.
    """
    gc.set_threshold(_ALLOCATIONS, 50, 50)


def one_thread_per_process() -> None:
    """Keep numpy to one thread unless the environment says otherwise, because stories are spread
    over processes instead.

    This only has an effect before numpy is imported.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")


def write_utf8() -> None:
    """Write UTF-8 regardless of the locale, with lone surrogates escaped: reports may contain every
    script.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
