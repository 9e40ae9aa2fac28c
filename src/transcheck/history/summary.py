"""The weekly summary for an editor-in-chief: new, fixed and open findings, from the history."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, field

from transcheck.history import parquet, record
from transcheck.locales import usual_languages
from transcheck.model import Severity, TranscheckError

WEEKS = 12
_WEEK = 7 * 86_400.0
_LISTED = 10  # most oldest findings and rules that are listed
_SPAN = re.compile(r"(?P<count>[1-9]\d{0,4})(?P<unit>[dw])")
_FIRST = 1971  # the earliest year in which a window may begin
_MOST_ITEMS = 40  # findings that are listed in words
_FIRST_STORIES = 3  # stories that are named to be fixed first
_TOP = "(top)"  # the desk of stories that are in no folder


class _Database(Protocol):
    """What SQLite and DuckDB have in common."""

    def execute(self, query: str, parameters: Any = ..., /) -> Any:
        """Carry out a statement."""


class Group(Struct, frozen=True):
    """Findings of one language, rule, story or desk: new and fixed in the window, open at its
    end.
    """

    name: str
    new: int
    fixed: int
    open: int


class Movement(Struct, frozen=True):
    """How the findings that are open changed in a window of time.

    `before + new + first - fixed - removed - suppressed == open`: `first` are those of the first
    check of their story, `removed` those whose files were deleted.
    """

    before: int = 0
    new: int = 0
    first: int = 0
    fixed: int = 0
    removed: int = 0
    suppressed: int = 0
    open: int = 0


class Item(Struct, frozen=True):
    """A finding in words: its story and the story's headline, its place, what is written there and
    in the other version.
    """

    story: str
    headline: str
    code: str
    rule: str
    severity: str
    lang: str
    path: str
    line: int
    message: str
    text: str
    other_lang: str
    other_text: str


class OpenStory(Struct, frozen=True):
    """A story with its new errors, its open errors and its open warnings."""

    story: str
    headline: str
    new: int
    errors: int
    warnings: int


class Oldest(Struct, frozen=True):
    """An open finding and when it was first seen, in seconds since 1970."""

    story: str
    code: str
    severity: str
    lang: str
    path: str
    line: int
    message: str
    since: float


class Noisy(Struct, frozen=True):
    """A rule with its current findings: reported and suppressed."""

    code: str
    open: int
    suppressed: int

    @property
    def share(self) -> float:
        """Return the share suppressed."""
        return self.suppressed / (self.open + self.suppressed)


class Week(Struct, frozen=True):
    """A week, given by its end in seconds since 1970: findings open then, and new and fixed during
    it; `known` is whether there had been a run by then.
    """

    end: float
    open: int
    new: int
    fixed: int
    known: bool = True


class Summary(Struct, frozen=True):
    """The summary of a window of time, its ends in seconds since 1970.

    `movement` is what changed in it, `previous` in the window of the same length before it. `new`
    and `fixed` are findings, the worst first; `fix_first` the stories with most open errors.
    """

    since: float
    until: float
    runs: int
    checked: int
    stories: int
    total: Group
    severities: tuple[Group, ...]
    languages: tuple[Group, ...]
    rules: tuple[Group, ...]
    by_story: tuple[Group, ...]
    desks: tuple[Group, ...]
    oldest: tuple[Oldest, ...]
    noisiest: tuple[Noisy, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    weeks: tuple[Week, ...]
    movement: Movement = Movement()
    previous: Movement = Movement()
    new: tuple[Item, ...] = ()
    fixed: tuple[Item, ...] = ()
    fix_first: tuple[OpenStory, ...] = ()
    rule_names: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Return whether nothing was ever recorded."""
        return self.stories == 0


def moment(text: str, until: float, option: str) -> float:
    """Return a time given as a span before `until` (7d, 2w) or as a date (its beginning, UTC).

    Raises:
        TranscheckError: it is neither.
    """
    if span := _SPAN.fullmatch(text):
        return (
            until
            - timedelta(days=int(span["count"]) * (7 if span["unit"] == "w" else 1)).total_seconds()
        )
    try:
        date = datetime.fromisoformat(text)
        if date.year < _FIRST:
            raise ValueError("before the history began")
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:
        raise TranscheckError(
            f"{option} {text!r}: write a span such as 7d or 2w, or a date such as 2025-10-03"
        ) from error


def window(since: str, until: str | None) -> tuple[float, float]:
    """Return the ends of a window, as `moment` reads them; without `until` it ends now.

    Raises:
        TranscheckError: one cannot be read, or the window ends before it begins.
    """
    end = moment(until, time.time(), "--until") if until else time.time()
    begin = moment(since, end, "--since")
    if begin >= end:
        raise TranscheckError(f"--since {since!r} is not before --until {until!r}")
    return begin, end


def summarise(path: Path, since: float, until: float, languages: Sequence[str] = ()) -> Summary:
    """Return the summary of a history, or of the cluster runs in a report folder.

    `languages` are those that every story should have.

    Raises:
        TranscheckError: the record cannot be read.
    """
    if not path.exists():
        return _nothing(since, until)
    reading: AbstractContextManager[_Database] = (
        parquet.reading(path) if path.is_dir() else record.reading(path)
    )
    with reading as database:
        periods = database.execute(
            """
            SELECT s.name, f.code, f.severity, f.lang, p.opened > $since AND p.opened <= $until
                AND p.opened > (SELECT min(v.begun) FROM visit v WHERE v.story = s.id),
                p.closed > $since AND p.closed <= $until AND p.reason = 'fixed',
                p.closed IS NULL OR p.closed > $until
            FROM period p JOIN finding f ON f.id = p.finding JOIN story s ON s.id = f.story
            WHERE p.opened <= $until AND (p.closed IS NULL OR p.closed > $since)
            """,
            {"since": since, "until": until},
        ).fetchall()
        numbers = [
            (name, code, Severity(severity), lang, bool(a), bool(b), bool(c))
            for name, code, severity, lang, a, b, c in periods
        ]
        run_count, checked, stories = database.execute(
            """
            SELECT (SELECT count(*) FROM run WHERE begun > ? AND begun <= ?),
                (SELECT count(DISTINCT story) FROM visit WHERE begun > ? AND begun <= ?),
                (SELECT count(*) FROM story)
            """,
            (since, until, since, until),
        ).fetchone()
        names = [row[0] for row in database.execute("SELECT name FROM story").fetchall()]
        desks = desks_of(names)
        begun = database.execute("SELECT coalesce(min(begun), 0) FROM visit").fetchone()[0]
        return Summary(
            since=since,
            until=until,
            runs=run_count,
            checked=checked,
            stories=stories,
            total=_groups(("all", row[4:]) for row in numbers)[0]
            if numbers
            else Group("all", 0, 0, 0),
            severities=_by_severity(numbers),
            languages=_groups((row[3], row[4:]) for row in numbers),
            rules=_groups((row[1], row[4:]) for row in numbers),
            by_story=_groups((row[0], row[4:]) for row in numbers),
            desks=_groups((desks[row[0]], row[4:]) for row in numbers),
            oldest=_oldest(database, until),
            noisiest=_noisiest(database, (row[1] for row in numbers if row[6])),
            missing=_missing_versions(database, languages),
            weeks=tuple(
                _week(database, until - back * _WEEK, begun) for back in reversed(range(WEEKS))
            ),
            movement=_movement(database, since, until),
            previous=_movement(database, 2 * since - until, since),
            new=_items(database, _NEW, since, until),
            fixed=_items(database, _FIXED, since, until),
            fix_first=_fix_first(database, since, until),
            rule_names=dict(database.execute("SELECT DISTINCT code, rule FROM finding").fetchall()),
        )


def desks_of(stories: Sequence[str]) -> dict[str, str]:
    """Return the desk of each story, by its id: the folder below those that all stories share."""
    folders = [name.rpartition("/")[0] for name in stories]
    shared = len(os.path.commonpath(folders).split("/")) if folders and all(folders) else 0
    return {name: _desk(name, shared) for name in stories}


def _desk(story: str, shared: int) -> str:
    folders = story.split("/")[:-1]
    return folders[min(shared, len(folders) - 1)] if folders else _TOP


# of a finding's period: it is new in the window and still open, and not of its story's first check
_NEW = """p.opened > $since AND p.opened <= $until AND (p.closed IS NULL OR p.closed > $until)
    AND p.opened > (SELECT min(v.begun) FROM visit v WHERE v.story = s.id)"""
_FIXED = "p.closed > $since AND p.closed <= $until AND p.reason = 'fixed'"


def _items(database: _Database, condition: str, since: float, until: float) -> tuple[Item, ...]:
    """Return the findings whose period meets a condition, the worst first."""
    rows = database.execute(
        f"""
        SELECT s.name, coalesce(h.text, ''), f.code, f.rule, f.severity, f.lang, f.path, f.line,
            f.message, coalesce(q.text, ''), coalesce(q.other_lang, ''), coalesce(q.other_text, '')
        FROM period p JOIN finding f ON f.id = p.finding JOIN story s ON s.id = f.story
        LEFT JOIN quote q ON q.finding = f.id LEFT JOIN heading h ON h.story = s.id
        WHERE {condition}
        ORDER BY f.severity DESC, s.name, f.lang, f.line, f.code LIMIT {_MOST_ITEMS}
        """,
        {"since": since, "until": until},
    ).fetchall()
    return tuple(
        Item(story, headline, code, rule, str(Severity(severity)), *rest)
        for story, headline, code, rule, severity, *rest in rows
    )


def _movement(database: _Database, since: float, until: float) -> Movement:
    row = database.execute(
        """
        WITH begun AS (SELECT story, min(begun) AS first FROM visit GROUP BY story),
        found AS (
            SELECT p.opened, p.closed, p.reason, p.opened <= b.first AS first
            FROM period p JOIN finding f ON f.id = p.finding JOIN begun b ON b.story = f.story
            WHERE p.opened <= $until)
        SELECT coalesce(sum(opened <= $since AND (closed IS NULL OR closed > $since)), 0),
            coalesce(sum(opened > $since AND NOT first), 0),
            coalesce(sum(opened > $since AND first), 0),
            coalesce(sum(closed > $since AND closed <= $until AND reason = 'fixed'), 0),
            coalesce(sum(closed > $since AND closed <= $until AND reason = 'removed'), 0),
            coalesce(sum(closed > $since AND closed <= $until AND reason = 'suppressed'), 0),
            coalesce(sum(closed IS NULL OR closed > $until), 0)
        FROM found
        """,
        {"since": since, "until": until},
    ).fetchone()
    return Movement(*(int(count) for count in row))


def _fix_first(database: _Database, since: float, until: float) -> tuple[OpenStory, ...]:
    """Return the stories with most new errors, of those with as many most open errors, and then
    most warnings.
    """
    rows = database.execute(
        f"""
        SELECT s.name, coalesce(h.text, ''),
            sum(f.severity = 3 AND p.opened > $since
                AND p.opened > (SELECT min(v.begun) FROM visit v WHERE v.story = s.id)) AS new,
            sum(f.severity = 3) AS errors,
            sum(f.severity = 2) AS warnings
        FROM period p JOIN finding f ON f.id = p.finding JOIN story s ON s.id = f.story
        LEFT JOIN heading h ON h.story = s.id
        WHERE p.opened <= $until AND (p.closed IS NULL OR p.closed > $until) AND f.severity > 1
        GROUP BY s.name, h.text ORDER BY new DESC, errors DESC, warnings DESC, s.name
        LIMIT {_FIRST_STORIES}
        """,
        {"since": since, "until": until},
    ).fetchall()
    return tuple(OpenStory(name, text, *map(int, counts)) for name, text, *counts in rows)


def _nothing(since: float, until: float) -> Summary:
    return Summary(since, until, 0, 0, 0, Group("all", 0, 0, 0), (), (), (), (), (), (), (), (), ())


_Row = tuple[str, str, Severity, str, bool, bool, bool]


def _groups(rows: Iterable[tuple[str, tuple[bool, ...]]]) -> tuple[Group, ...]:
    """Return the groups that are not empty, those with the most open findings first."""
    counts: dict[str, list[int]] = {}
    for name, flags in rows:
        group = counts.setdefault(name, [0, 0, 0])
        for at, flag in enumerate(flags):
            group[at] += flag
    found = (Group(name, *group) for name, group in counts.items() if any(group))
    return tuple(sorted(found, key=lambda group: (-group.open, -group.new, group.name)))


def _by_severity(rows: Sequence[_Row]) -> tuple[Group, ...]:
    groups = {group.name: group for group in _groups((str(row[2]), row[4:]) for row in rows)}
    return tuple(
        groups.get(str(severity), Group(str(severity), 0, 0, 0))
        for severity in reversed(Severity)
        if severity
    )


def _oldest(database: _Database, until: float) -> tuple[Oldest, ...]:
    rows = database.execute(
        """
        SELECT s.name, f.code, f.severity, f.lang, f.path, f.line, f.message, p.opened
        FROM period p JOIN finding f ON f.id = p.finding JOIN story s ON s.id = f.story
        WHERE p.opened <= ? AND (p.closed IS NULL OR p.closed > ?)
        ORDER BY p.opened, f.severity DESC, s.name, f.line LIMIT ?
        """,
        (until, until, _LISTED),
    ).fetchall()
    return tuple(
        Oldest(story, code, str(Severity(severity)), *rest) for story, code, severity, *rest in rows
    )


def _noisiest(database: _Database, open_: Iterable[str]) -> tuple[Noisy, ...]:
    open_by_code = Counter(open_)
    hidden = dict(
        database.execute("SELECT code, sum(count) FROM suppressed GROUP BY code").fetchall()
    )
    rules = [
        Noisy(code, open_by_code[code], hidden.get(code, 0)) for code in {*open_by_code, *hidden}
    ]
    return tuple(
        sorted(rules, key=lambda rule: (-(rule.open + rule.suppressed), rule.code))[:_LISTED]
    )


def _missing_versions(
    database: _Database, languages: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the stories without a version in an expected language, each with the missing
    languages.
    """
    have: dict[str, set[str]] = {}
    rows = database.execute(
        "SELECT s.name, v.lang FROM story s JOIN version v ON v.story = s.id"
        " WHERE s.id NOT IN (SELECT story FROM version GROUP BY story, path HAVING count(*) > 1) "
        "ORDER BY s.name"
    ).fetchall()
    for story, lang in rows:  # no further versions are expected of a file of units
        have.setdefault(story, set()).add(lang)
    expected = frozenset(languages) or usual_languages(list(have.values()))
    return tuple(
        (story, tuple(sorted(expected - langs)))
        for story, langs in have.items()
        if expected - langs
    )


def _week(database: _Database, end: float, first: float) -> Week:
    """Return a week; `first` is the time of the first run."""
    found = _movement(database, end - _WEEK, end)
    return Week(end, found.open, found.new, found.fixed, known=0 < first <= end)
