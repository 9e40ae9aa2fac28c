from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

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


PLURAL = (
    'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals={}; plural={};\\n"\n\n'
    'msgid "One stall"\nmsgid_plural "%d stalls"\n'
)
SLAVIC = "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2"
ARABIC = "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5"


@pytest.mark.parametrize(
    ("lang", "count", "expression", "forms", "expected"),
    [
        ("nl", 2, "n != 1", ["Eén kraam", "%d kramen"], {"One stall": 1, "%d stalls": 1}),
        ("nl", 2, "n != 1", ["%d kraam", "%d kramen"], {"One stall": 0, "%d stalls": 2}),
        ("uk", 3, SLAVIC, ["%d ятка", "%d ятки", "%d яток"], {"One stall": 0, "%d stalls": 3}),
        (
            "uk",
            4,
            f"n==1 ? 3 : {SLAVIC}",
            ["%d ятка", "%d ятки", "%d яток", "ятка"],
            {"One stall": 1, "%d stalls": 3},
        ),
        ("ja", 1, "0", ["屋台%d軒"], {"One stall": 0, "%d stalls": 1}),
        (
            "ar",
            6,
            ARABIC,
            ["لا أكشاك", "كشك واحد", "كشكان", "%d أكشاك", "%d كشكا", "%d كشك"],
            {"One stall": 1, "%d stalls": 3},
        ),
    ],
)
def test_plural_forms(
    lang: str, count: int, expression: str, forms: list[str], expected: dict[str, int]
) -> None:
    given = "".join(f'msgstr[{form}] "{text}"\n' for form, text in enumerate(forms))
    file = po.read(PLURAL.format(lang, count, expression) + given)
    sources = [block.text for unit in file.units if (block := unit.segments[0])]
    assert {source: sources.count(source) for source in expected} == expected
    assert not file.faults
    assert all(unit.context is None for unit in file.units)


def test_a_plural_form_that_is_empty_is_not_translated() -> None:
    given = 'msgstr[0] ""\nmsgstr[1] "%d ятки"\nmsgstr[2] "%d яток"\n'
    file = po.read(PLURAL.format("uk", 3, SLAVIC) + given)
    assert [unit.segments[1] is None for unit in file.units] == [False, True, False]
    untranslated = 'msgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n'
    assert len(po.read(PLURAL.format("uk", 3, SLAVIC) + untranslated).units) == 1


ENTRIES = [
    'msgid "a\\n"\nmsgstr "b"\n',
    'msgid "a\\n"\nmsgstr "b\\n"\n',
    'msgid "\\na"\nmsgstr "b"\n',
    'msgid "a"\nmsgstr "b\\n"\n',
    'msgid "a\\n"\nmsgstr ""\n',
    '#, fuzzy\nmsgid "a\\n"\nmsgstr "b"\n',
    'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "bs"\n',
    'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\n',
    'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "b"\nmsgstr[1] "bs"\nmsgstr[2] "bss"\n',
    'msgid "a\\n"\nmsgid_plural "as\\n"\nmsgstr[0] "b\\n"\nmsgstr[1] "bs"\n',
]


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="msgfmt is not installed")
@pytest.mark.parametrize("entry", ENTRIES)
def test_faults_are_those_of_msgfmt(entry: str, tmp_path: Path) -> None:
    head = HEADER.replace("\n\n", '\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n')
    file = tmp_path / "nl.po"
    file.write_text(head + entry, encoding="utf-8")
    command = ["msgfmt", "-c", "-o", str(tmp_path / "nl.mo"), str(file)]
    refused = subprocess.run(command, capture_output=True, check=False).returncode != 0
    assert bool(po.read(head + entry).faults) == refused


def test_contexts_are_part_of_the_key() -> None:
    file = po.read(
        HEADER + 'msgctxt "menu"\nmsgid "Open"\nmsgstr "Openen"\n\nmsgid "Open"\nmsgstr "Geopend"\n'
    )
    assert [unit.key for unit in file.units] == ["menu\4Open", "Open"]


def test_an_odd_blank_before_a_keyword() -> None:
    file = po.read(HEADER + 'msgid "a\\n"\n\u00a0msgstr "b"\n')
    assert len(file.faults) == 1


def test_malformed() -> None:
    with pytest.raises(UnreadableError, match="line 2"):
        po.read('msgid "a"\nmsgid foo\n')


def test_a_large_file_is_parsed_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = [
        f'#: a.c:{n}\nmsgid "Mill {n}"\nmsgid_plural "%d mills {n}"\n'
        f'msgstr[0] "Molen {n}"\nmsgstr[1] ""\n"%d molens {n}"\n'
        for n in range(40)
    ]
    # blank lines within an entry, a comment alone, an obsolete entry
    odd = 'msgctxt "menu"\n\nmsgid "Door"\n\nmsgstr "Deur"\n\n# a note\n\n#~ msgid "x"\n'
    odd += '#~ msgstr "y"\n'
    text = HEADER + "\n".join([*entries[:20], odd, *entries[20:]])
    whole = po.read(text)
    monkeypatch.setattr(po, "_PORTION", 100)
    assert len(list(po._portions(text))) > 20
    assert po.read(text) == whole
    assert po.read(text.replace("\n", "\r\n")).units[-1].key == whole.units[-1].key


def test_an_error_in_a_later_portion_names_the_line_of_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(po, "_PORTION", 50)
    text = HEADER + 'msgid "Mill"\nmsgstr "Molen"\n\n' * 20 + 'msgid "Door"\nno keyword\n'
    line = text.count("\n")
    with pytest.raises(UnreadableError, match=rf"line {line}\b"):
        po.read(text)
