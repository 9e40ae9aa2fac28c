"""Names that came out garbled: with the beginning of their counterpart, and an ending of their own
(Straujuma, Straswima).

The slips of a pen are found by `transcheck.checks.names.drift`. Machine translation errs otherwise:
it puts a name together from pieces, of which the first are right. The word that results is in no
list and related to no word of its language.
"""

from __future__ import annotations

from collections.abc import Iterator

from transcheck.annotate.sounds import phonetic_key_of_word
from transcheck.annotate.spelling import common_prefix, is_form, similarity, sound, typo_similarity
from transcheck.checks.names.unmatched import Side, Unmatched

_LETTERS = 4  # fewest letters of a word that is compared
_STEM = 3  # letters that forms of one name share at least
_ENDING = 3  # most letters that inflection takes from a name: Jankovićile, Janković
_NEW = 1  # most letters that it adds where names have no endings of their own: Warszawie, Warszawa
_GENITIVE = ("s", "'s")
# Least share of letters that the two have in common. On post-edited translations .27 of the
# misspelt names are found with it (.08 without this check).
_RESEMBLING = 0.45
_RESEMBLING_BESIDE = 0.3  # the same next to a name that is copied: Kender, Kent
# Similarity in sound from which two spellings are those of two languages: Putin, Poutine
_SAME_SOUND = 0.94
# Of 351 sentences of NTREX-128 in English in which a surname was put in the place of another, 79
# are found beside Bulgarian, Macedonian, Russian and Ukrainian (22 without this check), and nothing
# more in the 248 articles as they are. With .60 for both it would be 89, and three in the articles.
_SAME_NAME = 0.9
_SOME_SOUND = 0.56
_SOME_SOUND_GIVEN = 0.45  # the same of given names, which are rendered more freely: Метју, Matthew
_WHOLE = 5  # fewest letters of a name whose sound says whose it is: Ружа is Rouge


def garbled(source: Side, target: Side) -> Iterator[tuple[Unmatched, Unmatched]]:
    """Yield the names of a source that came out garbled, with what the translation has.

    Only if it does not inflect names.
    """
    if target.inflects_names or not target.trusts_capitals:
        return  # Hugenotten is a German noun
    strange = [
        name
        for name in target.strange_words
        if not _has_form(name.words[0], source, source.inflects_names)
    ]
    if not strange:
        return
    for name in source.capitalised_words:
        form = name.words[0]
        if any(_is_form(form, other, source.inflects_names) for other in target.forms):
            continue
        best = max(strange, key=lambda other: _resemblance(form, other.words[0]))
        if _resemblance(form, best.words[0]) >= _RESEMBLING:
            yield name, best


def changed_beside(
    source: Side, target: Side, languages: tuple[str, str]
) -> Iterator[tuple[Unmatched, Unmatched]]:
    """Yield the names of a source that a translation has otherwise, next to a name that it has
    unchanged: Kaur Kender, Kaur Kent.

    Only if it does not inflect names; `languages` are those of the two.
    """
    if target.inflects_names or not (source.trusts_capitals and target.trusts_capitals):
        return  # Ungeschlagenes Liverpool is Unbeaten Liverpool
    for beside, names in source.neighbours.items():
        for index, word in names:
            for other_index, other in target.neighbours.get(beside, ()):
                if word.text != other.text:
                    pair = source.name_of(index, word), target.name_of(other_index, other)
                    if _is_changed(*pair, source, target, languages):
                        yield pair


def _is_changed(
    name: Unmatched, other: Unmatched, source: Side, target: Side, languages: tuple[str, str]
) -> bool:
    form, changed = name.words[0], other.words[0]
    if (
        not (name.strict and (other.strict or other.places))
        or min(len(form), len(changed)) < _LETTERS
        or name.places & other.places
    ):
        return False
    if form[0] != changed[0] or sound(form, changed) >= _SAME_SOUND:
        return False
    inflects = source.inflects_names
    if any(_is_kept(form, word, languages) for word in target.forms | {changed}):
        return False
    if any(_is_form(word, changed, inflects) for word in source.forms - {form}):
        return False
    return _likeness(form, changed) >= _RESEMBLING_BESIDE


def replaced_beside(source: Side, target: Side) -> Iterator[tuple[Unmatched, Unmatched]]:
    """Yield the names of a source for which a translation in another script has another one, next
    to a name that sounds alike: Владимир Кузнецов, Vladimir Morozov.

    Only where both languages write names, and no other nouns, with capitals.
    """
    if not (source.trusts_capitals and target.trusts_capitals):
        return
    for (beside, is_first), names in source.neighbours.items():
        for (other_beside, other_is_first), others in target.neighbours.items():
            if is_first != other_is_first or sound(beside, other_beside) < _SAME_NAME:
                continue
            if source.is_of_country(beside) or target.is_of_country(other_beside):
                continue  # Kanzlerin Germaniens, German Chancellor; but Vladimir is a city, too
            for index, word in names:
                for other_index, other in others:
                    pair = source.name_of(index, word), target.name_of(other_index, other)
                    least = _SOME_SOUND if is_first else _SOME_SOUND_GIVEN
                    if _is_replaced(*pair, source, target, {beside, other_beside}, least):
                        yield pair


def _is_replaced(
    name: Unmatched,
    other: Unmatched,
    source: Side,
    target: Side,
    besides: set[str],
    least: float,
) -> bool:
    form, found = name.words[0], other.words[0]
    if not (name.strict or other.strict) or min(len(form), len(found)) < _WHOLE:
        return False
    if source.is_place(form) or target.is_place(found):
        return False  # Baton Rouge
    # neither has its counterpart anywhere else: Kirsten Dunst and Anna Kirsten stand side by side
    return not (
        any(sound(form, word) >= least for word in target.candidates - besides)
        or any(sound(word, found) >= least for word in source.candidates - besides)
    )


def _is_kept(source: str, target: str, languages: tuple[str, str]) -> bool:
    """Return whether a word of a translation that does not inflect names is the source's, without
    its ending: Jankovićile, Janković; but not Türk, Turkey.
    """
    if target.startswith(source):
        return target[len(source) :] in ("", *_GENITIVE)
    return is_form(source, target, languages)


def _has_form(target: str, source: Side, inflects: bool) -> bool:
    return any(_is_form(form, target, inflects) for form in source.forms)


def _is_form(source: str, target: str, inflects: bool) -> bool:
    """Return whether a word of the translation may be a form of a word of the source, which
    inflects names or not.
    """
    if phonetic_key_of_word(source) == phonetic_key_of_word(target):
        return True
    if min(len(source), len(target)) >= _LETTERS and source in target:
        return True  # a compound: Qantas, Qantas-Arbeitskämpfe
    shared = common_prefix(source, target)
    if shared < _STEM:
        return False
    cut, added = source[shared:], target[shared:]
    # Livi for Livingston is a short form; a letter or two less are not, if the source has no
    # endings
    if not added:
        return inflects or len(cut) > _ENDING or cut in _GENITIVE
    return len(cut) <= _ENDING and len(added) <= _NEW


def _resemblance(source: str, target: str) -> float:
    if source[0] != target[0] or typo_similarity(source, target):
        return 0.0
    return _likeness(source, target)


def _likeness(source: str, target: str) -> float:
    return max(
        similarity(source, target), common_prefix(source, target) / max(len(source), len(target))
    )
