"""Information from git: the repository around a path, and what changed in it since a revision."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from transcheck.model import TranscheckError
from transcheck.storage import is_remote


class Changes(Struct, frozen=True):
    """The files, as absolute paths, that differ from a revision in the working tree, including deleted and untracked ones.

    `since` is the revision as the user named it, `base` the commit that is compared with, `gone` are the deleted files.
    """

    root: Path
    since: str
    base: str
    files: frozenset[Path]
    gone: frozenset[Path]

    def touch(self, paths: Iterable[Path]) -> bool:
        """Return whether the story with some versions has changed.

        It has if one of the files changed, if a file was deleted that may have been a further version, or if a file is
        outside the
        repository, where git does not know.
        """
        paths = [path.resolve() for path in paths]
        if self.files.intersection(paths) or not all(path.is_relative_to(self.root) for path in paths):
            return True
        return any(file.name == path.name or file.parent == path.parent for file in self.gone for path in paths)

    def former(self, path: Path) -> bytes | None:
        """Return the bytes that a file had at the revision, or None if it did not exist."""
        if not path.resolve().is_relative_to(self.root):
            return None
        name = path.resolve().relative_to(self.root).as_posix()
        done = _run(self.root, "cat-file", "blob", f"{self.base}:{name}")
        return done.stdout if done.returncode == 0 else None


def git_root(path: Path) -> Path | None:
    """Return the folder of the git repository around a path, or None if there is none."""
    if is_remote(path):
        return None
    return next((parent for parent in (path.resolve(), *path.resolve().parents) if (parent / ".git").exists()), None)


def since(revision: str, where: Path) -> Changes:
    """Return what changed in the repository around a path since it branched off from a revision.

    The working tree is compared with the merge base, or with the revision itself if a shallow clone has no merge base.

    Raises:
        TranscheckError: there is no git or no repository, or it has no such revision; the message says what to fetch.
    """
    folder = where.resolve() if where.is_dir() else where.resolve().parent
    top = _run(folder, "rev-parse", "--show-toplevel")
    if top.returncode:
        said = top.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise TranscheckError(f"--changed-since: {folder} is not in a readable git repository ({said}); run it inside one")
    root = Path(top.stdout.decode("utf-8", "surrogateescape").rstrip("\n")).resolve()
    commit = _run(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit.returncode:
        shallow = _run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        how = "this clone is shallow: fetch more of it, as with fetch-depth: 0" if shallow else "fetch it, or name another"
        raise TranscheckError(f"--changed-since: revision {revision!r} is not here; {how}")
    tip = commit.stdout.decode().strip()
    merge = _run(root, "merge-base", tip, "HEAD")
    base = merge.stdout.decode().strip() if merge.returncode == 0 else tip
    changed = _names(root, "diff", "--name-only", "--no-renames", "-z", base)
    untracked = _names(root, "ls-files", "--others", "--exclude-standard", "-z")
    files = frozenset(root / name for name in (*changed, *untracked))
    return Changes(root, revision, base, files, frozenset(file for file in files if not file.exists()))


def _names(root: Path, *args: str) -> list[str]:
    done = _run(root, *args)
    if done.returncode:
        raise TranscheckError(f"--changed-since: git {args[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    return [name for name in done.stdout.decode("utf-8", "surrogateescape").split("\0") if name]


def _run(folder: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *args], cwd=folder, capture_output=True, check=False)
    except OSError as error:
        raise TranscheckError(f"--changed-since needs git, which cannot be started ({error.strerror}); install it") from error
