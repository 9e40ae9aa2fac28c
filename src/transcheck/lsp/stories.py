"""The stories of the files that are open in an editor, with the text as it is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from transcheck import config, engine
from transcheck.config import Settings
from transcheck.discover import stories_of
from transcheck.engine.plan import RunPlan
from transcheck.model import Run, Story, StoryReport, TextBlock, Version


class Checked(Struct, frozen=True):
    """A story with what is open of it, and what was found in it; `texts` are side by side."""

    story: Story
    run: Run

    @property
    def report(self) -> StoryReport:
        """Return the report of the story."""
        return self.run.stories[0]

    def without_texts(self) -> Checked:
        """Return it without the texts, which are most of it."""
        story = replace(
            self.story,
            versions=tuple(replace(version, data=None) for version in self.story.versions),
        )
        report = replace(self.report, texts=None)
        return Checked(story, replace(self.run, stories=(report,)))

    def version_of(self, path: Path) -> int | None:
        """Return which version a file is, None if it is none. Of a file of units, the translation
        is meant.
        """
        found = None
        for index, version in enumerate(self.story.versions):
            if version.path == path:
                found = index
        return found

    def counterparts(self, path: Path, line: int) -> Iterator[tuple[Version, TextBlock]]:
        """Yield the paragraphs of the other versions that belong to the one at a line (1-based) of
        a file.
        """
        own = self.version_of(path)
        texts = self.report.texts
        if own is None or texts is None or own not in texts.columns:
            return
        column = texts.columns.index(own)
        row = None
        best = 0
        for candidate in texts.rows:
            for block in candidate.cells[column]:
                if best <= block.line <= line:
                    row, best = candidate, block.line
        if row is None:
            return
        for other, cell in zip(texts.columns, row.cells, strict=True):
            if other != own:
                for block in cell:
                    yield self.story.versions[other], block


class Stories:
    """Finds and checks the stories of files; the rules of a configuration are read once."""

    def __init__(self) -> None:
        self._planned: tuple[Settings, RunPlan] | None = None
        self._known: dict[Path | None, tuple[float, Settings]] = {}

    def check(self, path: Path, opened: Mapping[Path, str]) -> Checked | None:
        """Return the story that a file belongs to, checked with the texts that are open, or None if
        the file has no versions.

        Raises:
            TranscheckError: the configuration or the file is invalid.
        """
        settings = self._settings(path)
        stories = stories_of([path], settings)
        story = next((story for story in stories if len(story.versions) > 1), None)
        if story is None:
            return None
        story = with_opened(story, opened)
        return Checked(story, engine.check_one(story, self._plan(settings)))

    def _settings(self, path: Path) -> Settings:
        """Return the settings for a file: read again if the configuration has changed."""
        file = config.find(path)
        changed = file.stat().st_mtime if file else 0.0
        known = self._known.get(file)
        if known is None or known[0] != changed:
            known = self._known[file] = changed, config.load(file) if file else Settings()
        return known[1]

    def _plan(self, settings: Settings) -> RunPlan:
        if self._planned is None or self._planned[0] is not settings:
            self._planned = settings, engine.prepare(settings, texts=True)
        return self._planned[1]


def with_opened(story: Story, opened: Mapping[Path, str]) -> Story:
    """Return a story with the texts of an editor in place of those files."""
    versions = tuple(
        replace(version, path=found, data=opened[found].encode("utf-8", "surrogatepass"))
        if (found := version.path.absolute()) in opened
        else replace(version, path=found)
        for version in story.versions
    )
    return replace(story, versions=versions)
