"""Whole runs on files of units."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[..., Path]


@pytest.fixture
def checked(transcheck: Callable[..., Any]) -> Callable[..., list[dict[str, Any]]]:
    def run(*arguments: str | Path) -> list[dict[str, Any]]:
        done = transcheck("check", *arguments, "--no-reports", "--format", "json")
        assert done.status in (0, 1), done.err
        stories: list[dict[str, Any]] = json.loads(done.out)["stories"]
        return stories

    return run


def entry(source: str, target: str) -> str:
    return f'msgid "{source}"\nmsgstr "{target}"\n\n'


def test_a_set_of_po_is_one_report(story: Write, checked: Callable[..., Any]) -> None:
    folder = story(
        {
            "po/nl.po": entry("Wait 15 seconds", "Wacht 51 seconden"),
            "po/pl.po": entry("Wait 15 seconds", "Poczekaj 15 sekund")
            + entry("Delete 3 files", "Usuń 8 plików"),
        },
        "tree",
    )
    [report] = checked(folder)
    assert [(v["lang"], Path(v["path"]).name, v["blocks"]) for v in report["versions"]] == [
        ("en", "nl.po", 1),
        ("nl", "nl.po", 1),
        ("pl", "pl.po", 2),
    ]
    found = [
        (f["location"]["lang"], f["location"]["line"], f["location"]["text"])
        for f in report["findings"]
    ]
    assert found == [("nl", 2, "51"), ("pl", 5, "8")]
    [alone] = checked(folder / "po/pl.po")
    assert [f["fingerprint"] for f in alone["findings"]] == [report["findings"][1]["fingerprint"]]


def test_po_with_keys_point_into_their_own_files(story: Write, checked: Callable[..., Any]) -> None:
    folder = story(
        {
            "locale/en/LC_MESSAGES/app.po": entry("wait.short", "Wait 15 seconds")
            + entry("wait.long", "Wait 2 hours"),
            "locale/ru/LC_MESSAGES/app.po": entry("wait.long", "Подождите 3 часа")
            + entry("wait.short", "Подождите 15 секунд"),
        },
        "tree",
    )
    [report] = checked(folder)
    [finding] = report["findings"]
    place, [other] = finding["location"], finding["related"]
    assert (place["lang"], place["line"], place["text"]) == ("ru", 2, "3")
    assert (other["lang"], other["line"], other["text"]) == ("en", 5, "2")
    assert Path(other["path"]).parts[-3] == "en"


UNIT = (
    '<trans-unit id="{id}"><source>{source}</source><target{state}>{target}</target></trans-unit>\n'
)


def xliff(*units: tuple[str, str, str]) -> str:
    body = "".join(
        UNIT.format(id=n, source=a, target=b, state=state)
        for n, (a, b, state) in enumerate(units, 1)
    )
    head = '<xliff version="1.2"><file source-language="en" target-language="nl"><body>\n'
    return f"{head}{body}</body></file></xliff>\n"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (
            "app.xlf",
            xliff(("Open", "Openen", ""), ("Wait 15 seconds", "Wacht 51 seconden", "")),
            ("nl", 3, 66),
        ),
        (
            "app.tmx",
            '<tmx version="1.4"><header srclang="en"/><body>\n<tu><tuv xml:lang="en"><seg>Wait 15 '
            "seconds</seg></tuv>\n"
            '<tuv xml:lang="nl"><seg>Wacht 51 seconden</seg></tuv></tu></body></tmx>\n',
            ("nl", 3, 31),
        ),
        (
            "app.csv",
            "key,en,nl\na,Open,Openen\nb,Wait 15 seconds,Wacht 51 seconden\n",
            ("nl", 3, 25),
        ),
    ],
)
def test_units_of_other_formats(
    story: Write, checked: Callable[..., Any], name: str, text: str, place: tuple[str, int, int]
) -> None:
    folder = story({name: text}, "tree")
    [report] = checked(folder / name)
    assert [version["lang"] for version in report["versions"]] == ["en", "nl"]
    [finding] = report["findings"]
    found = finding["location"]
    assert (finding["code"], found["text"]) == ("NUM101", "51")
    assert (found["lang"], found["line"], found["column"]) == place


def test_a_memory_in_three_languages_is_one_story(
    story: Write, checked: Callable[..., Any]
) -> None:
    segs = {"en": "Wait 15 seconds", "nl": "Wacht 15 seconden", "pl": "Czekaj 51 sekund"}
    tuvs = "".join(
        f'<tuv xml:lang="{lang}"><seg>{text}</seg></tuv>\n' for lang, text in segs.items()
    )
    folder = story(
        {
            "m.tmx": '<tmx version="1.4"><header '
            f'srclang="en"/><body><tu>\n{tuvs}</tu></body></tmx>\n'
        },
        "tree",
    )
    [report] = checked(folder)
    assert [version["lang"] for version in report["versions"]] == ["en", "nl", "pl"]
    assert [(f["location"]["lang"], f["location"]["line"]) for f in report["findings"]] == [
        ("pl", 4)
    ]


def test_states_and_comments_of_xliff(story: Write, checked: Callable[..., Any]) -> None:
    text = xliff(
        ("Wait 15 seconds", "Wacht 51 seconden", ' state="needs-translation"'),
        ("Wait 16 seconds", "Wacht 61 seconden", ""),
        ("Wait 17 seconds", "Wacht 71 seconden", ""),
    ).replace(
        '<trans-unit id="2"', '<!-- transcheck: ignore[NUM101] as they say --><trans-unit id="2"'
    )
    [report] = checked(story({"app.xliff": text}, "tree"))
    assert [(f["code"], f["location"]["line"]) for f in report["findings"]] == [
        ("DOC105", 2),
        ("NUM101", 4),
    ]


def test_tags_that_a_translation_lost(story: Write, checked: Callable[..., Any]) -> None:
    [report] = checked(
        story({"app.xlf": xliff(('Read <g id="1">this</g>', "Lees dit", ""))}, "tree")
    )
    assert [f["code"] for f in report["findings"]] == ["MRK102"]


def test_tables_of_a_tree_are_not_taken_for_segments(
    story: Write, checked: Callable[..., Any]
) -> None:
    folder = story(
        {"names.csv": "en,nl\nOpen,Dicht\n", "a/en.md": "Text.\n", "a/nl.md": "Tekst.\n"}, "tree"
    )
    assert [report["story"] for report in checked(folder)] == ["a"]


def test_word_files_are_versions_like_others(tmp_path: Path, checked: Callable[..., Any]) -> None:
    import docx

    for lang, text in (("en", "It is 148 metres long."), ("nl", "Hij is 184 meter lang.")):
        document = docx.Document()
        document.add_heading("Bridge" if lang == "en" else "Brug", 1)
        document.add_paragraph(text)
        document.save(str(tmp_path / f"bridge.{lang}.docx"))
    [report] = checked(tmp_path)
    place = report["findings"][0]["location"]
    assert (report["story"], place["line"], place["column"], place["text"]) == (
        "bridge",
        2,
        8,
        "184",
    )


def test_keys_without_a_translation_are_reported(story: Write, checked: Callable[..., Any]) -> None:
    folder = story(
        {
            "locale/en/LC_MESSAGES/app.po": entry("menu.open", "Open")
            + entry("menu.close", "Close"),
            "locale/nl/LC_MESSAGES/app.po": entry("menu.open", "Openen"),
        },
        "tree",
    )
    [report] = checked(folder)
    assert [f["code"] for f in report["findings"]] == ["DOC105"]
    assert report["findings"][0]["message"] == "1 key is not translated: “menu.close”"


def test_an_empty_catalogue_is_reported_once(story: Write, checked: Callable[..., Any]) -> None:
    head = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n\n'
    [report] = checked(story({"po/nl.po": head}, "one") / "po/nl.po")
    assert [f["code"] for f in report["findings"]] == ["DOC107"]
    [report] = checked(story({"po/nl.po": head + entry("Open", "")}, "two") / "po/nl.po")
    assert [f["code"] for f in report["findings"]] == ["DOC105"]


def test_a_comment_in_a_source_with_keys_is_about_its_own_entry(
    story: Write, checked: Callable[..., Any]
) -> None:
    def entries(*pairs: tuple[str, str]) -> str:
        return "".join(entry(*pair) for pair in pairs)

    source = entries(
        ("menu.open", "It is 148 metres long."),
        ("menu.close", "It has 20 rooms."),
        ("menu.save", "Save."),
    )
    folder = story(
        {
            "po/en.po": source.replace(
                'msgid "menu.close"', '# transcheck: ignore[NUM101] as they say\nmsgid "menu.close"'
            ),
            "po/nl.po": entries(
                ("menu.open", "Het is 184 meter lang."), ("menu.close", "Het heeft 30 kamers.")
            ),
            "po/pl.po": entries(("menu.save", "Zapisz."), ("menu.open", "Ma 184 metry.")),
        },
        "tree",
    )
    [report] = checked(folder / "po")
    assert [
        (f["location"]["lang"], f["location"]["text"])
        for f in report["findings"]
        if f["code"] == "NUM101"
    ] == [
        ("nl", "184"),
        ("pl", "184"),
    ]


def test_each_named_file_of_a_catalogue_is_checked_by_a_hook(
    story: Write, checked: Callable[..., Any]
) -> None:
    folder = story(
        {
            "po/nl.po": entry("Wait 15 seconds", "Wacht 51 seconden"),
            "po/pl.po": entry("Delete 3 files", "Usuń 8 plików"),
            "app/en.json": '{"wait": "Wait 15 seconds"}',
            "app/de.json": '{"wait": "51 Sekunden warten"}',
            "app/uk.json": '{"wait": "Зачекайте 150 секунд"}',
        },
        "tree",
    )
    for suffix in ("po/nl.po", "po/pl.po"), ("po/pl.po", "po/nl.po"):
        [report] = checked("--siblings", *(folder / name for name in suffix))
        assert [f["location"]["text"] for f in report["findings"]] == ["51", "8"]
    [report] = checked("--siblings", folder / "app/de.json", folder / "app/uk.json")
    assert [f["location"]["text"] for f in report["findings"]] == ["51", "150"]
