"""The weekly summary as a table for the terminal, Markdown for a mail or a chat, HTML, CSV and
JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from textwrap import fill, shorten

from msgspec import to_builtins

from transcheck.history.summary import Group, Item, Oldest, OpenStory, Summary
from transcheck.locales import language_name
from transcheck.report import markdown
from transcheck.report.csv import inert
from transcheck.report.visible import visible, without_commands

_WIDTH = 100  # columns of a table that goes to no terminal
_NARROW, _NARROWEST = 28, 12  # columns of a cell that is cut: of others, and of the last
_WEEK = 7 * 86_400.0
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ROWS = 10  # rows per group that a table, a mail or a page lists
_DAY = 86_400.0
_MESSAGE = 80  # characters of a message


Pages = Callable[[str], str]  # the address of a story's page, empty if there is none


def _no_page(story: str) -> str:
    return ""


def render(
    format_name: str,
    summary: Summary,
    signature: str,
    *,
    pages: Pages = _no_page,
    columns: int = 0,
    has_status: bool = False,
) -> str:
    """Return a summary in a format: table, markdown, html, csv or json.

    `pages` gives the addresses of stories' pages; `columns` is the terminal's width, 0 for none;
    `has_status` is whether the board of `transcheck status` is beside the page.
    """
    if format_name == "html":
        return _html(summary, signature, pages, has_status=has_status)
    if format_name == "table":
        return _table(summary, columns or _WIDTH)
    if format_name == "markdown":
        return _markdown(summary, pages)
    return _csv(summary) if format_name == "csv" else _json(summary, signature)


def day(moment: float) -> str:
    """Return the UTC date of a time in seconds since 1970."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def headline(summary: Summary) -> str:
    """Return in a few sentences what happened and what to do first."""
    if summary.empty:
        return (
            "Nothing was recorded yet: `transcheck check` records what it finds, and this page "
            "says what changes."
        )
    if not summary.runs:
        return (
            f"No run between {day(summary.since)} and {day(summary.until)}; "
            f"{_counted(summary.movement.open, 'finding')} open."
        )
    sentences = [_news(summary)]
    if summary.languages and summary.languages[0].open and len(summary.languages) > 1:
        worst = summary.languages[0]
        sentences.append(f"{language_name(worst.name)} has most open: {worst.open}.")
    if summary.fix_first:
        names = ", ".join(f"“{_title(item)}” ({_why(item)})" for item in summary.fix_first)
        sentences.append(f"Fix first: {names}.")
    return " ".join(sentences)


def _news(summary: Summary) -> str:
    """Return what is new and what was fixed, compared with the window before."""
    moved, before = summary.movement, summary.previous
    when = "this week" if summary.until - summary.since == _WEEK else f"since {day(summary.since)}"
    if moved.first and not (moved.new or moved.before):
        checked = _counted(summary.checked, "story", "stories")
        return f"First check of {checked} {when}: {_counted(moved.first, 'finding')}."
    counts = Counter(item.severity for item in summary.new)
    named = [
        f"{_word(counts[name])} new {name}{'s' * (counts[name] != 1)}"
        for name in ("error", "warning")
        if counts[name]
    ]
    news = " and ".join(named) if named else f"{_word(moved.new)} new findings"
    fixed = _word(moved.fixed) if moved.fixed else "none"
    text = f"{news} {when}; {fixed} fixed"
    difference = moved.fixed - before.fixed
    if difference and (before.before or before.first or before.new):
        more = "more" if difference > 0 else "fewer"
        earlier = "the week before" if when == "this week" else "before"
        text += f", {_word(abs(difference))} {more} than {earlier}"
    return text[0].upper() + text[1:] + "."


def _why(item: OpenStory) -> str:
    """Return why a story is to be fixed first."""
    if item.new:
        return f"{_counted(item.new, 'new error')}"
    return _counted(item.errors, "error") if item.errors else _counted(item.warnings, "warning")


def _word(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else str(count)


def _title(item: Item | OpenStory) -> str:
    return item.headline or item.story


def _name(rule: str, code: str) -> str:
    """Return a rule in words with its code: Number differs (NUM101)."""
    return f"{rule.replace('-', ' ').capitalize()} ({code})"


def _sums(summary: Summary) -> str:
    """Return how the count of open findings came about."""
    moved = summary.movement
    parts = [f"{moved.before} open before", f"{moved.new} new"]
    parts += [f"{moved.first} at the first check of a story"] if moved.first else []
    parts += [f"−{moved.fixed} fixed"]
    parts += [f"−{moved.removed} of deleted stories"] if moved.removed else []
    parts += [f"−{moved.suppressed} suppressed"] if moved.suppressed else []
    return " + ".join(parts).replace("+ −", "− ") + f" = {moved.open} open"


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def _sections(summary: Summary) -> list[tuple[str, Sequence[Group]]]:
    named = [
        Group(f"{language_name(group.name)} ({group.name})", group.new, group.fixed, group.open)
        for group in summary.languages
    ]
    sections = [
        ("Severity", summary.severities),
        ("Language", named),
        ("Rule", [_named_rule(group, summary) for group in summary.rules]),
        ("Desk", summary.desks),
        ("Story", summary.by_story),
    ]
    found = []
    for name, groups in sections:
        title = f"{name} (the {_ROWS} with most open of {len(groups)})"
        if groups and not summary.empty:
            found.append((title if len(groups) > _ROWS else name, groups[:_ROWS]))
    return found


def _named_rule(group: Group, summary: Summary) -> Group:
    name = summary.rule_names.get(group.name, "")
    return Group(_name(name, group.name) if name else group.name, *_counts(group))


def _counts(group: Group) -> tuple[int, int, int]:
    return group.new, group.fixed, group.open


def _lists(summary: Summary) -> list[tuple[str, list[str], list[list[str]]]]:
    """Return the lists other than groups: title, columns and rows."""
    lists = [
        (
            "Oldest open",
            ["since", "story", "severity", "finding"],
            [_oldest_row(finding) for finding in summary.oldest],
        ),
        (
            "Rules that are suppressed",
            ["rule", "open", "suppressed", "share suppressed"],
            [
                [_rule(summary, r.code), str(r.open), str(r.suppressed), f"{r.share:.0%}"]
                for r in summary.noisiest
                if r.suppressed
            ],
        ),
        (
            "Stories without a version",
            ["story", "missing"],
            [[visible(story), " ".join(langs)] for story, langs in summary.missing[:_ROWS]],
        ),
    ]
    return [item for item in lists if item[2]]


def _rule(summary: Summary, code: str) -> str:
    name = summary.rule_names.get(code, "")
    return _name(name, code) if name else code


def _oldest_row(finding: Oldest) -> list[str]:
    message = shorten(finding.message, _MESSAGE, placeholder=" …")
    said = f"{language_name(finding.lang)}: {message} ({finding.code})"
    return [day(finding.since), *map(visible, (finding.story, finding.severity, said))]


def _weeks(summary: Summary) -> list[list[str]]:
    """Return the weeks since the first run; those before have no data."""
    return [
        [day(week.end), str(week.open), str(week.new), str(week.fixed)]
        for week in summary.weeks
        if week.known
    ]


def _weeks_title(summary: Summary) -> str:
    """Return the title of the trend, which begins with the first run."""
    known = sum(week.known for week in summary.weeks)
    if known == len(summary.weeks):
        return "The last twelve weeks"
    return f"The {_counted(known, 'week')} since the first check"


_GROUPED = ["new", "fixed", "open"]
_TREND = ["week to", "open", "new", "fixed"]


def _group_rows(groups: Sequence[Group]) -> list[list[str]]:
    return [
        [visible(group.name), str(group.new), str(group.fixed), str(group.open)] for group in groups
    ]


def _item_lines(item: Item, width: int) -> list[str]:
    """Return a finding in words, its story, its place and both texts, as lines."""
    place = f"{item.path}:{item.line}"
    lines = [
        f"{item.severity}: {item.message}",
        f"{_title(item)}, {language_name(item.lang)}: {place} ({item.code})",
    ]
    if item.text:
        lines.append(f"{item.lang}: {item.text}")
    if item.other_text:
        lines.append(f"{item.other_lang}: {item.other_text}")
    return [shorten(visible(line), width - 2, placeholder=" …") for line in lines]


def _table(summary: Summary, width: int) -> str:
    from tabulate import tabulate

    parts = [f"{day(summary.since)} to {day(summary.until)}", fill(headline(summary), width)]
    for name, items in _news_lists(summary):
        listed = "\n".join(line for item in items for line in _indented(item, width))
        parts.append(f"{name}\n\n{listed}")
    if not summary.empty and summary.runs:
        parts.append(_sums(summary))
    for name, groups in _sections(summary):
        parts.append(
            tabulate(
                _group_rows(groups), [name.casefold(), *_GROUPED], "simple", disable_numparse=True
            )
        )
    for name, columns, rows in _lists(summary):
        cells = _fitted(columns, rows, width)
        parts.append(f"{name}\n" + tabulate(cells, columns, "simple", disable_numparse=True))
    if weeks := _weeks(summary):
        trend = tabulate(weeks, _TREND, "simple", disable_numparse=True)
        parts.append(f"{_weeks_title(summary)}\n\n{trend}")
    return without_commands("\n\n".join(parts) + "\n")


def _fitted(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """Return rows whose longest cells are cut until a table of them has at most `width` columns."""
    sizes = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    between = 2 * (len(columns) - 1)
    while sum(sizes) + between > width and sizes[-1] > _NARROWEST:
        # the last column has what is to be read; the others are cut first
        widest = max(sizes[:-1])
        sizes[sizes.index(widest) if widest > _NARROW else len(sizes) - 1] -= 1
    return [[_cut(cell, size) for cell, size in zip(row, sizes, strict=True)] for row in rows]


def _cut(text: str, size: int) -> str:
    return text if len(text) <= size else text[: size - 1] + "…"


def _indented(item: Item, width: int) -> list[str]:
    first, *more = _item_lines(item, width)
    return [first, *(f"  {line}" for line in more)]


def _news_lists(summary: Summary) -> list[tuple[str, Sequence[Item]]]:
    """Return what is new and what was fixed, with titles."""
    lists = [("New", summary.new), ("Fixed", summary.fixed)]
    return [(name, items) for name, items in lists if items]


def _markdown(summary: Summary, pages: Pages) -> str:
    parts = [f"# Translations, {day(summary.since)} to {day(summary.until)}"]
    parts.append(markdown.escaped(headline(summary)))
    for name, items in _news_lists(summary):
        rows = [_item_row(item, pages) for item in items]
        parts.append(f"## {name}\n\n" + markdown.table(_ITEM, rows, is_markup=True))
    if not summary.empty and summary.runs:
        parts.append(_sums(summary))
    for name, groups in _sections(summary):
        parts.append(markdown.table([name, *_GROUPED], _group_rows(groups)))
    for name, columns, rows in _lists(summary):
        parts.append(f"## {name}\n\n" + markdown.table(columns, rows))
    if weeks := _weeks(summary):
        parts.append(f"## {_weeks_title(summary)}\n\n" + markdown.table(_TREND, weeks))
    return without_commands("\n\n".join(parts) + "\n")


_ITEM = ["severity", "story", "finding", "texts"]


def _item_row(item: Item, pages: Pages) -> list[str]:
    """Return a finding as four cells of Markdown."""
    title = markdown.escaped(_title(item))
    page = pages(item.story)
    texts = [
        f"{lang}: {markdown.escaped(shorten(text, _MESSAGE, placeholder=' …'))}"
        for lang, text in ((item.lang, item.text), (item.other_lang, item.other_text))
        if text
    ]
    return [
        item.severity,
        f"[{title}]({page})" if page else title,
        f"{language_name(item.lang)}: {markdown.escaped(item.message)} ({item.code})",
        "<br>".join(texts),
    ]


def _html(summary: Summary, signature: str, pages: Pages, *, has_status: bool) -> str:
    from transcheck.report import html

    return html.summary_page(
        summary=summary,
        has_status=has_status,
        since=day(summary.since),
        until=day(summary.until),
        headline=headline(summary),
        news=_news_lists(summary),
        titled=_title,
        pages=pages,
        rule_name=_name,
        sums=_sums(summary) if not summary.empty and summary.runs else "",
        sections=[(name, _group_rows(groups)) for name, groups in _sections(summary)],
        grouped=_GROUPED,
        lists=_lists(summary),
        weeks=[(day(week.end), week) for week in summary.weeks],
        weeks_title=_weeks_title(summary),
        most=max((max(week.open, week.new) for week in summary.weeks), default=0) or 1,
        signature=signature,
    )


def _csv(summary: Summary) -> str:
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
