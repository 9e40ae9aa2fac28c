"""Whole stories: more than two versions, summaries, versions without a counterpart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from market import DE, EN, NL, RU
from transcheck.config import Settings
from transcheck.engine import check
from transcheck.model import Finding

Write = Callable[..., Path]


def found(story: Write, source: str | None = None, **versions: tuple[str, ...]) -> list[Finding]:
    folder = story({f"s/{lang}.md": "\n\n".join(texts) + "\n" for lang, texts in versions.items()})
    run = check([folder / "s"], Settings(source=source, select=("PAR101", "PAR102", "DOC")))
    return list(run.stories[0].findings)


def without(texts: tuple[str, ...], *lost: int) -> tuple[str, ...]:
    return tuple(text for k, text in enumerate(texts) if k not in lost)


def brief(findings: list[Finding]) -> list[tuple[str, str, int]]:
    return [(f.code, f.location.lang, len(f.related)) for f in findings]


def test_four_faithful_versions(story: Write) -> None:
    assert found(story, en=EN, de=DE, nl=NL, ru=RU) == []


def test_one_version_lacks_a_paragraph(story: Write) -> None:
    for lang in ("de", "en", "nl", "ru"):
        texts: dict[str, Any] = {"de": DE, "en": EN, "nl": NL, "ru": RU}
        texts[lang] = without(texts[lang], 3)
        assert brief(found(story, **texts)) == [("PAR101", lang, 1)], lang


def test_one_version_has_a_paragraph_more(story: Write) -> None:
    for lang in ("de", "en", "nl", "ru"):
        texts: dict[str, Any] = {
            key: without(value, 3)
            for key, value in {"de": DE, "en": EN, "nl": NL, "ru": RU}.items()
        }
        texts[lang] = {"de": DE, "en": EN, "nl": NL, "ru": RU}[lang]
        assert brief(found(story, **texts)) == [("PAR102", lang, 1)], lang


def test_an_extra_paragraph_says_where_the_source_would_have_it(story: Write) -> None:
    (finding,) = found(story, source="en", en=without(EN, 3), de=DE)
    (place,) = finding.related
    assert (finding.location.lang, place.lang, place.line, place.text) == ("de", "en", 5, "")


def test_with_a_source_each_version_answers_for_itself(story: Write) -> None:
    assert brief(found(story, source="en", en=EN, de=without(DE, 3), nl=without(NL, 3))) == [
        ("PAR101", "de", 1),
        ("PAR101", "nl", 1),
    ]


def test_a_summary_is_one_finding(story: Write) -> None:
    (finding,) = found(story, source="en", en=EN, nl=(NL[0], NL[4]))
    assert (finding.code, finding.location.lang, len(finding.related)) == ("PAR101", "nl", 5)


def test_the_place_is_behind_the_paragraph_before(story: Write) -> None:
    (finding,) = found(story, source="en", en=EN, nl=without(NL, 3))
    place = finding.location
    assert (place.line, place.column, place.text) == (5, len(NL[2]) + 1, "")
    assert (place.end_line, place.end_column) == (place.line, place.column)
    assert finding.related[0].text == EN[3]


def test_a_missing_first_paragraph_belongs_behind_the_front_matter(story: Write) -> None:
    matter = "---\ntitle: De markthal\n---\n"
    folder = story(
        {
            "s/en.md": "---\ntitle: The market hall\n---\n" + "\n\n".join(EN),
            "s/nl.md": matter + "\n\n".join(NL[1:]),
        }
    )
    (finding,) = (
        check([folder / "s"], Settings(source="en", select=("PAR101",))).stories[0].findings
    )
    assert (finding.location.line, finding.location.column) == (4, 1)
