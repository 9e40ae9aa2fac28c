from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl

from conftest import Outcome
from transcheck.report.rows import COLUMNS


def test_the_workbook_has_the_rows_of_the_tabular_report(
    transcheck: Callable[..., Outcome], story: Callable[..., Path], tmp_path: Path
) -> None:
    folder = story(
        {"en.md": "=1+1 is 148 metres long.\n", "nl.md": "=1+1 is 184 meter lang.\n"}, "bridge"
    )
    done = transcheck(
        "check",
        folder,
        "--reports",
        tmp_path / "reports",
        "--report-format",
        "xlsx",
        "--report-format",
        "csv",
    )
    assert done.status == 1
    data = (tmp_path / "reports/stories/bridge.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(data))["findings"]
    head, row = sheet.iter_rows(values_only=True)
    assert head == ("story", *COLUMNS)
    assert row[:8] == ("bridge", "NUM101", "error", "nl", str(folder / "nl.md"), 1, 9, "184")
    assert {cell.data_type for cells in sheet.iter_rows(min_row=2) for cell in cells} <= {"s", "n"}
    assert (tmp_path / "reports/stories/bridge.csv").read_text().splitlines()[0] == ",".join(
        ("story", *COLUMNS)
    )
    transcheck("check", folder, "--reports", tmp_path / "again", "--report-format", "xlsx")
    assert (tmp_path / "again/stories/bridge.xlsx").read_bytes() == data
