"""Addresses written out in the text: web, e-mail, handles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_SUFFIXES = "com|org|net|edu|gov|io|info|dev|md|html|php|json|yml|yaml|txt|py|js"
# an address that is written out ends where Chinese, Japanese or Korean begins: no space does it
# there
_CJK = "\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff01-\uff65"
_ADDRESS = re.compile(
    rf"(?:https?://|www\.)[^\s<>\"'`“”«»|（）(){_CJK}]+(?:\([^\s<>()]*\)[^\s<>\"'`“”«»|(){_CJK}]*)*"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?<![A-Za-z0-9_.@/+-])@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
    rf"|(?<![\w@.-])(?:[A-Za-z0-9-]{{1,63}}\.)+(?:{_SUFFIXES})(?:/[^\s<>()]*)?(?!\w)"
)
# every address contains one of these, and few texts do
_SIGN = re.compile(rf"@|://|www\.|[A-Za-z0-9-]\.(?:{_SUFFIXES})")
_TRAILING = ".,;:!?'\"…。、，"


class Address(Struct, frozen=True):
    """An address in a block's text."""

    text: str
    start: int
    end: int


def find_addresses(text: str) -> Iterator[Address]:
    """Yield the addresses of a text in order, without the punctuation that follows them."""
    if not _SIGN.search(text):
        return
    for match in _ADDRESS.finditer(text):
        found = match.group().rstrip(_TRAILING)
        if found:
            yield Address(found, match.start(), match.start() + len(found))
