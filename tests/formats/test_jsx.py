"""Components, expressions and modules of MDX."""

from __future__ import annotations

import pytest

from transcheck.formats import markdown
from transcheck.model import BlockKind


def blocks(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in markdown.read(text).blocks]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            '<Tabs>\n<Tab name="npm">\n```sh\nnpm i\n```\n</Tab>\n</Tabs>\n',
            [(BlockKind.CODE, "npm i")],
        ),
        ("<Links slugs={[\n  'nl/a',\n  'nl/b',\n]} />\n", []),
        (
            "{#if fw === 'pt'}\n\n<A b={1}/>\n\n{:else}\n\nTekst.\n\n{/if}\n",
            [(BlockKind.PARAGRAPH, "Tekst.")],
        ),
        (
            "<A/>\n\n{/*\n- geen lijst\n\nen geen tekst }\n*/}\n\nTekst.\n",
            [(BlockKind.PARAGRAPH, "Tekst.")],
        ),
        (
            "import { a,\n  b } from 'c';\nexport const d = {\n\n  e: 1,\n};\n\n<A/>\n\nTekst.\n",
            [(BlockKind.PARAGRAPH, "Tekst.")],
        ),
        (
            "<Tree>\n- **src/**\n  - main.ts\n</Tree>\n",
            [(BlockKind.LIST_ITEM, "src/"), (BlockKind.LIST_ITEM, "main.ts")],
        ),
        (
            "<Steps>\n1. Open.\n\n    ```js\n    a = 1\n    ```\n</Steps>\n",
            [(BlockKind.LIST_ITEM, "Open."), (BlockKind.CODE, "a = 1")],
        ),
        (
            "<details>\n<summary>Toon</summary>\n```js\na = 1\n```\n</details>\n<B/>\n",
            [(BlockKind.PARAGRAPH, "Toon"), (BlockKind.CODE, "a = 1")],
        ),
        (
            "<Card title=\"Brug\" href='/a' icon={x}>\nTekst.\n</Card>\n",
            [(BlockKind.FIELD, "Brug"), (BlockKind.PARAGRAPH, "Tekst.")],
        ),
        (
            "<Quiz choices={[{ text: 'Ja', ok: true }, { text: \"Nee\" }]} />\n",
            [(BlockKind.FIELD, "Ja"), (BlockKind.FIELD, "Nee")],
        ),
        ("Een <Tip>woord</Tip> in de zin.\n", [(BlockKind.PARAGRAPH, "Een woord in de zin.")]),
        (
            "Als a < b.\n\n<Not closed\n\nTekst.\n",
            [(BlockKind.PARAGRAPH, "Als a < b."), (BlockKind.PARAGRAPH, "<Not closed")],
        ),
    ],
)
def test_components(source: str, expected: list[tuple[BlockKind, str]]) -> None:
    found = blocks(source)
    assert found[: len(expected)] == expected


@pytest.mark.parametrize(
    "source",
    [
        "<A " + "b={" * 5_000,
        "<A>" * 5_000,
        "{" * 20_000,
        "<A b='" * 5_000,
        "import {" + "a,\n" * 9_000,
    ],
)
def test_time_is_bounded(source: str) -> None:
    markdown.read("<B/>\n\n" + source + "\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<https://example.org/brug>\nen meer", "https://example.org/brug en meer"),
        ("橋のページ：\n<http://localhost:8080/>", "橋のページ： http://localhost:8080/"),
        ("<mailto:haven@example.org>", "mailto:haven@example.org"),
    ],
)
def test_an_address_in_angle_brackets_is_prose(source: str, expected: str) -> None:
    assert blocks(f"<Tabs>\n\n{source}\n\n</Tabs>\n") == [(BlockKind.PARAGRAPH, expected)]
