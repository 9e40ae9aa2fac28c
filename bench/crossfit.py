"""Check stories of NTREX, each with a lexicon that was trained without its document.

usage: python bench/crossfit.py LEXICONS check FOLDER [--source LANG]

LEXICONS is the output of `tools/build_lexicon.py NTREX --folds N --out LEXICONS`. A story is a
folder named PAIR.DOCUMENT. Prints a report like `transcheck check --format json`, so that a scorer
can use this as its command; other options that it passes are accepted and have no effect.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

from msgspec.structs import replace

from transcheck.config import Settings
from transcheck.engine import check
from transcheck.model import Run
from transcheck.report import render


def folds(lexicons: Path) -> dict[str, Path]:
    """Return the lexicon for each document: the one that was trained without it."""
    documents = json.loads((lexicons / "documents.json").read_text(encoding="utf-8"))
    count = len(list(lexicons.glob("fold-*")))
    return {
        document: lexicons / f"fold-{index % count}" for index, document in enumerate(documents)
    }


def checked(lexicons: Path, folder: Path, source: str | None) -> Run:
    """Return the run over all stories below a folder."""
    lexicon_of = folds(lexicons)
    stories: dict[Path, list[Path]] = defaultdict(list)
    for story in sorted(path for path in folder.iterdir() if path.is_dir()):
        document = story.name.partition(".")[2]
        stories[lexicon_of[document]].append(story)
    runs = [
        check(found, Settings(source=source, lexicon=str(lexicon)))
        for lexicon, found in stories.items()
    ]
    reports = [report for run in runs for report in run.stories]
    return replace(runs[0], stories=reports, seconds=sum(run.seconds for run in runs))


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lexicons", type=Path)
    parser.add_argument("command", choices=["check"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--source")
    given, _ = parser.parse_known_args()
    sys.stdout.writelines(render("json", checked(given.lexicons, given.folder, given.source)))


if __name__ == "__main__":
    main()
