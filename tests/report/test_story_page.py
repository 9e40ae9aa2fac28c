"""Story pages: where things are, and that an article's text is never treated as markup."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from msgspec.structs import replace

from transcheck.config import Settings
from transcheck.engine import check
from transcheck.model import Run
from transcheck.report import html, paths

Write = Callable[..., Path]
HOSTILE = (
    '</td></table><script>document.title="owned"</script><img src=x onerror=alert(1)>\u202e" '
    'onclick="x'
)


class Page(HTMLParser):
    """Collects elements with their attributes, and the text of marks and cards."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[str, str, str]] = []
        self._mark: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._mark = dict(attrs) if tag == "mark" else self._mark

    def handle_endtag(self, tag: str) -> None:
        self._mark = None if tag == "mark" else self._mark

    def handle_data(self, data: str) -> None:
        if self._mark is not None:
            self.marks.append((data, self._mark["class"] or "", self._mark["data-f"] or ""))

    def of(self, tag: str, name: str) -> list[dict[str, str | None]]:
        return [
            found
            for kind, found in self.elements
            if kind == tag and name in (found.get("class") or "").split()
        ]


def pages(folder: Path) -> list[Run]:
    """Return the single-story runs that a check passes on as it goes."""
    found: list[Run] = []
    check([folder], Settings(source="en"), on_story=found.append, texts=True)
    return found


def page(folder: Path) -> Page:
    [run] = pages(folder)
    return Page(html.story_page(run))


def test_spans_are_marked_and_linked_to_their_counterparts(story: Write) -> None:
    read = page(
        story(
            {
                "en.md": "# The bridge\n\nIt is 148 metres long.\n\nIt opened in spring.\n",
                "nl.md": "# De brug\n\nHij is 184 meter lang.\n\nHij ging in het voorjaar open.\n",
            },
            "bridge",
        )
    )
    assert sorted(read.marks) == [("148", "error related", "1"), ("184", "error", "1")]
    assert [card["id"] for card in read.of("li", "card")] == ["f1"]
    cells = [found for tag, found in read.elements if tag == "td" and "data-name" in found]
    assert [cell["lang"] for cell in cells] == ["en", "nl"] * 3


def test_a_missing_paragraph_is_a_gap_and_a_right_to_left_version_is_one(story: Write) -> None:
    read = page(
        story(
            {
                "en.md": "The bridge is 148 metres long.\n\nIt cost 7 million euros in all.\n\nIt "
                "opened in 2024.\n",
                "ar.md": "يبلغ طول الجسر 148 مترا.\n\nافتتح في عام 2024.\n",
            },
            "bridge",
        )
    )
    assert len(read.of("td", "gap")) == 1
    assert {
        found["dir"] for tag, found in read.elements if tag == "td" and found.get("lang") == "ar"
    } == {"rtl"}
    assert ("It cost 7 million euros in all.", "error related", "1") in read.marks


def test_every_version_has_its_column_and_the_source_is_first(story: Write) -> None:
    texts = {
        "de": "Sie ist 148 Meter lang.",
        "en": "It is 148 metres long.",
        "pl": "Ma 148 metrów długości.",
        "ru": "Длина 148 метров.",
    }
    read = page(story({f"{lang}.md": text + "\n" for lang, text in texts.items()}, "bridge"))
    assert [found["data-lang"] for tag, found in read.elements if tag == "th"] == [
        "en",
        "de",
        "pl",
        "ru",
    ]


def test_text_of_an_article_is_never_markup(story: Write) -> None:
    folder = story(
        {
            "en.txt": f"It is 148 metres long. {HOSTILE}\n",
            "nl.txt": f"Hij is 184 meter lang. {HOSTILE}\n",
        },
        "a<b>&'\"#?%",
    )
    [run] = pages(folder)
    text = html.story_page(run)
    read = Page(text)
    assert [tag for tag, _ in read.elements].count("script") == 1
    assert not [
        found
        for tag, found in read.elements
        if tag == "img" or any(name.startswith("on") for name in found)
    ]
    assert text.count("onerror=alert") == text.count("&lt;img src=x onerror=alert")
    index = Page(html.index_page([html.listed(run.stories[0])], ""))
    [link] = [found["href"] for tag, found in index.elements if tag == "a"]
    assert link == "stories/a%3Cb%3E%26%27%22%23%3F%25.html"


def test_the_policy_lets_only_our_own_script_run(story: Write) -> None:
    [run] = pages(story({"en.md": "Hello there.\n", "nl.md": "Dag allemaal.\n"}, "greeting"))
    text = html.story_page(run)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "default-src &#39;none&#39;" in policy[1]
    assert "unsafe" not in policy[1]
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)


def test_units_show_the_entries_with_findings(story: Write) -> None:
    entries = "".join(f'msgid "Item {n}0"\nmsgstr "Ding {n}0"\n\n' for n in "123456789")
    folder = story(
        {
            f"po/{lang}.po": entries + f'msgid "Wait 15 seconds"\nmsgstr "{text}"\n'
            for lang, text in (("nl", "Wacht 51 s"), ("pl", "Czekaj 15 s"))
        },
        "app",
    )
    read = page(folder / "po")
    assert ("51", "error", "1") in read.marks
    assert len(read.of("tr", "texts")) == 1


def test_a_signature_makes_a_page_reproducible(story: Write) -> None:
    folder = story(
        {"en.md": "It is 148 metres long.\n", "nl.md": "Hij is 184 meter lang.\n"}, "bridge"
    )
    [one], [two] = pages(folder), pages(folder)
    assert html.story_page(one) == html.story_page(two)
    assert re.fullmatch(
        r"transcheck\|version:\S+\|rules:\w{8}\|settings:\w{8}\|aligner:lexicon\|weights:\w{8}",
        one.signature,
    )
    other: list[Run] = []
    check([folder], Settings(source="en", ignore=("PAR",)), on_story=other.append)
    assert other[0].signature != one.signature


def test_a_long_story_in_five_languages_is_small_and_fast(story: Write) -> None:
    langs = {"en": "metres", "nl": "meter", "pl": "metrów", "de": "Meter", "ar": "متر"}
    text = {
        lang: "\n\n".join(f"{n} {unit}. " + f"{unit} {n + 7}. " * 12 for n in range(200))
        for lang, unit in langs.items()
    }
    [run] = pages(story({f"{lang}.md": body + "\n" for lang, body in text.items()}, "long"))
    begun = time.process_time()
    page = html.story_page(run)
    assert time.process_time() - begun < 1
    assert len(page.encode()) < 1_000_000


def test_keyed_units_stand_beside_their_own_source(story: Write) -> None:
    def entries(*pairs: tuple[str, str]) -> str:
        return "".join(f'msgid "{key}"\nmsgstr "{text}"\n\n' for key, text in pairs)

    read = page(
        story(
            {
                "po/en.po": entries(
                    ("menu.open", "It is 148 metres long."),
                    ("menu.close", "It has 20 rooms."),
                    ("menu.save", "Save."),
                ),
                "po/nl.po": entries(
                    ("menu.open", "Het is 184 meter lang."), ("menu.close", "Het heeft 30 kamers.")
                ),
                "po/pl.po": entries(("menu.save", "Zapisz."), ("menu.close", "Ma 40 pokoi.")),
            },
            "app",
        )
        / "po"
    )
    marked = [text for text, _, _ in read.marks]
    assert marked == ["148", "184", "20", "30", "20", "40"]


def test_a_name_that_is_too_long_is_shortened(tmp_path: Path) -> None:
    for suffix in (".md", ".html"):
        names = [paths.story_path("北" * 84 + end, suffix) for end in ("", "a")]
        assert len(set(names)) == 2
        assert all(len(Path(name).name.encode()) <= 255 for name in names)
    assert paths.story_path("x.html/y", ".html") != paths.story_path("x", ".html") + "/y.html"


@pytest.mark.parametrize("story_id", ["a/b", "../../etc/passwd", "/abs", "..", "a/./b"])
def test_a_report_stays_in_its_folder(tmp_path: Path, story_id: str) -> None:
    target = (tmp_path / paths.story_path(story_id, ".html")).resolve()
    assert target.is_relative_to(tmp_path / "stories")


def test_only_files_below_the_working_folder_can_be_opened(story: Write) -> None:
    folder = story({"en.md": "It is 148 metres.\n", "nl.md": "Het is 184 meter.\n"}, "s")
    [run] = pages(folder)
    assert 'data-file="' not in html.story_page(run, files="../..")  # given by its absolute path
    [report] = run.stories
    [finding] = report.findings
    here = replace(finding, location=replace(finding.location, path='a"b/javascript:x.md'))
    moved = replace(run, stories=(replace(report, findings=(here,)),))
    assert 'data-file="../../a%22b/javascript%3Ax.md"' in html.story_page(moved, files="../..")
    assert 'data-file="' not in html.story_page(moved)
