"""The weekly summary as a table for the terminal, Markdown for a mail or a chat, HTML, CSV and
JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from itertools import dropwhile
from textwrap import shorten

from msgspec import to_builtins

from transcheck.history.summary import Group, Oldest, Summary
from transcheck.locales import language_name
from transcheck.report import markdown
from transcheck.report.csv import inert
from transcheck.report.visible import visible, without_commands

_ROWS = 10  # rows per group that a table, a mail or a page lists
_DAY = 86_400.0
_MESSAGE = 80  # characters of a message


def render(format_name: str, summary: Summary, signature: str) -> str:
    """Return a summary in a format: table, markdown, html, csv or json."""
    renderers: dict[str, Callable[[Summary, str], str]] = {
        "table": _table,
        "markdown": _markdown,
        "html": _html,
        "csv": _csv,
        "json": _json,
    }
    return renderers[format_name](summary, signature)


def day(moment: float) -> str:
    """Return the UTC date of a time in seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def _headline(summary: Summary) -> str:
    if summary.empty:
        return (
            "Nothing was recorded yet: `transcheck check` writes down what it finds, and this "
            "page tells what changes."
        )
    total = summary.total
    if not summary.runs:
        return (
            f"No run between {day(summary.since)} and {day(summary.until)}; "
            f"{_counted(total.open, 'finding')} open."
        )
    checked = (
        f"{_counted(summary.checked, 'story', 'stories')} of {summary.stories} checked in "
        f"{_counted(summary.runs, 'run')}"
    )
    return f"{checked}: {total.new} new, {total.fixed} fixed, {total.open} open."


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _sections(summary: Summary) -> list[tuple[str, Sequence[Group]]]:
    named = [
        Group(f"{language_name(group.name)} ({group.name})", group.new, group.fixed, group.open)
        for group in summary.languages
    ]
    sections = [
        ("Severity", summary.severities),
        ("Language", named[:_ROWS]),
        ("Rule", summary.rules[:_ROWS]),
        ("Desk", summary.desks[:_ROWS]),
        ("Story", summary.by_story[:_ROWS]),
    ]
    return [(name, groups) for name, groups in sections if groups and not summary.empty]


def _lists(summary: Summary) -> list[tuple[str, list[str], list[list[str]]]]:
    """Return the lists other than groups: title, columns and rows."""
    lists = [
        (
            "Oldest open",
            ["since", "story", "severity", "code", "place", "message"],
            [_oldest_row(finding) for finding in summary.oldest],
        ),
        (
            "Noisiest rules",
            ["rule", "open", "suppressed", "share suppressed"],
            [[r.code, str(r.open), str(r.suppressed), f"{r.share:.0%}"] for r in summary.noisiest],
        ),
        (
            "Stories without a version",
            ["story", "missing"],
            [[visible(story), " ".join(langs)] for story, langs in summary.missing[:_ROWS]],
        ),
    ]
    return [item for item in lists if item[2]]


def _oldest_row(finding: Oldest) -> list[str]:
    message = shorten(finding.message, _MESSAGE, placeholder=" …")
    place = f"{finding.path}:{finding.line}"
    return [
        day(finding.since),
        *map(visible, (finding.story, finding.severity, finding.code, place, message)),
    ]


def _weeks(summary: Summary) -> list[list[str]]:
    """Return the weeks since the first finding."""
    weeks = dropwhile(lambda week: not (week.open or week.new or week.fixed), summary.weeks)
    return [[day(week.end), str(week.open), str(week.new), str(week.fixed)] for week in weeks]


_GROUPED = ["new", "fixed", "open"]
_TREND = ["week to", "open", "new", "fixed"]


def _group_rows(groups: Sequence[Group]) -> list[list[str]]:
    return [
        [visible(group.name), str(group.new), str(group.fixed), str(group.open)] for group in groups
    ]


def _table(summary: Summary, signature: str) -> str:
    from tabulate import tabulate

    parts = [f"{day(summary.since)} to {day(summary.until)}", _headline(summary)]
    for name, groups in _sections(summary):
        parts.append(
            tabulate(
                _group_rows(groups), [name.casefold(), *_GROUPED], "simple", disable_numparse=True
            )
        )
    for name, columns, rows in _lists(summary):
        parts.append(f"{name}\n" + tabulate(rows, columns, "simple", disable_numparse=True))
    if _weeks(summary):
        parts.append(tabulate(_weeks(summary), _TREND, "simple", disable_numparse=True))
    return without_commands("\n\n".join(parts) + "\n")


def _markdown(summary: Summary, signature: str) -> str:
    parts = [f"# Translations, {day(summary.since)} to {day(summary.until)}", _headline(summary)]
    for name, groups in _sections(summary):
        parts.append(markdown.table([name, *_GROUPED], _group_rows(groups)))
    for name, columns, rows in _lists(summary):
        parts.append(f"## {name}\n\n" + markdown.table(columns, rows))
    if _weeks(summary):
        parts.append("## The last twelve weeks\n\n" + markdown.table(_TREND, _weeks(summary)))
    return without_commands("\n\n".join(parts) + "\n")


def _html(summary: Summary, signature: str) -> str:
    from transcheck.report import html

    return html.summary_page(
        summary=summary,
        since=day(summary.since),
        until=day(summary.until),
        headline=_headline(summary),
        sections=[(name, _group_rows(groups)) for name, groups in _sections(summary)],
        grouped=_GROUPED,
        lists=_lists(summary),
        weeks=[(day(week.end), week) for week in summary.weeks],
        most=max((max(week.open, week.new) for week in summary.weeks), default=0) or 1,
        signature=signature,
    )


def _csv(summary: Summary, signature: str) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("since", "until", "group", "name", "new", "fixed", "open"))
    window = day(summary.since), day(summary.until)
    groups = [
        ("all", (summary.total,)),
        ("severity", summary.severities),
        ("language", summary.languages),
    ]
    groups += [("rule", summary.rules), ("desk", summary.desks), ("story", summary.by_story)]
    for kind, members in groups:
        writer.writerows(
            (*window, kind, inert(group.name), group.new, group.fixed, group.open)
            for group in members
        )
    return text.getvalue()


def _json(summary: Summary, signature: str) -> str:
    data = to_builtins(summary)
    for name in ("since", "until"):
        data[name] = datetime.fromtimestamp(data[name], UTC).isoformat(timespec="seconds")
    del data["missing"]
    data["lacking"] = [{"story": story, "lacking": list(langs)} for story, langs in summary.missing]
    for item in data["oldest"]:
        item["age_days"] = round((summary.until - item["since"]) / _DAY, 1)
        item["since"] = datetime.fromtimestamp(item["since"], UTC).isoformat(timespec="seconds")
    for item in data["weeks"]:
        item["end"] = day(item["end"])
    return (
        json.dumps({"schema": 1, "signature": signature, **data}, ensure_ascii=False, indent=1)
        + "\n"
    )
