"""The last board of a repository, kept until one of its files, its history or the settings change.

Whether a file changed is known from git, which looks at sizes and times only.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from transcheck.config import Settings
from transcheck.engine.cache import code_digest, read_entry, user_key, write_entry
from transcheck.git.process import run
from transcheck.model import Board
from transcheck.storage import in_real_folder, resolved

_NAME = 32  # characters of a digest in a name


class Memory(Struct, frozen=True):
    """Where a board is kept, a digest of all that it depends on, and the key that signs it."""

    folder: Path
    root: Path
    name: str
    digest: bytes
    key: bytes

    @classmethod
    def of(
        cls,
        folder: Path,
        root: Path,
        paths: Sequence[Path],
        settings: Settings,
        written: Path | None,
    ) -> Memory | None:
        """Return the memory for some paths of a repository, None where nothing can be signed.

        What a run writes itself, into the folder `written`, does not count.
        """
        key = user_key()
        if key is None:
            return None
        where = repr([str(resolved(path)) for path in paths])
        head = run(root, "rev-parse", "HEAD").stdout
        asked = ("--porcelain", "-z", "--untracked-files=all", "--ignore-submodules=all")
        changed = run(root, "status", *asked).stdout
        total = sha256(repr((where, settings, code_digest())).encode("utf-8", "surrogatepass"))
        total.update(head)
        # tags and branches, and where the history begins
        total.update(run(root, "for-each-ref").stdout)
        total.update(run(root, "rev-list", "--max-parents=0", "HEAD").stdout)
        own = resolved(written) if written else None
        for part in changed.decode("utf-8", "surrogateescape").split("\0"):
            path = root / part[3:]
            if own is None or not resolved(path).is_relative_to(own):
                total.update(part.encode("utf-8", "surrogateescape") + _state_of(path))
        name = sha256(where.encode("utf-8", "surrogatepass")).hexdigest()[:_NAME]
        return cls(folder, root, name, total.digest(), key)

    def get(self) -> Board | None:
        """Return the board, None if something has changed since."""
        return read_entry(self._file, self.digest, self.key, Board)

    def put(self, board: Board) -> None:
        """Keep a board; if that is not possible, the next run looks again.

        Git says nothing of changes to files that it ignores, or that are elsewhere.
        """
        if self._knows(board):
            write_entry(self.folder, self._file, self.digest, self.key, board)

    def _knows(self, board: Board) -> bool:
        """Return whether git says when a file of a board changes."""
        asked = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name")
        listed = run(self.root, *asked).stdout.decode("utf-8", "surrogateescape").split("\0")
        top = resolved(self.root)
        known = {top / name for name in listed}
        paths = [story.path for story in board.stories]
        paths += [v.path for story in board.stories for v in story.versions if v.path]
        return all(in_real_folder(Path(path)) in known for path in paths)

    @property
    def _file(self) -> Path:
        return self.folder / f"status-{self.name}"


def _state_of(path: Path) -> bytes:
    """Return the size and the time of a changed file."""
    try:
        state = path.stat()
    except (OSError, ValueError):
        return b"-"
    return f"{state.st_size} {state.st_mtime_ns};".encode()
