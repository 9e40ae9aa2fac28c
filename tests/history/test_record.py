from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import Outcome
from transcheck.history import record
from transcheck.model import (
    Finding,
    Location,
    Run,
    Severity,
    StoryReport,
    TranscheckError,
    VersionReport,
)

Write = Callable[..., Path]
CODES = ("NUM101", "PAR101")
DAY = 86_400.0


def finding(fingerprint: str, code: str = "NUM101") -> Finding:
    place = Location("nl", "bridge/nl.md", 3, 1, 3, 4, "148")
    return Finding(
        code,
        "rule",
        Severity.ERROR,
        0.9,
        f"{fingerprint} differs",
        "",
        place,
        fingerprint=fingerprint,
    )


def run(
    day: float,
    found: Iterable[Finding],
    *,
    judged: tuple[str, ...] = CODES,
    suppressed: tuple[tuple[str, str], ...] = (),
    story: str = "bridge",
) -> Run:
    versions = (
        VersionReport("en", f"{story}/en.md", 3, 40),
        VersionReport("nl", f"{story}/nl.md", 3, 40),
    )
    report = StoryReport(story, "en", versions, tuple(found), suppressed=suppressed)
    return Run(
        (report,), 0.1, id=f"run-{day}-{story}-{','.join(judged)}", begun=day * DAY, judged=judged
    )


def note(path: Path, run: Run) -> bool:
    """Record a run whose files are on another machine."""
    return record.record(path, run, here=False)


def periods(path: Path) -> list[tuple[str, float, float | None, str | None]]:
    with sqlite3.connect(path) as database:
        return database.execute(
            "SELECT f.fingerprint, p.opened / 86400, p.closed / 86400, p.reason"
            " FROM period p JOIN finding f ON f.id = p.finding ORDER BY p.opened, f.fingerprint"
        ).fetchall()


def test_a_finding_is_open_from_its_first_run_to_the_one_that_lacks_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / record.NAME
    note(path, run(1, [finding("a"), finding("b")]))
    note(path, run(2, [finding("a")]))
    note(path, run(3, [finding("a"), finding("b")]))
    assert periods(path) == [("a", 1, None, None), ("b", 1, 2, "fixed"), ("b", 3, None, None)]
    [story] = record.stories(path)
    assert (story.name, story.langs, story.errors, story.checked) == (
        "bridge",
        ("en", "nl"),
        2,
        3 * DAY,
    )


def test_a_run_is_counted_once(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    assert [note(path, run(1, [finding("a")])) for _ in range(2)] == [True, False]


def test_only_a_rule_that_was_on_closes_its_findings(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(1, [finding("a"), finding("p", "PAR101")]))
    note(path, run(2, [], judged=("PAR101",)))
    assert periods(path) == [("a", 1, None, None), ("p", 1, 2, "fixed")]


def test_another_story_closes_nothing(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(1, [finding("a")]))
    note(path, run(2, [], story="port"))
    assert periods(path) == [("a", 1, None, None)]


def test_what_is_suppressed_is_not_fixed(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(1, [finding("a"), finding("b-2")]))
    note(path, run(2, [], suppressed=(("NUM101", "b"),)))
    assert periods(path) == [("a", 1, 2, "fixed"), ("b-2", 1, 2, "suppressed")]


def test_an_older_run_that_comes_late_only_tells_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(5, [finding("a")]))
    note(path, run(2, [finding("a"), finding("b")]))
    assert periods(path) == [("a", 2, None, None), ("b", 2, 5, "fixed")]


def test_an_older_run_closes_nothing_that_the_last_one_did_not_judge(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(5, [], judged=("PAR101",)))
    note(path, run(2, [finding("a")]))
    assert periods(path) == [("a", 2, None, None)]


def test_a_run_on_some_versions_closes_nothing_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(1, [finding("a")]))
    whole = run(2, [])
    note(
        path,
        replace(
            whole, stories=(replace(whole.stories[0], versions=whole.stories[0].versions[:1]),)
        ),
    )
    assert periods(path) == [("a", 1, None, None)]
    assert record.stories(path)[0].langs == ("en", "nl")


def test_a_story_whose_files_are_gone_is_closed_as_removed(
    story: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(
        story(
            {f"{name}/{lang}.md": "Text." for name in ("bridge", "port") for lang in ("en", "nl")},
            "tree",
        )
    )
    path = tmp_path / record.NAME
    record.record(path, run(1, [finding("a")]))
    for lang in ("en", "nl"):
        Path(f"bridge/{lang}.md").unlink()
    record.record(path, run(2, [], story="port"))
    assert periods(path) == [("a", 1, 2, "removed")]


def test_names_that_are_no_utf_8_are_recorded(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(1, [finding("a")], story="b\udcffd"))
    assert record.stories(path)[0].name == "b\\udcffd"


def test_reading_makes_no_history(tmp_path: Path) -> None:
    assert record.stories(tmp_path / record.NAME) == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_history_is_named(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    path.write_text("no database")
    with pytest.raises(TranscheckError, match=r"history\.sqlite3.*move it away"):
        note(path, run(1, []))


def test_a_history_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / record.NAME
    note(path, run(1, [finding("a")]))
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(TranscheckError, match="later transcheck"):
        note(path, run(2, []))


def test_runs_at_once_of_which_some_are_killed(story: Write, tmp_path: Path) -> None:
    """Twenty runs, seven killed at random moments: the history is intact, and a finding is open
    once.
    """
    folder = story(
        {"bridge/en.md": "It is 148 metres long.\n", "bridge/nl.md": "Hij is 184 meter lang.\n"},
        "tree",
    )
    command = [
        sys.executable,
        "-m",
        "transcheck",
        "check",
        str(folder),
        "--reports",
        str(tmp_path / "reports"),
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    runs = [subprocess.Popen(command, env=dict(os.environ), **quiet) for _ in range(20)]  # type: ignore[call-overload]
    for number, victim in enumerate(runs[::3]):
        time.sleep(0.1 * number)
        victim.send_signal(signal.SIGKILL)
    done = [process.wait(timeout=120) for process in runs]
    whole = done.count(1)
    assert whole >= 13
    with sqlite3.connect(tmp_path / "reports" / record.NAME) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        recorded, findings, open_ = database.execute(
            "SELECT (SELECT count(*) FROM run), (SELECT count(*) FROM finding),"
            " (SELECT count(*) FROM period WHERE closed IS NULL)"
        ).fetchone()
    assert whole <= recorded <= 20
    assert (findings, open_) == (1, 1)


class _Disk:
    """Stands for a database whose journal cannot be changed, for a reason."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons

    def execute(self, statement: str) -> _Disk:
        if "=" in statement and self.reasons:
            raise sqlite3.OperationalError(self.reasons.pop(0))
        return self

    def fetchone(self) -> tuple[str]:
        return ("delete" if self.reasons else "wal",)


def test_only_a_busy_database_is_waited_for() -> None:
    busy = _Disk(["database is locked", "database is busy"])
    record._write_ahead(busy)  # type: ignore[arg-type]
    assert busy.reasons == []
    full = _Disk(["disk I/O error", "disk I/O error"])
    with pytest.raises(sqlite3.OperationalError):
        record._write_ahead(full)  # type: ignore[arg-type]
    assert full.reasons == ["disk I/O error"]


def test_a_summary_changes_nothing(transcheck: Callable[..., Outcome], story: Write) -> None:
    folder = story({"s/en.md": "It is 148 metres.\n", "s/nl.md": "Het is 184 meter.\n"})
    transcheck("check", "s", cwd=folder)
    history = folder / "reports" / record.NAME
    before = history.read_bytes()
    assert transcheck("summary", cwd=folder).status == 0
    assert history.read_bytes() == before
