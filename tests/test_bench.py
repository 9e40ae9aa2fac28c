"""The measurements: work has not grown, and the scripts that anybody can run do run."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BENCH = Path(__file__).parent.parent / "bench"


@pytest.fixture(scope="module", autouse=True)
def modules() -> Iterator[None]:
    sys.path.insert(0, str(BENCH))
    yield
    sys.path.remove(str(BENCH))


@pytest.fixture(scope="module")
def counts() -> dict[str, dict[str, int]]:
    import work

    return work.count()


def test_no_more_work_is_done_than_before(counts: dict[str, dict[str, int]]) -> None:
    import work

    if not (before := work.known()):
        pytest.skip(f"nothing is written down for {work.key()}")
    assert work.worse(counts, before) == []


def test_growth_is_told() -> None:
    import work

    before = {"run": {"calls": 1000, "bytes": 1000}}
    assert work.worse({"run": {"calls": 1040, "bytes": 1100}}, before) == []
    assert work.worse({"run": {"calls": 1100, "bytes": 900}}, before) == [
        "run: 1,100 calls, 1,000 before (+10.0%)"
    ]


def test_calls_grow_with_the_text_and_no_faster(counts: dict[str, dict[str, int]]) -> None:
    of_paragraphs = [counts[f"story of {n} paragraphs, 2 versions"]["calls"] for n in (12, 24, 48)]
    assert of_paragraphs[2] - of_paragraphs[1] < 2.2 * (of_paragraphs[1] - of_paragraphs[0])
    assert counts["800 units"]["calls"] < 2.1 * counts["400 units"]["calls"]
    assert (
        counts["story of 12 paragraphs, 4 versions"]["calls"]
        < 3 * counts["story of 12 paragraphs, 2 versions"]["calls"]
    )


def test_trees_are_the_same_for_the_same_seed(tmp_path: Path) -> None:
    from trees import write_stories, write_units

    for name in ("one", "other"):
        size = write_stories(tmp_path / name, 12, 2) + write_units(tmp_path / name / "nl.po", 20)
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        assert (len(files), sum(path.stat().st_size for path in files)) == (25, size)
    for path in (tmp_path / "one").rglob("*.*"):
        assert (
            path.read_bytes()
            == (tmp_path / "other" / path.relative_to(tmp_path / "one")).read_bytes()
        )


@pytest.fixture
def ntrex(tmp_path: Path) -> Path:
    """Write a checkout in the form of NTREX with the project's own sentences."""
    from trees import SENTENCES

    rng = random.Random(1)
    lines = [
        (rng.randrange(14), rng.randrange(20, 900), rng.choice(SENTENCES["names"]))
        for _ in range(60)
    ]
    folder = tmp_path / "NTREX-128"
    folder.mkdir()
    for lang, name in (("en", "src.eng"), ("nl", "ref.nld")):
        texts = [SENTENCES[lang][index].format(n=n, m=n, who=who) for index, n, who in lines]
        (folder / f"newstest2019-{name}.txt").write_text("\n".join(texts) + "\n", encoding="utf-8")
    (tmp_path / "DOCUMENT_IDS.tsv").write_text("".join(f"story-{n // 15}\n" for n in range(60)))
    return tmp_path


def run(script: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(BENCH / script), *map(str, arguments)]
    return subprocess.run(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True, timeout=300
    ).stdout


def test_quality_is_measured(ntrex: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- quality -->\nold\n<!-- /quality -->\nafter\n")
    text = run("quality.py", ntrex, "--languages", "nl", "--update", page)
    assert (
        "4 stories in 1 languages, English the source, from 4 documents, none of which the lexicon "
        "was made of." in text
    )
    [row] = [line.split(" | ") for line in text.splitlines() if line.startswith("| transcheck")]
    number, missing, _, paragraph, fragment, alarms = (
        cell.strip(" |").split(" of ")[0] for cell in row[1:]
    )
    assert float(number) == 1
    assert min(float(cell) for cell in (missing, paragraph, fragment)) > 0.5
    assert float(alarms) < 5
    assert page.read_text().startswith("before\n<!-- quality -->\n\n`python bench/quality.py ")
    assert page.read_text().endswith("\n\n<!-- /quality -->\nafter\n")


def test_speed_is_measured() -> None:
    text = run("speed.py", "--units", "40", "--tree", "20", "--runs", "1", "--no-growth")
    assert "times bare Python" in text
    assert "| transcheck, all rules: 40 units" in text


def test_drift_is_found_as_the_documentation_says() -> None:
    import structure

    rows = structure.measure()
    page = (BENCH.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    written = page.partition("<!-- structure -->\n\n")[2].partition("\n\n<!-- /structure -->")[0]
    assert written == structure.table(rows)
    assert all(found == 0 for _, kind, found, _ in rows if kind == "twin")


@pytest.mark.parametrize("declared", [True, False])
def test_what_lags_in_a_repository_is_known(declared: bool) -> None:
    import lag

    lagging, reported, right = lag.measured(1, declared=declared)
    assert lagging > 50
    assert right >= 0.99 * lagging
    assert right >= 0.97 * reported
