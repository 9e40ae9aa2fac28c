"""The baseline: findings at the time it was written, by fingerprint and count.

Later runs report only new ones.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from transcheck.model import Finding, Location, RuleReport, Run, StoryReport, TranscheckError
from transcheck.storage import read_text

STALE = "stale-baseline"
_SCHEMA = 1
_FIELDS = ("fingerprint", "count", "code", "story", "lang", "evidence")
_EVIDENCE = 120  # characters of evidence that show a reader what an entry is about
_REMEDY = "write it anew with `transcheck baseline`"


class Entry(Struct, frozen=True):
    """Findings with the same rule, story, language and evidence: their number, and the entry's line
    in the file.
    """

    fingerprint: str
    count: int
    code: str
    story: str
    lang: str
    evidence: str
    line: int = 1


class Baseline(Struct, frozen=True):
    """A baseline file as read, with its entries by fingerprint."""

    path: str
    entries: Mapping[str, Entry]


def load(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        TranscheckError: it cannot be read or is not a baseline; the message names the line and the
            remedy.
    """
    try:
        text = read_text(path)
        data = json.loads(text)
    except FileNotFoundError as error:
        raise TranscheckError(
            f"{path}: cannot be read (it is not written yet); write it with `transcheck baseline`"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise TranscheckError(f"{path}: cannot be read ({error}); {_REMEDY}") from error
    except (ValueError, RecursionError) as error:
        raise TranscheckError(f"{path}: is not JSON ({error}); {_REMEDY}") from error
    if (
        not isinstance(data, dict)
        or data.get("schema") != _SCHEMA
        or not isinstance(data.get("findings"), list)
    ):
        raise TranscheckError(f"{path}: is not a baseline of schema {_SCHEMA}; {_REMEDY}")
    lines = {
        line.partition('"fingerprint": "')[2].partition('"')[0]: n
        for n, line in enumerate(text.split("\n"), 1)
    }
    entries: dict[str, Entry] = {}
    for item in data["findings"]:
        if not _is_entry(item) or item["fingerprint"] in entries:
            raise TranscheckError(
                f"{path}: {json.dumps(item)[:80]} is not an entry, or is there twice; {_REMEDY}"
            )
        entries[item["fingerprint"]] = Entry(**item, line=lines.get(item["fingerprint"], 1))
    return Baseline(str(path), entries)


def _is_entry(item: Any) -> bool:
    if not isinstance(item, dict) or set(item) != set(_FIELDS):
        return False
    count = item["count"]
    return (
        type(count) is int
        and count > 0
        and all(isinstance(item[key], str) for key in _FIELDS if key != "count")
    )


def entries_of(run: Run) -> list[Entry]:
    """Return the entries for the findings of a run, except findings about suppressions."""
    findings = [
        (story.story, f)
        for story in run.stories
        for f in story.findings
        if not f.code.startswith("SUP")
    ]
    counts = Counter(_key(finding) for _, finding in findings)
    first: dict[str, Entry] = {}
    for story, finding in findings:
        key = _key(finding)
        evidence = finding.evidence[:_EVIDENCE]
        first.setdefault(
            key, Entry(key, counts[key], finding.code, story, finding.location.lang, evidence)
        )
    return list(first.values())


def pruned(known: Baseline, run: Run) -> list[Entry]:
    """Return the entries of a baseline that a run still finds, with counts no higher than before.

    Entries of stories and versions that were not checked are kept.
    """
    found = {entry.fingerprint: entry.count for entry in entries_of(run)}
    checked = {story.story: story for story in run.stories if not story.fault}
    kept = (
        (
            entry,
            min(entry.count, found.get(entry.fingerprint, 0))
            if entry.story in checked and _would_have(checked[entry.story], entry)
            else entry.count,
        )
        for entry in known.entries.values()
    )
    return [replace(entry, count=count) for entry, count in kept if count]


def render(entries: Iterable[Entry]) -> str:
    """Return the text of a baseline file: one entry per line, in an order that keeps changes
    small.
    """
    ordered = sorted(
        entries, key=lambda entry: (entry.story, entry.code, entry.lang, entry.fingerprint)
    )
    lines = [
        json.dumps({key: getattr(entry, key) for key in _FIELDS}, ensure_ascii=True)
        for entry in ordered
    ]
    return f'{{\n"schema": {_SCHEMA},\n"findings": [\n' + ",\n".join(lines) + "\n]\n}\n"


class Filter:
    """Removes the findings in a baseline from a run's reports, and reports entries that are no
    longer found (SUP103).
    """

    def __init__(self, known: Baseline, rules: Iterable[RuleReport]) -> None:
        self._path = known.path
        rules = list(rules)
        self._rule = next((rule for rule in rules if rule.name == STALE), None)
        self._codes = {rule.code for rule in rules}
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in known.entries.values():
            self._entries[entry.story].append(entry)

    def __call__(self, story: StoryReport) -> StoryReport:
        """Return a story's report without the findings in the baseline."""
        if story.fault:
            return story
        entries = self._entries.get(story.story, [])
        left = Counter({entry.fingerprint: entry.count for entry in entries})
        new, old = [], []
        for finding in story.findings:
            if left[_key(finding)] > 0:
                left[_key(finding)] -= 1
                old.append((finding.code, _key(finding)))
            else:
                new.append(finding)
        gone = [
            entry
            for entry in entries
            if left[entry.fingerprint] > 0
            and entry.code in self._codes
            and _would_have(story, entry)
        ]
        stale = _stale(gone, self._path, self._rule) if self._rule else ()
        return replace(story, findings=(*new, *stale), suppressed=(*story.suppressed, *old))


def _would_have(story: StoryReport, entry: Entry) -> bool:
    """Return whether a report would have the finding of an entry if nothing had been fixed: its
    version was checked, and, for one in the source, every version it may come from.
    """
    if not story.is_partial:
        return True
    checked = {version.lang for version in story.versions}
    return entry.lang in checked and entry.lang != story.source


def _stale(gone: Iterable[Entry], path: str, rule: RuleReport) -> Iterator[Finding]:
    for entry in gone:
        place = Location("und", path, entry.line, 1, entry.line, 1, "")
        message = (
            f"Fixed since the baseline: {entry.code} ({entry.lang}) “{entry.evidence}”; run "
            "`transcheck baseline --prune`"
        )
        yield Finding(
            rule.code,
            rule.name,
            rule.severity,
            1.0,
            message,
            entry.fingerprint,
            place,
            fingerprint=f"{entry.fingerprint}-stale",
        )


def _key(finding: Finding) -> str:
    """Return the fingerprint without its number: equal findings are counted."""
    return finding.fingerprint.partition("-")[0]
