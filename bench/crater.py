"""Compare the findings of two revisions of transcheck over trees: what appeared, what went.

usage: python bench/crater.py REV PATH... [--to REV] [--source LANG] [--messages]
       make crater REV=main PATHS="docs ../site"

Each revision is unpacked into a separate folder and run by this interpreter, so both need the same
dependencies; without --to the second one is the working tree. Findings are compared by story, code,
severity, places, evidence and fingerprint, with --messages also by their wording. Prints one line
per finding that only one of the two has (- went, + appeared), with
both texts, then the counts by rule. Exit status: 0 nothing differs, 1 something does.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
_WIDEST = 150  # characters of a text that are shown
_OPTIONS = ("--format", "json", "--no-reports", "--no-cache", "--fail-on", "never", "--quiet")

Finding = dict[str, Any]


@contextmanager
def tree_of(revision: str | None) -> Iterator[Path]:
    """Give the root of a checkout of a revision, or of the working tree for None."""
    if revision is None:
        yield ROOT
        return
    packed = subprocess.run(
        ["git", "archive", revision], cwd=ROOT, stdout=subprocess.PIPE, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as name:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(name, filter="data")
        yield Path(name)


def findings(root: Path, path: Path, source: str | None) -> list[Finding]:
    """Return the findings of the transcheck at `root` on one path."""
    command = [sys.executable, "-m", "transcheck", "check", str(path.resolve()), *_OPTIONS]
    if source:
        command += ["--source", source]
    environment = {**os.environ, "PYTHONPATH": str(root / "src")}
    done = subprocess.run(
        command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True, check=True
    )
    report = json.loads(done.stdout)
    return [
        finding | {"story": story["story"]}
        for story in report["stories"]
        for finding in story["findings"]
    ]


def key(finding: Finding, *, messages: bool) -> str:
    """Return a key that equal findings share."""
    left_out = {"confidence", "rule", "suggestion"}
    if not messages:
        left_out.add("message")
    return json.dumps(
        {name: value for name, value in finding.items() if name not in left_out}, sort_keys=True
    )


def only_in(own: Iterable[Finding], other: Iterable[Finding], *, messages: bool) -> list[Finding]:
    """Return the findings of one run that the other does not have."""
    left = Counter(key(finding, messages=messages) for finding in other)
    found = []
    for finding in own:
        same = key(finding, messages=messages)
        if left[same] > 0:
            left[same] -= 1
        else:
            found.append(finding)
    return found


def shown(mark: str, finding: Finding) -> str:
    """Return a finding as one line, followed by one line for each of its texts."""
    lines = [
        f"{mark} {finding['code']} {finding['severity']} {finding['story']}: {finding['message']}"
    ]
    for place in (finding["location"], *finding["related"][:1]):
        text = " ".join(place["text"].split())[:_WIDEST]
        lines.append(f"      {place['lang']}:{place['line']}:{place['column']} {text}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Print what differs; return 1 if something does."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--to")
    parser.add_argument("--source")
    parser.add_argument("--messages", action="store_true")
    given = parser.parse_args()
    went: Counter[str] = Counter()
    appeared: Counter[str] = Counter()
    total = 0
    with tree_of(given.revision) as before, tree_of(given.to) as after:
        for path in given.paths:
            old, new = (findings(root, path, given.source) for root in (before, after))
            total += len(new)
            for finding in only_in(old, new, messages=given.messages):
                sys.stdout.write(shown("-", finding))
                went[finding["code"]] += 1
            for finding in only_in(new, old, messages=given.messages):
                sys.stdout.write(shown("+", finding))
                appeared[finding["code"]] += 1
    for code in sorted(went | appeared):
        sys.stdout.write(f"{code}: {went[code]} went, {appeared[code]} appeared\n")
    sys.stdout.write(
        f"CRATER {total} findings now, {went.total()} went, {appeared.total()} appeared\n"
    )
    return int(bool(went or appeared))


if __name__ == "__main__":
    sys.exit(main())
