"""Pages that the links of a story lead to, by paths beside its own files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from transcheck.annotate import AnnotatedVersion
from transcheck.model import Document, Link
from transcheck.storage import is_file, is_remote

# of a page's source; whether another address works is known to the site's generator only
_SUFFIXES = frozenset({".md", ".markdown", ".mdx", ".rst", ".adoc", ".html", ".htm"})
# an address, a path from the top of the site, a place in the page, a template's placeholder
_NO_PATH = ("/", "#", "?", "{", "<", "\\")


def linked_pages(versions: Iterable[AnnotatedVersion]) -> dict[str, bool]:
    """Return the pages that versions link to by paths relative to their files, and whether each is
    there; empty for versions that are not files of this machine.
    """
    found = {}
    for version in versions:
        if version.version.data is not None or is_remote(version.version.path):
            continue
        for _, link in page_links(version.document):
            page = page_path(version.version.path, link)
            found[page] = is_file(page)
    return found


def page_links(document: Document) -> Iterator[tuple[int, Link]]:
    """Yield the links to a page by a relative path, with the index of their block."""
    for index, block in enumerate(document.blocks):
        for link in block.links:
            name = _name(link)
            is_path = name and not name.startswith(_NO_PATH) and ":" not in name
            if is_path and not link.image and Path(name).suffix.lower() in _SUFFIXES:
                yield index, link


def page_path(path: Path, link: Link) -> str:
    """Return the path that a link of the page at `path` leads to."""
    return os.path.normpath(path.parent / _name(link))


def _name(link: Link) -> str:
    return unquote(link.target.partition("#")[0].partition("?")[0])
