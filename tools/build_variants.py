"""Write locales/variants.json: the characters that only Simplified or only Traditional Chinese has.

usage: python tools/build_variants.py UNIHAN_VARIANTS

UNIHAN_VARIANTS is Unihan_Variants.txt, or its .bz2 (Debian's unicode-data). A character is
Simplified only if Unihan gives it Traditional variants among which it is not itself, and the other
way round; 后 and 群 are right in both.
"""

import bz2
import json
import re
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src/transcheck/locales/variants.json"
COMMON = range(0x4E00, 0xA000)  # the block of common characters
_LINE = re.compile(
    r"U\+(?P<character>[0-9A-F]+)\t(?P<field>kTraditionalVariant|kSimplifiedVariant)\t"
    r"(?P<variants>.+)"
)


def main() -> None:
    """Write the characters of both scripts."""
    path = Path(sys.argv[1])
    text = (
        bz2.decompress(path.read_bytes()).decode("utf-8")
        if path.suffix == ".bz2"
        else path.read_text("utf-8")
    )
    found: dict[str, dict[str, set[str]]] = {"kTraditionalVariant": {}, "kSimplifiedVariant": {}}
    for match in _LINE.finditer(text):
        character = chr(int(match["character"], 16))
        found[match["field"]][character] = {
            chr(int(code, 16)) for code in re.findall(r"U\+([0-9A-F]+)", match["variants"])
        }
    traditional, simplified = found["kTraditionalVariant"], found["kSimplifiedVariant"]
    only = {
        "Hans": [
            c for c, variants in traditional.items() if c not in variants and c not in simplified
        ],
        "Hant": [
            c for c, variants in simplified.items() if c not in variants and c not in traditional
        ],
    }
    table = {
        script: "".join(sorted(c for c in characters if ord(c) in COMMON))
        for script, characters in only.items()
    }
    TARGET.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
