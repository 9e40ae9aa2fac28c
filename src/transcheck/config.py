"""Settings: `transcheck.toml`, or `[tool.transcheck]` in pyproject.toml.

The nearest file above a path wins.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import fields, replace

from transcheck.bounded import parse_toml
from transcheck.git import Revision, git_root
from transcheck.locales import parse_language
from transcheck.model import Severity, TranscheckError
from transcheck.storage import read_text, resolved

NAME = "transcheck.toml"
FAIL_ON = ("error", "warning", "info", "never")
_CODE = re.compile(r"[A-Z]{3}(?:[0-9]{0,3})")


class Allow(Struct, frozen=True):
    """What the editor accepts as correct: untranslated texts, spellings of names that may vary, and
    units of which nothing is reported, by globs of their keys.
    """

    untranslated: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


class Override(Struct, frozen=True):
    """Settings for some findings only: those in one of `languages`, or in a path or a story that a
    glob matches.

    Paths are relative to the configuration's folder; `*` in a glob also matches slashes.
    """

    languages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    stories: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = field(default_factory=dict)
    allow: Allow = field(default_factory=Allow)


class Settings(Struct, frozen=True):
    """The configuration of a run.

    `root` is the folder of the configuration file, None without one: story ids are relative to it.
    `pattern` is a path with `{lang}` and `{path}` in it. `exclude` are globs of files and folders
    that are not searched, relative to `root`; `*` also matches slashes. `select` and `ignore`
    contain rule codes or their beginnings. `glossary` and `baseline` name files, `rules` folders of
    rules, all relative to `root`; `options` are those of rules, by code. `fail_on` is the lowest
    severity that makes a run fail. `lexicon` is the folder of a lexicon to use instead of the one
    that is shipped; `semantic` turns on the sentence encoder of the extra of that name.
    """

    source: str | None = None
    languages: tuple[str, ...] = ()
    pattern: str | None = None
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = field(default_factory=dict)
    allow: Allow = field(default_factory=Allow)
    overrides: tuple[Override, ...] = ()
    glossary: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    options: dict[str, dict[str, Any]] = field(default_factory=dict)
    baseline: str | None = None
    fail_on: str = "error"
    lexicon: str | None = None
    semantic: bool = False
    root: Path | None = None


def confined(name: str, base: Path, where: str) -> str:
    """Return the name of a file or folder that a configuration or rule in `base` names, once it is
    sure to be of its repository.

    A pull request may change the configuration: what it names must not make a gate read (and print)
    files of its machine.

    Raises:
        TranscheckError: it is outside the repository around `base`, or outside `base` where there
            is none.
    """
    if "\0" in name:
        raise TranscheckError(f"{where}: {name!r} is not a path; leave out the null character")
    top = git_root(base) or base
    if not resolved(base / name).is_relative_to(resolved(top)):
        raise TranscheckError(
            f"{where}: {name!r} is outside {top}; a configuration names files of its own "
            "repository only"
        )
    return name


def find(start: Path) -> Path | None:
    """Return the configuration file nearest to `start` (a file or folder), looking upwards, or None
    if there is none.
    """
    folder = start.resolve()
    for parent in (folder, *folder.parents):
        if _exists(parent / NAME):
            return parent / NAME
        project = parent / "pyproject.toml"
        if _exists(project) and "transcheck" in _tools(project):
            return project
    return None


def _exists(path: Path) -> bool:
    """Return whether a file is there: Path.is_file raises in a folder that may not be searched."""
    return os.path.isfile(path)  # noqa: PTH113


def load_from(revision: Revision, start: Path, folder: Path) -> Settings:
    """Return the settings nearest to a path as they are in a revision.

    The defaults where it has none.

    What they name is written to an empty folder, which must last as long as the settings are used.

    Raises:
        TranscheckError: the configuration is wrong.
    """
    file = _find_in(revision, start.resolve())
    if file is None:
        return Settings()
    (
        folder / ".git"
    ).mkdir()  # the files unpacked are a repository by themselves: names may lead to any of them
    unpacked = _unpack(revision, file, folder)
    here = unpacked.parent
    settings = load(unpacked)
    return replace(
        settings,
        root=file.parent,
        glossary=tuple(str(here / name) for name in settings.glossary),
        rules=tuple(str(here / name) for name in settings.rules),
        baseline=str(here / settings.baseline) if settings.baseline else None,
    )


def _unpack(revision: Revision, file: Path, folder: Path) -> Path:
    """Write a configuration and the files that it names, at their places in the repository.

    Return its path.
    """
    unpacked = _unpacked(revision, file, folder)
    table = _read_toml(unpacked)
    if file.name == "pyproject.toml":
        table = _tools(unpacked)["transcheck"]
    for key in ("glossary", "rules", "baseline", "lexicon"):
        value = table.get(key, ())
        for name in (
            (value,) if isinstance(value, str) else value if isinstance(value, list) else ()
        ):
            confined(str(name), file.parent, f"{file}: {key}")
            named = file.parent / str(name)
            for path in revision.files(named) if key in ("rules", "lexicon") else (named,):
                _unpacked(revision, path, folder)
    return unpacked


def _find_in(revision: Revision, start: Path) -> Path | None:
    for parent in (start, *start.parents):
        if parent.is_relative_to(revision.root):
            if revision.read(parent / NAME) is not None:
                return parent / NAME
            project = revision.read(parent / "pyproject.toml")
            if project is not None and b"[tool.transcheck" in project:
                return parent / "pyproject.toml"
    return None


def _unpacked(revision: Revision, path: Path, folder: Path) -> Path:
    target = folder / os.path.normpath(path.relative_to(revision.root))
    data = revision.read(path)
    if data is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return target


def load(path: Path) -> Settings:
    """Read the settings in `path`.

    Raises:
        TranscheckError: the file cannot be read, or a key or value in it is invalid; the message
            suggests the nearest key.
    """
    table = _read_toml(path)
    if path.name == "pyproject.toml":
        table = _table(_tools(path).get("transcheck", {}), f"{path}: tool.transcheck")
    _known_keys(table, _KEYS, path, "")
    values = {
        key.replace("-", "_"): _KEYS[key](value, f"{path}: {key}") for key, value in table.items()
    }
    settings = replace(Settings(), root=path.resolve().parent, **values)
    for key in ("glossary", "rules"):
        for name in getattr(settings, key):
            confined(name, path.resolve().parent, f"{path}: {key}")
    for key in ("baseline", "lexicon"):
        if name := getattr(settings, key):
            confined(name, path.resolve().parent, f"{path}: {key}")
    return (
        replace(settings, lexicon=_lexicon(path, settings.lexicon))
        if settings.lexicon
        else settings
    )


def _lexicon(path: Path, name: str) -> str:
    folder = path.resolve().parent / name
    if not (folder / "names.json").is_file():
        raise TranscheckError(
            f"{path}: lexicon: {folder} is not the folder of a lexicon (it has no names.json)"
        )
    return str(folder)


def template() -> str:
    """Return the text of a configuration file in which every setting is explained and none is
    set.
    """
    return files(__package__).joinpath("template.toml").read_text(encoding="utf-8")


def language(value: Any, where: str) -> str:
    """Return `value`, a tag or the English name of a language, as a language tag.

    Raises:
        TranscheckError: it is not a language tag; `where` begins the message.
    """
    tag = parse_language(value) if isinstance(value, str) else None
    if tag is None:
        raise TranscheckError(
            f"{where}: {value!r} is not a language tag; write one such as 'nl' or 'pt-BR'"
        )
    return tag


def codes(values: Iterable[str], where: str) -> tuple[str, ...]:
    """Return rule codes or families ("NUM101", "NUM") in capitals.

    Raises:
        TranscheckError: one has another form; `where` begins the message.
    """
    found = tuple(values)
    for value in found:
        if not _CODE.fullmatch(value.upper()):
            raise TranscheckError(
                f"{where}: {value!r} is not a rule code; write one such as 'NUM101', or a family: "
                "'NUM'; put commas between several"
            )
    return tuple(value.upper() for value in found)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return parse_toml(read_text(path))
    except UnicodeDecodeError as error:
        raise TranscheckError(
            f"{path}: cannot be read as UTF-8 text ({error}); save it as UTF-8"
        ) from error
    except ValueError as error:
        raise TranscheckError(
            f'{path}: {error}; fix the TOML there (texts are in quotes: source = "nl")'
        ) from error
    except OSError as error:
        raise TranscheckError(
            f"{path}: cannot be read ({error.strerror}); check the path and its permissions"
        ) from error


def _tools(project: Path) -> dict[str, Any]:
    return _table(_read_toml(project).get("tool", {}), f"{project}: tool")


def _known_keys(table: dict[str, Any], known: Iterable[str], path: Path, prefix: str) -> None:
    names = list(known)
    for key in table:
        if key not in names:
            near = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
            hint = (
                f"did you mean {prefix + near[0]!r}?"
                if near
                else "the keys are " + ", ".join(names)
            )
            raise TranscheckError(f"{path}: unknown key {prefix + key!r}; {hint}")


def _string(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise TranscheckError(f"{where}: expected a string, not {value!r}")
    return value


def _boolean(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise TranscheckError(f"{where}: expected true or false, not {value!r}")
    return value


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise TranscheckError(f'{where}: expected a list, such as ["nl"], not {value!r}')
    return tuple(value)


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TranscheckError(f"{where}: expected a table, not {value!r}")
    return value


def _pattern(value: Any, where: str) -> str:
    pattern = _string(value, where)
    if pattern.count("{lang}") != 1 or pattern.count("{path}") != 1:
        raise TranscheckError(
            f"{where}: {pattern!r} needs {{lang}} and {{path}} once each, as in "
            f"'docs/{{lang}}/{{path}}'"
        )
    return pattern


def _languages(value: Any, where: str) -> tuple[str, ...]:
    return tuple(language(item, where) for item in _strings(value, where))


def _codes(value: Any, where: str) -> tuple[str, ...]:
    return codes(_strings(value, where), where)


def _severities(value: Any, where: str) -> dict[str, Severity]:
    table = _table(value, where)
    codes(table, where)
    names = [str(severity) for severity in Severity]
    for name in table.values():
        if name not in names:
            raise TranscheckError(
                f"{where}: {name!r} is not a severity; write one of {', '.join(names)}"
            )
    return {code: Severity.parse(name) for code, name in table.items()}


def _fail_on(value: Any, where: str) -> str:
    if value not in FAIL_ON:
        raise TranscheckError(
            f"{where}: {value!r} is not a severity; write one of {', '.join(FAIL_ON)}"
        )
    return str(value)


def _allow(value: Any, where: str) -> Allow:
    table = _table(value, where)
    names = [item.name for item in fields(Allow)]
    _known_keys(table, names, Path(where.rpartition(": ")[0]), "allow.")
    return Allow(**{key: _strings(item, f"{where}.{key}") for key, item in table.items()})


def _options(value: Any, where: str) -> dict[str, dict[str, Any]]:
    table = _table(value, where)
    return {code: _table(options, f"{where}.{code}") for code, options in table.items()}


def _overrides(value: Any, where: str) -> tuple[Override, ...]:
    if not isinstance(value, list):
        raise TranscheckError(f"{where}: expected tables, each under [[overrides]]")
    found = []
    for table in value:
        _known_keys(
            _table(table, where), _OVERRIDE_KEYS, Path(where.rpartition(": ")[0]), "overrides."
        )
        override = Override(
            **{key: _OVERRIDE_KEYS[key](item, f"{where}.{key}") for key, item in table.items()}
        )
        if not (override.languages or override.paths or override.stories):
            raise TranscheckError(
                f"{where}: say which findings it is about, with languages, paths or stories"
            )
        found.append(override)
    return tuple(found)


_OVERRIDE_KEYS: dict[str, Callable[[Any, str], Any]] = {
    "languages": _languages,
    "paths": _strings,
    "stories": _strings,
    "select": _codes,
    "ignore": _codes,
    "severity": _severities,
    "allow": _allow,
}
_KEYS: dict[str, Callable[[Any, str], Any]] = {
    "source": language,
    "languages": _languages,
    "pattern": _pattern,
    "exclude": _strings,
    "select": _codes,
    "ignore": _codes,
    "severity": _severities,
    "allow": _allow,
    "overrides": _overrides,
    "glossary": _strings,
    "rules": _strings,
    "options": _options,
    "baseline": _string,
    "fail-on": _fail_on,
    "lexicon": _string,
    "semantic": _boolean,
}
