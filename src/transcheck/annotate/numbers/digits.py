"""Numbers written in digits of any script, with the magnitude words, clock hours and dates that they are part of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

import regex
from msgspec.structs import replace

from transcheck.annotate.numbers.number import SPACES, UNSPACED, Number, NumberKind, plain, to_ascii
from transcheck.annotate.numbers.units import Units
from transcheck.locales import NumberData

_ANY = re.compile(r"[\d¼½¾⅐-⅞]")
_START = re.compile(r"\+?\d+|[¼½¾⅐-⅞]")
# a letter of a spaced alphabet may not precede the digits of a number: A4 and H2O are not numbers
_DIGITS = rf"(?:\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,٫٬'’،]\d+)*)"
_BEFORE = r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}\p{Nd}_]|\p{Nd}[.,٫٬'’،])"
_CLOCK = r"(?<clock>\d{1,2}(?::|[  ]?[hH][  ]?|時|时|点|點|시[  ]?)\d{2}(?!\d|[.,:]\d)(?:分|분|min\b)?)"
_DATE = (
    r"(?<date>\d{1,2}(?:月[ \u00a0]?\d{1,2}[日号號]|월[ \u00a0]?\d{1,2}일)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|\d{1,2}[-/.][ \u00a0]?\d{1,2}[-/.][ \u00a0]?(?:\d{4}|\d{2})(?!\d|[.,]\d))"
)
_SPAN = r"(?<span>(?:1[0-9]|20)\d{2}[/–-]\d{2}(?!\d|[./–-]\d))"
_CODE = r"(?<code>\+\d{1,3}(?:[ \u00a0-]\d{2,4}){2,}(?!\d)|0\d{1,3}(?:[ \u00a0-]\d{2,4}){2,}(?!\d)|\d{3,4}(?:-\d{2,4}){2,}(?!\d))"
_GLUED = {"k": 3, "m": 6, "b": 9, "bn": 9, "tn": 12, "mn": 6}  # written directly after the digits in English
_PART = re.compile(r"[0-9]+")
_UNKNOWN_DIGIT = regex.compile(r"[\p{Nd}--[0-9]]", regex.V1)  # digits that are newer than this Python's version of Unicode
_LONGEST = 40  # characters of a number; anything longer is data
_HALF_DAY = regex.compile(r"[ \u00a0\u202f]?([ap])\.?[ \u00a0]?m\b", regex.IGNORECASE)
_REACH = 24  # characters before the digits in which to look for a magnitude word
_ADDEND = re.compile(rf"(\d[\d.,{SPACES}]*)([^\d]*)")
_RANGE_GAP = re.compile(r"[^.,;:!?()\n]{1,8}")  # between the two numbers of a range
_NAMED = regex.compile(r"(?<![\p{L}\p{N}])\p{Lu}{2}([0-9]{2})(?![\p{L}\p{N}])")  # the season SS19, the year FY24
_GROUP = re.compile(rf"[.,٫٬'’،{SPACES}]")


class Digits:
    """Reads the numbers in digits of one language.

    With `glued`, a letter after the digits is a magnitude (5k, 3m); elsewhere it may be an ending: 74k is Basque.
    """

    def __init__(self, data: NumberData, powers: dict[str, int], units: Units, *, glued: bool) -> None:
        self._powers = powers
        self._units = units
        letters = "[kmb]|bn|tn|mn" if glued else r"(?<=[$£€¥₹]\d[\d.,]*)[kmb]|(?-i:[KM])|bn|tn|mn"
        self._number = regex.compile(
            rf"{_BEFORE}(?:{_DATE}|{_SPAN}|{_CODE}|{_CLOCK}|(?<digits>{_DIGITS})"
            rf"(?:(?<part>[¼½¾⅐-⅞])|(?<glued>{letters})(?![\p{{L}}\p{{M}}\d])|{self._magnitude()}))|(?<sign>[¼½¾⅐-⅞])",
            regex.IGNORECASE,
        )
        self._chained = regex.compile("|".join(sorted(map(regex.escape, powers), key=len, reverse=True)))
        words = "|".join(_inflected(word) for word in sorted(powers, key=len, reverse=True))
        self._prefix = (
            regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?<before>{words})[{SPACES}]$", regex.IGNORECASE) if data.prefixed else None
        )

    def _magnitude(self) -> str:
        spaced = [word for word in self._powers if not UNSPACED.match(word)]
        glued = [regex.escape(word) for word in self._powers if UNSPACED.match(word)]
        inflected = [_inflected(word) for word in sorted(spaced, key=len, reverse=True)]
        options = []
        if spaced:
            words = "|".join(inflected)
            options.append(
                rf"(?:[{SPACES}-]?(?<power>{words})(?![\p{{L}}\p{{M}}])(?:[{SPACES}](?<more>{words})(?![\p{{L}}\p{{M}}]))?)"
            )
        if glued:
            chars = "|".join(sorted(glued, key=len, reverse=True))
            options.append(rf"(?<chain>(?:[{SPACES}]?(?:{chars}))+(?:[{SPACES}]?\d+(?:\.\d+)?(?:{chars})+)*(?:\d+(?!\d))?)")
        return f"(?:{'|'.join(options)})?" if options else "(?<power>(?!))?"

    def find(self, text: str) -> Iterator[Number]:
        """Yield the numbers of a text in order; a season or year after capitals (SS19, FY24) counts as a weak number."""
        if not _ANY.search(text):
            return
        yield from _sharing_units(text, list(self._found(text)))
        for match in _NAMED.finditer(text):
            value = Decimal(to_ascii(match[1]))
            yield Number(match[1], *match.span(1), NumberKind.SPELLED, (value, value + 2000))

    def _found(self, text: str) -> Iterator[Number]:
        bare, done = plain(text), 0
        for hit in _START.finditer(text):
            if hit.start() < done:
                continue
            match = self._number.match(bare, hit.start())
            if match is None and hit.group()[0] == "+":
                match = self._number.match(bare, hit.start() + 1)
            if match and not _UNKNOWN_DIGIT.search(to_ascii(match.group())):
                done = match.end()
                yield from self._numbers(match, text, bare)

    def _numbers(self, match: regex.Match[str], text: str, bare: str) -> Iterator[Number]:
        start, end = match.span()
        surface = text[start:end]
        if match["sign"]:
            value = Decimal(str(unicodedata.numeric(surface)))
            yield Number(surface, start, end, NumberKind.FRACTION, (value,), unit=self._units.beside(text, start, end))
        elif match["date"]:
            yield Number(surface, start, end, NumberKind.DATE, (), _parts(surface))
        elif match["span"]:
            yield from _span(surface, start)
        elif match["clock"]:
            yield _clock(surface, start, end)
        elif match["code"]:
            yield Number(surface, start, end, NumberKind.CODE, (), _parts(surface))
        else:
            yield self._value(match, text, bare)

    def _value(self, match: regex.Match[str], text: str, bare: str) -> Number:
        groups = match.groupdict()
        digits = to_ascii(match["digits"])
        values = tuple(dict.fromkeys(_readings(digits)))
        start, end = match.span()
        before = self._before(bare, start)
        if before and not groups.get("power"):
            start = before.start()
        surface, unit = text[start:end], self._units.beside(text, start, end)
        if part := groups.get("part"):
            total = tuple(v + Decimal(str(unicodedata.numeric(part))) for v in values)
            return Number(surface, start, end, NumberKind.FRACTION, total, unit=unit)
        if glued := groups.get("glued"):
            powered = tuple(v.scaleb(_GLUED[glued.casefold()]) for v in values)
            metres = values if len(glued) == 1 else ()
            return Number(surface, start, end, NumberKind.CARDINAL, powered + metres, unit=unit)
        if groups.get("chain") and len(surface) <= _LONGEST:
            value = self._sum(to_ascii(surface))
            return Number(surface, start, end, NumberKind.CARDINAL, (value,), values, magnitude=1, unit=unit)
        if word := groups.get("power") or (before["before"] if before else None):
            power = self._power(word.casefold())
            if more := groups.get("more"):  # mil milhões, ribu triliun
                power += self._power(more.casefold())
            scaled = tuple(v.scaleb(power) for v in values)
            return Number(surface, start, end, NumberKind.CARDINAL, scaled, values, magnitude=power, unit=unit)
        kind = NumberKind.DECADE if _is_decade(values, text[end : end + 2]) else NumberKind.CARDINAL
        if text[start - 1 : start] == "+":
            kind = NumberKind.CODE
        minutes = _clock_minutes(digits) or _half_day(text, end, values)
        return Number(surface, start, end, kind, values, _day_month(digits), minutes, unit=unit)

    def _before(self, bare: str, start: int) -> regex.Match[str] | None:
        """Return a magnitude word before the digits, in languages that put it there (bilioni 11)."""
        return self._prefix.search(bare, max(0, start - _REACH), start) if self._prefix else None

    def _power(self, word: str) -> int:
        """Return the power of ten of an inflected magnitude word: that of the form with the longest common beginning."""
        if word in self._powers:
            return self._powers[word]
        return self._powers[max(self._powers, key=lambda known: (_shared(known, word), -len(known)))]

    def _sum(self, surface: str) -> Decimal:
        """Return the value of 12万5千, 1.5억: each part times the magnitudes that follow it, added up."""
        total = Decimal(0)
        for part in _ADDEND.finditer(surface):
            value = next(_readings(part[1].strip(SPACES).rstrip(".,")))
            for word in self._chained.findall(part[2]):
                value = value.scaleb(self._powers[word])
            total += value
        return total


def _sharing_units(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Yield the numbers, giving the first number of a range the unit of the second: 3 to 6 inches."""
    following: Number | None = None
    found = []
    for number in reversed(numbers):
        if following and following.unit and not number.unit and _RANGE_GAP.fullmatch(text, number.end, following.start):
            number = replace(number, unit=following.unit)
        found.append(number)
        following = number
    yield from reversed(found)


def _inflected(word: str) -> str:
    """Return a pattern for a magnitude word and its inflected forms."""
    if len(word) > 6:
        return regex.escape(word[:-1]) + r"[\p{L}\p{M}]{0,4}"
    return regex.escape(word) + (r"[\p{L}\p{M}]{0,3}" if len(word) > 5 else "")


def _shared(one: str, other: str) -> int:
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_decade(values: tuple[Decimal, ...], behind: str) -> bool:
    """Return whether a number is a decade: 1980s, 80er, 1990-х, '90s."""
    if not behind.lstrip("-–'’")[:1].isalpha() or not values:
        return False
    value = values[0]
    return value % 10 == 0 and (20 <= value <= 90 or 1000 < value < 2100)


def _readings(digits: str) -> Iterator[Decimal]:
    """Yield the possible values of ASCII digits with separators, the grouped reading first; none if it is too long."""
    if len(digits) > _LONGEST:
        return
    parts = _GROUP.split(digits)
    if len(parts) == 1:
        yield Decimal(parts[0])
        return
    separators = _GROUP.findall(digits)
    grouped = all(len(part) in (2, 3) for part in parts[1:-1]) and len(parts[-1]) == 3 and parts[0].lstrip("0")
    if grouped and len(set(separators)) == 1 and len(parts[0]) <= 3 and separators[-1] != "٫":
        yield Decimal("".join(parts))
    last = separators[-1]
    if last in ".,٫" and (len(parts) == 2 or (last not in separators[:-1] and all(len(p) in (2, 3) for p in parts[1:-1]))):
        yield Decimal(f"{''.join(parts[:-1])}.{parts[-1]}")
    elif not grouped:
        yield from (Decimal(part) for part in parts)  # a version number, a section number, a score


def _parts(surface: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(part) for part in _PART.findall(to_ascii(surface)))


def _day_month(digits: str) -> tuple[Decimal, ...]:
    """Return the parts of 3.10 or 3/10 if they may be a day and a month."""
    parts = _GROUP.split(digits)
    if len(parts) == 2 and all(1 <= len(part) <= 2 for part in parts):
        first, second = (Decimal(part) for part in parts)
        if 1 <= first <= 31 and 1 <= second <= 31:
            return first, second
    return ()


def _half_day(text: str, end: int, values: tuple[Decimal, ...]) -> int | None:
    """Return the time, in minutes, of a full hour that is followed by a.m. or p.m."""
    match = _HALF_DAY.match(text, end)
    if match is None or not values or not 0 < values[0] <= 12:
        return None
    return int(values[0]) % 12 * 60 + (720 if match[1] in "pP" else 0)


def _clock_minutes(digits: str) -> int | None:
    parts = digits.split(".")
    if (
        len(parts) == 2
        and len(parts[0]) <= 2 == len(parts[1])
        and parts[0].isdecimal()
        and int(parts[0]) < 25
        and int(parts[1]) < 60
    ):
        return int(parts[0]) * 60 + int(parts[1])
    return None


def _clock(surface: str, start: int, end: int) -> Number:
    parts = _parts(surface)
    minutes = int(parts[0]) * 60 + int(parts[1])
    return Number(surface, start, end, NumberKind.TIME, (), parts[:2], minutes)


def _span(surface: str, start: int) -> Iterator[Number]:
    """Yield both years of 2019/20."""
    first, second = surface[:4], surface[5:]
    century = Decimal(to_ascii(first)) // 100 * 100
    yield Number(first, start, start + 4, NumberKind.CARDINAL, (Decimal(to_ascii(first)),))
    short = Decimal(to_ascii(second))
    yield Number(second, start + 5, start + len(surface), NumberKind.CARDINAL, (short, century + short))
