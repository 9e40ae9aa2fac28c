"""HTML pages in the forms that real sites use."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Outcome
from transcheck.formats import html
from transcheck.model import BlockKind

Run = Callable[..., Outcome]
Write = Callable[..., Path]

PAGE = """<!DOCTYPE html>
<html lang="nl">
<head><title>De brug bij Marwijk</title><script>var x = "<p>geen tekst</p>";</script></head>
<body>
<nav><ul><li><a href="/">Voorpagina</a></li></ul></nav>
<div class="cookies"><p>Wij gebruiken koekjes.</p><button>Goed</button></div>
<article>
  <h1>De nieuwe brug</h1>
  <p>De brug is <b>548</b> meter lang en
     kost 12&nbsp;miljoen &euro;.<br>Ze gaat in mei open.</p>
  <figure><img src="brug.jpg" alt="De brug bij &quot;laag&quot; water">
  <figcaption>Foto: A. Visser</figcaption></figure>
  <blockquote><p>Wij zijn blij.</p></blockquote>
  <ul><li>Start <code>pont vertrek</code> <li>Lees <a href="https://example.org/nl/">meer</a></ul>
</article>
<footer><p>Alle rechten voorbehouden.</p></footer>
</body></html>
"""


def shape(source: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in html.read(source).blocks]


def test_a_saved_page_is_its_article() -> None:
    assert shape(PAGE) == [
        (BlockKind.FIELD, "De brug bij Marwijk"),
        (BlockKind.HEADING, "De nieuwe brug"),
        (
            BlockKind.PARAGRAPH,
            "De brug is 548 meter lang en kost 12\u00a0miljoen €. Ze gaat in mei open.",
        ),
        (BlockKind.CAPTION, 'De brug bij "laag" water'),
        (BlockKind.CAPTION, "Foto: A. Visser"),
        (BlockKind.QUOTE, "Wij zijn blij."),
        (BlockKind.LIST_ITEM, "Start pont vertrek"),
        (BlockKind.LIST_ITEM, "Lees meer"),
    ]


def test_metadata_links_and_code() -> None:
    document = html.read(PAGE)
    assert document.metadata == {"lang": "nl", "title": "De brug bij Marwijk"}
    image, start, more = document.blocks[3], document.blocks[6], document.blocks[7]
    assert [(link.target, link.image) for link in image.links] == [("brug.jpg", True)]
    assert [start.text[span.start : span.end] for span in start.literal] == ["pont vertrek"]
    assert [(link.target, more.text[link.start : link.end]) for link in more.links] == [
        ("https://example.org/nl/", "meer")
    ]


def test_a_table_and_a_list_of_definitions() -> None:
    source = """<table><caption>Prijzen</caption><thead><tr><th>Rit</th><th>Prijs</th></tr></thead>
    <tbody><tr><td>Heen</td><td>3,50</td></tr></tbody></table>
    <dl><dt>Pont</dt><dd>Een platte boot.</dd></dl>"""
    assert shape(source) == [
        (BlockKind.CAPTION, "Prijzen"),
        (BlockKind.TABLE_ROW, "Rit | Prijs"),
        (BlockKind.TABLE_ROW, "Heen | 3,50"),
        (BlockKind.LIST_ITEM, "Pont"),
        (BlockKind.LIST_ITEM, "Een platte boot."),
    ]


def test_a_template_without_a_frame() -> None:
    source = (
        "Losse tekst <span>in</span> een div.\n<div>Een alinea<p>met een "
        "tweede</div>\n<pre>een\n  twee</pre>"
    )
    assert shape(source) == [
        (BlockKind.PARAGRAPH, "Losse tekst in een div."),
        (BlockKind.PARAGRAPH, "Een alinea"),
        (BlockKind.PARAGRAPH, "met een tweede"),
        (BlockKind.CODE, "een\n  twee"),
    ]


def test_places_in_the_file() -> None:
    document = html.read(PAGE)
    paragraph = document.blocks[2]
    at = paragraph.text.index("548")
    start, end = paragraph.locate(at, at + 3)
    assert (document.text[start:end], document.position(start)) == ("548", (9, 20))
    euro = paragraph.text.index("€")
    assert document.text[slice(*paragraph.locate(euro, euro + 1))] == "&euro;"


def test_findings_are_placed(transcheck: Run, story: Write) -> None:
    polish = (
        PAGE.replace('lang="nl"', 'lang="pl"')
        .replace("De brug is <b>548</b> meter lang en", "Most ma <b>584</b> metry długości i")
        .replace(
            "kost 12&nbsp;miljoen &euro;.<br>Ze gaat in mei open.",
            "kosztuje 12&nbsp;milionów &euro;.<br>Zostanie otwarty w maju.",
        )
        .replace("De nieuwe brug", "Nowy most")
        .replace("Wij zijn blij.", "Cieszymy się.")
    )
    story({"brug/nl.html": PAGE, "brug/pl.html": polish})
    data: Any = json.loads(
        transcheck("check", "brug", "--format", "json", "--no-reports", "--select", "NUM").out
    )
    (finding,) = data["stories"][0]["findings"]
    place = finding["location"]
    assert (finding["code"], place["line"], place["column"], place["text"]) == (
        "NUM101",
        9,
        17,
        "584",
    )


@pytest.mark.parametrize(
    "piece",
    ["<", "<p", "<div>", "<a href='x'>", "&", "<!--", "<!", "<p>x", "</p>", '<img src=x alt="'],
)
def test_hostile_pages_take_no_time(piece: str) -> None:
    begun = time.process_time()
    html.read(piece * 20_000)
    assert time.process_time() - begun < 10


def test_front_matter_before_a_page() -> None:
    text = "---\r\nlayout: index\r\ntitle: De brug\r\nlang: nl\r\n---\r\n<p>Hij is lang.</p>\r\n"
    document = html.read(text)
    assert [block.text for block in document.blocks] == ["De brug", "Hij is lang."]
    assert [document.position(block.start) for block in document.blocks] == [(3, 8), (6, 4)]
    assert document.metadata["lang"] == "nl"


def test_front_matter_alone() -> None:
    document = html.read("---\ntitle: De brug\n---\n")
    assert [block.text for block in document.blocks] == ["De brug"]


def test_a_line_of_dashes_is_no_front_matter() -> None:
    document = html.read("---\n<p>Hij is lang.</p>\n")
    assert [block.text for block in document.blocks] == ["Hij is lang."]


@pytest.mark.parametrize("mark", ["<![](x)>", "<![CDATA[ x ]]>", "<![foo[ y ]]>", "<![ >"])
def test_a_marked_section_is_a_comment_as_in_browsers(mark: str) -> None:
    assert shape(f"<p>De brug is dicht.</p>{mark}<p>De haven is open.</p>") == [
        (BlockKind.PARAGRAPH, "De brug is dicht."),
        (BlockKind.PARAGRAPH, "De haven is open."),
    ]
