from __future__ import annotations

import pytest

from transcheck.formats import UnreadableError, po

HEADER = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def test_units_with_their_lines() -> None:
    source = HEADER + '#: a.py:3\nmsgid "Save"\nmsgstr "Bewaar"\n\nmsgid ""\n"Two\\n"\n"lines"\nmsgstr ""\n"Twee\\n"\n"regels"\n'
    left, right = po.read(source)
    assert [block.text for block in left.blocks] == ["Save", "Two\nlines"]
    assert [block.text for block in right.blocks] == ["Bewaar", "Twee\nregels"]
    assert [right.position(block.start) for block in right.blocks] == [(8, 9), (14, 2)]
    start = right.blocks[1].text.index("regels")
    low, high = right.blocks[1].locate(start, start + 6)
    assert source[low:high] == "regels"
    assert right.metadata["Language"] == "nl"


def test_plural_fuzzy_obsolete_and_untranslated() -> None:
    source = HEADER + (
        'msgid "{n} file"\nmsgid_plural "{n} files"\nmsgstr[0] "{n} bestand"\nmsgstr[1] "{n} bestanden"\n\n'
        '#, fuzzy\nmsgid "Old"\nmsgstr "Oud"\n\nmsgid "New"\nmsgstr ""\n\n#~ msgid "Gone"\n#~ msgstr "Weg"\n'
    )
    left, right = po.read(source)
    assert [block.text for block in left.blocks] == ["{n} files"]
    assert [block.text for block in right.blocks] == ["{n} bestanden"]


def test_malformed() -> None:
    with pytest.raises(UnreadableError, match="line 2"):
        po.read('msgid "a"\nmsgid foo\n')
