"""Measure how many untranslated words in a sentence UNT102 finds, by their number and by script.

usage: python tools/fragment_recall.py STORIES

STORIES is a folder of stories of two Markdown versions each, `STORY/LANG.md`, with one line per
block and equal lines aligned. Some words of the first version are inserted into the middle of one
block of the second version (in order of tags, English first).
"""

import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from transcheck.annotate.language import main_script
from transcheck.config import Settings
from transcheck.engine import check

WORD = re.compile(r"[^\W\d_]{3,}")
CASED = {"Latn", "Cyrl", "Grek"}


def main() -> None:
    """Print recall for one to three words, between versions in one script and in two."""
    root = Path(sys.argv[1])
    for count in (1, 2, 3):
        put: Counter[str] = Counter()
        found: Counter[str] = Counter()
        with tempfile.TemporaryDirectory() as folder:
            gold = {}
            for story in sorted(root.iterdir()):
                if injected := inject(story, Path(folder), count):
                    gold[story.name] = injected
            for report in check([Path(folder)], Settings(select=("UNT",))).stories:
                lang, line, kind = gold[report.story]
                put[kind] += 1
                found[kind] += any(
                    (f.location.lang, f.location.line) == (lang, line) for f in report.findings
                )
        print(
            count,
            *(
                f"{kind}: {found[kind]}/{put[kind]} = {found[kind] / put[kind]:.3f}"
                for kind in sorted(put)
            ),
        )


def inject(story: Path, target: Path, count: int) -> tuple[str, int, str] | None:
    """Copy a story, inserting some words of its first version into the second.

    Return where, and whether scripts differ.
    """
    files = sorted(story.glob("*.md"), key=lambda file: (file.stem != "en", file.stem))
    source, copy = (file.read_text(encoding="utf-8").split("\n") for file in files)
    rng = random.Random(f"{story.name} {count}")
    places = [line for line in range(2, min(len(source), len(copy)), 2) if len(copy[line]) > 60]
    rng.shuffle(places)
    for line in places:
        runs = [
            m.group()
            for m in re.finditer(rf"(?:[^\W\d_]{{3,}} ){{{count - 1}}}[^\W\d_]{{3,}}", source[line])
        ]
        if main_script(" ".join(source)) in CASED:
            runs = [run for run in runs if run.islower()]
        if runs:
            middle = (
                copy[line].find(" ", len(copy[line]) // 2)
                if " " in copy[line]
                else len(copy[line]) // 2
            )
            copy[line] = f"{copy[line][:middle]} {rng.choice(runs)} {copy[line][middle:].lstrip()}"
            (target / story.name).mkdir()
            (target / story.name / files[0].name).write_text("\n".join(source), encoding="utf-8")
            (target / story.name / files[1].name).write_text("\n".join(copy), encoding="utf-8")
            scripts = {main_script(" ".join(lines)) for lines in (source, copy)}
            return files[1].stem, line + 1, "one script" if len(scripts) == 1 else "two scripts"
    return None


if __name__ == "__main__":
    main()
