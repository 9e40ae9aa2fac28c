"""What a stranger's pull request may bring, run as a gate would: nothing of it runs, is read from
outside, or overwrites.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, Outcome, commit, git

Run = Callable[..., Outcome]
Write = Callable[..., Path]
EN, NL = "The bridge is 148 metres long.\n", "De brug is 184 meter lang.\n"
STORY = {"docs/s/en.md": EN, "docs/s/nl.md": NL}
PLAIN = ("--no-reports", "--no-cache")
RULE = (
    'code = "HSE101"\nname = "house"\ncheck = "{}"\nseverity = "error"\nsummary = "s"\nwhy = "w"\n'
)


# 1. programs that a repository's configuration names


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "code-ran"


def embed(folder: Path, marker: Path, *settings: tuple[str, str]) -> None:
    """Make a folder of a checkout a bare repository with a program in its configuration."""
    inner = folder.parent / "inner"
    inner.mkdir()
    (inner / "a").write_text("a")
    commit(inner)
    git(inner, "update-ref", "refs/remotes/origin/main", "HEAD")
    git(inner, "config", "core.worktree", ".")
    for name, value in settings:
        git(inner, "config", name, value.format(f"touch {marker}; false"))
    for name in ("HEAD", "config", "objects", "index", "refs"):
        subprocess.run(["cp", "-r", inner / ".git" / name, folder], check=True)


PROGRAMS = {
    "fsmonitor": (("core.fsmonitor", "{}"),),
    "hooks": (("core.hooksPath", "hooks"), ("core.fsmonitor", "{}")),
    "pager": (("core.pager", "{}"), ("pager.diff", "true")),
    "external diff": (("diff.external", "{}"),),
    "alias": (("alias.diff", "!{}"), ("alias.rev-parse", "!{}")),
    "ssh": (
        ("core.sshCommand", "{}"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", "ext::sh -c {}"),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_folder_that_is_a_bare_repository_runs_nothing(
    transcheck: Run, story: Write, marker: Path, name: str
) -> None:
    folder = story(STORY, "tree")
    embed(folder / "docs", marker, *PROGRAMS[name])
    commit(folder)
    transcheck("check", "docs", "--changed-since", "HEAD", *PLAIN, cwd=folder)
    assert not marker.exists()


FILTERS = {
    "clean": ("filter.x.clean", "* filter=x"),
    "process": ("filter.x.process", "* filter=x"),
    "textconv": ("diff.x.textconv", "* diff=x"),
    "command": ("diff.x.command", "* diff=x"),
    "fsmonitor": ("core.fsmonitor", ""),
    "required": ("filter.x.required", "* filter=x"),
    "a name with an equals sign": ("filter.x=y.clean", "* filter=x=y"),
}


COMMANDS = {
    "check": (("check", "docs", "--changed-since", "HEAD", *PLAIN), 1),
    "status": (("status", "docs", "--source", "en"), 0),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("command", COMMANDS)
def test_an_unpacked_repository_runs_nothing(
    transcheck: Run, story: Write, marker: Path, command: str, name: str
) -> None:
    setting, attributes = FILTERS[name]
    folder = story(STORY | {".gitattributes": attributes}, "tree")
    commit(folder)
    git(folder, "config", setting, f"touch {marker}; cat" if name != "required" else "true")
    time.sleep(0.01)
    (folder / "docs/s/nl.md").write_text(NL + "\nMeer.\n")
    arguments, status = COMMANDS[command]
    outcome = transcheck(*arguments, cwd=folder)
    assert outcome.status == status
    assert not marker.exists()


def test_signatures_of_commits_are_not_shown(
    transcheck: Run, story: Write, marker: Path, tmp_path: Path
) -> None:
    """What shows them is a program that the configuration names."""
    folder = story(STORY, "tree")
    commit(folder)
    program = tmp_path / "gpg.sh"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    head = git(folder, "cat-file", "commit", "HEAD")
    author, _, rest = head.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----"
    signed = f"{author}\n{signature}\n\n{rest}\n"
    (tmp_path / "commit").write_text(signed)
    name = git(folder, "hash-object", "-t", "commit", "-w", str(tmp_path / "commit"))
    git(folder, "reset", "-q", "--hard", name)
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "gpg.program", str(program))
    git(folder, "log", "-1")
    assert marker.exists()
    marker.unlink()
    transcheck("status", "docs", "--source", "en", cwd=folder)
    assert not marker.exists()


def test_a_status_page_is_not_removed_through_a_link(
    transcheck: Run, story: Write, tmp_path: Path
) -> None:
    folder = story(STORY, "tree")
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "s.status.html").write_text("precious")
    (folder / "reports").mkdir()
    (folder / "reports/stories").symlink_to(victim)
    outcome = transcheck("status", "docs", "--source", "en", cwd=folder)
    assert outcome.status == 2
    assert (victim / "s.status.html").read_text() == "precious"


# 2. the action


def test_the_action_installs_without_the_checkout() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    (step,) = [step for step in action["runs"]["steps"] if step.get("name") == "Install transcheck"]
    assert step["working-directory"] == "${{ runner.temp }}"
    calls = [line for line in step["run"].splitlines() if "python" in line]
    assert calls and all(re.search(r"python\"? -I -m", call) for call in calls)
    for each in action["runs"]["steps"]:  # nothing that a stranger names is put into a script
        assert "${{" not in each.get("run", "")


@pytest.mark.parametrize(
    "name", ["--fail-on=never", "--output=table=x", "-h", "--version", "--isolated", "--select=LNK"]
)
def test_a_file_named_like_an_option_is_a_file(transcheck: Run, story: Write, name: str) -> None:
    folder = story(STORY | {f"docs/s/{name}": "x"})
    outcome = transcheck("check", *PLAIN, "--format", "concise", "--", "docs", name, cwd=folder)
    assert outcome.status == 2
    assert f"{name}: no such file" in outcome.err


# 3. memory


DEEP = {
    "a front matter of dots": ("en.md", "+++\n" + "a." * 40_000 + "a = 1\n+++\n" + EN),
    "a table of dots": ("en.md", "+++\n[" + "a." * 40_000 + "a]\n+++\n" + EN),
    "an inline table of dots": ("en.md", "+++\nx = {" + "a . " * 20_000 + "a = 1}\n+++\n" + EN),
    "lists in lists": ("en.md", "+++\nx = " + "[" * 50_000 + "]" * 50_000 + "\n+++\n" + EN),
    "YAML in YAML": ("en.md", "---\nx: " + "[" * 50_000 + "\n---\n" + EN),
    "a long front matter": ("en.md", "---\n" + "x: y\n" * 60_000 + "---\n" + EN),
}
MEMORY = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
from transcheck.__main__ import main
main()
"""


@pytest.mark.parametrize("name", DEEP)
def test_memory_is_bounded(story: Write, tmp_path: Path, name: str) -> None:
    file, text = DEEP[name]
    story({f"docs/s/{file}": text, "docs/s/nl.md": NL})
    command = [
        sys.executable,
        "-c",
        MEMORY,
        "check",
        "docs",
        *PLAIN,
        "--jobs",
        "1",
        "--format",
        "concise",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr[-500:]
    assert "NUM101" in done.stdout


@pytest.mark.parametrize(
    "text", ["a." * 40_000 + "a = 1", "x = " + "[" * 50_000, "# " + "x" * (2 << 20)]
)
def test_a_configuration_is_bounded(transcheck: Run, story: Write, text: str) -> None:
    folder = story(STORY | {"transcheck.toml": text})
    outcome = transcheck("check", "docs", *PLAIN, cwd=folder)
    assert outcome.status == 2
    assert "transcheck.toml" in outcome.err and "fix the TOML there" in outcome.err


# 4. terminals and CI services


NAMES = {
    "a line break": "a\n::error file=x::forged",
    "a carriage return": "a\r::error::forged",
    "an escape": "a\x1b]0;title\x07\x1b[2J",
    "a C1 control": "a\x9b2J",
    "a turned direction": "a\u202egnp.exe",
    "a separator": "a\u2028::stop-commands::x",
    "a command": "::error::forged",
    "Azure": "##vso[task.complete result=Succeeded;]",
    "old GitHub": "##[error]forged",
}
FORBIDDEN = re.compile(
    r"^\s*::(?!error file=|warning file=|notice "
    r"file=)|##(?:vso)?\[|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]"
)


@pytest.mark.parametrize("output", ["table", "concise", "markdown", "github"])
@pytest.mark.parametrize("name", NAMES)
def test_names_and_texts_are_not_obeyed(
    transcheck: Run, story: Write, name: str, output: str
) -> None:
    if os.sep in NAMES[name]:
        pytest.skip("not a name")
    text = f"{NAMES[name]} said 148 to Wang Ning.\n"
    folder = story(
        {
            f"docs/{NAMES[name]}/en.txt": text,
            f"docs/{NAMES[name]}/nl.txt": text.replace("148", "184"),
        }
    )
    outcome = transcheck("check", "docs", *PLAIN, "--format", output, "--verbose", cwd=folder)
    assert outcome.status == 1
    for line in (outcome.out + outcome.err).split("\n"):
        assert not FORBIDDEN.search(line), line


@pytest.mark.parametrize("command", [("stories",), ("align",), ("names",)])
@pytest.mark.parametrize("name", NAMES)
def test_listings_are_not_obeyed(
    transcheck: Run, story: Write, name: str, command: tuple[str, ...]
) -> None:
    text = f"{NAMES[name]} said 148 to Wang Ning.\n"
    folder = story({f"docs/{NAMES[name]}/en.txt": text, f"docs/{NAMES[name]}/nl.txt": text})
    outcome = transcheck(*command, "docs", cwd=folder)
    assert outcome.status == 0
    for line in outcome.out.split("\n"):
        assert not FORBIDDEN.search(line), line


@pytest.mark.parametrize("name", NAMES)
def test_a_fault_on_standard_error_is_not_obeyed(
    transcheck: Run, tmp_path: Path, name: str
) -> None:
    outcome = transcheck("check", NAMES[name])
    assert outcome.status == 2
    for line in outcome.err.split("\n"):
        assert not FORBIDDEN.search(line), line


def test_a_summary_is_not_obeyed(transcheck: Run, story: Write) -> None:
    for number, name in enumerate(NAMES.values()):
        story({f"docs/{number}{name}/en.txt": EN, f"docs/{number}{name}/nl.txt": NL})
    transcheck("check", "docs", "--no-cache")
    for output in ("table", "markdown"):
        for line in transcheck("summary", "--format", output).out.split("\n"):
            assert not FORBIDDEN.search(line), line


# 5. small input on which arithmetic or the standard library raises


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("1" * 29, ""), ("1" * 31, ""), ("1" * 35, "2" * 35), ("1" * 40, "1" * 39),
        (f"{'9' * 30}s", "9"),
        (f"{'1' * 18} trillion", "5"), (f"{'1' * 22} billion", "7"), ("1" + "000" * 10, "1,000"),
        ("0." + "1" * 38, "0.1"),
        ("9" * 5_000, "9"), ("1" * 30 + "%", "2%"), ("5 km or " + "3" * 33 + " miles", "9 miles"),
    ],
)  # fmt: skip
def test_long_numbers(transcheck: Run, story: Write, left: str, right: str) -> None:
    folder = story({"s/en.txt": f"It is {left} here.\n", "s/nl.txt": f"Het is hier {right}.\n"})
    outcome = transcheck("check", "s", *PLAIN, "--format", "json", cwd=folder)
    assert outcome.status in (0, 1), outcome.err
    assert not any(story["fault"] for story in json.loads(outcome.out)["stories"])


@pytest.mark.parametrize("multiple", ["万" * 3_000, "百万亿" * 2_000, "億" * 50])
def test_chained_magnitudes(transcheck: Run, story: Write, multiple: str) -> None:
    folder = story({"s/zh.txt": f"共有5{multiple}人。\n", "s/en.txt": "There are 5 people.\n"})
    assert transcheck("check", "s", *PLAIN, cwd=folder).status in (0, 1)


REFERENCES = [
    "&#" + "9" * 4_400 + ";",
    "&#x" + "F" * 4_400 + ";",
    "&#" + "9" * 9,
    "&#" + "0" * 5_000 + "65;",
    "&#x110000;",
    "&#0;",
]


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize(
    "place",
    [
        "<p>{} 148</p>",
        '<p title="{}">148</p>',
        '<img alt="{} 148" src="a.png">',
        '<link href="{}"><p>148</p>',
    ],
)
def test_character_references(transcheck: Run, story: Write, reference: str, place: str) -> None:
    folder = story(
        {"s/en.html": place.format(reference), "s/nl.html": place.format("x").replace("148", "184")}
    )
    outcome = transcheck("check", "s", *PLAIN, "--format", "json", cwd=folder)
    assert outcome.status in (0, 1), outcome.err


@pytest.mark.parametrize(
    "value",
    ["0x" + "f" * 5_000, "0o" + "7" * 6_000, "9" * 5_000, "1e999999", "-" + "9" * 4_400, "nan"],
)
def test_numbers_of_front_matter(transcheck: Run, story: Write, value: str) -> None:
    folder = story(
        {
            f"s/{lang}.md": f"+++\nweight = {value}\n+++\n{text}"
            for lang, text in (("en", EN), ("nl", NL))
        }
    )
    outcome = transcheck("check", "s", *PLAIN, "--format", "concise", cwd=folder)
    assert (outcome.status, outcome.err) == (1, "")


@pytest.mark.parametrize("level", ["9" * 4_400, "1" * 10, "-1", "²", "٣"])
def test_outline_levels_of_word(transcheck: Run, story: Write, tmp_path: Path, level: str) -> None:
    folder = story({"s/nl.txt": NL})
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(folder / "s/en.docx", "w") as archive:
        archive.writestr(
            "word/document.xml",
            "<w:document "
            f"{space}><w:body><w:p><w:r><w:t>{EN}</w:t></w:r></w:p></w:body></w:document>",
        )
        style = f'<w:style w:styleId="a"><w:pPr><w:outlineLvl w:val="{level}"/></w:pPr></w:style>'
        archive.writestr("word/styles.xml", f"<w:styles {space}>{style}</w:styles>")
    assert transcheck("check", "s/en.docx", "s/nl.txt", *PLAIN, cwd=folder).status == 1


XLIFF = """<?xml version="1.0" encoding="{}"?>
<xliff version="1.2"><file source-language="en" target-language="nl"><body><trans-unit id="1">
<source>The bridge is 148 metres long.</source><target>De brug is 184 meter lang.</target>
</trans-unit></body></file></xliff>
"""


@pytest.mark.parametrize(
    "encoding",
    [
        "punycode",
        "undefined",
        "idna",
        "unicode_escape",
        "utf-7",
        "rot13",
        "hex",
        "raw_unicode_escape",
        "mbcs",
        "x",
        "latin-1",
    ],
)
def test_declared_encodings(transcheck: Run, story: Write, encoding: str) -> None:
    folder = story({"s/nl.xlf": XLIFF.format(encoding)})
    outcome = transcheck("check", "s", *PLAIN, "--format", "concise", cwd=folder)
    assert outcome.status == 1
    assert "NUM101" in outcome.out


def test_a_tmx_with_one_language_is_reported(transcheck: Run, story: Write) -> None:
    unit = '<tu><tuv xml:lang="en"><seg>One.</seg></tuv></tu>'
    folder = story(
        {"s/nl.tmx": f'<tmx version="1.4"><header srclang="en"/><body>{unit}</body></tmx>'}
    )
    outcome = transcheck("check", "s", *PLAIN, "--format", "concise", cwd=folder)
    assert outcome.status == 1
    assert "nl.tmx has segments in one language only (en)" in outcome.out


@pytest.mark.parametrize("target", ["/etc/passwd", "secret.po", "../secret.po", "/dev/zero"])
def test_a_catalogue_is_never_taken_for_a_path(transcheck: Run, story: Write, target: str) -> None:
    folder = story(
        {
            "tree/nl.po": target,
            "tree/secret.po": 'msgid "hush"\nmsgstr "hush"\n',
            "secret.po": 'msgid "hush"\nmsgstr "hush"\n',
        }
    )
    outcome = transcheck("check", "nl.po", *PLAIN, cwd=folder / "tree")
    assert outcome.status == 1
    assert "hush" not in outcome.out and "not a well-formed PO" in outcome.out


# 6. formulas


FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1+1", " =1+1"]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize(
    "command",
    [
        ("names", "--format", "csv"),
        ("align", "--format", "tsv"),
        ("check", *PLAIN, "--format", "csv"),
    ],
)
def test_no_cell_is_a_formula(
    transcheck: Run, story: Write, formula: str, command: tuple[str, ...]
) -> None:
    text = f"{formula} Wang Ning spoke to Anna Bakker. Wang Ning left 148.\n"
    folder = story({f"t/{formula}/en.txt": text, f"t/{formula}/nl.txt": text.replace("148", "184")})
    outcome = transcheck(command[0], "t", *command[1:], cwd=folder)
    delimiter = "\t" if "tsv" in command else ","
    for row in csv.reader(io.StringIO(outcome.out), delimiter=delimiter):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in row), row


# 7. what a configuration and links may read


OUTSIDE = ["/etc/passwd", "../outside.csv", "link.csv", "a/../../outside.csv", "\\u0000"]


@pytest.mark.parametrize("name", OUTSIDE)
@pytest.mark.parametrize(
    "setting", ['glossary = ["{}"]', 'rules = ["{}"]', 'baseline = "{}"', 'lexicon = "{}"']
)
def test_a_configuration_reads_its_own_repository_only(
    transcheck: Run, story: Write, setting: str, name: str
) -> None:
    folder = story(STORY | {"transcheck.toml": setting.format(name), "a/x": ""}, "tree")
    story({"outside.csv": "en,nl\nsecret,geheim\n"})
    (folder / "link.csv").symlink_to("../outside.csv")
    commit(folder)
    outcome = transcheck("check", "docs", *PLAIN, cwd=folder)
    assert outcome.status == 2
    assert "transcheck.toml" in outcome.err and (
        "is outside" in outcome.err or "not a path" in outcome.err
    )
    assert "secret" not in outcome.err and "root:" not in outcome.err


def test_a_rule_reads_its_own_repository_only(transcheck: Run, story: Write) -> None:
    rule = RULE.format("terms") + '[options]\nglossary = "../../outside.csv"\n'
    folder = story(
        STORY | {"transcheck.toml": 'rules = ["house"]', "house/HSE101.toml": rule}, "tree"
    )
    story({"outside.csv": "en,nl\nsecret,geheim\n"})
    commit(folder)
    outcome = transcheck("check", "docs", *PLAIN, cwd=folder)
    assert outcome.status == 2
    assert "is outside" in outcome.err


def test_a_lexicon_that_is_not_there_is_an_error(transcheck: Run, story: Write) -> None:
    folder = story(STORY | {"transcheck.toml": 'lexicon = "nowhere"'})
    outcome = transcheck("check", "docs", *PLAIN, cwd=folder)
    assert outcome.status == 2
    assert f"{folder / 'nowhere'} is not the folder of a lexicon" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("docs/s/en.md",),
        ("docs/s/en.md", "docs/s/nl.md"),
        ("--siblings", "docs/s/nl.md"),
        ("docs",),
    ],
)
def test_a_link_that_leads_out_is_not_read(
    transcheck: Run, story: Write, arguments: tuple[str, ...]
) -> None:
    folder = story(STORY, "tree")
    story({"secret.txt": "The secret is 999.\n"})
    (folder / "docs/s/en.md").unlink()
    (folder / "docs/s/en.md").symlink_to("../../../secret.txt")
    commit(folder)
    outcome = transcheck("check", *PLAIN, *arguments, cwd=folder)
    assert "secret is" not in outcome.out and "999" not in outcome.out


def test_patterns_take_bounded_time_in_all(transcheck: Run, story: Write) -> None:
    pattern = "[options.patterns]\nany = '(?:a|a|b)+(?:a|a|b)+(?:a|a|b)+c'\n"
    rule = RULE.format("pattern-forbidden") + pattern
    text = "\n\n".join("ab" * 60 + f" {number}" for number in range(400))
    folder = story(
        {
            "s/en.md": text,
            "s/nl.md": text,
            "transcheck.toml": 'rules = ["house"]',
            "house/HSE101.toml": rule + pattern,
        }
    )
    begun = time.monotonic()
    outcome = transcheck("check", "s", *PLAIN, "--select", "HSE", "--jobs", "1", cwd=folder)
    assert time.monotonic() - begun < 40
    assert outcome.status in (0, 2)


@pytest.mark.parametrize("template", ["\\9", "\\g<x>", "\\q", "\\g<", "x" * 3_000])
def test_suggestions_are_read_before_the_work_begins(
    transcheck: Run, story: Write, template: str
) -> None:
    rule = RULE.format("pattern-forbidden")
    options = f"[options]\nsuggestion = '{template}'\n[options.patterns]\nany = 'bridge'\n"
    folder = story(
        STORY | {"transcheck.toml": 'rules = ["house"]', "house/HSE101.toml": rule + options}
    )
    outcome = transcheck("check", "docs", *PLAIN, cwd=folder)
    assert outcome.status == 2
    assert "HSE101.toml" in outcome.err and "internal error" not in outcome.err


# 8. the cache


def test_a_forged_entry_is_not_believed(transcheck: Run, story: Write, tmp_path: Path) -> None:
    folder = story(STORY)
    ours = {"XDG_DATA_HOME": str(tmp_path / "ours")}
    theirs = {"XDG_DATA_HOME": str(tmp_path / "theirs")}
    clean = story({"clean/s/en.md": EN, "clean/s/nl.md": NL.replace("184", "148")})
    assert (
        transcheck(
            "check", "clean", "--no-reports", "--cache", "theirs-cache", cwd=clean, **theirs
        ).status
        == 0
    )
    assert (
        transcheck(
            "check", "docs", "--no-reports", "--cache", "theirs-cache", cwd=folder, **theirs
        ).status
        == 1
    )
    entries = [
        path
        for path in (tmp_path / "theirs-cache").rglob("*")
        if path.is_file() and path.name != "CACHEDIR.TAG"
    ]
    for path in entries:
        path.write_bytes(path.read_bytes()[:64] + b"\x80")
    assert (
        transcheck(
            "check", "docs", "--no-reports", "--cache", "theirs-cache", cwd=folder, **ours
        ).status
        == 1
    )


def test_the_cache_is_private_and_its_key_is_elsewhere(
    transcheck: Run, story: Write, tmp_path: Path
) -> None:
    folder = story(STORY)
    transcheck(
        "check",
        "docs",
        "--no-reports",
        "--cache",
        "cache",
        cwd=folder,
        XDG_DATA_HOME=str(tmp_path / "data"),
    )
    key = tmp_path / "data/transcheck/cache.key"
    assert key.stat().st_mode & 0o077 == 0
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_the_cache_follows_no_link(transcheck: Run, story: Write, tmp_path: Path) -> None:
    folder = story(STORY)
    environment = {"XDG_DATA_HOME": str(tmp_path / "data")}
    transcheck("check", "docs", "--no-reports", "--cache", "cache", cwd=folder, **environment)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (entry,) = [
        path
        for path in (tmp_path / "cache").rglob("*")
        if path.is_file() and path.name != "CACHEDIR.TAG"
    ]
    entry.unlink()
    entry.symlink_to(victim)
    (folder / "docs/s/nl.md").write_text(NL + "\nMeer.\n")
    assert (
        transcheck(
            "check", "docs", "--no-reports", "--cache", "cache", cwd=folder, **environment
        ).status
        == 1
    )
    assert victim.read_text() == "precious"


# 9. reports and history


LINKED = ["reports/stories/s.md", "reports/stories", "reports/index.html", "reports/stories/deep"]


@pytest.mark.parametrize("link", LINKED)
def test_reports_do_not_leave_their_folder(
    transcheck: Run, story: Write, tmp_path: Path, link: str
) -> None:
    folder = story({"s/en.md": EN, "s/nl.md": NL, "deep/t/en.md": EN, "deep/t/nl.md": NL}, "tree")
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "file").write_text("precious")
    path = folder / link
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(victim / "file" if path.suffix else victim)
    outcome = transcheck(
        "check",
        ".",
        "--no-cache",
        "--report-format",
        "markdown",
        "--report-format",
        "html",
        cwd=folder,
    )
    assert outcome.status in (1, 2)
    assert [found.name for found in victim.iterdir()] == ["file"]
    assert (victim / "file").read_text() == "precious"


def test_an_output_is_not_written_through_a_link_that_leads_out(
    transcheck: Run, story: Write, tmp_path: Path
) -> None:
    folder = story(STORY, "tree")
    (tmp_path / "victim").write_text("precious")
    (folder / "transcheck.sarif").symlink_to("../victim")
    commit(folder)
    outcome = transcheck("check", "docs", *PLAIN, "--output", "sarif=transcheck.sarif", cwd=folder)
    assert outcome.status == 2 and "leads out of the repository" in outcome.err
    assert (tmp_path / "victim").read_text() == "precious"


ALIEN = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON run BEGIN DELETE FROM story; END",
    "a view": "CREATE VIEW v AS SELECT 1",
    "a table": "CREATE TABLE mine (x)",
    "an index": "CREATE INDEX i ON run (abs(seconds))",
    "a view in a table's place": "DROP TABLE visit; CREATE VIEW visit AS SELECT 1 AS story, 2 AS "
    "begun",
}


@pytest.mark.parametrize("name", ALIEN)
def test_a_history_of_a_stranger_runs_nothing(transcheck: Run, story: Write, name: str) -> None:
    folder = story(STORY)
    transcheck("check", "docs", "--no-cache", cwd=folder)
    with sqlite3.connect(folder / "reports/history.sqlite3") as database:
        database.executescript(ALIEN[name])
    for command in (("check", "docs", "--no-cache"), ("summary",)):
        outcome = transcheck(*command, cwd=folder)
        assert outcome.status == 2
        assert "that transcheck did not make" in outcome.err


ODD = [
    "UPDATE story SET checked = 'x'",
    "UPDATE story SET checked = 4e9",
    "UPDATE visit SET begun = 4e9",
    "UPDATE finding SET severity = 'x'",
    "UPDATE finding SET severity = 7",
    "UPDATE finding SET message = x'ff'",
    "UPDATE finding SET line = 'x'",
    "UPDATE period SET opened = 'x'",
    "UPDATE version SET words = x'00'",
    "UPDATE quote SET text = x'00'",
]


@pytest.mark.parametrize("statement", ODD)
def test_values_that_we_did_not_write_are_refused(
    transcheck: Run, story: Write, statement: str
) -> None:
    folder = story(STORY)
    transcheck("check", "docs", "--no-cache", cwd=folder)
    with sqlite3.connect(folder / "reports/history.sqlite3") as database:
        assert database.execute(statement).rowcount
    for command in (("check", "docs", "--no-cache"), ("summary",)):
        outcome = transcheck(*command, cwd=folder)
        assert outcome.status == 2
        assert "values that transcheck did not write" in outcome.err


def test_a_report_of_the_future_is_refused(transcheck: Run, story: Write) -> None:
    folder = story(STORY)
    report = transcheck("check", "docs", *PLAIN, "--format", "json", cwd=folder).out
    story(
        {"f.json": re.sub(r'"begun": "[^"]*"', '"begun": "2099-01-01T00:00:00.000+00:00"', report)}
    )
    outcome = transcheck("history", "import", "f.json", "--reports", "h", cwd=folder)
    assert outcome.status == 2
    assert "in the future" in outcome.err


# whose configuration counts


@pytest.fixture
def fork(story: Write) -> tuple[Path, str]:
    """A repository whose newest commit turns the gate off; and the base before it."""
    files = {
        "transcheck.toml": 'source = "en"\nglossary = ["terms.csv"]\n',
        "terms.csv": "en,nl\nbridge,brug\n",
    }
    folder = story(STORY | files, "tree")
    base = commit(folder)
    story(
        {
            "transcheck.toml": 'ignore = ["NUM", "TRM"]\nglossary = ["terms.csv"]\n',
            "terms.csv": "broken",
        },
        "tree",
    )
    commit(folder)
    return folder, base


def test_the_configuration_of_the_base_counts(transcheck: Run, fork: tuple[Path, str]) -> None:
    folder, base = fork
    assert transcheck("check", "docs", *PLAIN, "--ignore", "DOC", cwd=folder).status in (0, 2)
    outcome = transcheck(
        "check", "docs", *PLAIN, "--config-from", base, "--format", "json", cwd=folder
    )
    (story,) = json.loads(outcome.out)["stories"]
    assert outcome.status == 1
    assert (story["story"], story["source"]) == ("docs/s", "en")


def test_an_isolated_run_reads_no_configuration_and_records_nothing(
    transcheck: Run, fork: tuple[Path, str]
) -> None:
    folder, _ = fork
    assert transcheck("check", "docs", "--isolated", cwd=folder).status == 1
    assert not (folder / "reports/history.sqlite3").exists()


def test_a_base_without_a_configuration_gives_the_defaults(transcheck: Run, story: Write) -> None:
    folder = story(STORY, "tree")
    base = commit(folder)
    story({"transcheck.toml": 'ignore = ["NUM"]\n'}, "tree")
    assert transcheck("check", "docs", *PLAIN, "--config-from", base, cwd=folder).status == 1
    outcome = transcheck("check", "docs", *PLAIN, "--config-from", "nowhere", cwd=folder)
    assert outcome.status == 2 and "--config-from: revision 'nowhere' is not here" in outcome.err
