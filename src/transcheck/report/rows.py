"""The rows of the tabular report: one per finding, with the same columns in every format."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import fields

from transcheck.model import Finding, StoryReport


class Row(Struct, frozen=True):
    """A finding as a row; `other_*` describe its first related place and are empty if there is
    none.
    """

    code: str
    severity: str
    lang: str
    path: str
    line: int
    column: int
    text: str
    other_lang: str
    other_line: int | str
    other_text: str
    message: str
    fingerprint: str

    def cells(self) -> list[str]:
        """Return the cells in the order of COLUMNS, each on one line."""
        return [" ".join(str(getattr(self, name)).split()) for name in COLUMNS]


COLUMNS = tuple(item.name for item in fields(Row))


def rows(story: StoryReport) -> Iterator[Row]:
    """Yield a story's rows in the order of its findings."""
    return (_row(finding) for finding in story.findings)


def _row(finding: Finding) -> Row:
    place = finding.location
    other = finding.related[0] if finding.related else None
    return Row(
        code=finding.code,
        severity=str(finding.severity),
        lang=place.lang,
        path=place.path,
        line=place.line,
        column=place.column,
        text=place.text,
        other_lang=other.lang if other else "",
        other_line=other.line if other else "",
        other_text=other.text if other else "",
        message=finding.message,
        fingerprint=finding.fingerprint,
    )
