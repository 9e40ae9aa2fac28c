"""Numbers written in digits of any script, with the magnitude words, clock hours and dates that
they are part of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

import regex
from msgspec.structs import replace

from transcheck.annotate.numbers.number import (
    SPACES,
    UNSPACED,
    Number,
    NumberKind,
    in_tens,
    to_ascii,
    written_plainly,
)
from transcheck.annotate.numbers.units import CURRENCY, Units
from transcheck.locales import NumberData

_ANY = re.compile(r"[\d¼½¾⅐-⅞]")
_START = re.compile(r"\+?\d+|[¼½¾⅐-⅞]")
# a letter of a spaced alphabet may not precede the digits of a number: A4 and H2O are not numbers
_DIGITS = rf"(?:\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,٫٬'’،]\d+)*)"
_BEFORE = r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}\p{Nd}_]|\p{Nd}[.,٫٬'’،])"
_CLOCK = (
    r"(?<clock>\d{1,2}(?:(?::(?:[ \u00a0](?=\d{2}[ \u00a0]Uhr))?|[ \u00a0]?[hH][ "
    r"\u00a0]?)"  # 13:30, 13: 30 Uhr, 13 h 30
    r"\d{2}(?!\d|[.,:]\d|[ \u00a0]\d{3}(?!\d))(?:min\b)?"  # but not 5:10 000
    r"|(?:時|时|点|點|시[ \u00a0]?)(?:\d{2}(?!\d|[.,:]\d)(?:分|분)?|\d(?:分|분)|半)))"
)
_FRACTION = r"(?<fraction>(?:\d{1,3}[ \u00a0])?\d{1,2}/\d{1,2}(?![/\d]|[.,]\d))"
_DATE = (
    r"(?<date>\d{1,2}(?:月[ \u00a0]?\d{1,2}[日号號]|월[ "
    r"\u00a0]?\d{1,2}일)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|\d{1,2}[-/.][ \u00a0]?\d{1,2}[-/.][ \u00a0]?(?:\d{4}|\d{2})(?!\d|[.,]\d))"
)
_SPAN = r"(?<span>(?:1[0-9]|20)\d{2}[/–-]\d{2}(?!\d|[./–-]\d))"
_CODE = (
    r"(?<code>\+\d{1,3}(?:[ \u00a0-]\d{2,4}){2,}(?!\d)|0\d{1,3}(?:[ "
    r"\u00a0-]\d{2,4}){2,}(?!\d)|\d{3,4}(?:-\d{2,4}){2,}(?!\d))"
)
# written directly after the digits in English
_GLUED = {
    "k": 3,
    "m": 6,
    "b": 9,
    "bn": 9,
    "tn": 12,
    "mn": 6,
}
# (12.5,16.7): two decimals, written without a blank
_DECIMALS = re.compile(r"\d+\.\d+(?:,\d+\.\d+)+")
_POINT = regex.compile(r"(?:^|[^\p{L}\p{N}.,])[.,]$")  # the point of a decimal without a zero
_YEAR_SIGN = ("年", "년")
_ERAS = (1867, 1911, 1925, 1988, 2018)  # the years before Meiji, Taisho, Showa, Heisei and Reiwa 1
_SHORT_YEAR = 2  # digits of '49
_CENTURIES = (1700, 1800, 1900, 2000)
# the currency between an amount and its cents
_COIN_GAP = regex.compile(r"[ \u00a0]?\p{L}{1,6}[ \u00a0]?")
_TIMED = regex.compile(r"[ \u00a0]?(?:GMT|UTC|hrs?\b|Uhr)")
_MILITARY = 4  # digits of 0430
_HOURS, _MINUTES = 24, 60
_PART = re.compile(r"[0-9]+")
# digits that are newer than this Python's version of Unicode
_UNKNOWN_DIGIT = regex.compile(r"[\p{Nd}--[0-9]]", regex.V1)
_LONGEST = 40  # characters of a number; anything longer is data
_HALF_DAY = regex.compile(r"[ \u00a0\u202f]?([ap])\.?[ \u00a0]?m\b", regex.IGNORECASE)
_REACH = 24  # characters before the digits in which to look for a magnitude word
_ADDEND = re.compile(rf"(\d[\d.,{SPACES}]*)([^\d]*)")
_RANGE_GAP = re.compile(r"[^.,;:!?()\n]{1,8}")  # between the two numbers of a range
# the season SS19, the year FY24
_NAMED = regex.compile(
    r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}\p{N}])\p{Lu}{2}([0-9]{2})"
    r"(?![\p{Latin}\p{Cyrillic}\p{Greek}\p{N}])"
)
_GROUP = re.compile(rf"[.,٫٬'’،{SPACES}]")


class Digits:
    """Reads the numbers in digits of one language.

    With `glued`, a letter after the digits is a magnitude (5k, 3m); elsewhere it may be an ending:
    74k is Basque.
    """

    def __init__(
        self, data: NumberData, powers: dict[str, int], units: Units, *, glued: bool
    ) -> None:
        self._powers = powers
        self._units = units
        self._about = data.about
        measures = [re.escape(unit) for unit in data.units if unit[0] in powers and len(unit) > 1]
        self._measure = f"(?:{'|'.join(measures)})" if measures else "(?!)"
        letters = "[kmb]|bn|tn|mn" if glued else r"(?<=[$£€¥₹]\d[\d.,]*)[kmb]|(?-i:[KM])|bn|tn|mn"
        self._number = regex.compile(
            rf"{_BEFORE}(?:{_DATE}|{_SPAN}|{_CODE}|{_CLOCK}|{_FRACTION}|(?<length>\d[mM]\d{{2}}"
            rf"(?![\p{{L}}\d]))|(?<digits>{_DIGITS})"
            rf"(?:[{SPACES}]?(?<part>[¼½¾⅐-⅞])|(?<glued>{letters})(?![\p{{L}}\p{{M}}\d])"
            rf"|{self._magnitude()}))|(?<sign>[¼½¾⅐-⅞])",
            regex.IGNORECASE,
        )
        self._chained = regex.compile(
            "|".join(sorted(map(regex.escape, powers), key=len, reverse=True))
        )
        words = "|".join(_inflected(word) for word in sorted(powers, key=len, reverse=True))
        self._behind = regex.compile(
            rf"[{SPACES}](?<power>{words})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE
        )
        self._prefix = (
            regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?<before>{words})[{SPACES}]$", regex.IGNORECASE)
            if data.prefixed
            else None
        )

    def _magnitude(self) -> str:
        spaced = [word for word in self._powers if not UNSPACED.match(word)]
        glued = [regex.escape(word) for word in self._powers if UNSPACED.match(word)]
        inflected = [_inflected(word) for word in sorted(spaced, key=len, reverse=True)]
        options = []
        if spaced:
            words = "|".join(inflected)
            options.append(
                rf"(?:[{SPACES}-]?(?<power>{words})(?![\p{{L}}\p{{M}}])(?:[{SPACES}]"
                rf"(?<more>{words})(?![\p{{L}}\p{{M}}]))?)"
            )
        if glued:
            chars = "|".join(sorted(glued, key=len, reverse=True))
            # “some more” between digits and magnitude (500多万), and no magnitude that begins a
            # unit (850亿千瓦时)
            some = f"[{self._about}]?" if self._about else ""
            digits = r"\d+(?:,\d{3})*"
            options.append(
                rf"(?<chain>(?:[{SPACES}]?{some}(?!{self._measure})(?:{chars}))+"
                rf"(?:[{SPACES}]?{digits}(?:\.\d+)?(?:[{SPACES}]?(?:{chars}))+)*"
                rf"(?:{digits}(?!\d))?)"
            )
        return f"(?:{'|'.join(options)})?" if options else "(?<power>(?!))?"

    def find(self, text: str) -> Iterator[Number]:
        """Yield the numbers of a text in order.

        A season or year after capitals (SS19, FY24) counts as a weak number.
        """
        if not _ANY.search(text):
            return
        found = _with_cents(text, list(self._found(text)))
        yield from map(in_tens, _sharing_units(text, found))
        for match in _NAMED.finditer(text):
            value = Decimal(to_ascii(match[1]))
            yield Number(match[1], *match.span(1), NumberKind.SPELLED, (value, value + 2000))

    def _found(self, text: str) -> Iterator[Number]:
        bare, done = written_plainly(text), 0
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
            value = _sign(surface)
            yield Number(
                surface,
                start,
                end,
                NumberKind.FRACTION,
                (value,),
                unit=self._units.beside(text, start, end),
            )
        elif match["date"]:
            yield Number(surface, start, end, NumberKind.DATE, (), _parts(surface))
        elif match["span"]:
            yield from _span(surface, start)
        elif match["clock"]:
            yield _clock(surface, start, end)
        elif match["fraction"]:
            yield from self._fraction(text, bare, start, end)
        elif match["length"]:
            value = Decimal(to_ascii(surface).casefold().replace("m", "."))
            yield Number(
                surface, start, end, NumberKind.CARDINAL, (value,), _parts(surface), unit="meter"
            )
        elif match["digits"] and _DECIMALS.fullmatch(to_ascii(match["digits"])):
            yield from _listed(text, start, to_ascii(match["digits"]))
        elif match["code"]:
            yield Number(surface, start, end, NumberKind.CODE, (), _parts(surface))
        else:
            yield self._value(match, text, bare)

    def _value(self, match: regex.Match[str], text: str, bare: str) -> Number:
        groups = match.groupdict()
        digits = to_ascii(match["digits"])
        values = tuple(dict.fromkeys(_readings(digits)))
        start, end = match.span()
        if digits.isdecimal() and _POINT.search(bare, max(0, start - 2), start):  # .05, ,25
            start -= 1
            values = (Decimal(f"0.{digits}"),)
        elif digits.isdecimal():
            values = _of_year(values, bare, start, end)
        before = self._before(bare, start)
        if before and not groups.get("power"):
            start = before.start()
        surface, unit = text[start:end], self._units.beside(text, start, end)
        if part := groups.get("part"):
            total = tuple(v + _sign(part) for v in values)
            return Number(surface, start, end, NumberKind.FRACTION, total, unit=unit)
        if glued := groups.get("glued"):
            powered = tuple(v.scaleb(_GLUED[glued.casefold()]) for v in values)
            metres = values if len(glued) == 1 else ()
            return Number(surface, start, end, NumberKind.CARDINAL, powered + metres, unit=unit)
        if groups.get("chain") and len(surface) <= _LONGEST:
            value = self._sum(to_ascii(bare[start:end]))
            return Number(
                surface, start, end, NumberKind.CARDINAL, (value,), values, magnitude=1, unit=unit
            )
        if word := groups.get("power") or (before["before"] if before else None):
            power = self._power(word.casefold())
            if more := groups.get("more"):  # mil milhões, ribu triliun
                power += self._power(more.casefold())
            scaled = tuple(v.scaleb(power) for v in values)
            return Number(
                surface, start, end, NumberKind.CARDINAL, scaled, values, magnitude=power, unit=unit
            )
        kind = NumberKind.DECADE if _is_decade(values, text[end : end + 2]) else NumberKind.CARDINAL
        if text[start - 1 : start] == "+":
            kind = NumberKind.CODE
        minutes = (
            _clock_minutes(digits)
            or _half_day(text, end, values)
            or _military(digits, text[end : end + 4])
        )
        return Number(surface, start, end, kind, values, _day_month(digits), minutes, unit=unit)

    def _fraction(self, text: str, bare: str, start: int, end: int) -> Iterator[Number]:
        """Yield 3/4 or 2 1/2 as one number that may also be its parts, as in 9/11.

        Other slashes join two numbers: 24/7.
        """
        whole, _, rest = to_ascii(bare[start:end]).replace("\u00a0", " ").rpartition(" ")
        upper, lower = (Decimal(part) for part in rest.split("/"))
        if not 0 < upper < lower:
            for part in _PART.finditer(to_ascii(bare[start:end])):
                first, last = start + part.start(), start + part.end()
                yield Number(
                    text[first:last], first, last, NumberKind.CARDINAL, (Decimal(part.group()),)
                )
            return
        value = Decimal(whole or 0) + upper / lower
        parts = (Decimal(whole), upper, lower) if whole else (upper, lower)
        if behind := self._behind.match(bare, end):
            value = value.scaleb(self._power(behind["power"].casefold()))
            end = behind.end()
        yield Number(
            text[start:end],
            start,
            end,
            NumberKind.FRACTION,
            (value,),
            parts,
            unit=self._units.beside(text, start, end),
        )

    def _before(self, bare: str, start: int) -> regex.Match[str] | None:
        """Return a magnitude word before the digits, in languages that put it there (bilioni
        11).
        """
        return self._prefix.search(bare, max(0, start - _REACH), start) if self._prefix else None

    def _power(self, word: str) -> int:
        """Return the power of ten of an inflected magnitude word: that of the form with the longest
        common beginning.
        """
        if word in self._powers:
            return self._powers[word]
        return self._powers[
            max(self._powers, key=lambda known: (_shared(known, word), -len(known)))
        ]

    def _sum(self, surface: str) -> Decimal:
        """Return the value of 12万5千, 1.5억: each part times the magnitudes that follow it, added
        up.
        """
        total = Decimal(0)
        for part in _ADDEND.finditer(surface):
            value = next(_readings(part[1].strip(SPACES).rstrip(".,")))
            for word in self._chained.findall(part[2]):
                value = value.scaleb(self._powers[word])
            total += value
        return total


def _sharing_units(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Yield the numbers, giving the first number of a range the unit and the magnitude of the
    second.

    3 to 6 inches; of 99.4 to 88.5 billion the first may be a plain number, so that both readings
    stay.
    """
    following: Number | None = None
    found = []
    for number in reversed(numbers):
        if following and _RANGE_GAP.fullmatch(text, number.end, following.start):
            if following.unit and not number.unit:
                number = replace(number, unit=following.unit)
            if following.magnitude and not number.magnitude and number.kind is NumberKind.CARDINAL:
                number = replace(
                    number, values=(*number.values, *_scaled(number.values, following))
                )
        found.append(number)
        following = number
    yield from reversed(found)


def _sign(fraction: str) -> Decimal:
    """Return the value of ¾, exactly like that of 3/4."""
    upper, lower = unicodedata.normalize("NFKC", fraction).split("⁄")
    return Decimal(upper) / Decimal(lower)


def _scaled(values: tuple[Decimal, ...], like: Number) -> Iterator[Decimal]:
    """Yield values with the magnitude of another number."""
    mantissa = next((part for part in like.parts if part), None)
    if mantissa is not None and like.values:
        yield from (value * (like.values[0] / mantissa) for value in values)


def _with_cents(text: str, numbers: list[Number]) -> list[Number]:
    """Return the numbers, an amount and the cents behind it as one: 3ドル74セント, 3 Euro 74."""
    found: list[Number] = []
    for number in numbers:
        before = found[-1] if found else None
        if before and _is_cents(text, before, number):
            value = Decimal(f"{to_ascii(before.text)}.{to_ascii(number.text)}")
            parts = (*before.values, *number.values)
            surface = text[before.start : number.end]
            found[-1] = Number(
                surface, before.start, number.end, before.kind, (value,), parts, unit=before.unit
            )
        else:
            found.append(number)
    return found


def _is_cents(text: str, amount: Number, number: Number) -> bool:
    """Return whether a number of two digits stands right behind an amount of money and its
    currency.
    """
    if (
        number.kind is not NumberKind.CARDINAL
        or len(number.text) != 2
        or not number.text.isdecimal()
    ):
        return False
    if not amount.unit.startswith(CURRENCY) or not amount.text.isdecimal():
        return False
    return bool(_COIN_GAP.fullmatch(text, amount.end, number.start))


def _listed(text: str, start: int, digits: str) -> Iterator[Number]:
    """Yield the numbers of a list of decimals without blanks."""
    for part in re.finditer(r"[^,]+", digits):
        first, last = start + part.start(), start + part.end()
        yield Number(text[first:last], first, last, NumberKind.CARDINAL, (Decimal(part.group()),))


def _of_year(values: tuple[Decimal, ...], bare: str, start: int, end: int) -> tuple[Decimal, ...]:
    """Return the values of a number that may be a short year, and those of the years it may stand
    for.

    '49 is 1949 or 1849; 22年 and 95年 may be years of a century or of a Japanese era; the 00s are
    2000.
    """
    if end - start > _SHORT_YEAR or not values:
        return values
    if bare[end : end + 1] in _YEAR_SIGN:
        return (*values, *(year + values[0] for year in (*_CENTURIES, *_ERAS)))
    apostrophe = (
        bare[start - 1 : start] in ("'", "’", "‘")
        and not bare[max(0, start - 2) : start - 1].isalnum()
    )
    decade = bare[start:end] == "00" and bare[end : end + 1] == "s"
    if end - start == _SHORT_YEAR and (apostrophe or decade):
        return (*values, *(century + values[0] for century in _CENTURIES))
    return values


def _military(digits: str, behind: str) -> int | None:
    """Return the time, in minutes, of four digits that are one: 0430, 1200 GMT."""
    if len(digits) != _MILITARY or not digits.isdecimal():
        return None
    if digits[0] != "0" and not _TIMED.match(behind):
        return None
    hours, minutes = int(digits[:2]), int(digits[2:])
    return hours * 60 + minutes if hours < _HOURS and minutes < _MINUTES else None


def _inflected(word: str) -> str:
    """Return a pattern for a magnitude word and its inflected forms."""
    if len(word) > 6:
        return regex.escape(word[:-1]) + r"[\p{L}\p{M}]{0,4}"
    return regex.escape(word) + (r"[\p{L}\p{M}]{0,3}" if len(word) > 5 else "")


def _shared(one: str, other: str) -> int:
    return next(
        (k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _is_decade(values: tuple[Decimal, ...], behind: str) -> bool:
    """Return whether a number is a decade: 1980s, 80er, 1990-х, '90s."""
    if not behind.lstrip("-–'’")[:1].isalpha() or not values:
        return False
    value = values[0]
    return value % 10 == 0 and (20 <= value <= 90 or 1000 < value < 2100)


def _readings(digits: str) -> Iterator[Decimal]:
    """Yield the possible values of ASCII digits with separators, the grouped reading first.

    None if it is too long.
    """
    if len(digits) > _LONGEST:
        return
    parts = _GROUP.split(digits)
    if len(parts) == 1:
        yield Decimal(parts[0])
        return
    separators = _GROUP.findall(digits)
    grouped = (
        all(len(part) in (2, 3) for part in parts[1:-1])
        and len(parts[-1]) == 3
        and parts[0].lstrip("0")
    )
    if grouped and len(set(separators)) == 1 and len(parts[0]) <= 3 and separators[-1] != "٫":
        yield Decimal("".join(parts))
    last = separators[-1]
    if len(parts) == 2 and last == "," and _may_be_year(parts):
        yield from (Decimal(part) for part in parts)  # May 2018,165 women; December 1,2019
    if last in ".,٫" and (
        len(parts) == 2
        or (last not in separators[:-1] and all(len(p) in (2, 3) for p in parts[1:-1]))
    ):
        yield Decimal(f"{''.join(parts[:-1])}.{parts[-1]}")
    elif not grouped:
        yield from (Decimal(part) for part in parts)  # a version number, a section number, a score


def _may_be_year(parts: list[str]) -> bool:
    """Return whether a comma without a blank may stand between a year and another number."""
    first, second = parts
    if len(first) == 4:
        return first[:2] in ("18", "19", "20") and len(second) == 3
    return len(second) == 4 and second[:2] in ("18", "19", "20") and len(first) <= 2


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
    minute = int(parts[1]) if len(parts) > 1 else 30  # 8点半
    return Number(surface, start, end, NumberKind.TIME, (), parts[:2], int(parts[0]) * 60 + minute)


def _span(surface: str, start: int) -> Iterator[Number]:
    """Yield both years of 2019/20."""
    first, second = surface[:4], surface[5:]
    century = Decimal(to_ascii(first)) // 100 * 100
    yield Number(first, start, start + 4, NumberKind.CARDINAL, (Decimal(to_ascii(first)),))
    short = Decimal(to_ascii(second))
    yield Number(
        second, start + 5, start + len(surface), NumberKind.CARDINAL, (short, century + short)
    )
