"""Fixes: what findings suggest, written into the files where that is certain.

A file is changed whole or not at all, and only if its bytes can be written back exactly as they
were read but for the fixed places.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path

from msgspec import Struct

from transcheck import formats, storage
from transcheck.formats import Comments
from transcheck.git import leads_out
from transcheck.model import Finding, Fix, Location, Run, StoryReport, TranscheckError

# what a file's syntax gives another meaning: a text that has one is not written into it
_IN_STRINGS = frozenset("\"'\\\r\n")
_IN_MARKUP = frozenset("<>&\"'\\")
_IN_TABLES = frozenset("\"',;\t\r\n")
_IN_FRONT_MATTER = frozenset("\"'#:[]{}")
_FRONT_MATTER = re.compile(
    r"(?:---|\+\+\+)[ \t]*\r?\n.*?^(?:---|\+\+\+)[ \t]*$", re.DOTALL | re.MULTILINE
)
# in these a text can be written back as it was read; others were guessed from the bytes
_CERTAIN = frozenset({"utf-8", "ascii", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"})


class FixedFile(Struct, frozen=True):
    """A file before and after its fixes, with the findings that were fixed in it."""

    path: str
    before: bytes
    after: bytes
    findings: tuple[Finding, ...]


class NotFixed(Struct, frozen=True):
    """A finding that has a suggestion which was not written, and why."""

    finding: Finding
    reason: str


class Fixes(Struct, frozen=True):
    """The files that fixes change, and the findings that could not be fixed."""

    files: tuple[FixedFile, ...]
    left: tuple[NotFixed, ...]


class _Edit(Struct, frozen=True):
    """The replacement of a place by a finding's suggestion."""

    place: Location
    text: str
    finding: Finding


def find_fixes(run: Run, *, unsafe: bool = False) -> Fixes:
    """Return what the suggestions of a run's findings change, without writing it.

    Fixes that may be wrong, because they replace words of a sentence, are left out unless `unsafe`
    is set.
    """
    kinds = {rule.code: rule.fix for rule in run.rules}
    edits: dict[str, list[_Edit]] = defaultdict(list)
    left: list[NotFixed] = []
    for story in run.stories:
        # of a file with both texts, the source is what the program looks its texts up by
        paths = [version.path for version in story.versions]
        for finding in story.findings:
            kind = kinds.get(finding.code, Fix.NONE)
            if finding.suggestion is None or kind is Fix.NONE:
                continue
            if kind is Fix.UNSAFE and not unsafe:
                left.append(NotFixed(finding, "needs --unsafe-fixes"))
                continue
            place = finding.location
            if place.lang == story.source and paths.count(place.path) > 1:
                left.append(NotFixed(finding, "is the source text; change it in the program"))
                continue
            edits[place.path] += _edits(finding, finding.suggestion)
    files = []
    for path, wanted in edits.items():
        try:
            fixed = _fixed(path, wanted, left)
        except (TranscheckError, OSError) as error:
            left += [NotFixed(edit.finding, str(error)) for edit in wanted]
            continue
        if fixed is not None:
            files.append(fixed)
    return Fixes(tuple(files), tuple(left))


def write_fixes(fixes: Fixes, again: Callable[[], Run], before: Run) -> Fixes:
    """Write the fixes, check the stories again, and undo those of a story in which something new is
    found; return what stayed.

    Whatever stops it before it knows, all are undone.

    Raises:
        TranscheckError: a file cannot be written, or the stories cannot be checked again.
    """
    written: list[FixedFile] = []
    try:
        for file in fixes.files:
            if storage.read_bytes(Path(file.path)) == file.before:
                storage.write(Path(file.path), file.after)
                written.append(file)
        worse = _worse(before, again())
    except BaseException:
        _restore(written)
        raise
    undone = [file for file in written if file.path in worse]
    _restore(undone)
    left = [
        NotFixed(finding, f"undone, because it leads to {worse[file.path]}")
        for file in undone
        for finding in file.findings
    ]
    kept = tuple(file for file in written if file.path not in worse)
    return Fixes(kept, (*fixes.left, *left))


def diff(fixes: Fixes) -> Iterator[str]:
    """Yield the changes as a unified diff, which `patch` and `git apply` read."""
    for file in fixes.files:
        before, after = (formats.decode(data)[0].split("\n") for data in (file.before, file.after))
        lines = unified_diff(before, after, f"a/{file.path}", f"b/{file.path}", lineterm="")
        for line in lines:
            yield line + "\n"


def _edits(finding: Finding, suggestion: str) -> Iterator[_Edit]:
    """Yield the replacements of a finding: at its place, and where its version says the same."""
    own = finding.location
    yield _Edit(own, suggestion, finding)
    for place in finding.related:
        if (place.path, place.lang, place.text) == (own.path, own.lang, own.text):
            yield _Edit(place, suggestion, finding)


def _fixed(path: str, wanted: Iterable[_Edit], left: list[NotFixed]) -> FixedFile | None:
    """Return a file with its edits, None if none can be made; what cannot is added to `left`.

    Raises:
        TranscheckError: the file cannot be read, or is in a binary format.
    """
    if leads_out(Path(path)):
        raise TranscheckError("a link leads out of the repository")
    data = storage.read_bytes(Path(path))
    text, mark, encoding = _read(path, data)
    starts = formats.line_starts(text)
    head = _FRONT_MATTER.match(text)
    front_matter = head.end() if head else 0
    done: list[tuple[int, int, str]] = []
    findings: list[Finding] = []
    for edit in sorted(wanted, key=lambda edit: (edit.place.line, edit.place.column)):
        start = end = 0
        if edit.place.line <= len(starts):
            start = starts[edit.place.line - 1] + edit.place.column - 1
            end = start + len(edit.place.text)
        special = special_signs(path)
        if start < front_matter:
            special |= _IN_FRONT_MATTER
        reason = obstacle(edit.place.text, edit.text, text[start:end], special)
        if not reason and done and start < done[-1][1]:
            reason = "overlaps another fix; run --fix again"
        if reason:
            left.append(NotFixed(edit.finding, reason))
            continue
        done.append((start, end, edit.text))
        if edit.finding not in findings:
            findings.append(edit.finding)
    if not done:
        return None
    for start, end, replacement in reversed(done):
        text = text[:start] + replacement + text[end:]
    return FixedFile(path, data, mark + text.encode(encoding), tuple(findings))


def _read(path: str, data: bytes) -> tuple[str, bytes, str]:
    """Return the text of a file, the byte order mark before it, and its encoding.

    Raises:
        TranscheckError: the file is binary, or its text could not be written back as it is.
    """
    if formats.is_binary(Path(path)):
        raise TranscheckError("is not a text file; change it in its own program")
    text, encoding = formats.decode(data)
    try:
        written = text.encode(encoding)
    except (UnicodeError, LookupError):
        written = b""
    if not written or not data.endswith(written) or encoding.lower() not in _CERTAIN:
        raise TranscheckError("its encoding cannot be written back exactly; save it as UTF-8")
    return text, data[: len(data) - len(written)], encoding


def obstacle(wrong: str, right: str, found: str, special: frozenset[str]) -> str:
    """Return why a text cannot be replaced by another where `found` is, empty if it can; `special`
    are the signs that mean something there.
    """
    if found != wrong or not found:
        return "the file has changed since it was checked"
    if special & set(right) or special & set(found):
        return "has signs that mean something in this format; change it by hand"
    return ""


def special_signs(path: str) -> frozenset[str]:
    """Return the signs that mean something in a file, so that no fix writes or replaces them."""
    known = formats.format_of(Path(path))
    if known is None or not (known.units or known.page):
        return frozenset()
    if known.units and not known.searched:
        return _IN_TABLES
    return _IN_MARKUP if known.comments is Comments.MARKUP else _IN_STRINGS


def _restore(files: Iterable[FixedFile]) -> None:
    """Write files as they were, unless someone else has written them since."""
    for file in files:
        with suppress(OSError, TranscheckError):
            if storage.read_bytes(Path(file.path)) == file.after:
                storage.write(Path(file.path), file.before)


def _worse(before: Run, after: Run) -> Mapping[str, str]:
    """Return the files of stories in which something new was found, and the code of it."""
    known = {report.story: report for report in before.stories}
    worse: dict[str, str] = {}
    for report in after.stories:
        new = _new(known.get(report.story), report)
        if new:
            worse |= dict.fromkeys((version.path for version in report.versions), new)
    return worse


def _new(before: StoryReport | None, after: StoryReport) -> str:
    """Return the code of a finding that only the second report has, empty if there is none.

    A finding may change its ordinal or its quoted text when another one is gone: only more
    findings of a rule than before are new.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for finding in after.findings:
        counts[finding.code, finding.location.lang] += 1
    for finding in before.findings if before else ():
        counts[finding.code, finding.location.lang] -= 1
    return next((code for (code, _), count in counts.items() if count > 0), "")
