"""Checks damaged files of every format, and looks for what must never happen.

usage: python fuzz/fuzz.py [--files N] [--seed S] [--suffix .md] [--out DIR]

Must not happen, whatever a file holds: an exception other than the message about what is wrong with
the file; a finding whose text is not what is at its lines and columns; a report in any format that
is malformed; more than five seconds of the processor for two small files. The same seed gives the
same files. What fails is kept below --out (build/fuzz), with the seed in its name. The exit status
is 1 then.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from msgspec.structs import replace

import seeds
from transcheck import formats, report
from transcheck.config import Settings
from transcheck.discover import discover
from transcheck.engine import check_story, new_run, prepare
from transcheck.model import Run, TranscheckError
from transcheck.report import html, xlsx
from transcheck.storage import read_bytes

TEXTS = (".md", ".mdx", ".html", ".txt", ".docx")
UNITS = (".po", ".xlf", ".tmx", ".ts", ".csv", ".xcstrings")
KEYED = (
    ".json", ".yml", ".properties", ".strings", ".stringsdict", ".ftl", ".resx", ".xml"
)  # fmt: skip
LIMIT = 5.0  # seconds
LINE_END = re.compile(r"\r\n|\r|\n")
# what formats, terminals, browsers and spreadsheets give a meaning
TOKENS = (
    *"*_`[]()<>#|!~&\\\"'=+-@:;,.{}/%$^?\t\r\n\0\x0b\x0c\x1b\x85\u2028\u200b\u202e\ufeff\ufffd",
    *("\x1b[31m", "\r\n::error::x\n", "<script>x</script>", "=cmd|' /C calc'!A0", "]]>", "<!--"),
    *("-->", "```\n", "~~~\n", "---\n", "+++\n", "{/*", "*/}", "{{", "}}", "{%", "%}", "[^1]: x\n"),
    *("&x;", "&#0;", "&#x110000;", "&#xD800;", "<!ENTITY x 'y'>", "<![CDATA[", "<pre>", "</pre>"),
    *(
        "\n\n",
        "\n    ",
        "\n> ",
        "\n- ",
        "\n1. ",
        "https://a.b/c?d=e",
        "![](x)",
        "$$",
        "\\n",
        "\\u00",
    ),
    *(
        'msgid "x"\n',
        'msgstr[1] "x"\n',
        "#, fuzzy\n",
        "#~ x\n",
        "%s",
        "{0}",
        "{n, plural, one {#}",
        "%%",
    ),
    *("<!-- transcheck: ignore[NUM101] x -->", "# transcheck: ignore[NUM]\n", "<!-- transcheck:"),
    *("9" * 400, "1,2,3", "½", "１２３", "①", "XIV", "12:30", "-0", "1e400", "😀", "é", "עברית"),
)


def files(chance: random.Random, suffix: str) -> dict[str, bytes]:
    """Return the files of a story, some of them damaged."""
    lang = chance.choice(sorted(seeds.OTHERS))
    blocks = seeds.OTHERS[lang]
    if suffix in UNITS:
        return {f"{lang}{suffix}": damaged(chance, seeds.units(blocks, lang, suffix))}
    if suffix in KEYED:
        names = {
            ".strings": ("en.lproj/a.strings", f"{lang}.lproj/a.strings"),
            ".stringsdict": ("en.lproj/a.stringsdict", f"{lang}.lproj/a.stringsdict"),
            ".xml": ("values/strings.xml", f"values-{lang}/strings.xml"),
        }.get(suffix, (f"a.en{suffix}", f"a.{lang}{suffix}"))
        english = seeds.keyed(seeds.EN, "en", suffix).encode()
        return {names[0]: english, names[1]: damaged(chance, seeds.keyed(blocks, lang, suffix))}
    if suffix == ".docx":
        theirs = damaged(chance, seeds.word_xml(blocks))
        is_archive = chance.random() > 0.1
        word = seeds.word(theirs.decode("utf-8", "replace")) if is_archive else theirs
        return {"en.docx": seeds.word(seeds.word_xml(seeds.EN)), f"{lang}.docx": word}
    ours = seeds.text(seeds.EN, suffix)
    first = damaged(chance, ours) if chance.random() < 0.2 else ours.encode()
    return {f"en{suffix}": first, f"{lang}{suffix}": damaged(chance, seeds.text(blocks, suffix))}


def damaged(chance: random.Random, text: str) -> bytes:
    """Return a text with up to eight kinds of damage, in some encoding."""
    for _ in range(chance.randint(0, 8)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randint(0, 40))
        piece = text[start:end]
        text = chance.choice(
            (
                text[:start] + chance.choice(TOKENS) + text[start:],
                text[:start] + text[end:],
                text[:end] + piece + text[end:],
                text[:start] + chance.choice(TOKENS) * chance.choice((2, 50)) + text[end:],
                text[:start] + piece[::-1] + text[end:],
                text.replace("\n", chance.choice(("\r\n", "\r", "\n\n"))),
                text[: max(1, end)],
                text + piece * chance.choice((2, 300)),
            )
        )
    data = text.encode(chance.choice(("utf-8",) * 8 + ("utf-16", "utf-8-sig")), "replace")
    if chance.random() < 0.1 and data:
        at = chance.randrange(len(data))
        data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    return data


def wrong(folder: Path) -> str:
    """Return what is wrong with how the files of a folder are checked; empty if nothing is."""
    begun = time.process_time()
    try:
        runs = [
            replace(new_run(PLAN), stories=(check_story(story, PLAN),))
            for story in discover([folder], SETTINGS)
        ]
        took = time.process_time() - begun
        problems = (problem for run in runs for problem in (*misplaced(run), *malformed(run)))
        found = next(problems, "")
    except TranscheckError:
        return ""
    except Exception:
        return traceback.format_exc()
    return found or (f"took {took:.1f} s" if took > LIMIT else "")


def misplaced(run: Run) -> Iterator[str]:
    """Yield the places of a run that do not have the text that they say they have."""
    texts: dict[str, tuple[str, tuple[int, ...]] | None] = {}
    for finding in run.stories[0].findings:
        for place in (finding.location, *finding.related):
            if place.path not in texts:
                texts[place.path] = text_of(Path(place.path))
            known = texts[place.path]
            if known is None:
                continue
            text, starts = known
            if place.line > len(starts) or place.end_line > len(starts):
                yield f"{finding.code}: line {place.line} of {len(starts)}"
                continue
            start = starts[place.line - 1] + place.column - 1
            end = starts[place.end_line - 1] + place.end_column - 1
            if text[start:end] != place.text:
                yield f"{finding.code}: {place.text!r} is not {text[start:end]!r}"


def text_of(path: Path) -> tuple[str, tuple[int, ...]] | None:
    """Return a file's text and where its lines begin, None if it is not a text file."""
    if formats.is_binary(path):
        return None
    try:
        text, _ = formats.decode(read_bytes(path))
    except TranscheckError:
        return None
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]
    return text, tuple(starts)


def malformed(run: Run) -> Iterator[str]:
    """Yield what is wrong with the reports of a run."""
    printed = {name: "".join(report.render(name, run)) for name in report.FORMATS}
    for name in ("json", "sarif", "gitlab"):
        json.loads(printed[name])
    for name in ("jsonl", "rdjson"):
        for line in printed[name].splitlines() if name == "jsonl" else [printed[name]]:
            json.loads(line)
    ElementTree.fromstring(printed["junit"])
    for row in csv.reader(io.StringIO(printed["csv"])):
        if any(cell.startswith(("=", "@", "+", "\t", "\r")) for cell in row):
            yield f"a cell is a formula: {row}"
    for name in ("table", "concise", "markdown"):
        if re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", printed[name]):
            yield f"a control character in {name}"
    page = html.story_page(run)
    if page.count("<script") != 1 or "<img" in page:
        yield "a text got into the markup of its page"
    xlsx.render(run)


SETTINGS = Settings(source="en")
PLAN = prepare(SETTINGS, texts=True)


def main() -> None:
    """Check as many damaged files as wanted."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--suffix", choices=(*TEXTS, *UNITS, *KEYED))
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"))
    given = parser.parse_args()
    suffixes = [given.suffix] if given.suffix else [*TEXTS, *UNITS, *KEYED]
    failed = 0
    for number in range(given.seed, given.seed + given.files):
        chance = random.Random(number)
        with tempfile.TemporaryDirectory(prefix="fuzz") as name:
            folder = Path(name) / "story"
            for file, data in files(chance, suffixes[number % len(suffixes)]).items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(data)
            problem = wrong(folder)
            if problem:
                failed += 1
                kept = given.out / str(number)
                kept.parent.mkdir(parents=True, exist_ok=True)
                if not kept.exists():
                    shutil.copytree(folder, kept)
                sys.stdout.write(f"{number}: {problem}\n")
    sys.stdout.write(f"{given.files} files, {failed} failures\n")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
