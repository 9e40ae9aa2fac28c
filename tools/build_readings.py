"""Write locales/readings/<language>.json: Chinese names as another language reads them.

usage: python tools/build_readings.py

From Unihan's kVietnamese, kHangul and kMandarin (as shipped in the package unihandecode). A file
maps a syllable, folded and romanised, to the Mandarin readings of its characters, without tones.
"""

import importlib.util
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from transcheck.annotate.sounds import romanise

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/readings"
FIELDS = {"vi": "kVietnamese", "ko": "kHangul"}


def main() -> None:
    """Write one file for each language."""
    package = importlib.util.find_spec("unihandecode")
    if package is None or package.origin is None:
        raise SystemExit("pip install unihandecode")
    characters = list(read(Path(package.origin).parent / "data/Unihan_Readings.txt"))
    TARGET.mkdir(exist_ok=True)
    for tag, field in FIELDS.items():
        found: dict[str, set[str]] = defaultdict(set)
        for readings in characters:
            if field in readings and "kMandarin" in readings:
                for syllable in readings[field].split():
                    found[plain(syllable.partition(":")[0])] |= {
                        plain(pinyin) for pinyin in readings["kMandarin"].split()
                    }
        table = {syllable: sorted(found[syllable]) for syllable in sorted(found) if syllable}
        text = ",\n".join(
            f"{json.dumps(syllable)}: {json.dumps(pinyin)}" for syllable, pinyin in table.items()
        )
        (TARGET / f"{tag}.json").write_text("{\n" + text + "\n}\n", encoding="utf-8")


def read(path: Path) -> Iterator[dict[str, str]]:
    """Yield the readings of each character by field."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            character, field, value = line.split("\t")
            found[character][field] = value
    yield from found.values()


def plain(syllable: str) -> str:
    """Return a syllable in the letters a to z."""
    return romanise(syllable).replace(" ", "")


if __name__ == "__main__":
    main()
