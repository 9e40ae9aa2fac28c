"""Apple's string catalogues (.xcstrings): JSON with the strings of a program in all its languages.

A string without an entry in the source language is its own text. Variations by number and device
are units of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct, field

from transcheck.formats import Unit, Units, UnreadableError, line_starts
from transcheck.formats.json_strings import JsonString, block, strings, walk
from transcheck.formats.plurals import leaves_number_out
from transcheck.locales import parse_tag
from transcheck.model import Block

_SOURCE = "en"
_DEPTH = 4  # names in front of a text: strings, its key, localizations, the language
_USUAL = "other"  # the form that every language has
_WAITING = frozenset({"new", "needs_review", "stale"})
_BETWEEN = frozenset({"variations", "plural", "device", "substitutions"})
_SUBSTITUTION = "%#@"  # begins the name of a substitution in a text

Variation = tuple[str, ...]


class _Text(Struct):
    """A string in a language, and its state."""

    block: Block | None = None
    state: str = ""


class _Entry(Struct):
    """A string of the catalogue: its key as a block, and its texts by language and variation."""

    key: Block | None
    texts: dict[str, dict[Variation, _Text]] = field(default_factory=dict)


def languages(head: str) -> tuple[str, ...]:
    """Return the languages named at the beginning of a file, the source first."""
    try:
        return _named(head, walk(head))
    except (IndexError, ValueError, UnreadableError):  # reading the file will report it
        return ()


def _named(text: str, found: Iterable[JsonString]) -> tuple[str, ...]:
    source = _SOURCE
    langs: dict[str, None] = {}
    for string in found:
        if string.path == ("sourceLanguage",) and not string.is_name:
            source = parse_tag(text[string.start : string.end]) or source
        elif string.is_name and _is_text(string) and len(string.path) == _DEPTH:
            langs |= dict.fromkeys(filter(None, (parse_tag(string.path[-1]),)))
    return (source, *(lang for lang in langs if lang != source))


def read(text: str) -> Units:
    """Return the strings of a catalogue, but for those that the program no longer has or that need
    no translation.

    Raises:
        UnreadableError: it is not JSON, or not a catalogue; the message names the line.
    """
    found = list(strings(text))
    data = json.loads(text)
    if not isinstance(data, dict) or not isinstance(data.get("strings"), dict):
        raise UnreadableError("is not a string catalogue of Xcode; give one with “strings”")
    langs = _named(text, found)
    entries = _entries(text, found)
    units = [
        unit
        for key, entry in entries.items()
        if _is_wanted(data["strings"].get(key))
        for unit in _units(key, entry, langs)
    ]
    return Units(text, line_starts(text), tuple(units), langs)


def _is_text(string: JsonString) -> bool:
    path = string.path
    return len(path) >= _DEPTH and path[0] == "strings" and path[2] == "localizations"


def _entries(text: str, found: list[JsonString]) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for string in found:
        if string.is_name and string.path[0] == "strings" and len(string.path) == 2:
            entries[string.path[1]] = _Entry(block(text, string.start, string.end))
        elif not string.is_name and _is_text(string) and string.path[-2] == "stringUnit":
            lang = parse_tag(string.path[3])
            if lang is None:
                continue
            variation = tuple(name for name in string.path[4:-2] if name not in _BETWEEN)
            entry = entries.get(string.path[1])
            if entry is None:  # in a part that another one of the same name replaces
                continue
            texts = entry.texts.setdefault(lang, {})
            one = texts.setdefault(variation, _Text())
            if string.path[-1] == "value":
                one.block = block(text, string.start, string.end)
            elif string.path[-1] == "state":
                one.state = text[string.start : string.end]
    return entries


def _is_wanted(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    return entry.get("shouldTranslate") is not False and entry.get("extractionState") != "stale"


def _units(key: str, entry: _Entry, langs: tuple[str, ...]) -> Iterator[Unit]:
    """Yield a unit for each variation that a language has.

    A translation with a substitution is not compared with a source without it, whose numbers are in
    other parts of the text then.
    """
    source = entry.texts.get(langs[0], {}) if langs else {}
    variations = dict.fromkeys(
        variation for lang in langs for variation in entry.texts.get(lang, {})
    )
    for variation in variations or {(): None}:
        original = _original(source, variation) or (None if source or variation else entry.key)
        is_only = not variation and bool(source) and () not in source
        if original is None or is_only:  # the only text of a language is its usual form
            continue
        others = [
            _translation(entry.texts.get(lang, {}), variation, original) for lang in langs[1:]
        ]
        is_usual = variation in ((), (_USUAL,))
        yield Unit(
            (original, *others),
            ".".join((key, *variation)),
            context=None if variation else "",
            optional=not is_usual or _has_substitution(entry, variation),
        )


def _has_substitution(entry: _Entry, variation: Variation) -> bool:
    for texts in entry.texts.values():
        found = texts.get(variation)
        if found is not None and found.block is not None and _SUBSTITUTION in found.block.text:
            return True
    return False


def _original(source: dict[Variation, _Text], variation: Variation) -> Block | None:
    """Return the source of a variation: its own, or the usual form's, or the only text for a form
    of it.
    """
    usual = (*variation[:-1], _USUAL)
    only: tuple[Variation, ...] = ((_USUAL,), ()) if len(variation) <= 1 else ()
    for known in (variation, usual, *only):
        if known in source:
            return source[known].block
    return None


def _translation(
    texts: dict[Variation, _Text], variation: Variation, original: Block
) -> Block | None:
    """Return the text of a variation, None if there is none or it is waiting for its translator.

    The only text of a language is its usual form.
    """
    known = texts.get(variation)
    if known is None and (not variation or variation == (_USUAL,)):
        known = texts.get(()) or texts.get((_USUAL,))
    if known is None or known.block is None or known.state in _WAITING:
        return None
    if _SUBSTITUTION in known.block.text and _SUBSTITUTION not in original.text:
        return None
    form = variation[-1] if variation else _USUAL
    return None if leaves_number_out(form, known.block.text, original.text) else known.block
