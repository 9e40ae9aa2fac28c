"""PO (gettext): each entry is a unit, its msgid against its msgstr. polib parses.

This module adds the places.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from transcheck.formats import Unit, Units, UnreadableError, line_starts
from transcheck.formats.escapes import escaped_block
from transcheck.formats.plurals import PluralForms, plural_forms
from transcheck.model import Block, Fault

if TYPE_CHECKING:
    from polib import POEntry, POFile

_QUOTED = re.compile(
    r'\s*(?:(?P<word>msgid_plural|msgid|msgstr)(?:\[(?P<index>\d+)\])?[ \t]*)?"(?P<text>.*)"[ '
    r"\t]*\r?"
)
# polib takes these for line ends, gettext does not
_NO_LINE_END = re.compile("[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}

_PORTION = 1 << 20  # characters given to polib at once
# a blank line behind an entry and before another one
_BETWEEN = re.compile(
    r'(?:^|\n)(?:msgstr[^\n]*|"[^\n]*"[ \t]*\r?)\n[ \t\r]*\n(?=#[^~]|msgctxt |msgid )'
)
_LINE = re.compile(r"\bline (\d+)")
# polib opens a file if the text is the path of one; no path holds a NUL character
_NEVER_A_PATH = "\n# \0\n"

Strings = dict[str, list[tuple[int, int]]]


def read(text: str) -> Units:
    """Return the units of the entries, source and target.

    Fuzzy ones are not final, obsolete ones are left out.

    A plural entry has a unit for each of its forms.

    Raises:
        UnreadableError: polib cannot parse it; the message names the line.
    """
    starts = line_starts(text)
    metadata: dict[str, str] = {}
    forms: PluralForms | None = None
    units: list[Unit] = []
    faults: list[Fault] = []
    for start, end in _portions(text):
        line = bisect_right(starts, start) - 1
        catalogue = _parsed(text[start:end], line)
        if start == 0:
            metadata = {key: str(value) for key, value in catalogue.metadata.items()}
            forms = plural_forms(metadata.get("Plural-Forms", ""))
        for entry in catalogue:
            if entry.obsolete:
                continue
            strings = _strings(text, starts, line + (entry.linenum or 1))
            if "msgid_plural" in strings:
                units += _plural_units(text, strings, entry, forms)
            elif "msgid" in strings and "msgstr" in strings:
                units += _unit(text, strings, entry)
            if "fuzzy" not in entry.flags and any(name.startswith("msgstr") for name in strings):
                faults += _faults(strings, entry, forms)
        # polib's parser is part of a reference cycle and would keep it until the next garbage
        # collection
        catalogue.clear()
    return Units(text, starts, tuple(units), metadata=metadata, faults=tuple(faults))


def _portions(text: str) -> Iterator[tuple[int, int]]:
    """Yield the starts and ends of portions of whole entries: what polib makes of an entry takes
    ten times its text, so that it has few at once.
    """
    start = 0
    while len(text) - start > _PORTION:
        between = _BETWEEN.search(text, start + _PORTION)
        if between is None:
            break
        yield start, between.end()
        start = between.end()
    yield start, len(text)


def _parsed(text: str, line: int) -> POFile:
    """Return the entries of a portion that begins behind a number of lines.

    Raises:
        UnreadableError: polib cannot parse it; the message names the line of the file.
    """
    import polib

    try:
        return polib.pofile(_NO_LINE_END.sub(" ", text) + _NEVER_A_PATH)
    except (OSError, ValueError, IndexError, AttributeError, KeyError) as error:
        what = _LINE.sub(lambda found: f"line {int(found[1]) + line}", str(error))
        raise UnreadableError(
            f"is not a well-formed PO ({what}); fix it there, or check it with msgfmt"
        ) from error


def _unit(text: str, strings: Strings, entry: POEntry) -> Iterator[Unit]:
    source = _block(text, strings["msgid"])
    if source:
        yield Unit(
            (source, _block(text, strings["msgstr"])),
            _key(entry),
            "fuzzy" not in entry.flags,
            entry.msgctxt or "",
        )


def _key(entry: POEntry) -> str:
    return f"{entry.msgctxt}\4{entry.msgid}" if entry.msgctxt else entry.msgid


def _plural_units(
    text: str, strings: Strings, entry: POEntry, forms: PluralForms | None
) -> Iterator[Unit]:
    """Yield a unit for each plural form, the usual one first: it has the key of the entry.

    Forms are compared with the plural, the form for one with the singular. One that names a number
    where the singular does not (“One file”, “%d файл”) is for 21 and 31, too. Forms for zero or two
    only may leave the number out, and are not compared.
    """
    final = "fuzzy" not in entry.flags
    given = sorted(
        (name for name in strings if name.startswith("msgstr")), key=lambda name: (len(name), name)
    )
    if not given:
        return
    plural = _block(text, strings["msgid_plural"])
    usual = f"msgstr{forms.usual}" if forms else given[-1]
    usual = usual if usual in given else given[-1]
    if plural:
        yield Unit((plural, _block(text, strings[usual])), _key(entry), final, None)
    if forms is None or not any(entry.msgstr_plural.values()):
        return
    for name in given:
        if name == usual:
            continue
        form = int(name.removeprefix("msgstr") or 0)
        target = _block(text, strings[name])
        if form == forms.singular:
            source = _block(text, strings["msgid"])
            names_number = target and any(
                sign in target.text and sign not in entry.msgid for sign in "%{"
            )
            if names_number:
                source = plural
        else:
            source = plural
        leaves_out = (
            target
            and form in forms.seldom
            and (form != forms.singular or _values(target.text) < _values(entry.msgid))
        )
        if source and not leaves_out:
            yield Unit((source, target), "", final, None)


def _values(text: str) -> int:
    """Return about how many values a program inserts into a text."""
    return text.count("%") + text.count("{")


def _faults(strings: Strings, entry: POEntry, forms: PluralForms | None) -> Iterator[Fault]:
    """Yield what msgfmt refuses about the translation of an entry: another number of plural forms
    than the header says, and line breaks at one end of a text only.
    """
    texts = entry.msgstr_plural if entry.msgid_plural else {0: entry.msgstr}
    if not any(texts.values()):
        return
    if entry.msgid_plural and forms and len(texts) != forms.count:
        yield _fault(
            strings,
            f"it has {len(texts)} plural form{'s' * (len(texts) != 1)}, and the header says "
            f"nplurals={forms.count}",
        )
    for translation in filter(None, texts.values()):
        for verb, edge in (("begin", str.startswith), ("end", str.endswith)):
            expected = edge(entry.msgid, "\n")
            if edge(translation, "\n") != expected:
                does_not = f"does not {verb}" if expected else f"{verb}s"
                yield _fault(strings, f"it {does_not} with a line break (\\n), unlike its source")
                return


def _fault(strings: Strings, message: str) -> Fault:
    first = min(name for name in strings if name.startswith("msgstr"))
    return Fault(message, strings[first][0][0], strings[first][-1][1])


def _strings(text: str, starts: tuple[int, ...], line: int) -> Strings:
    """Return the places between the quotes of each string of the entry that begins at a 1-based
    line.
    """
    found: Strings = {}
    current = ""
    for index in range(line - 1, len(starts)):
        stop = starts[index + 1] if index + 1 < len(starts) else len(text)
        raw = text[starts[index] : stop].rstrip("\r\n")
        match = _QUOTED.fullmatch(raw)
        if match is None:
            if "msgstr" in current:
                break
            continue
        if match["word"]:
            if match["word"] == "msgid" and "msgid" in found:
                break
            current = match["word"] + (match["index"] or "")
        if current:
            found.setdefault(current, []).append(
                (starts[index] + match.start("text"), starts[index] + match.end("text"))
            )
    return found


def _block(text: str, places: list[tuple[int, int]]) -> Block | None:
    block = escaped_block(text, places, _ESCAPE, _unescaped)
    if block and "\n" in block.edges[0] + block.edges[1]:
        # whether a line break must be there is msgfmt's rule, and in `_faults`
        return replace(block, edges=(block.edges[0].strip("\n"), block.edges[1].strip("\n")))
    return block


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPED.get(match[1], match[1])
