"""How two spellings of a name relate: inflected, misspelt, or similar in sound.

All words are folded.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA, Indel, Prefix

from transcheck.annotate.sounds import likeness, phonetic_key, skeleton, sounds
from transcheck.locales import ending_pairs

_REMEMBERED = 1 << 15  # pairs of words
_SHORT = 5  # words of up to this many letters may have one slip only, unless they sound the same
_BEGINNING = 2  # two slips need at least this many equal letters in front of them
_SURE = 6  # from this many letters on, the first letter may differ if the words sound the same
_ENDING = 4  # letters that an ending may add to a whole word
_CHANGED = 3  # letters that an ending may replace
_NEW = 5  # letters that may take their place
_KNOWN = 100  # pairs of endings that a language has at least if its list is of use


def common_prefix(a: str, b: str) -> int:
    """Return the number of letters that two words share at their beginning."""
    return Prefix.similarity(a, b)


@lru_cache(_REMEMBERED)
def is_inflection(a: str, b: str) -> bool:
    """Return whether two words may be forms of one word: equal, or different in their endings only.

    A letter inserted before the same ending is not inflection (Tornillo, Tornilllo): mistakes
    happen within words, inflection at their end.
    """
    if a == b:
        return True
    prefix, shorter = common_prefix(a, b), min(len(a), len(b))
    if shorter < _CHANGED:
        return False
    if prefix == shorter:
        return abs(len(a) - len(b)) <= _ENDING
    if prefix < max(_CHANGED, shorter - _CHANGED):
        return False
    less, more = sorted((a[prefix:], b[prefix:]), key=len)
    if len(less) > _CHANGED or len(more) > _NEW:
        return False
    if more.endswith(less) and (len(less) > 1 or more[0] == a[prefix - 1]):
        return False
    return len(less) < 2 or not more.endswith(less[-2:])


@lru_cache(_REMEMBERED)
def is_form(a: str, b: str, languages: tuple[str, ...]) -> bool:
    """Return whether two words may be forms of one word in their languages: Terpstra and Terpstry
    if the second is Polish, but not Terpstra and Terpsta.

    `languages` are the first word's and the second's; each word may be inflected in its own. A
    whole word with something behind it is a form, unless that is its last letter again. Where a
    language's endings are not known, any ending may be one.
    """
    known = [ending_pairs(language) for language in languages]
    prefix = common_prefix(a, b)
    one, other = a[prefix:], b[prefix:]
    pair = min(one, other), max(one, other)
    # A last letter that is written twice is no ending: Zoutman, Zoutmann; a vowel may be one,
    # where it is known: Kallaa, of the Finnish Kalla.
    is_doubled = prefix > 0 and "".join(pair) == a[prefix - 1]
    if is_doubled and skeleton(phonetic_key(a[prefix - 1])):
        return False
    if a == b or any(pair in pairs for pairs in known):
        return True  # Virtanen, Virtasen
    if not is_inflection(a, b):
        return False
    if min(map(len, known)) < _KNOWN:
        return True
    if not (one and other):
        # names take endings that few words have: Flake, Flakeův; Riksen, Rikseną
        return not is_doubled
    return ("", one) in known[0] and ("", other) in known[-1]


@lru_cache(_REMEMBERED)
def typo_similarity(a: str, b: str, languages: tuple[str, ...] = ()) -> float:
    """Return how alike two words are that differ by a slip of the pen, 0 to 1.

    0 if they differ by more, or by an ending: any ending that is short, or, with `languages`, one
    that these have.
    """
    longer = max(len(a), len(b))
    most = 1 if longer < _SHORT else 2
    if a == b or abs(len(a) - len(b)) > most:
        return 0.0
    steps = OSA.distance(a, b, score_cutoff=most)
    is_known = is_form(a, b, languages) if languages else is_inflection(a, b)
    if steps > most or is_known:
        return 0.0
    same_sound = phonetic_key(a) == phonetic_key(b)
    # no letters changed places, as they did in Hemobrew
    early = common_prefix(a, b) < _BEGINNING and sorted(a) != sorted(b)
    if steps == 2 and not same_sound and (longer <= _SHORT or early):
        return 0.0
    if a[0] != b[0] and not (longer >= _SURE and same_sound):
        return 0.0
    return 1 - steps / longer


def similarity(a: str, b: str) -> float:
    """Return the Indel similarity of two words, 0 to 1."""
    return Indel.normalized_similarity(a, b)


@lru_cache(_REMEMBERED)
def sound(a: str, b: str) -> float:
    """Return how similar two words of any script sound, 0 to 1.

    See `transcheck.annotate.sounds.likeness`.
    """
    return likeness(sounds(a), sounds(b))
