"""Figures that are one another's rounding or conversion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcheck.annotate.numbers import Number, find_numbers
from transcheck.checks.numbers.measures import (
    Measures,
    is_conversion,
    is_rounded,
    is_rounded_measure,
)

_UNITS = ("miles", "km", "m", "feet", "cm", "kg", "pounds", "°C", "°F", "km²", "acres", "euros")
_MEASURES = st.builds(
    lambda value, places, unit: f"{value:.{places}f} {unit}",
    st.floats(0.01, 500),
    st.integers(0, 2),
    st.sampled_from(_UNITS),
)


def first(text: str) -> Number:
    number, *_ = find_numbers(text, "en")  # then the word: billion
    return number


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("548 seats", "550 seats", True),
        ("7.24 billion", "7.2 billion", True),
        ("3,456 boats", "3,460 boats", True),
        ("548 seats", "600 seats", False),
        ("1,875 tickets", "2,000 tickets", False),
        ("19 doors", "20 doors", False),
        ("1,998 doors", "2,000 doors", False),  # they may be years
        ("548 seats", "548 seats", False),
    ],
)
def test_rounded_figures(one: str, other: str, expected: bool) -> None:
    assert is_rounded(first(one), first(other)) is expected
    assert is_rounded(first(other), first(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("15.24 cm", "15 cm", True),
        ("6.6 kg", "7 kg", True),
        ("15.24 cm", "16 cm", False),
        ("15.24 cm", "15 kg", False),
        ("15.24 euros", "15 euros", False),
    ],
)
def test_rounded_measures(one: str, other: str, expected: bool) -> None:
    assert is_rounded_measure(first(one), first(other)) is expected
    assert is_rounded_measure(first(other), first(one)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("1 mile", "1.6 km", True),
        ("30 miles", "50 km", True),
        ("6 feet", "1.83 m", True),
        ("10 °C", "50 °F", True),
        ("1 mile", "2.6 km", False),
        ("1 mile", "1.6 kg", False),
    ],
)
def test_conversions(one: str, other: str, expected: bool) -> None:
    assert is_conversion(first(one), first(other)) is expected
    assert is_conversion(first(other), first(one)) is expected


@given(_MEASURES, st.lists(_MEASURES, max_size=30))
def test_what_explains_a_measure_is_found_without_looking_at_all(
    one: str, others: list[str]
) -> None:
    number, measures = first(one), [first(other) for other in others]
    expected = any(
        is_conversion(number, other) or is_rounded_measure(number, other) for other in measures
    )
    assert Measures(measures).explain(number) is expected
