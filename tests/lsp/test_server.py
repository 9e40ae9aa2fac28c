"""The language server, driven by a client as an editor drives it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

NL = "# De brug\n\nDe brug is 148 meter lang.\n\nHij weegt 12 ton.\n"
PL = "# Most\n\n😀 Most ma 184 metry długości.\n\nWaży 12 ton.\n"


class Editor(LanguageClient):
    """An editor that remembers the diagnostics of each file."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.found: dict[str, list[types.Diagnostic]] = {}
        self.published = asyncio.Event()

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def receive(params: types.PublishDiagnosticsParams) -> None:
            self.found[params.uri] = list(params.diagnostics)
            self.published.set()

    async def until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        async with asyncio.timeout(seconds):
            while not condition():
                self.published.clear()
                await self.published.wait()

    def open(self, path: Path, text: str) -> str:
        document = types.TextDocumentItem(path.as_uri(), "markdown", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(document))
        return path.as_uri()

    def change(self, uri: str, version: int, text: str) -> None:
        identified = types.VersionedTextDocumentIdentifier(version, uri)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.text_document_did_change(types.DidChangeTextDocumentParams(identified, [whole]))


def in_editor(folder: Path, work: Callable[[Editor], Coroutine[Any, Any, None]]) -> None:
    async def session() -> None:
        editor = Editor()
        environment = {**os.environ, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        await editor.start_io(
            sys.executable, "-m", "transcheck", "lsp", cwd=folder, env=environment
        )
        try:
            root = types.InitializeParams(types.ClientCapabilities(), root_uri=folder.as_uri())
            await editor.initialize_async(root)
            editor.initialized(types.InitializedParams())
            await work(editor)
        finally:
            await editor.shutdown_async(None)
            editor.exit(None)
            await editor.stop()  # type: ignore[no-untyped-call]

    asyncio.run(session())


def bridge(folder: Path) -> tuple[Path, Path]:
    (folder / "transcheck.toml").write_text('source = "nl"\n')
    (folder / "nl.md").write_text(NL)
    (folder / "pl.md").write_text(PL)
    return folder / "nl.md", folder / "pl.md"


def test_open_change_and_close(tmp_path: Path) -> None:
    _, pl = bridge(tmp_path)

    async def work(editor: Editor) -> None:
        uri = editor.open(pl, PL)
        await editor.until(lambda: bool(editor.found.get(uri)))
        [shown] = editor.found[uri]
        assert (shown.code, shown.severity) == ("NUM101", types.DiagnosticSeverity.Error)
        # 😀 is two units of UTF-16
        assert (shown.range.start.line, shown.range.start.character) == (2, 11)
        assert shown.related_information is not None
        assert shown.related_information[0].location.uri.endswith("/nl.md")
        editor.change(uri, 2, PL.replace("184", "148"))
        await editor.until(lambda: editor.found[uri] == [])
        editor.change(uri, 3, PL.replace("12 ton", "13 ton").replace("184", "148"))
        await editor.until(lambda: bool(editor.found[uri]))
        identified = types.TextDocumentIdentifier(uri)
        editor.text_document_did_close(types.DidCloseTextDocumentParams(identified))
        await editor.until(lambda: editor.found[uri] == [])

    in_editor(tmp_path, work)
    assert pl.read_text() == PL  # what an editor holds is never written by the server


def test_what_is_offered_and_the_counterpart(tmp_path: Path) -> None:
    nl, pl = bridge(tmp_path)
    dutch = NL.replace("148 meter", "148.5 meter en 2.5 ton") + "\nHet kostte 2,5 euro of 3,5.\n"
    polish = (
        PL.replace("184 metry", "148.5 metra i 2.5 tony") + "\nTo 2,5 euro lub 3,5 kosztowało.\n"
    )

    async def work(editor: Editor) -> None:
        editor.open(nl, dutch)
        uri = editor.open(pl, polish)
        await editor.until(lambda: bool(editor.found.get(uri)))
        identified = types.TextDocumentIdentifier(uri)
        shown = editor.found[uri][0]
        context = types.CodeActionContext([shown])
        asked = types.CodeActionParams(identified, shown.range, context)
        offered = await editor.text_document_code_action_async(asked)
        titles = [action.title for action in offered or []]
        assert any("Write “" in title for title in titles)
        assert any("ignore NUM107 here" in title for title in titles)
        at = types.Position(2, 3)
        hover = await editor.text_document_hover_async(types.HoverParams(identified, at))
        assert hover is not None
        assert "De brug is 148.5 meter" in str(hover.contents)
        places = await editor.text_document_definition_async(types.DefinitionParams(identified, at))
        assert [place.range.start.line for place in places or []] == [2]  # type: ignore[union-attr]

    in_editor(tmp_path, work)


def test_files_of_units_and_files_without_versions(tmp_path: Path) -> None:
    po = tmp_path / "nl.po"
    text = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n\nmsgid "{a}"\nmsgstr "{b}"\n'
    po.write_text(text.replace("{b}", "{a}"))
    alone = tmp_path / "notes" / "alone.md"
    alone.parent.mkdir()
    alone.write_text("Alone.\n")

    async def work(editor: Editor) -> None:
        uri = editor.open(po, text)
        await editor.until(lambda: bool(editor.found.get(uri)))
        assert {shown.code for shown in editor.found[uri]} == {"MRK101"}
        other = editor.open(alone, "Alone.\n")
        await editor.until(lambda: other in editor.found)
        assert editor.found[other] == []

    in_editor(tmp_path, work)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from /proc")
def test_many_open_files_keep_the_memory_bounded(tmp_path: Path) -> None:
    stories, languages = 40, ("en", "nl", "pl")
    (tmp_path / "transcheck.toml").write_text('source = "en"\n')
    texts = {
        "en": "The baker of street {n} opens at {n} and bakes {m} loaves of rye bread every day.",
        "nl": "De bakker van straat {n} opent om {n} en bakt elke dag {m} roggebroden.",
        "pl": "Piekarz z ulicy {n} otwiera o {n} i piecze codziennie {k} bochenków chleba.",
    }
    for number in range(stories):
        for lang in languages:
            path = tmp_path / lang / f"page{number}.md"
            path.parent.mkdir(exist_ok=True)
            lines = [
                texts[lang].format(n=number + 10 * row, m=2100 + row, k=2100 + row + (row == 5))
                for row in range(8)
            ]
            path.write_text("\n\n".join(lines) + "\n")

    async def work(editor: Editor) -> None:
        uris = []
        for number in range(stories):
            for lang in languages:
                path = tmp_path / lang / f"page{number}.md"
                uris.append(editor.open(path, path.read_text()))
        await editor.until(lambda: all(uri in editor.found for uri in uris), seconds=120)
        assert all(editor.found[uri] for uri in uris if "/pl/" in uri)
        server = editor._server  # it has no public name
        assert server is not None
        status = Path(f"/proc/{server.pid}/status").read_text()
        peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
        assert int(peak.split()[1]) < 300_000

    in_editor(tmp_path, work)
