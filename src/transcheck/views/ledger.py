"""The ledger: every name of a story, with its forms in every version, their places and their
number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from transcheck.annotate.names import has_capitalised_nouns
from transcheck.annotate.spelling import is_inflection, sound, typo_similarity
from transcheck.annotate.words import fold
from transcheck.checks.names.by_sound import can_project, project
from transcheck.checks.names.capitalised import CASED
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.locales import place_data, primary
from transcheck.model import BlockKind

_MIN_SIMILARITY = 0.7  # sound similarity from which a word of another script counts as the name
# letters in which two forms of a name may differ at the end; with more they may be two names (John,
# Johnson)
_ENDING = 3
_PERSON = 3  # maximum number of words of a name with a first name and a surname
_CUT = 3  # letters of an ending to remove when looking up a place or a weekday
_VOWELS = "aeiouyаеиоуыяь"  # endings of the names of places
_LETTERS = 3  # minimum number of letters of a name of one word


class Form(Struct, frozen=True):
    """One spelling of a name in a version (by index), and its places in order."""

    version: int
    text: str
    places: tuple[Place, ...]


class Entry(Struct, frozen=True):
    """A name of the story with its forms, grouped by version, the most frequent first."""

    forms: tuple[Form, ...]

    @property
    def count(self) -> int:
        """Return how often the name occurs in all versions."""
        return sum(len(form.places) for form in self.forms)

    def of(self, version: int) -> list[Form]:
        """Return the forms in one version."""
        return [form for form in self.forms if form.version == version]


class _Mention(Struct, frozen=True):
    """A name as written in a block: text, its folded words, place."""

    version: int
    block: int
    text: str
    words: tuple[str, ...]
    place: Place


_Cluster = list[_Mention]


def ledger(story: ComparedStory) -> list[Entry]:
    """Return the names of a story, the most frequent first.

    Names are collected from the versions with upper case and searched for by sound in the others. A
    surname alone belongs to a full name if only one full name has it.
    """
    clusters = {
        version: _clusters(story, version)
        for version in range(len(story.versions))
        if _is_cased(story, version)
    }
    joined: list[_Cluster] = []
    for comparison in story.comparisons:
        left, right = comparison.left, comparison.right
        if left in clusters and not joined:
            joined = clusters.pop(left)
        if left not in clusters and right in clusters and not joined:
            joined, (left, right) = clusters.pop(right), (right, left)
        if right in clusters:
            _join(story, joined, clusters.pop(right), comparison)
        else:
            _project(story, joined, comparison, left, right)
    for alone in clusters.values():
        joined += alone
    return sorted(
        (_entry(cluster) for cluster in joined),
        key=lambda entry: (-entry.count, entry.forms[0].text),
    )


def _is_cased(story: ComparedStory, version: int) -> bool:
    return story.versions[version].script in CASED


def _clusters(story: ComparedStory, version: int) -> list[_Cluster]:
    """Return the names of a version, grouping the mentions of each."""
    clusters: list[_Cluster] = []
    by_word: dict[str, list[_Cluster]] = defaultdict(list)
    mentions = sorted(_mentions(story, version), key=lambda mention: -len(mention.words))
    for mention in mentions:
        near = {
            id(c): c
            for c in by_word[mention.words[-1][:_LETTERS]]
            if _is_form(mention.words, c[0].words)
        }
        if len(near) == 1 or any(c[0].words == mention.words for c in near.values()):
            same = [c for c in near.values() if c[0].words == mention.words]
            (same or list(near.values()))[0].append(mention)
            continue
        clusters.append([mention])
        for word in mention.words:
            by_word[word[:_LETTERS]].append(clusters[-1])
    return clusters


def _is_form(words: Sequence[str], known: Sequence[str]) -> bool:
    """Return whether a name is an inflected form of another one, or the first name or surname of a
    person.
    """
    if len(words) == len(known):
        return all(_is_ending(a, b) for a, b in zip(words, known, strict=True))
    if len(words) > 1 or len(known) > _PERSON:
        return False
    return any(
        _is_ending(words[0], word) and words[0].startswith(word[: len(words[0])])
        for word in (known[0], known[-1])
    )


def _is_ending(a: str, b: str) -> bool:
    return is_inflection(a, b) and abs(len(a) - len(b)) <= _ENDING


def _mentions(story: ComparedStory, version: int) -> Iterator[_Mention]:
    """Yield the names of a version.

    Acronyms, weekdays, months, languages and words capitalised only at the start of a sentence do
    not count.
    """
    annotated = story.versions[version]
    lower = {
        fold(word.text)
        for block in annotated.blocks
        for word in block.words
        if word.text[0].islower()
    }
    inside = {
        fold(w.text) for b in annotated.blocks for n in b.names for w in n.words if not w.initial
    }
    words_elsewhere, names_elsewhere = _elsewhere(story, version)
    common = place_data(primary(annotated.lang)).common
    for index, block in enumerate(annotated.blocks):
        if block.block.kind is BlockKind.CODE:
            continue
        for name in block.names:
            words = list(name.words)
            first = fold(words[0].text)
            if words[0].initial and (
                first in lower or not (name.text in names_elsewhere or first in inside)
            ):
                del words[0]
            forms = tuple(fold(word.text) for word in words)
            if (
                not words
                or max(map(len, forms)) < _LETTERS
                or all(_is_common(form, common) for form in forms)
            ):
                continue
            if has_capitalised_nouns(annotated.lang) and not all(
                form in words_elsewhere for form in forms
            ):
                continue
            start, end = words[0].start, words[-1].end
            yield _Mention(
                version,
                index,
                block.block.text[start:end],
                forms,
                story.place(version, index, start, end),
            )


def _is_common(form: str, common: frozenset[str]) -> bool:
    """Return whether a word is a weekday, a month, a language or an inflected form of one."""
    return any(
        form[: len(form) - cut] in common for cut in range(min(_CUT, len(form) - _LETTERS) + 1)
    )


def _elsewhere(story: ComparedStory, version: int) -> tuple[set[str], set[str]]:
    """Return the folded capitalised words of the other versions, and their names as written."""
    names = [
        name
        for other, annotated in enumerate(story.versions)
        if other != version and not has_capitalised_nouns(annotated.lang)
        for block in annotated.blocks
        for name in block.names
    ]
    return {fold(word.text) for name in names for word in name.words if not word.initial}, {
        name.text for name in names
    }


def _join(
    story: ComparedStory, joined: list[_Cluster], others: list[_Cluster], comparison: Comparison
) -> None:
    """Add the names of another version to the names they are counterparts of, or as new names."""
    beside = _beside(comparison)
    for cluster in others:
        best = max(joined, key=lambda known: _likeness(story, cluster, known, beside), default=None)
        if best is not None and _likeness(story, cluster, best, beside) >= _MIN_SIMILARITY:
            best += cluster
        else:
            joined.append(cluster)


def _beside(comparison: Comparison) -> set[tuple[int, int]]:
    """Return the pairs of blocks that are in one bead, in both orders."""
    return {
        pair
        for bead in comparison.beads
        for a in bead.left
        for b in bead.right
        for pair in ((a, b), (b, a))
    }


def _likeness(
    story: ComparedStory, cluster: _Cluster, known: _Cluster, beside: set[tuple[int, int]]
) -> float:
    """Return how likely two clusters are one name, 0 to 1: same words, same place, or same sound in
    the same bead.
    """
    if cluster[0].words == known[0].words or (
        (at := _where(story, cluster)) and at == _where(story, known)
    ):
        return 1.0
    a, b = cluster[0].words, known[0].words
    if len(a) != len(b) or not any((x.block, y.block) in beside for x in cluster for y in known):
        return 0.0
    return min(
        max(float(is_inflection(x, y)), typo_similarity(x, y), sound(x, y))
        for x, y in zip(a, b, strict=True)
    )


def _where(story: ComparedStory, cluster: _Cluster) -> str:
    """Return the identifier of the place that a name denotes; empty if it is not a place."""
    for words in dict.fromkeys(mention.words for mention in cluster):
        own = place_data(primary(story.versions[cluster[0].version].lang)).places
        for text in (" ".join(words), *_stems(words)):
            if found := own.get(text) or place_data("en").places.get(text):
                return found
    return ""


def _stems(words: Sequence[str]) -> Iterator[str]:
    """Yield a name of one word with its last letters removed or replaced: Wietnamem, Chinami,
    Gruzji.
    """
    if len(words) == 1:
        word = words[0]
        for cut in range(1, min(_CUT, len(word) - _LETTERS) + 1):
            if cut < _CUT:
                yield word[:-cut]
            yield from (word[:-cut] + vowel for vowel in _VOWELS)


def _project(
    story: ComparedStory, joined: list[_Cluster], comparison: Comparison, left: int, right: int
) -> None:
    """Add the mentions in a version without case that sound like the last word of a name, bead by
    bead.
    """
    if not can_project(story.versions[right].script):
        return
    for cluster in joined:
        for bead in comparison.beads:
            ours, theirs = (
                (bead.left, bead.right) if left == comparison.left else (bead.right, bead.left)
            )
            mention = next((m for m in cluster if m.version == left and m.block in ours), None)
            if mention is None or not theirs:
                continue
            found = project(story, right, theirs, mention.words[-1])
            if found and found.score >= _MIN_SIMILARITY:
                place = story.place(right, found.block, found.start, found.end)
                cluster.append(_Mention(right, found.block, found.text, (fold(found.text),), place))


def _entry(cluster: _Cluster) -> Entry:
    forms: dict[tuple[int, str], list[Place]] = defaultdict(list)
    for mention in cluster:
        forms[mention.version, mention.text].append(mention.place)
    found = [
        Form(version, text, tuple(sorted(places, key=lambda p: p.start)))
        for (version, text), places in forms.items()
    ]
    return Entry(
        tuple(sorted(found, key=lambda form: (form.version, -len(form.places), form.text)))
    )
