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
    {"report-eu.md": "en", "report-na.md": "pl"},
    {"ab.md": "nl", "cd.md": "pl"},
]
NAMED = [
    {"report-eu.md": "en", "report-na.md": "pl"},
    {"old.txt": "nl", "new.txt": "pl"},
    {"war.txt": "nl", "bin.txt": "pl"},
    {"molen-dutch.txt": "nl", "wiatrak-PL.txt": "pl"},
    {"story NL v2.txt": "nl", "story (PL).txt": "pl"},
    {"nl.docx": "nl", "pl.md": "pl"},
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


@pytest.mark.parametrize("files", NAMED, ids=lambda files: ", ".join(files))
def test_named_files_are_in_the_language_of_their_text(
    tmp_path: Path, files: dict[str, str]
) -> None:
    write(tmp_path, files)
    [story] = discover([tmp_path / name for name in files], Settings())
    found = {version.path.name: version.lang for version in story.versions}
    assert found == files


def test_an_untranslated_version_keeps_its_language(tmp_path: Path) -> None:
    for lang in ("nl", "ja", "zh"):  # two of them without a list of words
        folder = tmp_path / f"story-{lang}"
        long = "\n".join([TEXTS["en"]] * 3)
        folder.mkdir()
        (folder / "en.md").write_text(long)
        (folder / f"{lang}.md").write_text(long)
        [story] = discover([folder], Settings())
        assert [version.lang for version in story.versions] == ["en", lang]


@pytest.mark.parametrize("named", ["nl.docx", "story final (PL).txt"])
def test_a_file_brings_what_is_beside_it_in_any_format(tmp_path: Path, named: str) -> None:
    write(tmp_path, {"nl.docx": "nl", "story final (PL).txt": "pl"})
    [story] = discover([tmp_path / named], Settings())
    assert [version.lang for version in story.versions] == ["nl", "pl"]


def test_notes_beside_named_versions_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"molen NL.txt": "nl", "molen PL.txt": "pl", "notes.txt": "en"})
    [story] = discover([tmp_path], Settings())
    assert [version.path.name for version in story.versions] == ["molen NL.txt", "molen PL.txt"]


def test_a_pair_beside_a_story_with_a_layout(tmp_path: Path) -> None:
    names = {"haven-nl.txt": "nl", "haven-pl.txt": "pl"}
    names |= {
        "molen NL.txt": "nl",
        "molen PL v2.txt": "pl",
        "intro-nl.txt": "nl",
        "faq-en.txt": "en",
    }
    write(tmp_path, names)
    stories = discover([tmp_path], Settings())
    assert [len(story.versions) for story in stories] == [2, 2]


def test_alike_names_go_before_others(tmp_path: Path) -> None:
    names = {"brug NL.txt": "nl", "brug.txt": "pl", "bib EN.txt": "en", "bib.txt": "ja"}
    write(tmp_path, names)
    stories = discover([tmp_path], Settings())
    assert [[v.lang for v in story.versions] for story in stories] == [["en", "ja"], ["nl", "pl"]]


def test_folders_of_languages_may_be_named_together(tmp_path: Path) -> None:
    write(tmp_path, {"docs/en/a.md": "en", "docs/nl/a.md": "nl"})
    [story] = discover([tmp_path / "docs/en", tmp_path / "docs/nl"], Settings())
    assert [version.lang for version in story.versions] == ["en", "nl"]


def test_a_version_without_a_language_is_in_that_of_its_text(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "en", "README.ja.md": "ja", "a.md": "en", "a.ja.md": "ja"})
    stories = discover([tmp_path], Settings())
    assert [[v.lang for v in story.versions] for story in stories] == [["en", "ja"], ["en", "ja"]]


@pytest.mark.parametrize(
    ("files", "named", "message"),
    [
        ({"a.txt": "nl", "b.txt": "nl"}, (), r"all that was seen is Dutch: .*Add a version"),
        (
            {"nl 1.txt": "nl", "nl 2.txt": "nl", "pl.txt": "pl"},
            (),
            r"2 files are Dutch: .*Choose one: transcheck check '.*nl 1\.txt' .*pl\.txt or ",
        ),
        ({"a.txt": "nl"}, ("a.txt", "a.txt"), "the same file twice"),
        ({"a.txt": "nl"}, ("a.txt",), "only one version of this story"),
        ({"nl.txt": "nl", "x.txt": "ja"}, ("x.txt",), None),
    ],
)
def test_what_to_type_is_said(
    tmp_path: Path, files: dict[str, str], named: tuple[str, ...], message: str | None
) -> None:
    write(tmp_path, files)
    paths = [tmp_path / name for name in named] or [tmp_path]
    if message is None:
        assert len(discover(paths, Settings())) == 1
        return
    with pytest.raises(TranscheckError, match=message):
        discover(paths, Settings())


def test_what_is_not_read_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "story PL.doc").write_bytes(b"x")
    (tmp_path / "story.pdf").write_bytes(b"x")
    with pytest.raises(TranscheckError) as raised:
        discover([tmp_path], Settings())
    assert "story PL.doc is not read: save it as .docx" in str(raised.value)
    assert "story.pdf is not read: give the file that it was made from" in str(raised.value)
    write(tmp_path, {"story NL.txt": "nl"})
    with pytest.raises(TranscheckError, match=r"story PL\.doc is not read"):
        discover([tmp_path / "story NL.txt"], Settings())


def test_stories_of_odd_names_differ_in_what_they_say(tmp_path: Path) -> None:
    mill = {
        "molen-dutch.txt": "De molen van Kollum draait. Jan Terpstra telde 250 gasten in 2024.\n",
        "wiatrak-PL.txt": "Wiatrak w Kollum działa. Jan Terpstra naliczył 250 gości w 2024.\n",
    }
    fireworks = {
        "fireworks english.txt": "In Nagaoka 20,000 rockets cost 400 million yen. It rained.\n",
        "hanabi JP.txt": "長岡の花火は2万発で、費用は4億円だった。雨が降っていた。\n",
    }
    for name, text in (mill | fireworks).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    stories = discover([tmp_path], Settings())
    found = [{version.path.name for version in story.versions} for story in stories]
    assert sorted(found, key=sorted) == sorted((set(mill), set(fireworks)), key=sorted)


def test_files_of_two_languages_with_any_names(tmp_path: Path) -> None:
    texts = {
        "molen.txt": "De molen van Kollum draait weer. Jan Terpstra telde 250 gasten in 2024.\n",
        "wiatrak.txt": "Wiatrak w Kollum znów działa. Jan Terpstra naliczył 250 gości w 2024.\n",
        "haven.txt": "De haven van Urk is dicht. Anna Visser telde zo 118 boten in 2025.\n",
        "port.txt": "Port w Urk jest zamknięty. Anna Visser naliczyła tu 118 łodzi w 2025.\n",
        "losse notities.txt": "Bel Marieke over de foto van bladzijde 12 en het kader.\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    stories = discover([tmp_path], Settings())
    found = [{version.path.name for version in story.versions} for story in stories]
    assert sorted(found, key=sorted) == [{"haven.txt", "port.txt"}, {"molen.txt", "wiatrak.txt"}]


def test_a_country_in_a_name_is_that_of_the_language_of_the_text(tmp_path: Path) -> None:
    write(tmp_path, {"story EN.txt": "en", "story JP.txt": "ja", "story NL.txt": "nl"})
    [story] = discover([tmp_path], Settings())
    assert sorted(version.lang for version in story.versions) == ["en", "ja", "nl"]
