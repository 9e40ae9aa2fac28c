"""The stories of a folder as pages, checked again when a file changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import replace

from transcheck import engine
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.model import Board, Run, Story
from transcheck.report import html
from transcheck.report import status as board


class _Checked(Struct):
    """The state of a story's files when it was checked, and the run of it."""

    state: str
    run: Run


class Folder:
    """Checks the stories of a folder, each again only if its files changed. Serves several threads.

    `skip` is the folder of earlier reports, whose files are no stories.
    """

    def __init__(self, folder: Path, settings: Settings, skip: Path | None) -> None:
        self.path = folder
        self._settings, self._skip = settings, skip
        self._plan = engine.prepare(settings, texts=True)
        self._checked: dict[str, _Checked] = {}
        self._busy = threading.Lock()

    def state(self) -> str:
        """Return what changes when a file of the folder's stories does."""
        digest = sha256()
        for story in self._stories():
            digest.update(os.fsencode(_state(story)))
        return digest.hexdigest()

    def index(self) -> str:
        """Return the page with the list of stories."""
        runs = [self._run(story) for story in self._stories()]
        lines = [
            replace(html.listed(report), href="story/" + quote(os.fsencode(report.story)))
            for run in runs
            for report in run.stories
        ]
        return html.index_page(lines, "", ("status",), live="state")

    def story(self, name: str) -> str | None:
        """Return a story's page, None if no story has that id."""
        for story in self._stories():
            if story.id == name:
                up = "../" * (name.count("/") + 1)
                return html.story_page(self._run(story), up=up, home="stories", live=f"{up}state")
        return None

    def status(self) -> str:
        """Return the board with the status of the translations."""
        return board.board_page(self._board(), has_index=False)

    def lag(self, page: str) -> str | None:
        """Return the page of the paragraphs that a story's versions do not follow, by its address
        on the board; None if there is none.
        """
        for story in self._board().stories:
            if board.page_path(story.story) == page:
                return board.story_page(story)
        return None

    def _board(self) -> Board:
        return engine.status([self.path], self._settings, jobs=1, skip=self._skip)

    def _stories(self) -> Iterator[Story]:
        yield from discover([self.path], self._settings, self._skip)

    def _run(self, story: Story) -> Run:
        """Return a run of one story: the last one, if no file has changed since."""
        state = _state(story)
        with self._busy:
            known = self._checked.get(story.id)
            if known is None or known.state != state:
                known = _Checked(state, engine.check_one(story, self._plan))
                self._checked[story.id] = known
            return known.run


def _state(story: Story) -> str:
    parts = [story.id]
    for version in story.versions:
        try:
            about = version.path.stat()
        except OSError:
            continue
        parts.append(f"{version.path}\0{about.st_mtime_ns}\0{about.st_size}")
    return "\0".join(parts)
