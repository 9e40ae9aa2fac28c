from __future__ import annotations

from decimal import Decimal

import pytest

from transcheck.annotate.numbers import NumberKind, find_numbers


def values(text: str, lang: str, *, weak: bool = False) -> list[list[Decimal]]:
    return [list(number.values) for number in find_numbers(text, lang) if number.weak == weak]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nl", "7,2 miljard dollar", ["7200000000"]),
        ("en", "$7.2bn", ["7200000000"]),
        ("en", "20 crore rupees", ["200000000"]),
        ("hi", "७२० करोड़", ["7200000000"]),
        ("zh", "1.25万册", ["12500"]),
        ("ja", "1億2500万円", ["125000000"]),
        ("ja", "12万5千人", ["125000"]),
        ("ko", "1억 2500만 원", ["125000000"]),
        ("ru", "25 тыс. книг", ["25000"]),
        ("ru", "о 7,2 миллиардах", ["7200000000"]),
        ("th", "7.2 ล้านบาท", ["7200000"]),
        ("vi", "7,2 tỷ đồng", ["7200000000"]),
        ("ar", "١٧٬٣٠٤ كتابًا", ["17304"]),
        ("fa", "۲۵٫۵ درصد", ["25.5"]),
        ("fr", "12\u202f500 livres", ["12500"]),
        ("de", "1.250.000 Euro", ["1250000"]),
        ("de-CH", "12'500 Franken", ["12500"]),
        ("en", "1,234.56", ["1234.56"]),
        ("hi", "1,23,456", ["123456"]),
        ("he", "ב-2019", ["2019"]),
        ("en", "the 1990s and the 5th", ["1990", "5"]),
        ("ja", "第3回", ["3"]),
        ("en", "A4 paper, H2O and MP3", []),
        ("en", "½", ["0.5"]),
    ],
)
def test_values(lang: str, text: str, expected: list[str]) -> None:
    assert values(text, lang) == [[Decimal(value)] for value in expected]


def test_an_ambiguous_form_keeps_both_readings() -> None:
    assert values("1.234", "nl") == [[Decimal(1234), Decimal("1.234")]]


def test_the_two_years_of_a_season() -> None:
    assert values("2019/20", "en") == [[Decimal(2019)], [Decimal(20), Decimal(2020)]]


@pytest.mark.parametrize(
    ("lang", "text", "minutes"),
    [
        ("en", "10:30", 630),
        ("de", "20.15 Uhr", 1215),
        ("fr", "18 h 30", 1110),
        ("ja", "10時30分", 630),
        ("ko", "8시 15분", 495),
    ],
)
def test_times(lang: str, text: str, minutes: int) -> None:
    (number,) = (number for number in find_numbers(text, lang) if not number.weak)
    assert number.minutes == minutes


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2024-10-03", [2024, 10, 3]),
        ("3.10.2024", [3, 10, 2024]),
        ("3. 10. 2024", [3, 10, 2024]),
        ("12/31/24", [12, 31, 24]),
    ],
)
def test_dates(text: str, parts: list[int]) -> None:
    (number,) = find_numbers(text, "cs")
    assert (number.kind, [int(part) for part in number.parts]) == (NumberKind.DATE, parts)


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("nl", "vierde", 4),
        ("pl", "czwartą", 4),
        ("ru", "четвёртой", 4),
        ("en", "twenty-one", 21),
        ("en", "two hundred", 200),
        ("zh", "三百二十五", 325),
        ("ja", "二十五", 25),
        ("pl", "XIX", 19),
        ("nl", "oktober", 10),
        ("uk", "жовтня", 10),
    ],
)
def test_words_are_weak(lang: str, text: str, expected: int) -> None:
    assert [Decimal(expected)] in values(text, lang, weak=True)
    assert values(text, lang) == []


@pytest.mark.parametrize(
    ("lang", "text", "units"),
    [
        ("en", "$7.2bn and 5 per cent", ["currency-dollar", "percent"]),
        ("en", "EUR 40, 3 percentage points", ["currency-euro", "percentage-point"]),
        ("de", "7,2 Mrd. Euro und 20 Meilen", ["currency-euro", "mile"]),
        ("tr", "yüzde 5 ya da %5", ["percent", "percent"]),
        ("zh", "72亿美元", ["currency-dollar"]),
        ("ro", "200 de mile", ["mile"]),
        ("en", "try 500 times on the 21st", ["", ""]),
    ],
)
def test_units(lang: str, text: str, units: list[str]) -> None:
    assert [number.unit for number in find_numbers(text, lang) if not number.weak] == units
