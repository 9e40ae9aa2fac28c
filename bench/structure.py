"""Families of drift between a page and its translation: what is found of each, and false alarms.

usage: python bench/structure.py [--show]

The families are those of the benchmark that the Kubernetes documentation team published in 2026 for
its drift detector (kubernetes/website, scripts/content_detection_benchmark), rebuilt with a page of
ours in English (bench/pages) and its translations into six languages of five scripts. A changed
page counts as found if it has an error or a warning; a twin, in which nothing is missing, counts as
a false alarm if it has one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from tabulate import tabulate

PAGES = Path(__file__).parent / "pages"
LANGUAGES = ("de", "pl", "ru", "el", "ja", "zh")
# blocks of the page (parts between blank lines), by index
PARAGRAPHS = (1, 2, 7, 9, 11, 13)
LIST, SHORTCODE, SHELL, SETTINGS = 5, 3, 8, 12
EXTENSION = (
    " Since the last release it also asks the weather service whether the wood in the yard is dry,"
    " and it lights the fire an hour earlier on wet days."
)
CLAUSE = {
    "de": " Das ist alles.",
    "pl": " To wszystko.",
    "ru": " Это всё.",
    "el": " Αυτό είναι όλο.",
    "ja": "以上です。",
    "zh": "就这些。",
}
REWRITTEN = (
    "Ovens of the new series have their own clock, which a technician sets when the oven is"
    " delivered; it can no longer be changed from outside."
)

Page = list[str]  # its blocks
Change = Callable[[Page, Page, str], Iterator[tuple[Page, Page]]]  # source, translation, language


class Family(Struct, frozen=True):
    """A kind of change; a `twin` changes nothing that a reader would miss."""

    name: str
    change: Change
    twin: bool = False


def without(page: Page, index: int) -> Page:
    """Return a page without a block."""
    return page[:index] + page[index + 1 :]


def with_block(page: Page, index: int, text: str) -> Page:
    """Return a page with another text for a block."""
    return [*page[:index], text, *page[index + 1 :]]


def missing_paragraph(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    for index in PARAGRAPHS:
        yield source, without(target, index)


def missing_code_block(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    for index in (SHELL, SETTINGS):
        yield source, without(target, index)


def extended(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    for index in PARAGRAPHS:
        yield with_block(source, index, source[index] + EXTENSION), target


def rewritten(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    for index in PARAGRAPHS:
        yield with_block(source, index, REWRITTEN), target


def heading_renamed(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    for index in (6, 10):
        yield with_block(source, index, "## Change the hours of the shop"), target


def item_added(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    item = "- Check that the chimney was swept in the last twelve months."
    yield with_block(source, LIST, f"{source[LIST]}\n{item}"), target


def item_removed(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    items = target[LIST].split("\n")
    for index in range(len(items)):
        yield source, with_block(target, LIST, "\n".join(without(items, index)))


def command_changed(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    changed = source[SHELL].replace("bakery apply", "bakery create")
    yield with_block(source, SHELL, changed), target
    changed = source[SHELL].replace("bakery status", "bakery report")
    yield with_block(source, SHELL, changed), target


def parameters_changed(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    changed = source[SHELL].replace("orders.yaml", "orders.yaml --shop=main")
    yield with_block(source, SHELL, changed), target
    changed = source[SETTINGS].replace("retries: 3", "retries: 5")
    yield with_block(source, SETTINGS, changed), target


def combined(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    changed, _ = next(extended(source, target, lang))
    changed, _ = next(heading_renamed(changed, target, lang))
    yield next(item_added(changed, target, lang))


def unmodified(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    yield source, target


def reflowed(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    """Yield translations with a short clause more, and sources wrapped to lines."""
    yield source, with_block(target, 2, target[2] + CLAUSE[lang])
    yield with_block(source, 2, source[2].replace(". ", ".\n")), target
    yield [block.replace("list of orders", "*list of orders*") for block in source], target


def shortcode_changed(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    yield with_block(source, SHORTCODE, source[SHORTCODE].replace("note", "tip")), target
    changed = source[SHORTCODE].replace("{{<", "{{%").replace(">}}", "%}}")
    yield with_block(source, SHORTCODE, changed), target


def reordered(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    for first, second in ((1, 2), (7, 9)):
        changed = with_block(target, first, target[second])
        yield source, with_block(changed, second, target[first])


def link_made_absolute(source: Page, target: Page, lang: str) -> Iterator[tuple[Page, Page]]:
    changed = source[-1].replace("(/docs/", "(https://example.org/docs/")
    yield with_block(source, len(source) - 1, changed), target


FAMILIES = (
    Family("missing paragraph", missing_paragraph),
    Family("missing code block", missing_code_block),
    Family("paragraph extended in the source", extended),
    Family("paragraph rewritten in the source", rewritten),
    Family("heading renamed in the source", heading_renamed),
    Family("list item added in the source", item_added),
    Family("list item removed from the translation", item_removed),
    Family("command changed", command_changed),
    Family("parameters changed", parameters_changed),
    Family("several at once", combined),
    Family("unmodified", unmodified, twin=True),
    Family("paragraph reflowed", reflowed, twin=True),
    Family("shortcode changed", shortcode_changed, twin=True),
    Family("paragraphs reordered", reordered, twin=True),
    Family("link made absolute", link_made_absolute, twin=True),
)


def blocks_of(lang: str) -> Page:
    """Return the blocks of a page: a code block with blank lines would be several."""
    return (PAGES / f"{lang}.md").read_text(encoding="utf-8").strip().split("\n\n")


def cases() -> Iterator[tuple[str, str, Page, Page]]:
    """Yield each family with each language: its name, the language, the two pages."""
    source = blocks_of("en")
    for family in FAMILIES:
        for lang in LANGUAGES:
            for number, pair in enumerate(family.change(source, blocks_of(lang), lang)):
                yield f"{family.name}/{number}", lang, *pair


def checked(folder: Path) -> dict[str, list[str]]:
    """Return the errors and warnings of each story in a folder."""
    command = [sys.executable, "-m", "transcheck", "check", str(folder), "--source", "en"]
    command += ["--format", "json", "--no-reports", "--no-cache", "--fail-on", "never"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = {}
    for story in json.loads(done.stdout)["stories"]:
        found[story["story"]] = [
            f"{finding['code']} {finding['message']}"
            for finding in story["findings"]
            if finding["severity"] != "info"
        ]
    return found


def measure(*, show: bool = False) -> list[tuple[str, str, int, int]]:
    """Return a row for each family: its name, whether it is a twin, found, of how many."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, (_, lang, source, target) in enumerate(cases()):
            story = folder / f"{number:04}"
            story.mkdir()
            (story / "en.md").write_text("\n\n".join(source) + "\n", encoding="utf-8")
            (story / f"{lang}.md").write_text("\n\n".join(target) + "\n", encoding="utf-8")
        found = checked(folder)
    rows = []
    for family in FAMILIES:
        numbers = [
            number
            for number, (case, *_) in enumerate(cases())
            if case.rpartition("/")[0] == family.name
        ]
        hits = [number for number in numbers if found[f"{number:04}"]]
        rows.append((family.name, "twin" if family.twin else "", len(hits), len(numbers)))
        for number, (case, lang, *_) in enumerate(cases()):
            if show and number in numbers and (number in hits) == family.twin:
                print(case, lang, *found[f"{number:04}"])
    return rows


def table(rows: list[tuple[str, str, int, int]]) -> str:
    """Return rows as a table in Markdown."""
    return tabulate(rows, headers=("family", "", "found", "of"), tablefmt="github")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--show", action="store_true", help="list what was missed, and false alarms"
    )
    rows = measure(show=parser.parse_args().show)
    print(table(rows))


if __name__ == "__main__":
    main()
