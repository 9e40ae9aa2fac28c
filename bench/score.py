"""Score transcheck on development data with every scorer in a folder, cross-fitting the lexicon
where it was trained on it.

usage: python bench/score.py FOLDER [NAME...] [--work DIR] [--docs N]
       make score DATA=FOLDER

FOLDER has `bench/` with the scorers and `data/` with what they score. NAMES are among stories,
swissgov, seeds, cases, docs, units, rows; without any, all are run. Lexicons of eight folds and
stories with errors are created below DIR (build/score) and kept there. Each scorer's own figures
are printed under its name.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FOLDS = 8
_TRANSCHECK = f"{sys.executable} -m transcheck"
_TREES = ("otel/content", "astro", "python-docs-es")
_MADE = "documents.json"  # the last file that is written: if it exists, the rest is complete


def run(*command: object) -> None:
    """Run a command and pass on its output."""
    sys.stdout.flush()
    subprocess.run([str(part) for part in command], check=False)


def cross_fitted(data: Path, work: Path) -> str:
    """Return the command that checks a story of NTREX with the lexicon that was trained without
    it.
    """
    lexicons = work / "lexicon"
    if not (lexicons / _MADE).exists():
        run(
            sys.executable,
            ROOT / "tools/build_lexicon.py",
            data / "ntrex",
            "--out",
            lexicons,
            "--folds",
            _FOLDS,
        )
    return f"{sys.executable} {ROOT / 'bench/crossfit.py'} {lexicons}"


def scorers(folder: Path, work: Path, docs: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Yield the name and the command of every scorer."""
    bench, data = folder / "bench", folder / "data"
    cases = work / f"cases-{docs}"
    if not (cases / "gold.jsonl").exists():
        run(sys.executable, bench / "make_cases.py", data / "ntrex", cases, "--docs", docs)
    yield "stories", (bench / "score_stories.py", cases, "--cmd", cross_fitted(data, work))
    yield "swissgov", (bench / "score_swissgov.py", data / "swissgov", "--cmd", _TRANSCHECK)
    yield "seeds", (bench / "score_seeds.py", "--cmd", _TRANSCHECK)
    yield "cases", (bench / "run_cases.py", folder / "cases", "--failing", "--cmd", _TRANSCHECK)
    for tree in _TREES:
        yield "docs", (bench / "score_docs.py", data / tree, "--cmd", _TRANSCHECK)
    yield "units", (bench / "score_units.py", data / "units", "--cmd", _TRANSCHECK)
    yield "rows", (bench / "score_rows.py", data / "real", work / "rows", "--cmd", _TRANSCHECK)


def main() -> None:
    """Run the scorers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--work", type=Path, default=ROOT / "build/score")
    parser.add_argument("--docs", type=int, default=6, help="documents of NTREX per language pair")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    for name, command in scorers(given.folder.resolve(), given.work.resolve(), given.docs):
        if given.names and name not in given.names:
            continue
        begun = time.monotonic()
        sys.stdout.write(f"== {name} {command[1]}\n")
        run(sys.executable, *command)
        sys.stdout.write(f"   {time.monotonic() - begun:.0f} s\n")


if __name__ == "__main__":
    main()
