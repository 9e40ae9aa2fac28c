"""Trees of stories and files of units of any size, made of the project's own sentences.

Reproducible by their seed.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from pathlib import Path

SENTENCES = tomllib.loads(Path(__file__).with_name("sentences.toml").read_text(encoding="utf-8"))
LANGUAGES = tuple(key for key in SENTENCES if key != "names")
_PARAGRAPH = 3  # sentences
_FOLDER = 1000  # stories


def story(rng: random.Random, paragraphs: int, languages: Sequence[str]) -> list[str]:
    """Return the text of a story in each language (of LANGUAGES)."""
    picked = [[_slots(rng) for _ in range(_PARAGRAPH)] for _ in range(paragraphs)]
    return [
        "\n\n".join(" ".join(_sentence(lang, *slots) for slots in block) for block in picked) + "\n"
        for lang in languages
    ]


def _slots(rng: random.Random) -> tuple[int, int, int, str]:
    return (
        rng.randrange(len(SENTENCES["en"])),
        rng.randrange(13, 980),
        rng.randrange(13, 980),
        rng.choice(SENTENCES["names"]),
    )


def _sentence(lang: str, index: int, n: int, m: int, who: str) -> str:
    text: str = SENTENCES[lang][index]
    return text.format(n=n, m=m, who=who)


def write_stories(
    folder: Path,
    stories: int,
    paragraphs: int,
    languages: Sequence[str] = ("en", "nl"),
    seed: str = "1",
) -> int:
    """Write a tree in which every tenth story has a wrong number in its last version.

    Return its size in bytes.
    """
    rng = random.Random(seed)
    size = 0
    for number in range(stories):
        place = folder / f"{number // _FOLDER:04}" / f"story-{number:07}"
        place.mkdir(parents=True, exist_ok=True)
        texts = story(rng, paragraphs, languages)
        if number % 10 == 0:
            values = [909] * (len(languages) - 1) + [990]
            texts = [
                f"{text}\n{_sentence(lang, 6, n, 0, '')}\n"
                for text, lang, n in zip(texts, languages, values, strict=True)
            ]
        for lang, text in zip(languages, texts, strict=True):
            data = text.encode()
            (place / f"{lang}.md").write_bytes(data)
            size += len(data)
    return size


def write_units(file: Path, units: int, seed: str = "1") -> int:
    """Write a PO file of one-sentence units, English and Dutch, every hundredth with a wrong
    number.

    Return its size.
    """
    rng = random.Random(seed)
    parts = [
        'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    ]
    for number in range(units):
        index, n, m, who = _slots(rng)
        source, target = (
            _sentence("en", index, n, m, who),
            _sentence("nl", index, n + (number % 100 == 0), m, who),
        )
        parts.append(f'#: page:{number}\nmsgctxt "{number}"\nmsgid "{source}"\nmsgstr "{target}"\n')
    file.parent.mkdir(parents=True, exist_ok=True)
    data = "\n".join(parts).encode()
    file.write_bytes(data)
    return len(data)
