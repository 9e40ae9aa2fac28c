"""Measure how many injected errors transcheck finds in translated news, and what it reports on news
without errors.

usage: python bench/quality.py NTREX [--languages nl,pl] [--stories N] [--seed N] [--update
docs/benchmarks.md]

NTREX is a checkout of NTREX-128 (news in 128 languages, translated by people). Documents that the
lexicon was trained on (bench/trained.txt) are left out, unless there are no others. Peers that are
installed get the same text: pofilter its units, paired beforehand, galechurch its paragraphs. A
finding on an error's block by a rule of its family counts as found; an error or a warning on the
unchanged story counts as a false alarm.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from errors import KINDS, Case, inject
from report import environment, installed, table, update
from transcheck.config import Settings
from transcheck.engine import check
from transcheck.model import Severity, StoryReport

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
from ntrex import UNSPACED, Ntrex

LANGUAGES = (
    "nl,de,fr,es,pt,it,pl,cs,ru,uk,bg,el,ar,he,fa,hi,ta,th,vi,id,tr,fi,hu,ja,ko,zh,sv,ro,ka,sw"
)
_BEAD = re.compile(r"\[([^\]]*)\]:\[([^\]]*)\]")
_LINES = range(9, 31)  # number of lines of a document that is used as a story
_LOUD = (Severity.ERROR, Severity.WARNING)

Cases = Mapping[tuple[str, str], Case]  # by language and document


@dataclass
class Score:
    """Counts for one language, or for all: errors injected and found by kind, false alarms, blocks
    without errors.
    """

    put: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    alarms: int = 0
    blocks: int = 0

    def add(self, other: Score) -> None:
        self.put += other.put
        self.found += other.found
        self.alarms += other.alarms
        self.blocks += other.blocks

    def row(self, name: str) -> list[str]:
        shares = [
            f"{self.found[kind] / self.put[kind]:.2f} of {self.put[kind]}" if self.put[kind] else ""
            for kind in KINDS
        ]
        return [name, *shares, f"{100 * self.alarms / self.blocks:.2f}" if self.blocks else ""]


def cases(
    ntrex: Ntrex, lang: str, documents: Sequence[str], seed: int
) -> Iterator[tuple[str, Case]]:
    """Yield the stories of a language with their errors.

    One to three lines are joined to form a paragraph.
    """
    rng = random.Random(f"{seed}:{lang}")
    for document in documents:
        lines = ntrex.documents[document]
        source, target = ([ntrex.lines(tag)[i] for i in lines] for tag in ("en", lang))
        cuts = [0, 1]
        while cuts[-1] < len(lines):
            cuts.append(min(len(lines), cuts[-1] + rng.choice((1, 1, 2, 2, 3))))
        parts = [slice(a, b) for a, b in pairwise(cuts)]
        left = [" ".join(source[part]) for part in parts]
        right = [("" if lang in ("zh", "ja") else " ").join(target[part]) for part in parts]
        if all(left) and all(right):
            yield document, inject(left, right, lang not in UNSPACED, rng)


def write(
    folder: Path, lang: str, name: str, source: Sequence[str], target: Sequence[str | None]
) -> None:
    place = folder / lang / name
    place.mkdir(parents=True)
    for tag, blocks in (("en", source), (lang, target)):
        (place / f"{tag}.md").write_text(
            "\n\n".join(block or "" for block in blocks) + "\n", encoding="utf-8"
        )


def places(report: StoryReport, case: Case) -> set[tuple[str, int]]:
    """Return the family and the source's block of all findings, by their own or related places."""
    blocks = {
        1 + 2 * index: index for index in range(len(case.source))
    }  # by line: there is a blank line between two blocks
    return {
        (finding.code[:3], blocks[line])
        for finding in report.findings
        if finding.severity in _LOUD
        for place in (finding.location, *finding.related)
        for line in range(place.line, place.end_line + 1)
        if line in blocks
    }


def transcheck(folder: Path, every: Cases) -> dict[str, Score]:
    """Return the scores by language."""
    scores = {lang: Score() for lang, _ in every}
    for kind in ("bad", "clean"):
        for report in check([folder / kind], Settings(source="en")).stories:
            lang, name = report.story.split("/")[-2:]
            case, score = every[lang, name], scores[lang]
            if kind == "clean":
                score.alarms += sum(finding.severity in _LOUD for finding in report.findings)
                score.blocks += len(case.source)
                continue
            flagged = places(report, case)
            score.put.update(error.kind for error in case.errors)
            score.found.update(
                error.kind for error in case.errors if (KINDS[error.kind], error.block) in flagged
            )
    return scores


def pofilter(folder: Path, every: Cases) -> Score | None:
    """Return the score of pofilter's checks for numbers and for untranslated units."""
    if (program := installed("pofilter")) is None:
        return None
    score = Score()
    for kind in ("bad", "clean"):
        units = [
            (lang, name, block, source, target)
            for (lang, name), case in every.items()
            for block, (source, target) in enumerate(
                zip(case.source, case.bad if kind == "bad" else case.target, strict=True)
            )
            if target
        ]
        file, out = folder / f"{kind}.po", folder / f"{kind}-flagged.po"
        quoted = [
            [text.replace("\\", "\\\\").replace('"', '\\"') for text in unit[3:]] for unit in units
        ]
        entries = [
            f'msgctxt "{number}"\nmsgid "{a}"\nmsgstr "{b}"\n'
            for number, (a, b) in enumerate(quoted)
        ]
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        file.write_text("\n".join([head, *entries]), encoding="utf-8")
        command = [
            program,
            "--progress=none",
            "-t",
            "numbers",
            "-t",
            "unchanged",
            str(file),
            str(out),
        ]
        subprocess.run(command, check=True, capture_output=True)
        text = out.read_text(encoding="utf-8") if out.exists() else ""
        flagged = {int(number) for number in re.findall(r'^msgctxt "(\d+)"', text, re.MULTILINE)}
        if kind == "clean":
            score.alarms, score.blocks = len(flagged), len(units)
            continue
        numbers = {unit[:3]: number for number, unit in enumerate(units)}
        for place, case in every.items():
            for error in case.errors:
                if (*place, error.block) in numbers:
                    score.put[error.kind] += 1
                    score.found[error.kind] += numbers[*place, error.block] in flagged
    return score


def galechurch(folder: Path, every: Cases) -> Score | None:
    """Return the score of galechurch: a paragraph is reported if it is not paired with exactly one
    (it prefers to merge).
    """
    if (program := installed("galechurch")) is None:
        return None
    score = Score()
    for kind in ("bad", "clean"):
        sides = [folder / f"{kind}-{side}" for side in ("source", "target", "beads")]
        for side in sides:
            side.mkdir()
        for (lang, name), case in every.items():
            target = [block for block in (case.bad if kind == "bad" else case.target) if block]
            for side, blocks in zip(sides, (case.source, target), strict=False):
                (side / f"{lang}.{name}.txt").write_text("\n".join(blocks) + "\n", encoding="utf-8")
        command = [
            program,
            "-src",
            str(sides[0]),
            "-trg",
            str(sides[1]),
            "-out",
            str(sides[2]),
            "-align",
            "pharaoh",
        ]
        subprocess.run(command, check=True, capture_output=True)
        for (lang, name), case in every.items():
            beads = _BEAD.findall((sides[2] / f"{lang}.{name}.txt").read_text(encoding="utf-8"))
            pairs = [(left.split(","), right.split(",")) for left, right in beads]
            alone = {
                int(n)
                for left, right in pairs
                if len(left) > 1 or len(right) > 1 or right == [""]
                for n in left
                if n
            }
            if kind == "clean":
                score.alarms += len(alone)
                score.blocks += len(case.source)
                continue
            gone = [error.block for error in case.errors if error.kind == "missing paragraph"]
            score.put["missing paragraph"] += len(gone)
            score.found["missing paragraph"] += sum(block in alone for block in gone)
    return score


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ntrex", type=Path)
    parser.add_argument("--languages", default=LANGUAGES)
    parser.add_argument("--stories", type=int, default=20, help="of each language, at most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--update", type=Path, help="write the tables into this file, between its marks"
    )
    given = parser.parse_args()
    ntrex = Ntrex(given.ntrex)
    trained = set(Path(__file__).with_name("trained.txt").read_text(encoding="utf-8").split())
    fitting = [name for name, lines in ntrex.documents.items() if len(lines) in _LINES]
    unseen = [name for name in fitting if name not in trained]
    documents = random.Random(given.seed).sample(
        unseen or fitting, min(given.stories, len(unseen or fitting))
    )
    languages = given.languages.split(",")
    if missing := set(languages) - set(ntrex.files):
        parser.error(f"{given.ntrex} has no text in {', '.join(sorted(missing))}")
    every = {
        (lang, name): case
        for lang in languages
        for name, case in cases(ntrex, lang, documents, given.seed)
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for (lang, story), case in every.items():
            write(folder / "clean", lang, story, case.source, case.target)
            write(folder / "bad", lang, story, case.source, case.bad)
        scores = transcheck(folder, every)
        peers = {
            "pofilter (units paired beforehand)": pofilter(folder, every),
            "galechurch": galechurch(folder, every),
        }
    total = Score()
    for score in scores.values():
        total.add(score)
    heads = ["", *KINDS, "false alarms per 100 blocks"]
    rows = [total.row("transcheck"), *(score.row(name) for name, score in peers.items() if score)]
    text = environment("bench/quality.py", sys.argv[1:])
    seen = (
        "none of which the lexicon was made of"
        if unseen
        else "which the lexicon was made of, so that these figures flatter it"
    )
    text += (
        f"\n\n{len(every)} stories in {len(scores)} languages, English the source, from "
        f"{len(documents)} documents, {seen}."
    )
    text += " Shares found:\n\n"
    text += (
        table(heads, rows)
        + "\nBy language:\n\n"
        + table(heads, (score.row(lang) for lang, score in scores.items()))
    )
    sys.stdout.write(text)
    if given.update:
        update(given.update, "quality", text)


if __name__ == "__main__":
    main()
