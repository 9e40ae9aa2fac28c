"""The terms of transcheck as types: the input and output of every stage.

All offsets are code points. Offsets in a file count from its first character after decoding (a byte
order mark is not part of the text); offsets in a block's text count from that text's first
character.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from enum import IntEnum, StrEnum
from pathlib import Path

from msgspec import Struct, field


class TranscheckError(Exception):
    """A mistake in usage, the configuration or the input; its text names the place and the
    remedy.
    """


def storable(text: str) -> str:
    """Return a text that UTF-8 can represent: half a surrogate pair, as in a name that is not
    UTF-8, is escaped.
    """
    return text.encode("utf-8", "backslashreplace").decode()


class BlockKind(StrEnum):
    """The kind of a block."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    CAPTION = "caption"
    TABLE_ROW = "table-row"
    QUOTE = "quote"
    CODE = "code"
    FIELD = "field"


class LagKind(StrEnum):
    """What happened to a paragraph of the source that a translation does not follow."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Severity(IntEnum):
    """How much a finding matters; ordered, so that `>=` reads as "at least as severe"."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    @classmethod
    def parse(cls, name: str) -> Severity:
        """Return the severity called `name` ("off", "info", "warning", "error").

        Raises:
            KeyError: there is no severity of that name.
        """
        if name != name.lower():
            raise KeyError(name)
        return cls[name.upper()]

    def __str__(self) -> str:
        return self.name.lower()


class Fix(StrEnum):
    """Whether a rule's suggestion can be written into a file: it is certain, or it may be wrong
    (another case of a name, say), or there is none.
    """

    NONE = ""
    SAFE = "safe"
    UNSAFE = "unsafe"


class Piece(Struct, frozen=True, gc=False):
    """A stretch of a block's text and its place in the file.

    `at` is its first offset in the text; `start` and `end` bound it in the file. An `exact` piece
    is mapped character by character; any other (an entity, a line break) as a whole.
    """

    at: int
    start: int
    end: int
    exact: bool = True


class Link(Struct, frozen=True):
    """A link or image in a block: its target and the place of its text (empty for an image without
    one).
    """

    target: str
    start: int
    end: int
    image: bool = False


class Range(Struct, frozen=True):
    """A half-open range of offsets in a block's text."""

    start: int
    end: int


class Block(Struct, frozen=True):
    """The unit that is aligned.

    `text` is what a reader sees: markup is left out, entities are decoded, a soft line break is one
    space. `start` and
    `end` bound the block in the file. `literal` lists what is not prose: inline code, placeholders,
    bare addresses; `labels` what is set off by strong emphasis, as names of buttons and menus are.
    `edges` are the white space in front of the text of a unit and behind it, which translations
    keep; `code_language` is what a fence says that its code is written in.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    pieces: tuple[Piece, ...]
    links: tuple[Link, ...] = ()
    literal: tuple[Range, ...] = ()
    level: int = 0
    labels: tuple[Range, ...] = ()
    edges: tuple[str, str] = ("", "")
    code_language: str = ""

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Return the place of the text `[start, end)` in the file.

        For an empty range it is the place before its first character.
        """
        first = self._place(start)[0]
        return (first, first) if end <= start else (first, max(first, self._place(end - 1)[1]))

    def range_of(self, start: int, end: int) -> Range:
        """Return the range of the text that is at the file offsets `[start, end)`.

        Empty if none of it is.
        """
        low, high = len(self.text), 0
        for index, piece in enumerate(self.pieces):
            stop = self.pieces[index + 1].at if index + 1 < len(self.pieces) else len(self.text)
            if piece.end <= start or piece.start >= end:
                continue
            if piece.exact:
                low = min(low, piece.at + max(0, start - piece.start))
                high = max(high, min(stop, piece.at + min(piece.end, end) - piece.start))
            else:
                low, high = min(low, piece.at), max(high, stop)
        return Range(low, high) if low < high else Range(0, 0)

    def _place(self, offset: int) -> tuple[int, int]:
        if len(self.pieces) == 1 and self.pieces[0].at <= offset:
            index = 0
        else:
            index = bisect_right(self.pieces, offset, key=lambda piece: piece.at) - 1
        if index < 0:
            return self.start, self.start
        piece = self.pieces[index]
        if not piece.exact:
            return piece.start, piece.end
        place = piece.start + offset - piece.at
        return place, min(place + 1, piece.end)


class Fault(Struct, frozen=True):
    """What makes part of a file unusable for the programs that read it, and its place there."""

    message: str
    start: int
    end: int


class Keys(Struct, frozen=True):
    """Keys that only one of two files has: those that have no translation (`missing`) with the
    offset where the first of them belongs (`place`), and the places of those that the source no
    longer has (`obsolete`).
    """

    missing: tuple[str, ...] = ()
    place: int = 0
    obsolete: tuple[tuple[int, int], ...] = ()


class Document(Struct, frozen=True):
    """A file that has been read: its decoded text and its blocks in order.

    `metadata` contains what the file declares about itself (front matter, PO header), as strings.
    `line_starts` has the offset of each line's first character, `unfinished` the ranges of units
    that are untranslated or awaiting review, `faults` what makes it unusable for its programs.
    `contexts` has for each block of a file of units the context that its translator was given, or
    None if it is one of several plural forms; it is empty if the format has neither. `keys` says
    how a file with keys differs from that of the source.
    """

    text: str
    blocks: tuple[Block, ...]
    line_starts: tuple[int, ...]
    metadata: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    unfinished: tuple[tuple[int, int], ...] = ()
    faults: tuple[Fault, ...] = ()
    contexts: tuple[str | None, ...] = ()
    keys: Keys = field(default_factory=Keys)

    def offset(self, line: int, column: int) -> int:
        """Return the file offset of a 1-based line and column."""
        return self.line_starts[line - 1] + column - 1

    def position(self, offset: int) -> tuple[int, int]:
        """Return the 1-based line and column of a file offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def location(self, lang: str, path: str, start: int, end: int) -> Location:
        """Return the place of the file offsets `[start, end)` in the form used in reports."""
        first, last = self.position(start), self.position(end)
        columns = self._byte_column(start, first[1]), self._byte_column(end, last[1])
        return Location(lang, path, *first, *last, self.text[start:end], columns)

    def _byte_column(self, offset: int, column: int) -> int:
        return len(self.text[offset - column + 1 : offset].encode("utf-8", "replace")) + 1


class Version(Struct, frozen=True):
    """One language's text of a story: its tag, the path as the user would write it, and whether the
    tag was guessed.

    `data` are the bytes of a version that is not on disk; the path then only serves as name and
    gives the format.
    """

    lang: str
    path: Path
    shown: str
    guessed: bool = False
    data: bytes | None = None


class Story(Struct, frozen=True):
    """One article: its id, its versions in order, and which of them is the source (None if that is
    unknown).

    `bilingual` marks a story of units, which the files themselves align: each file after the first
    version's has units in its own language and in that of the first version, or shares its keys.
    `is_partial` says that only some of its versions were named and are in it.
    """

    id: str
    versions: tuple[Version, ...]
    source: int | None = None
    bilingual: bool = False
    is_partial: bool = False


class Bead(Struct, frozen=True):
    """Blocks of two versions that belong together (Gale & Church 1993), by index.

    Either side may be empty.

    `score` is the posterior probability that the bead is right, between 0 and 1. `moved` marks a
    pair out of order.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    score: float
    moved: bool = False


class Location(Struct, frozen=True):
    """A place in a file: 1-based lines and columns in code points, the end exclusive, with the text
    at that place.

    `byte_columns` are the two columns counted in bytes of UTF-8, as required by some formats.
    `opening` is how the paragraph begins in a file whose lines nobody sees: in Word a line is a
    paragraph.
    """

    lang: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    byte_columns: tuple[int, int] = (1, 1)
    opening: str = ""

    @property
    def shown(self) -> str:
        """Return the place as people look for it: `nl.md:12:5`, or `nl.docx ¶12 “It opened …”`; of
        what is missing, the paragraph before it.
        """
        if self.opening:
            after = "" if self.text else "after "
            return f"{self.path} {after}¶{self.line} “{self.opening}”"
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def spot(self) -> str:
        """Return the place without its path: `line 12`, or `paragraph 12`."""
        return f"{'paragraph' if self.opening else 'line'} {self.line}"


class Finding(Struct, frozen=True):
    """One reported problem.

    `confidence` is a probability; the fingerprint is derived from `evidence`.
    """

    code: str
    rule: str
    severity: Severity
    confidence: float
    message: str
    evidence: str
    location: Location
    related: tuple[Location, ...] = ()
    suggestion: str | None = None
    fingerprint: str = ""


class VersionReport(Struct, frozen=True):
    """The data of a version in a report: its language, path and size."""

    lang: str
    path: str
    blocks: int
    words: int


class Mark(Struct, frozen=True):
    """A range of a block's text that a finding is about: its own place, or a related one."""

    start: int
    end: int
    fingerprint: str
    related: bool


class TextBlock(Struct, frozen=True):
    """A block as a report shows it."""

    kind: BlockKind
    level: int
    text: str
    line: int
    marks: tuple[Mark, ...] = ()


class TextRow(Struct, frozen=True):
    """The blocks of all versions that belong together, one cell per version (empty if it has none),
    and their findings.

    `findings` are fingerprints.
    """

    cells: tuple[tuple[TextBlock, ...], ...]
    findings: tuple[str, ...] = ()


class SideBySide(Struct, frozen=True):
    """The texts of a story's versions, row by row.

    `columns` are the versions by index, beginning with the one that the others were compared with;
    `scripts` are theirs (ISO 15924).
    """

    columns: tuple[int, ...]
    scripts: tuple[str, ...]
    rows: tuple[TextRow, ...]


class StoryReport(Struct, frozen=True):
    """The findings in one story; stories without findings are reported too.

    `suppressed` has the code and the fingerprint (without its number) of findings that are not
    reported. `texts` is only present if a report that shows them was requested. `fault` says why
    the story was not checked, if it was not. `pages` are the files that its links lead to, and
    whether each was there: findings depend on that too. `is_lasting` says that it depends on files
    alone, not on the history of their repository. `headline` is the title of its source, or how
    that begins. `is_partial` is the story's: versions that were not named were not checked.
    """

    story: str
    source: str | None
    versions: tuple[VersionReport, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    suppressed: tuple[tuple[str, str], ...] = ()
    texts: SideBySide | None = None
    fault: str = ""
    pages: dict[str, bool] = field(default_factory=dict)
    is_lasting: bool = True
    headline: str = ""
    is_partial: bool = False

    def count(self, severity: Severity) -> int:
        """Return how many findings have exactly this severity."""
        return sum(finding.severity is severity for finding in self.findings)


class CommitReport(Struct, frozen=True):
    """A commit that changed a source: its id, its time in seconds since 1970, its first line."""

    id: str
    time: int
    subject: str


class ParagraphStatus(Struct, frozen=True):
    """A paragraph that a translation does not follow: what the source had and has, what the
    translation has, their lines (0 where there is none), and the commit that changed it (empty if
    it is not committed).
    """

    kind: LagKind
    before: str
    after: str
    text: str
    source_line: int
    line: int
    commit: str


class VersionState(StrEnum):
    """How a version relates to its source."""

    COMPLETE = "complete"
    LAGGING = "lagging"
    MISSING = "missing"
    UNKNOWN = "unknown"  # its base is not in this clone, or there is no git


class VersionStatus(Struct, frozen=True):
    """How far a version is behind its source.

    `paragraphs` and `lagging` are counts of the source's paragraphs (of a file of units, of units),
    `untranslated` the share of the version's text that is the source's, from 0 to 1. `since` is the
    time of the oldest change that it does not follow, in seconds since 1970 (0 if there is none).
    `base` is the revision that its file names, `base_key` the key under which it does; empty if it
    names none. `note` says why the state is unknown.
    """

    lang: str
    path: str
    state: VersionState
    paragraphs: int = 0
    lagging: int = 0
    untranslated: float = 0.0
    since: int = 0
    base: str = ""
    base_key: str = ""
    commits: tuple[CommitReport, ...] = ()
    changes: tuple[ParagraphStatus, ...] = ()
    note: str = ""


class StoryStatus(Struct, frozen=True):
    """How far the versions of a story are behind its source, whose language and path are given."""

    story: str
    source: str
    path: str
    versions: tuple[VersionStatus, ...]


class Board(Struct, frozen=True):
    """The status of all stories, at a time in seconds since 1970; `made` is when it was found out,
    which was earlier if nothing has changed since.
    """

    stories: tuple[StoryStatus, ...]
    time: float
    made: float


class RuleReport(Struct, frozen=True):
    """The data of an enabled rule in a report."""

    code: str
    name: str
    severity: Severity
    summary: str
    why: str
    fix: Fix = Fix.NONE


class Totals(Struct, frozen=True):
    """The counts of a run: its stories and their versions, and its findings by severity."""

    stories: int
    versions: int
    errors: int
    warnings: int
    infos: int

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.stories + other.stories,
            self.versions + other.versions,
            self.errors + other.errors,
            self.warnings + other.warnings,
            self.infos + other.infos,
        )

    def worst(self) -> Severity:
        """Return the highest severity found, or OFF if there are no findings."""
        found = (
            (Severity.ERROR, self.errors),
            (Severity.WARNING, self.warnings),
            (Severity.INFO, self.infos),
        )
        return next((severity for severity, count in found if count), Severity.OFF)


class Run(Struct, frozen=True):
    """The results of one call, in the order of the story ids, with the rules used and the duration
    in seconds.

    `root` is the folder of the git repository, if there is one, because services want paths
    relative to it. `id` is unique to the call, `begun` its time in seconds since 1970, `signature`
    what makes its findings reproducible, `judged` the codes that it could find.
    """

    stories: Sequence[StoryReport]
    seconds: float
    rules: tuple[RuleReport, ...] = ()
    root: str | None = None
    id: str = ""
    begun: float = 0.0
    signature: str = ""
    judged: tuple[str, ...] = ()

    def path_in_repository(self, path: str) -> str:
        """Return a path, relative to the working folder or absolute, from the repository's root
        with slashes.
        """
        if self.root is None or not Path(path).resolve().is_relative_to(self.root):
            return Path(path).as_posix()
        return Path(path).resolve().relative_to(self.root).as_posix()

    def totals(self) -> Totals:
        """Return the counts over all stories."""
        severities: Counter[Severity] = Counter()
        versions = 0
        for story in self.stories:
            severities.update(finding.severity for finding in story.findings)
            versions += len(story.versions)
        return Totals(
            len(self.stories),
            versions,
            *(severities[s] for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)),
        )
