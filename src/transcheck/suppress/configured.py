"""Findings that the configuration leaves out, gives another severity, or accepts as correct."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from msgspec.structs import replace

from transcheck.annotate.words import fold
from transcheck.config import Allow, Override, Settings
from transcheck.locales import primary
from transcheck.model import Finding, Severity, Version


def configured(story: str, findings: Iterable[Finding], settings: Settings) -> Iterator[Finding]:
    """Yield a story's findings with `[allow]` and `[[overrides]]` applied.

    The last override that applies wins.
    """
    for finding in findings:
        place = finding.location
        overrides = [
            override
            for override in settings.overrides
            if _applies(override, story, place.lang, _relative(place.path, settings.root))
        ]
        allowed = any(
            _allowed(allow, finding)
            for allow in (settings.allow, *(override.allow for override in overrides))
        )
        severity = _severity(finding, overrides)
        if severity is not Severity.OFF and not allowed:
            yield replace(finding, severity=severity)


def _severity(finding: Finding, overrides: Iterable[Override]) -> Severity:
    severity = finding.severity
    for override in overrides:
        if (
            override.select and not finding.code.startswith(override.select)
        ) or finding.code.startswith(override.ignore):
            severity = Severity.OFF
        for code in sorted(override.severity, key=len):  # a rule overrides its family
            if finding.code.startswith(code):
                severity = override.severity[code]
    return severity


def unchecked_keys(story: str, version: Version, settings: Settings) -> tuple[str, ...]:
    """Return the globs of the keys whose units are not checked in a version of a story."""
    path = _relative(version.shown, settings.root)
    allows = [
        settings.allow,
        *(o.allow for o in settings.overrides if _applies(o, story, version.lang, path)),
    ]
    return tuple(glob for allow in allows for glob in allow.keys)


def _applies(override: Override, story: str, lang: str, path: str) -> bool:
    if override.languages and not {lang, primary(lang)}.intersection(override.languages):
        return False
    if override.stories and not any(fnmatchcase(story, glob) for glob in override.stories):
        return False
    return not override.paths or any(fnmatchcase(path, glob) for glob in override.paths)


def _relative(path: str, root: Path | None) -> str:
    return Path(os.path.relpath(path, root or ".")).as_posix()


def _allowed(allow: Allow, finding: Finding) -> bool:
    """Return whether the editor allows a finding: an untranslated text, or a spelling of a name or
    of a word in it.
    """
    if finding.code.startswith("UNT"):
        evidence = finding.evidence.casefold()
        return any(text.casefold() in evidence for text in allow.untranslated)
    if finding.code.startswith("NAM"):
        form = fold(finding.evidence.partition(" | ")[0])
        return any(form == fold(name) or form in fold(name).split() for name in allow.names)
    return False
