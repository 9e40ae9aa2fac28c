from __future__ import annotations

import pytest

from transcheck.formats import markdown
from transcheck.model import BlockKind, Document


def texts(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in document.blocks]


def test_kinds_of_block() -> None:
    document = markdown.read(
        "# Title\n\nA paragraph\nover two lines.\n\n- one\n- two\n\n> said\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n![A caption](x.jpg)\n\n```\ncode "
        "here\n```\n\n<aside>\n<p>An *aside*</p>\n</aside>\n"
    )
    assert texts(document) == [
        ("heading", "Title"),
        ("paragraph", "A paragraph over two lines."),
        ("list-item", "one"),
        ("list-item", "two"),
        ("quote", "said"),
        ("table-row", "a | b"),
        ("table-row", "1 | 2"),
        ("caption", "A caption"),
        ("code", "code here"),
        ("quote", "An aside"),
    ]


def test_inline_markup_is_left_out_and_every_word_found_again() -> None:
    source = (
        'Read **the _new_ report** at [the office](https://example.org/a_(b) "t") &amp; `run '
        "x` now\\*.\n"
    )
    block = markdown.read(source).blocks[0]
    assert block.text == "Read the new report at the office & run x now*."
    for word in ("new", "report", "office", "now"):
        start = block.text.index(word)
        low, high = block.locate(start, start + len(word))
        assert source[low:high] == word
    assert block.links[0].target == "https://example.org/a_(b)"
    assert [block.text[item.start : item.end] for item in block.literal] == ["run x"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    source = end.join(["# One", "", "Two three", "four", "", "> five", "> six", ""])
    document = markdown.read(source)
    assert [block.text for block in document.blocks] == ["One", "Two three four", "five six"]
    assert [document.position(block.start) for block in document.blocks] == [(1, 3), (3, 1), (6, 3)]


def test_front_matter_gives_metadata_and_the_fields_that_readers_see() -> None:
    document = markdown.read('---\nlang: pl\ntitle: "Nowy most"\norder: 7\n---\n\nTekst.\n')
    assert document.metadata == {"lang": "pl", "title": "Nowy most", "order": "7"}
    assert texts(document) == [("field", "Nowy most"), ("paragraph", "Tekst.")]
    assert document.position(document.blocks[1].start) == (7, 1)


def test_broken_front_matter_is_left_out_of_the_body() -> None:
    assert texts(markdown.read("---\ntitle: [a\n---\nText here\n")) == [("paragraph", "Text here")]


def test_what_a_crawl_leaves_makes_no_block() -> None:
    assert texts(markdown.read("|  |\n\n![]() |\n\n\n\n---\n\n| A caption. |\n")) == [
        ("paragraph", "A caption.")
    ]


def test_indented_code_and_nested_lists() -> None:
    document = markdown.read("- a\n\n      x = 1\n\n  - b\n\n    more of b\n")
    assert texts(document) == [
        ("list-item", "a"),
        ("code", "x = 1"),
        ("list-item", "b"),
        ("list-item", "more of b"),
    ]


def test_script_and_comments_in_html_are_no_text() -> None:
    document = markdown.read(
        "<div>\n<script>var a = 'words';</script>\n<!-- a note -->\nVisible words\n</div>\n"
    )
    assert texts(document) == [("paragraph", "Visible words")]


def test_headings_keep_their_level() -> None:
    assert [
        b.level
        for b in markdown.read("# a\n\n## b\n\nc\n===\n").blocks
        if b.kind is BlockKind.HEADING
    ] == [1, 2, 1]


@pytest.mark.parametrize(
    ("source", "text", "literal"),
    [
        ("# Titel {#naam}", "Titel {#naam}", ["{#naam}"]),
        (
            "{{< figure src=x.png >}} Een brug",
            "{{< figure src=x.png >}} Een brug",
            ["{{< figure src=x.png >}}"],
        ),
        ("Zie {% link a.md %} voor meer", "Zie {% link a.md %} voor meer", ["{% link a.md %}"]),
    ],
)
def test_what_dialects_add_is_no_prose(source: str, text: str, literal: list[str]) -> None:
    block = markdown.read(source).blocks[0]
    assert block.text == text
    assert [block.text[span.start : span.end] for span in block.literal] == literal


@pytest.mark.parametrize(
    "source",
    [
        ":::note[Let op]\n\nDe brug is dicht.\n\n:::\n",
        ":::note[Let op]\nDe brug is dicht.\n:::\n",
        "::::note Let op\nDe brug is dicht.\n::::",
        '!!! warning "Let op"\n    De brug is dicht.\n',
        '??? note "Let op"\n\n    De brug is dicht.\n',
        '{{% alert title="Let op" color="warning" %}}\n\nDe brug is dicht.\n\n{{% /alert %}}\n',
        "{{< alert title='Let op' >}}\nDe brug is dicht.\n{{< /alert >}}",
        '<Note title="Let op">\nDe brug is dicht.\n</Note>\n',
    ],
)
def test_an_alert_is_structure_in_every_notation(source: str) -> None:
    found = [(block.kind, block.text) for block in markdown.read(source).blocks]
    assert found == [(BlockKind.FIELD, "Let op"), (BlockKind.PARAGRAPH, "De brug is dicht.")]


def test_modules_and_comments_of_mdx_are_no_blocks() -> None:
    modules = "import Tabs from '@theme/Tabs';\n\nexport const year = 1958;\n\n"
    source = modules + "{/* nobody reads this */}\n\n<Tabs>\n\nDe brug is dicht.\n\n</Tabs>\n"
    assert [block.text for block in markdown.read(source).blocks] == ["De brug is dicht."]


def test_toml_front_matter_has_its_titles_as_blocks() -> None:
    fields = (
        'title = "Größe \\u00fc 5"\nweight = 3\ndraft = true\ndescription = "The '
        'bridge"\n[params]\ntitle = "No"\n'
    )
    source = f"+++\n{fields}+++\n\nText\n"
    document = markdown.read(source)
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.FIELD, "Größe ü 5"),
        (BlockKind.FIELD, "The bridge"),
        (BlockKind.PARAGRAPH, "Text"),
    ]
    assert document.metadata == {
        "title": "Größe ü 5",
        "weight": "3",
        "draft": "true",
        "description": "The bridge",
    }
    block = document.blocks[1]
    assert source[slice(*block.locate(4, 10))] == "bridge"


def test_a_definition_of_a_footnote_is_text_without_blanks_too() -> None:
    text = (
        "選択[^1]。\n\n[^1]: 合わない場合は、[教えて][]。\n[^b]: Two\n    lines.\n\n[教えて]: /x\n"
    )
    blocks = markdown.read(text).blocks
    assert [block.text for block in blocks] == [
        "選択[^1]。",
        "[^1]: 合わない場合は、教えて。",
        "[^b]: Two lines.",
    ]
    assert [text[block.start : block.start + 4] for block in blocks[1:]] == ["[^1]", "[^b]"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("> [!NOTE]\n> De brug is dicht.", [(BlockKind.QUOTE, "De brug is dicht.")]),
        (
            "> [!WARNING] Pas op\n>\n> Hoog water.",
            [(BlockKind.FIELD, "Pas op"), (BlockKind.QUOTE, "Hoog water.")],
        ),
        ("> [!tip]- Вхід\n> Текст.", [(BlockKind.FIELD, "Вхід"), (BlockKind.QUOTE, "Текст.")]),
        (
            "- punt\n\n  > [!NOTE]\n  > 橋は閉まる。",
            [(BlockKind.LIST_ITEM, "punt"), (BlockKind.QUOTE, "橋は閉まる。")],
        ),
        # only the first line of a quotation opens an alert, and only a name of Latin letters does
        ("> Tekst.\n> [!NOTE] hier", [(BlockKind.QUOTE, "Tekst. [!NOTE] hier")]),
        ("[!NOTE] geen citaat", [(BlockKind.PARAGRAPH, "[!NOTE] geen citaat")]),
    ],
)
def test_an_alert_is_structure_and_its_title_text(
    source: str, expected: list[tuple[BlockKind, str]]
) -> None:
    assert [(block.kind, block.text) for block in markdown.read(source).blocks] == expected
