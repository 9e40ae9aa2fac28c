"""Code that a translation may write otherwise, and code that it may not."""

from __future__ import annotations

import pytest

from transcheck.checks.markup.localised import Localised, plain


@pytest.mark.parametrize(
    ("lang", "code", "text", "new"),
    [
        ("fr", 'slot="my-slot"', "", ['slot="mon-slot"']),
        ("fr", "z.array(/* validator */)", "", ["z.array(/* validateur */)"]),
        ("de", "<h1>Home Page</h1>", "", ["<h1>Startseite</h1>"]),
        ("es", '"forward"', "", ["'forward'"]),
        ("ja", "ServiceMonitors", "この ServiceMonitor は", []),
        ("ja", "Exporters", "エクスポーター", []),
        ("zh", "/ja/docs/some-page", "", ["/zh/docs/some-page"]),
        ("ja", "http://localhost/tags/community", "", ["http://localhost/tags/コミュニティ"]),
        ("de", "ab -n 100 {{url}}", "", ["ab -n 100 {{adresse}}"]),
        ("de", "cp <file> <target>", "", ["cp <Datei> <Ziel>"]),
        ("fr", "404 - Not found", "le titre 404 - Not Found", []),
        ("de", "<Image/>", "", ["<Image />"]),
    ],
)
def test_another_form_of_the_same(lang: str, code: str, text: str, new: list[str]) -> None:
    assert Localised("en", lang).is_same(code, text.casefold(), {plain(one) for one in new}, new)


@pytest.mark.parametrize(
    ("lang", "code", "new"),
    [
        ("es", "data_files", ["datafiles"]),
        ("es", "load_dataset()", ["load_datasets()"]),
        ("es", "eval_strategy", ["evaluation_strategy"]),
        ("ja", "/var/log/pods/*/*/*.log", ["/var/log/pods/*/*.log"]),
        ("nl", "ferry stop", ["veer stop"]),
        ("ru", "npm install", []),
        ("zh", "Dockerfile", []),
        ("ar", "port 8080", ["port 8081"]),
        ("fr", "--jobs", ["--job"]),
        ("de", "max_retries", ["max_retires"]),
    ],
)
def test_a_slip_is_not_another_form(lang: str, code: str, new: list[str]) -> None:
    assert not Localised("en", lang).is_same(code, "", {plain(one) for one in new}, new)
