"""Local and remote files: opened by one name, written completely or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import uuid4

from transcheck.model import TranscheckError

if TYPE_CHECKING:
    from upath import UPath

_LARGEST = 256 << 20  # bytes of a file that is read at once
_DAY = 86_400  # seconds
_WRITING = re.compile(r"\.transcheck-(?P<machine>[0-9a-f]{8})-(?P<process>\d{1,12})-[0-9a-f]{32}")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def place(text: str) -> Path:
    """Return a local path, or for an address (s3://, gs://, https://) an object used in the same
    way (fsspec).

    Raises:
        TranscheckError: the library for such addresses is not installed.
    """
    if not _URL.match(text):
        return Path(text)
    try:
        from upath import UPath

        found = UPath(text)
        _ = found.fs  # load the library for this kind of address now, not when a file is read
        return cast("Path", found)
    except (ImportError, ValueError) as error:
        remedy = (
            "`pip install 'transcheck[dask]'` for addresses, s3fs as well for s3://, gcsfs "
            "for gs://"
        )
        raise TranscheckError(f"{text}: cannot be opened ({error}); {remedy}") from error


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        OSError: it cannot be read, is larger than any that we read, or is a pipe or a device, which
            may never end.
    """
    if not is_remote(path):
        _refuse(path.stat())
    return path.read_bytes()


def read_text(path: Path) -> str:
    """Return the text of a file in UTF-8, its line ends as line feeds.

    Raises:
        OSError: as `read_bytes`.
        UnicodeDecodeError: it is not UTF-8.
    """
    text = read_bytes(path).decode("utf-8-sig")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_private(path: Path) -> bytes:
    """Return the bytes of a file of ours that is not a link.

    Raises:
        OSError: as `read_bytes`, or it is a link.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        _refuse(os.fstat(file.fileno()))
        return file.read()


def _refuse(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file")
    if state.st_size > _LARGEST:
        raise OSError(errno.EFBIG, f"it has {state.st_size >> 20} MB")


def is_remote(path: Path) -> bool:
    """Return whether a path is on another machine."""
    return not isinstance(path, Path)


def is_file(path: str) -> bool:
    """Return whether there is a file at a path."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):  # a name that no file system has
        return False


def resolved(path: Path) -> Path:
    """Return the real path; one with a circular link is returned unchanged."""
    return path if is_remote(path) else Path(os.path.realpath(path))


def in_real_folder(path: Path) -> Path:
    """Return a file's path in the real path of its folder, which is found once for its files."""
    return _real(path.parent) / path.name


@cache
def _real(folder: Path) -> Path:
    return resolved(folder)


def relative(path: Path, base: Path) -> str:
    """Return a path relative to a folder, with slashes."""
    return (
        str(path.relative_to(base))
        if is_remote(path)
        else Path(os.path.relpath(path, base)).as_posix()
    )


def steps_up(folder: Path) -> str:
    """Return the steps from a folder up to the working folder, `../..`; empty if it is not below
    it.
    """
    try:
        steps = Path(os.path.relpath(".", folder))
    except ValueError:  # on another drive
        return ""
    return steps.as_posix() if set(steps.parts) <= {".."} else ""


def write(path: Path, content: str | bytes | Iterable[str], *, below: Path | None = None) -> None:
    """Write a text (whole or in pieces) as UTF-8, or bytes, atomically: readers see the old file or
    the new one, never half.

    A path below a folder that a stranger may have filled is written with `below`: no link leads out
    of that folder then, and the file itself replaces a link.

    Raises:
        TranscheckError: the file cannot be written, or is not below that folder.
    """
    if is_remote(path):
        _write_remote(cast("UPath", path), content)
        return
    try:
        # a link that a user named stays one, and its target is written
        path = _without_links(path, below) if below else Path(os.path.realpath(path))
        if not below and path.exists() and not path.is_file():
            with path.open("wb") as file:  # a pipe or device that a user named is meant
                file.writelines(_encoded(content))
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_left(path.parent)
        # named before it is made, so that nothing is left whenever a signal arrives
        name = path.parent / f".transcheck-{_machine() or '00000000'}-{os.getpid()}-{uuid4().hex}"
        try:
            with name.open("xb") as file:
                file.writelines(_encoded(content))
            name.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask())
            name.replace(path)
        except BaseException:
            name.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise TranscheckError(
            f"{path}: cannot be written ({error.strerror}); check the folder and its permissions"
        ) from error


@cache
def _remove_left(folder: Path) -> None:
    """Remove the half-written files of processes that were killed; looked for once per folder.

    A file is one if its process runs no longer, or if it is a day old: it may be of another
    machine.
    """
    for file in folder.glob(".transcheck-*"):
        with suppress(OSError):
            if _is_left(file):
                file.unlink()


def _is_left(file: Path) -> bool:
    found = _WRITING.fullmatch(file.name)
    if found is None:
        return False
    if found["machine"] == _machine() and not _runs(int(found["process"])):
        return True
    return time.time() - file.stat().st_mtime > _DAY


def _runs(process: int) -> bool:
    """Return whether a process of this machine may be running; unknown on Windows, where asking
    would end it.
    """
    if os.name == "nt":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@cache
def _machine() -> str:
    """Return a short name of what numbers its processes: this machine since it was started, or a
    container. Empty if that cannot be known.
    """
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text("ascii")
        namespace = Path("/proc/self/ns/pid").stat().st_ino
    except OSError:
        return ""
    return sha256(f"{started}{namespace}".encode()).hexdigest()[:8]


def remove(path: Path, below: Path) -> None:
    """Remove a file of ours below a folder, if it is there.

    Raises:
        TranscheckError: a link leads out of that folder, or the file cannot be removed.
    """
    if not path.exists():
        return
    try:
        _without_links(path, below).unlink(missing_ok=True)
    except OSError as error:
        raise TranscheckError(
            f"{path}: cannot be removed ({error.strerror}); check the folder and its permissions"
        ) from error


def _without_links(path: Path, top: Path) -> Path:
    folder = Path(os.path.realpath(path.parent))
    if not folder.is_relative_to(os.path.realpath(top)):
        raise TranscheckError(
            f"{path}: a link leads out of {top}; remove the link, or choose another folder"
        )
    file = folder / path.name
    if file.is_symlink():
        file.unlink()
    return file


def _write_remote(path: UPath, content: str | bytes | Iterable[str]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            path.fs.transaction,
            path.open("wb") as file,
        ):  # for storage that does not write objects as a whole anyway
            file.writelines(_encoded(content))
    except Exception as error:  # each kind of storage has its own errors
        raise TranscheckError(
            f"{path}: cannot be written ({error}); check the address and your permissions"
        ) from error


def _encoded(content: str | bytes | Iterable[str]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    else:
        for piece in (content,) if isinstance(content, str) else content:
            yield piece.encode("utf-8", "backslashreplace")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
