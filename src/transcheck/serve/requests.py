"""What the workbench sends: the versions of a story, and what it gets back."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec
from msgspec import Struct

from transcheck.library import Text
from transcheck.model import TranscheckError

MOST_VERSIONS = 30


class Version(Struct, forbid_unknown_fields=True):
    """A version: its language (empty to have it guessed), the name of its file, and its text, or
    the bytes of its file in base64.
    """

    lang: str = ""
    name: str = ""
    text: str | None = None
    data: str | None = None


class Request(Struct, forbid_unknown_fields=True):
    """A story to check, and the language of its source, if that is known."""

    versions: list[Version]
    source: str = ""


class Answer(Struct):
    """The languages of the versions, what each is taken for, and the findings as HTML."""

    langs: list[str]
    html: str
    findings: int


def parse(body: bytes) -> Request:
    """Return the request in a body.

    Raises:
        TranscheckError: the body is not a request.
    """
    try:
        request = msgspec.json.decode(body, type=Request)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise TranscheckError(f"the request cannot be read ({error})") from error
    if not request.versions or len(request.versions) > MOST_VERSIONS:
        raise TranscheckError(f"give 1 to {MOST_VERSIONS} versions")
    return request


def texts(request: Request) -> list[Text]:
    """Return the versions of a request as texts to check.

    Raises:
        TranscheckError: a version has neither a text nor data, or its data is not base64.
    """
    return [Text(_content(version), version.lang, version.name) for version in request.versions]


def _content(version: Version) -> str | bytes:
    if version.text is not None:
        return version.text
    try:
        return base64.b64decode(version.data or "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise TranscheckError(f"{version.name or 'a file'} did not arrive whole") from error


def encoded(value: Any) -> bytes:
    """Return a value as JSON."""
    return msgspec.json.encode(value)
