"""Messages with branches (ICU MessageFormat): whether a translated one can be read, and has the
branches it needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.formats.messages import Argument, BrokenMessageError, Message, is_message, parse

# CLDR's plural categories; which of them a language needs differs, and more or fewer than the
# source has are right
_CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
_OTHER = "other"  # the branch that every message must have


def check(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield MRK109: translated messages that a program cannot read, or that lost an argument or a
    branch, and entries of a catalogue that msgfmt refuses.
    """
    for found in story.versions[comparison.right].document.faults:
        yield Problem(
            rule="message-syntax",
            message=f"The translation does not work: {found.message}",
            evidence=found.message,
            place=Place(comparison.right, found.start, found.end),
        )
    for bead in comparison.beads:
        sides = (comparison.left, bead.left[0]), (comparison.right, bead.right[0])
        source, target = (story.block(*side).block.text for side in sides)
        if not is_message(source):
            continue
        wrong = fault(source, target)
        if wrong:
            yield Problem(
                rule="message-syntax",
                message=f"The message does not work: {wrong}",
                evidence=f"{wrong} | {shorten(target, 80)}",
                place=story.whole(*sides[1]),
                related=(story.whole(*sides[0]),),
            )


def fault(source: str, target: str) -> str:
    """Return what is wrong with a translated message.

    Empty if nothing is, or if the source itself cannot be read.
    """
    try:
        wanted = parse(source)
    except BrokenMessageError:
        return ""
    try:
        found = parse(target)
    except BrokenMessageError as error:
        return str(error)
    return _unlike(wanted, found)


def _unlike(wanted: Message, found: Message) -> str:
    branching = {argument.name: argument for argument in found.arguments if argument.keys}
    for argument in wanted.arguments:
        if not argument.keys:
            continue
        own = branching.get(argument.name)
        if own is None or own.type != argument.type:
            return f"the branches of “{argument.name}, {argument.type}” are missing"
        if wrong := _keys(argument, own):
            return wrong
    return ""


def _keys(wanted: Argument, found: Argument) -> str:
    """Return what is wrong with the keys of an argument's branches."""
    if wanted.type == "select":
        unknown = [key for key in found.keys if key not in wanted.keys]
    else:
        unknown = [key for key in found.keys if key not in _CATEGORIES and not key.startswith("=")]
    if unknown:
        return f"“{unknown[0]}” is not a key of “{wanted.name}”; keys are not translated"
    missing = [key for key in wanted.keys if wanted.type == "select" and key not in found.keys]
    if _OTHER in wanted.keys and _OTHER not in found.keys:
        missing.append(_OTHER)
    return f"the branch “{missing[0]}” of “{wanted.name}” is missing" if missing else ""
