"""Links to pages that a version of a site does not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from transcheck.checks.base import Problem
from transcheck.compare.pages import page_links, page_path
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.locales import language_name
from transcheck.model import Link
from transcheck.rulebook import Rule

_RULE = "page-missing"
# share of the source's links to pages that must work, so that links are known to be paths of files
_MOST = 0.8
# Docusaurus shows the source's page where a translation has none
_FALLBACK = "docusaurus-plugin-content-"


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield LNK108 page-missing: links by relative paths to files that are not there.

    Whether links of a site are paths of files is known from the source's own, or from the other
    version's where none is the source.
    """
    rule = rules.get(_RULE)
    if rule is None or not story.pages:
        return
    for comparison in story.comparisons:
        sides = [(comparison.left, comparison.right)]
        if not story.has_source:
            sides.append((comparison.right, comparison.left))
        elif comparison.left != story.story.source:
            continue
        for source, target in sides:
            yield from _dead_links(story, comparison, source, target, rule)


def _dead_links(
    story: ComparedStory, comparison: Comparison, source: int, target: int, rule: Rule
) -> Iterator[Problem]:
    """Yield the links of a version (by index) that lead to no page."""
    ours = {link.target: _exists(story, source, link) for link in _links(story, source)}
    if sum(ours.values()) < _MOST * len(ours) or not ours:
        return
    version = story.versions[target].version
    has_fallback = rule.options["fallback"] or _FALLBACK in version.path.as_posix()
    for index, link in page_links(story.versions[target].document):
        if _exists(story, target, link):
            continue
        in_source = ours.get(link.target)
        # the source's own link is dead too, or the site shows the source's page
        if in_source is False or (in_source and has_fallback):
            continue
        language = language_name(story.versions[target].lang)
        why = f"there is no {language} version of it" if in_source else "the page does not exist"
        yield Problem(
            rule=_RULE,
            message=f"The link to “{link.target}” leads nowhere: {why}",
            evidence=link.target,
            place=story.place(target, index, link.start, link.end)
            if link.start < link.end
            else story.whole(target, index),
            confidence=0.9,
        )


def _links(story: ComparedStory, version: int) -> Iterator[Link]:
    return (link for _, link in page_links(story.versions[version].document))


def _exists(story: ComparedStory, version: int, link: Link) -> bool:
    return story.pages.get(page_path(story.versions[version].version.path, link), True)
