from __future__ import annotations

from pathlib import Path

from transcheck.compare import open_story
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.views.ledger import ledger

TEXTS = {
    "en": "The bridge was drawn by Tamta Kvarelidze.\n\nYesterday Kvarelidze met Otakar Lhotkov in "
    "Georgia on Monday.",
    "pl": "Most narysowała Tamta Kwarelidze.\n\nWczoraj Kwarelidze spotkała Otakara Lhotkova w "
    "Gruzji w poniedziałek.",
    "ja": "橋はタムタ・クヴァレリゼが設計した。\n\n"
    "昨日、クヴァレリゼは月曜日にジョージアでロトコフに会った。",
}


def forms(tmp_path: Path) -> list[dict[str, set[str]]]:
    for lang, text in TEXTS.items():
        (tmp_path / f"{lang}.md").write_text(text + "\n", encoding="utf-8")
    story = open_story(
        next(iter(discover([tmp_path], Settings(source="en")))), Settings(source="en")
    )
    langs = [version.lang for version in story.versions]
    return [
        {lang: {form.text for form in entry.of(version)} for version, lang in enumerate(langs)}
        for entry in ledger(story)
    ]


def test_a_name_has_its_forms_in_every_version(tmp_path: Path) -> None:
    found = forms(tmp_path)
    assert found[0] == {
        "en": {"Tamta Kvarelidze", "Kvarelidze"},
        "pl": {"Tamta Kwarelidze", "Kwarelidze"},
        "ja": {"クヴァレリゼ"},
    }


def test_places_join_by_their_names_and_days_are_none(tmp_path: Path) -> None:
    found = forms(tmp_path)
    assert any(entry["en"] == {"Georgia"} and entry["pl"] == {"Gruzji"} for entry in found)
    assert not any("Monday" in entry["en"] for entry in found)
