"""Numbers in words: spelled-out forms and their inflections, names of months, Roman numerals, Han
numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from decimal import Decimal
from itertools import islice

import regex

from transcheck.annotate.numbers.number import (
    STEM,
    UNSPACED,
    Number,
    NumberKind,
    folded,
    in_tens,
    plain,
)
from transcheck.annotate.numbers.units import Units
from transcheck.locales import NumberData

_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:[-‑'’]\p{L}[\p{L}\p{M}]*)*")
_CHUNK = re.compile(r"\S+")
_JOINED = regex.compile(r"[-‑'’]")
_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_ENDING = re.compile(r"(?<=[IVXLC])(?:e|ème|er|re|th|º|ª)$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
# initials and abbreviations
_NO_ROMAN = frozenset({"I", "L", "C", "D", "M", "CD", "DC", "MC", "CC"})
_HAN_NUMBER = re.compile(r"[〇零一二三四五六七八九十百千万萬亿億两兩]+")
_ROUND = (100, 1000)
_LONG = 9  # letters from which on a word may be a number of several parts
_ABOUT = re.compile(
    r"([〇零一二三四五六七八九十百千万萬亿億]*?)([一二三四五六七八])([二三四五六七八九])([十百千万萬亿億]+)"
)
_SHORT_YEAR = 2  # figures of a year without its century
_MAGNITUDES = "十百千万萬亿億"
_CUT = 2  # letters that an ending may replace
_MEMORY = 1 << 16  # number of words remembered


class Words:
    """Reads the spelled-out numbers of one language; all numbers it finds are weak."""

    def __init__(
        self, data: NumberData, powers: dict[str, int], units: Units, common: Container[str] = ()
    ) -> None:
        self._powers = powers
        self._common = common
        self._units = units
        self._months = _month_stems(data.months)
        self._words = data.words
        self._stems = _stems(data.words)
        self._first: dict[
            str, int
        ] = {}  # the first word of each form, with the number of words in the longest such form
        for word in data.words:
            first, count = word.split(" ", 1)[0], word.count(" ") + 1
            self._first[first] = max(count, self._first.get(first, 0))
        self._longest = max(self._first.values(), default=1)
        self._unspaced = _unspaced(data.words)
        self._joiner = data.joiner
        self._halves = (
            regex.compile(rf"[ \u00a0](?:{'|'.join(map(regex.escape, data.halves))})(?!\p{{L}})")
            if data.halves
            else None
        )
        self._glued_halves = tuple(half for half in data.halves if " " not in half)
        self._rounds = tuple(
            word
            for word, value in data.words.items()
            if value in _ROUND and " " not in word and len(word) > _CUT
        )
        # nearly every word of a text is not a number and has been seen before
        self._ordinary: set[str] = set()

    def find(self, text: str) -> Iterator[Number]:
        """Yield the spelled-out numbers, months and Roman numerals of a text, then those written
        without spaces.
        """
        if promising := {
            chunk for chunk in set(text.split()) - self._ordinary if self._may_hold(chunk)
        }:
            yield from self._spaced(text, promising)
        yield from self._runs(text)

    def _may_hold(self, chunk: str) -> bool:
        """Return whether a run of characters between spaces may contain a number or begin one of
        several words.
        """
        if any(self._begins(token) for token in _LETTERS.findall(chunk)):
            return True
        if len(self._ordinary) >= _MEMORY:
            self._ordinary.clear()
        self._ordinary.add(chunk)
        return False

    def _begins(self, token: str) -> bool:
        form = folded(token)
        return (
            form in self._first
            or plain(form) in self._powers
            or self._single(token, form) is not None
        )

    def _spaced(self, text: str, promising: set[str]) -> Iterator[Number]:
        done, last = 0, None
        found: list[Number] = []
        for chunk in _CHUNK.finditer(text):
            if chunk.group() not in promising:
                continue
            for token in _LETTERS.finditer(text, chunk.start(), chunk.end()):
                if token.start() < done:
                    continue
                number = self._at(text, token)
                power = (
                    None
                    if number and " " in number.text
                    else self._powers.get(plain(folded(token.group())))
                )
                if power is not None:
                    number = _multiplied(text, last, token, power)
                if number is None:
                    continue
                number = self._and_a_half(text, number)
                if last and (whole := self._joined(text, last, number)):
                    found[-1] = number = whole
                else:
                    found.append(number)
                done, last = number.end, number
        yield from found

    def _and_a_half(self, text: str, number: Number) -> Number:
        """Return a number with the half that follows it: three and a half."""
        half = (
            self._halves.match(text, number.end)
            if self._halves and number.kind is NumberKind.SPELLED
            else None
        )
        if half is None:
            return number
        values = tuple(value + Decimal("0.5") for value in number.values)
        return Number(
            text[number.start : half.end()],
            number.start,
            half.end(),
            number.kind,
            values,
            unit=number.unit,
        )

    def _joined(self, text: str, first: Number, second: Number) -> Number | None:
        """Return two numbers as one if the second goes on with the first: thirty six, one hundred
        and thirty-one.
        """
        if (
            first.kind is not NumberKind.SPELLED
            or second.kind is not NumberKind.SPELLED
            or second.start < first.end
        ):
            return None
        gap = text[first.end : second.start].strip(" -\u00a0").casefold()
        if "\n" in gap or gap not in ("", self._joiner):
            return None
        high, low = first.values[0], second.values[0]
        tens = not gap and 20 <= high < 100 and high % 10 == 0 and 1 <= low < 10
        hundreds = high % 100 == 0 and high >= 100 and low < (100 if high % 1000 else 1000)
        if not (tens or hundreds) or low != low.to_integral_value():
            return None
        surface = text[first.start : second.end]
        return Number(
            surface, first.start, second.end, NumberKind.SPELLED, (high + low,), unit=second.unit
        )

    def _compound(self, form: str) -> Decimal | None:
        """Return the value of a number written as one word: einhundertsechsunddreißig,
        zweieinhalb.
        """
        for half in self._glued_halves:
            if (
                form.endswith(half)
                and (whole := self._words.get(form.removesuffix(half))) is not None
            ):
                return Decimal(whole) + Decimal("0.5")
        for word in self._rounds:
            head, round_, tail = form.partition(word)
            if not round_:
                continue
            times = self._words.get(head) if head else 1
            rest = self._rest(tail)
            if times is not None and rest is not None and rest < self._words[word]:
                return Decimal(times * self._words[word] + rest)
        return None

    def _rest(self, tail: str) -> int | None:
        """Return the value of what follows a hundred or a thousand in one word."""
        if not tail:
            return 0
        value = self._words.get(tail)
        if value is None and self._joiner and tail.startswith(self._joiner):
            value = self._words.get(tail.removeprefix(self._joiner))
        if value is None:
            compound = self._compound(tail)
            value = (
                int(compound)
                if compound is not None and compound == compound.to_integral_value()
                else None
            )
        return value

    def _at(self, text: str, token: regex.Match[str]) -> Number | None:
        """Return the number that begins with a word; the longest match wins."""
        form = folded(token.group())
        most = self._first.get(form, 0)
        if most:
            following = list(islice(_LETTERS.finditer(text, token.start()), most))
            forms = [folded(match.group()) for match in following]
            for count in range(len(following), 0, -1):
                value = self._words.get(" ".join(forms[:count]))
                if value is not None:
                    return self._spelled(text, token.start(), following[count - 1].end(), value)
        found = self._single(token.group(), form)
        if found is None:
            return None
        kind, meant = found
        if kind is NumberKind.SPELLED:
            end = token.end()
            # an eight-foot robot: the unit follows the hyphen
            if form not in self._words and (hyphen := _JOINED.search(token.group())):
                return self._spelled(text, token.start(), token.start() + hyphen.start(), meant)
            return self._spelled(text, token.start(), end, meant)
        return Number(token.group(), token.start(), token.end(), kind, (Decimal(meant),))

    def _spelled(self, text: str, start: int, end: int, value: int | Decimal) -> Number:
        unit = self._units.beside(text, start, end)
        values = (Decimal(value),)
        return in_tens(Number(text[start:end], start, end, NumberKind.SPELLED, values, unit=unit))

    def _single(self, token: str, form: str) -> tuple[NumberKind, int | Decimal] | None:
        """Return what a single word means by its stem or letters: a number, a month, a Roman
        numeral.
        """
        value: int | Decimal | None = self._words.get(form)
        if value is None:
            value = self._stem(form)
        if value is not None:
            return NumberKind.SPELLED, value
        if len(form) >= _LONG and (compound := self._compound(form)) is not None:
            return NumberKind.SPELLED, compound
        month = next(
            (self._months[stem] for stem in (form, form[:-1], form[:-2]) if stem in self._months),
            None,
        )
        if month is not None:
            return NumberKind.MONTH, month
        roman = _roman(token) if token[0].isupper() else None
        return None if roman is None else (NumberKind.ROMAN, roman)

    def _stem(self, form: str) -> int | None:
        """Return the value of a form that differs from a known one in its ending, or that of a part
        of a compound.
        """
        if _JOINED.search(form):
            for part in _JOINED.split(form):
                if part in self._words:
                    return self._words[part]
        if form in self._common:
            return (
                None  # a word of its own, not an ending of a number: “threat”, “eller”, “settimana”
            )
        for cut in range(_CUT + 1):
            stem = form[: len(form) - cut]
            if len(stem) >= STEM and stem in self._stems:
                return self._stems[stem]
        return None

    def _runs(self, text: str) -> Iterator[Number]:
        """Yield number words of scripts written without spaces, and numbers in Han characters."""
        if self._unspaced:
            for match in self._unspaced.finditer(text):
                yield Number(
                    match.group(),
                    *match.span(),
                    NumberKind.SPELLED,
                    (Decimal(self._words[match.group()]),),
                )
        if text.isascii():
            return
        for run in _HAN_NUMBER.finditer(text):
            values = _about(run.group()) or _han_values(
                run.group(), text[run.end() : run.end() + 1]
            )
            if values:
                unit = self._units.beside(text, *run.span())
                yield in_tens(
                    Number(run.group(), *run.span(), NumberKind.SPELLED, values, unit=unit)
                )


def _unspaced(words: dict[str, int]) -> re.Pattern[str] | None:
    forms = [
        word
        for word in words
        if UNSPACED.match(word) and len(word) > 1 and not _HAN_NUMBER.fullmatch(word)
    ]
    return (
        re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True))))
        if forms
        else None
    )


def _stems(words: dict[str, int]) -> dict[str, int]:
    """Return the beginnings of single words that belong to one value only."""
    values: dict[str, int] = {}
    ambiguous: set[str] = set()
    for word, value in words.items():
        if " " not in word:
            for end in range(max(STEM, len(word) - _CUT), len(word) + 1):
                if values.setdefault(word[:end], value) != value:
                    ambiguous.add(word[:end])
    return {stem: value for stem, value in values.items() if stem not in ambiguous}


def _month_stems(months: dict[str, int]) -> dict[str, int]:
    """Return the names of the months; those of five letters or more also without their last
    letter.
    """
    return {name[:-1]: month for name, month in months.items() if len(name) > 4} | months


def _multiplied(text: str, factor: Number | None, token: regex.Match[str], power: int) -> Number:
    """Return the value of a magnitude word, multiplied by the number word before it."""
    start, end = token.span()
    if (
        factor is None
        or factor.kind is not NumberKind.SPELLED
        or text[factor.end : start].strip(" -\u00a0")
    ):
        return Number(token.group(), start, end, NumberKind.SPELLED, (Decimal(1).scaleb(power),))
    values = tuple(value.scaleb(power) for value in factor.values)
    return Number(text[factor.start : end], factor.start, end, NumberKind.SPELLED, values)


def _roman(word: str) -> int | None:
    word = _ROMAN_ENDING.sub("", word)
    if not word.isupper() or not _ROMAN.fullmatch(word) or word in _NO_ROMAN:
        return None
    values = [_ROMAN_VALUES[c] for c in word]
    return sum(-v if later > v else v for v, later in zip(values, [*values[1:], 0], strict=True))


def _about(run: str) -> tuple[Decimal, ...]:
    """Return both ends of 一万六七千, sixteen or seventeen thousand.

    Nothing if a run is not about a number.
    """
    match = _ABOUT.fullmatch(run)
    if match is None:
        return ()
    before, low, high, unit = match.groups()
    ends = (_han(f"{before}{digit}{unit}") for digit in (low, high))
    return tuple(end for end in ends if end is not None)


def _han_values(run: str, behind: str) -> tuple[Decimal, ...]:
    """Return the values of a number in Han characters; 九二年 is 1992 as well, and so is 九二."""
    value = _han(run)
    if value is None:
        return ()
    are_figures = len(run) == _SHORT_YEAR and not set(run) & set(_MAGNITUDES)
    short = (behind == "年" or are_figures) and value < 100
    return (value, 1900 + value, 2000 + value) if short else (value,)


def _han(run: str) -> Decimal | None:
    """Return the value of a number in Han characters (二十五, 三万), or None.

    A magnitude alone has none.
    """
    values = [unicodedata.numeric(c, -1) for c in run.replace("两", "二").replace("兩", "二")]
    if values[0] >= 100 and all(value >= 100 for value in values):
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
