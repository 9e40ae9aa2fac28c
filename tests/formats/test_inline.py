"""Markup within a text of any format is not prose; words in angle brackets are."""

from __future__ import annotations

import pytest

from transcheck.formats import inline
from transcheck.formats.builder import BlockBuilder
from transcheck.model import BlockKind


def prose(text: str) -> str:
    """Return a text without what is marked as no prose."""
    builder = BlockBuilder()
    builder.add(text, 0, len(text))
    inline.mark(builder)
    block = builder.finish(BlockKind.PARAGRAPH)
    if block is None:
        return ""
    kept = [
        c if not any(r.start <= at < r.end for r in block.literal) else "·"
        for at, c in enumerate(block.text)
    ]
    return " ".join("".join(kept).replace("·", " ").split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Lies <a href="x" rel="noopener noreferrer">die Hilfe</a> zuerst.',
            "Lies die Hilfe zuerst.",
        ),
        ("{{< figure src=x.png title=y >}} Eine Brücke", "Eine Brücke"),
        ("Siehe {% include note.html text=hier %} dort", "Siehe dort"),
        (
            "Die <process ID> und <source> nennen, dann <Enter> drücken",
            "Die <process ID> und <source> nennen, dann <Enter> drücken",
        ),
        ("Нажмите <b>кнопку</b> {{ name }}", "Нажмите кнопку"),
        ("Use :func:`run_module` and ``a < b``", "Use and"),
        ("Las tuplas son :term:`inmutables <immutable>`.", "Las tuplas son inmutables ."),
        (":func:`sorted(iterable, key=None) <sorted>` ordena", "ordena"),
        ("Pulse :guilabel:`Guardar` y :kbd:`Ctrl`", "Pulse Guardar y Ctrl"),
        ("`la documentación <https://example.org/a>`__ lo dice [1]_", "la documentación lo dice"),
        (".. note:: texto", ""),
        ("El área es $$ \\pi r^2 $$ siempre", "El área es siempre"),
        ("Cuesta $5 y luego $10", "Cuesta $5 y luego $10"),
        ("式 $x_i + 1$ を使う", "式 を使う"),
        ("参照 [指南](/docs/guide/) 了解", "参照 指南 了解"),
        ("Kontakt: <maria at example dot org>", "Kontakt:"),
    ],
)
def test_what_is_not_prose(text: str, expected: str) -> None:
    assert prose(text).replace(" .", ".") == expected.replace(" .", ".")
