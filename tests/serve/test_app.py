"""The server, as browsers and other pages call it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import docx
import pytest
from starlette.testclient import TestClient

from transcheck.config import Settings
from transcheck.serve import guard
from transcheck.serve.app import application
from transcheck.serve.folder import Folder

Start = Callable[..., TestClient]
TOKEN = "secret"
NL = "De brug is 148 meter lang en verbindt twee wijken van de stad."
PL = "Most ma 184 metry długości i łączy dwie dzielnice miasta."
HOSTILE = "<script>document.title='owned'</script>"


@pytest.fixture
def client() -> Iterator[Start]:
    """Return what starts a server and a browser that has loaded its page."""
    with ExitStack() as running:

        def started(folder: Folder | None = None, **headers: str) -> TestClient:
            app = application(Settings(), folder, hosts=["news.example"], token=TOKEN)
            found = running.enter_context(TestClient(app, base_url="http://127.0.0.1:8765"))
            found.headers.update({guard.TOKEN_HEADER: TOKEN, **headers})
            return found

        yield started


def body(*texts: tuple[str, str], source: str = "nl") -> dict[str, Any]:
    return {"source": source, "versions": [{"lang": lang, "text": text} for lang, text in texts]}


def word(text: str) -> str:
    document = docx.Document()
    document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return base64.b64encode(file.getvalue()).decode()


def test_the_workbench_has_a_strict_policy(client: Start) -> None:
    answer = client().get("/")
    assert answer.status_code == 200
    assert "default-src &#39;none&#39;" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["cache-control"] == "no-store"
    assert TOKEN in answer.text


def test_findings_of_pasted_texts_and_their_languages(client: Start) -> None:
    answer = client().post("/check", json=body(("", NL), ("", PL), source="")).json()
    assert answer["langs"] == ["nl", "pl"]
    assert answer["findings"] == 1
    assert "184" in answer["html"]
    assert "<html" not in answer["html"]


def test_word_files_and_hostile_text(client: Start) -> None:
    versions = [{"name": "a.docx", "data": word(NL)}, {"name": "b.docx", "data": word(PL)}]
    answer = client().post("/check", json={"versions": versions}).json()
    assert answer["findings"] == 1
    texts = [
        {"lang": "nl", "name": "a.txt", "text": f"{NL} {HOSTILE}"},
        {"lang": "pl", "name": "b.txt", "text": PL},
    ]
    hostile = client().post("/check", json={"versions": texts}).json()
    assert "<script>" not in hostile["html"]
    assert "&lt;script&gt;" in hostile["html"]


@pytest.mark.parametrize("kind", ["html", "markdown", "xlsx"])
def test_reports_to_keep(client: Start, kind: str) -> None:
    answer = client().post(f"/report/{kind}", json=body(("nl", NL), ("pl", PL)))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert b"184" in answer.content or kind == "xlsx"
    assert client().post("/report/exe", json=body(("nl", NL))).status_code == 404


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "cannot be read"),
        (b"[]", "cannot be read"),
        (b'{"versions": []}', "versions"),
        (b'{"versions": [{"lang": "x!", "text": "a"}, {"lang": "nl", "text": "b"}]}', "tag"),
        (b'{"versions": [{"name": "a.docx", "data": "?"}, {"text": "b"}]}', "whole"),
        (b'{"versions": [{"lang": "nl", "text": "a"}, {"lang": "nl", "text": "b"}]}', "same"),
    ],
)
def test_what_cannot_be_checked_is_said(client: Start, content: bytes, message: str) -> None:
    answer = client().post("/check", content=content)
    assert answer.status_code == 400
    assert message in answer.json()["error"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example:8765"}, 421),
        ({"Host": "["}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[x"}, 403),
        ({"Content-Length": "9" * 5000}, 413),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({guard.TOKEN_HEADER: "guess"}, 403),
        ({guard.TOKEN_HEADER: ""}, 403),
        ({"Content-Length": str(1 << 30)}, 413),
    ],
)
def test_other_pages_are_refused(client: Start, headers: dict[str, str], status: int) -> None:
    answer = client(**headers).post("/check", json=body(("nl", NL), ("pl", PL)))
    assert answer.status_code == status


def test_a_body_of_unknown_length_is_refused(client: Start) -> None:
    answer = client().post("/check", content=iter([b"{}"]))
    assert answer.status_code == 413


def test_its_own_names_are_welcome(client: Start) -> None:
    for host in ("localhost:8765", "[::1]:8765", "news.example"):
        headers = {"Host": host, "Origin": f"http://{host}"}
        answer = client(**headers).post("/check", json=body(("nl", NL), ("pl", PL)))
        assert answer.status_code == 200, host


def test_fifty_at_once_get_their_own_answers(client: Start) -> None:
    one = client()

    def ask(number: int) -> tuple[int, dict[str, Any]]:
        texts = (("nl", f"De brug is {number} meter lang."), ("pl", PL))
        return number, one.post("/check", json=body(*texts)).json()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(ask, range(1000, 1050)))
    for number, answer in answers:
        assert answer["findings"] >= 1
        assert str(number) in answer["html"]
        assert not any(
            str(other) in answer["html"] for other in range(1000, 1050) if other != number
        )


def test_a_folder_is_checked_again_when_a_file_changes(client: Start, tmp_path: Path) -> None:
    story = tmp_path / "harbour" / "brug & co"
    story.mkdir(parents=True)
    (story / "nl.md").write_text(NL)
    (story / "pl.md").write_text(PL)
    one = client(Folder(tmp_path, Settings(source="nl"), None))
    assert "harbour" in one.get("/stories").text
    link = "/story/harbour/brug%20%26%20co"
    assert "184" in one.get(link).text
    assert one.get("/story/none").status_code == 404
    before = one.get("/state").json()
    assert one.get("/state").json() == before
    (story / "pl.md").write_text(PL.replace("184", "148") + "\n")
    assert one.get("/state").json() != before
    assert "Nothing found" in one.get(link).text
    assert one.get("/status").status_code == 200
    assert one.get("/status/none").status_code == 404


def test_without_a_folder_there_are_no_stories(client: Start) -> None:
    assert client().get("/stories").status_code == 404


@pytest.mark.parametrize(
    ("versions", "message"),
    [
        ([{"lang": "nl", "text": NL}], "only one version"),
        ([{"name": "a.docx", "data": word(NL)}], "only one version"),
        ([{"text": NL}, {"name": "b.doc", "data": "AAAA"}], ".doc files cannot be read; save it"),
        ([{"text": NL}, {"name": "b.PDF", "data": "AAAA"}], "paste its text"),
        ([{"text": NL}, {"name": "b.jpg", "data": "AAAA"}], "save it as .docx, .html"),
        ([{"text": NL}, {"text": PL}, {"text": PL}], "the same language (Polish); remove one"),
        ([{"lang": "Klingon!", "text": NL}, {"text": PL}], "not a language tag or name"),
    ],
)
def test_what_cannot_be_compared_is_no_all_clear(
    client: Start, versions: list[dict[str, str]], message: str
) -> None:
    answer = client().post("/check", json={"versions": versions})
    assert answer.status_code == 400
    assert message in answer.json()["error"]


@pytest.mark.parametrize("name", ["Dutch", "nederlands", "nl"])
def test_a_language_by_its_name(client: Start, name: str) -> None:
    answer = client().post("/check", json=body((name, NL), ("polski", PL), source="nl")).json()
    assert answer["langs"] == ["nl", "pl"]
