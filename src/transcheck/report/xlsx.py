"""The tabular report as a workbook, for spreadsheets: the same rows and columns, every cell as text
or number.
"""

from __future__ import annotations

import io
from datetime import datetime

from transcheck.model import Run, storable
from transcheck.report.rows import COLUMNS, rows

_WIDTHS = {"text": 50, "other_text": 50, "message": 70, "path": 30, "fingerprint": 20}
_USUAL = 12
_LONGEST = 32_767  # characters that a cell may contain
_SAME = datetime(2000, 1, 1)  # so that the same findings give the same file


def render(run: Run) -> bytes:
    """Return a run as the bytes of a workbook; no cell can be a formula or a link."""
    from xlsxwriter import Workbook

    file = io.BytesIO()
    book = Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": _SAME})
    sheet = book.add_worksheet("findings")
    columns = ("story", *COLUMNS)
    sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for index, name in enumerate(columns):
        sheet.set_column(index, index, _WIDTHS.get(name, _USUAL), wrapped)
    line = 0
    for story in run.stories:
        for row in rows(story):
            line += 1
            cells = list(map(storable, (story.story, *row.cells())))
            for index, (name, cell) in enumerate(zip(columns, cells, strict=True)):
                if name in ("line", "column", "other_line") and cell:
                    sheet.write_number(line, index, int(cell))
                else:
                    sheet.write_string(line, index, cell[:_LONGEST])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(columns) - 1)
    book.close()
    return file.getvalue()
