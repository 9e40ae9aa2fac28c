from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import git
from transcheck.config import Settings
from transcheck.discover import discover, left_out, stories_of
from transcheck.model import Story, TranscheckError

Write = Callable[..., Path]
TEXT = "Some text here.\n"


def found(
    paths: list[Path], settings: Settings | None = None, skip: Path | None = None
) -> dict[str, list[str]]:
    return {
        story.id: [v.lang for v in story.versions]
        for story in discover(paths, settings or Settings(), skip)
    }


def files(*names: str) -> dict[str, str | bytes]:
    return dict.fromkeys(names, TEXT)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ("bridge/nl.md", "bridge/pl.md", "port/nl.md", "port/vi.md"),
            {"bridge": ["nl", "pl"], "port": ["nl", "vi"]},
        ),
        (("en-nl.bbc.381790/en.md", "en-nl.bbc.381790/nl.md"), {"en-nl.bbc.381790": ["en", "nl"]}),
        (("admin_de_0/de.txt", "admin_de_0/en.txt"), {"admin_de_0": ["de", "en"]}),
        (
            ("story.nl.md", "story.pt-BR.md", "story.zh-hant.md"),
            {"story": ["nl", "pt-BR", "zh-Hant"]},
        ),
        (("my-story-nl.md", "my-story-sr-Latn.md"), {"my-story": ["nl", "sr-Latn"]}),
        (("nl/a/story.md", "pl/a/story.md"), {"a/story": ["nl", "pl"]}),
        (("content/nl/story.md", "content/pl/story.md"), {"content/story": ["nl", "pl"]}),
        (("docs/nl/docs/x.md", "docs/ja/docs/x.md"), {"docs/docs/x": ["ja", "nl"]}),
        (
            ("_posts/nl/2025-10-01-a.b.md", "_posts/pl/2025-10-01-a.b.md"),
            {"_posts/2025-10-01-a.b": ["nl", "pl"]},
        ),
        (("nl/how-to.md", "pl/how-to.md"), {"how-to": ["nl", "pl"]}),
        (("guide.md", "guide.nl.md"), {"guide": ["und", "nl"]}),
        (("how-to-nl.md", "how-to-pl.md"), {"how-to": ["nl", "pl"]}),
        (("what-is-it-en.md", "what-is-it-nl.md"), {"what-is-it": ["en", "nl"]}),
        (
            ("en/made-de.md", "en/made-fr.md", "nl/made-de.md", "nl/made-fr.md"),
            {"made-de": ["en", "nl"], "made-fr": ["en", "nl"]},
        ),
        (("v1.2/nl.md", "v1.2/pl.md"), {"v1.2": ["nl", "pl"]}),
    ],
)
def test_layouts(story: Write, names: tuple[str, ...], expected: dict[str, list[str]]) -> None:
    folder = story(files(*names), "tree")
    assert found([folder]) == expected


def test_default_language_at_the_root(story: Write) -> None:
    folder = story(
        {
            "a.md": "---\nlang: en\n---\nText\n",
            "b.md": "---\nlang: en\n---\nText\n",
            "nl/a.md": TEXT,
            "pl/a.md": TEXT,
        },
        "tree",
    )
    stories = discover([folder], Settings())
    assert [(s.id, [v.lang for v in s.versions], s.source) for s in stories] == [
        ("a", ["en", "nl", "pl"], 0),
        ("b", ["en"], 0),
    ]


def test_how_to_is_not_tongan_and_bin_is_not_bini(story: Write) -> None:
    folder = story(
        files("how.md", "how-to.md", "bin/tool.md", "tool.md", "nl/x.md", "pl/x.md"), "tree"
    )
    assert found([folder]) == {"x": ["nl", "pl"]}


@pytest.mark.parametrize("names", [("to-do.md", "to-be.md"), ("man/README.md", "new/README.md")])
def test_words_that_look_like_languages(story: Write, names: tuple[str, ...]) -> None:
    with pytest.raises(TranscheckError, match="no stories here"):
        discover([story(files(*names), "tree")], Settings())


def test_what_is_no_file_is_left_out(story: Write) -> None:
    folder = story(files("a/nl.md", "a/pl.md"), "tree")
    (folder / "a/de.md").symlink_to("nowhere.md")
    os.mkfifo(folder / "a/fr.md")
    assert found([folder]) == {"a": ["nl", "pl"]}


def test_hidden_folders_and_the_report_folder_are_left_out(story: Write) -> None:
    folder = story(
        files(".git/nl.md", ".git/pl.md", "reports/nl.md", "reports/pl.md", "a/nl.md", "a/pl.md"),
        "tree",
    )
    assert found([folder], skip=folder / "reports") == {"a": ["nl", "pl"]}


def test_a_hidden_folder_that_is_named_is_searched(story: Write) -> None:
    assert found([story(files("a/nl.md", "a/pl.md"), ".hidden")]) == {"a": ["nl", "pl"]}


def test_ids_are_relative_to_the_configuration(story: Write, tmp_path: Path) -> None:
    folder = story(files("nl.md", "pl.md"), "site/news/fire")
    assert found([folder], Settings(root=tmp_path / "site")) == {"news/fire": ["nl", "pl"]}
    assert found([folder]) == {"fire": ["nl", "pl"]}


def test_ids_are_relative_to_the_git_root(story: Write, tmp_path: Path) -> None:
    (tmp_path / "repo/.git").mkdir(parents=True)
    assert found([story(files("nl.md", "pl.md"), "repo/news/fire")]) == {"news/fire": ["nl", "pl"]}


def test_named_files_keep_their_order(story: Write) -> None:
    folder = story(files("nl.md", "pl.md"), "fire")
    assert found([folder / "pl.md", folder / "nl.md"]) == {"fire": ["pl", "nl"]}


def test_named_files_of_two_stories(story: Write) -> None:
    folder = story(files("a/nl.md", "a/pl.md", "b/nl.md", "b/pl.md"))
    assert found([folder / name for name in ("a/nl.md", "b/nl.md", "b/pl.md", "a/pl.md")]) == {
        "a": ["nl", "pl"],
        "b": ["nl", "pl"],
    }


def test_named_files_of_several_stories_bring_their_siblings(story: Write) -> None:
    folder = story(files("a/nl.md", "a/pl.md", "b/nl.md", "b/pl.md"))
    both = {"a": ["nl", "pl"], "b": ["nl", "pl"]}
    assert found([folder / "a/nl.md", folder / "b/nl.md"]) == both
    assert found([folder / name for name in ("a/nl.md", "a/pl.md", "b/nl.md")]) == both
    assert found([folder / "b/nl.md", folder / "b/../b/nl.md"]) == {"b": ["nl", "pl"]}


def test_a_file_deep_below_its_language_folder(
    story: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = story(files("content/en/blog/2024/a.md", "content/nl/blog/2024/a.md"), "tree")
    assert list(found([folder / "content/nl/blog/2024/a.md"]).values()) == [["en", "nl"]]
    monkeypatch.chdir(folder / "content/nl/blog/2024")
    assert list(found([Path("a.md")]).values()) == [["en", "nl"]]


def test_named_files_without_a_language_are_guessed_with_a_note(story: Write) -> None:
    dutch = (
        "De burgemeester zei gisteren dat de brug over de rivier volgend jaar pas klaar zal zijn.\n"
    )
    english = (
        "The mayor said yesterday that the bridge over the river will only be finished next year.\n"
    )
    folder = story({"original.md": english, "translated.md": dutch})
    (only,) = discover([folder / "original.md", folder / "translated.md"], Settings())
    assert [(v.lang, v.guessed) for v in only.versions] == [("en", True), ("nl", True)]


def test_front_matter_outweighs_a_guess(story: Write) -> None:
    folder = story(
        {
            "one.md": "---\nlang: af\n---\nDie brug is klaar.\n",
            "two.md": "---\nlang: nl\n---\nDe brug is klaar.\n",
        }
    )
    (only,) = discover([folder / "one.md", folder / "two.md"], Settings())
    assert [(v.lang, v.guessed) for v in only.versions] == [("af", False), ("nl", False)]


@pytest.mark.parametrize("name", ["docs/nl/a.md", "docs/a.md"])
def test_a_file_named_alone_brings_its_siblings(story: Write, name: str) -> None:
    folder = story(
        files("docs/a.md", "docs/nl/a.md", "docs/pl/a.md", "docs/nl/b.md", "docs/pl/b.md")
    )
    assert [sorted(langs) for langs in found([folder / name]).values()] == [["nl", "pl", "und"]]


def test_pattern(story: Write) -> None:
    folder = story(files("site/nl_NL/news/a.b.md", "site/pl_PL/news/a.b.md"), "tree")
    settings = Settings(pattern="site/{lang}/{path}.md", root=folder)
    assert (
        found([folder], settings)
        == found([folder / "site"], settings)
        == {"site/news/a.b": ["nl-NL", "pl-PL"]}
    )


def test_source(story: Write) -> None:
    folder = story(files("a/nl.md", "a/pl.md"))

    def source(language: str) -> int | None:
        (only,) = discover([folder], Settings(source=language))
        return only.source

    assert (source("pl"), source("en")) == (1, None)


def units(folder: Path) -> list[tuple[str, list[str], bool]]:
    return [
        (s.id, [v.lang for v in s.versions], s.bilingual) for s in discover([folder], Settings())
    ]


def test_po_of_several_folders_are_stories_by_themselves(story: Write) -> None:
    head = 'msgid ""\nmsgstr ""\n"X-Source-Language: de\\n"\n'
    folder = story(
        {"locale/nl/LC_MESSAGES/app.po": head, "locale/pl/LC_MESSAGES/app.po": head}, "tree"
    )
    assert units(folder) == [
        ("locale/nl/LC_MESSAGES/app", ["de", "nl"], True),
        ("locale/pl/LC_MESSAGES/app", ["de", "pl"], True),
    ]


def test_po_of_one_folder_are_one_story(story: Write) -> None:
    head = 'msgid ""\nmsgstr ""\n"X-Source-Language: de\\n"\n\nmsgid "Haus"\nmsgstr ""\n'
    folder = story({"po/nl.po": head, "po/pl.po": head, "po/de.po": head}, "tree")
    assert units(folder) == [("po", ["de", "nl", "pl"], True)]
    [alone] = discover([folder / "po/pl.po"], Settings(root=folder))
    assert (alone.id, [v.lang for v in alone.versions]) == ("po", ["de", "pl"])


def test_po_with_keys_are_compared_with_the_source_language(story: Write) -> None:
    def entry(text: str) -> str:
        return f'msgid "menu.open"\nmsgstr "{text}"\n'

    folder = story(
        {
            "locale/en/LC_MESSAGES/app.po": entry("Open 3 files"),
            "locale/nl/LC_MESSAGES/app.po": entry("Open 4 bestanden"),
        },
        "tree",
    )
    [only] = discover([folder], Settings())
    assert (only.id, [v.lang for v in only.versions], only.source) == (
        "locale/LC_MESSAGES/app",
        ["en", "nl"],
        0,
    )
    assert only.versions[0].path != only.versions[1].path


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("polish/News/a.md", "english/News/a.md"), {"News/a": ["en", "pl"]}),
        (("content/Dutch/a.md", "content/French/a.md"), {"content/a": ["fr", "nl"]}),
    ],
)
def test_names_of_languages_as_folders(
    story: Write, names: tuple[str, ...], expected: dict[str, list[str]]
) -> None:
    texts = {
        "polish": "Most otwarto wiosną, a burmistrz przeciął wstęgę przed setkami mieszkańców "
        "miasta.\n",
        "english": "The bridge was opened in spring, and the mayor cut the ribbon before hundreds "
        "of people.\n",
        "dutch": "De brug werd in het voorjaar geopend, en de burgemeester knipte het lint door "
        "voor de bewoners.\n",
        "french": "Le pont a été inauguré au printemps, et le maire a coupé le ruban devant les "
        "habitants.\n",
    }
    tree = {
        name: next(text for key, text in texts.items() if key in name.casefold()) for name in names
    }
    assert found([story(tree, "tree")]) == expected


def test_folders_named_after_cuisines_are_no_languages(story: Write) -> None:
    text = (
        "Cook the noodles for a minute, and serve them with the vegetables of the season and "
        "some lime.\n"
    )
    tree = {f"recipes/{name}/index.md": text for name in ("italian", "thai", "french")} | {
        "a/nl.md": TEXT,
        "a/pl.md": TEXT,
    }
    assert found([story(tree, "tree")]) == {"a": ["nl", "pl"]}


def test_a_link_that_leads_in_a_circle_is_left_out(story: Write) -> None:
    folder = story(files("a/nl.md", "a/pl.md"), "tree")
    (folder / "a/de.md").symlink_to("de.md")
    assert found([folder]) == {"a": ["nl", "pl"]}


def test_a_hook_finds_versions_that_declare_themselves(story: Write) -> None:
    def page(key: str) -> str:
        return f"---\ntranslationKey: {key}\n---\n{TEXT}"

    folder = story(
        {"en/posts/a.md": page("k"), "nl/posts/b.md": page("k"), "transcheck.toml": ""}, "tree"
    )
    [only] = stories_of([folder / "nl/posts/b.md"], Settings(root=folder, source="en"))
    assert [version.lang for version in only.versions] == ["en", "nl"]


def test_named_files_are_in_the_language_of_their_folders(story: Write) -> None:
    folder = story(files("en/posts/a.md", "nl/posts/b.md"), "tree")
    [only] = discover([folder / "en/posts/a.md", folder / "nl/posts/b.md"], Settings())
    assert [version.lang for version in only.versions] == ["en", "nl"]


def test_an_explicit_language_of_a_po_outweighs_its_name(story: Write) -> None:
    entry = 'msgid "Open"\nmsgstr "Openen"\n'
    folder = story(
        {
            "how-to.po": f'msgid ""\nmsgstr ""\n"Language: nl\\n"\n\n{entry}',
            "locale/en/x.po": f'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n{entry}',
        },
        "tree",
    )
    assert units(folder) == [("how-to", ["en", "nl"], True)]


def test_translation_key_joins_files_of_other_names(story: Write) -> None:
    def page(key: str) -> str:
        return f"---\ntitle: T\ntranslationKey: {key}\n---\n{TEXT}"

    tree = {
        "en/about.md": page("a"),
        "nl/over-ons.md": page("a"),
        "de/about.md": TEXT,
        "nl/contact.md": page("c"),
    }
    assert found([story(tree, "tree")], Settings(source="en")) == {"about": ["de", "en", "nl"]}
    assert found(
        [story({"en/x.md": page("b"), "nl/y.md": page("b")}, "two")], Settings(source="en")
    ) == {"x": ["en", "nl"]}


def test_translation_of_names_the_source(story: Write) -> None:
    tree = {
        "posts/hello.md": f"---\nlang: en\n---\n{TEXT}",
        "posts/hallo.md": f"---\nlang: nl\ntranslation_of: hello\n---\n{TEXT}",
        "fr/bonjour.md": f"---\nlang: fr\ntranslation_of: ../posts/hello.md\n---\n{TEXT}",
        "posts/cześć.md": f"---\nlang: de\ntranslation_of: hello.md\n---\n{TEXT}",
    }
    [only] = discover([story(tree, "tree")], Settings())
    assert (only.id, [v.lang for v in only.versions], only.source) == (
        "posts/hello",
        ["de", "en", "fr", "nl"],
        1,
    )


def test_pages_join_by_their_alternates(story: Write) -> None:
    def page(lang: str, *links: tuple[str, str]) -> str:
        alternates = "".join(
            f'<link rel="alternate" hreflang="{tag}" href="{href}">' for tag, href in links
        )
        return f'<html lang="{lang}"><head>{alternates}</head><body><p>{TEXT}</p></body></html>'

    tree = {
        "bridge.html": page(
            "en", ("nl", "brug.html"), ("pl", "https://news.example/most/"), ("fr", "pont.html")
        ),
        "brug.html": page("nl", ("en", "https://news.example/bridge.html")),
        "most/index.html": page("pl", ("en", "../bridge.html")),
        "pont.html": page("fr"),
        "imprint.html": page("en", ("de", "http://[placeholder/")),
    }
    assert found([story(tree, "tree")], Settings(source="en")) == {
        "bridge": ["en", "fr", "nl", "pl"]
    }


def test_links_out_of_the_tree_are_not_followed(story: Write) -> None:
    outside = story(files("secret.md"), "elsewhere")
    folder = story(files("a/nl.md", "a/pl.md"), "tree")
    (folder / "a/de.md").symlink_to(outside / "secret.md")
    (folder / "a/fr.md").symlink_to(folder / "a/nl.md")
    assert found([folder]) == {"a": ["fr", "nl", "pl"]}


def test_equal_ids_are_told_apart(story: Write) -> None:
    one, two = story(files("x/nl.md", "x/pl.md"), "one"), story(files("x/nl.md", "x/pl.md"), "two")
    assert sorted(found([one, two])) == ["x", "x-2"]
    third = story(files("x-2/nl.md", "x-2/pl.md"), "three")
    assert sorted(found([one, two, third])) == ["x", "x-2", "x-2-2"]
    assert sorted(found([one, one])) == ["x"]


@pytest.mark.parametrize(
    ("names", "ask", "message"),
    [
        ((), "missing", "no such file or folder"),
        (("a.md",), "a.md", "only one version"),
        (("a.xyz",), "a.xyz", "does not read .xyz"),
        (("a/x.md",), "a", "no stories here"),
    ],
)
def test_mistakes_name_the_path_and_the_remedy(
    story: Write, names: tuple[str, ...], ask: str, message: str
) -> None:
    folder = story(files(*names))
    with pytest.raises(TranscheckError, match=message) as caught:
        discover([folder / ask], Settings())
    assert ask in str(caught.value)


def test_stories_are_values(story: Write) -> None:
    folder = story(files("a/nl.md", "a/pl.md"))
    assert discover([folder], Settings()) == discover([folder], Settings())
    assert isinstance(discover([folder], Settings())[0], Story)


def test_a_source_that_nothing_is_beside_is_a_story_where_languages_are_expected(
    story: Write,
) -> None:
    folder = story({"content/en/oven.md": "The oven is hot.\n", "notes.md": "Notes.\n"}, "site")
    settings = Settings(source="en", languages=("en", "nl"), root=folder)
    [found] = discover([folder], settings)
    assert (found.id, [v.lang for v in found.versions], found.source) == ("content/oven", ["en"], 0)
    assert stories_of([folder / "content/en/oven.md"], settings) == [found]
    assert stories_of([folder / "notes.md"], settings) == []


def test_a_language_at_the_end_of_a_folder(story: Write) -> None:
    """As in tldr-pages, whose pages have names such as ab and arp."""
    names = ("common/ab.md", "common/arp.md", "common/tar.md")
    folders = ("pages", "pages.de", "pages.pt_BR")
    folder = story({f"{top}/{name}": "Text.\n" for top in folders for name in names}, "site")
    found = discover([folder], Settings(source="en", root=folder))
    assert [item.id for item in found] == ["common/ab", "common/arp", "common/tar"]
    assert all([v.lang for v in item.versions] == ["en", "de", "pt-BR"] for item in found)
    assert all(item.source == 0 for item in found)


def test_a_folder_that_only_looks_like_a_language(story: Write) -> None:
    folder = story({"how-to/nl.md": "Tekst.\n", "how-to/pl.md": "Tekst.\n"}, "site")
    [found] = discover([folder], Settings(root=folder))
    assert (found.id, [v.lang for v in found.versions]) == ("how-to", ["nl", "pl"])


def test_what_git_ignores_installed_packages_and_reports_are_no_stories(story: Write) -> None:
    root = story(
        files(
            "docs/nl/a.md", "docs/pl/a.md",
            "dist/nl/b.md", "dist/pl/b.md",
            "web/node_modules/x/nl/c.md", "web/node_modules/x/pl/c.md",
            "docs/reports/stories/nl/d.md", "docs/reports/stories/pl/d.md",
            "docs/reports/history.sqlite3",
        )
        | {".gitignore": "/dist/\n"},
        "tree",
    )  # fmt: skip
    git(root, "init", "-q")
    assert list(found([root])) == ["docs/a"]
    # whoever names an ignored folder means it
    assert list(found([root / "dist"])) == ["dist/b"]
    # and given beside the folder that it is in
    assert list(found([root, root / "dist"])) == ["dist/b", "docs/a"]


def test_what_the_configuration_excludes_is_not_searched(story: Write) -> None:
    folder = story(
        files(
            "docs/nl/a.md", "docs/pl/a.md",
            "drafts/nl/b.md", "drafts/pl/b.md",
            "docs/nl/archive/c.md", "docs/pl/archive/c.md",
        ),
        "tree",
    )  # fmt: skip
    settings = Settings(root=folder, exclude=("drafts/", "*/archive/*"))
    assert [item.id for item in discover([folder], settings)] == ["docs/a"]
    left = left_out([folder], [], settings)
    assert len(left["excluded by the configuration"]) == 4
    # whoever names a file means it, and its sibling is found
    [named] = discover([folder / "docs/nl/a.md"], settings)
    assert [v.lang for v in named.versions] == ["nl", "pl"]
    [named] = discover([folder / "drafts/nl/b.md", folder / "drafts/pl/b.md"], settings)
    assert named.id.endswith("b")
    everything = Settings(root=folder, exclude=("*",))
    with pytest.raises(TranscheckError, match="leaves out 6 files"):
        discover([folder], everything)
