"""Stories as JSON lines, for pipelines: `{"story": "bridge", "versions": [{"lang": "en", "text":
"…"}, …]}`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from transcheck import formats
from transcheck.config import Settings
from transcheck.discover.origin import source_of
from transcheck.locales import parse_tag
from transcheck.model import Story, TranscheckError, Version


class _Version(msgspec.Struct, forbid_unknown_fields=True):
    """A version: its text or the path of its file.

    If both are given, the path only serves as name and gives the format.
    """

    lang: str
    text: str | None = None
    path: str | None = None


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """A story: its id, its versions in order, and the source's language if it is known."""

    story: str
    versions: list[_Version]
    source: str | None = None


def parse(line: bytes, where: str, settings: Settings) -> Story:
    """Return the story of a line of JSON; `where` names the line in messages.

    Raises:
        TranscheckError: the line is not a story.
    """
    try:
        data = msgspec.json.decode(line, type=_Line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        example = (
            '{"story": "bridge", "versions": [{"lang": "en", "text": "…"}, {"lang": "nl", '
            '"text": "…"}]}'
        )
        raise TranscheckError(
            f"{where}: is not a story ({error}); write one as {example}"
        ) from error
    versions = tuple(_version(version, data.story, where) for version in data.versions)
    langs = [version.lang for version in versions]
    if not data.story or not versions or len(set(langs)) < len(langs):
        raise TranscheckError(
            f"{where}: a story has an id and versions in different languages; this has "
            f"{langs or 'none'}"
        )
    source = parse_tag(data.source) if data.source else None
    if data.source and source not in langs:
        raise TranscheckError(
            f"{where}: the source {data.source!r} is none of the languages {', '.join(langs)}"
        )
    return Story(
        data.story, versions, langs.index(source) if source else source_of(versions, settings)
    )


def _version(data: _Version, story: str, where: str) -> Version:
    lang = parse_tag(data.lang)
    if lang is None:
        raise TranscheckError(
            f"{where}: {data.lang!r} is not a language tag; write one such as en or pt-BR"
        )
    shown = data.path or f"{story}/{lang}.txt"
    path = Path(shown)
    if "\0" in shown:
        raise TranscheckError(f"{where}: {shown!r} is not a path; leave out the null character")
    if data.text is None and not data.path:
        raise TranscheckError(
            f"{where}: the version {lang} has neither a text nor a path; give one of them"
        )
    known = formats.format_of(path)
    if known is None or known.units:
        suffixes = ", ".join(
            sorted(suffix for suffix, found in formats.formats().items() if not found.units)
        )
        raise TranscheckError(
            f"{where}: {shown}: the suffix tells the format, and must be one of {suffixes}"
        )
    return Version(lang, path, shown, data=None if data.text is None else data.text.encode())
