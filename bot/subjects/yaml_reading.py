"""Careful YAML: plain values with the line of each, and nothing that refers, constructs, or grows without bound."""

from dataclasses import dataclass

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

# The one in C is fifteen times faster, and somebody waits for the first draft that needs the rules.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST_FILE = 256 * 1024
DEEPEST = 8
_TEXT = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp")
_NUMBER = "tag:yaml.org,2002:int"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in a file, where, and what to write instead."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}{f' line {self.line}' if self.line else ''}: {self.sentence}"


class BadPack(Exception):  # noqa: N818 - read by a writer of rules as sentences, one a line
    """Rules that cannot be used; says every problem with its file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, sorted(set(problems)))))
        self.problems = tuple(sorted(set(problems)))


@dataclass(frozen=True, slots=True)
class At:
    """A value and the line it stands in: a text, a number, a tuple of At, or a dict of At by key."""

    value: "str | int | tuple[At, ...] | dict[str, At] | None"
    line: int


def read(content: bytes, name: str, *, is_ours: bool = False) -> At:
    """Read one document. Raises BadPack. In a file of the product's own, the build has looked for odd YAML already."""
    if len(content) > LARGEST_FILE:
        raise BadPack([Problem(name, 0, f"The file is larger than {LARGEST_FILE // 1024} KiB. Make two files of it.")])
    try:
        text = content.decode("utf-8-sig")
        depth = 0
        for event in () if is_ours else yaml.parse(text, _LOADER):
            depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
            _check_event(event, name, depth)
        root = yaml.compose(text, _LOADER)
    except UnicodeDecodeError as error:
        raise BadPack([Problem(name, 0, "This is not UTF-8. Save the file as UTF-8.")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        said = "This is not YAML. Look at the quotes, colons and indentation here; a text with a colon goes in quotes."
        raise BadPack([Problem(name, line, said)]) from error
    except (ValueError, RecursionError) as error:
        raise BadPack([Problem(name, 0, "This cannot be read. Write plain keys, texts and lists.")]) from error
    return At({}, 1) if root is None else _value(root, name, 0)


def _line(what: yaml.Event | Node) -> int:
    return what.start_mark.line + 1 if what.start_mark else 0


def _check_event(event: yaml.Event, name: str, depth: int) -> None:
    line = _line(event)
    if depth > DEEPEST + 1:
        raise BadPack([Problem(name, line, f"This is nested more than {DEEPEST} deep. Rules never are.")])
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise BadPack(
            [Problem(name, line, "Names for parts of a file (& and *) are not read. Write it out, or quote it.")]
        )
    if getattr(event, "tag", None):
        raise BadPack([Problem(name, line, "Tags (!) are not read. Take it out, or put the text in quotes.")])


def _value(node: Node, name: str, depth: int) -> At:
    line = _line(node)
    if depth > DEEPEST:
        raise BadPack([Problem(name, line, f"This is nested more than {DEEPEST} deep. Rules never are.")])
    if isinstance(node, MappingNode):
        return At(_mapping(node, name, depth), line)
    if isinstance(node, SequenceNode):
        return At(tuple(_value(one, name, depth + 1) for one in node.value), line)
    return At(_scalar(node), line)


def _mapping(node: MappingNode, name: str, depth: int) -> dict[str, At]:
    found: dict[str, At] = {}
    for key, value in node.value:
        line = _line(key)
        if not isinstance(key, ScalarNode):
            raise BadPack([Problem(name, line, "A key is one plain word, such as id.")])
        if key.value in found:
            raise BadPack([Problem(name, line, f"“{key.value}” is here twice. Keep one of the two.")])
        found[key.value] = At(_value(value, name, depth + 1).value, line)
    return found


def _scalar(node: Node) -> str | int | None:
    if node.tag == _NUMBER and node.value.lstrip("-").isdigit():
        return int(node.value[:9])
    if node.tag in _TEXT or node.value:
        return str(node.value)
    return None
