"""XLIFF, TMX and tables: what is read, its places, and what is refused.

Some of the files come from other programs.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage import tmx as toolkit_tmx
from translate.storage import xliff as toolkit_xliff

from transcheck import formats
from transcheck.formats import Units, UnreadableError, table, tmx, xliff

ENTRIES = [
    ("Wait 15 seconds & more", "Wacht 15 seconden & meer"),
    ("Ünïcode — 3 files", "Ünïcode — 3 bestanden"),
]


def segments(file: Units) -> list[tuple[str | None, ...]]:
    return [tuple(block.text if block else None for block in unit.segments) for unit in file.units]


def assert_exact(file: Units) -> None:
    """Every piece marked as exact is the same in the file and in the text."""
    for unit in file.units:
        for block in filter(None, unit.segments):
            for index, piece in enumerate(block.pieces):
                stop = (
                    block.pieces[index + 1].at if index + 1 < len(block.pieces) else len(block.text)
                )
                if piece.exact:
                    assert file.text[piece.start : piece.end] == block.text[piece.at : stop]


def xliff12(body: str) -> str:
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<xliff version="1.2" '
        'xmlns="urn:oasis:names:tc:xliff:document:1.2">\n'
    )
    file = '<file original="a" source-language="en" target-language="nl-NL" datatype="plaintext">'
    return f"{head}{file}<body>\n{body}\n</body></file></xliff>\n"


def test_xliff_1_2() -> None:
    file = xliff.read(
        xliff12(
            '<trans-unit id="one"><source>Wait <g id="1">15</g> s<x id="2"/></source>\n'
            '<seg-source><mrk mtype="seg">Wait</mrk></seg-source>\n'
            "<target>Wacht &amp; 51 s</target><note>A note</note>\n"
            "<alt-trans><source>Old</source><target>Oud</target></alt-trans></trans-unit>\n"
            '<trans-unit id="two"><source>New</source><target '
            'state="needs-review-translation">Nieuw</target></trans-unit>\n'
            '<trans-unit id="three"><source>None</source></trans-unit>\n'
            '<trans-unit id="four" '
            'translate="no"><source>Name</source><target>Naam</target></trans-unit>\n'
        )
    )
    assert segments(file) == [
        ("Wait <g1>15</g> s<x2/>", "Wacht & 51 s"),
        ("New", "Nieuw"),
        ("None", None),
    ]
    assert [(unit.key, unit.final) for unit in file.units] == [
        ("one", True),
        ("two", False),
        ("three", True),
    ]
    assert file.langs == ("en", "nl-NL")
    target = file.units[0].segments[1]
    assert target
    low, high = target.locate(target.text.index("51"), target.text.index("51") + 2)
    assert file.text[low:high] == "51"
    assert_exact(file)


def test_xliff_2() -> None:
    file = xliff.read(
        '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" '
        'trgLang="ru"><file id="f">\n'
        '<unit id="u"><notes><note>Note</note></notes><segment><source>Wait <pc id="1">15</pc> '
        "s</source>\n"
        '<target>Подождите <pc id="1">51</pc> с</target></segment><ignorable><source> '
        "</source></ignorable>\n"
        '<segment state="initial"><source>Next</source><target>Next</target></segment></unit>\n'
        '<unit id="v" translate="no"><segment><source>Name</source>'
        "<target>Name</target></segment></unit></file></xliff>"
    )
    assert segments(file) == [("Wait <pc1>15</pc> s", "Подождите <pc1>51</pc> с"), ("Next", "Next")]
    assert [unit.final for unit in file.units] == [True, False]
    assert_exact(file)


def test_xliff_of_another_program() -> None:
    store: Any = toolkit_xliff.xlifffile(sourcelanguage="en", targetlanguage="nl")
    for source, target in ENTRIES:
        store.addsourceunit(source).target = target
    file = xliff.read(bytes(store).decode())
    assert segments(file) == ENTRIES
    assert_exact(file)


def test_tmx_of_another_program() -> None:
    store = toolkit_tmx.tmxfile()
    for source, target in ENTRIES:
        store.addtranslation(source, "en", target, "nl")
    file = tmx.read(bytes(store).decode())
    assert (segments(file), file.langs) == (ENTRIES, ("en", "nl"))
    assert_exact(file)


def test_tmx_of_three_languages() -> None:
    file = tmx.read(
        '<tmx version="1.4"><header srclang="en" segtype="sentence"/><body><tu tuid="1">\n'
        '<tuv xml:lang="pl"><seg>Czekaj <bpt i="1">{b}</bpt>15<ept i="1">{/b}</ept> s</seg></tuv>\n'
        '<tuv xml:lang="EN"><seg>Wait <bpt i="1">{b}</bpt>15<ept i="1">{/b}</ept> '
        "s</seg></tuv></tu>\n"
        '<tu><tuv xml:lang="en"><seg>Open</seg></tuv><tuv '
        'xml:lang="ja"><seg>開く</seg></tuv></tu></body></tmx>'
    )
    assert file.langs == ("en", "pl", "ja")
    assert segments(file) == [
        ("Wait <bpt1/>15<ept1/> s", "Czekaj <bpt1/>15<ept1/> s", None),
        ("Open", None, "開く"),
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_tables(sign: str) -> None:
    rows = [
        ["key", "en", "nl"],
        ["one", 'Say ""15""', "Zeg 15"],
        ["two", "Two\nlines", ""],
        [],
        ["three", "Wait 3 s", "Wacht 4 s"],
    ]
    text = "\r\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)
    file = table.read(text)
    assert (segments(file), file.langs) == (
        [('Say "15"', "Zeg 15"), ("Two\nlines", None), ("Wait 3 s", "Wacht 4 s")],
        ("en", "nl"),
    )
    assert [unit.key for unit in file.units] == ["one", "two", "three"]
    last = file.units[-1].segments[1]
    assert last
    assert file.document([last]).position(last.start)[0] == 6
    assert_exact(file)


def test_a_table_that_declares_its_separator() -> None:
    file = table.read("sep=;\r\nkey;en;nl\r\na;Wait, 3 s;Wacht, 4 s\r\n")
    assert segments(file) == [("Wait, 3 s", "Wacht, 4 s")]
    assert table.languages("sep=;\nkey;en;nl\n") == ("en", "nl")
    last = file.units[0].segments[1]
    assert last
    assert file.document([last]).position(last.start) == (3, 13)


def test_something_behind_a_closing_quotation_mark_is_not_a_cell() -> None:
    file = table.read('key,en,nl\na,"Hello" x,Hallo daar\nb,"Two"y\nc,Three,Drie\n')
    assert segments(file) == [("Hello", "Hallo daar"), ("Two", None), ("Three", "Drie")]


def test_a_quotation_at_the_end_of_a_bare_cell_may_hold_the_delimiter() -> None:
    file = table.read('cs,en\nSleva 2 000 Kč,Discount of "CZK 2,000"\n5" a 6",5" and 6"\n')
    assert segments(file) == [
        ("Sleva 2 000 Kč", 'Discount of "CZK 2,000"'),
        ('5" a 6"', '5" and 6"'),
    ]


@pytest.mark.parametrize(
    ("space", "expected"),
    [(' xml:space="preserve"', [("", " "), ("\n", "")]), ("", [("", ""), ("", "")])],
)
def test_white_space_at_the_ends_of_segments(space: str, expected: list[tuple[str, str]]) -> None:
    file = xliff.read(
        '<xliff version="1.2"><file source-language="en" target-language="nl"><body>'
        f'<trans-unit id="a"{space}><source>Name: </source><target>\nNaam:</target></trans-unit>'
        "</body></file></xliff>"
    )
    found = [block.edges for block in file.units[0].segments if block]
    assert found == expected
    assert_exact(file)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=5),
    st.sampled_from(",;\t"),
)
def test_any_table_is_read_as_csv_does(rows: list[tuple[str, str]], sign: str) -> None:
    import csv

    written = io.StringIO()
    writer = csv.writer(written, delimiter=sign, quoting=csv.QUOTE_ALL)
    writer.writerow(("en", "nl"))
    writer.writerows(rows)
    file = table.read(written.getvalue())
    assert_exact(file)
    whole = [tuple(block.text if block else "" for block in unit.segments) for unit in file.units]
    wordy = [row for row in rows if any(cell for cell in row)]
    assert len(whole) == len(wordy)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([xliff, tmx, table]), st.text(max_size=200))
def test_any_text_is_read_or_refused(reader: object, text: str) -> None:
    for source in (text, xliff12(text), f"<tmx><body>{text}</body></tmx>", "en,nl\n" + text):
        try:
            file = reader.read(source)  # type: ignore[attr-defined]
        except UnreadableError:
            continue
        assert_exact(file)


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b '
    '"&a;&a;&a;">]>\n<xliff>&b;</xliff>'
)
OUTSIDE = (
    '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a SYSTEM '
    '"file:///etc/passwd">]>\n<xliff>&a;</xliff>'
)


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (xliff, BOMB, "declares entities .line 2."),
        (tmx, OUTSIDE, "declares entities"),
        (xliff, "<xliff><file>", "not well-formed XML .*line 1"),
        (xliff, "<html/>", "not XLIFF"),
        (tmx, "<html/>", "not TMX"),
        (xliff, "<xliff>" + "<a>" * 300, "more than 256 nested elements"),
        (
            xliff,
            xliff12("").replace(
                "</file>", '</file><file source-language="en" target-language="de"/>'
            ),
            "several pairs",
        ),
        (table, "key,text\n1,2\n", "does not name two languages"),
        (table, 'en,nl\n"open,dicht\n', "line 2: a cell begins with a quotation mark"),
    ],
)
def test_refused(reader: object, text: str, message: str) -> None:
    with pytest.raises(UnreadableError, match=message):
        reader.read(text)  # type: ignore[attr-defined]


def test_the_encoding_that_xml_declares(tmp_path: Path) -> None:
    path = tmp_path / "a.xlf"
    text = xliff12(
        '<trans-unit id="1"><source>Open</source><target>Ouvrir à 3 h</target></trans-unit>'
    )
    path.write_bytes(text.replace("utf-8", "ISO-8859-15").encode("iso-8859-15"))
    assert segments(formats.read_units(path)) == [("Open", "Ouvrir à 3 h")]
