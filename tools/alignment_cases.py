"""Simulated paragraph alignments from NTREX: paragraphs deleted, merged, split, inserted and
swapped.
"""

import random
import re
from dataclasses import dataclass, field

from ntrex import UNSPACED, Ntrex

PAIRS = [
    "es-cs",
    "en-sv",
    "pt-bg",
    "de-zh-Hant",
    "fr-ko",
    "en-hi",
    "uk-he",
    "it-ja",
    "el-tr",
    "hu-th",
    "fa-bn",
    "id-vi",
    "nl-pl",
    "en-de",
    "en-fr",
    "en-ru",
    "en-ar",
    "en-zh",
    "en-ja",
    "en-th",
    "vi-pl",
    "hi-ta",
    "ko-fi",
    "en-sw",
    "en-ka",
    "de-fr",
    "de-it",
    "en-it",
    "en-am",
    "af-nl",
]
EDITS = ("none", "deleted", "edited", "swapped")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”»')\]]*\s+|(?<=[。！？])")


@dataclass
class Case:
    """Two versions' paragraphs, the correct links (i, j), and the paragraphs without
    counterpart.
    """

    document: str
    tags: tuple[str, str]
    left: list[str]
    right: list[str]
    links: set[tuple[int, int]]
    missing: set[int] = field(default_factory=set)
    added: set[int] = field(default_factory=set)


@dataclass
class _Paragraph:
    text: str
    groups: set[int]
    lines: list[str]


def split_pair(pair: str) -> tuple[str, str]:
    """Return the two tags of "en-zh-Hant"."""
    first, _, second = pair.partition("-")
    return first, second


def make(ntrex: Ntrex, tags: tuple[str, str], document: str, edit: str, seed: int) -> Case | None:
    """Return a case with edits of the given kind, or None if the document is too short or a line is
    empty.
    """
    rng = random.Random(f"{tags}{document}{edit}{seed}")
    lines = ntrex.documents[document]
    left_lines, right_lines = ntrex.lines(tags[0]), ntrex.lines(tags[1])
    whole = rng.random() < 0.5
    groups = [[i] for i in lines] if whole else _grouped(rng, lines)
    if len(groups) < 5 or any(not left_lines[i] or not right_lines[i] for i in lines):
        return None
    join = ["" if tag in UNSPACED else " " for tag in tags]
    left = [join[0].join(left_lines[i] for i in group) for group in groups]
    right = [
        _Paragraph(join[1].join(right_lines[i] for i in g), {k}, [right_lines[i] for i in g])
        for k, g in enumerate(groups)
    ]
    missing: set[int] = set()
    if edit != "none":
        missing = set(rng.sample(range(len(groups)), rng.randint(1, 3 if len(groups) >= 8 else 1)))
        right = [p for p in right if not p.groups & missing]
    if edit in ("edited", "swapped"):
        _merge(rng, right, join[1])
        _split(rng, right, join[1], whole)
    if edit == "swapped":
        _swap(rng, right)
    if edit in ("edited", "swapped"):
        _insert(rng, right, ntrex, document, right_lines, join[1])
    links = {(i, j) for j, p in enumerate(right) for i in p.groups}
    added = {j for j, p in enumerate(right) if not p.groups}
    texts = [p.text for p in right]
    if rng.random() < 0.5:
        return Case(
            document, (tags[1], tags[0]), texts, left, {(j, i) for i, j in links}, added, missing
        )
    return Case(document, tags, left, texts, links, missing, added)


def _grouped(rng: random.Random, lines: list[int]) -> list[list[int]]:
    groups, k = [], 0
    while k < len(lines):
        size = rng.randint(1, 3)
        groups.append(lines[k : k + size])
        k += size
    return groups


def _merge(rng: random.Random, right: list[_Paragraph], join: str) -> None:
    if len(right) > 3:
        k = rng.randrange(len(right) - 1)
        a, b = right[k : k + 2]
        right[k : k + 2] = [
            _Paragraph(a.text + join + b.text, a.groups | b.groups, a.lines + b.lines)
        ]


def _split(rng: random.Random, right: list[_Paragraph], join: str, whole: bool) -> None:
    fit = [
        k
        for k, p in enumerate(right)
        if len(p.groups) == 1 and len(p.text) > 20 and (whole or len(p.lines) > 1)
    ]
    if not fit:
        return
    k = rng.choice(fit)
    paragraph = right[k]
    if whole:
        halves = _halved(paragraph.text)
    else:
        cut = rng.randint(1, len(paragraph.lines) - 1)
        halves = join.join(paragraph.lines[:cut]), join.join(paragraph.lines[cut:])
    right[k : k + 1] = [_Paragraph(half, set(paragraph.groups), [half]) for half in halves if half]


def _halved(text: str) -> tuple[str, str]:
    places = [m.end() for m in _SENTENCE.finditer(text) if 8 < m.end() < len(text) - 8]
    places = places or [
        m.end()
        for m in re.finditer(r"[,;:—–،、，；]\s*|\s-\s", text)
        if 8 < m.end() < len(text) - 8
    ]
    places = (
        places
        or [m.end() for m in re.finditer(r"\s+", text) if 4 < m.end() < len(text) - 4]
        or [len(text) // 2]
    )
    cut = min(places, key=lambda place: abs(place - len(text) / 2))
    return text[:cut].strip(), text[cut:].strip()


def _swap(rng: random.Random, right: list[_Paragraph]) -> None:
    single = [
        k
        for k, p in enumerate(right)
        if len(p.groups) == 1 and sum(p.groups == q.groups for q in right) == 1
    ]
    pairs = [(a, b) for a in single for b in single if 0 < b - a < 4]
    if pairs:
        a, b = rng.choice(pairs)
        right[a], right[b] = right[b], right[a]


def _insert(
    rng: random.Random,
    right: list[_Paragraph],
    ntrex: Ntrex,
    document: str,
    lines: list[str],
    join: str,
) -> None:
    other = rng.choice([d for d in ntrex.documents if d != document])
    first = rng.choice(ntrex.documents[other])
    picked = [
        lines[i]
        for i in range(first, first + rng.randint(1, 3))
        if i in set(ntrex.documents[other])
    ]
    right.insert(rng.randint(0, len(right)), _Paragraph(join.join(picked), set(), picked))
