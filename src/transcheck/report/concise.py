"""One line per finding: `path:line:col: CODE message`, as read by editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from transcheck.model import Run
from transcheck.report.visible import visible


def render(run: Run, *, colour: bool = False) -> Iterator[str]:
    """Yield a run as one line per finding, in the order of the stories.

    Nothing if there are no findings.
    """
    return (
        f"{visible(f.location.path)}:{f.location.line}:{f.location.column}: {f.code} "
        f"{visible(' '.join(f.message.split()))}\n"
        for story in run.stories
        for f in story.findings
    )
