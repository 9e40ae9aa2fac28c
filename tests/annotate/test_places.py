from __future__ import annotations

import pytest

from transcheck.annotate.places import countries, is_form_of_place, places_of
from transcheck.annotate.words import fold


@pytest.mark.parametrize(
    ("ours", "name", "theirs", "counterpart"),
    [
        ("de", "Köln", "pl", "Kolonia"),
        ("pl", "Londynie", "en", "London"),
        ("pl", "Papui-Nowej Gwinei", "fr", "Papouasie-Nouvelle-Guinée"),
        ("ru", "Москве", "el", "Μόσχα"),
        ("zh", "慕尼黑", "de", "München"),
        ("ar", "القاهرة", "en", "Cairo"),
        ("cs", "Labe", "de", "Elbe"),
        ("en", "British", "fr", "Royaume-Uni"),
        ("fi", "Yhdysvaltain", "en", "American"),
    ],
)
def test_one_place_in_two_languages(ours: str, name: str, theirs: str, counterpart: str) -> None:
    places = places_of(ours).places(fold(name), inflected=True)
    assert places & places_of(theirs).places(fold(counterpart), inflected=True)


@pytest.mark.parametrize(
    ("lang", "name"),
    [("en", "Gerrard"), ("de", "Personen"), ("pl", "chleb"), ("pl", "nieznane miasto"), ("en", "")],
)
def test_no_place(lang: str, name: str) -> None:
    assert not places_of(lang).places(fold(name), inflected=True)


def test_inflection_is_looked_for_only_if_asked() -> None:
    assert not places_of("pl").places("londynie", inflected=False)


def test_names_of_a_place_begin_with_the_language_s_own() -> None:
    assert places_of("nl").names("cologne")[0] == "keulen"
    assert places_of("nl").names("cologne")[-1] == "cologne"
    assert places_of("nl").has_own("cologne")
    assert not places_of("tlh").has_own("cologne")


def test_countries_are_not_cities() -> None:
    assert {"germany", "poland"} <= countries()
    assert "cologne" not in countries()


@pytest.mark.parametrize(
    ("name", "other", "expected"),
    [
        ("londynie", "londyn", True),
        ("gerrard", "german", False),
        ("papui-nowej gwinei", "papua-nowa gwinea", True),
    ],
)
def test_forms_of_a_place(name: str, other: str, expected: bool) -> None:
    assert is_form_of_place(name, other) is expected
