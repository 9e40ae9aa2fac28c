"""Files of strings, one language a file, as programs' repositories have them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.model import TranscheckError

JSON = '{"open": "The bridge is open"}'
YAML = "open: The bridge is open\n"
XML = '<resources><string name="open">The bridge is open</string></resources>'
APPLE = '"open" = "The bridge is open";\n'
FLUENT = "open = The bridge is open\n"
JAVA = "open = The bridge is open\n"
RESX = '<root><data name="open"><value>The bridge is open</value></data></root>'
LAYOUTS = [
    (["locales/en.json", "locales/nl.json", "locales/ja.json"], JSON, "locales", "en ja nl"),
    (["locales/en/ui.json", "locales/pt-BR/ui.json"], JSON, "locales/ui", "en pt-BR"),
    (["lib/app_en.arb", "lib/app_ru.arb"], JSON, "lib/app", "en ru"),
    (["config/locales/en.yml", "config/locales/pl.yml"], YAML, "config/locales", "en pl"),
    (
        ["res/values/strings.xml", "res/values-nl/strings.xml", "res/values-pt-rBR/strings.xml"],
        XML,
        "res/values/strings",
        "en nl pt-BR",
    ),
    (
        ["App/en.lproj/Main.strings", "App/zh-Hans.lproj/Main.strings"],
        APPLE,
        "App/Main",
        "en zh-Hans",
    ),
    (["App/Base.lproj/Main.strings", "App/el.lproj/Main.strings"], APPLE, "App/Main", "en el"),
    (["locales/en/app.ftl", "locales/nl/app.ftl"], FLUENT, "locales/app", "en nl"),
    (["src/text.properties", "src/text_ru.properties"], JAVA, "src/text", "en ru"),
    (
        ["src/Text.resx", "src/Text.nl.resx", "src/Text.zh-Hans.resx"],
        RESX,
        "src/Text",
        "en nl zh-Hans",
    ),
]


@pytest.mark.parametrize(
    ("names", "content", "story", "langs"), LAYOUTS, ids=[layout[0][0] for layout in LAYOUTS]
)
def test_layouts(
    write: Callable[[dict[str, str]], Path],
    names: list[str],
    content: str,
    story: str,
    langs: str,
) -> None:
    folder = write(dict.fromkeys(names, content))
    [found] = discover([folder], Settings())
    assert (found.id.removeprefix(f"{folder.name}/"), found.bilingual, found.source) == (
        story,
        True,
        0,
    )
    assert " ".join(version.lang for version in found.versions) == langs
    [alone] = discover([folder / names[-1]], Settings())
    assert {version.path.name for version in alone.versions} == {
        Path(names[0]).name,
        Path(names[-1]).name,
    }


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": JSON, "tsconfig.json": JSON},
        {"no/config.json": JSON},  # a folder `no` is Norwegian only beside another language
        {"en/points.json": '{"points": [1, 2, 3]}', "nl/points.json": '{"points": [1, 2, 3]}'},
        {"de.json": JSON, "fr.json": JSON},  # the source is neither
    ],
)
def test_files_that_are_no_translations(
    write: Callable[[dict[str, str]], Path], files: dict[str, str]
) -> None:
    with pytest.raises(TranscheckError, match=r"no stories here|no files"):
        discover([write(files)], Settings())


@pytest.fixture
def write(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    def written(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_files_of_qt_and_of_typescript(write: Callable[[dict[str, str]], Path]) -> None:
    message = "<context><message><source>Open</source><translation>Openen</translation></message>"
    qt = f'<!DOCTYPE TS><TS language="nl" sourcelanguage="en">{message}</context></TS>'
    folder = write({"i18n/app_nl.ts": qt, "src/main.ts": "export const open = 1;\n"})
    [found] = discover([folder], Settings())
    assert [version.lang for version in found.versions] == ["en", "nl"]


def test_a_generic_of_typescript_is_no_file_of_qt(
    write: Callable[[dict[str, str]], Path],
) -> None:
    source = "export function parse<TSchema extends object>(value: TSchema) { return value; }\n"
    folder = write({"src/parse.ts": source, "docs/en.md": "Open.\n", "docs/nl.md": "Open.\n"})
    [found] = discover([folder], Settings())
    assert [version.path.suffix for version in found.versions] == [".md", ".md"]
