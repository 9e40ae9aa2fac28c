"""Keeps other pages out: what a browser may send here, and from where.

A page of another site can make a visitor's browser send requests to this machine. It is refused
because it does not know the token, because its `Origin` is another, and, where its name was made to
point here (DNS rebinding), because its `Host` is.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "X-Transcheck-Token"
MOST_BYTES = 32 * 1024 * 1024  # of a request
_DIGITS = 12  # of a length
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_FETCHED_BY_OTHERS = frozenset({"cross-site", "same-site"})
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """ASGI middleware that refuses requests for other hosts, from other pages, without the token,
    or that are too large.

    `hosts` are the names by which this server may be called.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], token: str) -> None:
        self._app, self._hosts, self._token = app, frozenset(hosts), token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, _with_headers(send))
            return
        await self._app(scope, _bounded(receive), _with_headers(send))

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        """Return the refusal of a request, None if it is welcome."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return _no(421, f"this server is not {_name(host) or 'unnamed'}")
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            return _no(403, "requests from other pages are refused")
        if headers.get("sec-fetch-site") in _FETCHED_BY_OTHERS and scope["method"] != "GET":
            return _no(403, "requests from other pages are refused")
        if scope["method"] in ("GET", "HEAD"):
            return None
        given = headers.get(TOKEN_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._token.encode()):
            return _no(403, "the page is out of date; load it again")
        size = headers.get("content-length", "")
        if not size.isdecimal() or len(size) > _DIGITS or int(size) > MOST_BYTES:
            return _no(413, f"at most {MOST_BYTES // 1024 // 1024} MB can be checked at once")
        return None


def _no(status: int, reason: str) -> PlainTextResponse:
    return PlainTextResponse(f"{reason}\n", status, {"Connection": "close"})


def _name(host: str) -> str:
    """Return the name of a host without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _bounded(receive: Receive) -> Receive:
    """Return a receiver that stops when a body is larger than it may be."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return bounded


def _with_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *_HEADERS]
        await send(message)

    return with_headers
