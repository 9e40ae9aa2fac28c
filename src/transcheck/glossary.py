"""The editor's glossary: how names should and should not be written in each language.

A TBX file (ISO 30042) has its terms; those it calls deprecated or superseded are forbidden. A CSV
file has one column per language, headed by its tag; a TOML file has one `[[name]]` table per name,
with one key per language. A cell contains the
forms of the name, separated by `|`; a form after `!` is forbidden:

    nl,pl
    Wang Ning | !Vuong Ninh,Wang Ning | !Vuong Ninh
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from transcheck.bounded import parse_toml
from transcheck.locales import parse_tag, primary
from transcheck.model import TranscheckError
from transcheck.storage import read_bytes, read_text

if TYPE_CHECKING:
    from xml.etree import ElementTree

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATUS = "administrativeStatus"
_DEPRECATED = re.compile(r"deprecated|superseded|obsolete|forbidden|notRecommended", re.IGNORECASE)


class Forms(Struct, frozen=True):
    """The forms of one name in one language: the right ones, the preferred one first, and the
    forbidden ones.
    """

    right: tuple[str, ...]
    forbidden: tuple[str, ...]


class Glossary(Struct, frozen=True):
    """Names, each with its forms by language tag."""

    names: tuple[dict[str, Forms], ...] = ()

    def of(self, lang: str) -> Iterator[Forms]:
        """Yield the forms that each name has in a language: those of the tag itself, or else of the
        language alone.
        """
        for name in self.names:
            if forms := self.forms(name, lang):
                yield forms

    @staticmethod
    def forms(name: dict[str, Forms], lang: str) -> Forms | None:
        """Return a name's forms in a language: of the tag, or else of the language alone, or else
        of another region.
        """
        language = primary(lang)
        return (
            name.get(lang)
            or name.get(language)
            or next((f for tag, f in name.items() if primary(tag) == language), None)
        )


def load(paths: tuple[str, ...], root: Path | None) -> Glossary:
    """Read glossaries; relative paths start from `root`.

    Raises:
        TranscheckError: one cannot be read; the message names the file, the line and the remedy.
    """
    return Glossary(tuple(name for path in paths for name in _read((root or Path()) / path).names))


@cache
def _read(path: Path) -> Glossary:
    try:
        if path.suffix.casefold() == ".tbx":
            return Glossary(tuple(_from_tbx(read_bytes(path), path)))
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise TranscheckError(
            f"{path}: the glossary cannot be read as UTF-8 text ({error}); check the file"
        ) from error
    return Glossary(
        tuple(
            _from_toml(text, path) if path.suffix.casefold() == ".toml" else _from_csv(text, path)
        )
    )


def _from_csv(text: str, path: Path) -> Iterator[dict[str, Forms]]:
    rows = _rows(text, path)
    tags = [_tag(cell.strip(), f"{path}, line 1") for cell in next(rows, (1, []))[1]]
    if len(set(tags)) < len(tags):
        raise TranscheckError(
            f"{path}, line 1: two columns have the same language; put their forms into one, "
            "separated by |"
        )
    if not tags:
        raise TranscheckError(
            f"{path}, line 1: a glossary begins with a row of language tags, as in nl,pl"
        )
    for number, row in rows:
        if len(row) > len(tags):
            raise TranscheckError(
                f"{path}, line {number}: {len(row)} cells, but {len(tags)} languages; quote cells "
                "with commas"
            )
        yield {tag: _forms(cell) for tag, cell in zip(tags, row, strict=False) if cell.strip()}


def _rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            yield rows.line_num, row
    except csv.Error as error:
        raise TranscheckError(
            f"{path}, line {rows.line_num}: {error}; close the quotation mark, or double one in a "
            "cell"
        ) from error


def _from_toml(text: str, path: Path) -> Iterator[dict[str, Forms]]:
    try:
        data = parse_toml(text)
    except ValueError as error:
        raise TranscheckError(f"{path}: {error}; fix the TOML there") from error
    names = data.get("name")
    if (
        not isinstance(names, list)
        or set(data) != {"name"}
        or not all(isinstance(table, dict) for table in names)
    ):
        raise TranscheckError(
            f'{path}: a glossary consists of [[name]] tables, each with keys such as nl = "Wang '
            'Ning"'
        )
    for number, table in enumerate(names, 1):
        yield {
            _tag(key, f"{path}: name {number}"): _forms(_cell(value, f"{path}: name {number}"))
            for key, value in table.items()
        }


def _from_tbx(data: bytes, path: Path) -> Iterator[dict[str, Forms]]:
    """Yield the concepts of a TBX file (ISO 30042): of 2019 (conceptEntry, langSec) and before
    (termEntry, langSet).
    """
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise TranscheckError(
            f"{path}: declares entities, which a glossary does not need; remove the declaration"
        )
    from xml.etree import ElementTree

    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise TranscheckError(f"{path}: {error}; fix the XML there") from error
    for number, concept in enumerate(
        (e for e in root.iter() if _local(e) in ("conceptEntry", "termEntry")), 1
    ):
        languages = (e for e in concept if _local(e) in ("langSec", "langSet"))
        yield {
            _tag(language.get(_XML_LANG, ""), f"{path}: concept {number}"): _terms(language)
            for language in languages
        }


def _terms(language: ElementTree.Element) -> Forms:
    right: list[str] = []
    forbidden: list[str] = []
    for section in language.iter():
        if _local(section) in ("termSec", "tig", "ntig"):
            notes = " ".join(
                e.text or "" for e in section.iter() if _STATUS in (_local(e), e.get("type"))
            )
            of_section = [
                " ".join((e.text or "").split()) for e in section.iter() if _local(e) == "term"
            ]
            (forbidden if _DEPRECATED.search(notes) else right).extend(
                term for term in of_section if term
            )
    return Forms(tuple(right), tuple(forbidden))


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _cell(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise TranscheckError(
            f"{where}: a string belongs here, with | between forms, not {value!r}"
        )
    return value


def _tag(text: str, where: str) -> str:
    tag = parse_tag(text)
    if tag is None:
        raise TranscheckError(
            f"{where}: {text!r} is not a language tag; write one such as 'nl' or 'pt-BR'"
        )
    return tag


def _forms(cell: str) -> Forms:
    parts = [part.strip() for part in cell.split("|") if part.strip(" !")]
    return Forms(
        tuple(part for part in parts if not part.startswith("!")),
        tuple(part.lstrip("! ") for part in parts if part.startswith("!")),
    )
