"""The list of `transcheck names`: the names of stories, with what each version calls them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

from transcheck.compare import open_story
from transcheck.compare.documents import pairs
from transcheck.compare.story import ComparedStory
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.model import Location
from transcheck.views.ledger import Form, ledger


class NameForm(Struct, frozen=True):
    """One spelling of a name in a version, and its places."""

    lang: str
    text: str
    places: tuple[Location, ...]


class StoryNames(Struct, frozen=True):
    """The names of a story, each with its forms; `langs` are the story's versions."""

    story: str
    langs: tuple[str, ...]
    names: tuple[tuple[NameForm, ...], ...]


def names(paths: Iterable[Path], settings: Settings) -> Iterator[StoryNames]:
    """Yield the names of every story with their forms in its versions.

    Raises:
        TranscheckError: a path is invalid, or there is nothing to read.
    """
    for story in (portion for whole in discover(paths, settings) for portion in pairs(whole)):
        checked = open_story(story, settings)
        yield StoryNames(
            story=story.id,
            langs=tuple(version.lang for version in checked.versions),
            names=tuple(
                tuple(_name_form(checked, form) for form in entry.forms)
                for entry in ledger(checked)
            ),
        )


def _name_form(story: ComparedStory, form: Form) -> NameForm:
    return NameForm(
        story.versions[form.version].lang,
        form.text,
        tuple(story.location(place) for place in form.places),
    )
