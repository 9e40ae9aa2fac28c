from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import pytest

from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.model import TranscheckError

TEXTS = {
    "nl": "De nieuwe brug over de rivier is 148 meter lang en kost 12 miljoen euro.\n\nMarta "
    "Klein, die ernaast woont, is er blij mee en komt elke dag kijken.\n",
    "pl": "Nowy most na rzece ma 148 metrów długości i kosztuje 12 milionów euro.\n\nMarta Klein, "
    "która mieszka obok, cieszy się i codziennie przychodzi popatrzeć.\n",
    "en": "The new bridge over the river is 148 metres long and costs 12 million euros.\n\nMarta "
    "Klein, who lives next to it, is happy and comes to look every day.\n",
    "ja": "川に架かる新しい橋は長さ148メートルで、費用は1200万ユーロです。\n\n"
    "隣に住むマルタ・クラインは喜んで毎日見に来ます。\n",
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files in the languages given, as Word documents where the name says so."""
    for name, lang in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".docx":
            document = docx.Document()
            for paragraph in TEXTS[lang].strip().split("\n\n"):
                document.add_paragraph(paragraph)
            document.save(str(path))
        else:
            path.write_text(TEXTS[lang], encoding="utf-8")


# names that people give their files, and the language of each text
FOUND = [
    {"story NL.docx": "nl", "story final (PL).docx": "pl"},
    {"molen-dutch.docx": "nl", "wiatrak-PL.docx": "pl"},
    {"nl.docx": "nl", "pl.md": "pl"},
    {"story_final_NL.txt": "nl", "story_final_PL.txt": "pl"},
    {"brug.txt": "nl", "most.txt": "pl"},
    {"article.md": "en", "artykuł.md": "pl"},
    {"Dutch.txt": "nl", "Polski.txt": "pl", "日本語.txt": "ja"},
    {"a.nl.txt": "nl", "b.pl.txt": "pl"},
    {"2026-05-01 brug NL v3 def.docx": "nl", "2026-05-01 brug PL v2.docx": "pl"},
    {"en/bridge.md": "en", "nl/brug.md": "nl"},
    {"Brücke (English).txt": "en", "Brücke (Japanese).txt": "ja"},
    {"bridge pt.txt": "en", "bridge is.txt": "pl"},
]


@pytest.mark.parametrize("files", FOUND, ids=lambda files: ", ".join(files))
def test_any_files_of_one_story(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    [story] = discover([tmp_path], Settings())
    assert {version.path.name: version.lang for version in story.versions} == {
        Path(name).name: lang for name, lang in files.items()
    }


def test_several_stories_with_the_same_names(tmp_path: Path) -> None:
    names = {"brug (NL) v2.txt": "nl", "brug (PL).txt": "pl"}
    names |= {"haven NL.txt": "nl", "haven PL final.txt": "pl"}
    write(tmp_path, names)
    stories = discover([tmp_path], Settings())
    assert [story.id for story in stories] == [
        f"{tmp_path.name}/{name}" if "/" in stories[0].id else name for name in ("brug", "haven")
    ]


def test_a_table_of_segments(tmp_path: Path) -> None:
    (tmp_path / "texts.csv").write_text("key,en,nl\na,The bridge,De brug\n", encoding="utf-8")
    (tmp_path / "prices.csv").write_text("item,price\nbread,3\n", encoding="utf-8")
    [story] = discover([tmp_path], Settings())
    assert [version.lang for version in story.versions] == ["en", "nl"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"nl.txt": "nl", "nl2.txt": "nl"}, r"nl\.txt \(Dutch\), nl2\.txt \(Dutch\)"),
        ({"moon-na.md": "en", "moon.md": "en"}, r"moon-na\.md \(English\), moon\.md \(English\)"),
    ],
)
def test_what_was_seen_is_said(tmp_path: Path, files: dict[str, str], message: str) -> None:
    write(tmp_path, files)
    with pytest.raises(TranscheckError, match=message):
        discover([tmp_path], Settings())


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(TranscheckError, match=r"no files that transcheck reads; it reads \.arb"):
        discover([tmp_path], Settings())


def test_the_nearest_name(tmp_path: Path) -> None:
    write(tmp_path, {"bridge.txt": "en"})
    with pytest.raises(TranscheckError, match=r"did you mean .*bridge\.txt"):
        discover([tmp_path / "brigde.txt"], Settings())


def test_a_name_with_blanks_that_was_not_quoted(story: Callable[..., Path]) -> None:
    folder = story({"de molen NL.txt": "De molen draait weer.\n"}, "s")
    with pytest.raises(TranscheckError, match=r"did you mean '.*s/de molen NL\.txt'\? Put"):
        discover([folder / "de"], Settings())


def test_what_to_type_is_quoted(story: Callable[..., Path]) -> None:
    folder = story({"molen (def) NL.txt": "De molen draait weer.\n"}, "s")
    with pytest.raises(TranscheckError, match=r"transcheck check '.*\(def\) NL\.txt' OTHER"):
        discover([folder / "molen (def) NL.txt"], Settings())
