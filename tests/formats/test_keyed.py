"""Readers of resource files, which have one language a file and keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage import resx

from transcheck.formats import (
    Units,
    UnreadableError,
    keyed_android,
    keyed_apple,
    keyed_fluent,
    keyed_json,
    keyed_properties,
    keyed_resx,
    keyed_yaml,
)

STRINGS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
NESTED = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=5),
    st.recursive(
        STRINGS | st.integers() | st.none(),
        lambda inner: (
            st.dictionaries(st.text("xyz", min_size=1, max_size=3), inner, max_size=3)
            | st.lists(inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def texts(file: Units) -> dict[str, str]:
    return {unit.key: block.text for unit in file.units if (block := unit.segments[0])}


def flat(data: object, path: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the strings of nested data that have a word, by their path."""
    if isinstance(data, dict):
        parts = [flat(value, (*path, key)) for key, value in data.items()]
    elif isinstance(data, list):
        parts = [flat(value, (*path, str(index))) for index, value in enumerate(data)]
    else:
        has_words = isinstance(data, str) and any(map(str.isalnum, data))
        return {".".join(path): str(data)} if has_words else {}
    return {key: value for part in parts for key, value in part.items()}


def assert_exact(file: Units) -> None:
    """Check that every exact piece of a block is what the file has there."""
    for unit in file.units:
        block = unit.segments[0]
        for piece in block.pieces if block else ():
            if piece.exact:
                size = piece.end - piece.start
                assert block
                assert file.text[piece.start : piece.end] == block.text[piece.at : piece.at + size]


@settings(max_examples=150, deadline=None)
@given(NESTED, st.sampled_from([None, 2]), st.booleans())
def test_any_json_is_read_as_json_does(data: object, indent: int | None, escaped: bool) -> None:
    file = keyed_json.read(json.dumps(data, indent=indent, ensure_ascii=escaped))
    strip = {key: value.strip(" |\u3000\xa0") for key, value in flat(data).items()}
    found = {key: value.strip(" |\u3000\xa0") for key, value in texts(file).items()}
    assert {key: found.get(key) for key in strip} == strip
    assert_exact(file)


@settings(max_examples=100, deadline=None)
@given(NESTED)
def test_any_yaml_is_read_as_yaml_does(data: object) -> None:
    # with one key at the root, that might be a language, it would be no part of the paths
    data = {"strings": data, "more": 1}
    written = yaml.safe_dump(data, allow_unicode=True)
    file = keyed_yaml.read(written)
    expected = {key: "".join(value.split()) for key, value in flat(data).items()}
    found = {key: "".join(value.split()) for key, value in texts(file).items()}
    assert {key: found.get(key, "").strip("|") for key in expected} == {
        key: value.strip("|") for key, value in expected.items()
    }
    assert_exact(file)


def test_metadata_and_descriptions_are_no_strings() -> None:
    arb = '{"@@locale": "nl", "title": "De molen", "@title": {"description": "The title"}}'
    assert texts(keyed_json.read(arb)) == {"title": "De molen"}
    chrome = '{"open": {"message": "Открыть", "description": "A button"}, "description": "Текст"}'
    assert texts(keyed_json.read(chrome)) == {"open.message": "Открыть", "description": "Текст"}


def test_places_and_escapes() -> None:
    source = '{\n  "a": "Eerste \\"molen\\"",\n  "b": ["één", "\\u98a8\\u8eca"]\n}\n'
    file = keyed_json.read(source)
    assert texts(file) == {"a": 'Eerste "molen"', "b.0": "één", "b.1": "風車"}
    blocks = [block for unit in file.units if (block := unit.segments[0])]
    assert [file.document(blocks).position(block.start) for block in blocks] == [
        (2, 9),
        (3, 10),
        (3, 17),
    ]


def test_yaml_with_the_language_at_the_root_and_in_several_styles() -> None:
    source = (
        "# strings\npl:\n  mill:\n    name: Stary młyn\n    quoted: 'Młyn ''Wiatr'''\n"
        "    folded: >\n      Młyn ma 12\n      metrów.\n  count: 3\n  on: yes\n"
    )
    file = keyed_yaml.read(source)
    assert texts(file) == {
        "mill.name": "Stary młyn",
        "mill.quoted": "Młyn 'Wiatr'",
        "mill.folded": "Młyn ma 12 metrów.",
    }
    first = file.units[0].segments[0]
    assert first
    assert file.document([first]).position(first.start) == (4, 11)
    assert_exact(file)


def test_properties() -> None:
    source = (
        "# a comment\n! another\ntitle = The old mill\nmill.name:\\u98a8\\u8eca\n"
        "long = Мельница \\\n   стоит\nkey\\ with\\ blanks=De molen\nempty=\nlone\n"
    )
    file = keyed_properties.read(source)
    assert texts(file) == {
        "title": "The old mill",
        "mill.name": "風車",
        "long": "Мельница стоит",
        "key with blanks": "De molen",
    }
    first = file.units[0].segments[0]
    assert first
    assert file.document([first]).position(first.start) == (3, 9)
    assert_exact(file)


def test_properties_as_another_program_reads_them() -> None:
    from translate.storage import properties

    source = "a=Eerste molen\nb = Tweede \\u00e9\\u00e9n\nc: derde \\\n    regel\n"
    store = properties.javafile()
    store.parse(source.encode())
    expected = {unit.name: str(unit.source) for unit in store.units if unit.name}
    assert texts(keyed_properties.read(source)) == expected


def test_apple_strings() -> None:
    source = (
        '/* The title */\n"title" = "De \\"oude\\" molen";\n// a comment\n'
        'open = "Открыть %@";\n"line" = "eerste\\ntweede";\n'
    )
    file = keyed_apple.read(source)
    assert texts(file) == {
        "title": 'De "oude" molen',
        "open": "Открыть %@",
        "line": "eerste\ntweede",
    }
    assert_exact(file)


def test_fluent() -> None:
    source = (
        "# a comment\nopen = Open the { $name } at { $time }\nboats =\n    { $n ->\n"
        "        [one] One boat\n       *[other] { $n } boats\n    }\n    .title = Boats of all\n"
        "        sizes\n-brand = Molen\nbad = { $x\n"
    )
    file = keyed_fluent.read(source)
    assert texts(file) == {
        "open": "Open the { $name } at { $time }",
        "boats.one": "One boat",
        "boats.*": "{ $n } boats",
        "boats.title": "Boats of all\nsizes",
        "-brand": "Molen",
    }
    [fault] = file.faults
    assert source[fault.start : fault.end] == "bad = { $x"
    assert_exact(file)


def test_android_strings() -> None:
    source = (
        '<?xml version="1.0" encoding="utf-8"?>\n<resources>\n'
        '  <string name="title">Stary <b>młyn</b> &amp; most</string>\n'
        '  <string name="brand" translatable="false">Młyn</string>\n'
        '  <string name="quote">Don\\\'t \\u98a8</string>\n'
        '  <plurals name="boats"><item quantity="one">%d łódź</item>\n'
        '    <item quantity="other">%d łodzi</item></plurals>\n'
        '  <string-array name="days"><item>Pierwszy</item><item>Drugi</item></string-array>\n'
        "</resources>\n"
    )
    file = keyed_android.read(source)
    assert texts(file) == {
        "title": "Stary <b>młyn</b> & most",
        "quote": "Don't 風",
        "boats.one": "%d łódź",
        "boats.other": "%d łodzi",
        "days.0": "Pierwszy",
        "days.1": "Drugi",
    }
    first = file.units[0].segments[0]
    assert first
    assert file.document([first]).position(first.start) == (3, 24)


@pytest.mark.parametrize(
    ("reader", "text", "message"),
    [
        (keyed_apple, '"a" = "b";\nno entry', 'line 2: write "key" = "value"; there'),
        (keyed_android, "<resources><string>", "not well-formed XML"),
        (keyed_json, '{\n"a": "b",\n}', "line 3: is not well-formed JSON"),
        (keyed_json, "[" * 100_000, "not well-formed JSON"),
        (keyed_json, '{"a":' * 200 + "1" + "}" * 200, "nested too deeply"),
        (keyed_yaml, "a: b\n  c: [", "line 2: is not well-formed YAML"),
        (keyed_yaml, "[" * 300 + "]" * 300, "nested too deeply"),
    ],
)
def test_refused(reader: ModuleType, text: str, message: str) -> None:
    read: Callable[[str], Units] = reader.read
    with pytest.raises(UnreadableError, match=message):
        read(text)


RESX = """<?xml version="1.0" encoding="utf-8"?>
<root>
  <resheader name="resmimetype"><value>text/microsoft-resx</value></resheader>
  <data name="Open" xml:space="preserve">
    <value>Open the &lt;b&gt;ferry&lt;/b&gt; at {0} </value>
    <comment>a button</comment>
  </data>
  <data name="Icon" type="System.Drawing.Bitmap"><value>AAAA</value></data>
  <data name="Blob" mimetype="application/octet-stream"><value>AA</value></data>
  <data name="Close" xml:space="preserve"><value>Close</value></data>
</root>
"""


def test_resx_has_strings_and_no_objects() -> None:
    file = keyed_resx.read(RESX)
    assert texts(file) == {"Open": "Open the <b>ferry</b> at {0}", "Close": "Close"}
    assert_exact(file)
    store: Any = resx.RESXFile.parsestring(RESX.encode())
    theirs = {unit.getid(): str(unit.target).strip() for unit in store.units}
    assert {key: theirs[key] for key in texts(file)} == texts(file)


def test_resx_that_is_malformed() -> None:
    with pytest.raises(UnreadableError, match="line 1"):
        keyed_resx.read("<root><data></root>")
