"""Earlier findings of a story, by the contents of its files: an unchanged story is not checked
again.

There is one entry per story, so a cache grows no larger than the tree. A damaged entry, or one of
another version, is replaced.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from transcheck.model import Story, StoryReport, TranscheckError
from transcheck.storage import is_file, read_bytes, read_private, write

_TAG = "CACHEDIR.TAG"
_SIGNATURE = (
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by transcheck; may be taken away.\n"
)
_PACKAGE = Path(__file__).parent.parent
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_DIGEST = 32  # bytes of SHA-256

Entry = TypeVar("Entry", bound=Struct)


def user_folder() -> Path:
    """Return the folder in which this user's programs keep their caches."""
    from platformdirs import user_cache_path

    return user_cache_path("transcheck", appauthor=False)


def user_key() -> bytes | None:
    """Return the secret that signs entries, so that nobody else's are believed.

    None where it can be neither read nor made.

    It is outside the cache, which may be shared or restored from elsewhere. `TRANSCHECK_CACHE_KEY`
    replaces it, for machines that share a cache.
    """
    from platformdirs import user_data_path

    if shared := os.environ.get("TRANSCHECK_CACHE_KEY"):
        return sha256(shared.encode("utf-8", "surrogateescape")).digest()
    file = user_data_path("transcheck", appauthor=False) / "cache.key"
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_LINK, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "wb") as new:
                new.write(os.urandom(_DIGEST))
        key = read_private(file)
    except OSError:
        return None
    return key if len(key) == _DIGEST else None


def code_digest() -> str:
    """Return a digest that shows whether the code of a version was changed: sizes and times of its
    files.
    """
    found = sorted(_PACKAGE.rglob("*.py"))
    states = [(path.name, (state := path.stat()).st_size, state.st_mtime_ns) for path in found]
    return sha256(repr(states).encode()).hexdigest()


def read_entry(file: Path, digest: bytes, key: bytes, kind: type[Entry]) -> Entry | None:
    """Return an entry, None if it is damaged, not signed with the key, or of another digest."""
    import msgspec

    try:
        data = read_private(file)
        signed, body = data[_DIGEST : 2 * _DIGEST], data[2 * _DIGEST :]
        if data[:_DIGEST] != digest or not hmac.compare_digest(_signed(digest, key, body), signed):
            return None
        return msgspec.msgpack.decode(body, type=kind)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None


def write_entry(folder: Path, file: Path, digest: bytes, key: bytes, entry: Struct) -> None:
    """Store an entry in a folder of them; without it, the next run works again."""
    import msgspec

    try:
        body = msgspec.msgpack.encode(entry)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (folder / _TAG).exists():
            write(folder / _TAG, _SIGNATURE, below=folder)
        write(file, digest + _signed(digest, key, body) + body, below=folder)
    except (TranscheckError, OSError, ValueError):
        return


def _signed(digest: bytes, key: bytes, body: bytes) -> bytes:
    return hmac.digest(key, digest + body, "sha256")


class Cache(Struct, frozen=True):
    """A folder of entries; `run` has everything that findings depend on apart from the story's own
    files.
    """

    folder: Path
    run: str
    key: bytes

    def digest(self, story: Story, further: Iterable[Path]) -> bytes | None:
        """Return the digest of everything a story's findings depend on, or None if a file cannot be
        read.
        """
        total = sha256(self.run.encode())
        try:
            for version in story.versions:
                total.update(
                    repr((version.lang, version.shown, version.guessed)).encode(
                        "utf-8", "surrogatepass"
                    )
                )
                total.update(sha256(read_bytes(version.path)).digest())
            for path in further:
                total.update(sha256(read_bytes(path)).digest())
        except OSError:
            return None
        total.update(
            repr((story.id, story.source, story.bilingual)).encode("utf-8", "surrogatepass")
        )
        return total.digest()

    def get(self, story: Story, digest: bytes) -> StoryReport | None:
        """Return the earlier findings, or None if the story has changed or is new."""
        report = read_entry(self._file(story), digest, self.key, StoryReport)
        if report is None:
            return None
        is_same = all(is_file(path) == there for path, there in report.pages.items())
        return report if is_same else None

    def put(self, story: Story, digest: bytes, report: StoryReport) -> None:
        """Store the findings; if that is not possible, the next run checks again."""
        write_entry(self.folder, self._file(story), digest, self.key, report)

    def _file(self, story: Story) -> Path:
        name = repr((story.id, [str(version.path.absolute()) for version in story.versions]))
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / digest[:2] / digest[2:34]
