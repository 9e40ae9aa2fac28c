"""Code that a translation may write otherwise: examples, metavariables, comments, an identifier in
the plural.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import zip_longest

import regex

from transcheck.annotate.words import fold, is_rather
from transcheck.locales import common_words, parse_tag, primary

# what a program does not read, or what an example may name as it likes
_COMMENT = regex.compile(r"/\*.*?\*/|<!--.*?-->|(?://|\#)[ \t].*", regex.DOTALL)
_STRING = regex.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|«[^»]*»|「[^」]*」|(?<=>)[^<>]+(?=<)")
# <name>, {{name}}, [name], $name, and in addresses and options YOUR_NAME
_METAVARIABLE = regex.compile(
    r"<[^<>/=\"]+>|\{\{?[^{}]*\}\}?|\[[^\[\]]*\]|\$\{?\w+\}?"
    r"|(?<=[/#=@:])\p{Lu}{2,}(?:_\p{Lu}+)+"
)
_QUOTES = "\"'`“”„«»‘’「」 .,;:。、…"
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_WORDS = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:-[\p{L}\p{M}]+)*")  # username, nom-d-utilisateur
_BETWEEN = regex.compile(r"[\p{L}\p{M}]+")
_PROSE = regex.compile(r"\p{L}[\p{L}\p{M}'’-]*(?:\s+(?:\+\s+)?\p{L}[\p{L}\p{M}'’-]*)*")
# similarity (0-100, Indel) from which another code is the same with a slip: datafiles for
# data_files
_NEAR = 75.0
_KEY = 4  # letters that the name of a key has at most, in capitals
_COMMAND = 2  # words that a command has at least
_UNLIKE = 0.5  # similarity (0-1, Indel) below which a word is another word, not a slip
_IDENTIFIER = 6  # characters of an identifier in which a slip is one
# what identifiers have and words do not: a sign between letters, a capital within
_IDENTIFIER_SIGN = regex.compile(r"[\p{L}\p{N}][_./:-]+[\p{L}\p{N}]|\p{Ll}\p{Lu}")
_PATH_PART = regex.compile(r"[/.]")
_PLURALS = ("s", "es", "'s")


class Localised:
    """Decides for two languages whether code of the source is in the translation in another
    form.
    """

    def __init__(self, source: str, target: str) -> None:
        self._source = common_words(primary(source))
        self._target = common_words(primary(target))

    def is_same(self, code: str, text: str, own: Collection[str], new: Sequence[str]) -> bool:
        """Return whether code is in a translation's text (casefolded) in another form.

        `own` is the code of its counterpart there (by `plain`), `new` the part of it that only the
        translation has.
        """
        bare = code.strip(_QUOTES)
        if bare and any(form.casefold() in text for form in (bare, *_singular(bare))):
            return True
        if plain(code) in own:
            return True
        if any(_is_translated_command(code, theirs) for theirs in new):
            return False
        if any(_is_example_of(code, theirs) for theirs in new):
            return True
        if near := self.near(code, new):
            return any(self._is_translated(code, theirs) for theirs in near)
        # a word of prose in code type, or an example of its own: `Exporters`, `/old-page` beside
        # `/ancienne-page`
        return bool(new) or self._is_prose(bare)

    def is_example(self, code: str, new: Sequence[str]) -> bool:
        """Return whether one of some pieces of code is the same example in the other language."""
        return any(_is_example_of(code, theirs) for theirs in new)

    def _is_prose(self, code: str) -> bool:
        """Return whether code is words of the source's language or keys: `Exporters`, `CTRL + C`,
        but not `Dockerfile`.
        """
        if not code[:1].isupper() or not _PROSE.fullmatch(code):
            return False
        words = _WORD.findall(code)
        return all(fold(word) in self._source or len(word) <= _KEY for word in words)

    def slip_of(self, code: str, own: Collection[str], new: Sequence[str]) -> str:
        """Return which of some pieces of code is an identifier with a slip: `data_files`,
        `datafiles`; the most similar one, empty if none is.

        `own` and `new` are as in `is_same`.
        """
        if len(code) < _IDENTIFIER or not _IDENTIFIER_SIGN.search(code) or plain(code) in own:
            return ""
        if code.startswith("/"):  # paths in explanations are examples
            return ""
        slips = [
            theirs
            for theirs in self.near(code, new)
            if not self._is_translated(code, theirs)
            and not _is_example_of(code, theirs)
            and theirs not in _singular(code)
            and code not in _singular(theirs)
        ]
        return most_similar(code, slips)

    def near(self, code: str, new: Sequence[str]) -> list[str]:
        """Return the code that looks like another with a slip."""
        return [theirs for theirs in new if _is_near(code, theirs)]

    def _is_translated(self, code: str, other: str) -> bool:
        """Return whether the words that differ in two codes of one shape are translated:
        `my-video`, `ma-video`.
        """
        if _BETWEEN.sub("a", code) != _BETWEEN.sub("a", other):
            return False
        differing = [
            (fold(a or ""), fold(b or ""))
            for a, b in zip_longest(_WORD.findall(code), _WORD.findall(other))
            if a != b
        ]
        return all(self._is_word_for(a, b) for a, b in differing)

    def _is_word_for(self, a: str, b: str) -> bool:
        """Return whether one word is common in the source's language, and another rather in the
        target's.
        """
        return a in self._source and is_rather(b, self._target, self._source)


def plain(code: str) -> str:
    """Return code without what a translation may change in it: comments, strings, metavariables,
    case, blanks.
    """
    return "".join(
        _METAVARIABLE.sub("<>", _STRING.sub("''", _COMMENT.sub("", code))).casefold().split()
    )


def _is_translated_command(code: str, other: str) -> bool:
    """Return whether only the program's name differs in two commands: `ferry stop`, `veer stop`."""
    ours, theirs = code.split(), other.split()
    if len(ours) < _COMMAND or len(ours) != len(theirs) or not ours[0].islower():
        return False
    return ours[0] != theirs[0] and ours[1:] == theirs[1:] and theirs[0].isascii()


def _is_example_of(code: str, other: str) -> bool:
    """Return whether another code is the same example in another language: /ja/docs/a beside
    /zh/docs/a.
    """
    if code.isascii() and any(
        character.isalpha() and not character.isascii() for character in other
    ):
        return True
    ours, theirs = _PATH_PART.split(code), _PATH_PART.split(other)
    if len(ours) != len(theirs) or len(ours) < _COMMAND:
        return False
    return all(a == b or _is_example_part(a, b) for a, b in zip(ours, theirs, strict=True))


def _is_example_part(one: str, other: str) -> bool:
    """Return whether two parts of a path are languages, or the name of an example in either
    language.
    """
    from rapidfuzz.distance import Indel

    if parse_tag(one) and parse_tag(other):
        return True
    unlike = Indel.normalized_similarity(one, other) < _UNLIKE
    words = bool(_WORDS.fullmatch(one)) and bool(_WORDS.fullmatch(other))
    return unlike and words


def most_similar(code: str, others: Sequence[str]) -> str:
    """Return the piece of code that is most like another, empty if there is none."""
    from rapidfuzz.distance import Indel

    return max(others, key=lambda other: Indel.normalized_similarity(code, other), default="")


def _is_near(one: str, other: str) -> bool:
    from rapidfuzz.distance import Indel

    return 100 * Indel.normalized_similarity(one, other) >= _NEAR


def _singular(name: str) -> list[str]:
    """Return the forms of a single identifier without the ending of a plural: `ServiceMonitors`."""
    if not name.isalnum():
        return []
    return [
        name.removesuffix(ending)
        for ending in _PLURALS
        if name.endswith(ending) and len(name) > len(ending) + 2
    ]
