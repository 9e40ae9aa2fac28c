from __future__ import annotations

from transcheck.formats import text
from transcheck.model import BlockKind


def test_paragraphs_between_blank_lines() -> None:
    source = (
        "The council met on Tuesday to talk about the\nbridge over the river and its costs, "
        "which\nhave risen.\n\n"
        "Nothing was decided, said the mayor after the\nmeeting, and added a few words.\n"
    )
    blocks = text.read(source).blocks
    assert [block.text[:20] for block in blocks] == ["The council met on T", "Nothing was decided,"]
    assert blocks[0].text.endswith("bridge over the river and its costs, which have risen.")


def test_one_paragraph_a_line() -> None:
    source = "Links\nA short line\n" + "A long line that goes on and on. " * 8 + "\nEnd\n"
    assert [block.text[:12] for block in text.read(source).blocks] == [
        "Links",
        "A short line",
        "A long line ",
        "End",
    ]


def test_captions_and_leftovers_of_a_crawl() -> None:
    document = text.read(
        "|  | \n| A caption. | \nText\n![]() |\n![[Photo] Da Nang: "
        "water](https://example.org/a.jpg)\n\n\n0 replies![]() |\n"
    )
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.CAPTION, "A caption."),
        (BlockKind.PARAGRAPH, "Text"),
        (BlockKind.CAPTION, "[Photo] Da Nang: water"),
        (BlockKind.PARAGRAPH, "0 replies"),
    ]
    assert document.blocks[2].links[0].target == "https://example.org/a.jpg"


def test_list_items() -> None:
    blocks = text.read("- one thing\n2) two things\n• three\n").blocks
    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.LIST_ITEM, "one thing"),
        (BlockKind.LIST_ITEM, "two things"),
        (BlockKind.LIST_ITEM, "three"),
    ]
