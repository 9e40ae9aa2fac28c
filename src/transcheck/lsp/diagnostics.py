"""Findings as an editor shows them, and what it offers to do about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lsprotocol import types
from pygls import uris

from transcheck import config
from transcheck.engine.fixes import obstacle, special_signs
from transcheck.locales import language_name
from transcheck.model import Finding, Location, Severity
from transcheck.suppress.comments import comment_for

_LINE = re.compile(r"\r\n|\r|\n")
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_NAMES = "NAM"
_ALLOW = re.compile(r"^\[allow\][ \t]*(?:#.*)?$", re.MULTILINE)
_NAMED = re.compile(r"^names\s*=\s*\[", re.MULTILINE)
_TABLE = re.compile(r"^\[", re.MULTILINE)
# formats in which a comment may be put before any paragraph
_ANYWHERE = frozenset({".md", ".markdown", ".mdx", ".po"})

Units = Callable[[str], int]  # the length of a text as the editor counts it


class Lines:
    """The lines of a text, and its places as an editor counts them (UTF-16, unless it says
    otherwise).
    """

    def __init__(self, text: str, units: Units) -> None:
        self._lines = _LINE.split(text)
        self._units = units

    def position(self, line: int, column: int) -> types.Position:
        """Return the position of a 1-based line and column in code points."""
        at = min(line, len(self._lines)) - 1
        return types.Position(at, self._units(self._lines[at][: column - 1]))

    def at(self, place: Location) -> str:
        """Return what the text has where a place of one line is; empty if it has no such place."""
        if place.line != place.end_line or place.line > len(self._lines):
            return ""
        return self._lines[place.line - 1][place.column - 1 : place.end_column - 1]

    def range(self, place: Location) -> types.Range:
        """Return the range of a place."""
        start = self.position(place.line, place.column)
        return types.Range(start, self.position(place.end_line, place.end_column))


def diagnostic(finding: Finding, lines: Lines, read: Callable[[Path], Lines]) -> types.Diagnostic:
    """Return a finding as a diagnostic of the file with these lines; `read` gives other files'."""
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(uri_of(place), read(Path(place.path)).range(place)),
            language_name(place.lang),
        )
        for place in finding.related
    ]
    return types.Diagnostic(
        range=lines.range(finding.location),
        message=finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        source="transcheck",
        related_information=related,
        data=finding.fingerprint,
    )


def actions(
    finding: Finding, shown: types.Diagnostic, text: str, lines: Lines
) -> Iterator[types.CodeAction]:
    """Yield what can be done about a finding: take its suggestion, or say that it is correct."""
    uri = uri_of(finding.location)
    if finding.suggestion is not None:
        places = [finding.location, *(p for p in finding.related if _is_same(p, finding.location))]
        special = special_signs(finding.location.path)
        if all(
            not obstacle(place.text, finding.suggestion, lines.at(place), special)
            for place in places
        ):
            edits = [types.TextEdit(lines.range(place), finding.suggestion) for place in places]
            yield _action(f"Write “{finding.suggestion}”", shown, {uri: edits}, preferred=True)
    if lines.at(finding.location) != finding.location.text:
        return  # the text has changed since it was checked
    comment = comment_for(finding.location.path, finding.code)
    start = _block_start(text, finding.location.line)
    if Path(finding.location.path).suffix.lower() in _ANYWHERE and start > 0:
        before = types.Position(start, 0)
        edit = types.TextEdit(types.Range(before, before), comment + "\n")
        yield _action(f"This is correct: ignore {finding.code} here", shown, {uri: [edit]})
    allowed = _allowed(finding) if finding.code.startswith(_NAMES) else None
    if allowed is not None:
        title = f"Allow the spelling “{finding.location.text}” everywhere"
        yield _action(title, shown, dict([allowed]))


def uri_of(place: Location) -> str:
    """Return the address of the file of a place."""
    return uris.from_fs_path(str(Path(place.path).absolute())) or ""


def _action(
    title: str,
    shown: types.Diagnostic,
    changes: dict[str, list[types.TextEdit]],
    *,
    preferred: bool = False,
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[shown],
        edit=types.WorkspaceEdit(changes=dict(changes)),
        is_preferred=preferred,
    )


def _is_same(place: Location, other: Location) -> bool:
    return (place.path, place.lang, place.text) == (other.path, other.lang, other.text)


def _block_start(text: str, line: int) -> int:
    """Return the 0-based line on which the paragraph at a line begins: behind a blank one, so that
    a comment is not part of it.
    """
    lines: Sequence[str] = _LINE.split(text)
    at = min(line, len(lines)) - 1
    while at > 0 and lines[at - 1].strip():
        at -= 1
    return at


def _allowed(finding: Finding) -> tuple[str, list[types.TextEdit]] | None:
    """Return the change of the configuration that allows a spelling, None if it has no file of
    its own.
    """
    file = config.find(Path(finding.location.path).absolute())
    if file is None or file.name != config.NAME:
        return None
    text = file.read_text(encoding="utf-8")
    name = finding.location.text.replace("\\", "\\\\").replace('"', '\\"')
    table = _ALLOW.search(text)
    names = _NAMED.search(text, table.end(), _end_of_table(text, table.end())) if table else None
    if names:
        at, new = names.end(), f'"{name}", '
    elif table:
        at, new = table.end(), f'\nnames = ["{name}"]'
    else:
        at, new = len(text), f'\n[allow]\nnames = ["{name}"]\n'
    line = text.count("\n", 0, at)
    place = types.Position(line, at - (text.rfind("\n", 0, at) + 1))
    return uris.from_fs_path(str(file)) or "", [types.TextEdit(types.Range(place, place), new)]


def _end_of_table(text: str, start: int) -> int:
    following = _TABLE.search(text, start)
    return following.start() if following else len(text)
