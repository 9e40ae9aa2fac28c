"""Alignments: the beads of a story's versions as a table, JSON, TSV or TMX 1.4b."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from msgspec.structs import asdict

from transcheck import __version__
from transcheck.report.csv import inert
from transcheck.report.visible import visible, without_commands
from transcheck.views.alignment import AlignedPair

FORMATS = ("table", "json", "tsv", "tmx")
_WIDEST = 50  # columns of a text in the table


def render(format_name: str, pairs: Iterable[AlignedPair]) -> str:
    """Return the pairs in a format (one of FORMATS)."""
    renderers = {"table": _table, "json": _json, "tsv": _tsv, "tmx": _tmx}
    return renderers[format_name](list(pairs))


def _table(pairs: list[AlignedPair]) -> str:
    from tabulate import tabulate

    rows = [_cells(pair, _cut) for pair in pairs]
    headers = ["story", "lang", "line", "text", "lang", "line", "text", "score"]
    return without_commands(tabulate(rows, headers, "simple", disable_numparse=True) + "\n")


def _json(pairs: list[AlignedPair]) -> str:
    return json.dumps([asdict(pair) for pair in pairs], ensure_ascii=False, indent=1) + "\n"


def _tsv(pairs: list[AlignedPair]) -> str:
    head = "story\tleft_lang\tleft_line\tleft\tright_lang\tright_line\tright\tscore\tmoved"
    rows = (
        [*(inert(cell) for cell in _cells(pair, _flat)), str(int(pair.moved))] for pair in pairs
    )
    return "".join("\t".join(row) + "\n" for row in ([head], *rows))


def _cells(pair: AlignedPair, text: Callable[[tuple[str, ...]], str]) -> list[str]:
    left = [pair.left_lang, _line(pair.left_line), text(pair.left)]
    right = [pair.right_lang, _line(pair.right_line), text(pair.right)]
    return [visible(pair.story), *left, *right, f"{pair.score:.2f}"]


def _tmx(pairs: list[AlignedPair]) -> str:
    """Return a translation memory of the pairs that have both sides."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<tmx version="1.4">',
        f'<header creationtool="transcheck" creationtoolversion={quoteattr(__version__)} '
        'segtype="paragraph"'
        ' o-tmf="transcheck" adminlang="en" srclang="*all*" datatype="plaintext"/>',
        "<body>",
        *(line for pair in pairs if pair.left and pair.right for line in _unit(pair)),
        "</body>",
        "</tmx>",
    ]
    return "\n".join(lines) + "\n"


def _unit(pair: AlignedPair) -> Iterator[str]:
    yield "<tu>"
    for lang, texts in ((pair.left_lang, pair.left), (pair.right_lang, pair.right)):
        yield f"<tuv xml:lang={quoteattr(lang)}><seg>{escape(_printable(_flat(texts)))}</seg></tuv>"
    yield "</tu>"


def _printable(text: str) -> str:
    """Return a text without the characters that XML 1.0 cannot contain."""
    return "".join(
        c
        for c in text
        if c == "\t" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )


def _flat(texts: tuple[str, ...]) -> str:
    return visible(" ".join(" ".join(texts).split()))


def _cut(texts: tuple[str, ...]) -> str:
    flat = _flat(texts)
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"


def _line(line: int | None) -> str:
    return "" if line is None else str(line)
