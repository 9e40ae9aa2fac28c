"""What each run found, kept in SQLite: stories, versions, findings by fingerprint, and when each was open.

A run is recorded in one transaction under a lock, so that a killed one leaves nothing and two at once do not mix. A finding
is closed only by a run that checked its story and whose rules could have found it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from transcheck.model import Finding, Run, Severity, StoryReport, TranscheckError

NAME = "history.sqlite3"
FIXED, SUPPRESSED = "fixed", "suppressed"
_PATIENCE = 60.0  # seconds to wait for other runs
_PAUSE = 0.05
_SCHEMA = (
    """
    CREATE TABLE run (id TEXT PRIMARY KEY, begun REAL NOT NULL, seconds REAL NOT NULL, signature TEXT NOT NULL,
        stories INTEGER NOT NULL);
    CREATE TABLE story (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT, checked REAL NOT NULL);
    CREATE TABLE version (story INTEGER NOT NULL REFERENCES story, lang TEXT NOT NULL, path TEXT NOT NULL,
        words INTEGER NOT NULL, PRIMARY KEY (story, lang, path)) WITHOUT ROWID;
    CREATE TABLE finding (id INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES story, fingerprint TEXT NOT NULL,
        code TEXT NOT NULL, rule TEXT NOT NULL, severity INTEGER NOT NULL, lang TEXT NOT NULL, path TEXT NOT NULL,
        line INTEGER NOT NULL, message TEXT NOT NULL, UNIQUE (story, fingerprint));
    CREATE TABLE period (finding INTEGER NOT NULL REFERENCES finding, opened REAL NOT NULL, closed REAL, reason TEXT,
        PRIMARY KEY (finding, opened)) WITHOUT ROWID;
    CREATE TABLE suppressed (story INTEGER NOT NULL REFERENCES story, code TEXT NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (story, code)) WITHOUT ROWID;
    CREATE INDEX period_closed ON period (closed);
    """,
)  # each brings a history to the version of its place, counted from 1


@dataclass(frozen=True, slots=True)
class KnownStory:
    """A story as the last run that checked it saw it: its languages, its open findings by severity, and when that was."""

    name: str
    langs: tuple[str, ...]
    errors: int
    warnings: int
    infos: int
    checked: float


def record(path: Path, run: Run) -> bool:
    """Write down a run; return whether it was not there yet.

    Raises:
        TranscheckError: the history cannot be opened or written.
    """
    with connect(path) as database:
        known = database.execute("SELECT 1 FROM run WHERE id = ?", (run.id,)).fetchone()
        if known:
            return False
        values = (run.id, run.begun, run.seconds, run.signature, len(run.stories))
        database.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?)", values)
        for story in run.stories:
            _record_story(database, story, run)
        return True


def stories(path: Path) -> list[KnownStory]:
    """Return all stories in order of their names; none where there is no history."""
    if not path.exists():
        return []
    with connect(path) as database:
        rows = database.execute(
            """
            SELECT s.name, (SELECT group_concat(lang, ' ') FROM version v WHERE v.story = s.id),
                coalesce(sum(f.severity = ?), 0), coalesce(sum(f.severity = ?), 0), coalesce(sum(f.severity = ?), 0), s.checked
            FROM story s
            LEFT JOIN (SELECT f.story, f.severity FROM finding f JOIN period p ON p.finding = f.id AND p.closed IS NULL) f
                ON f.story = s.id
            GROUP BY s.id ORDER BY s.name
            """,
            (Severity.ERROR, Severity.WARNING, Severity.INFO),
        ).fetchall()
    return [KnownStory(name, tuple((langs or "").split()), *counts) for name, langs, *counts in rows]


@contextmanager
def connect(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection in which all is done or nothing, to a history of the newest schema; it is made where there is none.

    Raises:
        TranscheckError: the file is no history, is of a later version, or stays locked.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as database:
            _write_ahead(database)
            database.execute("BEGIN IMMEDIATE")
            _migrate(database, path)
            yield database
            database.execute("COMMIT")
    except (sqlite3.Error, OSError) as error:
        raise TranscheckError(
            f"{path}: the history cannot be used ({error}); move it away to begin a new one, or run with --no-history"
        ) from error


def _write_ahead(database: sqlite3.Connection) -> None:
    """Have readers and writers not wait for each other; the change needs the file for itself, so it may take some tries."""
    deadline = time.monotonic() + _PATIENCE
    while database.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)


def _migrate(database: sqlite3.Connection, path: Path) -> None:
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_SCHEMA):
        raise TranscheckError(f"{path}: was written by a later transcheck; update it, or run with --no-history")
    for script in _SCHEMA[version:]:
        for statement in script.split(";"):
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {len(_SCHEMA)}")


def _record_story(database: sqlite3.Connection, story: StoryReport, run: Run) -> None:
    row = database.execute("SELECT id, checked FROM story WHERE name = ?", (story.story,)).fetchone()
    if row and row[1] > run.begun:
        _record_late(database, row[0], row[1], story.findings, run.begun)
        return
    key = _story_key(database, story, run.begun)
    for table in ("version", "suppressed"):
        database.execute(f"DELETE FROM {table} WHERE story = ?", (key,))
    versions = [(key, v.lang, v.path, v.words) for v in story.versions]
    database.executemany("INSERT OR REPLACE INTO version VALUES (?, ?, ?, ?)", versions)
    codes = [code for code, _ in story.suppressed]
    counts = [(key, code, codes.count(code)) for code in dict.fromkeys(codes)]
    database.executemany("INSERT INTO suppressed VALUES (?, ?, ?)", counts)
    open_ = _open(database, key)
    found = {finding.fingerprint for finding in story.findings}
    hidden = {fingerprint for _, fingerprint in story.suppressed}
    for fingerprint, (number, code) in open_.items():
        if fingerprint not in found and code in run.judged:
            reason = SUPPRESSED if fingerprint.partition("-")[0] in hidden else FIXED
            closed = "UPDATE period SET closed = ?, reason = ? WHERE finding = ? AND closed IS NULL"
            database.execute(closed, (run.begun, reason, number))
    for finding in story.findings:
        number = _finding_key(database, key, finding)
        if finding.fingerprint not in open_:
            database.execute("INSERT OR IGNORE INTO period VALUES (?, ?, NULL, NULL)", (number, run.begun))


def _story_key(database: sqlite3.Connection, story: StoryReport, checked: float) -> int:
    row = database.execute(
        "INSERT INTO story (name, source, checked) VALUES (?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET source = excluded.source, checked = excluded.checked RETURNING id",
        (story.story, story.source, checked),
    ).fetchone()
    return int(row[0])


def _finding_key(database: sqlite3.Connection, story: int, finding: Finding) -> int:
    place = finding.location
    row = database.execute(
        "INSERT INTO finding (story, fingerprint, code, rule, severity, lang, path, line, message)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (story, fingerprint) DO UPDATE SET severity = excluded.severity,"
        " path = excluded.path, line = excluded.line, message = excluded.message RETURNING id",
        (
            story,
            finding.fingerprint,
            finding.code,
            finding.rule,
            int(finding.severity),
            place.lang,
            place.path,
            place.line,
            finding.message.encode("utf-8", "backslashreplace").decode(),
        ),
    ).fetchone()
    return int(row[0])


def _open(database: sqlite3.Connection, story: int) -> dict[str, tuple[int, str]]:
    """Return the findings of a story that are open, by fingerprint: their keys and codes."""
    rows = database.execute(
        "SELECT f.fingerprint, f.id, f.code FROM finding f JOIN period p ON p.finding = f.id AND p.closed IS NULL"
        " WHERE f.story = ?",
        (story,),
    )
    return {fingerprint: (number, code) for fingerprint, number, code in rows}


def _record_late(database: sqlite3.Connection, story: int, checked: float, findings: Sequence[Finding], begun: float) -> None:
    """Write down a run that is older than the last one of its story: it only tells that findings were there before."""
    for finding in findings:
        row = database.execute(
            "SELECT f.id, min(p.opened) FROM finding f JOIN period p ON p.finding = f.id WHERE f.story = ? AND f.fingerprint = ?",
            (story, finding.fingerprint),
        ).fetchone()
        if row[0] is None:
            number = _finding_key(database, story, finding)
            database.execute("INSERT INTO period VALUES (?, ?, ?, ?)", (number, begun, checked, FIXED))
        elif row[1] > begun:
            database.execute("UPDATE period SET opened = ? WHERE finding = ? AND opened = ?", (begun, row[0], row[1]))
