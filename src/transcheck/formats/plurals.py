"""Plural forms of gettext: which of an entry's forms a language uses for which numbers.

A catalogue's header gives the number of forms and a C expression that chooses one for a number
(https://www.gnu.org/software/gettext/manual/html_node/Plural-forms.html).
"""

from __future__ import annotations

import gettext
import re
from functools import cache

from msgspec import Struct

_HEADER = re.compile(r"nplurals\s*=\s*(?P<count>\d+)\s*;\s*plural\s*=\s*(?P<expression>[^;]+)")
_LARGEST = 9  # forms; no language has more than six
_TRIED = range(1_000)
# a form for at most so many of them need not name the number: “l’élément” for 0 and 1 (what msgfmt
# does, gettext-tools/src/plural-distrib.h)
_SELDOM = 5
# CLDR's plural categories
FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
# those for single numbers, which may leave the number out: “one boat”
_FOR_ONE_NUMBER = frozenset({"zero", "one", "two"})
_VALUE = re.compile(r"%(?!%)|\{")


class PluralForms(Struct, frozen=True):
    """The plural forms of a catalogue.

    `count` is their number, `singular` the form for one, `usual` the one for most numbers, which is
    compared with the plural (the singular, too, if the language has one form only). `seldom` are
    the forms that are for few numbers only, such as the Arabic dual; their text need not name the
    number.
    """

    count: int
    singular: int
    usual: int
    seldom: frozenset[int]


@cache
def plural_forms(header: str) -> PluralForms | None:
    """Return the plural forms that a `Plural-Forms` header describes, None if it is not valid."""
    match = _HEADER.search(header)
    if match is None or not 0 < int(match["count"]) <= _LARGEST:
        return None
    try:
        choose = gettext.c2py(match["expression"])
        chosen = [choose(number) for number in _TRIED]
    except (ValueError, ZeroDivisionError, OverflowError, RecursionError):
        return None
    count = int(match["count"])
    seldom = frozenset(form for form in set(chosen) if chosen.count(form) <= _SELDOM)
    # the last form, as a rule; in Ukrainian files with four it is the one for one
    usual = max((form for form in set(chosen) if form not in seldom), default=count - 1)
    return PluralForms(count, choose(1), usual, seldom)


def leaves_number_out(form: str, text: str, source: str) -> bool:
    """Return whether the text of a CLDR form for a single number names fewer values than its
    source, as it may.
    """
    return form in _FOR_ONE_NUMBER and len(_VALUE.findall(text)) < len(_VALUE.findall(source))
