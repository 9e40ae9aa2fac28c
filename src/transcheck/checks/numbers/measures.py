"""Measures, money and percentages: different expressions of one value, and those that only look
alike.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from transcheck.annotate.numbers import CURRENCY, Number, NumberKind

# factors from one unit to another; a gallon is American or imperial
_FACTORS = {
    ("mile", "kilometer"): (1.609344,),
    ("mile", "meter"): (1609.344,),
    ("foot", "meter"): (0.3048,),
    ("foot", "centimeter"): (30.48,),
    ("yard", "meter"): (0.9144,),
    ("inch", "centimeter"): (2.54,),
    ("inch", "millimeter"): (25.4,),
    ("inch", "meter"): (0.0254,),
    ("pound", "kilogram"): (0.453592,),
    ("pound", "gram"): (453.592,),
    ("ounce", "gram"): (28.3495,),
    ("stone", "kilogram"): (6.35029,),
    ("stone", "pound"): (14.0,),
    ("acre", "hectare"): (0.404686,),
    ("acre", "square"): (4046.86, 0.00404686),
    ("square", "square"): (2.58999, 0.092903),
    ("square", "hectare"): (259.0,),
    ("gallon", "liter"): (3.78541, 4.54609),
}
_TEMPERATURES = frozenset({"fahrenheit", "celsius", "degree"})
_COARSE = 0.1  # tolerance for round figures
_ROUNDING = 0.05  # tolerance for the rounding of a converted number
_DEGREES = 1.0
_HALF = 0.5  # by as much a measure differs from one without its decimals, at most
_ROUND_FROM = 12  # multiples of ten above this are round figures
_SHOWN_EXACTLY = 10  # conversions below this are shown with two digits, others as whole numbers
_IRREGULAR = {
    name: name
    for name in ("celsius", "fahrenheit", "yen", "yuan", "won", "baht", "hertz", "percent")
} | {
    "foot": "feet",
    "inch": "inches",
    "century": "centuries",
}
_SHORTEST, _TALLEST = 4, 8  # feet of a person
_FEET = {"meter": 3.281, "centimeter": 0.03281}
_NEAR = Decimal("0.01")  # share of a figure that rounding may change
_TELLING = 3  # minimum number of digits of a figure that is rounded; 19 for 20 is a slip
_YEARS = range(1500, 2101)


def other_unit(a: str, b: str) -> bool:
    """Return whether two units cannot be the same.

    Vague ones can: degrees may be Celsius, a pound is money or weight.
    """
    one, other = (_family(unit).removeprefix(CURRENCY) for unit in (a, b))
    if one == other or "square" in (one, other):
        return False
    return not ({one, other} <= _TEMPERATURES and "degree" in (one, other))


def spoken(unit: str) -> str:
    """Return a unit in the form used in evidence."""
    return unit.removeprefix(CURRENCY).replace("-", " ")


def plural(unit: str) -> str:
    """Return the plural of a unit for messages: “square kilometers”, “miles per hour”."""
    name, _, per = spoken(unit).partition(" per ")
    several = _IRREGULAR.get(name, name + "s")
    return f"{several} per {per}" if per else several


def converted(number: Number, unit: str) -> Decimal | None:
    """Return the value of a measure in another unit, rounded for readers, or None if there is no
    factor.
    """
    one, other = _family(number.unit), _family(unit)
    value = float(number.values[0])
    if {one, other} <= _TEMPERATURES:
        exact = (value - 32) / 1.8 if one == "fahrenheit" else value * 1.8 + 32
    elif (one, other) in _FACTORS:
        exact = value * _FACTORS[one, other][0]
    elif (other, one) in _FACTORS:
        exact = value / _FACTORS[other, one][0]
    else:
        return None
    return Decimal(f"{exact:.2g}") if abs(exact) < _SHOWN_EXACTLY else Decimal(round(exact))


def is_rounded_measure(a: Number, b: Number) -> bool:
    """Return whether one of two measures in a unit is the other without its decimals: 15.24 cm and
    15 cm.
    """
    if not _is_measure(a) or a.unit != b.unit or not (a.values and b.values):
        return False
    fine, coarse = sorted((a.values[0], b.values[0]), key=_decimals, reverse=True)
    return _decimals(fine) > _decimals(coarse) and fine.quantize(coarse, ROUND_HALF_UP) == coarse


class Measures:
    """The measures of some blocks, by unit and in order, so that those which may be a conversion of
    a number are found without looking at all: a table may have thousands.
    """

    def __init__(self, numbers: Iterable[Number]) -> None:
        by_unit: dict[str, dict[str, Number]] = defaultdict(dict)
        for number in numbers:
            if number.unit and number.values:
                by_unit[number.unit].setdefault(str(number.values[0]), number)
        self._by_unit = {
            unit: sorted(found.values(), key=_value) for unit, found in by_unit.items()
        }

    def explain(self, number: Number) -> bool:
        """Return whether a number is a conversion or a rounding of one of the measures."""
        if not (number.unit and number.values):
            return False
        value = float(number.values[0])
        for unit, measures in self._by_unit.items():
            ranges = _ranges(_family(number.unit), value, _family(unit))
            if unit == number.unit:
                ranges.append((value - _HALF, value + _HALF))
            for low, high in ranges:
                first = bisect_left(measures, low, key=_value)
                last = bisect_right(measures, high, key=_value)
                for other in measures[first:last]:
                    if is_conversion(number, other) or is_rounded_measure(number, other):
                        return True
        return False


def _value(number: Number) -> float:
    return float(number.values[0])


def _ranges(one: str, value: float, other: str) -> list[tuple[float, float]]:
    """Return between which figures the conversions of a measure into another unit are."""
    if one in _TEMPERATURES and other in _TEMPERATURES:
        exact = ((value - 32) / 1.8, value / 1.8, value * 1.8 + 32, value * 1.8)
        return [(figure - 2 * _DEGREES, figure + 2 * _DEGREES) for figure in exact]
    factors = [
        *_FACTORS.get((one, other), ()),
        *(1 / factor for factor in _FACTORS.get((other, one), ())),
    ]
    wide = 1 + 2 * _COARSE
    ranges = [(value * factor / wide, value * factor * wide) for factor in factors]
    if one == "foot" and other in _FEET:
        ranges.append((value / _FEET[other], (value + 1) / _FEET[other]))
    if other == "foot" and one in _FEET:
        ranges.append((value * _FEET[one] - 1, value * _FEET[one]))
    return ranges


def _is_measure(number: Number) -> bool:
    """Return whether a number has a unit that is converted in translation."""
    return bool(number.unit) and not number.unit.startswith((CURRENCY, "per"))


def _decimals(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def is_conversion(a: Number, b: Number) -> bool:
    """Return whether two measures are the same in different units, within rounding."""
    if not (a.unit and b.unit and a.values and b.values):
        return False
    one, other = _family(a.unit), _family(b.unit)
    x, y = float(a.values[0]), float(b.values[0])
    if one in _TEMPERATURES and other in _TEMPERATURES:
        return any(
            abs((f - 32) / 1.8 - c) <= _DEGREES or abs(f / 1.8 - c) <= _DEGREES
            for f, c in ((x, y), (y, x))
        )
    if _is_height(one, x, other, y) or _is_height(other, y, one, x):
        return True
    return any(_near(x * f, y) for f in _FACTORS.get((one, other), ())) or any(
        _near(y * f, x) for f in _FACTORS.get((other, one), ())
    )


def _is_height(unit: str, feet: float, metric: str, value: float) -> bool:
    """Return whether a number of feet is a measure without the inches that follow it: 6-foot-6 is
    1.98 m or 198 cm.
    """
    if unit != "foot" or metric not in _FEET or not _SHORTEST <= feet <= _TALLEST:
        return False
    return feet <= value * _FEET[metric] < feet + 1


def convertible(a: Number, b: Number) -> bool:
    """Return whether two measures are in different units of one dimension."""
    one, other = _family(a.unit), _family(b.unit)
    if one == other or "square" in (one, other):
        return False
    return (
        {one, other} == _TEMPERATURES - {"degree"}
        or (one, other) in _FACTORS
        or (other, one) in _FACTORS
    )


def _near(converted: float, written: float) -> bool:
    round_figure = written >= _ROUND_FROM and written % 10 == 0
    return abs(converted - written) <= (_COARSE if round_figure else _ROUNDING) * written


def _family(unit: str) -> str:
    """Return the unit that decides a conversion: miles per hour convert like miles."""
    return "square" if unit.startswith("square") else unit.partition("-per-")[0]


def is_rounded(a: Number, b: Number) -> bool:
    """Return whether one of two figures is the other one rounded: 548 and 550, 7.24 and 7.2
    billion.

    Years do not count.
    """
    if not (a.kind is b.kind is NumberKind.CARDINAL and a.values and b.values):
        return False
    if not _is_near(a.values[0], b.values[0]):  # most are not, and this is quickly seen
        return False
    fine, coarse = sorted((a, b), key=lambda number: _significant(number.values[0]), reverse=True)
    x, y = fine.values[0], coarse.values[0]
    if _significant(x) < _TELLING or (x in _YEARS and not fine.unit):
        return False
    step = Decimal(1).scaleb(y.normalize().as_tuple().exponent)  # type: ignore[arg-type]
    return (x / step).to_integral_value(ROUND_HALF_UP) * step == y


def _is_near(x: Decimal, y: Decimal) -> bool:
    return 0 < abs(x - y) <= _NEAR * max(x, y)


def _significant(value: Decimal) -> int:
    """Return the number of significant digits, leaving out zeros at either end."""
    return len(value.normalize().as_tuple().digits)
