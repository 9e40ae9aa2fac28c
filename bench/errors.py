"""Translation errors for injection into stories, of each kind that transcheck promises to find,
with their places.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

KINDS = {
    "number": "NUM",
    "missing paragraph": "PAR",
    "name": "NAM",
    "untranslated paragraph": "UNT",
    "fragment": "UNT",
}
_NUMBER = re.compile(r"(?<![\w.,])[1-9]\d+(?![\w]|[.,]\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{5,}\b")
_SLIPS = (  # half of them sound alike
    ("ou", "au"),
    ("ph", "f"),
    ("k", "c"),
    ("v", "w"),
    ("z", "s"),
    ("i", "y"),
    ("ll", "l"),
    ("t", "th"),
    ("o", "u"),
    ("a", "e"),
    ("e", "o"),
    ("r", "l"),
    ("n", "m"),
    ("d", "b"),
    ("s", "r"),
)
_PLAIN = re.compile(r"(?:[a-z]+ ){4}[a-z]+")
_LONG = 60  # minimum number of characters of a block to delete or leave untranslated
_EACH = 2  # errors of a kind per story, if the text allows


@dataclass(frozen=True)
class Injected:
    """An error: its kind, and the source's block that it concerns."""

    kind: str
    block: int


@dataclass
class Case:
    """A story in two languages, block by block.

    `bad` is the translation with errors, None where a block was removed.
    """

    source: list[str]
    target: list[str]
    bad: list[str | None]
    errors: list[Injected] = field(default_factory=list)


def inject(source: Sequence[str], target: Sequence[str], spaced: bool, rng: random.Random) -> Case:
    """Return a story with errors in its translation, at most one per block and none in the
    title.
    """
    case = Case(list(source), list(target), list(target))
    free = list(range(1, len(source)))
    rng.shuffle(free)
    # the changed translation of a block; None if the error cannot be made in it
    makers: dict[str, Callable[[int], str | None]] = {
        "number": lambda block: _number(source[block], target[block], rng),
        "name": lambda block: _name(source[block], target[block], rng),
        "fragment": lambda block: _fragment(source[block], target[block], spaced),
        "untranslated paragraph": lambda block: (
            source[block] if len(source[block]) > _LONG else None
        ),
        "missing paragraph": lambda block: (
            target[block] if block > 1 and len(target[block]) > _LONG // 2 else None
        ),
    }
    for kind, make in makers.items():
        for block, text in _first(free, make, _EACH if kind in ("number", "name") else 1):
            free.remove(block)
            case.bad[block] = None if kind == "missing paragraph" else text
            case.errors.append(Injected(kind, block))
    return case


def _first(free: list[int], make: Callable[[int], str | None], most: int) -> list[tuple[int, str]]:
    """Return the first blocks in which an error can be made, with the changed text."""
    made: Iterator[tuple[int, str]] = (
        (block, text) for block in free if (text := make(block)) is not None
    )
    return list(islice(made, most))


def _number(source: str, target: str, rng: random.Random) -> str | None:
    """Return a translation with one digit changed in a number that both versions have."""
    found = [
        match for match in _NUMBER.finditer(target) if match.group() in _NUMBER.findall(source)
    ]
    if not found:
        return None
    match = rng.choice(found)
    place = rng.randrange(len(match.group()))
    digit = rng.choice([d for d in "123456789" if d != match.group()[place]])
    return target[: match.start() + place] + digit + target[match.start() + place + 1 :]


def _name(source: str, target: str, rng: random.Random) -> str | None:
    """Return a translation with a slip in a name that both versions spell the same way."""
    names = [
        name for name in dict.fromkeys(_NAME.findall(source)) if re.search(rf"\b{name}\b", target)
    ]
    for name in rng.sample(names, len(names)):
        slips = [
            name[:1] + name[1:-2].replace(a, b, 1) + name[-2:] for a, b in _SLIPS if a in name[1:-2]
        ]
        if slips:
            return re.sub(rf"\b{name}\b", rng.choice(slips), target, count=1)
    return None


def _fragment(source: str, target: str, spaced: bool) -> str | None:
    """Return a translation with five words of the source inserted in the middle."""
    found = _PLAIN.search(source)
    if found is None or len(target) < _LONG:
        return None
    middle = target.find(" ", len(target) // 2) if spaced else len(target) // 2
    return f"{target[:middle]} {found.group()} {target[middle:].lstrip()}" if middle > 0 else None
