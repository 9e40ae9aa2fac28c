"""Users' own rules, from the first skeleton to a run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome

Run = Callable[..., Outcome]
Write = Callable[..., Path]
VERSIONS = {
    "bridge/en.md": "The page helps end users.\n",
    "bridge/nl.md": "De pagina helpt lezers.\n",
}


def rule(check: str, options: str, name: str = "mine") -> str:
    head = (
        f'code = "HSE101"\nname = "{name}"\ncheck = "{check}"\nseverity = "error"\nsummary = '
        '"Said."\nwhy = "Because."\n'
    )
    return head + options


def test_from_the_skeleton_to_a_run(transcheck: Run, story: Write, tmp_path: Path) -> None:
    assert transcheck("rule", "--new", "HSE101", "--rules", "house").status == 0
    tested = transcheck("rule", "--test", "house")
    assert (tested.status, tested.out.splitlines()[-1]) == (0, "2 cases, 0 failed")
    story(VERSIONS)
    by_option = transcheck(
        "check",
        "bridge",
        "--rules",
        "house",
        "--no-reports",
        "--format",
        "concise",
        "--fail-on",
        "warning",
    )
    assert by_option.status == 1
    assert "bridge/en.md:1:16: HSE101 “end users”" in by_option.out
    (tmp_path / "transcheck.toml").write_text('rules = ["house"]\n')
    by_configuration = transcheck(
        "check", "bridge", "--no-reports", "--format", "concise", "--fail-on", "warning"
    )
    assert by_configuration.out == by_option.out
    assert "HSE101 hse101-what-it-finds (warning)" in transcheck("rule", "HSE101").out
    assert transcheck("rule", "--new", "HSE101", "--rules", "house").status == 2


def test_the_examples_are_found_by_a_run(transcheck: Run, story: Write) -> None:
    folder = story(VERSIONS)
    done = transcheck(
        "check",
        folder / "bridge",
        "--rules",
        ROOT / "examples/rules",
        "--no-reports",
        "--select",
        "HSE",
        "--format",
        "concise",
    )
    assert [line.split()[1] for line in done.out.splitlines()] == ["HSE101"]


def test_a_case_that_fails_says_what_differs(transcheck: Run, story: Write) -> None:
    transcheck("rule", "--new", "HSE101", "--rules", "house")
    fixture = (
        "# HSE101\n\n## bad: wrong place\n\n```en\nThe app helps end "
        'users.\n```\n\n```nl\nDe app.\n```\n\n- en:2 "users"\n'
    )
    story({"house/HSE101.md": fixture})
    done = transcheck("rule", "--test", "house")
    assert done.status == 1
    assert 'not found: en:2 "users"' in done.out
    assert 'found, and should not be: en:1 "end users"' in done.out


def test_a_pattern_without_end_is_stopped(transcheck: Run, story: Write) -> None:
    folder = story(
        {
            "house/HSE101.toml": rule("pattern-forbidden", "[options.patterns]\nen = '(a|aa)+$'\n"),
            "bridge/en.md": "a" * 60 + "b, and more of it here.\n",
            "bridge/nl.md": "De brug.\n",
        }
    )
    done = transcheck("check", folder / "bridge", "--rules", folder / "house", "--no-reports")
    assert (done.status, "Traceback" in done.err) == (2, False)
    assert "HSE101.toml: the pattern for en takes more than 1 s on" in done.err


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "HSE101",
            rule("pattern-forbidden", "[options.patterns]\nen = '('\n"),
            "'(' is not a valid pattern",
        ),
        (
            "HSE101",
            rule("pattern-forbidden", "[options.patterns]\nxx-what = 'a'\n"),
            "'xx-what' is not a language tag",
        ),
        ("HSE101", rule("pattern-forbidden", ""), "give the patterns under [options.patterns]"),
        (
            "HSE101",
            rule("pattern-forbidden", "[options]\npattern = 'a'\n"),
            "option 'pattern'; pattern-forbidden has the options",
        ),
        (
            "HSE101",
            rule("pattern", ""),
            "there is no check 'pattern' for rules of your own; they use pattern-forbidden",
        ),
        ("HSE101", rule("fields", ""), "there is no check 'fields' for rules of your own"),
        (
            "HSE101",
            rule("pattern-forbidden", "[options]\nsuggestion='\\5'\n[options.patterns]\nen='a'\n"),
            "names a group",
        ),
        (
            "HSE101",
            rule("terms", "[options]\nglossary = 'none.csv'\n"),
            "none.csv: the glossary cannot be read",
        ),
        (
            "HSE101",
            rule("terms", "[options]\nwords = 'none.csv'\n"),
            "terms has the option glossary",
        ),
        (
            "HSE101",
            rule("terms", "", "number-differs"),
            "NUM101 number-differs of transcheck itself already exists",
        ),
        (
            "NUM101",
            rule("terms", "").replace("HSE101", "NUM101"),
            "NUM101 number-differs of transcheck itself already exists",
        ),
    ],
)
def test_mistakes_in_rules(
    transcheck: Run, story: Write, name: str, text: str, message: str
) -> None:
    folder = story({f"house/{name}.toml": text, **VERSIONS})
    done = transcheck("check", folder / "bridge", "--rules", folder / "house", "--no-reports")
    assert (done.status, "Traceback" in done.err) == (2, False)
    assert message in done.err
    assert f"{name}.toml" in done.err or "none.csv" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[options.XYZ101]\na = 1\n", "options.XYZ101: no such rule"),
        ("[options.MRK105]\nmine = 1\n", "MRK105 has no such option; it has own, files"),
        ("[options.MRK105]\nown = 'weight'\n", "is of another type"),
        ("[options.MRK105]\nown = [['weight']]\n", "has items of another type"),
        ("[options]\nMRK105 = 1\n", "expected a table"),
        ("rules = ['nowhere']\n", "no rules here"),
    ],
)
def test_mistakes_in_options(transcheck: Run, story: Write, text: str, message: str) -> None:
    story({"transcheck.toml": text, **VERSIONS})
    done = transcheck("check", "bridge", "--no-reports")
    assert (done.status, message in done.err) == (2, True), done.err


def test_an_option_of_a_built_in_rule(transcheck: Run, story: Write) -> None:
    page = "---\ntitle: T\nweight: {}\n---\n\nText.\n"
    story({"bridge/en.md": page.format(1), "bridge/nl.md": page.format(2)})
    ask = ("check", "bridge", "--no-reports", "--select", "MRK105", "--format", "concise")
    assert "MRK105" in transcheck(*ask).out
    story({"transcheck.toml": "[options.MRK105]\nown = ['weight']\n"})
    assert transcheck(*ask).out == ""


def test_a_glossary_beside_its_rule_and_a_folder_named_twice(transcheck: Run, story: Write) -> None:
    folder = story(
        {
            "house/HSE101.toml": "\ufeff" + rule("terms", "[options]\nglossary = 'names.toml'\n"),
            "house/names.toml": '[[name]]\nen = "end user"\nnl = "lezer"\n',
            "transcheck.toml": 'rules = ["house"]\nsource = "en"\n',
            **VERSIONS,
        }
    )
    done = transcheck(
        "check",
        "bridge",
        "--rules",
        "house",
        "--no-reports",
        "--select",
        "HSE",
        "--format",
        "concise",
    )
    assert (done.status, done.out) == (0, ""), done.err
    (folder / "bridge/nl.md").write_text("De pagina helpt mensen.\n")
    assert (
        "HSE101"
        in transcheck(
            "check", "bridge", "--no-reports", "--select", "HSE", "--format", "concise"
        ).out
    )


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("```en\nOne.\n```\n", "HSE101.md, “it”: a case needs two versions or more"),
        ("```en hex\nzz\n```\n\n```nl\nTwee.\n```\n", "a block of en in hex"),
        (
            "```toml\nsauce = 1\n```\n\n```en\nOne.\n```\n\n```nl\nTwee.\n```\n",
            "HSE101.md, “it”: transcheck.toml: unknown key",
        ),
        ("```xx-y\nOne.\n```\n\n```nl\nTwee.\n```\n", "is not a language"),
    ],
)
def test_a_faulty_fixture_is_named(transcheck: Run, story: Write, case: str, message: str) -> None:
    story(
        {
            "house/HSE101.toml": rule("terms", ""),
            "house/HSE101.md": f"# HSE101\n\n## good: it\n\n{case}",
        }
    )
    done = transcheck("rule", "--test", "house")
    assert (done.status, message in done.err) == (2, True), done.err


def test_a_built_in_code_is_not_for_a_rule_of_ones_own(transcheck: Run) -> None:
    done = transcheck("rule", "--new", "NUM101")
    assert (done.status, "is a built-in rule" in done.err) == (2, True)
