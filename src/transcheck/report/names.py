"""The names of stories as a table, JSON or CSV: what each version calls them, and how often."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable

from transcheck.report.csv import inert
from transcheck.report.visible import visible, without_commands
from transcheck.views.names import StoryNames


def render(kind: str, stories: Iterable[StoryNames]) -> str:
    """Return the names in a format: `table`, `json` or `csv`."""
    return {"table": _table, "json": _json, "csv": _csv}[kind](list(stories))


def _rows(story: StoryNames) -> list[list[str]]:
    return [
        [
            ", ".join(
                f"{visible(form.text)} ×{len(form.places)}" for form in name if form.lang == lang
            )
            for lang in story.langs
        ]
        for name in story.names
    ]


def _table(stories: list[StoryNames]) -> str:
    from tabulate import tabulate

    parts = []
    for story in stories:
        table = tabulate(
            _rows(story), list(story.langs), "simple", disable_numparse=True, maxcolwidths=40
        )
        parts.append(f"{visible(story.story)}\n\n{table}\n")
    return without_commands("\n".join(parts))


def _json(stories: list[StoryNames]) -> str:
    data = [
        {
            "story": story.story,
            "names": [
                [
                    {
                        "lang": form.lang,
                        "text": form.text,
                        "count": len(form.places),
                        "places": [
                            {"path": p.path, "line": p.line, "column": p.column}
                            for p in form.places
                        ],
                    }
                    for form in name
                ]
                for name in story.names
            ],
        }
        for story in stories
    ]
    return json.dumps({"schema": 1, "stories": data}, ensure_ascii=False, indent=1) + "\n"


def _csv(stories: list[StoryNames]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["story", "name", "lang", "form", "count", "path", "line", "column"])
    for story in stories:
        for number, name in enumerate(story.names, 1):
            for form in name:
                first = form.places[0]
                cells = [
                    story.story,
                    str(number),
                    form.lang,
                    form.text,
                    str(len(form.places)),
                    first.path,
                ]
                writer.writerow([*map(inert, cells), first.line, first.column])
    return out.getvalue()
