"""What the text of a file says of its language, where its name says nothing or may mean another
word.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from transcheck import formats
from transcheck.discover.heads import Head
from transcheck.locales import UNKNOWN, close_words, common_words, primary
from transcheck.model import Block

_WORDS = 200  # of a text that are looked up
# Share of the words of a text that a list of 20,000 has: .6 to .95 of its own language's list in
# 25 languages (.44 in Finnish), .5 at most of another's.
_SPOKEN = 0.55
_SHORT = 2  # letters of the tags of well-known languages
_FEWEST = 20  # words of a text that may speak against its name
_DEFAULT = "en"  # what a README without a language mostly is
_SAMPLES = 3  # files of a tree that are looked at for the language of those without one


def guess_language(path: Path) -> str | None:
    """Return the language of a file's text, or None if it is not clear."""
    from transcheck.annotate.language import detect

    return detect(" ".join(block.text for block in _blocks(path)))


def declared_or_guessed(path: Path) -> str | None:
    """Return the language that a file declares, or else that of its text."""
    return Head.of(path).lang or guess_language(path)


def agrees(tag: str, guessed: str | None) -> bool:
    """Return whether a text may be in a language that its name says.

    A word such as `na` or `is` is a language only if the text says so, too; a short Dutch text may
    be taken for Afrikaans, which is close.
    """
    if guessed is None:
        return True
    one, other = primary(tag), primary(guessed)
    return one == other or close_words(one, other) > 0


def may_be_in(path: Path, tag: str) -> bool:
    """Return whether a file may be in a language: a short text says nothing against it.

    The words of most languages show it; the detector, which takes a second to load, is asked where
    they do not.
    """
    declared = Head.of(path).lang
    if declared is not None:
        return agrees(tag, declared)
    words = _words(path)
    # ja.md in Japanese needs no detector: what is another word as well is so in Latin letters
    if len(tag) == _SHORT and not any(map(str.isascii, words[:_FEWEST])):
        return True
    if len(words) < _FEWEST or _share(words, primary(tag)) >= _SPOKEN:
        return True
    guessed = guess_language(path)
    is_sure = guessed is not None and _share(words, primary(guessed)) >= _SPOKEN
    return agrees(tag, guessed) or not is_sure


def default_language(paths: Sequence[Path]) -> str:
    """Return the language of files whose names show none, such as README.md beside README.ja.md;
    UNKNOWN if a sample of them is not all in one.
    """
    samples = paths[:_SAMPLES]
    texts = [_words(path) for path in samples]
    if sum(map(len, texts)) < _FEWEST:
        return UNKNOWN
    if all(_share(words, _DEFAULT) >= _SPOKEN for words in texts):
        return _DEFAULT
    guesses = {guess_language(path) for path in samples}
    return guesses.pop() or UNKNOWN if len(guesses) == 1 else UNKNOWN


def _words(path: Path) -> list[str]:
    from transcheck.annotate.words import find_words, fold

    blocks = _blocks(path)[:_WORDS]
    return [fold(word.text) for block in blocks for word in find_words(block.text)][:_WORDS]


def _share(words: Sequence[str], language: str) -> float:
    """Return the share of words that a language's list has, 0 without a list."""
    known = common_words(language)
    return sum(word in known for word in words) / max(1, len(words))


def _blocks(path: Path) -> Sequence[Block]:
    try:
        return formats.read(path).blocks
    except formats.UnreadableError:
        return ()
