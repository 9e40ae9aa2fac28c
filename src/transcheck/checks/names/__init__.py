"""Names spelled in several ways, within a version or against their counterparts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from transcheck.annotate import AnnotatedBlock
from transcheck.annotate.names import Name, has_capitalised_nouns, name_form, without_particles
from transcheck.annotate.places import is_form_of_place
from transcheck.annotate.sounds import phonetic_key
from transcheck.annotate.spelling import common_prefix, is_inflection, similarity
from transcheck.annotate.words import fold
from transcheck.checks.base import Problem, by_majority, times
from transcheck.checks.names.capitalised import Mention, NameWords
from transcheck.checks.names.drift import Drift, drifts
from transcheck.checks.names.left_over import left_over
from transcheck.checks.names.missing import missing_names
from transcheck.checks.names.transliterations import varying
from transcheck.compare.story import ComparedStory, Place
from transcheck.locales import language_name, place_data, primary
from transcheck.rulebook import Rule

_ONLY_A_PAIR = 2  # with two versions, there is no third to confirm either
_STEM = 0.6  # share of a name, from its start, that inflection leaves unchanged
_ALIKE = 0.75  # minimum similarity of two spellings of one name
_ALIKE_SHORT = 0.6  # the same for words of three letters
# names of at least this many words may differ in one even if another version has both spellings
_FIRM = 3
_QUOTED = re.compile(r"[“„«\"(][^”»\")]*$")  # titles of works keep the names they contain
_TITLE = 200  # most characters of a title in quotation marks
_GLOSS = 60  # maximum number of characters between a word and its gloss
_OPENING = re.compile(r"[“„«\"(]")
_INITIAL = re.compile(r"(?<=\b\w)\.")

_INFLECTED = 5  # fewest letters of a place's name that is found with an ending

_Mentioned = tuple[str, Place]  # a name as a version has it, and where
# a problem, and the place in the pivot that it depends on
_Found = tuple[Problem, Place | None]
_Key = tuple[str | None, ...]  # the words of a name, one of them replaced by None


class _Run(Struct, frozen=True):
    """A name of several words in a version, with its text, words and place."""

    text: str
    words: tuple[str, ...]
    place: Place


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield NAM101 name-varies, NAM102 name-differs, NAM103 name-missing and NAM104
    exonym-mixed.
    """
    words = _words(story)
    reported: set[tuple[int, int]] = set()
    for version in range(len(story.versions)):
        others: set[str] = {
            word.word.text
            for v, known in words.items()
            if v != version
            for m in known.forms.values()
            for word in m
        }
        for problem in _runs_vary(story, version, others):
            reported.add((problem.place.version, problem.place.end))
            yield problem
    copied = story.copied()
    for version in range(len(story.versions)):
        yield from _exonyms(story, version, copied)
    for comparison in story.comparisons:
        yield from varying(story, comparison, words, copied)
    for comparison in story.comparisons:
        yield from missing_names(story, comparison, words[comparison.left], words[comparison.right])
    drifted = [
        item
        for item in _drifted(story, words)
        if (item[0].place.version, item[0].place.end) not in reported
    ]
    yield from by_majority(story, drifted, len(story.comparisons))
    if not rules.keys().isdisjoint(("name-differs", "name-missing", "name-replaced")):
        reported |= {(problem.place.version, problem.place.end) for problem, _ in drifted}
        yield from by_majority(
            story, list(_left_over(story, words, reported)), len(story.comparisons)
        )


def _left_over(
    story: ComparedStory, words: dict[int, NameWords], reported: set[tuple[int, int]]
) -> Iterator[_Found]:
    """Yield the names that are left over in a pair of blocks, unless a place, the end of a name in
    a version, is reported as having drifted.
    """
    for comparison in story.comparisons:
        for problem in left_over(
            story, comparison, words[comparison.left], words[comparison.right]
        ):
            if (problem.place.version, problem.place.end) not in reported:
                yield problem, problem.related[0]


def _words(story: ComparedStory) -> dict[int, NameWords]:
    """Return the capitalised words of every version that is compared."""
    found: dict[int, NameWords] = {}
    for comparison in story.comparisons:
        for version, lexicon in zip(
            (comparison.left, comparison.right), comparison.lexicons, strict=True
        ):
            if version not in found:
                found[version] = NameWords(version, story.versions[version], lexicon)
    return found


def _drifted(story: ComparedStory, words: dict[int, NameWords]) -> Iterator[_Found]:
    allowed = {name_form(word) for name in _glossary_names(story) for word in name.split()}
    for comparison in story.comparisons:
        for drift in drifts(story, comparison, words[comparison.left], words[comparison.right]):
            if (
                drift.wrong[0].form not in allowed
                and _borne_out(drift, words)
                and not _is_gloss(story, drift)
            ):
                pivot_place = (
                    _place(story, drift.usual[0])
                    if drift.usual[0].version == comparison.left
                    else None
                )
                yield _drift_problem(story, drift, words[drift.wrong[0].version]), pivot_place


def _is_gloss(story: ComparedStory, drift: Drift) -> bool:
    """Return whether the other form appears next to a word in quotation marks or brackets: Dictador
    (Dictator).
    """
    first = drift.wrong[0]
    text = story.block(first.version, first.block).block.text
    beside = [m.word for m in drift.usual if (m.version, m.block) == (first.version, first.block)]
    between = (text[min(w.end, first.word.end) : max(w.start, first.word.start)] for w in beside)
    return any(len(gap) <= _GLOSS and _OPENING.search(gap) for gap in between)


def _borne_out(drift: Drift, words: dict[int, NameWords]) -> bool:
    """Return whether the other versions confirm a drift: they have the right form, as a name, and
    not the wrong one.

    With two versions there is no other to ask. Words that most versions translate are not names.
    """
    first = drift.wrong[0]
    versions = {first.version, drift.usual[0].version}
    witnesses = [
        known
        for version, known in words.items()
        if version not in versions and known.script == first.script
    ]
    if not witnesses or len(words) == _ONLY_A_PAIR:
        return True
    right, wrong = name_form(drift.right), first.form
    agreeing = sum(bool(known.like(right)) for known in witnesses)
    return (
        agreeing * 2 >= len(witnesses)
        and sum(wrong in known.forms for known in witnesses) <= len(witnesses) // 4
    )


def _glossary_names(story: ComparedStory) -> Iterator[str]:
    """Yield the names that the glossary gives as right."""
    for version in story.versions:
        for forms in story.glossary.of(version.lang):
            yield from forms.right


def _drift_problem(story: ComparedStory, drift: Drift, own: NameWords) -> Problem:
    first, *more = drift.wrong
    wrong, right = first.word.text, drift.right
    langs = [
        language_name(story.versions[mention.version].lang) for mention in (first, drift.usual[0])
    ]
    alien = own.lacks_own(set(first.form) - set(fold(right)))
    mixed = (
        drift.varies
        and phonetic_key(wrong) == phonetic_key(right)
        and len(wrong) == len(right)
        and not alien
    )
    if drift.varies:
        message = _varies_message(wrong, len(drift.wrong), right, len(drift.usual))
    else:
        message = f"{langs[0]} has “{wrong}” where {langs[1]} has “{right}”"
    return Problem(
        rule="exonym-mixed" if mixed else "name-varies" if drift.varies else "name-differs",
        message=message,
        evidence=f"{wrong} | {right}",
        place=_place(story, first),
        related=tuple(_place(story, mention) for mention in (*more, drift.usual[0])),
        confidence=0.85 if drift.varies else 0.8,
        # do not suggest the other language's spelling if it has letters that this language does not
        # use
        suggestion=None if own.lacks_own(set(fold(right)) - set(first.form)) else right,
    )


def _varies_message(rare: str, count: int, usual: str, usual_count: int) -> str:
    return f"“{rare}” appears {times(count)}; this version has “{usual}” {times(usual_count)}"


def _place(story: ComparedStory, mention: Mention) -> Place:
    return story.place(mention.version, mention.block, mention.word.start, mention.word.end)


def _runs_vary(story: ComparedStory, version: int, others: set[str]) -> Iterator[Problem]:
    """Yield one problem per name of several words that has a more frequent spelling."""
    nouns = has_capitalised_nouns(story.versions[version].lang)
    forms: dict[str, list[_Run]] = defaultdict(list)
    for run in _runs(story, version):
        forms[run.text].append(run)
    repeated: dict[_Key, dict[str, None]] = defaultdict(dict)
    for form, places in forms.items():
        if len(places) > 1:
            for key in _keys(places[0]):
                repeated[key][form] = None
    for rare, places in sorted(forms.items(), key=lambda item: item[1][0].place.start):
        if nouns and not others.intersection(places[0].words):
            continue
        near = dict.fromkeys(form for key in _keys(places[0]) for form in repeated.get(key, ()))
        usual = [
            form
            for form in near
            if len(forms[form]) > len(places) and _same_name(places[0], forms[form][0], others)
        ]
        best = max(usual, key=lambda form: len(forms[form]), default=None)
        if best is not None:
            yield Problem(
                rule="name-varies",
                message=_varies_message(rare, len(places), best, len(forms[best])),
                evidence=f"{rare} | {best}",
                place=places[0].place,
                related=tuple(run.place for run in [*places[1:], forms[best][0]]),
                confidence=0.85,
                suggestion=best,
            )


def _runs(story: ComparedStory, version: int) -> Iterator[_Run]:
    """Yield a version's names of several words, without ordinary words capitalised at the start of
    a sentence.
    """
    blocks = story.versions[version].blocks
    common = {word.text for block in blocks for word in block.words if word.text.islower()}
    sure = {
        word.text
        for block in blocks
        for name in block.names
        for word in name.words
        if not word.initial
    }
    for index, block in enumerate(blocks):
        for name in block.names:
            words = name.words[_ordinary(name, common, sure) :]
            if len(words) > 1:
                start, end = words[0].start, words[-1].end
                text = block.block.text[start:end]
                yield _Run(
                    text,
                    tuple(word.text for word in words),
                    story.place(version, index, start, end),
                )


def _keys(run: _Run) -> Iterator[_Key]:
    """Yield keys that a name shares with its other spellings: the name without the stops of
    initials, or without a word.
    """
    yield (_INITIAL.sub("", run.text),)
    for at in range(len(run.words)):
        yield (*run.words[:at], None, *run.words[at + 1 :])


def _ordinary(name: Name, common: set[str], sure: set[str]) -> int:
    """Return how many words at the start of a name do not belong to it: 1 for an ordinary word that
    begins a sentence.
    """
    first = name.words[0].text
    ordinary = first.casefold() in common or (len(name.words) == 2 and first not in sure)
    return int(name.initial and ordinary)


def _same_name(rare: _Run, usual: _Run, others: set[str]) -> bool:
    """Return whether two spellings of several words are one name and differ by more than
    inflection.
    """
    if _INITIAL.sub("", rare.text) == _INITIAL.sub("", usual.text):
        return True
    if len(rare.words) != len(usual.words):
        return False
    different = [(x, y) for x, y in zip(rare.words, usual.words, strict=True) if x != y]
    if len(different) != 1:
        return False
    x, y = different[0]
    if x in others and y in others and len(rare.words) < _FIRM:
        return False
    if not others and min(len(x), len(y)) <= _FIRM:
        # in a script without case, John Smith and Joan Smith cannot be told apart from misspellings
        return False
    return _misspelt(x, y)


def _misspelt(a: str, b: str) -> bool:
    """Return whether two words are similar but differ before their endings, where inflection does
    not reach.
    """
    from rapidfuzz.distance import OSA

    x, y = fold(a), fold(b)
    if x == y or x[0] != y[0] or similarity(x, y) < (_ALIKE if len(x) > _FIRM else _ALIKE_SHORT):
        return False
    if is_inflection(a.casefold(), b.casefold()):
        return False
    return common_prefix(x, y) < _STEM * min(len(x), len(y)) or (
        x[-2:] == y[-2:] and OSA.distance(x, y) == 1
    )


def _exonyms(
    story: ComparedStory, version: int, copied: frozenset[tuple[int, int]]
) -> Iterator[Problem]:
    """Yield places for which a version uses both its own language's name and another language's."""
    own = place_data(primary(story.versions[version].lang)).places
    # CLDR has no English name for a city if its time zone has the same: Europe/London
    foreign = {
        fold(zone.rpartition("/")[2].replace("_", " ")): zone
        for zone in reversed(own.values())
        if "/" in zone
    }
    tags = dict.fromkeys(("en", *(v.lang for v in story.versions)))
    for tag in reversed(
        tags
    ):  # English has the say where two languages use one name for two places
        if tag != story.versions[version].lang:
            foreign |= place_data(primary(tag)).places
    foreign = {name: place for name, place in foreign.items() if name not in own}
    right: dict[str, list[_Mentioned]] = defaultdict(list)
    wrong: dict[str, list[_Mentioned]] = defaultdict(list)
    for index, block in enumerate(story.versions[version].blocks):
        if (version, index) not in copied:
            for text, start, end in _place_names(block):
                if fold(text) in foreign and not _QUOTED.search(
                    block.block.text[max(0, start - _TITLE) : start]
                ):
                    wrong[foreign[fold(text)]].append(
                        (text, story.place(version, index, start, end))
                    )
    if wrong:
        wanted = [(form, place) for form, place in own.items() if place in wrong]
        for index, block in enumerate(story.versions[version].blocks):
            if (version, index) not in copied:
                names = [name for name in _place_names(block) if fold(name[0]) not in foreign]
                for text, start, end in names:
                    for place in _called(fold(text), wanted):
                        right[place].append((text, story.place(version, index, start, end)))
    for place, mentions in wrong.items():
        others = [own for own in right[place] if not _has_prefix(own[0], mentions[0][0])]
        if others:
            yield _mixed(others, mentions)


def _has_prefix(name: str, other: str) -> bool:
    """Return whether a name is another one behind a prefix: I-Greenland in Zulu, Il-Marokk in
    Maltese.
    """
    return fold(name).endswith(f"-{fold(other)}")


def _place_names(block: AnnotatedBlock) -> Iterator[tuple[str, int, int]]:
    for name in block.names:
        yield name.text, name.start, name.end
        parts = without_particles(name)
        if len(parts) > 1:
            yield from parts


def _called(form: str, names: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the places that a word may be, inflected or not, given the names of some places: w
    Londynie.
    """
    for usual, place in names:
        if form == usual or (len(usual) >= _INFLECTED and is_form_of_place(form, usual)):
            yield place


def _mixed(right: list[_Mentioned], wrong: list[_Mentioned]) -> Problem:
    """Return the problem of a place that has another language's name, given the mentions with the
    right and wrong names.
    """
    return Problem(
        rule="exonym-mixed",
        message=f"“{wrong[0][0]}” is “{right[0][0]}” elsewhere in this version",
        evidence=f"{wrong[0][0]} | {right[0][0]}",
        place=wrong[0][1],
        related=tuple(place for _, place in [*wrong[1:], right[0]]),
        confidence=0.85,
        suggestion=right[0][0],
    )
