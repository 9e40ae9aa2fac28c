"""Text in a third language, and letters of another script."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.language import detect, main_script
from transcheck.annotate.words import fold_word, shorten
from transcheck.checks.base import Problem
from transcheck.checks.untranslated.variants import wrong_scripts, wrong_variants
from transcheck.compare.story import ComparedStory
from transcheck.locales import common_words, language_name, primary
from transcheck.model import BlockKind
from transcheck.rulebook import Rule

_WORDS = 8  # minimum number of words of a block whose language is detected
_KNOWN = 0.35  # share of words on the list that any block in the version's own language reaches
_SHORT = 2  # letters of what may be a sign, not a word
_SURE = 0.99
_WIDE = regex.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_WIDE_SCRIPTS = frozenset({"Jpan", "Hani", "Hang", "Zyyy"})
_PART = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}]+")
_LATIN, _OTHER = regex.compile(r"\p{Latin}"), regex.compile(r"[\p{Cyrillic}\p{Greek}]")


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield UNT104 wrong-language, UNT105 wrong-script and UNT109 wrong-variant."""
    if "wrong-language" in rules:
        close = [set(group) for group in rules["wrong-language"].options["close"]]
        for version in range(len(story.versions)):
            yield from _third_language(story, version, close)
    if "wrong-script" in rules:
        latin = rules["wrong-script"].options["twins"]
        twins = (
            str.maketrans(latin),
            str.maketrans({twin: letter for letter, twin in reversed(latin.items())}),
        )
        for version in range(len(story.versions)):
            yield from _other_script(story, version, twins)
            yield from wrong_scripts(story, version)
    if "wrong-variant" in rules:
        for version in range(len(story.versions)):
            yield from wrong_variants(story, version)


def _third_language(story: ComparedStory, version: int, close: list[set[str]]) -> Iterator[Problem]:
    """Yield blocks in a language that none of the versions is in.

    langdetect takes half a second to load and is used only for blocks in which the version's
    language knows few words.
    """
    lang = primary(story.versions[version].lang)
    known = [common_words(primary(v.lang)) for v in story.versions]
    present = {primary(v.lang) for v in story.versions}
    relatives = present.union(*(group for group in close if group & present))
    listed = bool(common_words(lang))
    for index, block in enumerate(story.versions[version].blocks):
        if listed and block.block.kind is not BlockKind.CODE and _is_strange(block, known):
            found = detect(block.block.text, _SURE)
            if found and primary(found) not in relatives:
                yield Problem(
                    rule="wrong-language",
                    message=f"This paragraph is in {language_name(found)}, but the story has no "
                    f"{language_name(found)} version:"
                    f" “{shorten(block.block.text)}”",
                    evidence=shorten(block.block.text, 200),
                    place=story.whole(version, index),
                    confidence=0.9,
                )


def _is_strange(block: AnnotatedBlock, known: Sequence[Mapping[str, int]]) -> bool:
    """Return whether a block has many words without a capital, few of which are common in any
    version's language.
    """
    words = [
        fold_word(word.text) for word in block.words if word.text.islower() and word.text.isalpha()
    ]
    return len(words) >= _WORDS and all(
        sum(word in common for word in words) < _KNOWN * len(words) for common in known
    )


def _other_script(
    story: ComparedStory, version: int, twins: tuple[dict[int, str], ...]
) -> Iterator[Problem]:
    """Yield words that contain look-alike letters of another script, and full-width letters and
    digits.
    """
    script = story.versions[version].script
    for index, block in enumerate(story.versions[version].blocks):
        if block.block.kind is BlockKind.CODE:
            continue
        found = (
            []
            if script in _WIDE_SCRIPTS
            else [(m, "full-width") for m in _WIDE.finditer(block.block.text)]
        )
        if _OTHER.search(block.block.text) and _LATIN.search(block.block.text):
            found += [
                (m, "mixed")
                for m in _PART.finditer(block.block.text)
                if _is_disguised(m.group(), twins)
            ]
        for match, kind in found:
            what = (
                "is in full-width characters"
                if kind == "full-width"
                else "mixes letters of two scripts that look alike"
            )
            yield Problem(
                rule="wrong-script",
                message=f"“{match.group()}” {what}",
                evidence=match.group(),
                place=story.place(version, index, *match.span()),
                confidence=0.95,
            )


def _is_disguised(word: str, twins: tuple[dict[int, str], ...]) -> bool:
    """Return whether a word in two scripts is in one once the letters that look alike are
    replaced.
    """
    if len(word) <= _SHORT or not (_LATIN.search(word) and _OTHER.search(word)):
        return False
    return any(_scripts(word.translate(table)) == 1 for table in twins)


def _scripts(word: str) -> int:
    return len({main_script(letter) for letter in set(word)})
