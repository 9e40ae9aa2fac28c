"""Reports as pages that open from disk: a story's versions side by side, and the list of stories.

A page is self-contained. Its policy lets only its own script and style run, by their digests, so an
article's text could not run any even if there were an error in escaping it.
"""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from msgspec import Struct

from transcheck.annotate.words import shorten
from transcheck.locales import language_name, subtags
from transcheck.model import (
    Finding,
    Mark,
    Run,
    Severity,
    StoryReport,
    TextBlock,
    TextRow,
    VersionReport,
)
from transcheck.report.paths import href, story_path
from transcheck.suppress.comments import comment_for, takes_comments

if TYPE_CHECKING:
    from jinja2 import Environment

OTHER_PAGES = {"summary.html": "Weekly summary", "status.html": "Status of translations"}
SYMBOLS = {"error": "✕", "warning": "▲", "info": "●"}
# of pages that do not have the usual one
_SCRIPTS = {
    "status.html.j2": ("board.js",),
    "index.html.j2": ("list.js",),
    "workbench.html.j2": ("page.js", "workbench.js"),
}
_SHORT_TAG = 2  # letters of the languages that are offered; others may be written
_SHOWN = 4  # columns that a page shows at first
_QUOTED = 200  # characters of a text that a card quotes
_ACCEPTING = "If this is correct as it stands, put this before the paragraph:"
_ACCEPTING_ELSEWHERE = (
    "If this is correct as it stands, put this into transcheck.toml; it turns the rule off for the "
    "whole file, in which a comment would be part of the text:"
)
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


class Segment(Struct, frozen=True):
    """A stretch of text with the numbers of its findings, their highest severity, and whether it is
    only a related place.
    """

    text: str
    findings: tuple[int, ...] = ()
    severity: str = ""
    related: bool = False


class Shown(Struct, frozen=True):
    """A block of a cell: its kind, its level, its line and its text in segments."""

    kind: str
    level: int
    line: int
    segments: tuple[Segment, ...]


class ShownRow(Struct, frozen=True):
    """A row of the table: one cell per column, None for a gap, and the cards below it."""

    cells: tuple[tuple[Shown, ...] | None, ...]
    cards: tuple[Card, ...]


class Quote(Struct, frozen=True):
    """What a version says at a place of a finding, for when its column is hidden."""

    column: int
    lang: str
    language: str
    text: str


class Card(Struct, frozen=True):
    """A finding with its number on the page, why it matters, what its versions say, and how to say
    that it is correct: where to put the text that suppresses it, and that text. `file` is the
    address of its file from the page, empty if it cannot be opened from there.
    """

    number: int
    finding: Finding
    severity: str
    language: str
    why: str
    quotes: tuple[Quote, ...]
    accepting: str
    suppression: str
    file: str


class Column(Struct, frozen=True):
    """A version's column: its language's name and direction, and whether it is shown at first."""

    version: VersionReport
    name: str
    direction: str
    findings: int
    shown: bool


class Listed(Struct, frozen=True):
    """A story in the index: the address of its page, and the number of its findings."""

    story: str
    href: str
    langs: tuple[str, ...]
    counts: tuple[int, int, int]
    checked: str = ""


def story_page(
    run: Run, *, home: str = "index.html", up: str = "", live: str = "", files: str = ""
) -> str:
    """Return the page of a run's only story, whose texts the run must include.

    `home` is the page with all stories, `up` the way to its folder, if it is not that of reports.
    With `live`, the page is loaded again when what is at that address changes. `files` are the
    steps from the page to the folder in which the run was, if files may be opened from it.
    """
    [story] = run.stories
    way = up or "../" * story_path(story.story, "").count("/")
    title = story.headline or story.story
    values = {"title": title, "home": home, "up": way, **_values(run, files)}
    return _page("story.html.j2", values, live)


def findings_fragment(run: Run) -> str:
    """Return the findings of a run's only story beside its texts, without a page around them."""
    return (
        _environment()
        .get_template("fragment.html.j2")
        .render(**_values(run), symbols=SYMBOLS, language_name=language_name)
    )


def _values(run: Run, files: str = "") -> dict[str, object]:
    """Return what a story's templates show."""
    [story] = run.stories
    why = {rule.code: rule.why for rule in run.rules}
    columns = _columns(story)
    cards = {
        finding.fingerprint: _card(number, finding, why, columns, files)
        for number, finding in enumerate(story.findings, 1)
    }
    texts = story.texts
    rows = [_row(row, cards) for row in texts.rows] if texts else []
    placed = {card.number for row in rows for card in row.cards}
    return {
        "story": story,
        "columns": columns,
        "rows": rows,
        "cards": list(cards.values()),
        "loose": [card for card in cards.values() if card.number not in placed],
        "counts": _counts(story),
        "families": sorted({finding.code[:3] for finding in story.findings}),
        "languages": sorted({finding.location.lang for finding in story.findings}),
        "checked": f"{datetime.fromtimestamp(run.begun, UTC):%Y-%m-%d %H:%M} UTC"
        if run.begun
        else "",
        "signature": run.signature,
    }


def index_page(
    stories: Sequence[Listed], signature: str, others: Sequence[str] = (), *, live: str = ""
) -> str:
    """Return the page that lists the stories, those with most errors first.

    `others` are the pages beside it that there are, of `OTHER_PAGES`. With `live`, the page is
    loaded again when what is at that address changes.
    """
    stories = sorted(stories, key=lambda story: ([-count for count in story.counts], story.story))
    totals = tuple(sum(story.counts[at] for story in stories) for at in range(3))
    return _page(
        "index.html.j2",
        {
            "title": "Stories",
            "stories": stories,
            "totals": totals,
            "others": [(name, OTHER_PAGES.get(name, name)) for name in others],
            "signature": signature,
        },
        live,
    )


def listed(story: StoryReport) -> Listed:
    """Return a story's line of the index."""
    langs = tuple(version.lang for version in story.versions)
    return Listed(story.story, href(story.story, ".html"), langs, _counts(story))


def summary_page(**values: object) -> str:
    """Return the page of a weekly summary."""
    return _page("summary.html.j2", {"title": "Summary", **values})


def status_page(**values: object) -> str:
    """Return the board with the status of all stories."""
    return _page("status.html.j2", values)


def lag_page(**values: object) -> str:
    """Return the page of the paragraphs that a story's versions do not follow."""
    return _page("lag.html.j2", values)


def workbench_page(*, token: str, has_folder: bool, suffixes: Iterable[str]) -> str:
    """Return the page into which texts are dropped; `token` goes along with what it asks for, and
    `suffixes` are those of files that can be read.
    """
    languages = sorted(subtags().languages.items(), key=lambda language: language[1])
    return _page(
        "workbench.html.j2",
        {
            "title": "Compare",
            "token": token,
            "has_folder": has_folder,
            "suffixes": sorted(suffixes),
            "languages": [(tag, name) for tag, name in languages if len(tag) == _SHORT_TAG],
            "signature": "",
        },
    )


def _page(template: str, values: Mapping[str, object], live: str = "") -> str:
    style = _asset("page.css")
    script = "".join(map(_asset, _SCRIPTS.get(template, ("page.js",))))
    if live:
        script += _asset("live.js")
    asks = " connect-src 'self';" if live or template == "workbench.html.j2" else ""
    policy = (
        f"default-src 'none'; style-src '{_allowed(style)}'; script-src '{_allowed(script)}';"
        f"{asks} base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    return page.render(
        **values,
        style=style,
        script=script,
        policy=policy,
        live=live,
        symbols=SYMBOLS,
        language_name=language_name,
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        autoescape=True,
        loader=FunctionLoader(_asset),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")


def _allowed(asset: str) -> str:
    """Return the digest by which a content security policy identifies a script or style (CSP level
    2).
    """
    return f"sha256-{b64encode(sha256(asset.encode()).digest()).decode()}"


def _counts(story: StoryReport) -> tuple[int, int, int]:
    return story.count(Severity.ERROR), story.count(Severity.WARNING), story.count(Severity.INFO)


def _columns(story: StoryReport) -> list[Column]:
    """Return the columns; if there are many versions, those with the most findings are shown at
    first.
    """
    texts = story.texts
    order = texts.columns if texts else tuple(range(len(story.versions)))
    counts = [
        sum(f.location.lang == story.versions[index].lang for f in story.findings)
        for index in order
    ]
    first = {0, *sorted(range(1, len(order)), key=lambda column: -counts[column])[: _SHOWN - 1]}
    return [
        Column(
            version=story.versions[index],
            name=language_name(story.versions[index].lang),
            direction="rtl" if texts and texts.scripts[column] in _RIGHT_TO_LEFT else "ltr",
            findings=counts[column],
            shown=column in first,
        )
        for column, index in enumerate(order)
    ]


def _card(
    number: int, finding: Finding, why: dict[str, str], columns: Sequence[Column], up: str
) -> Card:
    path = finding.location.path
    # those who are sent the page need not learn where files are on this machine
    is_linked = up and not Path(path).is_absolute() and "://" not in path
    return Card(
        number,
        finding,
        str(finding.severity),
        language_name(finding.location.lang),
        why.get(finding.code, ""),
        tuple(_quotes(finding, columns)),
        _ACCEPTING if takes_comments(path) else _ACCEPTING_ELSEWHERE,
        comment_for(path, finding.code),
        quote(os.fsencode(f"{up}/{path}".replace(os.sep, "/"))) if is_linked else "",
    )


def _quotes(finding: Finding, columns: Sequence[Column]) -> Iterator[Quote]:
    """Yield what each version says at the first place of a finding in it."""
    seen: set[int] = set()
    for place in (finding.location, *finding.related):
        for number, column in enumerate(columns):
            is_here = (column.version.path, column.version.lang) == (place.path, place.lang)
            if is_here and number not in seen and place.text.strip():
                seen.add(number)
                text = shorten(place.text, _QUOTED)
                yield Quote(number, place.lang, language_name(place.lang), text)


def _row(row: TextRow, cards: dict[str, Card]) -> ShownRow:
    cells = tuple(tuple(_shown(block, cards) for block in cell) or None for cell in row.cells)
    return ShownRow(cells, tuple(cards[key] for key in row.findings if key in cards))


def _shown(block: TextBlock, cards: dict[str, Card]) -> Shown:
    marks = [mark for mark in block.marks if mark.fingerprint in cards]
    return Shown(
        block.kind.value, block.level, block.line, tuple(_segments(block.text, marks, cards))
    )


def _segments(text: str, marks: Sequence[Mark], cards: dict[str, Card]) -> Iterator[Segment]:
    """Yield a text cut where marks begin and end, so that marks may overlap."""
    cuts = sorted({0, len(text), *(mark.start for mark in marks), *(mark.end for mark in marks)})
    for start, end in pairwise(cuts):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        yield Segment(text[start:end], *_about(over, cards)) if over else Segment(text[start:end])


def _about(marks: Sequence[Mark], cards: dict[str, Card]) -> tuple[tuple[int, ...], str, bool]:
    worst = max(
        marks, key=lambda mark: (not mark.related, cards[mark.fingerprint].finding.severity)
    )
    numbers = tuple(dict.fromkeys(cards[mark.fingerprint].number for mark in marks))
    return numbers, cards[worst.fingerprint].severity, worst.related
