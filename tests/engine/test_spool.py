from __future__ import annotations

import pytest

from transcheck.engine import spool
from transcheck.engine.spool import SpilledReports
from transcheck.model import StoryReport


@pytest.mark.parametrize("in_memory", [100, 1 << 20], ids=["on disk", "in memory"])
def test_it_is_a_sequence_of_what_was_added(
    in_memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "_IN_MEMORY", in_memory)
    reports = [StoryReport(f"story {n} \udcff", "nl", (), (), ("note",) * n) for n in range(50)]
    kept = SpilledReports()
    for number, report in enumerate(reports):
        kept.append(report)
        assert kept[-1] == report
        assert len(kept) == number + 1
        assert kept[number // 2] == reports[number // 2]
    assert list(kept) == list(kept) == reports
    assert list(kept[10:40:7]) == reports[10:40:7]
    with pytest.raises(IndexError):
        kept[50]
