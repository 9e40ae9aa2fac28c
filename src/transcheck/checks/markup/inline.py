"""Placeholders, tags, inline code and accelerators that a translation must keep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from transcheck.checks.base import Problem, shorten
from transcheck.checks.markup.localised import Localised
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name
from transcheck.model import Kind
from transcheck.rulebook import Rule

_PLACEHOLDER = re.compile(
    r"%\(\w+\)[-+#0]?\d*(?:\.\d+)?[a-zA-Z]"  # Python
    r"|(?<![\d%])%(?:\d+\$)?[-+#0]?\d*(?:\.\d+)?(?:hh|h|ll|l|L|z|j|t)?[diouxXeEfFgGcsp@](?![a-zA-Z]{2})"  # printf
    r"|[$%#]?\{\{?[\w.!:,\[\] -]*\}?\}"  # {name}, ${name}, %{name}, {{name}}
)
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*)?/?>")
_ACCELERATOR = re.compile(r"&(?=[^\W_])(?!#?\w+;)|(?<![\w_])_(?=[^\W_])")
_FEW = 3  # number of accelerators of one sort that show that a file uses them

Parts = Callable[[str], Sequence[str]]


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield MRK101 to MRK104; articles are checked for inline code only, bilingual files for everything else."""
    for comparison in story.comparisons:
        if story.story.bilingual:
            yield from _differing(story, comparison, "placeholder-differs", _placeholders)
            yield from _differing(story, comparison, "tag-differs", _tags)
            yield from _accelerators(story, comparison)
        elif "code-differs" in rules:
            yield from _code(story, comparison)


def _differing(story: ComparedStory, comparison: Comparison, rule: str, parts: Parts) -> Iterator[Problem]:
    """Yield the units whose parts differ from those of their source, regardless of order."""
    for bead in comparison.beads:
        left, right = ((side, block) for side, block in ((comparison.left, bead.left[0]), (comparison.right, bead.right[0])))
        ours, theirs = (Counter(parts(story.block(*at).block.text)) for at in (left, right))
        if ours != theirs:
            missing, extra = list((ours - theirs).elements()), list((theirs - ours).elements())
            yield _problem(rule, missing, extra, story.whole(*right), story.whole(*left))


def _problem(rule: str, missing: Sequence[str], extra: Sequence[str], place: Place, other: Place) -> Problem:
    message = _listed(missing, "missing") if missing else ""
    if extra:
        message += ("; " if message else "") + _listed(extra, "not in the source")
    return Problem(
        rule=rule,
        message=message,
        evidence=f"{' '.join(missing)} | {' '.join(extra)}",
        place=place,
        related=(other,),
    )


def _listed(marks: Sequence[str], what: str) -> str:
    return f"{' '.join(marks)} {'is' if len(marks) == 1 else 'are'} {what}"


def _placeholders(text: str) -> list[str]:
    return _PLACEHOLDER.findall(text) if "%" in text or "{" in text else []


def _tags(text: str) -> list[str]:
    return [f"<{'/' * match.group().startswith('</')}{match[1]}>" for match in _TAG.finditer(text)] if "<" in text else []


def _accelerators(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield units without the mark of their shortcut key, in a file whose translations have such marks."""
    found = []
    for bead in comparison.beads:
        left, right = (comparison.left, bead.left[0]), (comparison.right, bead.right[0])
        ours, theirs = (_ACCELERATOR.findall(story.block(*at).block.text) for at in (left, right))
        if len(ours) == 1:
            found.append((ours[0], theirs, left, right))
    usual = Counter(mark for mark, theirs, _, _ in found if theirs == [mark])
    for mark, theirs, left, right in found:
        if mark not in theirs and usual[mark] >= _FEW:
            text = story.block(*right).block.text
            yield Problem(
                rule="accelerator-missing",
                message=f"“{shorten(text)}” has no {mark} marking its shortcut key",
                evidence=f"{mark} | {text}",
                place=story.whole(*right),
                related=(story.whole(*left),),
                confidence=0.9,
            )


def _code(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield inline code of the source that is missing from the whole other version, at its counterpart."""
    if not story.has_source or comparison.left != story.story.source:
        return
    text = story.versions[comparison.right].document.text
    source_text = story.versions[comparison.left].document.text
    localised = Localised(*(story.versions[side].lang for side in (comparison.left, comparison.right)))
    language = language_name(story.versions[comparison.right].lang)
    for bead in comparison.beads:
        own = [span for index in bead.right for span in _spans(story, comparison.right, index)]
        new = [(code, place) for code, place in own if code not in source_text]
        for index in bead.left if own else ():
            for code, place in _spans(story, comparison.left, index):
                if code in text or localised.is_same(code, text, [c for c, _ in own], [c for c, _ in new]):
                    continue
                yield Problem(
                    rule="code-differs",
                    message=f"The code “{shorten(code)}” is missing from the {language} version",
                    evidence=code,
                    place=new[0][1] if new else story.whole(comparison.right, bead.right[0]),
                    related=(place,),
                    confidence=0.85,
                )


def _spans(story: ComparedStory, version: int, index: int) -> Iterator[tuple[str, Place]]:
    """Yield the inline code of a block with its place."""
    block, text = story.block(version, index).block, story.versions[version].document.text
    if block.kind is Kind.CODE:
        return
    for span in block.literal:
        place = story.place(version, index, span.start, span.end)
        if text[place.start - 1 : place.start] == "`":
            yield block.text[span.start : span.end], place
