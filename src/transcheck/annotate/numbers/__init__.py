"""Numbers as values: digits of every script, magnitude words, times, dates, Roman numerals,
spelled-out forms.

What is written may have several readings (1.234 is 1234 in one locale and 1.234 in another). All
are kept, and the other version decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from transcheck.annotate.numbers.digits import Digits
from transcheck.annotate.numbers.number import ARITHMETIC, Number, NumberKind, plain, to_ascii
from transcheck.annotate.numbers.units import CURRENCY, Units
from transcheck.annotate.numbers.words import Words
from transcheck.locales import common_words, number_data, primary

__all__ = ["ARITHMETIC", "CURRENCY", "Number", "NumberKind", "find_numbers", "to_ascii"]


def find_numbers(text: str, lang: str) -> Iterator[Number]:
    """Yield the numbers of a text, each kind in order: those in digits first, then words, then
    Roman numerals.
    """
    digits, words = _readers(primary(lang))
    yield from digits.find(text)
    yield from words.find(text)


@cache
def _readers(language: str) -> tuple[Digits, Words]:
    """Return the readers of a language.

    English magnitudes and units are recognised in every language.
    """
    data, english = number_data(language), number_data("en")
    powers = {plain(word): power for word, power in (english.magnitudes | data.magnitudes).items()}
    units = Units(data, english)
    return Digits(data, powers, units, glued=language == "en"), Words(
        data, powers, units, common_words(language)
    )
