from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from transcheck import engine
from transcheck.config import Settings
from transcheck.engine import signature
from transcheck.engine.plan import RunPlan
from transcheck.model import Run, Story, StoryReport

Write = Callable[..., Path]


@pytest.fixture
def tree(story: Write) -> Path:
    return story(
        {
            "bridge/en.md": "It is 148 metres long.\n",
            "bridge/nl.md": "Hij is 184 meter lang.\n",
            "port/en.md": "The town council met.\n",
            "port/nl.md": "De stadsraad kwam bijeen.\n",
            "terms.csv": "en,nl\ntown council,gemeenteraad\n",
        },
        "tree",
    )


@pytest.fixture
def checked(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[list[str], Run]]:
    """Check with a cache; return the ids of the stories that were really checked, and the run."""
    done: list[str] = []
    really = engine.check_story

    def counted(story: Story, plan: RunPlan) -> StoryReport:
        done.append(story.id)
        return really(story, plan)

    monkeypatch.setattr(engine, "check_story", counted)

    def check(settings: Settings | None = None, *, texts: bool = False) -> tuple[list[str], Run]:
        done.clear()
        stated = replace(settings or Settings(), source="en", root=tree)
        run = engine.check([tree], stated, jobs=1, cache=tmp_path / "cache", texts=texts)
        return list(done), run

    return check


def entries(tmp_path: Path) -> list[Path]:
    return [
        path
        for path in (tmp_path / "cache").rglob("*")
        if path.is_file() and path.name != "CACHEDIR.TAG"
    ]


def test_an_unchanged_story_is_not_checked_again(
    checked: Callable[..., tuple[list[str], Run]],
) -> None:
    first, run = checked()
    again, same = checked()
    assert (first, again) == (["bridge", "port"], [])
    assert list(same.stories) == list(run.stories)


def test_only_the_changed_story_is_checked(
    checked: Callable[..., tuple[list[str], Run]], tree: Path, tmp_path: Path
) -> None:
    checked()
    (tree / "bridge/nl.md").write_text("Hij is 148 meter lang.\n")
    again, run = checked()
    assert again == ["bridge"]
    assert run.stories[0].findings == ()
    assert len(entries(tmp_path)) == 2


@pytest.mark.parametrize(
    "settings",
    [
        Settings(ignore=("NUM",)),
        Settings(options={"MRK105": {"own": []}}),
        Settings(glossary=("terms.csv",)),
    ],
)
def test_other_settings_check_again(
    checked: Callable[..., tuple[list[str], Run]], settings: Settings
) -> None:
    checked()
    assert checked(settings)[0] == ["bridge", "port"]


def test_another_glossary_checks_again(
    checked: Callable[..., tuple[list[str], Run]], tree: Path
) -> None:
    settings = Settings(glossary=("terms.csv",))
    _, run = checked(settings)
    assert [finding.code for finding in run.stories[1].findings] == ["TRM101"]
    assert checked(settings)[0] == []
    (tree / "terms.csv").write_text("en,nl\ntown council,stadsraad\n")
    assert checked(settings)[0] == ["bridge", "port"]


def test_texts_that_are_asked_for_are_there(checked: Callable[..., tuple[list[str], Run]]) -> None:
    checked()
    assert checked(texts=True)[0] == ["bridge", "port"]


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_entry_is_made_anew(
    checked: Callable[..., tuple[list[str], Run]], tmp_path: Path, damage: bytes | None
) -> None:
    _, run = checked()
    for file in entries(tmp_path):
        data = file.read_bytes()
        file.write_bytes(data[:-9] + b"x" * 9 if damage is None else damage)
    again, same = checked()
    assert (again, list(same.stories)) == (["bridge", "port"], list(run.stories))
    assert checked()[0] == []


def test_a_pipe_in_place_of_an_entry_is_made_anew(
    checked: Callable[..., tuple[list[str], Run]], tmp_path: Path
) -> None:
    _, run = checked()
    for file in entries(tmp_path):
        file.unlink()
        os.mkfifo(file)
    again, same = checked()
    assert (again, list(same.stories)) == (["bridge", "port"], list(run.stories))
    assert checked()[0] == []


def test_a_cache_that_cannot_be_written_is_done_without(
    checked: Callable[..., tuple[list[str], Run]], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    assert checked()[0] == ["bridge", "port"]


def test_a_new_code_checks_again(
    checked: Callable[..., tuple[list[str], Run]], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked()
    monkeypatch.setattr(signature, "code_digest", lambda: "another")
    assert checked()[0] == ["bridge", "port"]


def test_a_page_that_is_linked_to_and_appears_checks_again(
    story: Write, checked: Callable[..., tuple[list[str], Run]]
) -> None:
    story(
        {"bridge/en.md": "See [the port](nl.md).\n", "bridge/nl.md": "Zie [hier](haven.md).\n"},
        "tree",
    )
    _, first = checked()
    assert "LNK108" in {finding.code for item in first.stories for finding in item.findings}
    story({"bridge/haven.md": "De haven.\n"}, "tree")
    again, second = checked()
    assert again == ["bridge"]
    assert "LNK108" not in {finding.code for item in second.stories for finding in item.findings}
