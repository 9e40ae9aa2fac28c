"""Write the generated pages of the documentation: one page per family of rules, and the
configuration.

usage: python tools/build_docs.py [--check]

The rule pages come from rules/*.toml and the first cases of their fixtures, the configuration from
the schema and the template that `transcheck init` writes. With --check nothing is written, and the
exit status is 1 if a page is stale.
"""

import json
import sys
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from transcheck import config, rule_fixtures, rulebook
from transcheck.rulebook import Rule

ROOT = Path(__file__).parent.parent
FAMILIES = {
    "DOC": "Documents",
    "LNK": "Links",
    "MRK": "Markup",
    "NAM": "Names",
    "NUM": "Numbers",
    "PAR": "Paragraphs",
    "STA": "Staleness",
    "SUP": "Suppressions",
    "TRM": "Terms",
    "UNT": "Untranslated",
}
NOTE = "<!-- Made by tools/build_docs.py; do not edit. -->\n\n"
SMALL = 600  # characters of an example in the gallery
LANG = 7  # characters of a language's tag; longer names are of other files
LINES = 40  # of a version that an example shows


def pages() -> dict[str, str]:
    """Return the generated pages by their paths below docs/."""
    rules = rulebook.load(rulebook.folder())
    made = {
        "rules/index.md": index(rules),
        "rules/gallery.md": gallery(rules),
        "configuration.md": configuration(),
    }
    for family, members in groupby(rules, key=lambda rule: rule.code[:3]):
        made[f"rules/{family}.md"] = family_page(family, list(members))
    return made


def gallery(rules: tuple[Rule, ...]) -> str:
    """Return the page with a small example of each rule that has one, and what is reported."""
    parts = [
        NOTE + "# Gallery\n",
        "One example of what each rule finds; its page has more, and says why it matters.\n",
    ]
    for rule in rules:
        file = ROOT / "tests" / "rules" / f"{rule.code}.md"
        for case in rule_fixtures.cases(file):
            said = messages(case) if case.verdict == "bad" and is_small(case) else {}
            if said:
                anchor = f"{rule.code[:3]}.md#{rule.code.lower()}-{rule.name}"
                parts.append(f"## [{rule.code}]({anchor}) {rule.name}\n")
                parts += [
                    f"{lang}\n\n````text\n{text.decode()}````\n" for lang, text in case.versions
                ]
                parts += [f"> {message}\n" for message in dict.fromkeys(said.values())]
                break
    return "\n".join(parts)


def is_small(case: rule_fixtures.Case) -> bool:
    """Return whether a case shows what it is about on a few lines of text, without other files."""
    if case.files or case.former or any(len(lang) > LANG for lang, _ in case.versions):
        return False
    try:
        texts = [text.decode() for _, text in case.versions]
    except UnicodeDecodeError:
        return False
    return sum(map(len, texts)) < SMALL


def index(rules: tuple[Rule, ...]) -> str:
    lines = [NOTE + "# Rules\n", "| code | name | severity | what it finds |", "|---|---|---|---|"]
    for rule in rules:
        anchor = f"{rule.code[:3]}.md#{rule.code.lower()}-{rule.name}"
        lines.append(
            f"| [{rule.code}]({anchor}) | {rule.name} | {rule.severity} | {rule.summary} |"
        )
    return "\n".join(lines) + "\n"


def family_page(family: str, rules: list[Rule]) -> str:
    return (
        NOTE + f"# {family}: {FAMILIES[family].lower()}\n\n" + "\n".join(map(rule_section, rules))
    )


def rule_section(rule: Rule) -> str:
    parts = [f"## {rule.code} {rule.name}", f"*{rule.severity}* · {rule.summary}", rule.why]
    if rule.fix:
        option = " --unsafe-fixes" if rule.fix == "unsafe" else ""
        parts.append(f"`transcheck check --fix{option}` writes what it suggests into the file.")
    if rule.options:
        rows = [f"| `{name}` | `{shown(value)}` |" for name, value in rule.options.items()]
        parts.append("\n".join(["| option | usual value |", "|---|---|", *rows]))
    cases = list(rule_fixtures.cases(ROOT / "tests" / "rules" / f"{rule.code}.md"))
    parts += [
        example(next(case for case in cases if case.verdict == verdict))
        for verdict in ("bad", "good")
    ]
    return "\n\n".join(parts) + "\n"


def shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return (text if len(text) <= 100 else text[:100] + " …").replace("|", "\\|")


def example(case: rule_fixtures.Case) -> str:
    """Return a case with its versions, unless they are long, and its findings."""
    head = f"**{'Found' if case.verdict == 'bad' else 'Not found'}: {case.title}**"
    fence = "````"
    blocks = [f'{fence}text title="{name}"\n{text}{fence}' for name, text in case.files]
    for lang, text in case.versions:
        name = f"{lang} (source)" if lang == case.source else lang
        blocks.append(f"{name}\n\n{fence}text\n{readable(text)}{fence}")
    said = messages(case)
    findings = [
        f"- {lang}, line {line}: “{text or '(the place where it is missing)'}”"
        + (f"  \n  {said[lang, line, text]}" if (lang, line, text) in said else "")
        for lang, line, text in sorted(case.expected)
    ]
    return "\n\n".join([head, *blocks, *(["\n".join(findings)] if findings else [])])


def messages(case: rule_fixtures.Case) -> dict[rule_fixtures.Expected, str]:
    """Return what is reported about a case, by place. Cases that need a repository have none."""
    with TemporaryDirectory(prefix="story") as empty:
        found = rule_fixtures.run(case, Path(empty)).reported
    places = (finding.location for finding in found)
    return {
        (place.lang, place.line, place.text): finding.message
        for place, finding in zip(places, found, strict=True)
    }


def readable(text: bytes) -> str:
    try:
        lines = text.decode("utf-8").splitlines(keepends=True)
    except UnicodeDecodeError:
        return text.hex(" ") + "\n"
    return "".join(lines if len(lines) <= LINES else [*lines[:LINES], "…\n"])


def configuration() -> str:
    schema = json.loads(
        files("transcheck").joinpath("settings.schema.json").read_text(encoding="utf-8")
    )
    lines = [
        NOTE + "# Configuration\n",
        "The nearest `transcheck.toml`, or `[tool.transcheck]` in `pyproject.toml`, at or above "
        "the first path given;",
        "`--config FILE` names another. `transcheck init` writes the file below, which explains "
        "every setting and makes none.\n",
        "| setting | value | what it is for |",
        "|---|---|---|",
    ]
    for name, entry in schema["properties"].items():
        entry = (
            entry
            | schema["$defs"].get(entry.get("$ref", "").rpartition("/")[2], {})
            | {"description": description(entry, schema)}
        )
        lines.append(f"| `{name}` | {kind(entry, schema)} | {entry['description']} |")
    return "\n".join([*lines, "", "```toml", config.template().rstrip(), "```", ""])


def description(entry: dict[str, object], schema: dict[str, dict[str, dict[str, object]]]) -> str:
    of_type = schema["$defs"].get(str(entry.get("$ref", "")).rpartition("/")[2], {})
    return str(entry.get("description") or of_type.get("description") or "See below.")


def kind(entry: dict[str, object], schema: dict[str, object]) -> str:
    if "enum" in entry:
        return ", ".join(f"`{value}`" for value in entry["enum"])  # type: ignore[union-attr]
    return {
        "string": "a string",
        "array": "a list",
        "boolean": "true or false",
        "object": "a table",
    }[str(entry["type"])]


def main() -> int:
    stale = []
    for name, text in pages().items():
        path = ROOT / "docs" / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    print(
        f"{len(stale)} pages {'are stale' if '--check' in sys.argv else 'written'}: "
        f"{', '.join(stale) or 'none'}"
    )
    return int("--check" in sys.argv and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
