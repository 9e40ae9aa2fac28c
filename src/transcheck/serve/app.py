"""The server's application: its pages and what they ask for."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Collection
from functools import partial
from pathlib import PurePosixPath

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from transcheck import formats
from transcheck.config import Settings
from transcheck.library import Checker
from transcheck.model import TranscheckError
from transcheck.report import html, render, xlsx
from transcheck.serve import requests
from transcheck.serve.folder import Folder
from transcheck.serve.guard import LOCAL, Guard


def application(
    settings: Settings,
    folder: Folder | None = None,
    *,
    hosts: Collection[str] = (),
    token: str = "",
) -> Starlette:
    """Return the application.

    `hosts` are names, besides those of this machine, by which it may be called; `token` is what its
    own pages send along, chosen by chance unless given.
    """
    server = _Server(settings, folder, token or secrets.token_urlsafe(32))
    return Starlette(
        routes=server.routes(),
        middleware=[Middleware(Guard, hosts=[*LOCAL, *hosts], token=server.token)],
    )


class _Server:
    def __init__(self, settings: Settings, folder: Folder | None, token: str) -> None:
        self.token = token
        self._checker = Checker(settings, texts=True)
        self._folder = folder
        # a check is work for a processor: more at once than there are would only slow each other
        self._at_once = anyio.CapacityLimiter(os.cpu_count() or 1)

    def routes(self) -> list[Route]:
        """Return the addresses that are answered."""
        routes = [
            Route("/", self._workbench),
            Route("/check", self._check, methods=["POST"]),
            Route("/report/{kind}", self._report, methods=["POST"]),
        ]
        if self._folder is not None:
            routes += [
                Route("/stories", self._index),
                Route("/story/{name:path}", self._story),
                Route("/status", self._status),
                Route("/status.html", self._status),
                Route("/stories/{name:path}", self._lag),
                Route("/state", self._state),
            ]
        return routes

    async def _workbench(self, request: Request) -> Response:
        page = html.workbench_page(
            token=self.token, has_folder=self._folder is not None, suffixes=formats.formats()
        )
        return HTMLResponse(page)

    async def _check(self, request: Request) -> Response:
        """Answer with the findings of the texts in a request, as part of a page."""
        try:
            wanted = requests.parse(await request.body())
        except ClientDisconnect:
            return _sorry("the texts are too large", 413)
        except TranscheckError as error:
            return _sorry(str(error))
        return await self._worked(request, partial(self._answer, wanted))

    def _answer(self, wanted: requests.Request) -> Response:
        run = self._checker.check(requests.texts(wanted), source=wanted.source)
        [story] = run.stories
        # a file of units has two languages, and files of strings come in another order
        own = len(story.versions) == len(wanted.versions) and not any(
            formats.has_units(PurePosixPath(version.name)) for version in wanted.versions
        )
        answer = requests.Answer(
            [version.lang for version in story.versions] if own else [],
            html.findings_fragment(run),
            len(story.findings),
        )
        return Response(requests.encoded(answer), media_type="application/json")

    async def _report(self, request: Request) -> Response:
        """Answer with a report to be kept: a page, a workbook, or Markdown."""
        kind = request.path_params["kind"]
        if kind not in _REPORTS:
            return _sorry(f"{kind!r} is not a report", 404)
        try:
            wanted = requests.parse(await request.body())
        except (ClientDisconnect, TranscheckError) as error:
            return _sorry(str(error))
        return await self._worked(request, partial(self._rendered, wanted, kind))

    def _rendered(self, wanted: requests.Request, kind: str) -> Response:
        run = self._checker.check(requests.texts(wanted), source=wanted.source)
        media, suffix = _REPORTS[kind]
        if kind == "html":
            content: bytes = html.story_page(run).encode()
        elif kind == "xlsx":
            content = xlsx.render(run)
        else:
            content = "".join(render(kind, run)).encode()
        headers = {"Content-Disposition": f'attachment; filename="transcheck{suffix}"'}
        return Response(content, media_type=media, headers=headers)

    async def _index(self, request: Request) -> Response:
        return await self._worked(request, lambda: HTMLResponse(self._known.index()))

    async def _story(self, request: Request) -> Response:
        name = request.path_params["name"]
        return await self._worked(request, lambda: _found(self._known.story(name)))

    async def _lag(self, request: Request) -> Response:
        page = f"stories/{request.path_params['name']}"
        return await self._worked(request, lambda: _found(self._known.lag(page)))

    async def _status(self, request: Request) -> Response:
        return await self._worked(request, lambda: HTMLResponse(self._known.status()))

    async def _state(self, request: Request) -> Response:
        return await self._worked(request, lambda: JSONResponse({"state": self._known.state()}))

    @property
    def _known(self) -> Folder:
        assert self._folder is not None
        return self._folder

    async def _worked(self, request: Request, work: Callable[[], Response]) -> Response:
        """Return what some work answers; it is done in a thread, unless nobody waits for it any
        more by then.
        """
        async with self._at_once:
            if await request.is_disconnected():
                return _sorry("nobody waits for this any more")
            try:
                return await anyio.to_thread.run_sync(work)
            except TranscheckError as error:
                return _sorry(str(error))


_REPORTS = {
    "html": ("text/html; charset=utf-8", ".html"),
    "markdown": ("text/markdown; charset=utf-8", ".md"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"),
}


def _found(page: str | None) -> Response:
    return HTMLResponse(page) if page is not None else _sorry("page not found", 404)


def _sorry(message: str, status: int = 400) -> Response:
    return JSONResponse({"error": message}, status)
