"""Texts that nobody writes by hand take seconds, not minutes, and little memory.

Times are those of the process. The bounds are generous, as a busy machine takes three times as
long: each of these took from half a minute to hours before, on an idle one. Memory is the highest
of the process that checks a text, and of it alone.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]
_SECONDS = 45.0
_KILOBYTES = 300_000


def names(seed: int, count: int) -> str:
    """Return names that all begin alike, so that each may be a slip of many."""
    chance = random.Random(seed)
    found = ("".join(chance.choices("aeioulmnrst", k=8)) for _ in range(count))
    return " ".join(f"N{name}" for name in found) + ".\n"


def comments(sentence: str) -> str:
    note = "<!-- transcheck: ignore[NUM101] -->"
    return "".join(f"{note}\n\n{sentence} {number}.\n\n" for number in range(4_000))


TEXTS = {
    "different numbers": (
        "Text " + " ".join(str(7 * n + 3) for n in range(2_000)) + ".\n",
        "Tekst " + " ".join(str(7 * n + 4) for n in range(2_000)) + ".\n",
    ),
    "one number again and again": ("1 " * 16_000 + "\n", "2 " * 16_000 + "\n"),
    "a sentence again and again": (
        "The baker opens the oven at night. " * 1_000 + "\n",
        "De bakker opent de oven in de nacht. " * 1_000 + "\n",
    ),
    "a name again and again": (
        "Brandmeier sang. " * 4_000 + "\n",
        "Brandmaier zong. " * 4_000 + "\n",
    ),
    "different names": (names(1, 3_000), names(2, 3_000)),
    "comments that do not end": ("<!--transcheck:" * 16_000 + "\nText.\n",) * 2,
    "many comments": (comments("The oven has doors:"), comments("De oven heeft deuren:")),
    "a line of dashes before many lines": (
        "---\n" + "a line of text\n" * 40_000,
        "---\n" + "een regel tekst\n" * 40_000,
    ),
    "equal paragraphs": (
        "The baker opens the oven.\n\n" * 1_000,
        "De bakker opent de oven.\n\n" * 1_000,
    ),
    "equal blocks of code": ("```\nrun x\n```\n\n" * 1_000,) * 2,
    "a row of digits without spaces": (
        "The counter shows this number.\n",
        "カウンターは" + "9" * 4_900 + "を示す。" + "という値" + "9" * 4_900 + "。\n",
    ),
    "measures": (
        " ".join(f"{n * 1.7 + 1:.1f} km," for n in range(2_000)) + "\n",
        " ".join(f"{n * 2.3 + 2:.1f} miles," for n in range(2_000)) + "\n",
    ),
    "dates": (
        " ".join(f"{n % 28 + 1} May 2020," for n in range(2_000)) + "\n",
        " ".join(f"{n % 28 + 1} mei 2021," for n in range(2_000)) + "\n",
    ),
}


_CHECK = """
import json, sys, time
from pathlib import Path
from transcheck import engine
from transcheck.config import Settings

def highest():
    # Linux counts what a process had before it ran another program, here the whole of pytest
    # (getrusage), but not in its own status.
    if sys.platform == "win32":
        return 0
    if sys.platform == "linux":
        status = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    import resource
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used // 1024 if sys.platform == "darwin" else used  # bytes there

run = engine.check([Path(sys.argv[1])], Settings(source="en"), jobs=1)
found = [finding.code for story in run.stories for finding in story.findings]
faults = [story.fault for story in run.stories if story.fault]
print(json.dumps([found, faults, time.process_time(), highest()]))
"""


def codes(folder: Path) -> list[str]:
    """Check a folder in a process of its own, within bounds; return the codes of the findings."""
    done = subprocess.run(
        [sys.executable, "-c", _CHECK, str(folder)], capture_output=True, text=True, check=True
    )
    found, faults, seconds, kilobytes = json.loads(done.stdout)
    assert not faults
    assert seconds < _SECONDS
    assert kilobytes < _KILOBYTES
    return list(found)


@pytest.mark.parametrize("name", TEXTS)
def test_a_text(story: Write, name: str) -> None:
    en, nl = TEXTS[name]
    codes(story({"s/en.md": en, "s/nl.md": nl}, "tree"))


def test_a_line_without_end_is_not_checked(story: Write) -> None:
    line = "The baker opens the oven at night. " * 300_000
    assert codes(story({"s/en.md": line, "s/nl.md": line}, "tree")) == ["DOC101", "DOC101"]


def test_a_paragraph_beyond_the_limit_is_not_checked(story: Write) -> None:
    paragraph = "The baker opens the oven at night.\n" * 5_800
    assert "DOC108" in codes(story({"s/en.md": paragraph, "s/nl.md": paragraph}, "tree"))


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(path: Path, body: str, styles: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
        file.writestr("word/document.xml", document)
        file.writestr("word/styles.xml", f'<w:styles xmlns:w="{W}">{styles}</w:styles>')


STYLES = "".join(
    f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{n + 1}"/></w:style>' for n in range(8_000)
)
BODIES = {
    "a million line breaks": "<w:p><w:r><w:t>Bread</w:t>" + "<w:br/>" * 1_000_000 + "</w:r></w:p>",
    "a chain of styles": "".join(
        f'<w:p><w:pPr><w:pStyle w:val="s{n}"/></w:pPr><w:r><w:t>Bread {n}</w:t></w:r></w:p>'
        for n in range(0, 8_000, 20)
    ),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_word_file(tmp_path: Path, name: str) -> None:
    for lang in ("en", "nl"):
        docx(tmp_path / f"s.{lang}.docx", BODIES[name], STYLES)
    codes(tmp_path)


def test_an_xliff_of_entities(story: Write) -> None:
    text = "&amp;" * 500_000
    unit = f"<trans-unit id='1'><source>{text}</source><target>{text}</target></trans-unit>"
    file = (
        "<xliff version='1.2'><file source-language='en' target-language='nl' original='x'>"
        f"<body>{unit}</body></file></xliff>"
    )
    codes(story({"a.xlf": file}, "tree"))
