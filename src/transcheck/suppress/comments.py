"""Comments in a version that suppress findings, and the SUP rules about them.

`<!-- transcheck: ignore[NUM101] reason -->` before a block or in it, `disable[…]` up to
`enable[…]`, `ignore-file[…]`; in PO `# transcheck: …` at the head of an entry, in front matter
`transcheck: ignore-file[…]`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePath

from msgspec import Struct

from transcheck.annotate.ranges import Ranges
from transcheck.formats import Comments, format_of
from transcheck.model import BlockKind, Document, Finding, Location

CHECK = "suppressions"  # the check that rules about comments and the baseline name
UNUSED, MALFORMED = "unused-suppression", "malformed-suppression"
_HASH = re.compile(r"^#[ \t]+transcheck:(?P<body>.*)$", re.MULTILINE)
# how a comment of ours begins and ends
_MARKS = {
    Comments.MARKUP: (re.compile(r"<!--\s*transcheck:"), "-->"),
    Comments.MDX: (re.compile(r"\{/\*\s*transcheck:"), "*/}"),
}
_FIELD = "transcheck"  # of the front matter
_BODY = re.compile(
    r"\s*(?P<what>ignore-file|ignore|disable|enable)\s*\[(?P<codes>[^\]]*)\](?P<reason>.*)",
    re.DOTALL,
)
_CONFIRMED = "checked-against "  # says what a translation was compared with; see compare/base.py
_END = (1 << 30, 0)

Position = tuple[int, int]


class Text(Struct, frozen=True):
    """A file of a story: its path as shown, its language, and the documents read from it (two for a
    PO file).
    """

    path: str
    lang: str
    documents: tuple[Document, ...]


class Suppression(Struct, frozen=True):
    """What a comment suppresses: codes or families, from one line and column to another, the end
    exclusive.

    A `whole` one applies to its file. `place` is the comment's own; `wrong` says why it suppresses
    nothing.
    """

    place: Location
    codes: tuple[str, ...] = ()
    start: Position = (0, 0)
    end: Position = _END
    whole: bool = False
    wrong: str = ""

    def covers(self, finding: Finding) -> list[str]:
        """Return the codes under which a finding is suppressed, whichever version the comment is
        in.
        """
        places = (finding.location, *finding.related)
        if not any(place.path == self.place.path and self._holds(place) for place in places):
            return []
        return [code for code in self.codes if finding.code.startswith(code)]

    def _holds(self, place: Location) -> bool:
        return self.whole or self.start <= (place.line, place.column) < self.end


def suppressions(texts: Iterable[Text], known: Collection[str]) -> Iterator[Suppression]:
    """Yield the suppressions of some files, in order; `known` are the rules' codes."""
    prefixes = {code[:length] for code in known for length in (3, len(code))}
    for text in texts:
        open_: dict[str, tuple[Location, Position]] = {}
        document = text.documents[0]
        for what, codes, start, end in _comments(text):
            place = document.location(text.lang, text.path, start, end)
            wrong = _wrong(what, codes, prefixes)
            if what.startswith(_CONFIRMED):
                continue
            if wrong:
                yield Suppression(place, wrong=wrong)
            elif what == "ignore":
                yield Suppression(place, codes, *_next_block(text, start))
            elif what == "ignore-file":
                yield Suppression(place, codes, whole=True)
            elif what == "disable":
                for code in codes:
                    open_.setdefault(code, (place, document.position(start)))
            else:
                for code in codes:
                    if code in open_:
                        begun, first = open_.pop(code)
                        yield Suppression(begun, (code,), first, document.position(start))
                    else:
                        yield Suppression(
                            place, wrong=f"enable[{code}] has no disable[{code}] before it"
                        )
        for code, (begun, first) in open_.items():
            yield Suppression(begun, (code,), first)


def apply(
    findings: Iterable[Finding],
    found: Sequence[Suppression],
    on: Collection[str],
    known: Collection[str],
) -> Iterator[Finding | Suppression]:
    """Yield the findings that no comment suppresses, then the comments that suppress nothing.

    A comment is reported only if every rule that it names, of all those `known`, was `on` and could
    find something.
    """
    used: set[tuple[int, str]] = set()
    for finding in findings:
        hits = [
            (number, code) for number, item in enumerate(found) for code in item.covers(finding)
        ]
        used.update(hits)
        if not hits:
            yield finding
    for number, item in enumerate(found):
        idle = [code for code in item.codes if (number, code) not in used]
        unused = tuple(
            code for code in idle if all(rule in on for rule in known if rule.startswith(code))
        )
        if item.wrong or unused:
            yield Suppression(item.place, unused, wrong=item.wrong)


def _comments(text: Text) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
    """Yield the command of each comment with its codes and its place.

    Comments that cannot be read have no codes.
    """
    for body, start, end in (*_fields(text), *_matches(text)):
        read = _BODY.fullmatch(body.strip())
        codes = (
            tuple(part.strip() for part in read["codes"].split(",") if part.strip()) if read else ()
        )
        yield (read["what"] if read else body.strip()), codes, start, end


def _fields(text: Text) -> Iterator[tuple[str, int, int]]:
    document = text.documents[0]
    if len(text.documents) == 1 and _FIELD in document.metadata:
        start = max(0, document.text.find(_FIELD))
        yield document.metadata[_FIELD], start, start + len(_FIELD)


def _matches(text: Text) -> Iterator[tuple[str, int, int]]:
    """Yield the comments, except those in code, which are examples."""
    document = text.documents[0]
    written = _comments_in(text.path)
    if written is Comments.NONE:
        return
    found = list(_written(document.text, written))
    if not found:
        return
    code = [(block.start, block.end) for block in document.blocks if block.kind is BlockKind.CODE]
    code += [
        block.locate(span.start, span.end) for block in document.blocks for span in block.literal
    ]
    closed = Ranges(code)
    for body, start, end in found:
        if start not in closed:
            yield body, start, end


def _written(text: str, written: Comments) -> Iterator[tuple[str, int, int]]:
    """Yield the bodies and places of the comments in a text, in time that grows with its length."""
    if written not in _MARKS:
        for match in _HASH.finditer(text):
            yield match["body"], *match.span()
        return
    mark, end = _MARKS[written]
    begun = mark.search(text)
    while begun:
        stop = text.find(end, begun.end())
        if stop < 0:
            return  # it does not end, nor do those behind it
        yield text[begun.end() : stop], begun.start(), stop + len(end)
        begun = mark.search(text, stop + len(end))


def _wrong(what: str, codes: tuple[str, ...], prefixes: Collection[str]) -> str:
    if what not in ("ignore", "ignore-file", "disable", "enable"):
        return (
            f"“{what}” is not understood; write ignore[NUM101] reason, disable[…], enable[…], "
            "ignore-file[…] or checked-against REV"
        )
    if not codes:
        return f"{what}[] names no rule; write {what}[NUM101], or a family: {what}[NUM]"
    unknown = [code for code in codes if code not in prefixes]
    return f"there is no rule {', '.join(unknown)}; `transcheck rule` lists them" if unknown else ""


def _next_block(text: Text, start: int) -> tuple[Position, Position]:
    """Return the start and end of the block that a comment is in, precedes, or follows on the same
    line.

    The range starts where the block before ends, because that is the place of a paragraph missing
    there. In a PO file it is the entry.
    """
    document = text.documents[0]
    if _comments_in(text.path) is Comments.HASH:
        end = document.text.find("\n\n", start)  # a blank line ends an entry
        return document.position(start), document.position(end if end >= 0 else len(document.text))
    if len(text.documents) > 1:
        following = next(
            (block.end for block in text.documents[-1].blocks if block.end > start),
            len(document.text),
        )
        return document.position(start), document.position(following)
    line = document.position(start)[0]
    index = bisect_left(document.blocks, line, key=lambda block: document.position(block.end)[0])
    first = document.blocks[index - 1].end if index else 0
    last = document.blocks[index].end if index < len(document.blocks) else len(document.text)
    return document.position(first), document.position(last)


def comment_for(path: str, code: str) -> str:
    """Return the comment that suppresses a rule in a file, to put before the block.

    For plain text, a configuration.
    """
    written = _comments_in(path)
    if written is Comments.NONE:
        return f'[[overrides]]\npaths = ["{PurePath(path).as_posix()}"]\nignore = ["{code}"]'
    return written.format(f"transcheck: ignore[{code}] reason")


def takes_comments(path: str) -> bool:
    """Return whether a file's format has comments."""
    return _comments_in(path) is not Comments.NONE


def _comments_in(path: str) -> Comments:
    known = format_of(path)
    return known.comments if known else Comments.MARKUP
