"""False alarms on clean sentences: what is reported of professional translations, sentence by
sentence.

usage: python bench/clean.py NTREX [--languages de,fr] [--lines N] [--family NUM] [--rev REV]
[--show]

NTREX is a checkout of NTREX-128. Every sentence is a unit of a PO file, English to and from each
language; what is reported of them, as an error or a warning, per 100 sentences is printed by family
and direction. With --rev the transcheck of another revision is measured (see crater.py).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import polib

from crater import tree_of

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
from ntrex import Ntrex

LANGUAGES = "de,fr,nl,es,pl,it,cs,fi,tr,ru,ar,ja,zh,hi"
_OPTIONS = ("--format", "json", "--no-reports", "--no-cache", "--fail-on", "never", "--quiet")


def write(path: Path, source: str, target: str, pairs: list[tuple[str, str]]) -> None:
    """Write sentences as the units of a catalogue."""
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Language": target,
        "X-Source-Language": source,
        "Content-Type": "text/plain; charset=UTF-8",
    }
    for number, (ours, theirs) in enumerate(pairs):
        catalogue.append(polib.POEntry(msgctxt=str(number), msgid=ours, msgstr=theirs))
    path.parent.mkdir(parents=True)
    catalogue.save(str(path))


def findings(root: Path, path: Path) -> list[dict[str, Any]]:
    """Return the errors and warnings of the transcheck at `root` on a file."""
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    command = [sys.executable, "-m", "transcheck", "check", str(path), *_OPTIONS]
    done = subprocess.run(
        command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True
    )
    found = [
        finding for story in json.loads(done.stdout)["stories"] for finding in story["findings"]
    ]
    return [finding for finding in found if finding["severity"] != "info"]


def main() -> None:
    """Print false alarms per 100 sentences."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ntrex", type=Path)
    parser.add_argument("--languages", default=LANGUAGES)
    parser.add_argument("--lines", type=int, default=1_000)
    parser.add_argument("--family", default="")
    parser.add_argument("--rev")
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    ntrex = Ntrex(given.ntrex)
    families: Counter[str] = Counter()
    errors = sentences = 0
    with tree_of(given.rev) as root, tempfile.TemporaryDirectory() as name:
        for lang in given.languages.split(","):
            for source, target in (("en", lang), (lang, "en")):
                texts = zip(ntrex.lines(source), ntrex.lines(target), strict=True)
                pairs = [(ours, theirs) for ours, theirs in texts if ours and theirs][: given.lines]
                path = Path(name) / f"{source}-{target}" / f"{target}.po"
                write(path, source, target, pairs)
                found = [
                    finding
                    for finding in findings(root, path)
                    if finding["code"].startswith(given.family)
                ]
                sentences += len(pairs)
                families.update(finding["code"][:3] for finding in found)
                errors += sum(finding["severity"] == "error" for finding in found)
                sys.stdout.write(
                    f"{source}-{target}: {100 * len(found) / len(pairs):.2f} per 100\n"
                )
                for finding in found if given.show else ():
                    related = finding["related"][0]["text"] if finding["related"] else ""
                    sys.stdout.write(
                        f"  {finding['code']} {finding['message']}\n    "
                        f"{finding['location']['text']}\n    {related}\n"
                    )
    for family, count in sorted(families.items()):
        sys.stdout.write(f"{family} {100 * count / sentences:.2f} per 100 sentences\n")
    sys.stdout.write(
        f"CLEAN {100 * families.total() / sentences:.2f} per 100 of {sentences}, errors "
        f"{100 * errors / sentences:.2f}\n"
    )


if __name__ == "__main__":
    main()
