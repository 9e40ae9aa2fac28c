"""Pages of a site, given by their addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from conftest import Outcome

Run = Callable[..., Outcome]
Write = Callable[..., Path]
PAGE = (
    '<html lang="{lang}"><head><title>{title}</title></head><body><nav><a href="/">x</a></nav>'
    "<article><h1>{title}</h1><p>{text}</p></article></body></html>\n"
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name
        pass

    def do_GET(self) -> None:
        if self.path.startswith("/moved"):
            self.send_response(301)
            self.send_header("Location", "/nl/brug.html")
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture
def site(story: Write) -> Iterator[str]:
    """Return the address of a site with a page in two languages."""
    texts = {
        "nl/brug.html": ("nl", "De brug", "De brug is 148 meter lang en verbindt twee wijken."),
        "pl/most.html": ("pl", "Most", "Most ma 184 metry długości i łączy dwie dzielnice."),
    }
    folder = story(
        {
            name: PAGE.format(lang=lang, title=title, text=text)
            for name, (lang, title, text) in texts.items()
        },
        "site",
    )
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_two_pages(transcheck: Run, site: str, tmp_path: Path) -> None:
    pages = (f"{site}/nl/brug.html", f"{site}/pl/most.html?from=nl")
    done = transcheck("check", *pages, "--source", "nl", "--format", "concise")
    assert done.status == 1, done.err
    assert "NUM101" in done.out
    saved = sorted(file.name for file in (tmp_path / "reports/pages").rglob("*.html"))
    assert saved == ["nl.html", "pl.html"]
    # a second run finds the same
    again = transcheck("check", *pages, "--source", "nl", "--format", "concise")
    assert again.out.splitlines()[0] == done.out.splitlines()[0]


def test_nothing_is_kept_without_reports(transcheck: Run, site: str, tmp_path: Path) -> None:
    done = transcheck("check", f"{site}/nl/brug.html", f"{site}/pl/most.html", "--no-reports")
    assert (done.status, "NUM101" in done.out) == (1, True)
    assert not (tmp_path / "reports").exists()


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("{site}/nl/brug.html", "{site}/none.html", "none.html: cannot be loaded"),
        ("{site}/nl/brug.html", "{site}/moved", "the same language as {site}/nl/brug.html"),
        ("{site}/nl/brug.html", "http://127.0.0.1:1/", "cannot be loaded"),
        ("{site}/nl/brug.html", "http://[::1/", "cannot be loaded"),
    ],
)
def test_what_cannot_be_loaded(
    transcheck: Run, site: str, first: str, second: str, message: str
) -> None:
    done = transcheck("check", first.format(site=site), second.format(site=site))
    assert (done.status, done.out) == (2, "")
    assert message.format(site=site) in done.err
    assert done.err.count("\n") == 1
