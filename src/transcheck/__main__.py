"""The entry point, also of `python -m transcheck`.

`--version` works without loading the command-line parser.
"""

from __future__ import annotations

import sys

from transcheck import __version__
from transcheck.runtime import seldom_collect


def main() -> None:
    """Run the command line."""
    if sys.argv[1:] == ["--version"] and _printed(f"transcheck {__version__}\n"):
        return
    seldom_collect()  # from the first import on
    try:
        from transcheck.cli import main as run

        run()
    except KeyboardInterrupt:  # before or after a command, which would report more
        sys.stderr.write("transcheck: stopped\n")
        sys.exit(2)


def _printed(text: str) -> bool:
    """Write a text to standard output; return whether that was possible.

    If it was not, the command line reports why.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (OSError, AttributeError):  # full, or closed: the stream is None then
        return False
    return True


if __name__ == "__main__":
    main()
