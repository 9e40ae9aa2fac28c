"""The reports of a run, kept on disk beyond some megabytes, so memory use does not grow with the
number of stories.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import overload

from transcheck.model import StoryReport

_IN_MEMORY = 16 << 20  # bytes


class SpilledReports(Sequence[StoryReport]):
    """A sequence of reports that can be appended to; each is read back when needed."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile[bytes](max_size=_IN_MEMORY)
        self._ends = array("Q", [0])

    def append(self, report: StoryReport) -> None:
        """Add a report."""
        self._file.seek(self._ends[-1])
        self._file.write(pickle.dumps(report, pickle.HIGHEST_PROTOCOL))
        self._ends.append(self._file.tell())

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> StoryReport: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[StoryReport]: ...
    def __getitem__(self, index: int | slice) -> StoryReport | Sequence[StoryReport]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        at = range(len(self))[index]
        self._file.seek(self._ends[at])
        report: StoryReport = pickle.loads(self._file.read(self._ends[at + 1] - self._ends[at]))
        return report
