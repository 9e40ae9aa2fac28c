"""The interface of every check: it is given a compared story and yields problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from transcheck.compare.story import ComparedStory, Place
from transcheck.model import Severity
from transcheck.rulebook import Rule


class Problem(Struct, frozen=True):
    """What a check yields: the engine makes it a finding if the rule of that name is on.

    It is at least as severe as the rule; `severity` makes it more.
    """

    rule: str
    message: str
    evidence: str
    place: Place
    related: tuple[Place, ...] = ()
    confidence: float = 1.0
    suggestion: str | None = None
    severity: Severity = Severity.OFF


Check = Callable[[ComparedStory, Mapping[str, Rule]], Iterator[Problem]]


def by_majority(
    story: ComparedStory,
    found: Iterable[tuple[Problem, Place | None]],
    comparisons: int,
    renamed: Mapping[str, str] | None = None,
) -> Iterator[Problem]:
    """Yield problems found by comparing with a pivot, but only one for a place in the pivot that
    most versions contradict.

    Each problem comes with the place in the pivot that it depends on, if any. If no version is the
    source and most versions contradict a place in the pivot, the pivot is assumed to be wrong
    there; `renamed` gives the rule for such a problem.
    """
    found = list(found)
    count = Counter(pivot for _, pivot in found)
    reported: set[Place] = set()
    for problem, pivot in found:
        if (
            story.has_source
            or comparisons < 2
            or pivot is None
            or 2 * count[pivot] <= comparisons + 1
        ):
            yield problem
        elif pivot not in reported:
            reported.add(pivot)
            rule = (renamed or {}).get(problem.rule, problem.rule)
            yield replace(problem, rule=rule, place=pivot, related=(problem.place,))


def localised(rules: Mapping[str, Rule], name: str) -> frozenset[str]:
    """Return the texts that a team's configuration lets translations write otherwise.

    `[options.MRK110] localised = ["/docs/start"]`
    """
    rule = rules.get(name)
    return frozenset(rule.options["localised"]) if rule else frozenset()


def times(count: int) -> str:
    """Return how often something appears, in the wording of messages."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
