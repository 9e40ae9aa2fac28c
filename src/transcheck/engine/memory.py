"""The last board of a repository, kept until one of its files, its history or the settings change.

Whether a file changed is known from git, which looks at sizes and times only.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from transcheck.config import Settings
from transcheck.engine.cache import code_digest, user_key
from transcheck.git.process import run
from transcheck.model import Board, TranscheckError
from transcheck.storage import in_real_folder, read_private, resolved, write

_DIGEST = 32  # bytes of SHA-256


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

        What a run writes itself, into the folder `written`, is no change.
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
        name = sha256(where.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST]
        return cls(folder, root, name, total.digest(), key)

    def get(self) -> Board | None:
        """Return the board, None if something has changed since."""
        try:
            data = read_private(self._file)
        except OSError:
            return None
        signed, body = data[:_DIGEST], data[_DIGEST:]
        if not hmac.compare_digest(self._signature(body), signed):
            return None
        try:
            return msgspec.msgpack.decode(body, type=Board)
        except (ValueError, msgspec.MsgspecError):
            return None

    def put(self, board: Board) -> None:
        """Keep a board; if that is not possible, the next run looks again.

        Git says nothing of changes to files that it ignores, or that are elsewhere.
        """
        if not self._knows(board):
            return
        try:
            body = msgspec.msgpack.encode(board)
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write(self._file, self._signature(body) + body, below=self.folder)
        except (TranscheckError, OSError, ValueError):
            return

    def _knows(self, board: Board) -> bool:
        """Return whether git says when a file of a board changes."""
        asked = ("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name")
        listed = run(self.root, *asked).stdout.decode("utf-8", "surrogateescape").split("\0")
        top = resolved(self.root)
        known = {top / name for name in listed}
        paths = [story.path for story in board.stories]
        paths += [v.path for story in board.stories for v in story.versions if v.path]
        return all(in_real_folder(Path(path)) in known for path in paths)

    def _signature(self, body: bytes) -> bytes:
        return hmac.digest(self.key, self.digest + body, "sha256")

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
