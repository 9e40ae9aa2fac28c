"""One JSON object per line and finding: a finding of schema 1 with its story, for pipelines."""

from __future__ import annotations

import json
from collections.abc import Iterator

from transcheck.model import Run
from transcheck.report.json import finding_data


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as JSON lines, in the order of the stories; nothing if there are no findings."""
    return (
        json.dumps(
            {"story": story.story, "source": story.source, **finding_data(finding)},
            ensure_ascii=True,
        )
        + "\n"
        for story in run.stories
        for finding in story.findings
    )
