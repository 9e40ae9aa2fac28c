"""The status of translations as a table for the terminal, Markdown, JSON, pages and badges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from html import escape

import regex
from msgspec import Struct, to_builtins

from transcheck import __version__
from transcheck.history.summary import desks_of
from transcheck.locales import language_name
from transcheck.model import (
    Board,
    LagKind,
    ParagraphStatus,
    StoryStatus,
    VersionState,
    VersionStatus,
)
from transcheck.report import markdown
from transcheck.report.json import dumped
from transcheck.report.paths import href, story_path
from transcheck.report.visible import visible, without_commands

_MANY = 0.5  # share of text in the source's language from which the board names it
_ROWS = 40  # versions that a table lists
_ID = 10  # characters of a commit's id that are shown
_COLUMNS = ["story", "language", "state", "paragraphs behind", "since", "untranslated"]
# words and the blanks between them; in scripts without spaces, characters
_TOKEN = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{M}\p{N}]+|\s+|."
)
_GREEN, _YELLOW, _RED = "#2c7a3f", "#8a6100", "#b3261e"
_GOOD, _FAIR = 0.95, 0.7  # shares of complete translations from which a badge is green or yellow


class Tally(Struct, frozen=True):
    """How many versions are in each state, of a language or a desk."""

    name: str
    complete: int
    lagging: int
    missing: int
    unknown: int

    @property
    def total(self) -> int:
        """Return how many versions there should be."""
        return self.complete + self.lagging + self.missing + self.unknown

    @property
    def share(self) -> float:
        """Return the share that is complete, from 0 to 1."""
        return self.complete / self.total if self.total else 1.0


class Edit(Struct, frozen=True):
    """A stretch of a word diff: kept, removed or inserted."""

    what: str
    text: str


class Cell(Struct, frozen=True):
    """A version on the board: a class for its state, what is shown, a value to sort by, a hint."""

    state: str
    text: str
    value: int
    hint: str


def render(format_name: str, board: Board) -> str:
    """Return the status of all stories in a format: table, markdown or json."""
    renderers: dict[str, Callable[[Board], str]] = {
        "table": _table,
        "markdown": _markdown,
        "json": _json,
    }
    return renderers[format_name](board)


def languages(board: Board) -> list[Tally]:
    """Return the tally of each language, in order of its tag."""
    pairs = ((version.lang, version.state) for story in board.stories for version in story.versions)
    return sorted(_tallies(pairs), key=lambda tally: tally.name)


def desks(board: Board) -> list[Tally]:
    """Return the tally of each desk, the one with the smallest share complete first."""
    names = desks_of([story.story for story in board.stories])
    pairs = (
        (names[story.story], version.state) for story in board.stories for version in story.versions
    )
    return sorted(_tallies(pairs), key=lambda tally: (tally.share, tally.name))


def _tallies(pairs: Iterable[tuple[str, VersionState]]) -> Iterator[Tally]:
    counts: dict[str, dict[VersionState, int]] = defaultdict(lambda: dict.fromkeys(VersionState, 0))
    for name, state in pairs:
        counts[name][state] += 1
    for name, found in counts.items():
        yield Tally(name, *(found[state] for state in VersionState))


def headline(board: Board) -> str:
    """Return the state of all in a sentence."""
    found = languages(board)
    total = sum(tally.total for tally in found)
    complete = sum(tally.complete for tally in found)
    parts = [
        f"{count} {word}"
        for word in ("lagging", "missing", "unknown")
        if (count := sum(getattr(tally, word) for tally in found))
    ]
    behind = f"; {', '.join(parts)}" if parts else ""
    return f"{complete} of {total} translations are complete{behind}."


def _worst(board: Board) -> list[tuple[StoryStatus, VersionStatus]]:
    """Return the versions that are not complete, those that are furthest behind first."""
    found = [
        (story, version)
        for story in board.stories
        for version in story.versions
        if version.state is not VersionState.COMPLETE
    ]
    order = [VersionState.LAGGING, VersionState.MISSING, VersionState.UNKNOWN]
    return sorted(
        found, key=lambda item: (order.index(item[1].state), -item[1].lagging, item[0].story)
    )


def _row(story: StoryStatus, version: VersionStatus) -> list[str]:
    behind = f"{version.lagging} of {version.paragraphs}" if version.lagging else ""
    share = f"{version.untranslated:.0%}" if version.untranslated >= _MANY else ""
    state = f"{version.state}: {version.note}" if version.note else str(version.state)
    return [story.story, version.lang, state, behind, day(version.since), share]


def day(moment: float) -> str:
    """Return the UTC date of a time in seconds since 1970, empty for none."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat() if moment else ""


def _tally_rows(tallies: Sequence[Tally]) -> list[list[str]]:
    return [
        [
            f"{language_name(tally.name)} ({tally.name})",
            f"{tally.share:.0%}",
            *map(str, (tally.complete, tally.lagging, tally.missing)),
        ]
        for tally in tallies
    ]


_TALLIED = ["language", "share complete", "complete", "lagging", "missing"]


def _table(board: Board) -> str:
    from tabulate import tabulate

    parts = [headline(board)]
    worst = _worst(board)
    rows = [[visible(cell) for cell in _row(*item)] for item in worst[:_ROWS]]
    if rows:
        parts.append(tabulate(rows, _COLUMNS, "simple", disable_numparse=True))
    if len(worst) > _ROWS:
        parts.append(f"and {len(worst) - _ROWS} more, which the board and --format json list")
    parts.append(tabulate(_tally_rows(languages(board)), _TALLIED, "simple", disable_numparse=True))
    return without_commands("\n\n".join(parts) + "\n")


def _markdown(board: Board) -> str:
    parts = ["# Translations", headline(board)]
    parts.append(markdown.table(_TALLIED, _tally_rows(languages(board))))
    if rows := [_row(*item) for item in _worst(board)]:
        parts.append(markdown.table(_COLUMNS, rows))
    return without_commands("\n\n".join(parts) + "\n")


def _json(board: Board) -> str:
    data = {
        "schema": 1,
        "tool": {"name": "transcheck", "version": __version__},
        "time": datetime.fromtimestamp(board.time, UTC).isoformat(timespec="seconds"),
        "languages": [
            {**to_builtins(tally), "share": round(tally.share, 4)} for tally in languages(board)
        ],
        "stories": to_builtins(board.stories),
    }
    for story in data["stories"]:
        for version in story["versions"]:
            version["since"] = _moment(version["since"])
            for commit in version["commits"]:
                commit["time"] = _moment(commit["time"])
    return dumped(data) + "\n"


def _moment(seconds: int) -> str | None:
    """Return a time in ISO 8601, None where there is none."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else None


def board_page(board: Board, *, has_index: bool) -> str:
    """Return the board as a page: stories by language, the one that is furthest behind first.

    `has_index` is whether the list of stories' pages is beside it.
    """
    from transcheck.report import html

    tags = [tally.name for tally in languages(board)]
    stories = sorted(
        board.stories,
        key=lambda story: (-sum(version.lagging for version in story.versions), story.story),
    )
    rows = [
        (
            story.story,
            _page_href(story.story) if any(v.changes for v in story.versions) else "",
            [_cell(next((v for v in story.versions if v.lang == tag), None)) for tag in tags],
        )
        for story in stories
    ]
    return html.status_page(
        title="Status of translations",
        has_index=has_index,
        headline=headline(board),
        checked=day(board.time),
        languages=languages(board),
        desks=desks(board),
        tags=tags,
        rows=rows,
        signature=f"transcheck|version:{__version__}",
    )


def _cell(version: VersionStatus | None) -> Cell:
    """Return a version's cell; of a language that a story need not have, an empty one."""
    if version is None:
        return Cell("", "", 0, "")
    if version.state is VersionState.LAGGING:
        hint = f"since {day(version.since)}" if version.since else ""
        return Cell("l", f"{version.lagging}/{version.paragraphs}", 2 + version.lagging, hint)
    if version.state is VersionState.MISSING:
        return Cell("m", "missing", 1, "")
    if version.state is VersionState.UNKNOWN:
        return Cell("u", "?", 1, version.note)
    return Cell("c", "✓", 0, "")


def _page_href(story: str) -> str:
    return href(story, ".status.html")


def page_path(story: str) -> str:
    """Return the path of the page with a story's lagging paragraphs, below the report folder."""
    return story_path(story, ".status.html")


def story_page(story: StoryStatus) -> str:
    """Return the page of the paragraphs that a story's versions do not follow: a word diff of the
    source beside the translation.
    """
    from transcheck.report import html

    versions = [
        (version, [(change, list(edits(change))) for change in version.changes])
        for version in story.versions
        if version.changes
    ]
    return html.lag_page(
        title=f"{story.story}: status",
        story=story,
        versions=versions,
        up="../" * page_path(story.story).count("/"),
        short=lambda commit: commit[:_ID],
        day=day,
        signature=f"transcheck|version:{__version__}",
    )


def edits(change: ParagraphStatus) -> Iterator[Edit]:
    """Yield a word diff of what the source had and has."""
    if change.kind is not LagKind.CHANGED:
        kind = "removed" if change.kind is LagKind.REMOVED else "added"
        yield Edit(kind, change.before or change.after)
        return
    old, new = _TOKEN.findall(change.before), _TOKEN.findall(change.after)
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Edit("kept", "".join(old[a:b]))
            continue
        if a < b:
            yield Edit("removed", "".join(old[a:b]))
        if c < d:
            yield Edit("added", "".join(new[c:d]))


def badge(tally: Tally) -> str:
    """Return a picture (SVG) of how much of a language is complete."""
    label = language_name(tally.name)
    value = f"{tally.share:.0%}"
    colour = _GREEN if tally.share >= _GOOD else _YELLOW if tally.share >= _FAIR else _RED
    wide, narrow = 14 + 7 * len(label), 14 + 8 * len(value)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide + narrow}" height="20" role="img" '
        f'aria-label="{escape(label)}: {value}"><rect width="{wide}" height="20" fill="#444"/>'
        f'<rect x="{wide}" width="{narrow}" height="20" fill="{colour}"/>'
        '<g fill="#fff" font-family="Verdana, sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{wide / 2}" y="14">{escape(label)}</text>'
        f'<text x="{wide + narrow / 2}" y="14">{value}</text></g></svg>\n'
    )
