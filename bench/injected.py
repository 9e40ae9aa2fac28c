"""Recall on real pages: what is found of changes that a script makes in the translations of a tree.

usage: python bench/injected.py TREE [--source en] [--count 200] [--seed 1] [--rev REV] [--show
KIND]

TREE is a folder of documentation with its source language. Pages whose front matter says
`drifted_from_default: true` are left out. Four kinds of change are made in paragraphs of
translations that say what the source says, `--count` of each kind, one per
file and run:

  number       a number of two digits and more, also in the source, gets another digit
  code         a code span that the source has too loses a letter or gets another
  link         a link's target that the source has too gets another last part
  sentence     the last sentence of a paragraph of three and more is taken out

A change is found when a finding (an error or a warning) that the unchanged page does not have is in
the changed paragraph or next to it. With --rev the transcheck of another revision is measured (see
crater.py).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crater import tree_of

KINDS = ("number", "code", "link", "sentence")
_NUMBER = re.compile(r"(?<![\w.,:/#`-])[1-9]\d{1,5}(?![\w.,:/`-]|\d)")
_CODE = re.compile(r"(?<!`)`([A-Za-z_][\w./-]{4,40})`(?!`)")
_LINK = re.compile(r"\]\((/?[\w./-]+[a-z]/?)(?:#[^)]*)?\)|\]\((https?://[^\s)]+[a-z])\)")
_SENTENCES = re.compile(r"(?<=[.!?。！？])(?:\s+(?=\S)|(?<=[。！？])(?=\S))")
_LEAST = 25  # characters of a sentence that is taken out
_OPTIONS = ("--format", "json", "--no-reports", "--no-cache", "--fail-on", "never", "--quiet")


@dataclass(frozen=True)
class Change:
    """A change: the file below the tree, its kind, and the lines of the paragraph."""

    file: str
    kind: str
    first: int
    last: int
    text: str


def is_fresh(text: str) -> bool:
    return "drifted_from_default: true" not in text[:3000]


def paragraphs(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the paragraphs outside code and front matter, with their first and last line."""
    lines, start, fenced = text.split("\n"), None, text.startswith("---")
    for number, line in enumerate([*lines, ""]):
        mark = line.strip().startswith(("```", "~~~")) or (
            line.strip() == "---" and number > 0 and fenced
        )
        if mark:
            fenced = not fenced
        plain = (
            bool(line.strip()) and not fenced and not mark and not re.match(r"\s*[<{|:#!>-]", line)
        )
        if plain and start is None:
            start = number
        elif not plain and start is not None:
            yield start, number - 1, lines[start:number]
            start = None


def changed(kind: str, text: str, source: str, rng: random.Random) -> str | None:
    """Return a paragraph with a change of a kind, None where it has nothing of that kind that the
    source has too.
    """
    if kind == "sentence":
        parts = _SENTENCES.split(text)
        if len(parts) < 3 or len(parts[-1]) < _LEAST or "`" in parts[-1][:1]:
            return None
        return text[: text.rindex(parts[-1])].rstrip()
    pattern = {"number": _NUMBER, "code": _CODE, "link": _LINK}[kind]
    found = [m for m in pattern.finditer(text) if (m[m.lastindex or 0]) in source]
    if not found:
        return None
    match = rng.choice(found)
    group = match.lastindex or 0
    old = match[group]
    if kind == "number":
        at = rng.randrange(len(old))
        new = old[:at] + rng.choice([d for d in "123456789" if d != old[at]]) + old[at + 1 :]
    elif kind == "code":
        at = rng.randrange(1, len(old))
        new = (
            old[:at] + old[at + 1 :]
            if rng.random() < 0.5
            else old[:at] + rng.choice("aeiost") + old[at:]
        )
    else:
        head, slash, tail = old.rstrip("/").rpartition("/")
        new = f"{head}{slash}{tail[::-1]}x"
    if new in source or new == old:
        return None
    return text[: match.start(group)] + new + text[match.end(group) :]


def changes(
    tree: Path, source: str, kind: str, count: int, rng: random.Random
) -> Iterator[tuple[Change, str]]:
    """Yield changes of a kind in different files, with the new text of the file."""
    files = [path for path in sorted(tree.rglob("*.md*")) if f"/{source}/" not in str(path)]
    rng.shuffle(files)
    for path in files:
        name = str(path.relative_to(tree))
        lang = next((part for part in path.relative_to(tree).parts if len(part) == 2), "")
        original = tree / name.replace(f"{lang}/", f"{source}/", 1)
        text = path.read_text(encoding="utf-8")
        if count == 0 or not lang or not original.exists() or not is_fresh(text):
            continue
        theirs = original.read_text(encoding="utf-8")
        candidates = list(paragraphs(text))
        rng.shuffle(candidates)
        for first, last, lines in candidates:
            new = changed(kind, "\n".join(lines), theirs, rng)
            if new is not None:
                whole = text.split("\n")
                yield (
                    Change(name, kind, first + 1, last + 1, new),
                    "\n".join([*whole[:first], new, *whole[last + 1 :]]),
                )
                count -= 1
                break


def findings(root: Path, tree: Path, source: str) -> dict[str, list[dict[str, Any]]]:
    """Return errors and warnings by the translation's file, by the transcheck at `root`."""
    command = [
        sys.executable,
        "-m",
        "transcheck",
        "check",
        str(tree),
        "--source",
        source,
        *_OPTIONS,
    ]
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True
    )
    found = defaultdict(list)
    for story in json.loads(done.stdout)["stories"]:
        for finding in story["findings"]:
            if finding["severity"] != "info":
                for place in (finding["location"], *finding["related"]):
                    found[os.path.relpath(place["path"], tree)].append({**finding, "at": place})
    return found


def key(finding: dict[str, Any]) -> tuple[str, str]:
    return finding["code"], finding["evidence"]


def main() -> None:
    """Print the recall by kind."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tree", type=Path)
    parser.add_argument("--source", default="en")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rev")
    parser.add_argument("--show")
    given = parser.parse_args()
    put: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    with tree_of(given.rev) as root, tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "tree"
        shutil.copytree(given.tree, copy)
        before = findings(root, copy, given.source)
        for kind in KINDS:
            made = list(
                changes(
                    copy, given.source, kind, given.count, random.Random(f"{given.seed}:{kind}")
                )
            )
            kept = {
                change.file: (copy / change.file).read_text(encoding="utf-8") for change, _ in made
            }
            for change, text in made:
                (copy / change.file).write_text(text, encoding="utf-8")
            after = findings(root, copy, given.source)
            for change, _ in made:
                known = {key(finding) for finding in before[change.file]}
                new = [finding for finding in after[change.file] if key(finding) not in known]
                found = any(
                    change.first - 2 <= item["at"]["line"] <= change.last + 2 for item in new
                )
                put[kind] += 1
                hit[kind] += found
                if given.show == kind and not found:
                    sys.stdout.write(f"missed {change.file}:{change.first} {change.text[:300]!r}\n")
            for file, text in kept.items():
                (copy / file).write_text(text, encoding="utf-8")
    for kind in KINDS:
        sys.stdout.write(
            f"{kind:10s} {hit[kind]} of {put[kind]} = {hit[kind] / max(1, put[kind]):.3f}\n"
        )


if __name__ == "__main__":
    main()
