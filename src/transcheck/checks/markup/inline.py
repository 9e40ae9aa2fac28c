"""Placeholders, tags, inline code and accelerators that a translation must keep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import regex
from msgspec.structs import replace

from transcheck.annotate.words import shorten
from transcheck.checks.base import Problem
from transcheck.checks.base import localised as allowed
from transcheck.checks.markup import broken, edges, literals, markers, messages, own_placeholders
from transcheck.checks.markup.localised import Localised, most_similar, plain
from transcheck.compare.story import ComparedStory, Comparison, Place
from transcheck.formats.inline import READ_ROLES, ROLE, TAG
from transcheck.formats.messages import BrokenMessageError, is_message, parse
from transcheck.locales import language_name
from transcheck.model import BlockKind
from transcheck.rulebook import Rule

# In order, so that %%%d is a per cent sign and %d. What the source shows to be a placeholder counts
# in the translation, too.
_PLACEHOLDER = re.compile(
    r"%%"
    r"|%\(\w+\)[-+#0]?\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"  # Python
    r"|(?<!\d)%(?:(?P<position>\d+)\$)?[-+#0'I]*+(?:[1-9]\d*+|\*(?:\d+\$)?)?"
    r"(?:\.(?:\d+|\*(?:\d+\$)?))?"
    r"(?:(?:hh|h|ll|l|L|z|j|t|q)?(?P<conversion>[diouxXeEfFgGcCsSp@])"
    r"(?!(?!(?:st|nd|rd|th)\b)[a-zA-Z]{2}|[À-ɏ])"  # printf; the %dth time, %użycia
    r"|<(?P<fixed>PRI\w+)>)"  # %<PRIu64> of gettext
    r"|[$%#]?\{\{?[\w.!:,\[\]$ -]*\}?\}"  # {name}, ${name}, %{name}, {{name}}, { $name }
)
# {ascii,ebcdic} and {…} are sets in the text; {0,number} is not
_SET = re.compile(r"\{(?:[.…]+|(?!\w+,\s*(?:number|date|time|choice|spellout)\b)\w+(?:,\w+)+)\}")
# what other programs insert values with; a word in such signs that the translation keeps is right
# whatever it is
_NAMED = re.compile(
    r"(?<![\w%])%[a-z_]\w+%(?![\w%])"  # Symfony
    r"|\$t\([^()\s]+\)|\[\[\w+\]\]|(?<!\w)__[a-z]\w*?__(?!\w)"
    r"|(?:(?<=[ \t])|\A):[a-z]\w+(?![\w:`])"  # Laravel
)
# Qt: %1, %L1, %n. Elsewhere 50% is %50 in Turkish, so the source must show that its program inserts
# values by number.
_QT = re.compile(r"(?<![\w%])%(?:L?(?P<number>[1-9]\d?)(?![\d$%])|n(?![a-zA-Z]))")
# conversions for one kind of value, which a translation may show in another way: %02x, %02X
_SAME_VALUE = {"i": "d", "o": "u", "x": "u", "X": "u", **dict.fromkeys("EfFgG", "e")}
# A format of dates or times, known by what printf does not have, is as people of a language write
# them: “%b %e %H:%M” is “%m-%d %H:%M” in Polish.
_DATE_FORMAT = re.compile(r"%[-_0^#EO]*[HMYmBbIpyjTDRAZ](?![a-z])")
_STAR = re.compile(r"\*(?!\d+\$)")
_POSITION = re.compile(r"%\d+\$")
_METAVARIABLE = re.compile(r"\{[A-Z][A-Z_]+\}")
_FORMAT_ALONE = re.compile(r"(?:%[-_0^#EO]*[a-zA-Z]|[\W\d_])+")
# elements without an end tag that texts have
_LONE = frozenset({"br", "hr", "img", "input", "wbr"})
_ROLE = r"(?<![A-Za-z0-9_:+.-]):[\w:+.-]{1,60}:`[^`]+`"  # :func:`x` of reStructuredText
# where braces and percent signs are no placeholders: literals and roles of reStructuredText, code,
# addresses
# (but not between `two' GNU quotation marks)
_NO_PLACE = re.compile(
    rf"``.+?``|{_ROLE}|`[^`<]*<[^<>`]+>`__?|`[^`'\n]+`|https?://[^\s<>\"'{{}}]+", re.DOTALL
)
_NO_TAG = re.compile(rf"``.+?``|{_ROLE}|`[^`<]*<[^<>`]+>`__?", re.DOTALL)
# the mark of a shortcut key: &File, _Save, ~Help, 表示(&V); one within a word (E&xit, Sa_ve) looks
# like T&Cs and file_name, and counts only where the file's other texts have such marks
_ACCELERATOR = regex.compile(r"(?<![\w&_~])(?:&(?!#?\w+;)|_|~)(?=\p{L})")
_WITHIN = regex.compile(r"(?<=\b\p{Lu}\p{Ll}*)(?:&(?!#?\w+;)|_|~)(?=\p{Ll})")
_BRACES = re.compile(r"\{[^{}]*\}")
_EXAMPLES = frozenset({"file", "samp"})  # roles with variable parts in braces
_FEW = 2  # number of accelerators of one sort that show that a file uses them
_LABEL = 5  # most words of a text that has a shortcut key

Parts = Callable[[str, str], tuple[Sequence[str], Sequence[str]]]  # of two texts


def check(story: ComparedStory, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Yield MRK101 to MRK104, MRK107 to MRK111.

    In articles inline code and markers are checked, in units the rest.
    """
    patterns = own_placeholders.patterns_of(rules)

    def placeholders(left: str, right: str) -> tuple[Sequence[str], Sequence[str]]:
        ours, theirs = _placeholders(left, right)
        own, other = (own_placeholders.find(patterns, text) for text in (left, right))
        return [*ours, *own], [*theirs, *other]

    for comparison in story.comparisons:
        if "markup-broken" in rules:
            yield from broken.links(story, comparison)
        if story.story.bilingual:
            if "markup-broken" in rules:
                yield from broken.attributes(story, comparison)
            yield from _differing(story, comparison, "placeholder-differs", placeholders)
            yield from _differing(story, comparison, "tag-differs", _tags)
            yield from _differing(story, comparison, "code-differs", _references)
            yield from _accelerators(story, comparison)
            if "message-syntax" in rules:
                yield from messages.check(story, comparison)
            if "edges-differ" in rules:
                yield from edges.check(story, comparison)
            continue
        if "code-differs" in rules:
            yield from _code(story, comparison, allowed(rules, "code-differs"))
        if "marker-translated" in rules:
            own_markers = allowed(rules, "marker-translated")
            yield from markers.translated(story, comparison, own_markers)
        if "literal-differs" in rules:
            yield from literals.lost(story, comparison, allowed(rules, "literal-differs"))
        if "markup-broken" in rules:
            yield from markers.unclosed(story, comparison)
            yield from broken.page_attributes(story, comparison)


def _differing(
    story: ComparedStory, comparison: Comparison, rule: str, parts: Parts
) -> Iterator[Problem]:
    """Yield the units whose parts differ from those of their source, regardless of order."""
    for bead in comparison.beads:
        left, right = (
            (side, block)
            for side, block in ((comparison.left, bead.left[0]), (comparison.right, bead.right[0]))
        )
        ours, theirs = map(Counter, parts(*(story.block(*at).block.text for at in (left, right))))
        if ours != theirs:
            missing, extra = list((ours - theirs).elements()), list((theirs - ours).elements())
            place = _only(story, right, extra) if len(missing) == 1 else None
            problem = _problem(
                rule, missing, extra, place or story.whole(*right), story.whole(*left)
            )
            yield replace(problem, suggestion=missing[0]) if place else problem


def _only(story: ComparedStory, at: tuple[int, int], extra: Sequence[str]) -> Place | None:
    """Return the place of the only part that the source does not have, None if there are several:
    what is missing belongs there, {name} where {naam} is.
    """
    text = story.block(*at).block.text
    if len(extra) != 1 or text.count(extra[0]) != 1:
        return None
    start = text.index(extra[0])
    return story.place(*at, start, start + len(extra[0]))


def _problem(
    rule: str, missing: Sequence[str], extra: Sequence[str], place: Place, other: Place
) -> Problem:
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


def _placeholders(left: str, right: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the placeholders of two texts.

    In code, in an address or in a role `{x}` and `%E` are something else.
    """
    if not any(sign in left + right for sign in "%{$:[_"):
        return (), ()
    if is_message(left):
        return _arguments(left, right)
    if _is_date_format(left, right):
        return (), ()
    ours, theirs = (_numbered(_NO_PLACE.sub(" ", text)) for text in (left, right))
    # braces are text beside printf's placeholders, as a program uses one way for all its values,
    # and in explanations
    if any(meaning.startswith("%") for meaning, _ in ours) or any(
        _explained(word, left) for word in _METAVARIABLE.findall(left)
    ):
        ours, theirs = _without_braces(ours), _without_braces(theirs)
    theirs = [item for item in theirs if not _is_shell_variable(item[1], left)]
    if _QT.search(left):
        ours, theirs = ours + _inserted(left), theirs + _inserted(right)
    # a text of several lines with :options is a program's help
    lost = [
        name
        for name in _NAMED.findall(left)
        if name not in right and not (name.startswith(":") and "\n" in left)
    ]
    if _POSITION.search(right):
        # with positions, a value may be named twice
        theirs = list(dict(theirs).items())
    if _is_swapped(ours, theirs):
        return [meaning for meaning, _ in ours], [meaning for meaning, _ in theirs]
    # the second %s and %2$s are the same: theirs are shown as the source writes them
    written = dict(ours)
    wanted = [surface for _, surface in ours]
    found = [written.get(meaning, surface) for meaning, surface in theirs]
    return [*_unread(wanted, found, left), *lost], _unread(found, wanted, right)


def _is_date_format(left: str, right: str) -> bool:
    """Return whether texts are formats of dates or times, or explain such formats."""
    if "%" not in left:
        return False
    if len(_DATE_FORMAT.findall(left)) > 1:
        return True
    alone = _FORMAT_ALONE.fullmatch(left)
    return bool(alone and (_DATE_FORMAT.search(left) or _DATE_FORMAT.search(right)))


def _unread(surfaces: list[str], others: list[str], text: str) -> list[str]:
    """Return the placeholders of a text, or those of the other one if it has them all the same.

    “%s (%'dth copy)” is read without %'d, since letters follow, and its translation with it.
    """
    read = Counter(surfaces)
    hidden = []
    for surface, count in Counter(others).items():
        extra = min(count, text.count(surface)) - read[surface]
        hidden += [surface] * extra
    return surfaces + hidden


def _is_swapped(ours: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> bool:
    """Return whether placeholders without positions changed places, a number where a text belongs:
    %d %s, %s %d.
    """
    surfaces = [sorted(surface for _, surface in side) for side in (ours, theirs)]
    meanings = [sorted(meaning for meaning, _ in side) for side in (ours, theirs)]
    return surfaces[0] == surfaces[1] and meanings[0] != meanings[1]


def _arguments(left: str, right: str) -> tuple[list[str], list[str]]:
    """Return the plain arguments of two messages with branches, each once, as every branch may name
    them; none if one is broken, which is MRK109's.
    """
    try:
        found = [parse(text).arguments for text in (left, right)]
    except BrokenMessageError:
        return [], []
    ours, theirs = (sorted({f"{{{argument.name}}}" for argument in side}) for side in found)
    return ours, theirs


def _numbered(text: str) -> list[tuple[str, str]]:
    """Return what each placeholder stands for, and how it is written: the second %s is %2$s, in
    whatever order they come.
    """
    found = []
    count = 0
    for match in _PLACEHOLDER.finditer(text):
        meaning = match.group()
        if meaning == "%%" or _SET.fullmatch(meaning) or _explained(meaning, text):
            continue
        kind = match["fixed"] or match["conversion"]
        if kind:
            # a width or precision of * is a value, too: %.*s has two
            count += 1 + len(_STAR.findall(match.group()))
            meaning = f"%{match['position'] or count}${_SAME_VALUE.get(kind, kind)}"
        found.append((meaning, match.group()))
    return found


def _without_braces(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [item for item in found if not item[1].startswith(("{", "${"))]


def _is_shell_variable(place: str, other: str) -> bool:
    """Return whether the other text has a ${HOME} as $HOME, which is the same to a shell."""
    name = place.removeprefix("${").removesuffix("}")
    return place.startswith("${") and bool(re.search(rf"\${re.escape(name)}\b", other))


def _explained(place: str, text: str) -> bool:
    """Return whether a word in braces is also in the text by itself, as in a program's help:
    “{NUMBER} repeats a pattern NUMBER times”.
    """
    word = place.strip("{}")
    return word.isupper() and text.count(word) > text.count(place)


def _inserted(text: str) -> list[tuple[str, str]]:
    """Return what Qt replaces in a text, each as it is written."""
    return [(match.group(), match.group()) for match in _QT.finditer(text)]


def _tags(left: str, right: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the tags of two texts.

    A word in angle brackets is none: <process ID>, :term:`title <target>`.
    """
    if "<" not in left + right:
        return (), ()
    found = [list(TAG.finditer(_NO_TAG.sub(" ", text))) for text in (left, right)]
    names = {name for tags in found for name in _tag_names(tags)}
    ours, theirs = ([_shown(tag) for tag in tags if tag["name"] in names] for tags in found)
    return ours, theirs


def _tag_names(tags: Sequence[re.Match[str]]) -> set[str]:
    """Return the names that are elements of a text: with attributes or a slash, opened and closed,
    or a line break or image.
    """
    opened = {tag["name"] for tag in tags if not tag.group().startswith("</")}
    closed = {tag["name"] for tag in tags if tag.group().startswith("</")}
    marked = {tag["name"] for tag in tags if "=" in tag["rest"] or tag.group().endswith("/>")}
    pairs = {_element(name) for name in opened} & {_element(name) for name in closed}
    return marked | {
        name for name in opened | closed if _element(name) in pairs or name.lower() in _LONE
    }


def _element(name: str) -> str:
    """Return the name of a tag without its number: XLIFF's <g id="1"> is read as <g1>, and ends
    with </g>.
    """
    return name.rstrip("0123456789") or name


def _shown(tag: re.Match[str]) -> str:
    return f"<{'/' * tag.group().startswith('</')}{tag['name']}>"


def _references(left: str, right: str) -> tuple[Sequence[str], Sequence[str]]:
    """Return the targets of the roles of two texts, in reStructuredText: a title may be translated,
    a target may not.
    """
    if ":`" not in left + right:
        return (), ()
    ours, theirs = list(_targets(left)), list(_targets(right))
    # :term:`iterator` beside :term:`iterador`
    loose = {name for name, is_title in (*ours, *theirs) if is_title}
    if loose:
        known = {name for name, _ in ours} & {name for name, _ in theirs}
        extra = min(
            sum(is_title and name not in known for name, is_title in side)
            for side in (ours, theirs)
        )
        ours, theirs = _without_titles(ours, known, extra), _without_titles(theirs, known, extra)
    # a target that is named twice and once here is not lost
    return list(dict(ours)), list(dict(theirs))


def _targets(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the target of each role, and whether it is only a title that readers see, which may be
    in any language.
    """
    for role in ROLE.finditer(text):
        name = (role["role"] or role["suffix"]).rpartition(":")[2]
        body = " ".join((role["body"] or role["other"]).split())
        target = body.partition("<")[2]
        if target.endswith(">"):
            yield target.removesuffix(">").lstrip("~!").casefold(), False
        else:
            # what is in braces stands for something else: :file:`{prefix}/bin`
            plain = _BRACES.sub("{}", body) if name in _EXAMPLES else body
            yield plain.lstrip("~!").casefold(), name in READ_ROLES


def _without_titles(
    found: Sequence[tuple[str, bool]], known: set[str], count: int
) -> list[tuple[str, bool]]:
    """Return targets without a number of titles that the other text does not have."""
    kept = []
    for name, is_title in found:
        if is_title and name not in known and count:
            count -= 1
        else:
            kept.append((name, is_title))
    return kept


def _accelerators(story: ComparedStory, comparison: Comparison) -> Iterator[Problem]:
    """Yield units without the mark of their shortcut key, in a file whose translations have such
    marks.
    """
    marked, maybe = [], []
    for bead in comparison.beads:
        pair = _Label(story, (comparison.left, bead.left[0]), (comparison.right, bead.right[0]))
        if pair.marks(_ACCELERATOR):
            marked.append(pair)
        elif pair.marks(_WITHIN):
            maybe.append(pair)
    kept = Counter(pair.mark for pair in marked if pair.is_kept())
    lost = Counter(pair.mark for pair in marked if not pair.is_kept())
    for pair in (*marked, *maybe):
        if kept[pair.mark] >= max(_FEW, lost[pair.mark]) and not pair.is_kept():
            yield pair.problem()


class _Label:
    """A text with a shortcut key and its translation."""

    def __init__(self, story: ComparedStory, left: tuple[int, int], right: tuple[int, int]) -> None:
        self._source = story.block(*left).block.text
        self._target = story.block(*right).block.text
        self._places = story.whole(*right), story.whole(*left)
        self.mark = ""

    def marks(self, pattern: regex.Pattern[str]) -> bool:
        """Return whether the source has one mark of a pattern; it is `mark` from then on."""
        if not any(mark in self._source for mark in "&_~"):
            return False
        found = pattern.findall(self._source)
        if len(found) != 1 or len(self._source.split()) > _LABEL:
            return False
        self.mark = found[0]
        return True

    def is_kept(self) -> bool:
        """Return whether the translation has the mark, wherever it is in a word."""
        return bool(regex.search(rf"{self.mark}\w", self._target))

    def problem(self) -> Problem:
        return Problem(
            rule="accelerator-missing",
            message=f"“{shorten(self._target)}” has no {self.mark} marking its shortcut key",
            evidence=f"{self.mark} | {self._target}",
            place=self._places[0],
            related=(self._places[1],),
            confidence=0.9,
        )


def _code(
    story: ComparedStory, comparison: Comparison, ignored: frozenset[str]
) -> Iterator[Problem]:
    """Yield inline code of the source that is missing from the whole other version, at its
    counterpart.
    """
    if story.has_source and comparison.left != story.story.source:
        return
    text = story.versions[comparison.right].document.text
    folded = text.casefold()
    source_text = story.versions[comparison.left].document.text
    localised = Localised(
        *(story.versions[side].lang for side in (comparison.left, comparison.right))
    )
    language = language_name(story.versions[comparison.right].lang)
    for bead in comparison.beads:
        own = [span for index in bead.right for span in _spans(story, comparison.right, index)]
        if not own:
            continue
        new = [(code, place) for code, place in own if code not in source_text]
        codes = {plain(theirs) for theirs, _ in own}, [theirs for theirs, _ in new]
        places = dict(reversed(new))
        whole = story.whole(comparison.right, bead.right[0])
        here = " ".join(story.block(comparison.right, k).block.text for k in bead.right)
        wanted = [span for index in bead.left for span in _spans(story, comparison.left, index)]
        lost = [code for code, _ in wanted if code not in here]
        for code, place in wanted:
            if code in ignored:
                continue
            # the right form elsewhere in the text does not excuse a slip here
            slip = localised.slip_of(code, *codes) if code in lost else ""
            if not slip and (code in text or localised.is_same(code, folded, *codes)):
                continue
            if not story.has_source and not localised.near(code, codes[1]):
                continue  # versions that are equals may have code of their own, but no slips
            # `listen_adr` stands for `listen_addr`, not for `listen_address` beside it
            is_sure = bool(slip) and most_similar(slip, lost) == code
            yield Problem(
                rule="code-differs",
                message=f"The code “{shorten(code)}” is written otherwise here"
                if slip
                else f"The code “{shorten(code)}” is missing from the {language} version",
                evidence=code,
                place=places.get(slip or most_similar(code, codes[1]), whole),
                related=(place,),
                confidence=0.85,
                suggestion=code if is_sure else None,
            )


def _spans(story: ComparedStory, version: int, index: int) -> Iterator[tuple[str, Place]]:
    """Yield the inline code of a block with its place."""
    block, text = story.block(version, index).block, story.versions[version].document.text
    if block.kind is BlockKind.CODE:
        return
    for span in block.literal:
        place = story.place(version, index, span.start, span.end)
        if text[place.start - 1 : place.start] == "`":
            yield block.text[span.start : span.end], place
