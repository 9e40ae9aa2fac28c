"""Links, images and addresses that are missing from one version or that point elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from msgspec import Struct

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem, by_majority
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import language_name, parse_tag
from transcheck.model import Bead, BlockKind
from transcheck.rulebook import Rule

_SURE = 0.9  # links are compared only in pairs of at least this posterior
# how many times longer one block may be, allowing for the usual length ratio of the two versions
_UNLIKE = 2.5
_LINK, _IMAGE, _ADDRESS = "link", "image", "address"
_MISSING = {_LINK: "link-missing", _IMAGE: "image-missing", _ADDRESS: "address-missing"}
_DIFFERENT = {_LINK: "link-differs", _IMAGE: "image-differs", _ADDRESS: "address-differs"}
_NOUN = {_LINK: "link", _IMAGE: "image", _ADDRESS: "address"}
# the part of a domain that differs by country
_PUBLIC = re.compile(r"(?:\.(?:com?|org|net|edu|gov|ac))?\.[a-z]{2,24}$")
_SUFFIX = re.compile(r"\.(?P<lang>[a-z]{2,3}(?:-[a-z]{2,4})?)(?=\.[a-z]+$)", re.IGNORECASE)
_INDEX = re.compile(r"/?(?:_?index)?(?:\.(?:html?|mdx?|php))?/?$")
# the language of a page, and what trackers and checkers of links add
_LANGUAGE_QUERY = re.compile(
    r"(?:^|&)(?:hl|lang|lng|locale|language|utm_[a-z]+|fbclid|gclid|ref|ref_src|source|link-check"
    r"|link_check|nocheck)=[^&]*"
    r"|(?:^|&)(?:no-?check|link-check|i18n[\w-]*)(?=&|$)"
)
_MAIL = re.compile(r"^mailto:", re.IGNORECASE)


class _Target(Struct, frozen=True):
    """Where a block points: the kind, the target as written, a key that equal targets share, and
    the place.

    A `labelled` target is a handle that is the text of a link. It counts as a match for others but
    is not reported itself, because the link is.
    """

    kind: str
    text: str
    key: str
    place: Place
    labelled: bool = False


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield LNK101 to LNK106; the same page in another language's part of a site counts as the same
    address.
    """
    found: list[tuple[Problem, Place | None]] = []
    for comparison in story.comparisons:
        found += _compared(story, comparison)
    yield from by_majority(story, found, len(story.comparisons))


def _compared(
    story: ComparedStory, comparison: Comparison
) -> Iterator[tuple[Problem, Place | None]]:
    if story.unrelated(comparison):
        return
    sides = comparison.left, comparison.right
    targets = {
        side: [_targets(story, side, index) for index in range(len(story.versions[side].blocks))]
        for side in sides
    }
    counts = {
        side: Counter((t.kind, t.key) for block in targets[side] for t in block) for side in sides
    }
    usual = _size(story, comparison.right) / _size(story, comparison.left)
    for bead in comparison.beads:
        ours = [t for index in bead.left for t in targets[comparison.left][index]]
        theirs = [t for index in bead.right for t in targets[comparison.right][index]]
        if not (
            bead.left
            and bead.right
            and (ours or theirs)
            and _are_counterparts(story, comparison, bead, usual)
        ):
            continue
        missing = _unmatched(ours, theirs, counts[comparison.right])
        extra = _unmatched(theirs, ours, counts[comparison.left])
        for kind in (_LINK, _IMAGE, _ADDRESS):
            a, b = _unlike(
                [t for t in missing if t.kind == kind], [t for t in extra if t.kind == kind]
            )
            yield from (
                (_differs(story, comparison, *pair), pair[0].place)
                for pair in zip(a, b, strict=False)
            )
            whole = story.whole(comparison.right, bead.right[0])
            yield from ((_missing(story, comparison.right, t, whole), t.place) for t in a[len(b) :])
            # a translation may add links, but versions without a source should have the same ones
            if not story.has_source:
                whole = story.whole(comparison.left, bead.left[0])
                yield from ((_missing(story, comparison.left, t, whole), None) for t in b[len(a) :])


def _unlike(ours: list[_Target], theirs: list[_Target]) -> tuple[list[_Target], list[_Target]]:
    """Return the targets of both sides without pairs that are one page: in another language's part
    of a site, or relative.
    """
    left = list(theirs)
    kept = []
    for target in ours:
        same = next((other for other in left if _is_same_page(target.text, other.text)), None)
        if same is None:
            kept.append(target)
        else:
            left.remove(same)
    return kept, left


def _is_same_page(one: str, other: str) -> bool:
    """Return whether two targets are one page.

    A site may order its parts otherwise: /en-US/docs/Web/HTTP/Caching beside
    /fr/docs/Web/HTTP/Guides/Caching.
    """
    try:
        a, b = urlsplit(one), urlsplit(other)
    except ValueError:
        return False
    if a.netloc and b.netloc:
        languages = _languages(a.netloc, a.path), _languages(b.netloc, b.path)
        return (
            languages[0] != languages[1] and all(languages) and _host(a.netloc) == _host(b.netloc)
        )
    # ../scope/ beside /docs/concepts/scope, and that beside https://example.org/docs/concepts/scope
    if _reach(a) == _reach(b):
        return False
    ours, theirs = (_segments(address.path) for address in sorted((a, b), key=_reach))
    return bool(ours) and theirs[-len(ours) :] == ours


def _reach(address: SplitResult) -> int:
    """Return from where an address counts: 2 from anywhere, 1 from the root of its site, 0 from the
    page that it is on.
    """
    if address.netloc:
        return 2
    return int(address.path.startswith("/"))


def _languages(host: str, path: str) -> list[str]:
    labels = [label for label in host.split(".")[:-2] if _is_language(label)]
    return labels + [part for part in path.split("/") if _is_language(part)]


def _host(host: str) -> str:
    return ".".join(
        label for label in host.lower().removeprefix("www.").split(".") if not _is_language(label)
    )


def _segments(path: str) -> list[str]:
    """Return the parts of a path without those that only lead somewhere: `..`, a language, the
    index page.
    """
    parts = _INDEX.sub("", _SUFFIX.sub("", unquote(path))).casefold().split("/")
    return [part for part in parts if part not in ("", ".", "..") and not _is_language(part)]


def _are_counterparts(
    story: ComparedStory, comparison: Comparison, bead: Bead, usual: float
) -> bool:
    """Return whether the blocks of a bead surely say the same, which a summary paired with the full
    text does not.
    """
    if bead.score < _SURE:
        return False
    ours, theirs = (
        [story.block(side, k).block for k in at]
        for side, at in ((comparison.left, bead.left), (comparison.right, bead.right))
    )
    if (ours[0].kind is BlockKind.HEADING) != (theirs[0].kind is BlockKind.HEADING):
        return False
    ratio = (
        sum(len(block.text) for block in theirs)
        / max(1, sum(len(block.text) for block in ours))
        / usual
    )
    return 1 / _UNLIKE <= ratio <= _UNLIKE


def _size(story: ComparedStory, version: int) -> int:
    return max(1, sum(len(block.block.text) for block in story.versions[version].blocks))


def _unmatched(
    own: Sequence[_Target], other: Sequence[_Target], others: Counter[tuple[str, str]]
) -> list[_Target]:
    """Return the targets of a block that are missing from its counterpart and from the whole other
    version.
    """
    left = Counter((t.kind, t.key) for t in other)
    found = []
    for target in own:
        key = target.kind, target.key
        if left[key] > 0:
            left[key] -= 1
        elif not others[key] and not target.labelled:
            found.append(target)
    return found


def _differs(
    story: ComparedStory, comparison: Comparison, ours: _Target, theirs: _Target
) -> Problem:
    left, right = (
        language_name(story.versions[side].lang) for side in (comparison.left, comparison.right)
    )
    return Problem(
        rule=_DIFFERENT[ours.kind],
        message=f"The {_NOUN[ours.kind]} differs: {shorten(ours.text)} in {left}, "
        f"{shorten(theirs.text)} in {right}",
        evidence=f"{ours.text} | {theirs.text}",
        place=theirs.place,
        related=(ours.place,),
        confidence=0.8,
    )


def _missing(story: ComparedStory, missing_in: int, target: _Target, place: Place) -> Problem:
    other = language_name(story.versions[missing_in].lang)
    return Problem(
        rule=_MISSING[target.kind],
        message=f"The {_NOUN[target.kind]} {shorten(target.text)} is missing from the {other} text",
        evidence=target.text,
        place=place,
        related=(target.place,),
        confidence=0.8,
    )


def _targets(story: ComparedStory, version: int, index: int) -> list[_Target]:
    block = story.block(version, index)
    if block.block.kind is BlockKind.CODE:
        return []
    found = []
    for link in block.block.links:
        kind = _IMAGE if link.image else _ADDRESS if _MAIL.match(link.target) else _LINK
        key = (
            ""
            if _is_own_page(link.target, story.versions[version].version.path)
            else _key(link.target)
        )
        if key:
            found.append(
                _Target(kind, link.target, key, story.place(version, index, link.start, link.end))
            )
    for address in block.addresses:
        kind = _LINK if "://" in address.text or address.text.startswith("www.") else _ADDRESS
        linked = any(link.start <= address.start < link.end for link in block.block.links)
        if not story.story.bilingual and any(
            code.start <= address.start < code.end for code in block.block.literal
        ):
            continue  # an address in code is code: MRK103 compares it
        if (kind is _LINK and linked) or (kind is _ADDRESS and "@" not in address.text):
            continue
        place = story.place(version, index, address.start, address.end)
        found.append(_Target(kind, address.text, _key(address.text), place, linked))
    return found


def _key(target: str) -> str:
    """Return a key that equal targets share: without language, country, protocol, index page and
    fragment.

    The key is empty for a place on the same page and for targets that a template fills in.
    """
    text = _MAIL.sub("", target.strip())
    if text.startswith("#") or "{" in text:
        return ""
    try:
        parts = urlsplit(text if "://" in text or not text.startswith("www.") else f"//{text}")
    except ValueError:
        return text
    host = parts.netloc.lower().removeprefix("www.")
    labels = [
        label
        for label in host.split(".")
        if not parse_tag(label) or label == host.rpartition(".")[2]
    ]
    host = _PUBLIC.sub("", ".".join(labels))
    if host.endswith(("wikipedia", "wikimedia")):
        return host  # article titles differ between Wikipedias
    path = _INDEX.sub("", _SUFFIX.sub("", unquote(parts.path)))
    segments = [
        part for part in path.split("/") if part not in ("", ".", "..") and not _is_language(part)
    ]
    query = _LANGUAGE_QUERY.sub("", parts.query)
    return "/".join([host, *segments]).casefold() + (f"?{query}" if query else "")


def _is_own_page(target: str, path: Path) -> bool:
    """Return whether a target is a place in the page itself: /guides/images/#alt in
    guides/images.mdx, as #alt would be.
    """
    if "#" not in target or not target.startswith("/"):
        return False
    named = _segments(target.partition("#")[0])
    own = _segments(path.with_suffix("").as_posix())
    return len(named) > 1 and own[-len(named) :] == named


def _is_language(segment: str) -> bool:
    tag = parse_tag(segment)
    return tag is not None and len(segment) in (2, 5, 7)
