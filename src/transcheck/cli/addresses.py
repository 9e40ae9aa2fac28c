"""Pages of a site, given by their addresses: they are saved as files, and those are checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from transcheck import __version__
from transcheck.locales import parse_tag
from transcheck.model import TranscheckError
from transcheck.storage import write

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_LARGEST = 16 << 20  # bytes of a page
_PATIENCE = 30  # seconds
_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 150  # characters of a file's name


def are_pages(paths: Sequence[str]) -> bool:
    """Return whether paths are addresses of pages; one alone may be that of a folder."""
    return len(paths) > 1 and all(_ADDRESS.match(path) for path in paths)


def saved(addresses: Sequence[str], folder: Path) -> list[str]:
    """Save the versions of a page below a folder, by their languages; return their paths.

    Raises:
        TranscheckError: a page cannot be loaded, its language is not clear, or two are in the same
            language.
    """
    paths: dict[str, str] = {}
    for address in addresses:
        content = _loaded(address)
        path = str(folder / _name(addresses[0]) / f"{_language(address, content)}.html")
        if path in paths:
            raise TranscheckError(
                f"{address}: is in the same language as {paths[path]}; give its other version"
            )
        paths[path] = address
        write(Path(path), content, below=folder)
    return list(paths)


def _language(address: str, content: bytes) -> str:
    """Return the language that a page declares, or else the one that its text is in."""
    from transcheck import formats
    from transcheck.annotate.language import detect

    document = formats.parse(content, ".html")
    lang = parse_tag(document.metadata.get("lang", ""))
    lang = lang or detect(" ".join(block.text for block in document.blocks))
    if lang is None:
        raise TranscheckError(
            f"{address}: its language is not clear; save it as a file with the language in its name"
        )
    return lang


def _loaded(address: str) -> bytes:
    """Return a page.

    Raises:
        TranscheckError: it cannot be loaded, or is too large.
    """
    from http.client import HTTPException
    from urllib.request import Request, urlopen  # takes longer to load than a story to check

    try:
        request = Request(address, headers={"User-Agent": f"transcheck/{__version__}"})
        with urlopen(request, timeout=_PATIENCE) as answer:
            if not _ADDRESS.match(answer.url):
                raise TranscheckError(f"{address}: leads to {answer.url}, which is not a page")
            content: bytes = answer.read(_LARGEST + 1)
    except (ValueError, OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise TranscheckError(
            f"{address}: cannot be loaded ({reason}); open it in a browser and save it as a file"
        ) from error
    if len(content) > _LARGEST:
        raise TranscheckError(f"{address}: has more than {_LARGEST >> 20} MB; save its text")
    return content


def _name(address: str) -> str:
    """Return the path of a page's folder: its host, and its path."""
    parts = urlsplit(address)
    path = _UNSAFE.sub("-", parts.path.removesuffix(".html")).strip(".-") or "index"
    return f"{_UNSAFE.sub('-', parts.netloc)}/{path[-_LONGEST:]}"
