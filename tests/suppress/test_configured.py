"""Findings that the configuration suppresses."""

import pytest

from transcheck.config import Allow, Override, Settings
from transcheck.model import Finding, Location, Severity
from transcheck.suppress.configured import configured


def finding(
    code: str = "UNT102",
    lang: str = "nl",
    path: str = "content/nl/boats.md",
    evidence: str = "last minute",
) -> Finding:
    place = Location(lang, path, 3, 1, 3, 12, evidence)
    return Finding(code, "some-rule", Severity.WARNING, 0.9, "…", evidence, place)


def told(settings: Settings, **about: str) -> list[str]:
    return [
        str(found.severity) for found in configured("content/boats", [finding(**about)], settings)
    ]


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        (Override(languages=("nl",), ignore=("UNT",)), []),
        (Override(languages=("pl",), ignore=("UNT",)), ["warning"]),
        (Override(languages=("nl", "pl"), paths=("content/nl/*",), ignore=("UNT102",)), []),
        (Override(paths=("content/*/boats.md",), ignore=("UNT101",)), ["warning"]),
        (Override(languages=("nl",), select=("NUM",)), []),
        (Override(languages=("nl",), select=("NUM", "UNT102")), ["warning"]),
        (Override(stories=("content/b*",), severity={"UNT": Severity.ERROR}), ["error"]),
        (
            Override(
                stories=("content/b*",), severity={"UNT": Severity.ERROR, "UNT102": Severity.INFO}
            ),
            ["info"],
        ),
        (Override(stories=("boats",), severity={"UNT": Severity.OFF}), ["warning"]),
        (Override(languages=("nl",), allow=Allow(untranslated=("Last Minute",))), []),
        (Override(languages=("pl",), allow=Allow(untranslated=("Last Minute",))), ["warning"]),
    ],
)
def test_override(override: Override, expected: list[str]) -> None:
    assert told(Settings(overrides=(override,))) == expected


def test_last_override_wins() -> None:
    loud, quiet = (
        Override(languages=("nl",), severity={"UNT": Severity.ERROR}),
        Override(paths=("*.md",), ignore=("UNT",)),
    )
    assert told(Settings(overrides=(loud, quiet))) == []
    assert told(Settings(overrides=(quiet, loud))) == ["error"]


def test_languages_with_and_without_territory() -> None:
    settings = Settings(overrides=(Override(languages=("pt",), ignore=("UNT",)),))
    assert told(settings, lang="pt-BR") == []
    assert told(
        Settings(overrides=(Override(languages=("pt-BR",), ignore=("UNT",)),)), lang="pt"
    ) == ["warning"]


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("Junnan | Yunnan", []),
        ("Van Junnan | Van Yunnan", ["warning"]),
        ("Yunnan | Junnan", ["warning"]),
    ],
)
def test_allowed_names(evidence: str, expected: list[str]) -> None:
    assert (
        told(Settings(allow=Allow(names=("junnan",))), code="NAM101", evidence=evidence) == expected
    )


def test_a_word_of_an_allowed_name() -> None:
    assert (
        told(Settings(allow=Allow(names=("Hou A Lenh",))), code="NAM102", evidence="Hou | Hau")
        == []
    )
