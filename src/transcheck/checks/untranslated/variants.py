"""Blocks in the wrong script of their language: Simplified Chinese in a Traditional text, Serbian
in Cyrillic in a Latin one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import msgspec

from transcheck.annotate import AnnotatedVersion
from transcheck.annotate.language import main_script
from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory
from transcheck.locales import language_name, primary, read_data, script_of
from transcheck.model import BlockKind

_LETTERS = 6  # fewest letters of a block that is judged
_FEW = 20  # letters of a block up to which one character is enough
_CHINESE = "zh"
_NAMES = {
    "Hans": "Simplified Chinese",
    "Hant": "Traditional Chinese",
    "Latn": "Latin",
    "Cyrl": "Cyrillic",
    "Arab": "Arabic",
}
# scripts in which some languages are written besides one another: Serbian, Uzbek, Azerbaijani,
# Kazakh, Kurdish
_ALTERNATIVES = frozenset({"Latn", "Cyrl", "Arab"})


@cache
def _characters() -> dict[str, frozenset[str]]:
    """Return the characters that only one script of Chinese has, by script
    (tools/build_variants.py).
    """
    table = msgspec.json.decode(read_data("variants.json"), type=dict[str, str])
    return {script: frozenset(characters) for script, characters in table.items()}


def wrong_variants(story: ComparedStory, version: int) -> Iterator[Problem]:
    """Yield UNT109 wrong-variant for a Chinese version's blocks in the other script.

    The tag says which is right.
    """
    annotated = story.versions[version]
    if primary(annotated.lang) != _CHINESE:
        return
    texts = [block.block.text for block in annotated.blocks]
    script = script_of(annotated.lang) or _usual_variant("".join(texts))
    if script not in _characters():
        return  # Chinese in Latin letters
    other = "Hant" if script == "Hans" else "Hans"
    for index, text in enumerate(texts):
        if annotated.blocks[index].block.kind is not BlockKind.CODE and _is_variant(
            text, other, script
        ):
            yield _problem(
                story,
                version,
                index,
                "wrong-variant",
                f"This is in {_NAMES[other]}: “{shorten(text)}”",
            )


def _usual_variant(text: str) -> str:
    counts = {
        script: sum(character in own for character in text) for script, own in _characters().items()
    }
    return max(counts, key=lambda script: counts[script])


def _is_variant(text: str, variant: str, own: str) -> bool:
    theirs = sum(character in _characters()[variant] for character in text)
    ours = sum(character in _characters()[own] for character in text)
    letters = sum(map(str.isalpha, text))
    return letters >= _LETTERS and theirs > ours and (theirs > 1 or letters <= _FEW)


def wrong_scripts(story: ComparedStory, version: int) -> Iterator[Problem]:
    """Yield UNT105 wrong-script for the blocks of a version that are in another script than its tag
    says.

    A version that is all in another script has one problem.
    """
    annotated = story.versions[version]
    script = script_of(annotated.lang)
    if script not in _ALTERNATIVES:
        return
    others = {other.script for at, other in enumerate(story.versions) if at != version}
    wrong = [
        (index, found)
        for index, found in enumerate(_scripts(annotated))
        if found in _ALTERNATIVES - {script} - others
    ]
    if len(wrong) > len(annotated.blocks) / 2:
        wrong = wrong[:1]
    for index, found in wrong:
        text = annotated.blocks[index].block.text
        message = (
            f"This is in {_NAMES[found]} letters, and the version is "
            f"{language_name(annotated.lang)} in {_NAMES[script]} letters"
        )
        yield _problem(story, version, index, "wrong-script", f"{message}: “{shorten(text)}”")


def _scripts(version: AnnotatedVersion) -> Iterator[str]:
    for block in version.blocks:
        text = "".join(word.text for word in block.words)
        enough = block.block.kind is not BlockKind.CODE and sum(map(str.isalpha, text)) >= _LETTERS
        yield main_script(text) if enough else ""


def _problem(story: ComparedStory, version: int, index: int, rule: str, message: str) -> Problem:
    return Problem(
        rule=rule,
        message=message,
        evidence=shorten(story.block(version, index).block.text, 200),
        place=story.whole(version, index),
        confidence=0.9,
    )
