"""Texts on which a check once failed: every one must be checked, in any order of sets and in
reasonable time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from transcheck.annotate import annotate
from transcheck.annotate.places import places_of
from transcheck.checks.loops import find_loop
from transcheck.config import Settings
from transcheck.engine import check
from transcheck.formats.text import read
from transcheck.locales import length_of, parse_tag
from transcheck.model import Version

Write = Callable[..., Path]
_SECONDS = 5.0  # in which a text that once took a minute must be checked on the slowest machine


def findings(folder: Path, source: str | None = None) -> list[tuple[str, str, str]]:
    run = check([folder], Settings(source=source), jobs=1)
    assert not [report for report in run.stories if report.fault]
    return [
        (f.code, f.location.lang, f.location.text)
        for report in run.stories
        for f in report.findings
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"story.en.md": "The mill is green.\n", "story.zh-Latn.md": "Fengche shi luse de.\n"},
        {
            "story.en.md": "```\nOne. Two.\n```\n",
            "story.de.md": "```\nEins. Zwei. Drei. Vier.\n```\n",
        },
        {
            "story.el.md": "Ο μύλος είναι πράσινος.\n\nΤα παιδιά διάλεξαν το χρώμα.\n",
            "story.sr-Latn.md": "Mlin je zelen.\n\n"
            "Деца су `風車風車風車風車風車風車風車風車風車` изабрала боју.\n",
        },
    ],
    ids=["Chinese in Latin letters", "nothing but code", "a third script within code"],
)
def test_is_checked(story: Write, files: dict[str, str]) -> None:
    findings(story(files), next(iter(files)).split(".")[1])


def test_the_lone_version_is_wrong(story: Write) -> None:
    text = "{} der Mühle hat {} den Preis bekommen."
    files = {
        "story.de.md": text.format("Der Maler", "Radoslav Krupinski"),
        "story.en.md": "The painter of the mill, Zbigniew Wyczesany, was given the prize.",
        "story.fr.md": "Le peintre du moulin, Radoslav Krupinski, a reçu le prix.",
        "story.es.md": "El pintor del molino, Radoslav Krupinski, recibió el premio.",
    }
    found = [
        lang
        for code, lang, _ in findings(story({name: f"{line}\n" for name, line in files.items()}))
        if code == "NAM107"
    ]
    assert found == ["en"]


def test_findings_do_not_depend_on_the_order_of_sets(story: Write) -> None:
    folder = story(
        {
            "story.en.md": "The baker moved to Mexico in May.\n\nMany people in Mexico came to the "
            "market.\n",
            "story.fr.md": "Le boulanger est parti au Mexique en mai.\n\nBeaucoup de gens au "
            "Mexique sont venus au marché.\n",
            "story.pl.md": "Piekarz w maju pojechał do Mexico.\n\nWiele osób z Meksyku przyszło na "
            "targ w Meksyku.\n",
        }
    )
    outputs = set()
    for seed in range(4):
        command = [
            sys.executable,
            "-m",
            "transcheck",
            "check",
            str(folder),
            "--format",
            "jsonl",
            "--no-reports",
            "--no-cache",
        ]
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            stdout=subprocess.PIPE,
            cwd=folder,
            check=False,
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1


def test_a_paragraph_of_quotation_marks_and_names(story: Write) -> None:
    names = " ".join(f"Grzqwan{chr(97 + n % 26)}{chr(97 + n // 26)} said." for n in range(300))
    started = time.perf_counter()
    findings(
        story({"story.en.md": "“ " * 2_000 + "” " + names + "\n", "story.de.md": f"{names}\n"}),
        "en",
    )
    assert time.perf_counter() - started < _SECONDS


def test_a_long_text_is_no_place() -> None:
    started = time.perf_counter()
    assert not places_of("pl").places("londyn " * 20_000, inflected=True)
    assert time.perf_counter() - started < _SECONDS


@pytest.mark.parametrize("text", ["und so weiter " * 12, "天气很好我们去" * 12])
def test_a_loop_is_all_its_copies(text: str) -> None:
    document = read(text)
    version = Version("de", Path("story.de.txt"), "story.de.txt")
    loop = find_loop(annotate(version, document).blocks[0])
    assert loop is not None
    assert (loop.start, loop.end) == (0, len(text.strip()))


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("sr@latin", "sr-Latn"),
        ("sr_RS@latin", "sr-Latn-RS"),
        ("uz_UZ@cyrillic", "uz-Cyrl-UZ"),
        ("sr@x", None),
    ],
)
def test_modifiers_of_locales_are_scripts(text: str, tag: str | None) -> None:
    assert parse_tag(text) == tag


def test_lengths_are_those_of_the_script() -> None:
    assert length_of("zh-TW") == length_of("zh-Hant") != length_of("zh")
    assert length_of("no") == length_of("nb")
    assert length_of("tlh") is None
