"""The base of a translation as its file names it: the revision of the source that it was made from.

`sourceCommit: 4f2a91c` in front matter, `<!-- i18n-sync: 4f2a91c -->`, `EN-Revision: 4f2a91c`; or a
digest of the source's file. `transcheck: checked-against REV` confirms a page without an edit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from msgspec import Struct

# front matter, and comments in the formats that have them
_PLACES = re.compile(
    r"\A(?P<mark>---|\+\+\+)[ \t]*\r?\n.*?^(?P=mark)[ \t]*$|<!--.*?-->|\{/\*.*?\*/\}"
    r"|^(?:\.\.[ ]|//|\[//\]:|#[ ]transcheck:|:[\w-]+:)[^\r\n]*$",
    re.DOTALL | re.MULTILINE,
)
_CONFIRMATION = "checked-against"
_CHECKED = re.compile(
    rf"transcheck:[ \t]*[\"']?{_CONFIRMATION}[ \t]+(?P<value>[\w./~^+-]{{1,200}}?)[\"']?"
    r"(?=\s|--|\*/|$)"
)
_VALUE = r"[\"']?[ \t]*[:=][ \t]*[\"']?(?P<value>[0-9a-fA-F]{7,64})(?![\w-])"
_READ = 20_000  # characters at either end of a file in which it names its base
_DIGESTS = ("sha1", "sha256", "md5")


class Base(Struct, frozen=True):
    """The revision that a translation names, and the key under which it does."""

    value: str
    key: str


def base_of(text: str, keys: Sequence[str]) -> Base | None:
    """Return the base that a file's text names under one of some keys, None if it names none.

    A confirmation by `checked-against` takes precedence.
    """
    # a key of nested front matter is named with its parent: l10n.sourceCommit
    names = {key: key.rpartition(".")[2] for key in keys}
    ends = text if len(text) <= 2 * _READ else f"{text[:_READ]}\n{text[-_READ:]}"
    if not any(name in ends for name in (_CONFIRMATION, *names.values())):
        return None  # as in most files
    ends = "\n".join(match.group() for match in _PLACES.finditer(ends))
    confirmed = _CHECKED.search(ends)
    if confirmed and not confirmed["value"].startswith("-"):
        return Base(confirmed["value"], _CONFIRMATION)
    for key, name in names.items():
        match = re.search(rf"(?<![\w.-]){re.escape(name)}{_VALUE}", ends)
        if match:
            return Base(match["value"].lower(), key)
    return None


def is_digest_of(value: str, data: bytes) -> bool:
    """Return whether a value is a digest of contents, or the beginning of one.

    Digests are those in use: of the file, and as git makes them.
    """
    as_git = b"blob %d\0%s" % (len(data), data)
    digests = [hashlib.new(name, data, usedforsecurity=False).hexdigest() for name in _DIGESTS]
    digests.append(hashlib.sha1(as_git, usedforsecurity=False).hexdigest())
    return any(digest.startswith(value) for digest in digests)
