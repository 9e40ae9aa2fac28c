"""The history of a repository's files: which commits changed them, and what they contained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import TracebackType

from msgspec import Struct

from transcheck.git.process import run, start
from transcheck.model import TranscheckError

_GONE = "0" * 40  # the id that git gives the contents of a file that is not there
_COMMIT = "\x02"  # begins the line of a commit
_FIELD = "\x01"
WORKING_TREE = -1  # the number of what is not committed, after all commits
_REMEMBERED = 32  # contents
# files that came and went in one commit, among which renames are looked for; git takes minutes for
# more
_MOST_RENAMES = 5_000
_RENAMED = ("R", "C")


class Commit(Struct, frozen=True):
    """A commit: its id, its time in seconds since 1970, and the first line of its message."""

    id: str
    time: int
    subject: str


class Revision(Struct, frozen=True):
    """A state of a file: the number of the commit that made it, its path and the id of its contents
    (empty if the file was deleted).

    Commits are numbered from the newest, 0; the working tree is `WORKING_TREE`.
    """

    order: int
    path: str
    blob: str


class _Entry(Struct, frozen=True):
    """A file in a commit; `former` is its path before, if it was renamed. A file that was moved
    away under this path is another one.
    """

    order: int
    blob: str
    former: str = ""
    is_moved_away: bool = False


class Log(Struct, frozen=True):
    """The commits of a branch (of merges, the first parent), numbered from the newest, 0, and what
    they did to files.

    Of a shallow clone, whose older commits were not fetched, `edge` is the number of the oldest
    commit; else it is None.
    """

    root: Path
    commits: Mapping[int, Commit]
    entries: Mapping[str, Sequence[_Entry]]
    edge: int | None

    def revisions(self, path: str) -> list[Revision]:
        """Return the states of the file now at a path (relative to the root), newest first, under
        its former names too.
        """
        found: list[Revision] = []
        newer = -1  # only what is older than a rename is of the former name
        while path:
            former = ""
            for entry in self.entries.get(path, ()):
                if entry.order <= newer:
                    continue
                if entry.is_moved_away:
                    break
                found.append(Revision(entry.order, path, entry.blob))
                if entry.former:
                    newer, former = entry.order, entry.former
                    break
            path = former
        return found

    def part(self, paths: Iterable[str]) -> Log:
        """Return the history of some files."""
        names = {revision.path for path in paths for revision in self.revisions(path)}
        entries = {name: self.entries[name] for name in names}
        orders = {entry.order for found in entries.values() for entry in found}
        commits = {order: self.commits[order] for order in orders}
        return Log(self.root, commits, entries, self.edge)


def read_log(root: Path, since: str = "") -> Log:
    """Return the history of a repository, or what of it is not in the revision `since` if there is
    one of that name.

    Raises:
        TranscheckError: git cannot be started, or cannot read the repository.
    """
    if run(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        _raise_if_unreadable(root)
        return Log(root, {}, {}, None)  # nothing was committed yet
    known = since and run(root, "rev-parse", "--verify", "--quiet", f"{since}^{{commit}}").stdout
    done = run(
        root,
        "log",
        *((f"{since}..HEAD",) if known else ()),
        "--no-show-signature",
        "--first-parent",
        "--diff-merges=first-parent",
        "--raw",
        "-z",
        "--no-abbrev",
        "--find-renames",
        f"-l{_MOST_RENAMES}",
        f"--format={_COMMIT}%H{_FIELD}%ct{_FIELD}%s",
    )
    if done.returncode:
        raise TranscheckError(f"{root}: git cannot read the history ({_reason(done.stderr)})")
    commits, entries = _parsed(done.stdout.decode("utf-8", "surrogateescape"))
    shallow = run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    return Log(root, dict(enumerate(commits)), entries, len(commits) - 1 if shallow else None)


def _raise_if_unreadable(root: Path) -> None:
    """Raise an error if git does not read a repository, as one of another user's."""
    done = run(root, "rev-parse", "--git-dir")
    if done.returncode:
        raise TranscheckError(f"{root}: git cannot read the repository ({_reason(done.stderr)})")


def _reason(text: bytes) -> str:
    """Return the first line that git wrote to standard error."""
    return text.decode("utf-8", "replace").strip().partition("\n")[0]


def _parsed(text: str) -> tuple[list[Commit], dict[str, list[_Entry]]]:
    """Return the commits of a log, and the entries of each path."""
    commits: list[Commit] = []
    entries: dict[str, list[_Entry]] = defaultdict(list)
    parts = iter(text.split("\0"))
    for part in parts:
        part = part.lstrip("\n")
        if part.startswith(_COMMIT):
            name, time, subject = part[1:].split(_FIELD, 2)
            commits.append(Commit(name, int(time), subject))
        elif part.startswith(":"):
            _, _, _, blob, status = part.split(" ")
            path = next(parts)
            former = ""
            if status.startswith(_RENAMED):
                former, path = path, next(parts)
            blob = "" if blob == _GONE else blob
            order = len(commits) - 1
            entries[path].append(_Entry(order, blob, former))
            if status.startswith(_RENAMED[0]):
                entries[former].append(_Entry(order, "", is_moved_away=True))
    return commits, entries


class Contents:
    """Reads contents of a repository, in any number, with one process."""

    def __init__(self, root: Path) -> None:
        self._process = start(root, "cat-file", "--batch")
        # all versions of a story ask for the same source
        self.read = lru_cache(_REMEMBERED)(self._read)

    def __enter__(self) -> Contents:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()
        self._process.wait()

    def _read(self, name: str) -> bytes | None:
        """Return the contents that an id, or a revision and a path (`main:a.md`), name; None if the
        repository does not have them.
        """
        into, out = self._process.stdin, self._process.stdout
        assert into is not None
        assert out is not None
        if "\n" in name or "\0" in name:
            return None
        try:
            into.write(name.encode("utf-8", "surrogateescape") + b"\n")
            into.flush()
        except OSError:  # git ended: it does not read this repository
            return None
        head = out.readline().split()
        # missing, ambiguous, or a folder; a tree is read and left aside
        if len(head) != len(("id", "type", "size")) or not head[2].isdigit():
            return None
        data = out.read(int(head[2]))
        out.read(1)
        return data if head[1] == b"blob" else None


def states(log: Log, path: str, contents: Contents) -> Iterator[tuple[Revision, bytes]]:
    """Yield the states of a file, newest first, with what it contained."""
    for revision in log.revisions(path):
        data = contents.read(revision.blob) if revision.blob else None
        if data is not None:
            yield revision, data
