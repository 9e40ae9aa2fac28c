"""What the head of a file declares: its language, and what it is a translation of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from transcheck.bounded import unescape
from transcheck.formats import format_of, front_matter
from transcheck.locales import parse_tag

_READ = 20_000  # size of a file's head in bytes
_TAG = re.compile(r"<(?P<name>html|link)\b(?P<attributes>[^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LANGUAGE = ("lang", "language", "locale")
_KEYS = ("translationKey", "translation_key", "translationkey")
_ORIGINALS = ("translation_of", "translationOf")


@dataclass(frozen=True)
class Head:
    """The head of a file (20 kB, of a TMX file 1 MB).

    Empty if it cannot be opened: reading it will report the error.
    """

    text: str
    page: bool = False

    @classmethod
    def of(cls, path: Path) -> Head:
        """Read the head of a file."""
        known = format_of(path)
        try:
            with path.open("rb") as file:
                text = file.read(known.head if known else _READ).decode(
                    "utf-8-sig", errors="replace"
                )
        except OSError:
            return cls("")
        return cls(text, known is not None and known.page)

    @cached_property
    def _fields(self) -> dict[str, str]:
        return front_matter.read(self.text).metadata

    @cached_property
    def _tags(self) -> list[tuple[str, dict[str, str]]]:
        return (
            [
                (tag["name"].lower(), _attributes(tag["attributes"]))
                for tag in _TAG.finditer(self.text)
            ]
            if self.page
            else []
        )

    @property
    def lang(self) -> str | None:
        """Return the language that front matter or the page's `html` element declares."""
        page = next(
            (
                values.get("lang") or values.get("xml:lang")
                for name, values in self._tags
                if name == "html"
            ),
            None,
        )
        return parse_tag(self._first(_LANGUAGE) or page or "")

    @property
    def declares_translation(self) -> bool:
        """Return whether it says what the file is a version of."""
        return bool(self.key or self.original or self.alternates)

    @property
    def key(self) -> str:
        """Return the front matter's `translationKey`, which all versions of a story share
        (Hugo).
        """
        return self._first(_KEYS)

    @property
    def original(self) -> str:
        """Return what the front matter's `translation_of` names."""
        return self._first(_ORIGINALS)

    @property
    def alternates(self) -> list[str]:
        """Return the addresses of a page's versions in other languages (`<link rel="alternate"
        hreflang="…">`).
        """
        links = (values for name, values in self._tags if name == "link")
        return [
            v["href"]
            for v in links
            if v.get("href")
            and v.get("hreflang")
            and "alternate" in v.get("rel", "").lower().split()
        ]

    def _first(self, names: tuple[str, ...]) -> str:
        return next((self._fields[name] for name in names if self._fields.get(name)), "")


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}
