"""Names that drifted: words spelled unlike their counterpart, or unlike the same word elsewhere in
a version.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import extract_iter, extractOne

from transcheck.align.lexicon import PREFIX
from transcheck.annotate.names import name_form
from transcheck.annotate.places import places_of
from transcheck.annotate.sounds import phonetic_key
from transcheck.annotate.spelling import (
    common_prefix,
    is_inflection,
    similarity,
    sound,
    typo_similarity,
)
from transcheck.checks.names.capitalised import CASED, Mention, NameWords
from transcheck.compare.story import ComparedStory, Comparison
from transcheck.locales import international_names, primary
from transcheck.model import Bead

_ALONE = 5  # minimum number of letters of a word whose spelling is compared
_LEAST = 4  # minimum number of letters of a name that shows whether names are copied
_ALIKE = 0.6  # minimum similarity of a word to its counterpart
# share of rare names that a version must copy letter by letter before a difference counts as a slip
_COPIED = 0.5
_COPIED_SURELY = 0.6
# assumed before the story gives evidence, as (share, weight in names): Latin names are copied,
# Cyrillic ones respelled
_PRIOR = {"Latn": (0.8, 2.0)}
_RESPELLED = (0.2, 6.0)
_SAME_SOUND = 0.6  # sound similarity from which a word of another language may be the same name
_SOME_SOUND = 0.45
_STEPS = 2  # of a slip, at most
_MARGIN = 0.1  # sound similarity by which another counterpart must be better
_DISTINCT = 0.05  # sound similarity by which a word fits another name better
_COUNTERPART = 3  # minimum number of letters of a counterpart
_LONG_WORD = 8  # letters from which a word on the list is not a name as well, as Bush is
_OFTEN = 3  # minimum number of mentions, all but one of which must be next to the same counterpart


class Drift(Struct, frozen=True):
    """A misspelt word, what it should be like, and the mentions of both.

    `usual` are the mentions of the spelling it drifted from: in its own version if `varies`,
    otherwise in the other version.
    """

    wrong: tuple[Mention, ...]
    right: str
    usual: tuple[Mention, ...]
    varies: bool


class _Pair(Struct, frozen=True):
    """A word of the left version and one of the right that differ by a slip."""

    left: Mention
    right: Mention


def drifts(
    story: ComparedStory, comparison: Comparison, left: NameWords, right: NameWords
) -> Iterator[Drift]:
    """Yield the words of two versions that drifted, each once, starting with those that differ from
    their counterparts.
    """
    beads = [bead for bead in comparison.beads if bead.left and bead.right]
    reported: set[str] = set()
    for drift in _differing(beads, left, right, story.has_source):
        reported |= {mention.form for mention in drift.wrong} | {name_form(drift.right)}
        yield drift
    for own, other, side in ((left, right, 0), (right, left, 1)):
        yield from _Variants(story, beads, own, other, side).drifts(reported)


def _differing(
    beads: Sequence[Bead], left: NameWords, right: NameWords, has_source: bool
) -> Iterator[Drift]:
    copied: dict[str, float] = {}
    pairs: dict[tuple[str, str], list[_Pair]] = defaultdict(list)
    for bead in beads:
        for pair in _slips(left.of(bead.left), right.of(bead.right), left, right):
            script = pair.left.script
            if script not in copied:
                copied[script] = _copied(beads, left, right, script)
            pairs[pair.left.form, pair.right.form].append(pair)
    for pair in _foreign_slips(left, right):
        if not pairs[pair.left.form, pair.right.form]:
            pairs[pair.left.form, pair.right.form].append(pair)
            copied[pair.left.script] = 1.0
    for (a, b), found in pairs.items():
        if _is_slip(found[0], left, right, copied[found[0].left.script], has_source):
            yield _judged(a, b, found, left, right, has_source)


def _slips(
    ours: list[Mention], theirs: list[Mention], left: NameWords, right: NameWords
) -> Iterator[_Pair]:
    """Yield the pairs of words of a bead that are each other's best counterparts but differ."""
    if not ours or not theirs:
        return
    a_forms, b_forms = _by_form(ours), _by_form(theirs)
    languages = primary(left.lang), primary(right.lang)
    others = [form for form in b_forms if form not in left.forms and form not in right.lower]
    for a, own in a_forms.items():
        if a in left.lower:
            continue
        for b in _near(a, others):
            there = b_forms[b]
            if max(len(a), len(b)) < _ALONE or own[0].script != there[0].script:
                continue
            if typo_similarity(a, b, languages) and not _better(a, b, a_forms, b_forms):
                # each mention once: a name 4,000 times is no 16 million pairs
                yield from (_Pair(mention, there[0]) for mention in own)
                yield from (_Pair(own[0], mention) for mention in there[1:])


def _by_form(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        found[mention.form].append(mention)
    return found


def _near(form: str, others: Sequence[str]) -> Iterator[str]:
    """Yield the forms that another may be a slip of, in order: a slip has two steps at most."""
    for other, _, _ in extract_iter(form, others, scorer=OSA.distance, score_cutoff=_STEPS):
        yield other


def _foreign_slips(left: NameWords, right: NameWords) -> Iterator[_Pair]:
    """Yield words in a script foreign to the right version, each with the name it should be,
    wherever that appears.
    """
    for form, mentions in right.forms.items():
        if (
            len(form) >= _ALONE
            and right.is_foreign(mentions[0])
            and not left.is_foreign(mentions[0])
            and form not in left.forms
        ):
            alike = {
                other: typo_similarity(other, form)
                for other in left.forms
                if other not in right.forms and other not in left.lower
            }
            best = max(alike, key=lambda other: alike[other], default="")
            if best and alike[best] and left.forms[best][0].script == mentions[0].script:
                yield from (_Pair(left.forms[best][0], mention) for mention in mentions)


def _better(a: str, b: str, a_forms: Collection[str], b_forms: Collection[str]) -> bool:
    """Return whether either word has a better counterpart, not counting inflected forms of the
    first word.
    """
    alike = similarity(a, b)
    if any(similarity(b, other) > alike for other in a_forms if other != a):
        return True
    return any(
        similarity(a, other) > alike
        for other in b_forms
        if other != b and not is_inflection(a, other)
    )


def _copied(beads: Sequence[Bead], left: NameWords, right: NameWords, script: str) -> float:
    """Return the share of rare names in a script that the right version copies letter by letter.

    Names in a script that is foreign to one of the versions are always copied.
    """
    if script != left.script or script != right.script:
        return 1.0
    share, weight = _PRIOR.get(script, _RESPELLED)
    same, all_of = share * weight, weight
    for bead in beads:
        theirs = list({m.form for m in right.of(bead.right) if m.script == script})
        for form in {m.form for m in left.of(bead.left) if m.script == script}:
            if len(form) < _LEAST or form in left.lower or left.knows(form):
                continue
            best = extractOne(form, theirs, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE)
            if best:
                all_of += 1
                same += common_prefix(form, best[0]) == len(form)
    return same / all_of


def _is_slip(
    pair: _Pair, left: NameWords, right: NameWords, copied: float, has_source: bool
) -> bool:
    """Return whether two spellings differ by a slip, and not because the languages spell the name
    differently.
    """
    if right.is_foreign(pair.right):
        return True
    if left.is_foreign(pair.left):
        return not right.knows(pair.right.form)
    if left.only_initial(pair.left.form) and right.only_initial(pair.right.form):
        return False
    a, b = pair.left.form, pair.right.form
    if right.has_word(b) and (has_source or left.has_word(a)):
        return False
    if is_inflection(a, b) and _has_known_stem(a, b, left, right):
        return False
    varies = bool(_usual(left, b, a) or _usual(right, a, b))
    if left.is_language_or_day(a) and right.is_language_or_day(b):
        return False
    if _same_place(a, b, left, right):
        return False
    if (
        has_source
        and len(a) >= _LONG_WORD
        and a not in international_names()
        and (left.has_word(a) or left.has_word(a[:-1]))
    ):
        # a long word on the list is not a name, and is translated by one like it: Integrations,
        # Integraciones
        return False
    same_sound = phonetic_key(a) == phonetic_key(b)
    if same_sound and not varies and _has_marks(pair.left) != _has_marks(pair.right):
        return False  # one sound, with a mark or with two letters: Porošenko, Poroshenko
    if not (a in right.forms or b in left.forms) and (
        copied < (_COPIED_SURELY if same_sound else _COPIED)
        or (same_sound and right.lacks(set(a) - set(b)))
    ):
        return False  # languages may spell a sound with different letters
    consistent = len(left.forms[a]) > 1 and len(right.forms[b]) > 1
    if common_prefix(a, b) >= PREFIX:  # beyond the part that the lexicon covers
        return varies or (copied >= _COPIED_SURELY and not right.knows(b) and not consistent)
    known_left, known_right = left.knows(a), right.knows(b)
    if known_left and known_right:
        return False
    if not varies and known_right and not (right.knows(a) or left.knows(b)):
        return False
    if not varies and known_left and not right.knows(a) and len(right.forms[b]) > 1:
        return False
    return varies or not consistent


def _has_marks(mention: Mention) -> bool:
    """Return whether a word has letters with marks."""
    text = mention.word.text.lower().replace("’", "'")
    return text != mention.form


def _has_known_stem(a: str, b: str, left: NameWords, right: NameWords) -> bool:
    """Return whether what two words share is a word or a place by itself: a Chilean beside Chiles,
    of Chile, in Swedish.
    """
    stem = a[: common_prefix(a, b)]
    return any(words.knows(stem) or words.has_word(stem) for words in (left, right))


def _same_place(a: str, b: str, left: NameWords, right: NameWords) -> bool:
    """Return whether two forms are what the languages call one place, or its inhabitants:
    Barcelona, Barselona.
    """
    ours, theirs = places_of(primary(left.lang)), places_of(primary(right.lang))
    return bool(ours.places(a, inflected=True) & theirs.places(b, inflected=True))


def _judged(
    a: str, b: str, found: list[_Pair], left: NameWords, right: NameWords, has_source: bool
) -> Drift:
    """Return the drift of a pair.

    The side that elsewhere spells the name like the other version is wrong; if neither does, the
    right side is.
    """
    ours, theirs = _distinct(pair.left for pair in found), _distinct(pair.right for pair in found)
    left_form, right_form = found[0].left.word.text, found[0].right.word.text
    in_left, in_right = _usual(left, b, a), _usual(right, a, b)
    if in_left and not in_right:
        return Drift(ours, in_left[0].word.text, in_left, varies=True)
    if not (has_source or in_right) and right.has_word(b):
        return Drift(ours, right_form, theirs, varies=False)
    if not in_right:
        return Drift(theirs, left_form, ours, varies=False)
    if phonetic_key(a) == phonetic_key(b) and len(theirs) > len(
        in_right
    ):  # two spelling traditions; the version uses the other
        return Drift(in_right, right_form, theirs, varies=True)
    return Drift(theirs, in_right[0].word.text, in_right, varies=True)


def _usual(words: NameWords, form: str, slipped: str) -> tuple[Mention, ...]:
    """Return the mentions in a version of the form that another one is a slip of, inflected or
    not.
    """
    return tuple(m for m in words.like(form) if m.form == form or typo_similarity(m.form, slipped))


def _distinct(mentions: Iterator[Mention]) -> tuple[Mention, ...]:
    return tuple(dict.fromkeys(mentions))


class _Variants:
    """Finds words that a version spells in two ways where the other version has one name."""

    def __init__(
        self,
        story: ComparedStory,
        beads: Sequence[Bead],
        own: NameWords,
        other: NameWords,
        side: int,
    ) -> None:
        self._own, self._other = own, other
        self._at: dict[str, list[int]] = defaultdict(list)
        self._beside: dict[int, list[str]] = {}
        # the beads in which the other version has a word
        self._having: dict[str, set[int]] = defaultdict(set)
        self._beads = beads
        self._side = side
        self._blocks = story.versions[other.index].blocks
        for index, bead in enumerate(beads):
            for mention in own.of(bead.right if side else bead.left):
                self._at[mention.form].append(index)
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for form in self._at:
            if len(form) >= _ALONE and form not in own.lower:
                self._by_first[phonetic_key(form)[:1]].append(form)

    def drifts(self, reported: set[str]) -> Iterator[Drift]:
        """Yield the rarer spellings of names, except those already reported."""
        for forms in self._by_first.values():
            for form in forms:
                if len(forms) > 1 and form not in reported and form not in self._other.forms:
                    usual = self._usual(form, forms)
                    if usual and self._same_name(form, usual):
                        mentions = tuple(self._own.forms[form]), tuple(self._own.forms[usual])
                        yield Drift(mentions[0], mentions[1][0].word.text, mentions[1], varies=True)

    def _usual(self, form: str, forms: list[str]) -> str | None:
        """Return the most similar form that this one may be a slip of.

        It must be more frequent, earlier, or known.
        """
        own = self._own
        foreign = own.is_foreign(own.forms[form][0])
        if not foreign and own.lexicon is None:
            return None
        best, likest = None, 0.0
        for usual in _near(form, forms):
            alike = typo_similarity(usual, form)
            if alike <= likest or own.only_initial(usual):
                continue
            deep = common_prefix(usual, form) >= PREFIX
            if not foreign and (own.has_word(form) or (own.knows(form) and not deep)):
                continue
            sure = usual in self._other.forms or (not deep and own.knows(usual))
            order = (
                len(self._at[usual]) - len(self._at[form]),
                self._at[form][0] - self._at[usual][0],
            )
            if (sure or order > (0, 0)) and (
                usual in self._other.forms or not own.capitalised_nouns
            ):
                best, likest = usual, alike
        return best

    def _same_name(self, form: str, usual: str) -> bool:
        """Return whether a word of the other version appears next to both spellings and sounds like
        them.
        """
        if self._own.lacks_own(set(form) - set(usual)):
            return True
        here = self._counterparts(self._at[form][0])
        if self._stands_for_none(form, usual, here):
            return True
        if any(self._always_beside(name, usual) for name in here) and not self._is_another_name(
            form, usual, here
        ):
            return True
        for name in here:
            near = sound(name, form)
            if len(name) < _COUNTERPART or near < _SOME_SOUND:
                continue
            hits = sum(self._stands(name, index, form) for index in self._at[usual])
            often = hits >= _OFTEN and hits >= len(self._at[usual]) - 1
            if (
                hits
                and sound(name, usual) >= (_SOME_SOUND if often else _SAME_SOUND)
                and not self._another(name, form, here, near)
            ):
                return True
        return False

    def _stands_for_none(self, form: str, usual: str, here: list[str]) -> bool:
        """Return whether the other version has no name where a form is that appears once, and has
        one where the usual spelling is: a translator wrote “said Дийкстра” for “she said”.
        """
        if len(self._own.forms[form]) > 1 or self._other.script not in CASED:
            return False
        if any(sound(name, form) >= _SOME_SOUND for name in here):
            return False
        return any(
            sound(name, usual) >= _SAME_SOUND
            for index in self._at[usual]
            for name in self._counterparts(index)
        )

    def _always_beside(self, name: str, usual: str) -> bool:
        """Return whether a word of the other version is next to nearly every mention of a form, and
        hardly anywhere else.
        """
        at = set(self._at[usual])
        if len(at) < _OFTEN:
            return False
        if not self._having:
            for index in range(len(self._beads)):
                for word in self._counterparts(index):
                    self._having[word].add(index)
        hits = len(at & self._having[name])
        return hits >= max(_OFTEN, len(at) - 1) and len(self._having[name]) <= hits + 1

    def _stands(self, name: str, index: int, form: str) -> bool:
        """Return whether a bead has a name in the other version.

        Twice if the bead also has the deviating form.
        """
        needed = 2 if index == self._at[form][0] else 1
        return sum(is_inflection(name, word) for word in self._counterparts(index)) >= needed

    def _another(self, name: str, form: str, here: list[str], near: float) -> bool:
        """Return whether the form has its own counterpart, which means there are two names."""
        own_script = self._own.forms[form][0].script
        if own_script == self._other.script and any(is_inflection(word, form) for word in here):
            return True
        return any(
            len(word) >= _COUNTERPART
            and not is_inflection(name, word)
            and sound(word, form) > near + _MARGIN
            for word in here
        )

    def _is_another_name(self, form: str, usual: str, here: list[str]) -> bool:
        """Return whether a word of the other version sounds more like this spelling than like the
        usual one.
        """
        return any(
            sound(word, form) >= max(_SAME_SOUND, sound(word, usual) + _DISTINCT) for word in here
        )

    def _counterparts(self, index: int) -> list[str]:
        """Return the folded words of the other version in a bead: only the names if its script has
        case, otherwise all.
        """
        if index not in self._beside:
            self._beside[index] = self._words_beside(index)
        return self._beside[index]

    def _words_beside(self, index: int) -> list[str]:
        blocks = self._beads[index].left if self._side else self._beads[index].right
        if self._other.script in CASED:
            return [mention.form for mention in self._other.of(blocks)]
        return [name_form(word.text) for block in blocks for word in self._blocks[block].words]
