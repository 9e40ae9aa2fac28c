"""What to say where there is nothing to compare: what was seen, and the command that would help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from shlex import join, quote

from transcheck import formats
from transcheck.config import Settings
from transcheck.discover import loose
from transcheck.discover.walk import is_excluded, unread, walk
from transcheck.locales import UNKNOWN, language_name, primary
from transcheck.storage import is_remote, resolved

# what to do with files that people write in, or send each other, and that are not read
REMEDIES = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages"), "save it as .docx"),
    ".pdf": "give the file that it was made from, or paste its text",
    ".zip": "unpack it",
}
_SHOWN = 3  # files that a message names


def nearest(path: Path) -> str:
    """Return what to do about a path that does not exist: the nearest name in its folder."""
    folder = path.parent
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    begun = next((name for name in sorted(names) if name.startswith(f"{path.name} ")), None)
    if begun:  # a name with blanks, each part of which is a path to the shell
        return f"did you mean {quote(str(folder / begun))}? Put a name with blanks in quotes"
    near = get_close_matches(path.name, names, n=1)
    return f"did you mean {folder / near[0]}?" if near else "check the path"


def unreadable(path: Path) -> str:
    """Return what to do about a file of a format that is not read."""
    remedy = REMEDIES.get(path.suffix.lower())
    what = f"{path.suffix} files" if path.suffix else "files without a suffix"
    return f"transcheck does not read {what}; {remedy or _known()}"


def _known() -> str:
    return f"it reads {', '.join(sorted(formats.formats()))}"


def nothing(given: Sequence[Path], settings: Settings, skip: Path | None) -> str:
    """Return why there is nothing to compare, with what was found and what would help."""
    shown = ", ".join(str(path) for path in given)
    named = [path for path in given if not is_remote(path) and path.is_file()]
    if len(named) == len(given) and len({resolved(path) for path in named}) == 1:
        return _alone(named)
    files, others, excluded = list(named), [], 0
    for folder in given:
        if not is_remote(folder) and folder.is_dir():
            below = list(walk(folder, skip))
            kept = [path for path in below if not is_excluded(path, settings)]
            excluded += len(below) - len(kept)
            files += kept
            others += unread(folder, REMEDIES)
    aside = _unread(others)
    if excluded:
        how = f"`exclude` in the configuration leaves out {excluded} file{'s' * (excluded > 1)}"
        aside = f"{how}; {aside}" if aside else how
    found = loose.describe(files)
    if not found:
        return f"{shown}: no files that transcheck reads; {aside or _known()}"
    return f"{shown}: no stories here, {_why(found)}{f'; {aside}' if aside else ''}"


def _alone(named: Sequence[Path]) -> str:
    path = named[0]
    what = "the same file twice" if len(named) > 1 else "only one version of this story"
    others = [other for other in _beside(path) if resolved(other) != resolved(path)]
    if others:
        return f"{path}: {what}; to compare it: {_command((path, others[0]))}"
    aside = _unread(unread(path.parent, REMEDIES))
    text = f"{path}: {what}; name another version after it: {_command((path,))} OTHER"
    return f"{text}; {aside}" if aside else text


def _beside(path: Path) -> list[Path]:
    """Return the files of a folder that are in another language than one of them."""
    entries = sorted(entry for entry in path.parent.iterdir() if formats.is_searched(entry))
    files = loose.describe([entry for entry in entries if entry.is_file()])
    own = next((file.lang for file in files if file.path == path), UNKNOWN)
    return [
        file.path
        for file in files
        if UNKNOWN not in (own, file.lang) and primary(file.lang) != primary(own)
    ]


def _why(found: Sequence[loose.LooseFile]) -> str:
    """Return why files are no story, and what to type."""
    by_language: dict[str, list[loose.LooseFile]] = defaultdict(list)
    for file in found:
        by_language[language_name(file.lang)].append(file)
    seen = loose.seen(found)
    if len(by_language) == 1:
        language = next(iter(by_language))
        return (
            f"which are the same text in two languages; all that was seen is {language}: {seen}. "
            "Add a version in another language"
        )
    one = [files[0].path for files in by_language.values()]
    twice = next((files for files in by_language.values() if len(files) > 1), None)
    if twice is not None and len(found) <= _SHOWN:
        language = language_name(twice[0].lang)
        other = next(path for path in one if path != twice[0].path)
        choices = " or ".join(_command((file.path, other)) for file in twice)
        return f"because {len(twice)} files are {language}: {seen}. Choose one: {choices}"
    return (
        f"which are the same text in two languages; seen were {seen}. Name the versions of one "
        f"story, as in {_command(one[:2])}"
    )


def _command(paths: Sequence[Path]) -> str:
    return f"transcheck check {join(map(str, paths))}"


def _unread(paths: Sequence[Path]) -> str:
    """Return which files are not read and what to do with them; empty if there are none."""
    parts = [f"{path.name} is not read: {REMEDIES[path.suffix.lower()]}" for path in paths[:_SHOWN]]
    more = len(paths) - _SHOWN
    return "; ".join(parts) + (f"; and {more} more" if more > 0 else "")
