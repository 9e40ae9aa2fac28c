"""Qt's .ts, with translate-toolkit as the oracle."""

from __future__ import annotations

from typing import Any

import pytest
from translate.storage import ts2

from transcheck.formats import Units, UnreadableError, qt

FILE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="nl_NL" sourcelanguage="en">
<context>
    <name>MainWindow</name>
    <message>
        <location filename="main.cpp" line="12"/>
        <source>Open &amp;ferry</source>
        <comment>menu</comment>
        <translation>&amp;Veerboot openen</translation>
    </message>
    <message numerus="yes">
        <source>%n boat(s)</source>
        <translation>
            <numerusform>%n boot</numerusform>
            <numerusform>%n boten</numerusform>
        </translation>
    </message>
    <message>
        <source>Close</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gone</source>
        <translation type="vanished">Weg</translation>
    </message>
</context>
</TS>
"""


def pairs(file: Units) -> list[tuple[str, str]]:
    return [
        (source.text, target.text if target else "")
        for unit in file.units
        for source, target in [unit.segments]
        if source
    ]


def test_messages_plurals_and_states() -> None:
    file = qt.read(FILE)
    assert file.langs == ("en", "nl-NL")
    assert pairs(file) == [
        ("Open &ferry", "&Veerboot openen"),
        ("%n boat(s)", "%n boot"),
        ("%n boat(s)", "%n boten"),
        ("Close", ""),
    ]
    assert [unit.final for unit in file.units] == [True, True, True, False]
    assert [unit.context for unit in file.units][:2] == ["MainWindow|menu", None]


def test_places_are_exact() -> None:
    file = qt.read(FILE)
    for unit in file.units:
        for block in unit.segments:
            for piece in block.pieces if block else ():
                if block and piece.exact:
                    size = piece.end - piece.start
                    assert FILE[piece.start : piece.end] == block.text[piece.at : piece.at + size]


def test_another_reader_finds_the_same() -> None:
    store: Any = ts2.tsfile.parsestring(FILE.encode())
    theirs = [
        (str(unit.source), str(form))
        for unit in store.units
        if not unit.isobsolete()
        for form in getattr(unit.target, "strings", [unit.target or ""])
    ]
    assert pairs(qt.read(FILE)) == theirs


@pytest.mark.parametrize("text", ["<TS><message>", "<other/>", "const a = 1;"])
def test_what_is_no_such_file(text: str) -> None:
    with pytest.raises(UnreadableError):
        qt.read(text)


def test_a_file_that_names_no_language() -> None:
    assert qt.languages('<TS version="2.1">') == ()
    assert qt.languages('<TS version="2.1" language="de">') == ("en", "de")
