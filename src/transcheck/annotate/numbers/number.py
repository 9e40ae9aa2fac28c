"""What a number is, and how its text is folded before it is read."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from enum import StrEnum
from functools import cache

import regex
from msgspec import Struct

SPACES = " \u00a0\u2009\u202f"
UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
STEM = 4  # letters that a stem of a word must keep


class NumberKind(StrEnum):
    """What a number is, as far as its form tells."""

    CARDINAL = "cardinal"
    TIME = "time"
    DATE = "date"
    MONTH = "month"
    SPELLED = "spelled"
    ROMAN = "roman"
    FRACTION = "fraction"
    CODE = "code"
    DECADE = "decade"


class Number(Struct, frozen=True):
    """A number in a block's text.

    `values` are its readings, `parts` the numbers that a composite (date, time, mantissa) is made of, `minutes` the
    time of day it may be. `magnitude` is the power of ten that a word added, `unit` CLDR's name of the unit beside it
    (`percent`, `kilometer`), or `currency-` and its noun. A `weak` number is good evidence that a number is there, and
    bad evidence that one is missing: words, Roman numerals, months.
    """

    text: str
    start: int
    end: int
    kind: NumberKind
    values: tuple[Decimal, ...]
    parts: tuple[Decimal, ...] = ()
    minutes: int | None = None
    magnitude: int = 0
    unit: str = ""

    @property
    def weak(self) -> bool:
        """Tell whether the number may only explain others."""
        return self.kind in (NumberKind.SPELLED, NumberKind.ROMAN, NumberKind.MONTH)

    @property
    def digits(self) -> int:
        """Return the number of digits written."""
        return sum(c.isdecimal() for c in self.text)


def to_ascii(text: str) -> str:
    """Return a text with the decimal digits of every script as ASCII digits; its length stays."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


@cache
def _bases() -> dict[int, str]:
    """Return the base letter of each letter of Latin, Greek and Cyrillic that carries accents."""
    return {
        code: base
        for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))
        if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
    }


def plain(text: str) -> str:
    """Return a text with base letters for accented ones; its length stays."""
    return text if text.isascii() else text.translate(_bases())


def folded(text: str) -> str:
    """Return a word in the form in which the number data has it."""
    lowered = text.casefold()
    return lowered if lowered.isascii() else unicodedata.normalize("NFC", lowered).replace("\u00ad", "")
