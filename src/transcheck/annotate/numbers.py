"""Numbers as values: digits of every script, magnitude words, times, dates, Roman numerals, spelled-out forms.

A surface form may have several readings (1.234 is 1234 in one locale and 1.234 in another); all are kept, and the
other version decides.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache

import regex

from transcheck.locales import NumberData, number_data, primary

_SPACES = " \u00a0\u2009\u202f"
# before the digits of a number no letter of a spaced alphabet may stand: A4, H2O are no numbers
_DIGITS = rf"(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,٫]\d+)?|\d+(?:[.,٫٬'’،]\d+)*)"
_BEFORE = r"(?<![\p{Latin}\p{Cyrillic}\p{Greek}\p{Armenian}\p{Georgian}\p{Nd}_]|\p{Nd}[.,٫٬'’،])"
_CLOCK = r"(?<clock>\d{1,2}(?::|[  ]?[hH][  ]?|時|时|点|點|시[  ]?)\d{2}(?!\d|[.,:]\d)(?:分|분|min\b)?)"
_DATE = (
    r"(?<date>\d{1,2}(?:月[ \u00a0]?\d{1,2}[日号號]|월[ \u00a0]?\d{1,2}일)|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|\d{1,2}[-/.][ \u00a0]?\d{1,2}[-/.][ \u00a0]?(?:\d{4}|\d{2})(?!\d|[.,]\d))"
)
_SPAN = r"(?<span>(?:1[0-9]|20)\d{2}[/–-]\d{2}(?!\d|[./–-]\d))"
_CODE = r"(?<code>\+\d{1,3}(?:[ \u00a0-]\d{2,4}){2,}(?!\d)|0\d{1,3}(?:[ \u00a0-]\d{2,4}){2,}(?!\d)|\d{3,4}(?:-\d{2,4}){2,}(?!\d))"
_GLUED = {"k": 3, "m": 6, "b": 9, "bn": 9, "tn": 12, "mn": 6}  # what English writes right behind the digits
_UNIT = regex.compile(r"[ \u00a0\u202f-]{0,2}(°\s?\p{L}?|[\p{L}\p{M}'’\u200c]+)")
_ROMAN = regex.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_ENDING = regex.compile(r"(?<=[IVXLC])(?:e|ème|er|re|th|º|ª)$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_GROUP = regex.compile(rf"[.,٫٬'’،{_SPACES}]")
_PART = regex.compile(r"[0-9]+")
_ANY = regex.compile(r"[\d¼½¾⅐-⅞]")
_JOINED = regex.compile(r"[-‑'’]")
_UNKNOWN_DIGIT = regex.compile(r"[\p{Nd}--[0-9]]", regex.V1)  # newer than the Unicode of this Python
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_HAN_NUMBER = regex.compile(r"[〇零一二三四五六七八九十百千万萬亿億两兩]+")
_LONGEST = 40  # characters of a number; more are data
_HALF_DAY = regex.compile(r"[ \u00a0\u202f]?([ap])\.?[ \u00a0]?m\b", regex.IGNORECASE)
_RANGE_GAP = 8  # characters between the two numbers of a range
_NAMED = regex.compile(r"(?<![\p{L}\p{N}])\p{Lu}{2}([0-9]{2})(?![\p{L}\p{N}])")  # the season SS19, the year FY24
_STEM = 4  # letters that a stem of a spelled-out number must keep
_CUT = 2  # letters that an ending may take


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


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a block's text.

    `values` are its readings, `parts` the numbers that a composite (date, time, mantissa) is made of, `minutes` the
    time of day it may be. `magnitude` is the power of ten that a word added, `unit` CLDR's name of the unit that
    follows. A `weak` number is good evidence that a
    number is there, and bad evidence that one is missing: words, Roman numerals, months.
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


def find_numbers(text: str, lang: str) -> Iterator[Number]:
    """Yield the numbers of a text in order of kind and place: those in digits first, then words, then Roman ones."""
    reader = _reader(primary(lang))
    yield from _sharing_units(text, list(reader.digits(text)))
    yield from reader.words(text)
    for match in _NAMED.finditer(text):
        value = Decimal(to_ascii(match[1]))
        yield Number(match[1], *match.span(1), NumberKind.SPELLED, (value, value + 2000))


def _sharing_units(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Yield numbers with the unit that the next one of a range has: 3 to 6 inches."""
    following: Number | None = None
    found = []
    for number in reversed(numbers):
        if following and following.unit and not number.unit and following.start - number.end <= _RANGE_GAP:
            number = replace(number, unit=following.unit)
        found.append(number)
        following = number
    yield from reversed(found)


def to_ascii(text: str) -> str:
    """Return a text with the decimal digits of every script as ASCII digits; its length stays."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c, c)) for c in text)


@cache
def _reader(language: str) -> _Reader:
    return _Reader(number_data(language), number_data("en"))


class _Reader:
    """Reads the numbers of one language; English magnitudes are known everywhere."""

    def __init__(self, data: NumberData, english: NumberData) -> None:
        self._powers = {_plain(word): power for word, power in (english.magnitudes | data.magnitudes).items()}
        self._units = {_plain(word): unit for word, unit in (english.units | data.units).items()}
        self._unit_stems = _unit_stems(self._units)
        self._months = _month_stems(data.months)
        self._words = data.words
        self._stems = _stems(data.words)
        self._first: dict[str, int] = {}  # the first word of each form, and how many words such a form has at most
        for word in data.words:
            first, count = word.split(" ", 1)[0], word.count(" ") + 1
            self._first[first] = max(count, self._first.get(first, 0))
        # elsewhere a letter behind the digits may be an ending: 74k is Basque
        glued = "[kmb]|bn|tn|mn" if data is english else r"(?<=[$£€¥₹]\d[\d.,]*)[kmb]|(?-i:[KM])|bn|tn|mn"
        self._number = regex.compile(
            rf"{self._before(data.prefixed)}{_BEFORE}(?:{_DATE}|{_SPAN}|{_CODE}|{_CLOCK}|(?<digits>{_DIGITS})(?:(?<part>[¼½¾⅐-⅞])|(?<glued>{glued})(?![\p{{L}}\p{{M}}\d])|"
            rf"{self._magnitude()}))|(?<sign>[¼½¾⅐-⅞])",
            regex.IGNORECASE,
        )
        self._unspaced = self._unspaced_words()

    def _before(self, prefixed: bool) -> str:
        """Return a pattern for a magnitude word in front of the digits, where a language puts it there (bilioni 11)."""
        words = "|".join(_inflected(word) for word in sorted(self._powers, key=len, reverse=True))
        return rf"(?:(?<![\p{{L}}\p{{M}}])(?<before>{words})[{_SPACES}])?" if prefixed else ""

    def _magnitude(self) -> str:
        spaced = [word for word in self._powers if not _UNSPACED.match(word)]
        glued = [regex.escape(word) for word in self._powers if _UNSPACED.match(word)]
        inflected = [_inflected(word) for word in sorted(spaced, key=len, reverse=True)]
        options = []
        if spaced:
            words = "|".join(inflected)
            options.append(
                rf"(?:[{_SPACES}-]?(?<power>{words})(?![\p{{L}}\p{{M}}])(?:[{_SPACES}](?<more>{words})(?![\p{{L}}\p{{M}}]))?)"
            )
        if glued:
            chars = "|".join(sorted(glued, key=len, reverse=True))
            options.append(rf"(?<chain>(?:[{_SPACES}]?(?:{chars}))+(?:[{_SPACES}]?\d+(?:\.\d+)?(?:{chars})+)*(?:\d+(?!\d))?)")
        return f"(?:{'|'.join(options)})?" if options else "(?<power>(?!))?"

    def _unspaced_words(self) -> regex.Pattern[str] | None:
        forms = [word for word in self._words if _UNSPACED.match(word) and len(word) > 1 and not _HAN_NUMBER.fullmatch(word)]
        if not forms:
            return None
        return regex.compile("|".join(map(regex.escape, sorted(forms, key=len, reverse=True))))

    def digits(self, text: str) -> Iterator[Number]:
        """Yield the numbers written in digits."""
        if not _ANY.search(text):
            return
        for match in self._number.finditer(_plain(text)):
            start, end = match.span()
            surface = text[start:end]
            if _UNKNOWN_DIGIT.search(to_ascii(surface)):
                continue
            if match["sign"]:
                value = Decimal(str(unicodedata.numeric(surface)))
                yield Number(surface, start, end, NumberKind.FRACTION, (value,))
            elif match["date"]:
                yield Number(surface, start, end, NumberKind.DATE, (), _parts(surface))
            elif match["span"]:
                yield from _span(surface, start)
            elif match["clock"]:
                yield _clock(surface, start, end)
            elif match["code"]:
                yield Number(surface, start, end, NumberKind.CODE, (), _parts(surface))
            else:
                yield self._value(match, text)

    def _value(self, match: regex.Match[str], text: str) -> Number:
        groups = match.groupdict()
        digits = to_ascii(match["digits"])
        values = tuple(dict.fromkeys(_readings(digits)))
        start, end = match.span()
        surface, unit = text[start:end], self._unit(text, end)
        if part := groups.get("part"):
            total = tuple(v + Decimal(str(unicodedata.numeric(part))) for v in values)
            return Number(surface, start, end, NumberKind.FRACTION, total, unit=unit)
        if glued := groups.get("glued"):
            powered = tuple(v.scaleb(_GLUED[glued.casefold()]) for v in values)
            metres = values if len(glued) == 1 else ()
            return Number(surface, start, end, NumberKind.CARDINAL, powered + metres, unit=unit)
        if groups.get("chain"):
            value = self._chained(to_ascii(surface))
            return Number(surface, start, end, NumberKind.CARDINAL, (value,), values, magnitude=1, unit=unit)
        if word := groups.get("power") or groups.get("before"):
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

    def _power(self, word: str) -> int:
        """Return the power of ten of an inflected magnitude word: that of the form it shares most letters with."""
        if word in self._powers:
            return self._powers[word]
        return self._powers[max(self._powers, key=lambda known: (_shared(known, word), -len(known)))]

    def _unit(self, text: str, end: int) -> str:
        match = _UNIT.match(text, end)
        if match is None:
            return ""
        word = _plain(match[1]).casefold().replace(" ", "")
        if _UNSPACED.match(word):
            return next((self._units[word[:n]] for n in range(min(6, len(word)), 0, -1) if word[:n] in self._units), "")
        if word in self._units:
            return self._units[word]
        stems = (word[: len(word) - cut] for cut in range(4))
        return next((self._unit_stems[stem] for stem in stems if stem in self._unit_stems), "")

    def _chained(self, surface: str) -> Decimal:
        """Return the value of 12万5千, 1.5억: each part times the magnitudes that follow it, added up."""
        total = Decimal(0)
        for part in regex.finditer(rf"(\d[\d.,{_SPACES}]*)([^\d]*)", surface):
            number = part[1].strip(_SPACES)
            value = next(_readings(number.rstrip(".,")))
            for word in regex.findall("|".join(sorted(map(regex.escape, self._powers), key=len, reverse=True)), part[2]):
                value = value.scaleb(self._powers[word])
            total += value
        return total

    def words(self, text: str) -> Iterator[Number]:
        """Yield spelled-out numbers, months and Roman numerals: all of them weak."""
        tokens = [(m.group(), m.start(), m.end()) for m in _LETTERS.finditer(text)]
        forms = [_folded(token) for token, _, _ in tokens]
        index, last = 0, None
        while index < len(tokens):
            used, number = self._spelled(text, tokens, forms, index)
            power = None if used > 1 else self._powers.get(forms[index])
            if power is not None:
                number = _multiplied(text, last, tokens[index], power)
            if number:
                yield number
            index, last = index + used, number
        yield from self._runs(text)

    def _spelled(self, text: str, tokens: list[tuple[str, int, int]], forms: list[str], index: int) -> tuple[int, Number | None]:
        surface, start, end = tokens[index]
        form = forms[index]
        for count in range(min(self._first.get(form, 0), len(tokens) - index), 0, -1):
            value = self._words.get(" ".join(forms[index : index + count]))
            if value is not None:
                stop = tokens[index + count - 1][2]
                unit = self._unit(text, stop)
                return count, Number(text[start:stop], start, stop, NumberKind.SPELLED, (Decimal(value),), unit=unit)
        if (value := self._stem(form)) is not None:
            return 1, Number(surface, start, end, NumberKind.SPELLED, (Decimal(value),), unit=self._unit(text, end))
        if month := next((self._months[stem] for stem in (form, form[:-1], form[:-2]) if stem in self._months), None):
            return 1, Number(surface, start, end, NumberKind.MONTH, (Decimal(month),))
        if surface[0].isupper() and (roman := _roman(surface)):
            return 1, Number(surface, start, end, NumberKind.ROMAN, (Decimal(roman),))
        return 1, None

    def _stem(self, form: str) -> int | None:
        """Return the value of a form that an ending sets apart from a known one, or of a part of a compound."""
        if _JOINED.search(form):
            for part in _JOINED.split(form):
                if part in self._words:
                    return self._words[part]
        for cut in range(_CUT + 1):
            stem = form[: len(form) - cut]
            if len(stem) >= _STEM and stem in self._stems:
                return self._stems[stem]
        return None

    def _runs(self, text: str) -> Iterator[Number]:
        """Yield number words of scripts that write no spaces, and numbers in Han characters."""
        if self._unspaced:
            for match in self._unspaced.finditer(text):
                yield Number(match.group(), *match.span(), NumberKind.SPELLED, (Decimal(self._words[match.group()]),))
        for match in _HAN_NUMBER.finditer(text):
            value = _han(match.group())
            if value is not None:
                yield Number(match.group(), *match.span(), NumberKind.SPELLED, (value,))


_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:[-‑'’]\p{L}[\p{L}\p{M}]*)*")


@cache
def _bases() -> dict[int, str]:
    """Return the base letter of each letter of Latin, Greek and Cyrillic that carries accents."""
    return {
        code: base
        for code in (*range(0xC0, 0x250), *range(0x370, 0x530), *range(0x1E00, 0x2000))
        if (base := unicodedata.normalize("NFD", chr(code))[0]) != chr(code)
    }


def _plain(text: str) -> str:
    """Return a text with base letters for accented ones; its length stays."""
    return text if text.isascii() else text.translate(_bases())


def _inflected(word: str) -> str:
    """Return a pattern for a magnitude word and its inflected forms."""
    if len(word) > 6:
        return regex.escape(word[:-1]) + r"[\p{L}\p{M}]{0,4}"
    return regex.escape(word) + (r"[\p{L}\p{M}]{0,3}" if len(word) > 5 else "")


def _shared(one: str, other: str) -> int:
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _is_decade(values: tuple[Decimal, ...], behind: str) -> bool:
    """Tell whether a number is a decade: 1980s, 80er, 1990-х, '90s."""
    if not behind.lstrip("-–'’")[:1].isalpha() or not values:
        return False
    value = values[0]
    return value % 10 == 0 and (20 <= value <= 90 or 1000 < value < 2100)


def _folded(text: str) -> str:
    lowered = text.casefold()
    return lowered if lowered.isascii() else unicodedata.normalize("NFC", lowered).replace("\u00ad", "")


def _stems(words: dict[str, int]) -> dict[str, int]:
    """Return the beginnings of single words that belong to one value only."""
    values: dict[str, set[int]] = {}
    for word, value in words.items():
        if " " not in word:
            for cut in range(_CUT + 1):
                stem = word[: len(word) - cut]
                if len(stem) >= _STEM:
                    values.setdefault(stem, set()).add(value)
    return {stem: next(iter(found)) for stem, found in values.items() if len(found) == 1}


def _multiplied(text: str, factor: Number | None, token: tuple[str, int, int], power: int) -> Number:
    """Return the value of a magnitude word, times the number word before it."""
    surface, start, end = token
    if factor is None or factor.kind is not NumberKind.SPELLED or text[factor.end : start].strip(" -\u00a0"):
        return Number(surface, start, end, NumberKind.SPELLED, (Decimal(1).scaleb(power),))
    values = tuple(value.scaleb(power) for value in factor.values)
    return Number(text[factor.start : end], factor.start, end, NumberKind.SPELLED, values)


def _unit_stems(units: dict[str, str]) -> dict[str, str]:
    """Return the beginnings, of four letters or more, that the forms of a unit have before their endings."""
    stems: dict[str, str] = {}
    for word, unit in units.items():
        for cut in range(3):
            if len(word) - cut >= _STEM:
                stems.setdefault(word[: len(word) - cut], unit)
    return stems


def _month_stems(months: dict[str, int]) -> dict[str, int]:
    """Return the names of the months, with those of five letters and more without their last one too."""
    return {name[:-1]: month for name, month in months.items() if len(name) > 4} | months


def _readings(digits: str) -> Iterator[Decimal]:
    """Yield the values that ASCII digits with separators may have, the grouped reading first; none for endless ones."""
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
        yield from (Decimal(part) for part in parts)  # a version, a section, a score


def _parts(surface: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(part) for part in _PART.findall(to_ascii(surface)))


def _day_month(digits: str) -> tuple[Decimal, ...]:
    """Return the parts of 3.10 or 3/10 where they may be a day and a month."""
    parts = _GROUP.split(digits)
    if len(parts) == 2 and all(1 <= len(part) <= 2 for part in parts):
        first, second = (Decimal(part) for part in parts)
        if 1 <= first <= 31 and 1 <= second <= 31:
            return first, second
    return ()


def _half_day(text: str, end: int, values: tuple[Decimal, ...]) -> int | None:
    """Return the minutes of a full hour that is followed by a.m. or p.m."""
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


def _roman(word: str) -> int | None:
    word = _ROMAN_ENDING.sub("", word)
    if not word.isupper() or not _ROMAN.fullmatch(word) or word in ("I", "L", "C", "D", "M", "CD", "DC", "MC", "CC"):
        return None
    values = [_ROMAN_VALUES[c] for c in word]
    return sum(-v if later > v else v for v, later in zip(values, [*values[1:], 0], strict=True))


def _han(run: str) -> Decimal | None:
    """Return the value of a number in Han characters (二十五, 三万); None for a lone magnitude."""
    values = [unicodedata.numeric(c, -1) for c in run.replace("两", "二").replace("兩", "二")]
    if values[0] >= 100:
        return None
    if all(v < 10 for v in values):
        return Decimal("".join(str(int(v)) for v in values))
    total = section = digit = 0
    for value in map(int, values):
        if value < 10:
            digit = value
        elif value < 10_000:
            section += (digit or 1) * value
            digit = 0
        else:
            total += (section + digit or 1) * value
            section = digit = 0
    return Decimal(total + section + digit)
