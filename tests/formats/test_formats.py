"""Properties of every reader: offsets point at the text they name, and no input makes one crash."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transcheck import formats
from transcheck.annotate import annotate
from transcheck.formats import FORMATS, LINE_END, UnreadableError, decode, html, markdown, po, text
from transcheck.model import Block, Document, Version

MARKUP = st.sampled_from(
    [
        *(
            "\n",
            "\r\n",
            "\r",
            "\n\n",
            "\t",
            " ",
            "# ",
            "- ",
            "1. ",
            "> ",
            "| ",
            "|",
            "---\n",
            "```\n",
            "    ",
            "**",
            "_",
        ),
        *(
            "`",
            "[",
            "](x)",
            "![",
            "<b>",
            "</b>",
            "<p>",
            "</p>",
            "<!--",
            "-->",
            "&amp;",
            "&#x0;",
            "\\",
            "\0",
            "\ufeff",
            "é",
        ),
        *(
            "e\u0301",
            "क्षि",
            "𝄞",
            "中文",
            "ไทย",
            "שלום",
            "word",
            "Ann B. Lee",
            "1.234,5",
            "٣٫٥",
            "12万",
            "https://a.b/c",
        ),
        *("a@b.org", "10:30", "\u2028", "\x0b", "\x85", '"', "msgid ", "msgstr "),
    ]
)
TEXTS = st.lists(st.one_of(MARKUP, st.text(max_size=8)), max_size=40).map("".join)


def assert_exact(document: Document) -> None:
    assert document.line_starts == formats.line_starts(document.text)
    for block in document.blocks:
        assert 0 <= block.start < block.end <= len(document.text)
        assert_pieces(document, block)
        for annotated in annotate(Version("en", Path("x"), "x"), document).blocks:
            spans: tuple[Any, ...] = (
                *annotated.words,
                *annotated.numbers,
                *annotated.names,
                *annotated.addresses,
            )
            for span in spans:
                low, high = annotated.block.locate(span.start, span.end)
                assert annotated.block.start <= low < high <= annotated.block.end
                assert document.position(low) <= document.position(high)


def assert_pieces(document: Document, block: Block) -> None:
    """Every piece that is mapped character by character equals the text at its place in the
    file.
    """
    for index, piece in enumerate(block.pieces):
        stop = block.pieces[index + 1].at if index + 1 < len(block.pieces) else len(block.text)
        assert block.start <= piece.start <= piece.end <= block.end
        if piece.exact:
            assert stop - piece.at == piece.end - piece.start
            own, raw = block.text[piece.at : stop], document.text[piece.start : piece.end]
            assert (
                own in (raw, raw.replace("\0", "\ufffd"))
                or LINE_END.search(raw)
                or not own.strip()
                or own == "&"
            )


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("a\r\n> b\r\n> c")
@example("| a |\n|---|\n| b\\|c |")
def test_markdown(source: str) -> None:
    assert_exact(markdown.read(source))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("<p>a&amp;b<br>c</p><pre>x\ny</pre>")
@example("<img alt='a&lt;b' src=x><a href=y>z")
def test_html(source: str) -> None:
    assert_exact(html.read(source))


READERS = sorted({known.reader for known in FORMATS if not known.units})


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_every_format_keeps_its_places(reader: str, source: str) -> None:
    module = import_module(reader)
    if hasattr(module, "read"):
        assert_exact(module.read(source))
        return
    with suppress(UnreadableError):
        assert_exact(module.read_bytes(source.encode("utf-8")))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_text(source: str) -> None:
    assert_exact(text.read(source))


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_po(source: str, target: str) -> None:
    def quoted(value: str) -> str:
        return (
            '"'
            + "".join(
                f"\\{c}"
                if c in '"\\'
                else ("\\n" if c in "\n\r\x0b\x0c\x85\u2028\u2029\x1c\x1d\x1e" else c)
                for c in value
            )
            + '"'
        )

    try:
        file = po.read(f"msgid {quoted(source)}\nmsgstr {quoted(target)}\n")
    except UnreadableError:
        return
    assert_exact(file.document(block for unit in file.units for block in unit.segments if block))


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_po_of_any_text_is_read_or_refused(source: str) -> None:
    try:
        file = po.read(source)
    except UnreadableError:
        return
    assert_exact(file.document(block for unit in file.units for block in unit.segments if block))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        decoded, _ = decode(data)
    except UnreadableError:
        return
    assert_exact(text.read(decoded))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbfabc", "abc"),
        ("żółć i gęś".encode("utf-16"), "żółć i gęś"),
        (b"a\0b", "a\0b"),
        (
            "Zażółć gęślą jaźń, a potem wróć do domu, bo już późno.".encode("cp1250"),
            "Zażółć gęślą jaźń, a potem wróć do domu, bo już późno.",
        ),
    ],
)
def test_encodings(data: bytes, expected: str) -> None:
    assert decode(data)[0] == expected


def test_binary_is_refused() -> None:
    with pytest.raises(UnreadableError, match="binary"):
        decode(bytes(range(32)) * 20)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be read"):
        formats.read(tmp_path / "nothing.md")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x1f\x8brest", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
    ],
)
def test_other_files_under_a_text_name_are_called_what_they_are(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableError, match=what):
        decode(data)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "nl.md"
    with huge.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(UnreadableError, match="has 100 MB"):
        formats.read(huge)


def test_a_page_is_read_as_one_whatever_its_suffix(tmp_path: Path) -> None:
    page = tmp_path / "nl.txt"
    page.write_text("<!DOCTYPE html>\n<html><body><p>One</p><p>Two</p></body></html>")
    assert [block.text for block in formats.read(page).blocks] == ["One", "Two"]
