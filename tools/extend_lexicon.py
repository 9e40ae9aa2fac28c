"""Add languages to the lexicon from lists of words and their English translations (GATITOS).

usage: python tools/extend_lexicon.py GATITOS_FOLDER LEXICON_FOLDER [--languages TAG...]

GATITOS_FOLDER has `en_TAG.tsv`: an English word or phrase and its translation a line.
LEXICON_FOLDER is what tools/build_lexicon.py wrote. A term is said to occur in the lines in which
its English words occur. Languages that the lexicon knows are left alone unless they are named with
--languages (for measuring).

GATITOS (Jones et al. 2023, https://github.com/google-research/url-nlp) is CC BY 4.0; see
locales/lexicon/LICENSE.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from build_lexicon import MOST
from transcheck.align import lexicon
from transcheck.align.lexicon import terms

_FEWEST = 500  # entries of a list that is used


def entries(path: Path) -> list[tuple[str, str]]:
    """Return the English entries of a list and their translations."""
    pairs = (
        line.split("\t")[:2]
        for line in path.read_text(encoding="utf-8").splitlines()
        if "\t" in line
    )
    return [
        (english.strip(), other.strip())
        for english, other in pairs
        if english.strip() and other.strip()
    ]


def english_lines(folder: Path) -> dict[str, set[int]]:
    """Return the lines in which each English term occurs."""
    known = lexicon.load("en", str(folder))
    if known is None:
        raise SystemExit(f"{folder}: there is no English lexicon; run tools/build_lexicon.py first")
    return {
        term: set(known.postings[known.bounds[k] : known.bounds[k + 1]].tolist())
        for term, k in known.index.items()
    }


def postings(
    pairs: list[tuple[str, str]], english: dict[str, set[int]], most: float
) -> dict[str, list[int]]:
    """Return the lines of each term: those of all English entries that it translates, common ones
    left out.
    """
    found: dict[str, set[int]] = {}
    for source, target in pairs:
        lines = [english[term] for term in set(terms(source)) if term in english]
        if not lines:
            continue
        for term in set(terms(target)):
            found.setdefault(term, set()).update(*lines)
    return {term: sorted(lines) for term, lines in sorted(found.items()) if len(lines) <= most}


def add(folder: Path, tag: str, pairs: list[tuple[str, str]], english: dict[str, set[int]]) -> int:
    """Write the file of a language and return the number of its terms."""
    count = len(lexicon._lines(str(folder)))
    table = postings(pairs, english, MOST * count)
    ratio = sum(len(other) for _, other in pairs) / sum(len(own) for own, _ in pairs)
    np.savez_compressed(
        folder / f"{tag}.npz",
        terms=np.frombuffer("\n".join(table).encode("utf-8"), np.uint8),
        counts=np.array([len(lines) for lines in table.values()]).astype(np.uint16),
        deltas=np.concatenate([np.diff(lines, prepend=0) for lines in table.values()]).astype(
            np.uint16
        ),
        length=np.float32(np.log(ratio)),
        listed=np.bool_(True),
    )
    return len(table)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("gatitos", type=Path)
    parser.add_argument("lexicon", type=Path)
    parser.add_argument("--languages", nargs="*", default=[])
    arguments = parser.parse_args()
    names = json.loads((arguments.lexicon / "names.json").read_text(encoding="utf-8"))
    english = english_lines(arguments.lexicon)
    for path in sorted(arguments.gatitos.glob("en_*.tsv")):
        tag = path.stem.removeprefix("en_")
        pairs = entries(path)
        if len(pairs) < _FEWEST or (
            tag not in arguments.languages if arguments.languages else tag in names
        ):
            continue
        names[tag] = tag
        print(tag, len(pairs), add(arguments.lexicon, tag, pairs, english))
    text = json.dumps(dict(sorted(names.items())), indent=0) + "\n"
    (arguments.lexicon / "names.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
