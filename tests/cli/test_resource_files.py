"""A pull request with files of strings, in a git repository, checked as a CI does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LENGTH = ("The bridge is 148 metres long.", "De brug is 148 meter lang.")
OPEN = ("Open the bridge at {time}", "Open de brug om {time}")
WAIT = ("Wait until the boats are through.", "Wacht tot de boten erdoor zijn.")


def json_of(strings: dict[str, str]) -> str:
    lines = [f'  "{key}": "{text}"' for key, text in strings.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def yaml_of(strings: dict[str, str]) -> str:
    return "".join(f'{key}: "{text}"\n' for key, text in strings.items())


def android_of(strings: dict[str, str]) -> str:
    lines = [f'  <string name="{key}">{text}</string>' for key, text in strings.items()]
    return "<resources>\n" + "\n".join(lines) + "\n</resources>\n"


def apple_of(strings: dict[str, str]) -> str:
    return "".join(f'"{key}" = "{text}";\n' for key, text in strings.items())


FORMATS = [
    ("{}.lproj/Localizable.strings", "en", apple_of, 1),
    ("locales/{}.json", "en", json_of, 2),
    ("lib/app_{}.arb", "en", json_of, 2),
    ("config/locales/{}.yml", "en", yaml_of, 1),
    ("app/res/values{}/strings.xml", "", android_of, 2),
]


@pytest.mark.parametrize(
    ("layout", "source", "write", "first"), FORMATS, ids=[case[0] for case in FORMATS]
)
def test_a_pull_request(
    tmp_path: Path,
    transcheck: Callable[..., Any],
    layout: str,
    source: str,
    write: Callable[[dict[str, str]], str],
    first: int,
) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(
            ["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True
        )

    def put(name: str, strings: dict[str, str]) -> Path:
        path = tmp_path / layout.format(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(write(strings), encoding="utf-8")
        return path

    def checked(path: Path) -> list[dict[str, Any]]:
        done = transcheck("check", path, "--no-reports", "--format", "json")
        stories: list[dict[str, Any]] = json.loads(done.out)["stories"]
        return stories

    target = "-nl" if source == "" else "nl"
    ours = {"length": LENGTH[0], "open": OPEN[0], "wait": WAIT[0]}
    theirs = {"length": LENGTH[1], "open": OPEN[1], "wait": WAIT[1]}
    put(source, ours)
    changed = put(target, theirs)
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "a")
    [clean] = checked(changed)
    assert clean["findings"] == []
    put(target, {"length": "De brug is 184 meter lang.", "open": "Open de brug", "wait": WAIT[0]})
    [report] = checked(changed)
    found = {(f["code"], f["severity"], f["location"]["line"]) for f in report["findings"]}
    assert found == {
        ("NUM101", "error", first),
        ("MRK101", "error", first + 1),
        ("UNT101", "error", first + 2),
    }
    put(target, {"length": LENGTH[1], "open": OPEN[1]})
    [report] = checked(changed)
    [finding] = report["findings"]
    assert (finding["code"], "“wait”" in finding["message"]) == ("DOC105", True)
    # behind the key that is before it in the source
    assert (finding["severity"], finding["location"]["line"]) == ("warning", first + 1)
    (tmp_path / "transcheck.toml").write_text("[options.DOC105]\nwarn-of-missing-keys = false\n")
    [report] = checked(changed)
    assert [finding["severity"] for finding in report["findings"]] == ["info"]


def test_a_string_catalogue(story: Callable[..., Path], transcheck: Callable[..., Any]) -> None:
    def unit(text: str) -> dict[str, Any]:
        return {"stringUnit": {"state": "translated", "value": text}}

    strings = {
        LENGTH[0]: {"localizations": {"nl": unit("De brug is 184 meter lang.")}},
        WAIT[0]: {"localizations": {"nl": unit(WAIT[1]), "pl": unit(WAIT[0])}},
    }
    catalogue = {"sourceLanguage": "en", "strings": strings, "version": "1.0"}
    story({"App/Localizable.xcstrings": json.dumps(catalogue, indent=1)})
    done = transcheck("check", "App", "--no-reports", "--format", "json")
    [report] = json.loads(done.out)["stories"]
    assert {(f["code"], f["location"]["lang"]) for f in report["findings"]} == {
        ("NUM101", "nl"),
        ("DOC105", "pl"),
        ("UNT101", "pl"),
    }


def test_plurals_of_apple(story: Callable[..., Path], transcheck: Callable[..., Any]) -> None:
    def plist(one: str, other: str) -> str:
        return (
            "<plist><dict><key>boats</key><dict><key>n</key><dict><key>one</key>"
            f"<string>{one}</string>\n<key>other</key><string>{other}</string>"
            "</dict></dict></dict></plist>\n"
        )

    story(
        {
            "en.lproj/Localizable.stringsdict": plist("%d boat", "%d boats"),
            "nl.lproj/Localizable.stringsdict": plist("%d boot", "%s boten"),
        }
    )
    done = transcheck("check", ".", "--no-reports", "--format", "concise")
    assert "nl.lproj/Localizable.stringsdict:2" in done.out
    assert "MRK101" in done.out


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ("", {"NUM101", "DOC105", "DOC106"}),
        ('[allow]\nkeys = ["length"]\n', {"DOC105", "DOC106"}),
        ('[allow]\nkeys = ["length", "menu.*"]\n', {"DOC106"}),
        ('[[overrides]]\nlanguages = ["nl"]\nallow = { keys = ["[lmo]*"] }\n', set()),
        (
            '[[overrides]]\nlanguages = ["pl"]\nallow = { keys = ["*"] }\n',
            {"NUM101", "DOC105", "DOC106"},
        ),
    ],
)
def test_keys_that_are_not_checked(
    story: Callable[..., Path],
    transcheck: Callable[..., Any],
    configuration: str,
    expected: set[str],
) -> None:
    story(
        {
            "locales/en.json": json.dumps(
                {"length": LENGTH[0], "menu": {"open": "Open it"}, "wait": WAIT[0]}
            ),
            "locales/nl.json": json.dumps(
                {"length": "De brug is 184 meter lang.", "wait": WAIT[1], "old": "Oud"}
            ),
            "transcheck.toml": configuration,
        }
    )
    done = transcheck("check", "locales", "--no-reports", "--format", "json")
    [report] = json.loads(done.out)["stories"]
    assert {finding["code"] for finding in report["findings"]} == expected


def test_keys_of_tables_that_are_not_checked(
    story: Callable[..., Path], transcheck: Callable[..., Any]
) -> None:
    rows = ("length,It is 148 metres.,Hij is 184 meter.", "width,It is 12 metres.,Hij is 21 meter.")
    story(
        {
            "ui.csv": "key,en,nl\n" + "\n".join(rows) + "\n",
            "transcheck.toml": '[allow]\nkeys = ["len*"]\n',
        }
    )
    done = transcheck("check", "ui.csv", "--no-reports", "--format", "json")
    [report] = json.loads(done.out)["stories"]
    assert [(f["code"], f["location"]["line"]) for f in report["findings"]] == [("NUM101", 3)]


def test_a_form_for_one_may_leave_the_number_out(
    story: Callable[..., Path], transcheck: Callable[..., Any]
) -> None:
    def android(one: str, other: str) -> str:
        return (
            f'<resources><plurals name="boats"><item quantity="one">{one}</item>'
            f'<item quantity="other">{other}</item></plurals></resources>\n'
        )

    story(
        {
            "res/values/strings.xml": android("%d boat", "%d boats"),
            "res/values-de/strings.xml": android("ein Boot", "%d Boote"),
            "res/values-nl/strings.xml": android("een boot", "boten"),
        }
    )
    done = transcheck("check", "res", "--no-reports", "--format", "json")
    [report] = json.loads(done.out)["stories"]
    found = [(f["code"], f["location"]["lang"]) for f in report["findings"]]
    assert found == [("MRK101", "nl")]


def test_all_forms_of_a_plural_are_unchecked(
    story: Callable[..., Path], transcheck: Callable[..., Any]
) -> None:
    entry = (
        'msgctxt "brand.b"\nmsgid "%d boat of 31"\nmsgid_plural "%d boats of 31"\n'
        'msgstr[0] "%d boot van 13"\nmsgstr[1] "boten"\nmsgstr[2] "x"\n'
    )
    header = (
        'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
    )
    other = 'msgctxt "menu"\nmsgid "It is 31."\nmsgstr "Het is 13."\n'
    story({"nl.po": f"{header}\n{entry}\n{other}"})
    all_of = transcheck("check", "nl.po", "--no-reports", "--format", "json")
    [report] = json.loads(all_of.out)["stories"]
    assert len(report["findings"]) > 2
    story({"transcheck.toml": '[allow]\nkeys = ["brand*"]\n'})
    done = transcheck("check", "nl.po", "--no-reports", "--format", "json")
    [report] = json.loads(done.out)["stories"]
    assert [f["code"] for f in report["findings"]] == ["NUM101"]
