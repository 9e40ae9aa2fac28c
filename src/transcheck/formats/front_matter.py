"""Front matter: YAML between `---` lines or TOML between `+++` lines at the start of a file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, Kind

_MATTER = re.compile(
    r"(?P<mark>---|\+\+\+)[ \t]*(?:\r\n|\r|\n)(?P<body>.*?)(?<=[\r\n])(?P=mark)[ \t]*(?:\r\n|\r|\n|\Z)", re.DOTALL
)
_TEXT_FIELDS = ("title", "description", "subtitle", "summary", "linkTitle")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands before the body: scalar fields as strings, blocks for those that readers see, the body's offset."""

    end: int = 0
    metadata: dict[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


def read(text: str) -> FrontMatter:
    """Return the front matter of a text; one that cannot be parsed gives no fields but is still left out of the body."""
    match = _MATTER.match(text)
    if match is None:
        return FrontMatter()
    if match["mark"] == "+++":
        return FrontMatter(match.end(), _toml(match["body"]))
    metadata, blocks = _yaml(text, match.start("body"), match.end("body"))
    return FrontMatter(match.end(), metadata, tuple(blocks))


def _toml(body: str) -> dict[str, str]:
    try:
        table: dict[str, Any] = tomllib.loads(body.replace("\r\n", "\n").replace("\r", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {key: str(value) for key, value in table.items() if isinstance(value, str | int | float | bool)}


def _yaml(text: str, start: int, end: int) -> tuple[dict[str, str], list[Block]]:
    import yaml

    try:
        root = yaml.compose(text[start:end], Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, []
    metadata: dict[str, str] = {}
    blocks: list[Block] = []
    for key, node in root.value if isinstance(root, yaml.MappingNode) else ():
        if not isinstance(node, yaml.ScalarNode) or not isinstance(key, yaml.ScalarNode):
            continue
        metadata[str(key.value)] = str(node.value)
        if key.value in _TEXT_FIELDS:
            block = _field(text, str(node.value), start + node.start_mark.index, start + node.end_mark.index)
            blocks += [block] if block else []
    return metadata, blocks


def _field(text: str, value: str, start: int, end: int) -> Block | None:
    builder = BlockBuilder()
    found = text.find(value, start, end)
    if found >= 0:
        builder.add(value, found, found + len(value))
    else:  # folded or escaped: placed as a whole
        builder.add(value, start, start + len(text[start:end].rstrip()))
    return builder.finish(Kind.FIELD)
