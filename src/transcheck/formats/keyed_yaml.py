"""YAML files of strings, one language a file, as Rails has them: the language may be at the root.

PyYAML parses, and its marks are the places.
"""

from __future__ import annotations

from collections.abc import Iterator

from transcheck.formats import Unit, Units, UnreadableError, inline, line_starts
from transcheck.formats.builder import BlockBuilder
from transcheck.locales import parse_tag
from transcheck.model import Block, BlockKind

_STRING = "tag:yaml.org,2002:str"
_DEEPEST = 50  # levels of nesting


def read(text: str) -> Units:
    """Return the strings of a file with their keys.

    Raises:
        UnreadableError: it is not YAML; the message names the line.
    """
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise UnreadableError(f"line {line}: is not well-formed YAML; fix it there") from error
    except RecursionError as error:
        raise UnreadableError("is nested too deeply; give a file of strings") from error
    units = tuple(
        Unit((_block(text, node),), ".".join(path))
        for path, node in (_strings(_content(root), ()) if root else ())
    )
    return Units(text, line_starts(text), units)


def _content(root: object) -> object:
    """Return what is below the language at the root of a file, if there is one."""
    import yaml

    if isinstance(root, yaml.MappingNode) and len(root.value) == 1:
        key, value = root.value[0]
        if isinstance(value, yaml.MappingNode) and parse_tag(str(key.value)):
            return value
    return root


def _strings(node: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    import yaml

    if len(path) > _DEEPEST:
        raise UnreadableError("is nested too deeply; give a file of strings")
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _strings(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _strings(value, (*path, str(index)))
    elif isinstance(node, yaml.ScalarNode) and node.tag == _STRING:
        yield path, node


def _block(text: str, node: object) -> Block | None:
    """Return the block of a scalar: exact where it is written as it reads, else as a whole."""
    import yaml

    assert isinstance(node, yaml.ScalarNode)
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("'", '"'):
        start, end = start + 1, end - 1
    builder = BlockBuilder()
    value = str(node.value)
    if text[start:end] == value:
        builder.add(value, start, end)
    else:
        _add_lines(builder, text, value, start, end)
    inline.mark(builder)
    return builder.finish(BlockKind.PARAGRAPH)


def _add_lines(builder: BlockBuilder, text: str, value: str, start: int, end: int) -> None:
    """Add a value whose words are in the file in order, with other white space or escapes."""
    place = start
    for part in value.splitlines(keepends=True):
        line = part.rstrip("\n")
        found = text.find(line, place, end) if line else -1
        if found < 0:
            builder.add(part, place, max(place, end))
            continue
        builder.add(line, found, found + len(line))
        place = found + len(line)
        if part != line:
            builder.add("\n", place, place)
