"""The language server: what an editor reports, and what it is answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from transcheck import __version__
from transcheck.locales import language_name
from transcheck.lsp.diagnostics import Lines, actions, diagnostic
from transcheck.lsp.stories import Checked, Stories
from transcheck.model import Finding, TranscheckError
from transcheck.storage import read_text

_WAIT = 0.2  # seconds after the last change of a text
_TEXTS = 30  # files whose counterparts are kept
_SHOWN = 2_000  # characters of a counterpart


class Server(LanguageServer):
    """Checks the story of each file that is open, again after each change."""

    def __init__(self) -> None:
        super().__init__("transcheck", __version__)
        self._stories = Stories()
        self._checked: dict[Path, Checked] = {}  # by each file of it that is open
        self._timers: dict[Path, asyncio.TimerHandle] = {}
        self._due: dict[Path, None] = {}  # files to be checked, in order
        self._working: asyncio.Task[None] | None = None

    def opened(self) -> dict[Path, str]:
        """Return the texts that are open, by their files."""
        return {
            path: document.source
            for uri, document in self.workspace.text_documents.items()
            if (path := path_of(uri)) is not None
        }

    def later(self, uri: str, wait: float = _WAIT) -> None:
        """Check the story of a file after a moment, unless it changes again before."""
        path = path_of(uri)
        if path is None:
            return
        if path in self._timers:
            self._timers.pop(path).cancel()
        loop = asyncio.get_running_loop()
        self._timers[path] = loop.call_later(wait, self._start, path)

    def _start(self, path: Path) -> None:
        """Have a file checked, after those that are due already: one story at a time."""
        self._timers.pop(path, None)
        self._due[path] = None
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._due:
            path = next(iter(self._due))
            del self._due[path]
            await self._check(path)

    def close(self, uri: str) -> None:
        """Forget a file, and what was reported in it."""
        path = path_of(uri)
        if path is not None:
            self._checked.pop(path, None)
            self._due.pop(path, None)
            if path in self._timers:
                self._timers.pop(path).cancel()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    async def _check(self, path: Path) -> None:
        opened = self.opened()
        try:
            found = await asyncio.to_thread(self._stories.check, path, opened)
        except TranscheckError as error:
            self._say(str(error))
            return
        except Exception as error:  # one file must not end the session
            self._say(f"internal error ({type(error).__name__}: {error}); please report it")
            return
        # some may have been opened or closed meanwhile: they were checked as they are on disk
        opened = {known: opened[known] for known in self.opened() if known in opened}
        if found is None:
            self._publish(path, [])
            return
        for version in found.story.versions:
            if version.path in opened:
                self._remember(version.path, found)
                self._publish(version.path, self._diagnostics(version.path, found))

    def _remember(self, path: Path, found: Checked) -> None:
        """Keep what was found in a file; the texts only of the last ones, as a workspace may have
        hundreds of files open.
        """
        self._checked.pop(path, None)
        self._checked[path] = found
        if len(self._checked) > _TEXTS:
            oldest = list(self._checked)[-_TEXTS - 1]
            self._checked[oldest] = self._checked[oldest].without_texts()

    def _say(self, message: str) -> None:
        self.window_log_message(types.LogMessageParams(types.MessageType.Warning, message))

    def _publish(self, path: Path, found: list[types.Diagnostic]) -> None:
        uri = uris.from_fs_path(str(path)) or ""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found))

    def _diagnostics(self, path: Path, found: Checked) -> list[types.Diagnostic]:
        read = cache(self.lines)
        return [
            diagnostic(finding, read(path), read)
            for finding in found.report.findings
            if Path(finding.location.path).absolute() == path
        ]

    def lines(self, path: Path) -> Lines:
        """Return the lines of a file, as it is in the editor or else on disk."""
        return Lines(self.text(path), self._units())

    def text(self, path: Path) -> str:
        """Return the text of a file, as it is in the editor or else on disk."""
        text = self.opened().get(path.absolute())
        if text is None:
            try:
                text = read_text(path)
            except (OSError, ValueError):
                text = ""
        return text

    def _units(self) -> Callable[[str], int]:
        return self.workspace.position_codec.client_num_units

    def known(self, uri: str) -> tuple[Path, Checked] | None:
        """Return a file with its story, None if it has not been checked."""
        path = path_of(uri)
        found = self._checked.get(path) if path is not None else None
        if path is None or found is None:
            return None
        if found.report.texts is None:
            self.later(uri, 0.0)  # for the next time
        return path, found


def path_of(uri: str) -> Path | None:
    """Return the file at an address, None if it is not a file."""
    found = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return Path(found).absolute() if found else None


def server() -> Server:
    """Return a server that is ready to be started."""
    made = Server()

    @made.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        made.later(params.text_document.uri, 0.0)

    @made.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        made.later(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        made.later(params.text_document.uri, 0.0)

    @made.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        made.close(params.text_document.uri)

    @made.feature(types.TEXT_DOCUMENT_CODE_ACTION)
    def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        known = made.known(params.text_document.uri)
        if known is None:
            return []
        path, found = known
        findings: dict[str, Finding] = {f.fingerprint: f for f in found.report.findings}
        offered: list[types.CodeAction] = []
        for shown in params.context.diagnostics:
            finding = findings.get(str(shown.data))
            if finding is not None:
                offered += actions(finding, shown, made.text(path), made.lines(path))
        return offered

    @made.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        known = made.known(params.text_document.uri)
        if known is None:
            return None
        path, found = known
        parts = [
            f"{language_name(version.lang)}: {block.text[:_SHOWN]}"
            for version, block in found.counterparts(path, params.position.line + 1)
        ]
        if not parts:
            return None
        # plain, so that nothing in an article becomes a link or a picture
        return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, "\n\n".join(parts)))

    @made.feature(types.TEXT_DOCUMENT_DEFINITION)
    def counterpart(params: types.DefinitionParams) -> list[types.Location]:
        known = made.known(params.text_document.uri)
        if known is None:
            return []
        path, found = known
        places = []
        for version, block in found.counterparts(path, params.position.line + 1):
            at = types.Position(block.line - 1, 0)
            uri = uris.from_fs_path(str(version.path)) or ""
            places.append(types.Location(uri, types.Range(at, at)))
        return places

    return made
