"""The unit of a number: a measure, percent, or a currency, from the words and signs beside it."""

from __future__ import annotations

import regex

from transcheck.annotate.numbers.number import STEM, UNSPACED, plain
from transcheck.locales import NumberData

CURRENCY = "currency-"
_AFTER = regex.compile(
    r"\.?[ \u00a0\u202f-]{0,2}(?<first>°(?:\s?[CFcf](?!\p{Latin}))?|[%‰٪％\p{Sc}]"
    r"|[\p{L}\p{M}'’\u200c]+)"
    r"(?:[ \u00a0\u202f-](?<second>[\p{L}\p{M}'’\u200c]+))?"
)
_BEFORE = regex.compile(
    r"(?:(?<sign>[%٪\p{Sc}])|(?<![\p{L}\p{M}])(?<word>[\p{L}\p{M}]{2,12})\.?)[ \u00a0\u202f]?$"
)
_REACH = 14  # characters before a number in which to look for its unit
_ENDING = 3  # letters that an ending may add to a unit


class Units:
    """The units of one language; English ones are recognised in every language."""

    def __init__(self, data: NumberData, english: NumberData) -> None:
        self._units = {plain(word): unit for word, unit in (english.units | data.units).items()}
        self._before = {
            plain(word): unit for word, unit in (english.units_before | data.units_before).items()
        }
        self._codes = english.currency_codes
        self._stems = _stems(self._units)

    def beside(self, text: str, start: int, end: int) -> str:
        """Return the name of the unit before or after the number from `start` to `end`.

        Empty if there is none.
        """
        return self._ahead(text, start) or self._behind(text, end)

    def _ahead(self, text: str, start: int) -> str:
        if start == 0:
            return ""
        match = _BEFORE.search(text[max(0, start - _REACH) : start])
        if match is None:
            return ""
        word = match["sign"] or match["word"]
        return self._code(word) or self._before.get(plain(word).casefold(), "")

    def _code(self, word: str) -> str:
        """Return the currency that a code stands for: TRY 500 is money, try 500 is not."""
        return self._codes.get(word.casefold(), "") if word.isupper() else ""

    def _behind(self, text: str, end: int) -> str:
        match = _AFTER.match(text, end)
        if match is None:
            return ""
        if code := self._code(match["first"]):
            return code
        word = plain(match["first"]).casefold().replace(" ", "")
        if UNSPACED.match(word):
            return next(
                (
                    self._units[word[:n]]
                    for n in range(min(8, len(word)), 0, -1)
                    if word[:n] in self._units
                ),
                "",
            )
        if match["second"]:
            second = plain(match["second"]).casefold()
            # a percentage point is not a percentage, nor is a euro cent a euro
            pair = f"{word} {second}"
            stems = (pair[: len(pair) - cut] for cut in range(min(_ENDING, len(second) - 1) + 1))
            if unit := next((self._units[stem] for stem in stems if stem in self._units), ""):
                return unit
        if word in self._units:
            return self._units[word]
        stems = (word[: len(word) - cut] for cut in range(_ENDING + 1))
        return next((self._stems[stem] for stem in stems if stem in self._stems), "")


def _stems(units: dict[str, str]) -> dict[str, str]:
    """Return what the forms of a unit may begin with before their endings, at least four
    letters.
    """
    stems: dict[str, str] = {}
    for word, unit in units.items():
        for cut in range(3):
            if len(word) - cut >= STEM and " " not in word:
                stems.setdefault(word[: len(word) - cut], unit)
    return stems
