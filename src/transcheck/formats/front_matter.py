"""Front matter: YAML between `---` lines or TOML between `+++` lines at the start of a file."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct, field

from transcheck.bounded import parse_toml
from transcheck.formats import LINE_END
from transcheck.formats.builder import BlockBuilder
from transcheck.model import Block, BlockKind

_MATTER = re.compile(
    r"(?P<mark>---|\+\+\+)[ \t]*(?:\r\n|\r|\n)(?P<body>.*?)(?<=[\r\n])(?P=mark)[ "
    r"\t]*(?:\r\n|\r|\n|\Z)",
    re.DOTALL,
)
_TOML_LINE = re.compile(
    r"^[ \t]*(?P<key>[A-Za-z_-]+)[ \t]*=[ \t]*(?P<value>[^\r\n]+)", re.MULTILINE
)
_LARGEST = 64 << 10  # characters of front matter that are parsed
_TEXT_FIELDS = ("title", "description", "subtitle", "summary", "linkTitle")


class FrontMatter(Struct, frozen=True):
    """Front matter: scalar fields as strings, blocks for the fields that readers see, and the
    offset of the body.
    """

    end: int = 0
    metadata: dict[str, str] = field(default_factory=dict)
    blocks: tuple[Block, ...] = ()


def read(text: str) -> FrontMatter:
    """Return the front matter of a text.

    If it cannot be parsed, it has no fields but is still left out of the body.
    """
    match = _MATTER.match(text)
    if match is None:
        return FrontMatter()
    if match.end("body") - match.start("body") > _LARGEST:
        # nobody writes so much; parsing it would cost memory and time
        return FrontMatter(match.end())
    if match["mark"] == "+++":
        return FrontMatter(match.end(), *_toml(text, match.start("body"), match.end("body")))
    metadata, blocks = _yaml(text, match.start("body"), match.end("body"))
    return FrontMatter(match.end(), metadata, tuple(blocks))


def _toml(text: str, start: int, end: int) -> tuple[dict[str, str], tuple[Block, ...]]:
    try:
        table = parse_toml(LINE_END.sub("\n", text[start:end]))
        metadata = {
            key: _scalar(value)
            for key, value in table.items()
            if not isinstance(value, dict | list)
        }
    except ValueError:  # also a number of more digits than Python prints
        return {}, ()
    lines = {
        line["key"]: line.span("value")
        for line in reversed(list(_TOML_LINE.finditer(text, start, end)))
    }
    found = (
        _field(text, metadata[key], *place)
        for key, place in lines.items()
        if key in metadata and key in _TEXT_FIELDS
    )
    return metadata, tuple(
        sorted((block for block in found if block), key=lambda block: block.start)
    )


def _scalar(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
            block = _field(
                text, str(node.value), start + node.start_mark.index, start + node.end_mark.index
            )
            blocks += [block] if block else []
    return metadata, blocks


def _field(text: str, value: str, start: int, end: int) -> Block | None:
    builder = BlockBuilder()
    found = text.find(value, start, end)
    if found >= 0:
        builder.add(value, found, found + len(value))
    else:  # folded or escaped: only the place of the whole is known
        builder.add(value, start, start + len(text[start:end].rstrip()))
    return builder.finish(BlockKind.FIELD)
