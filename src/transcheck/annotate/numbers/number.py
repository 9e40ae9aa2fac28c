"""The number type, and how text is folded before numbers are read."""

from __future__ import annotations

import unicodedata
from decimal import Context, Decimal
from enum import StrEnum
from functools import cache

import regex
from msgspec import Struct
from msgspec.structs import replace

SPACES = " \u00a0\u2009\u202f"
UNSPACED = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
)
# Numbers of strangers may have any number of digits: results are exact up to 100, and undefined
# ones are NaN, not an exception.
ARITHMETIC = Context(prec=100, traps=[])
STEM = 4  # letters that a stem of a word must keep


class NumberKind(StrEnum):
    """The type of a number, as far as its form shows it."""

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

    `values` are its readings, `parts` the numbers that a composite (date, time, mantissa) is made
    of, `minutes` the time of day it may be. `magnitude` is the power of ten that a word added,
    `unit` CLDR's name of the unit beside it (`percent`, `kilometer`), or `currency-` and the
    currency's name. A `weak` number (words, Roman numerals, months) is good evidence that a number
    is present, but poor evidence that one is missing.
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
        """Return whether the number may only serve to explain others."""
        return self.kind in (NumberKind.SPELLED, NumberKind.ROMAN, NumberKind.MONTH)

    @property
    def digits(self) -> int:
        """Return the number of digits written."""
        return sum(c.isdecimal() for c in self.text)


_TENS = frozenset({"decade", "tenth"})
_WHOLE = 10  # tenths


def in_tens(number: Number) -> Number:
    """Return a number with what it means beside a unit of ten: 6 decades are 60 years, 3割 are 30
    per cent.

    Its own value stays, as the other version may count in tens too.
    """
    if number.unit not in _TENS:
        return number
    values = (*number.values, *(value * 10 for value in number.values))
    if number.unit == "decade":
        return replace(number, values=values)
    # more than ten tenths are something else: 2010 成立, founded in 2010
    if not all(value <= _WHOLE for value in number.values):
        return replace(number, unit="")
    return replace(number, values=values, unit="percent")


def to_ascii(text: str) -> str:
    """Return a text with the decimal digits of every script replaced by ASCII digits.

    Its length does not change.
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


@cache
def _bases() -> dict[int, str]:
    """Return the base letter of each accented letter of Latin, Greek and Cyrillic."""
    return {
        code: base
        for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))
        if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
    }


def plain(text: str) -> str:
    """Return a text with base letters instead of accented ones; its length does not change."""
    return text if text.isascii() else text.translate(_bases())


# marks inside numbers that mean what an ASCII character means: １．５, ２：１, 2⁄3, 1 000, −5
_MARKS = str.maketrans(
    {
        "．": ".",
        "，": ",",
        "：": ":",
        "∶": ":",
        "⁄": "/",
        "／": "/",
        "\u2007": "\u00a0",
        "\u202f": "\u00a0",
    }
)
_RAISED = regex.compile(r"(?<=\d)[·・⋅](?=\d)")  # 24·4 in British journals, ２・５ in Japanese


def written_plainly(text: str) -> str:
    """Return a text as numbers are looked for in it: base letters, and plain marks between digits.

    Its length does not change.
    """
    return text if text.isascii() else _RAISED.sub(".", plain(text).translate(_MARKS))


def folded(text: str) -> str:
    """Return a word in the form used by the number data."""
    lowered = text.casefold()
    return (
        lowered
        if lowered.isascii()
        else unicodedata.normalize("NFC", lowered).replace("\u00ad", "")
    )
