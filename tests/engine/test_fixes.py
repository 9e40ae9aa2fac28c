"""Fixes: what they change has no finding any more, and nothing else changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from conftest import ROOT
from transcheck import config, rule_fixtures, rulebook
from transcheck.engine import check, fixes
from transcheck.model import Fix, Run

FIXABLE = [rule for rule in rulebook.load(rulebook.folder()) if rule.fix is not Fix.NONE]
CASES = [
    case
    for rule in FIXABLE
    for case in rule_fixtures.cases(ROOT / f"tests/rules/{rule.code}.md")
    if case.verdict == "bad" and not case.former
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.title}")
def test_what_a_fix_changes_has_no_finding_any_more(
    case: rule_fixtures.Case, tmp_path: Path
) -> None:
    rule_fixtures.run(case, tmp_path)
    stated = config.load(tmp_path / config.NAME)
    settings = replace(stated, source=case.source, select=(case.code,))
    paths = sorted(path for path in tmp_path.iterdir() if path.suffix in (".md", ".po", ".json"))
    paths = [path for path in paths if path.name != "baseline.json"]

    def again() -> Run:
        return check(paths, settings, jobs=1)

    before = {path: path.read_bytes() for path in paths}
    found = fixes.find_fixes(again(), unsafe=True)
    kept = fixes.write_fixes(found, again, again())
    changed = {Path(file.path) for file in kept.files}
    for path in paths:
        assert (path.read_bytes() != before[path]) == (path in changed)
    for file in kept.files:
        text, fixed = file.before.decode(), file.after.decode()
        for finding in file.findings:
            assert finding.suggestion is not None
            # only the places of the findings differ
            assert finding.location.text in text
            text = text.replace(finding.location.text, "")
            fixed = fixed.replace(finding.suggestion, "").replace(finding.location.text, "")
            text = text.replace(finding.suggestion, "")
        assert text == fixed
    left = {
        (finding.location.lang, finding.location.line, finding.location.text)
        for story in again().stories
        for finding in story.findings
    }
    fixed_places = {
        (finding.location.lang, finding.location.line, finding.location.text)
        for file in kept.files
        for finding in file.findings
    }
    assert not left & fixed_places


def test_every_fixable_rule_is_tried() -> None:
    assert {rule.code for rule in FIXABLE} == {case.code for case in CASES}


def story(folder: Path, **texts: str | bytes) -> Run:
    for lang, text in texts.items():
        data = text if isinstance(text, bytes) else text.encode()
        (folder / f"{lang}.md").write_bytes(data)
    return checked(folder)


def checked(folder: Path) -> Run:
    return check([folder], config.Settings(source="en"), jobs=1)


EN = "The bridge costs 7.2 million euros, and it weighs 12.5 tons.\n"
DE = "Die Brücke kostet 7.2 Millionen Euro, und sie wiegt 12,5 Tonnen.\r\n"


def test_line_ends_and_byte_order_marks_stay(tmp_path: Path) -> None:
    run = story(tmp_path, en=EN, de=b"\xef\xbb\xbf" + (DE + DE.replace("7.2", "7,2")).encode())
    [file] = fixes.find_fixes(run).files
    assert file.after == file.before.replace(b"7.2", b"7,2")
    assert "".join(fixes.diff(fixes.find_fixes(run))).count("\n+") == 2


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    run = story(tmp_path, en=EN, de=DE + DE.replace("7.2", "7,2"))
    (tmp_path / "de.md").write_text("Ganz anders.\n")
    found = fixes.find_fixes(run)
    assert found.files == ()
    assert "has changed" in found.left[0].reason


def test_what_may_be_wrong_needs_to_be_asked_for(tmp_path: Path) -> None:
    [case] = [case for case in CASES if case.title == "letters swapped once"]
    run = story(tmp_path, **dict(case.versions))
    found = fixes.find_fixes(run)
    assert found.files == ()
    assert [left.reason for left in found.left] == ["needs --unsafe-fixes"]
    [file] = fixes.find_fixes(run, unsafe=True).files
    assert b"Kvarleidze" not in file.after


def test_signs_of_a_format_are_not_written_into_it(tmp_path: Path) -> None:
    (tmp_path / "nl.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: nl\\n"\n\n'
        'msgid "Press \\"{a}\\" now"\nmsgstr "Druk {b} nu"\n'
    )
    run = check([tmp_path], config.Settings(select=("MRK101",)), jobs=1)
    [file] = fixes.find_fixes(run).files
    assert file.after.endswith(b'msgstr "Druk {a} nu"\n')


def test_fixes_that_lead_to_something_else_are_undone(tmp_path: Path) -> None:
    run = story(tmp_path, en=EN, de=DE + DE.replace("7.2", "7,2"))
    before = (tmp_path / "de.md").read_bytes()

    def worse() -> Run:
        return replace(
            run, stories=(replace(run.stories[0], findings=run.stories[0].findings * 2),)
        )

    kept = fixes.write_fixes(fixes.find_fixes(run), worse, run)
    assert kept.files == ()
    assert "undone" in kept.left[-1].reason
    assert (tmp_path / "de.md").read_bytes() == before


def test_an_interrupted_check_undoes_the_fixes(tmp_path: Path) -> None:
    run = story(tmp_path, en=EN, de=DE + DE.replace("7.2", "7,2"))
    before = (tmp_path / "de.md").read_bytes()

    def interrupted() -> Run:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fixes.write_fixes(fixes.find_fixes(run), interrupted, run)
    assert (tmp_path / "de.md").read_bytes() == before


def test_what_someone_writes_meanwhile_is_not_undone(tmp_path: Path) -> None:
    run = story(tmp_path, en=EN, de=DE + DE.replace("7.2", "7,2"))

    def edited() -> Run:
        (tmp_path / "de.md").write_text("Ganz anders.\n")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fixes.write_fixes(fixes.find_fixes(run), edited, run)
    assert (tmp_path / "de.md").read_text() == "Ganz anders.\n"


def test_the_permissions_of_a_file_stay(tmp_path: Path) -> None:
    run = story(tmp_path, en=EN, de=DE + DE.replace("7.2", "7,2"))
    (tmp_path / "de.md").chmod(0o640)
    fixes.write_fixes(fixes.find_fixes(run), lambda: checked(tmp_path), run)
    assert (tmp_path / "de.md").stat().st_mode & 0o777 == 0o640


def test_an_encoding_that_was_guessed_is_left_alone(tmp_path: Path) -> None:
    run = story(tmp_path, en=EN, de=(DE + DE.replace("7.2", "7,2")).encode("cp1252"))
    found = fixes.find_fixes(run)
    assert found.files == ()
    assert "UTF-8" in found.left[0].reason


def test_the_title_in_front_matter_keeps_its_quotes(tmp_path: Path) -> None:
    (tmp_path / "house").mkdir()
    (tmp_path / "house" / "HSE101.toml").write_text(
        'code = "HSE101"\nname = "house-name"\ncheck = "pattern-forbidden"\nseverity = "error"\n'
        'fix = "safe"\nsummary = "s"\nwhy = "w"\n[options]\nsuggestion = "O\'Neil"\n'
        '[options.patterns]\nnl = "Onil"\n'
    )
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "nl.md").write_text("---\ntitle: 'Onil in de stad'\n---\n\nDe molen van Onil.\n")
    (texts / "en.md").write_text("---\ntitle: 'O in town'\n---\n\nThe mill of O.\n")
    settings = config.Settings(rules=(str(tmp_path / "house"),), select=("HSE101",))
    [file] = fixes.find_fixes(check([texts], settings, jobs=1)).files
    assert b"title: 'Onil in de stad'" in file.after
    assert b"molen van O'Neil" in file.after


def test_the_source_of_a_catalogue_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "HSE101.toml").write_text(
        'code = "HSE101"\nname = "house-name"\ncheck = "pattern-forbidden"\nseverity = "error"\n'
        'fix = "safe"\nsummary = "s"\nwhy = "w"\n[options]\nsuggestion = "readers"\n'
        '[options.patterns]\nen = "users"\n'
    )
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "nl.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: nl\\n"\n\nmsgid "For users"\nmsgstr "Voor lezers"\n'
    )
    settings = config.Settings(rules=(str(tmp_path),), select=("HSE101",))
    found = fixes.find_fixes(check([texts], settings, jobs=1))
    assert found.files == ()
    assert "source text" in found.left[0].reason
