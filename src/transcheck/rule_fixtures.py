"""Fixtures of rules: `CODE.md` next to `CODE.toml`, with good and bad cases and the findings
expected in each.

A case is a heading `## good: title` or `## bad: title`, its versions as fenced blocks named by
language (` ```en source ` marks the source), and the expected findings as `- lang:line "text"`.
Blocks named `toml`, `csv`, `json` and `po` contain the configuration, a glossary.csv, a baseline
and units, those named `strings-nl` a JSON file of strings in a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct
from msgspec.structs import replace

from transcheck import config, git
from transcheck.engine import check
from transcheck.locales import parse_tag
from transcheck.model import Finding, Severity, TranscheckError
from transcheck.rulebook import folder as folder_of_ours
from transcheck.rulebook import load

_UNITS = "nl.po"  # a block in the language `po` contains units
_STRINGS = "strings-"  # begins the name of a block with a JSON file of strings: strings-en
_CASE = re.compile(r"^## (?P<verdict>good|bad): (?P<title>.+)$", re.MULTILINE)
_BLOCK = re.compile(
    r"^```(?P<name>[\w-]+)(?P<flag> source| hex| former)?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_EXPECTED = re.compile(r'^- (?P<lang>[\w-]+):(?P<line>\d+) "(?P<text>.*)"$', re.MULTILINE)
_SKELETON = ("rule.toml", "fixture.md")
_EXAMPLE = "HSE101"
_FEWEST = 2  # minimum number of versions of a case
_FILES = {"toml": config.NAME, "csv": "glossary.csv", "json": "baseline.json"}

Expected = tuple[str, int, str]  # language, line, text


class Case(Struct, frozen=True):
    """A case of a rule: its versions by language, their former contents, further files by name,
    expected findings.
    """

    code: str
    verdict: str
    title: str
    versions: tuple[tuple[str, bytes], ...]
    former: tuple[tuple[str, bytes], ...]
    files: tuple[tuple[str, str], ...]
    source: str | None
    expected: frozenset[Expected]


class Verdict(Struct, frozen=True):
    """The result of a case: expected findings that are missing, findings that were not expected,
    and all that the rule reported.
    """

    case: Case
    missing: tuple[Expected, ...]
    extra: tuple[Expected, ...]
    reported: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether exactly the expected findings were reported."""
        return not (self.missing or self.extra)


def cases(file: Path) -> Iterator[Case]:
    """Yield the cases of a fixture.

    Raises:
        TranscheckError: it cannot be read, or a case is malformed.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TranscheckError(
            f"{file}: the fixture cannot be read ({error}); write one, with good and bad cases"
        ) from error
    heads = list(_CASE.finditer(text))
    if not heads:
        raise TranscheckError(
            f"{file}: there are no cases here; a case begins with a heading such as '## bad: the "
            "old name'"
        )
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        yield _case(file, head, text[head.end() : following.start() if following else len(text)])


def run(case: Case, folder: Path, rules: tuple[str, ...] = (), since: str | None = None) -> Verdict:
    """Check a case in an empty folder, with the rules of some folders in addition to the built-in
    ones.

    `since` is a git revision of the folder, if it is a repository.

    Raises:
        TranscheckError: a rule or the case is invalid.
    """
    paths = []
    for lang, content in case.versions:
        paths.append(folder / _file_name(lang))
        paths[-1].write_bytes(content)
    for name, text in (*case.files, (config.NAME, dict(case.files).get(config.NAME, ""))):
        (folder / name).write_text(text.replace("STORY", folder.name), encoding="utf-8")
    stated = config.load(folder / config.NAME)
    settings = replace(
        stated,
        source=case.source,
        select=(case.code, *stated.select),
        rules=(*stated.rules, *rules),
    )
    found = check(paths, settings, changes=git.since(since, folder) if since else None)
    reported = tuple(f for s in found.stories for f in s.findings if f.code == case.code)
    found_here = {(f.location.lang, f.location.line, f.location.text) for f in reported}
    return Verdict(
        case,
        tuple(sorted(case.expected - found_here)),
        tuple(sorted(found_here - case.expected)),
        reported,
    )


def run_all(folder: Path) -> Iterator[Verdict]:
    """Yield the verdicts on all cases of the rules in a folder.

    A rule's fixture is next to it, or below `tests/`.

    Raises:
        TranscheckError: a rule has no fixture, or one is invalid.
    """
    for rule in load(folder):
        if rule.severity is Severity.OFF:
            continue
        beside = folder / f"{rule.code}.md"
        file = beside if beside.exists() else folder / "tests" / f"{rule.code}.md"
        for case in cases(file):
            with TemporaryDirectory(prefix="story") as empty:
                try:
                    yield run(case, Path(empty), (str(folder.resolve()),))
                except TranscheckError as error:
                    raise TranscheckError(
                        f"{file}, “{case.title}”: {str(error).replace(f'{empty}/', '')}"
                    ) from error


def skeleton(code: str) -> tuple[str, str]:
    """Return a rule of that code and its fixture, to start from."""
    rule, fixture = (
        files(__package__).joinpath("skeleton", name).read_text(encoding="utf-8")
        for name in _SKELETON
    )
    return rule.replace(_EXAMPLE, code).replace(_EXAMPLE.lower(), code.lower()), fixture.replace(
        _EXAMPLE, code
    )


def new(code: str, folder: Path) -> tuple[Path, Path]:
    """Return the paths for the skeleton of a rule.

    Raises:
        TranscheckError: the code is invalid, or the rule already exists.
    """
    config.codes([code], "--new")
    if len(code) != len(_EXAMPLE):
        raise TranscheckError(
            f"--new {code!r}: write three capitals and three digits, as in HSE101"
        )
    targets = folder / f"{code}.toml", folder / f"{code}.md"
    if (folder_of_ours() / f"{code}.toml").exists():
        raise TranscheckError(
            f"--new {code}: is a built-in rule; choose letters of your own, such as HSE for the "
            "house"
        )
    for target in targets:
        if target.exists():
            raise TranscheckError(f"{target}: already exists; edit it or choose another code")
    return targets


def _case(file: Path, head: re.Match[str], body: str) -> Case:
    blocks = list(_BLOCK.finditer(body))
    versions = [block for block in blocks if block["name"] not in _FILES]
    for block in versions:
        if block["name"] != "po" and parse_tag(block["name"].removeprefix(_STRINGS)) is None:
            raise TranscheckError(
                f"{file}, “{head['title']}”: {block['name']!r} is not a language; write one such "
                "as ```nl"
            )
    if (
        not any(block["name"] == "po" for block in versions)
        and len({block["name"] for block in versions}) < _FEWEST
    ):
        raise TranscheckError(
            f"{file}, “{head['title']}”: a case needs two versions or more, each a block such as "
            "```en"
        )
    expected = frozenset((m["lang"], int(m["line"]), m["text"]) for m in _EXPECTED.finditer(body))
    if bool(expected) != (head["verdict"] == "bad"):
        raise TranscheckError(
            f'{file}, “{head["title"]}”: a bad case lists findings, as in - nl:1 "text", and a '
            "good one none"
        )
    return Case(
        code=file.stem,
        verdict=head["verdict"],
        title=head["title"],
        versions=tuple(_contents(block for block in versions if block["flag"] != " former")),
        former=tuple(_contents(block for block in versions if block["flag"] == " former")),
        files=tuple(
            (_FILES[block["name"]], block["text"]) for block in blocks if block["name"] in _FILES
        ),
        source=next((block["name"] for block in versions if block["flag"] == " source"), None),
        expected=expected,
    )


def _file_name(name: str) -> str:
    """Return the file that a block of a case is written to."""
    if name.startswith(_STRINGS):
        return f"{name.removeprefix(_STRINGS)}.json"
    return _UNITS if name == "po" else f"{name}.md"


def _contents(blocks: Iterable[re.Match[str]]) -> Iterator[tuple[str, bytes]]:
    for block in blocks:
        try:
            yield (
                block["name"],
                bytes.fromhex(block["text"])
                if block["flag"] == " hex"
                else block["text"].encode("utf-8"),
            )
        except ValueError as error:
            raise TranscheckError(f"a block of {block['name']} in hex: {error}") from error
