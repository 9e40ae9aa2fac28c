"""Earlier findings of a story, by the contents of its files: an unchanged story is not checked again.

There is one entry per story, so a cache grows no larger than the tree. A damaged entry, or one of another version, is
replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from transcheck.model import Story, StoryReport, TranscheckError
from transcheck.storage import write

_TAG = "CACHEDIR.TAG"
_SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by transcheck; may be taken away.\n"
_PACKAGE = Path(__file__).parent.parent
_DIGEST = 32  # bytes of SHA-256


def user_folder() -> Path:
    """Return the folder in which this user's programs keep their caches."""
    from platformdirs import user_cache_path

    return user_cache_path("transcheck", appauthor=False)


def code_digest() -> str:
    """Return a digest that shows whether the code of a version was changed: sizes and times of its files."""
    found = sorted(_PACKAGE.rglob("*.py"))
    states = [(path.name, (state := path.stat()).st_size, state.st_mtime_ns) for path in found]
    return sha256(repr(states).encode()).hexdigest()


class Cache(Struct, frozen=True):
    """A folder of entries; `run` has everything that findings depend on apart from the story's own files."""

    folder: Path
    run: str

    def digest(self, story: Story, further: Iterable[Path]) -> bytes | None:
        """Return the digest of everything a story's findings depend on, or None if a file cannot be read."""
        total = sha256(self.run.encode())
        try:
            for version in story.versions:
                total.update(repr((version.lang, version.shown, version.guessed)).encode("utf-8", "surrogatepass"))
                total.update(sha256(version.path.read_bytes()).digest())
            for path in further:
                total.update(sha256(path.read_bytes()).digest())
        except OSError:
            return None
        total.update(repr((story.id, story.source, story.bilingual)).encode("utf-8", "surrogatepass"))
        return total.digest()

    def get(self, story: Story, digest: bytes) -> StoryReport | None:
        """Return the earlier findings, or None if the story has changed or is new."""
        import msgspec

        try:
            data = self._file(story).read_bytes()
            if data[:_DIGEST] != digest or sha256(data[2 * _DIGEST :]).digest() != data[_DIGEST : 2 * _DIGEST]:
                return None
            return msgspec.msgpack.decode(data[2 * _DIGEST :], type=StoryReport)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def put(self, story: Story, digest: bytes, report: StoryReport) -> None:
        """Store the findings; if that is not possible, the next run checks again."""
        import msgspec

        try:
            data = msgspec.msgpack.encode(report)
            if not (self.folder / _TAG).exists():
                write(self.folder / _TAG, _SIGNATURE)
            write(self._file(story), digest + sha256(data).digest() + data)
        except (TranscheckError, OSError, UnicodeEncodeError):
            return

    def _file(self, story: Story) -> Path:
        name = repr((story.id, [str(version.path.absolute()) for version in story.versions]))
        digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / digest[:2] / digest[2:34]
