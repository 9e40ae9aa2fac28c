"""Apple's .xcstrings and .stringsdict; the modules json and plistlib are the oracles."""

from __future__ import annotations

import json
import plistlib
import time
from typing import Any

import pytest

from transcheck.formats import Unit, Units, UnreadableError, keyed_stringsdict, xcstrings

CATALOGUE = """{
  "sourceLanguage" : "en",
  "strings" : {
    "Open the bridge" : {
      "comment" : "a button",
      "localizations" : {
        "nl" : { "stringUnit" : { "state" : "translated", "value" : "Open de \\"brug\\"" } },
        "zh-Hant" : { "stringUnit" : { "state" : "needs_review", "value" : "打開橋" } }
      }
    },
    "brand" : { "shouldTranslate" : false },
    "gone" : {
      "extractionState" : "stale",
      "localizations" : { "nl" : { "stringUnit" : { "state" : "translated", "value" : "weg" } } }
    },
    "boats" : {
      "localizations" : {
        "en" : { "variations" : { "plural" : {
          "one" : { "stringUnit" : { "state" : "translated", "value" : "%lld boat" } },
          "other" : { "stringUnit" : { "state" : "translated", "value" : "%lld boats" } }
        } } },
        "pl" : { "variations" : { "plural" : {
          "one" : { "stringUnit" : { "state" : "translated", "value" : "jedna łódź" } },
          "few" : { "stringUnit" : { "state" : "translated", "value" : "%lld łodzie" } },
          "other" : { "stringUnit" : { "state" : "translated", "value" : "%lld łodzi" } }
        } } }
      }
    }
  },
  "version" : "1.0"
}
"""
PLURALS = """<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0">
<dict>
  <key>%d boats in %@</key>
  <dict>
    <key>NSStringLocalizedFormatKey</key>
    <string>%#@boats@ in %@</string>
    <key>boats</key>
    <dict>
      <key>NSStringFormatSpecTypeKey</key>
      <string>NSStringPluralRuleType</string>
      <key>NSStringFormatValueTypeKey</key>
      <string>d</string>
      <key>one</key>
      <string>%d boat &amp; crew</string>
      <key>other</key>
      <string>%d boats &amp; crews</string>
    </dict>
  </dict>
</dict>
</plist>
"""


def texts(unit: Unit) -> list[str | None]:
    return [block.text if block else None for block in unit.segments]


def by_key(file: Units) -> dict[str, list[str | None]]:
    return {unit.key: texts(unit) for unit in file.units}


def test_a_catalogue() -> None:
    file = xcstrings.read(CATALOGUE)
    assert file.langs == ("en", "nl", "zh-Hant", "pl")
    assert by_key(file) == {
        "Open the bridge": ["Open the bridge", 'Open de "brug"', None, None],
        "boats.one": ["%lld boat", None, None, None],  # one boat has no number
        "boats.other": ["%lld boats", None, None, "%lld łodzi"],
        "boats.few": ["%lld boats", None, None, "%lld łodzie"],
    }
    assert [unit.key for unit in file.units if unit.optional] == ["boats.one", "boats.few"]


def test_places_in_a_catalogue() -> None:
    file = xcstrings.read(CATALOGUE)
    for unit in file.units:
        for block in filter(None, unit.segments):
            raw = CATALOGUE[block.start : block.end]
            assert json.loads(f'"{raw}"') == block.text


def test_languages_at_the_beginning_of_a_catalogue() -> None:
    cut = CATALOGUE[: CATALOGUE.index('"brand"')]
    assert xcstrings.languages(cut) == ("en", "nl", "zh-Hant")
    assert xcstrings.languages("]") == ()


@pytest.mark.parametrize("text", ["[]", "{", '{"strings": []}', "{}"])
def test_what_is_no_catalogue(text: str) -> None:
    with pytest.raises(UnreadableError):
        xcstrings.read(text)


@pytest.mark.parametrize("text", ['{"strings": {"a": 1}}', '{"strings": {"a": {}}}'])
def test_odd_entries(text: str) -> None:
    assert all(texts(unit) == ["a"] for unit in xcstrings.read(text).units)


def leaves(value: Any, path: tuple[str, ...] = ()) -> dict[str, str]:
    if isinstance(value, str):
        return {".".join(path): value}
    return {
        key: text
        for name, inner in value.items()
        for key, text in leaves(inner, (*path, name)).items()
    }


def test_a_list_of_plurals() -> None:
    file = keyed_stringsdict.read(PLURALS)
    found = {key: found[0] for key, found in by_key(file).items()}
    expected = {
        key: text
        for key, text in leaves(plistlib.loads(PLURALS.encode())).items()
        if "FormatSpec" not in key and "FormatValue" not in key
    }
    assert found == expected
    assert len(found) == 3
    place = file.units[1].segments[0]
    assert place is not None
    assert PLURALS[place.start : place.end] == "%d boat &amp; crew"


def test_another_xml_is_no_list_of_plurals() -> None:
    with pytest.raises(UnreadableError, match="property list"):
        keyed_stringsdict.read("<a><dict><key>x</key></dict></a>")


def test_a_string_that_does_not_end_takes_no_time() -> None:
    begun = time.process_time()
    assert xcstrings.languages('{"strings": {"' + '\\"' * 400_000) == ("en",)
    assert xcstrings.languages('{"strings": {"a": {"localizations": {"nl": {}, "p') == ("en", "nl")
    assert time.process_time() - begun < 10


def catalogue(**localizations: Any) -> str:
    entry = {"localizations": localizations}
    return json.dumps({"sourceLanguage": "en", "strings": {"k": entry}, "version": "1.0"})


def unit(text: str) -> dict[str, Any]:
    return {"stringUnit": {"state": "translated", "value": text}}


def plural(**forms: str) -> dict[str, Any]:
    return {"variations": {"plural": {form: unit(text) for form, text in forms.items()}}}


def test_a_language_without_plurals() -> None:
    file = xcstrings.read(catalogue(en=plural(one="%d boat", other="%d boats"), ja=unit("%d隻")))
    assert by_key(file) == {"k.one": ["%d boat", None], "k.other": ["%d boats", "%d隻"]}
    assert [unit.optional for unit in file.units] == [True, False]


def test_substitutions_of_the_translation_only() -> None:
    forms = plural(one="%arg Boot", other="%arg Boote")
    german = {**unit("%#@boats@ übrig"), "substitutions": {"boats": forms}}
    file = xcstrings.read(catalogue(en=unit("%lld boats left"), de=german))
    assert [(texts(unit), unit.optional) for unit in file.units] == [
        (["%lld boats left", None], True)
    ]


def test_an_entry_that_another_of_its_name_replaces() -> None:
    inner = '{"localizations": {"de": {"stringUnit": {"value": "x"}}}}'
    file = xcstrings.read('{"strings": [' + inner + '], "strings": {}}')
    assert file.units == ()
