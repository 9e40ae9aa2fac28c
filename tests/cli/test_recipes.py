"""The recipes of the documentation, run as they stand there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from conftest import Outcome

DOCS = Path(__file__).parent.parent.parent / "docs"
Run = Callable[..., Outcome]
Write = Callable[..., Path]


class _Chat(BaseHTTPRequestHandler):
    """A webhook, which keeps what it receives."""

    received: list[dict[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"] == "application/json"
        self.received.append(json.loads(body))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def chat() -> Iterator[tuple[str, list[dict[str, str]]]]:
    received: list[dict[str, str]] = []
    handler = type("Chat", (_Chat,), {"received": received})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", received
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_summary_is_posted_to_a_chat(
    transcheck: Run, story: Write, tmp_path: Path, chat: tuple[str, list[dict[str, str]]]
) -> None:
    story({"s/en.md": "It is 148 metres.\n", "s/nl.md": "Het is 184 meter.\n"}, "desk")
    transcheck("check", "desk")
    text = (DOCS / "reports.md").read_text(encoding="utf-8")
    found = re.search(r"```sh\n(transcheck summary --format markdown > .*?)```", text, re.DOTALL)
    assert found is not None
    commands = found[1].replace("python3", sys.executable)
    address, received = chat
    subprocess.run(
        ["sh", "-e", "-c", commands],
        cwd=tmp_path,
        env={
            **os.environ,
            "CHAT_WEBHOOK": address,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "NO_PROXY": "127.0.0.1",
        },
        check=True,
        timeout=60,
    )
    [message] = received
    assert message["text"].startswith("# Translations, ")
    assert "First check of 1 story this week: 1 finding." in message["text"]
