"""transcheck: compares the language versions of an article and reports to an editor what
differs.

`check_texts` and `check_paths` are the interface for other programs (transcheck.library).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transcheck.library import Checker, Text, check_paths, check_texts

__version__ = "0.2.0"
__all__ = ["Checker", "Text", "__version__", "check_paths", "check_texts"]


def __getattr__(name: str) -> Any:
    """Load the interface when it is first asked for: the command line does not need it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from transcheck import library

    return getattr(library, name)
