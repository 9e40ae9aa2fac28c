from __future__ import annotations

from pathlib import Path

import pytest

from transcheck.config import Settings
from transcheck.engine import check
from transcheck.glossary import Forms, load
from transcheck.model import TranscheckError

CSV = "nl,pl,ja\nWang Ning | !Vuong Ninh,Wang Ning,王寧|!汪寧\n"
TOML = '[[name]]\nnl = "Wang Ning | !Vuong Ninh"\npl = "Wang Ning"\nja = "王寧|!汪寧"\n'


@pytest.mark.parametrize(("name", "text"), [("names.csv", CSV), ("names.toml", TOML)])
def test_both_formats_say_the_same(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    glossary = load((name,), tmp_path)
    assert list(glossary.of("nl-BE")) == [Forms(("Wang Ning",), ("Vuong Ninh",))]
    assert list(glossary.of("ja")) == [Forms(("王寧",), ("汪寧",))]
    assert list(glossary.of("ru")) == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "nl,dutch\n", "line 1: 'dutch' is not a language tag"),
        ("a.csv", "", "begins with a row of language tags"),
        ("a.csv", "nl,pl\na,b,c\n", "line 2: 3 cells, but 2 languages"),
        ("a.toml", "name = 1", r"consists of \[\[name\]\] tables"),
        ("a.toml", "[[name]]\nnl = 1", "name 1: a string belongs here"),
        ("a.toml", "[[name]]\nnl = ", "fix the TOML"),
        ("missing.csv", None, "cannot be read"),
    ],
)
def test_faults_name_file_and_remedy(
    name: str, text: str | None, message: str, tmp_path: Path
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TranscheckError, match=message):
        load((name,), tmp_path)


def test_forbidden_forms_are_errors_and_right_ones_never_drift(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(
        "en,nl\nKvarelidze,Kwarelidze | !Kvarelitse\n", encoding="utf-8"
    )
    (tmp_path / "en.md").write_text(
        "Minister Kvarelidze opened it.\n\nThen Kvarelidze left.\n", encoding="utf-8"
    )
    (tmp_path / "nl.md").write_text(
        "Minister Kwarelidze opende hem.\n\nToen vertrok Kvarelitse.\n", encoding="utf-8"
    )
    run = check(
        [tmp_path],
        Settings(source="en", select=("NAM",), glossary=("names.csv",), root=tmp_path),
        jobs=1,
    )
    found = [
        (f.code, f.location.line, f.location.text, f.suggestion) for f in run.stories[0].findings
    ]
    assert ("NAM105", 3, "Kvarelitse", "Kwarelidze") in found
    assert not any(f[2] == "Kwarelidze" for f in found)


TBX = """<?xml version="1.0"?>
<tbx xmlns="urn:iso:std:iso:30042:ed-2" type="TBX-Basic"><text><body>
<conceptEntry id="c1">
<langSec xml:lang="en"><termSec><term>town council</term></termSec></langSec>
<langSec xml:lang="nl"><termSec><term>gemeenteraad</term></termSec>
<termSec><term>stadsraad</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>
</termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def test_tbx(tmp_path: Path) -> None:
    (tmp_path / "terms.tbx").write_text(TBX)
    [name] = load(("terms.tbx",), tmp_path).names
    assert (name["en"].right, name["nl"].right, name["nl"].forbidden) == (
        ("town council",),
        ("gemeenteraad",),
        ("stadsraad",),
    )
    old = (
        TBX.replace("conceptEntry", "termEntry")
        .replace("langSec", "langSet")
        .replace("termSec", "tig")
    )
    (tmp_path / "old.tbx").write_text(old)
    assert load(("old.tbx",), tmp_path).names == (name,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tbx>", "fix the XML"),
        ('<!DOCTYPE tbx [<!ENTITY a "b">]><tbx/>', "declares entities"),
        (TBX.replace('"nl"', '"nope-"'), "concept 1"),
    ],
)
def test_tbx_mistakes(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "terms.tbx").write_text(text)
    with pytest.raises(TranscheckError, match=message):
        load(("terms.tbx",), tmp_path)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "g.csv",
            'en,nl\n"Kyiv,Kyiv | !Kiev\nParty,partij\n',
            r"g\.csv, line .*close the quotation mark",
        ),
        ("g.csv", "en,pt-br,pt-BR\na,b,c\n", "two columns have the same language"),
        ("g.toml", 'name = ["Kyiv"]\n', "consists of .*name.* tables"),
        ("g.toml", "name = " + "[" * 5000, "fix the TOML"),
    ],
)
def test_odd_glossaries(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(TranscheckError, match=message):
        load((name,), tmp_path)


def test_only_the_status_of_a_term_forbids_it(tmp_path: Path) -> None:
    dct = TBX.replace('<termNote type="administrativeStatus">', "<administrativeStatus>").replace(
        "</termNote>", "</administrativeStatus>"
    )
    (tmp_path / "dct.tbx").write_text(dct)
    note = TBX.replace(
        "<term>gemeenteraad</term>",
        '<term>gemeenteraad</term><termNote type="usageNote">not deprecated</termNote>',
    )
    (tmp_path / "note.tbx").write_text(note)
    (tmp_path / "latin.tbx").write_bytes(
        TBX.replace('"1.0"', '"1.0" encoding="iso-8859-1"')
        .replace("stadsraad", "städ")
        .encode("latin-1")
    )
    forms = [
        load((name,), tmp_path).names[0]["nl"] for name in ("dct.tbx", "note.tbx", "latin.tbx")
    ]
    assert [form.forbidden for form in forms] == [("stadsraad",), ("stadsraad",), ("städ",)]
    assert forms[1].right == ("gemeenteraad",)


def test_a_region_stands_for_its_language(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("en-US,nl-NL\ncouncil,raad\n")
    [forms] = load(("g.csv",), tmp_path).of("nl")
    assert forms.right == ("raad",)
