"""The findings of each run, kept in SQLite: stories, versions, findings by fingerprint, and when
each was open.

A run is recorded in one transaction under a lock, so a run that is killed leaves nothing and
simultaneous runs do not mix. A finding is closed only by a run that checked its version and whose
rules could have found it, or when the files of its story no longer exist.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import Struct

from transcheck.model import Finding, Run, Severity, StoryReport, TranscheckError, storable

NAME = "history.sqlite3"
FIXED, SUPPRESSED, REMOVED = "fixed", "suppressed", "removed"
_PATIENCE = 60.0  # seconds to wait for other runs
_PAUSE = 0.05
_QUOTED = 300  # characters of a text that are kept
_ALIEN = "has tables, views or triggers that transcheck did not make; move it away"
_ODD = "has values that transcheck did not write; move it away"
_AHEAD = 86_400.0  # seconds that the clock of another machine may be ahead
# each script upgrades a history to the version that is its position, counted from 1
_SCHEMA = (
    """
    CREATE TABLE run (id TEXT PRIMARY KEY, begun REAL NOT NULL, seconds REAL NOT NULL,
        signature TEXT NOT NULL, stories INTEGER NOT NULL);
    CREATE TABLE story (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT,
        checked REAL NOT NULL, judged TEXT NOT NULL);
    CREATE TABLE version (story INTEGER NOT NULL REFERENCES story, lang TEXT NOT NULL, path
        TEXT NOT NULL, place TEXT NOT NULL, words INTEGER NOT NULL, PRIMARY KEY (story,
        lang)) WITHOUT ROWID;
    CREATE TABLE visit (story INTEGER NOT NULL REFERENCES story, begun REAL NOT NULL,
        PRIMARY KEY (story, begun)) WITHOUT ROWID;
    CREATE TABLE finding (id INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES story,
        fingerprint TEXT NOT NULL, code TEXT NOT NULL, rule TEXT NOT NULL, severity INTEGER
        NOT NULL, lang TEXT NOT NULL, path TEXT NOT NULL, line INTEGER NOT NULL, message
        TEXT NOT NULL, UNIQUE (story, fingerprint));
    CREATE TABLE period (finding INTEGER NOT NULL REFERENCES finding, opened REAL NOT NULL,
        closed REAL, reason TEXT, PRIMARY KEY (finding, opened)) WITHOUT ROWID;
    CREATE TABLE suppressed (story INTEGER NOT NULL REFERENCES story, code TEXT NOT NULL,
        count INTEGER NOT NULL, PRIMARY KEY (story, code)) WITHOUT ROWID;
    CREATE INDEX period_closed ON period (closed);
    """,
    """
    CREATE TABLE quote (finding INTEGER PRIMARY KEY REFERENCES finding, text TEXT NOT NULL,
        other_lang TEXT NOT NULL, other_text TEXT NOT NULL);
    CREATE TABLE heading (story INTEGER PRIMARY KEY REFERENCES story, text TEXT NOT NULL);
    """,
)
# SQLite takes a value of any type in any column; ours are of these, and no time is in the future
_SOUND = {
    "run": "typeof(id) = 'text' AND begun BETWEEN 0 AND :latest AND typeof(seconds) = 'real'",
    "story": "typeof(name) = 'text' AND typeof(coalesce(source, '')) = 'text'"
    " AND checked BETWEEN 0 AND :latest AND typeof(judged) = 'text'",
    "version": "typeof(lang) = 'text' AND typeof(path) = 'text' AND typeof(place) = 'text'"
    " AND typeof(words) = 'integer'",
    "visit": "begun BETWEEN 0 AND :latest",
    "finding": "typeof(fingerprint) = 'text' AND typeof(code) = 'text' AND typeof(rule) = 'text'"
    " AND severity IN (0, 1, 2, 3) AND typeof(lang) = 'text' AND typeof(path) = 'text'"
    " AND typeof(line) = 'integer' AND typeof(message) = 'text'",
    "period": "opened BETWEEN 0 AND :latest AND coalesce(closed, 0) BETWEEN 0 AND :latest"
    " AND typeof(coalesce(reason, '')) = 'text'",
    "suppressed": "typeof(code) = 'text' AND typeof(count) = 'integer'",
    "quote": "typeof(text) = 'text' AND typeof(other_lang) = 'text'"
    " AND typeof(other_text) = 'text'",
    "heading": "typeof(text) = 'text'",
}


class KnownStory(Struct, frozen=True):
    """A story at the last run that checked it: its languages, its open findings by severity, and
    the time of that run.
    """

    name: str
    langs: tuple[str, ...]
    errors: int
    warnings: int
    infos: int
    checked: float


def record(path: Path, run: Run, *, here: bool = True) -> bool:
    """Record a run; return whether it is new. `here` is whether its files are on this machine.

    Raises:
        TranscheckError: the history cannot be opened or written.
    """
    if run.begun > time.time() + _AHEAD:
        when = time.strftime("%Y-%m-%d", time.gmtime(run.begun))
        raise TranscheckError(
            f"{path}: a run of {when} is in the future, and would hide all that is fixed before; "
            "set the clock"
        )
    with connect(path) as database:
        known = database.execute("SELECT 1 FROM run WHERE id = ?", (storable(run.id),)).fetchone()
        if known:
            return False
        values = (storable(run.id), run.begun, run.seconds, run.signature, len(run.stories))
        database.execute("INSERT INTO run VALUES (?, ?, ?, ?, ?)", values)
        for story in (story for story in run.stories if not story.fault):
            _record_story(database, story, run, here=here)
        if here:
            _close_removed(database, run.begun)
        return True


def stories(path: Path) -> list[KnownStory]:
    """Return all stories in order of their names; empty if there is no history."""
    if not path.exists():
        return []
    with reading(path) as database:
        rows = database.execute(
            """
            SELECT s.name, (SELECT group_concat(lang, ' ') FROM version v WHERE v.story = s.id),
                coalesce(sum(f.severity = ?), 0), coalesce(sum(f.severity = ?), 0),
                coalesce(sum(f.severity = ?), 0), s.checked
            FROM story s
            LEFT JOIN (
                SELECT f.story, f.severity FROM finding f
                JOIN period p ON p.finding = f.id AND p.closed IS NULL
            ) f ON f.story = s.id
            GROUP BY s.id ORDER BY s.name
            """,
            (Severity.ERROR, Severity.WARNING, Severity.INFO),
        ).fetchall()
    return [
        KnownStory(name, tuple((langs or "").split()), *counts) for name, langs, *counts in rows
    ]


@contextmanager
def connect(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection to a history of the newest schema, in one transaction.

    The history is created if needed.

    Raises:
        TranscheckError: the file is not a history, is of a later version, or stays locked.
    """
    if path.is_symlink():
        raise TranscheckError(f"{path}: is a link; move it away, or run with --no-history")
    if path.exists() and not path.is_file():
        raise TranscheckError(f"{path}: is not a file; move it away, or run with --no-history")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as database:
            _write_ahead(database)
            database.execute("BEGIN IMMEDIATE")
            if not _is_ours(database):
                raise TranscheckError(f"{path}: {_ALIEN}, or run with --no-history")
            _migrate(database, path)
            if not _is_sound(database):
                raise TranscheckError(f"{path}: {_ODD}, or run with --no-history")
            yield database
            database.execute("COMMIT")
    except (sqlite3.Error, OSError, UnicodeEncodeError, OverflowError) as error:
        raise TranscheckError(
            f"{path}: the history cannot be used ({error}); move it away to begin a new one, or "
            "run with --no-history"
        ) from error


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a read-only connection, which works even where nothing can be written.

    Raises:
        TranscheckError: the file is not a history, or is of a later version.
    """
    if not path.is_file():
        raise TranscheckError(f"{path}: is not a file; move it away")
    address = Path(os.path.realpath(path)).as_uri()
    try:
        with closing(_opened(address)) as database:
            if not _is_ours(database):
                raise TranscheckError(f"{path}: {_ALIEN}")
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version > len(_SCHEMA):
                raise TranscheckError(f"{path}: was written by a later transcheck; update it")
            # an older history has no rows for the newer tables
            for script in _SCHEMA[version:]:
                for statement in script.split(";"):
                    database.execute(statement.replace("CREATE TABLE", "CREATE TEMP TABLE"))
            if not _is_sound(database):
                raise TranscheckError(f"{path}: {_ODD}")
            yield database
    except sqlite3.Error as error:
        raise TranscheckError(
            f"{path}: the history cannot be read ({error}); move it away to begin a new one"
        ) from error


def _is_ours(database: sqlite3.Connection) -> bool:
    """Return whether a history has only our tables: a trigger or view of a stranger's would run
    with our statements.
    """
    ours = {_layout(statement) for script in _SCHEMA for statement in script.split(";")}
    objects = database.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return all(_layout(sql) in ours for (sql,) in objects)


def _is_sound(database: sqlite3.Connection) -> bool:
    """Return whether all values are such as we write: others came with a checkout, or a disk
    failed.
    """
    latest = {"latest": time.time() + _AHEAD}
    return not any(
        database.execute(f"SELECT 1 FROM {table} WHERE NOT ({rule}) LIMIT 1", latest).fetchone()
        for table, rule in _SOUND.items()
    )


def _layout(sql: str) -> str:
    return " ".join(sql.split())


def _opened(address: str) -> sqlite3.Connection:
    for mode in ("mode=ro", "immutable=1"):  # the second if a reader's files cannot be created
        database = sqlite3.connect(f"{address}?{mode}", uri=True, timeout=_PATIENCE)
        try:
            database.execute("SELECT count(*) FROM story")
        except sqlite3.OperationalError:
            database.close()
        else:
            return database
    raise sqlite3.OperationalError("unable to open it, even to read")


def _write_ahead(database: sqlite3.Connection) -> None:
    """Make readers and writers independent of each other.

    This needs exclusive access, so it may take several tries.
    """
    deadline = time.monotonic() + _PATIENCE
    while database.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            database.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # a full disk, or one that is read-only, does not change by waiting
            is_busy = "locked" in str(error) or "busy" in str(error)
            if not is_busy or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)


def _migrate(database: sqlite3.Connection, path: Path) -> None:
    version: int = database.execute("PRAGMA user_version").fetchone()[0]
    if version > len(_SCHEMA):
        raise TranscheckError(
            f"{path}: was written by a later transcheck; update it, or run with --no-history"
        )
    for script in _SCHEMA[version:]:
        for statement in script.split(";"):
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {len(_SCHEMA)}")


def _record_story(
    database: sqlite3.Connection, story: StoryReport, run: Run, *, here: bool
) -> None:
    name = storable(story.story)
    row = database.execute(
        "SELECT id, checked, judged FROM story WHERE name = ?", (name,)
    ).fetchone()
    if row and row[1] > run.begun:
        database.execute("INSERT OR IGNORE INTO visit VALUES (?, ?)", (row[0], run.begun))
        _record_late(database, row[0], row[1], frozenset(row[2].split()), story.findings, run.begun)
        return
    key: int = database.execute(
        "INSERT INTO story (name, source, checked, judged) VALUES (?, ?, ?, ?) ON CONFLICT (name) "
        "DO UPDATE"
        " SET source = excluded.source, checked = excluded.checked, judged = excluded.judged "
        "RETURNING id",
        (name, story.source, run.begun, " ".join(run.judged)),
    ).fetchone()[0]
    database.execute("INSERT OR IGNORE INTO visit VALUES (?, ?)", (key, run.begun))
    if story.headline:
        headline = storable(story.headline)
        database.execute("INSERT OR REPLACE INTO heading VALUES (?, ?)", (key, headline))
    others = _replace_versions(database, key, story, here=here)
    database.execute("DELETE FROM suppressed WHERE story = ?", (key,))
    counts = Counter(code for code, _ in story.suppressed)
    database.executemany(
        "INSERT INTO suppressed VALUES (?, ?, ?)",
        [(key, code, count) for code, count in counts.items()],
    )
    open_ = _open(database, key)
    found = {finding.fingerprint for finding in story.findings}
    hidden = {fingerprint for _, fingerprint in story.suppressed}
    for fingerprint, (number, code, lang) in open_.items():
        if fingerprint not in found and code in run.judged and lang not in others:
            _close(
                database,
                number,
                run.begun,
                SUPPRESSED if fingerprint.partition("-")[0] in hidden else FIXED,
            )
    for finding in story.findings:
        number = _finding_key(database, key, finding)
        if finding.fingerprint not in open_:
            database.execute(
                "INSERT OR IGNORE INTO period VALUES (?, ?, NULL, NULL)", (number, run.begun)
            )


def _replace_versions(
    database: sqlite3.Connection, key: int, story: StoryReport, *, here: bool
) -> frozenset[str]:
    """Record the versions that a run checked; return the languages of others that still exist."""
    langs = {version.lang for version in story.versions}
    stored = database.execute("SELECT lang, place FROM version WHERE story = ?", (key,)).fetchall()
    gone = {
        lang
        for lang, place in stored
        if lang not in langs and here and place and not _exists(place)
    }
    database.executemany(
        "DELETE FROM version WHERE story = ? AND lang = ?", [(key, lang) for lang in langs | gone]
    )
    rows = [
        (
            key,
            v.lang,
            storable(v.path),
            storable(str(Path(v.path).absolute())) if here else "",
            v.words,
        )
        for v in story.versions
    ]
    database.executemany("INSERT OR REPLACE INTO version VALUES (?, ?, ?, ?, ?)", rows)
    return frozenset(lang for lang, _ in stored if lang not in langs | gone)


def _close_removed(database: sqlite3.Connection, begun: float) -> None:
    """Close the findings of stories whose files have all been deleted, and forget their
    versions.
    """
    places: dict[int, list[str]] = defaultdict(list)
    for story, place in database.execute("SELECT story, place FROM version"):
        places[story].append(place)
    for story, of_story in places.items():
        if all(place and not _exists(place) for place in of_story):
            for number, _, _ in _open(database, story).values():
                _close(database, number, begun, REMOVED)
            database.execute("DELETE FROM version WHERE story = ?", (story,))


def _close(database: sqlite3.Connection, finding: int, closed: float, reason: str) -> None:
    statement = "UPDATE period SET closed = ?, reason = ? WHERE finding = ? AND closed IS NULL"
    database.execute(statement, (closed, reason, finding))


def _exists(place: str) -> bool:
    # a name that was stored with escapes
    return os.path.lexists(place) or "\\x" in place or "\\u" in place


def _finding_key(database: sqlite3.Connection, story: int, finding: Finding) -> int:
    place = finding.location
    row = database.execute(
        "INSERT INTO finding (story, fingerprint, code, rule, severity, lang, path, line, message)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (story, fingerprint) DO UPDATE SET "
        "severity = excluded.severity,"
        " path = excluded.path, line = excluded.line, message = excluded.message RETURNING id",
        (
            story,
            finding.fingerprint,
            finding.code,
            finding.rule,
            int(finding.severity),
            place.lang,
            storable(place.path),
            place.line,
            storable(finding.message),
        ),
    ).fetchone()
    other = finding.related[0] if finding.related else None
    texts = place.text, other.lang if other else "", other.text if other else ""
    quoted = (storable(text[:_QUOTED]) for text in texts)
    database.execute("INSERT OR REPLACE INTO quote VALUES (?, ?, ?, ?)", (row[0], *quoted))
    return int(row[0])


def _open(database: sqlite3.Connection, story: int) -> dict[str, tuple[int, str, str]]:
    """Return the open findings of a story by fingerprint: their keys, codes and languages."""
    rows = database.execute(
        "SELECT f.fingerprint, f.id, f.code, f.lang FROM finding f JOIN period p ON p.finding = "
        "f.id AND p.closed IS NULL"
        " WHERE f.story = ?",
        (story,),
    )
    return {fingerprint: (number, code, lang) for fingerprint, number, code, lang in rows}


def _record_late(
    database: sqlite3.Connection,
    story: int,
    checked: float,
    judged: frozenset[str],
    findings: Sequence[Finding],
    begun: float,
) -> None:
    """Record a run that is older than its story's last one.

    It only shows that findings were already there.

    What the last run could have found but did not is assumed to have been fixed by then.
    """
    for finding in findings:
        row = database.execute(
            "SELECT f.id, min(p.opened) FROM finding f JOIN period p ON p.finding = f.id WHERE "
            "f.story = ? AND f.fingerprint = ?",
            (story, finding.fingerprint),
        ).fetchone()
        if row[0] is None:
            number = _finding_key(database, story, finding)
            end = (checked, FIXED) if finding.code in judged else (None, None)
            database.execute("INSERT INTO period VALUES (?, ?, ?, ?)", (number, begun, *end))
        elif row[1] > begun:
            database.execute(
                "UPDATE period SET opened = ? WHERE finding = ? AND opened = ?",
                (begun, row[0], row[1]),
            )
