"""Information from git: the repository around a path, and what changed in it since a revision."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from transcheck.git.process import run
from transcheck.model import TranscheckError
from transcheck.storage import is_remote


class Changes(Struct, frozen=True):
    """The files, as absolute paths, that differ from a revision in the working tree, including
    deleted and untracked ones.

    `since` is the revision as the user named it, `base` the commit that is compared with, `gone`
    are the deleted files.
    """

    root: Path
    since: str
    base: str
    files: frozenset[Path]
    gone: frozenset[Path]

    def touch(self, paths: Iterable[Path]) -> bool:
        """Return whether the story with some versions has changed.

        It has if one of the files changed, if a file was deleted that may have been a further
        version, or if a file is outside the repository, where git does not know.
        """
        paths = [path.resolve() for path in paths]
        if self.files.intersection(paths) or not all(
            path.is_relative_to(self.root) for path in paths
        ):
            return True
        return any(
            file.name == path.name or file.parent == path.parent
            for file in self.gone
            for path in paths
        )

    def former(self, path: Path) -> bytes | None:
        """Return the bytes that a file had at the revision, or None if it did not exist."""
        inside = path.resolve()
        if not inside.is_relative_to(self.root):
            return None
        return Revision(self.root, self.base).read(inside)


def git_root(path: Path) -> Path | None:
    """Return the folder of the git repository around a path, None where there is none."""
    if is_remote(path):
        return None
    return _repository_around(path.resolve())


def leads_out(path: Path) -> bool:
    """Return whether a path of a repository is a link, or below one, that leads out of it."""
    if is_remote(path):
        return False
    # links are what is looked for, so they are not followed
    inside = Path(os.path.abspath(path))  # noqa: PTH100
    root = _repository_around(inside.parent)
    return root is not None and not path.resolve().is_relative_to(root.resolve())


def ignored(folder: Path) -> frozenset[Path]:
    """Return the files and folders below a folder that its repository's rules ignore, as absolute
    paths without links.

    There are none outside a repository, without git, and below a folder that is ignored itself:
    whoever names it means it.
    """
    top = folder.resolve()
    root = _repository_around(top)
    if root is None:
        return frozenset()
    try:
        asked = run(root, "check-ignore", "--quiet", "--", str(top))
        listed = run(
            root, "ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z",
            "--", str(top),
        )  # fmt: skip
    except TranscheckError:  # no git on this machine
        return frozenset()
    if asked.returncode == 0 or listed.returncode != 0:
        return frozenset()
    names = listed.stdout.decode("utf-8", "surrogateescape").split("\0")
    return frozenset(root / name for name in names if name)


def _repository_around(path: Path) -> Path | None:
    return next((parent for parent in (path, *path.parents) if (parent / ".git").exists()), None)


def since(revision: str, where: Path) -> Changes:
    """Return what changed in the repository around a path since it left a revision.

    Compared is the working tree with the merge base, or with the revision itself where a shallow
    clone has no merge base.

    Raises:
        TranscheckError: there is no git or no repository, or it has no such revision; the message
            says what to fetch.
    """
    root = _repository(where, "--changed-since")
    tip = _commit(root, revision, "--changed-since")
    merge = run(root, "merge-base", tip, "HEAD")
    base = merge.stdout.decode().strip() if merge.returncode == 0 else tip
    changed = _names(
        root, "diff", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "-z", base
    )
    untracked = _names(root, "ls-files", "--others", "--exclude-standard", "-z")
    files = frozenset(root / name for name in (*changed, *untracked))
    return Changes(
        root, revision, base, files, frozenset(file for file in files if not file.exists())
    )


class Revision(Struct, frozen=True):
    """The files of a repository as they are in one commit."""

    root: Path
    commit: str

    def read(self, path: Path) -> bytes | None:
        """Return the bytes of a file of the repository, None where the commit has none there."""
        done = run(self.root, "cat-file", "blob", f"{self.commit}:{self._name(path)}")
        return done.stdout if done.returncode == 0 else None

    def files(self, folder: Path) -> list[Path]:
        """Return the files right below a folder, as paths of the working tree."""
        name = self._name(folder)
        listed = _names(
            self.root,
            "ls-tree",
            "-z",
            "--name-only",
            self.commit,
            f"{name}/" if name != "." else ".",
        )
        return [self.root / item for item in listed]

    def _name(self, path: Path) -> str:
        return Path(os.path.normpath(path)).relative_to(self.root).as_posix()


def at_revision(revision: str, where: Path, option: str) -> Revision:
    """Return the files of the repository around a path at a revision.

    Raises:
        TranscheckError: there is no repository, or it has no such revision; `option` begins the
            message.
    """
    root = _repository(where, option)
    return Revision(root, _commit(root, revision, option))


def _repository(where: Path, option: str) -> Path:
    root = git_root(where)
    top = run(root, "rev-parse", "--show-toplevel") if root else None
    if root is None or top is None or top.returncode:
        reason = (
            top.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            if top
            else "there is no .git"
        )
        raise TranscheckError(
            f"{option}: {where} is not in a readable git repository ({reason}); run it inside one"
        )
    return root


def _commit(root: Path, revision: str, option: str) -> str:
    commit = run(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"
    )
    if commit.returncode:
        shallow = run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        how = (
            "this clone is shallow: fetch more of it, as with fetch-depth: 0"
            if shallow
            else "fetch it, or name another"
        )
        raise TranscheckError(f"{option}: revision {revision!r} is not here; {how}")
    return commit.stdout.decode().strip()


def _names(root: Path, *args: str) -> list[str]:
    done = run(root, *args)
    if done.returncode:
        raise TranscheckError(
            f"--changed-since: git {args[0]} failed: "
            f"{done.stderr.decode('utf-8', 'replace').strip()}"
        )
    return [name for name in done.stdout.decode("utf-8", "surrogateescape").split("\0") if name]
