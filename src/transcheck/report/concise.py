"""One line a finding: `path:line:col: CODE message`, as editors and `grep` read it."""

from __future__ import annotations

from transcheck.model import Run


def render(run: Run, *, colour: bool = False) -> str:
    """Return a run as one line a finding, in the order of the stories; nothing where nothing was found."""
    return "".join(
        f"{f.location.path}:{f.location.line}:{f.location.column}: {f.code} {' '.join(f.message.split())}\n"
        for story in run.stories
        for f in story.findings
    )
