"""Links within a page to headings that the version does not have under that id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from transcheck.annotate.anchors import SLUGS, element_ids, explicit_id, heading_ids
from transcheck.checks.base import Problem
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name
from transcheck.model import BlockKind, Document, Link
from transcheck.rulebook import Rule

_RULE = "anchor-dead"
# share of the source's links within the page that a way of making ids must explain, so that it is
# taken for the site's
_MOST = 0.8
_SURE = 0.7  # minimum posterior probability that two headings are counterparts


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield LNK107 anchor-dead: links to headings under ids that the version does not have, and ids
    of headings that a translation changed or left out.

    How the site makes ids of headings is known from the source, whose links work, or from the other
    version where none is the source.
    """
    if story.story.bilingual:
        return
    for comparison in story.comparisons:
        sides = (comparison.left, comparison.right)
        if not story.has_source or comparison.left == story.story.source:
            page = _Page(story, comparison, *sides)
            yield from page.dead_links()
            yield from page.lost_ids()
        if not story.has_source:
            page = _Page(story, comparison, *reversed(sides))
            yield from page.dead_links()
            yield from (found for found in page.lost_ids() if found.evidence.endswith("| "))


class _Page:
    """A page, `source`, and its translation, `target` (versions, by index)."""

    def __init__(
        self, story: ComparedStory, comparison: Comparison, source: int, target: int
    ) -> None:
        self._story = story
        self._sides = (source, target)
        self._pairs = [
            (bead.left[0], bead.right[0])[:: 1 if source == comparison.left else -1]
            for bead in comparison.beads
            if len(bead.left) == len(bead.right) == 1 and bead.score >= _SURE
        ]
        self._source = story.versions[source].document
        self._target = story.versions[target].document
        self._named = element_ids(self._target)
        self._ids = {
            rule: (heading_ids(self._source, rule), heading_ids(self._target, rule))
            for rule in SLUGS
        }
        linked = [unquote(link.target[1:]) for _, link in _links(self._source)]
        named = element_ids(self._source)
        known = {rule: named.union(ours.values()) for rule, (ours, _) in self._ids.items()}
        self._rules = [rule for rule in SLUGS if _explains(known[rule], linked)]
        # of the theme, of an included part, of a footnote: the source does not have them either
        self._elsewhere = frozenset(linked).difference(
            named, *(known[rule] for rule in self._rules)
        )
        self._language = language_name(story.versions[target].lang)

    def dead_links(self) -> Iterator[Problem]:
        """Yield links within the translation that lead nowhere."""
        if not self._rules:
            return
        known = self._named | self._elsewhere
        for rule in self._rules:
            known |= set(self._ids[rule][1].values())
        for index, link in _links(self._target):
            name = unquote(link.target[1:])
            if name not in known:
                yield self._dead(index, link, name)

    def _dead(self, index: int, link: Link, name: str) -> Problem:
        suggestion = self._counterpart_id(name)
        instead = f"; its counterpart is “#{suggestion}”" if suggestion else ""
        right = self._sides[1]
        place = self._story.place(right, index, link.start, link.end)
        return Problem(
            rule=_RULE,
            message=f"“#{name}” leads nowhere: no heading of the {self._language} version has "
            f"this id{instead}",
            evidence=f"#{name}",
            place=place if link.start < link.end else self._story.whole(right, index),
            suggestion=f"#{suggestion}" if suggestion else None,
            confidence=0.95,
        )

    def _counterpart_id(self, name: str) -> str:
        """Return the id of the heading that is the counterpart of the source's heading."""
        for rule in self._rules:
            ours, theirs = self._ids[rule]
            for left, right in self._pairs:
                if ours.get(left) == name:
                    return theirs.get(right, "")
        return ""

    def lost_ids(self) -> Iterator[Problem]:
        """Yield headings whose counterpart names an id that the translation does not have."""
        for left, right in self._pairs:
            heading, other = self._source.blocks[left], self._target.blocks[right]
            if heading.kind is not BlockKind.HEADING or other.kind is not BlockKind.HEADING:
                continue
            name = explicit_id(self._source, heading)
            if not name or name in self._named or name in self._slugs(right):
                continue
            own = explicit_id(self._target, other)
            instead = f"this heading has “{own}”" if own else "this heading has none"
            yield Problem(
                rule=_RULE,
                message=f"The id “{name}” is missing, {instead}; links to it from other pages "
                "lead nowhere",
                evidence=f"{name} | {own}",
                place=Place(self._sides[1], other.start, other.end),
                related=(Place(self._sides[0], heading.start, heading.end),),
                confidence=0.95,
            )

    def _slugs(self, index: int) -> set[str]:
        """Return the ids that a heading may have without naming one: `## FAQ` is #faq."""
        return {theirs[index] for _, theirs in self._ids.values()}


def _explains(known: frozenset[str], linked: Sequence[str]) -> bool:
    """Return whether a way of making ids explains most of a page's own links, if it has some."""
    return bool(linked) and sum(name in known for name in linked) >= _MOST * len(linked)


def _links(document: Document) -> Iterator[tuple[int, Link]]:
    """Yield the links to a place in the page itself, with the index of their block."""
    for index, block in enumerate(document.blocks):
        for link in block.links:
            is_anchor = link.target.startswith("#") and len(link.target) > 1
            if is_anchor and not link.image and link.target[1] not in "/!":
                yield index, link
