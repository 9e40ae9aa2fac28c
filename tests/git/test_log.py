from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import commit, git
from transcheck.git.log import Contents, read_log, states

Write = Callable[..., Path]


def test_a_file_is_followed_through_its_names(story: Write) -> None:
    folder = story({"a.md": "One.\n", "other.md": "Other.\n"}, "r")
    commit(folder)
    story({"a.md": "One, two and three.\n"}, "r")
    commit(folder)
    (folder / "a.md").rename(folder / "b ö.md")
    commit(folder)
    log = read_log(folder)
    revisions = log.revisions("b ö.md")
    assert [(revision.order, revision.path) for revision in revisions] == [
        (0, "b ö.md"),
        (1, "a.md"),
        (2, "a.md"),
    ]
    assert log.part(["b ö.md"]).revisions("b ö.md") == revisions
    with Contents(folder) as contents:
        texts = [data.decode() for _, data in states(log, "b ö.md", contents)]
    assert texts == ["One, two and three.\n", "One, two and three.\n", "One.\n"]


def test_what_a_merge_brings_counts_once(story: Write) -> None:
    folder = story({"a.md": "One.\n"}, "r")
    commit(folder)
    git(folder, "checkout", "-q", "-b", "branch")
    story({"a.md": "Two.\n"}, "r")
    commit(folder)
    story({"a.md": "Three.\n"}, "r")
    commit(folder)
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "merge", "branch")
    assert [revision.order for revision in read_log(folder).revisions("a.md")] == [0, 1]


def test_contents_are_read_by_revision_and_path(story: Write) -> None:
    folder = story({"a/b.md": "One.\n"}, "r")
    commit(folder)
    with Contents(folder) as contents:
        assert contents.read("HEAD:a/b.md") == b"One.\n"
        assert contents.read("HEAD:a") is None
        assert contents.read("HEAD:nowhere") is None
        assert contents.read("nothing:a/b.md") is None
        assert contents.read("HEAD:a\nHEAD:a/b.md") is None
        assert contents.read("HEAD:a/b.md") == b"One.\n"
