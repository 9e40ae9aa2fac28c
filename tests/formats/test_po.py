from __future__ import annotations

import pytest

from transcheck.formats import Units, UnreadableError, po

HEADER = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def segments(file: Units) -> list[tuple[str | None, ...]]:
    return [tuple(block.text if block else None for block in unit.segments) for unit in file.units]


def test_units_with_their_lines() -> None:
    source = (
        HEADER + '#: a.py:3\nmsgid "Save"\nmsgstr "Bewaar"\n\nmsgid ""\n"Two\\n"\n"lines"\nmsgstr '
        '""\n"Twee\\n"\n"regels"\n'
    )
    file = po.read(source)
    assert segments(file) == [("Save", "Bewaar"), ("Two\nlines", "Twee\nregels")]
    targets = [unit.segments[1] for unit in file.units]
    right = file.document(block for block in targets if block)
    assert [right.position(block.start) for block in right.blocks] == [(8, 9), (14, 2)]
    start = right.blocks[1].text.index("regels")
    low, high = right.blocks[1].locate(start, start + 6)
    assert source[low:high] == "regels"
    assert right.metadata["Language"] == "nl"


def test_plural_fuzzy_obsolete_and_untranslated() -> None:
    source = HEADER + (
        'msgid "{n} file"\nmsgid_plural "{n} files"\nmsgstr[0] "{n} bestand"\nmsgstr[1] "{n} '
        'bestanden"\n\n'
        '#, fuzzy\nmsgid "Old"\nmsgstr "Oud"\n\nmsgid "New"\nmsgstr ""\n\n#~ msgid "Gone"\n#~ '
        'msgstr "Weg"\n'
    )
    file = po.read(source)
    assert segments(file) == [("{n} files", "{n} bestanden"), ("Old", "Oud"), ("New", None)]
    assert [unit.final for unit in file.units] == [True, False, True]


def test_contexts_are_part_of_the_key() -> None:
    file = po.read(
        HEADER + 'msgctxt "menu"\nmsgid "Open"\nmsgstr "Openen"\n\nmsgid "Open"\nmsgstr "Geopend"\n'
    )
    assert [unit.key for unit in file.units] == ["menu\4Open", "Open"]


def test_malformed() -> None:
    with pytest.raises(UnreadableError, match="line 2"):
        po.read('msgid "a"\nmsgid foo\n')
