"""The part of a block that must be translated: its words without names, titles and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

import regex

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.language import main_script
from transcheck.annotate.words import UNSPACED, Word
from transcheck.checks.untranslated.word_language import WordLanguage

_ENOUGH = 3  # plain words that make a text prose, not a list of names
_LABELLED = 0.7  # from this share of its text on, a block in bold is text, not labels
_LONG = 8  # characters of a run in a script without spaces that is more than a name
_PLAIN = regex.compile(r"\p{Ll}[\p{Ll}\p{M}'’-]{2,}|[\p{Lo}\p{M}]{2,}")
_TITLE = regex.compile(
    r"[“„«\"‘「『《](?:[^\s”»\"’」』》]+\s){0,11}[^\s”»\"」』》]+[”»\"’」』》]|(?<![\p{L}\p{N}])'[^'\n]{1,60}'"
    r"(?!\p{L})"
)
# what a program reads, though nothing marks it: names with dots or underscores, calls, paths,
# options of a command
_CODE_LIKE = regex.compile(
    r"(?<![\w.])(?:"
    r"[\p{L}_]\w*+(?:\.[\p{L}_]\w++)++(?:\([^()\n]{0,200}\))?"  # itertools.count(start, step)
    r"|(?=\w{0,60}?\p{L}_\w|__\w)\w++(?:\([^()\n]{0,200}\))?"  # old_path, __future__
    r"|[\p{L}_][\w.]{0,60}+\((?:[^()\n]|\([^()\n]*+\)){0,200}?[,=_.\[*\\](?:[^()\n]"
    r"|\([^()\n]*+\)){0,200}?\)"  # sorted(key=None)
    r"|[\p{L}_]\w{1,60}+\(\))"
    r"|(?<![\w/@~.-])(?:(?:[\w@~.-]*+/){2,}+[\w.*-]*+|"
    r"(?:[\w@~.-]++/)++[\w-]*+\.\w++)"  # src/pages/, a/b.txt
    r"|(?<![\w-])--?[a-z][\w-]++"  # --jobs
)
# all of it has one of these, and few sentences do
_CODE_SIGN = re.compile(r"\w[._/(][\w)\\*]|/\w|__\w|(?<![\w-])--?[a-z]")
# of markup that is a text, as in plain text: <contents for=sec2>
_TAG = re.compile(r"</?[A-Za-z][^<>\n]{0,200}>")
_DASHES = frozenset("—–-")


def is_plain(word: Word) -> bool:
    """Return whether a word is not a name: it has no capital, or its script has none."""
    return bool(_PLAIN.fullmatch(word.text))


def is_prose(words: Iterable[Word]) -> bool:
    """Return whether some words are more than a list of names."""
    plain = (
        word
        for word in words
        if (len(word.text) > _LONG if UNSPACED.match(word.text) else is_plain(word))
    )
    return len(list(islice(plain, _ENOUGH))) == _ENOUGH


def prose_of(block: AnnotatedBlock, leaning: WordLanguage, script: str) -> list[Word]:
    """Return the words of a block that make it prose.

    In a line that begins with a dash (an attribution), without titles.
    """
    return (
        own_words(block, leaning, script)
        if block.block.text.lstrip()[:1] in _DASHES
        else _unlinked(block)
    )


def own_words(block: AnnotatedBlock, leaning: WordLanguage, script: str) -> list[Word]:
    """Return the words outside external links and titles in quotation marks.

    A quotation does not count as a title if it contains the version's own language, which is judged
    by its script or by a word that only this language has.
    """
    titles = [match.span() for match in _TITLE.finditer(block.block.text)]
    words = _unlinked(block)
    if not titles:
        return words
    quoted = [[word for word in words if start <= word.start < end] for start, end in titles]
    kept = {id(word) for title in quoted if _stays(title, leaning, script) for word in title}
    return [word for word in words if id(word) not in kept]


def _stays(title: list[Word], leaning: WordLanguage, script: str) -> bool:
    scripts = {main_script(word.text) for word in title}
    return (
        script not in scripts
        if len(scripts) > 1
        else not any(leaning.of(word) < 0 for word in title)
    )


def _unlinked(block: AnnotatedBlock) -> list[Word]:
    left_out = [(link.start, link.end) for link in block.block.links if "://" in link.target]
    if _CODE_SIGN.search(block.block.text):
        left_out += [match.span() for match in _CODE_LIKE.finditer(block.block.text)]
    if "<" in block.block.text:
        left_out += [match.span() for match in _TAG.finditer(block.block.text)]
    left_out += labels_of(block)
    if not left_out:
        return list(block.words)
    return [
        word
        for word in block.words
        if not any(start <= word.start < end for start, end in left_out)
    ]


def labels_of(block: AnnotatedBlock) -> list[tuple[int, int]]:
    """Return the labels of a program's interface in a block: in bold or as keys, among other text
    of the block.

    “Click **Add new project**” names what a screen shows; a paragraph that is all in bold is a text
    like others.
    """
    labels = [(label.start, label.end) for label in block.block.labels]
    size = sum(end - start for start, end in labels)
    return labels if size < _LABELLED * len(block.block.text) else []


def translatable_text(block: AnnotatedBlock) -> str:
    """Return the text of a block without code, placeholders and labels: what a copy must have in
    common with its original.
    """
    parts = []
    done = 0
    for start, end in sorted(
        [*((span.start, span.end) for span in block.block.literal), *labels_of(block)]
    ):
        parts.append(block.block.text[done : max(done, start)])
        done = max(done, end)
    parts.append(block.block.text[done:])
    return "".join(parts)
