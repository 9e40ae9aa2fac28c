"""The rulebook: reads and validates `rules/*.toml`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from transcheck.bounded import parse_toml
from transcheck.config import Settings
from transcheck.model import Fix, Severity, TranscheckError
from transcheck.storage import read_text

_CODE = re.compile(r"[A-Z]{3}[0-9]{3}")
_PACKAGE = Path(__file__).parent
_KEYS = {"code", "name", "check", "severity", "summary", "why"}
_OPTIONAL = {"options", "fix"}


class Rule(Struct, frozen=True):
    """An entry of the rulebook.

    `check` names the function that carries it out, `why` says how readers are affected, `options`
    are the check's own. `origin` is the file of a rule that is not built in, `fix` says whether its
    suggestions can be written into the files.
    """

    code: str
    name: str
    check: str
    severity: Severity
    summary: str
    why: str
    options: dict[str, Any] = field(default_factory=dict)
    origin: str = ""
    fix: Fix = Fix.NONE


def folder() -> Path:
    """Return the folder of the built-in rules: inside the package when installed, next to `src/` in
    a checkout.
    """
    installed = _PACKAGE / "rules"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "rules"


def load(path: Path) -> tuple[Rule, ...]:
    """Read every rule in a folder, in order of code.

    Raises:
        TranscheckError: the folder has no rule, or one is malformed.
    """
    rules = tuple(rule for file in sorted(path.glob("*.toml")) if (rule := _read(file)))
    if not rules:
        raise TranscheckError(f"{path}: no rules here (*.toml); `transcheck rule --new` writes one")
    return rules


def book(settings: Settings) -> tuple[Rule, ...]:
    """Return the built-in rules, with the options set by the settings, and the rules of the
    settings' own folders.

    Raises:
        TranscheckError: a rule is malformed or appears twice, or an option does not belong to its
            rule.
    """
    rules = {rule.code: rule for rule in load(folder())}
    for path in dict.fromkeys(
        ((settings.root or Path()) / path).resolve() for path in settings.rules
    ):
        for rule in load(path):
            known = next(
                (
                    other
                    for other in rules.values()
                    if rule.code == other.code or rule.name == other.name
                ),
                None,
            )
            if known:
                what = f"{known.code} {known.name} of {known.origin or 'transcheck itself'}"
                raise TranscheckError(
                    f"{rule.origin}: {what} already exists; use another code and name"
                )
            rules[rule.code] = rule
    for code, options in settings.options.items():
        if code not in rules:
            raise TranscheckError(f"options.{code}: no such rule; `transcheck rule` lists them")
        rules[code] = replace(rules[code], options=_with(rules[code], options))
    return tuple(rules[code] for code in sorted(rules))


def _with(rule: Rule, options: dict[str, Any]) -> dict[str, Any]:
    for name, value in options.items():
        known = rule.options.get(name)
        if known is None:
            names = ", ".join(rule.options) or "none"
            raise TranscheckError(
                f"options.{rule.code}.{name}: {rule.code} has no such option; it has {names}"
            )
        if isinstance(known, list) and isinstance(value, list):
            like = type(known[0]) if known else str
            if not all(type(item) is like for item in value):
                raise TranscheckError(
                    f"options.{rule.code}.{name}: {value!r} has items of another type than "
                    f"{known!r}"
                )
        if type(value) is not type(known) and not (
            isinstance(value, int | float) and isinstance(known, int | float)
        ):
            raise TranscheckError(
                f"options.{rule.code}.{name}: {value!r} is of another type than {known!r}"
            )
    return rule.options | options


def apply(rules: Iterable[Rule], settings: Settings) -> tuple[Rule, ...]:
    """Return the rules that are on, with the severities the settings give them.

    The longest beginning of a code decides, so that `select = ["NUM101"]` outweighs `ignore =
    ["NUM"]`; at equal length `ignore` wins.

    Raises:
        TranscheckError: the settings name a code that no rule begins with.
    """
    rules = tuple(rules)
    overridden = [
        code
        for override in settings.overrides
        for code in (*override.select, *override.ignore, *override.severity)
    ]
    _all_known(rules, (*settings.select, *settings.ignore, *settings.severity, *overridden))
    chosen = []
    for rule in rules:
        taken = _longest(settings.select, rule.code) if settings.select else 0
        if taken < 0 or _longest(settings.ignore, rule.code) >= taken:
            continue
        severity = settings.severity.get(
            rule.code, settings.severity.get(rule.code[:3], rule.severity)
        )
        if severity is not Severity.OFF:
            chosen.append(replace(rule, severity=severity))
    return tuple(chosen)


def _all_known(rules: tuple[Rule, ...], codes: Iterable[str]) -> None:
    known = {rule.code[:length] for rule in rules for length in (3, 4, 5, 6)}
    for code in codes:
        if code not in known:
            near = difflib.get_close_matches(code, sorted(known), n=1, cutoff=0.3)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise TranscheckError(f"no rule {code!r}; {hint}`transcheck rule` lists them")


def _longest(prefixes: Iterable[str], code: str) -> int:
    return max((len(prefix) for prefix in prefixes if code.startswith(prefix)), default=-1)


def _read(path: Path) -> Rule | None:
    """Return the rule in a file, or None if the file is a glossary next to the rules."""
    try:
        data = parse_toml(read_text(path))
    except (OSError, ValueError) as error:
        raise TranscheckError(f"{path}: cannot be read as a rule ({error})") from error
    if set(data) == {"name"} and isinstance(data["name"], list):
        return None
    if set(data) - _OPTIONAL != _KEYS:
        wrong = ", ".join(sorted((set(data) - _OPTIONAL) ^ _KEYS))
        raise TranscheckError(
            f"{path}: a rule has the keys {', '.join(sorted(_KEYS))}; missing or unknown: {wrong}"
        )
    if not all(isinstance(data[key], str) for key in _KEYS) or not isinstance(
        data.get("options", {}), dict
    ):
        raise TranscheckError(
            f"{path}: {', '.join(sorted(_KEYS))} are strings, and options a table"
        )
    if not _CODE.fullmatch(data["code"]):
        raise TranscheckError(
            f"{path}: {data['code']!r} is not a rule code; write three capitals and three digits, "
            "as in HSE101"
        )
    if data["code"] != path.stem:
        raise TranscheckError(
            f"{path}: its code is {data['code']!r}; name the file {data['code']}.toml"
        )
    try:
        severity = Severity.parse(data["severity"])
    except KeyError as error:
        raise TranscheckError(
            f"{path}: {data['severity']!r} is not a severity; write error, warning, info or off"
        ) from error
    if data.get("fix", "safe") not in ("safe", "unsafe"):
        raise TranscheckError(
            f"{path}: fix = {data['fix']!r} is not understood; write safe or unsafe"
        )
    return Rule(
        data["code"],
        data["name"],
        data["check"],
        severity,
        data["summary"],
        data["why"].strip(),
        data.get("options", {}),
        "" if path.parent == folder() else str(path),
        Fix(data.get("fix", "")),
    )
