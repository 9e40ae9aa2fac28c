"""Numbers written in digits, as values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(r"(?<!\w)(?:\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?:[.,٫]\d+)?|\d+(?:[.,٫٬'’]\d+)*)(?![A-Za-z])")
_GROUP = re.compile(r"[.,٬'’\u00a0\u202f\u2009 ]")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a block's text. `values` are its readings: 1.234 is 1234 in one locale and 1.234 in another."""

    text: str
    start: int
    end: int
    values: tuple[Decimal, ...]
    digits: int


def find_numbers(text: str, lang: str) -> Iterator[Number]:
    """Yield the numbers of a text in order, with digits of any script."""
    for match in _NUMBER.finditer(text):
        surface = match.group()
        values = tuple(_readings(to_ascii(surface)))
        if values:
            yield Number(surface, match.start(), match.end(), values, sum(c.isdigit() for c in surface))


def to_ascii(text: str) -> str:
    """Return a text with the decimal digits of every script as ASCII digits; its length stays."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _readings(surface: str) -> Iterator[Decimal]:
    digits = surface.lstrip("+-").replace("٫", ",")
    parts = _GROUP.split(digits)
    if len(parts) == 1:
        yield Decimal(parts[0])
        return
    grouped = all(len(part) in (2, 3) for part in parts[1:-1]) and len(parts[-1]) == 3
    if grouped:
        yield Decimal("".join(parts))
    if digits[-len(parts[-1]) - 1] in ".,":
        whole = "".join(parts[:-1])
        if len(parts) == 2 or all(len(part) in (2, 3) for part in parts[1:-1]):
            yield Decimal(f"{whole}.{parts[-1]}")
