"""From bytes to plain values with their lines: YAML without anchors, tags, second documents and depths."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import AliasEvent, CollectionStartEvent, ScalarEvent, StreamEndEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.plain_text import hidden_characters
from bot.setup.problems import Problem, Stop, quoted

LARGEST = 1024 * 1024
DEEPEST = 20

TEXT = "tag:yaml.org,2002:str"
# The tag of what was refused already: it is not complained about again.
REFUSED = "refused"
_TRUTH = "tag:yaml.org,2002:bool"

Path = tuple[str | int, ...]


class Unfit:
    """Stands in for what no key takes: numbers, dates, nothing at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: its node, and the line of its key, or of itself in a list."""

    node: Node
    key_line: int

    @property
    def line(self) -> int:
        """The line where the value begins."""
        return line_of(self.node)


@dataclass(slots=True)
class Tree:
    """What a file holds: plain values, where each stands, and what is wrong so far."""

    value: object = None
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def text_at(self, *path: str | int) -> tuple[str, int] | None:
        """Return the text at a path and its line, or None where no text stands there."""
        place = self.places.get(path)
        if place is None or place.node.tag != TEXT:
            return None
        return str(place.node.value), place.line

    def size_of(self, *path: str | int) -> int:
        """Return how many entries the list at a path has; 0 where no list stands there."""
        place = self.places.get(path)
        return len(place.node.value) if place and isinstance(place.node, SequenceNode) else 0


def grow(content: bytes) -> Tree:
    """Read a file's bytes. Raises Stop where nothing more can be said behind what is wrong."""
    tree = Tree()
    try:
        root = _compose(_decoded(content), tree.problems)
    except Stop as stop:
        raise Stop([*tree.problems, *stop.problems]) from stop
    tree.value = _value(root, (), line_of(root), tree)
    return tree


def line_of(node: Node) -> int:
    """Return the line a node begins at, as editors count."""
    return int(node.start_mark.line) + 1


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise Stop([Problem(0, "The file is larger than 1 MiB. Take out what is not needed any more.")])
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Stop([Problem(line, "This is not UTF-8. Save the file as UTF-8 and load it again.")]) from error
    hidden = list(_hidden_lines(text))
    if hidden:
        raise Stop(hidden)
    return text


def _hidden_lines(text: str) -> Iterator[Problem]:
    if not hidden_characters(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if names := hidden_characters(line):
            yield _unseen(number, names)


def _unseen(line: int, names: tuple[str, ...]) -> Problem:
    return Problem(line, f"Here is what nobody can see: {', '.join(names[:3])}. Type that part again.")


class _Careful(yaml.SafeLoader):
    """Composes one node after the other, and takes no anchor, alias, tag or great depth."""

    def __init__(self, text: str, problems: list[Problem]) -> None:
        super().__init__(text)
        self._problems = problems
        self._depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent):
            self.get_event()  # type: ignore[no-untyped-call]
            self._problems.append(Problem(line, _NO_ANCHORS))
            return ScalarNode(REFUSED, "", event.start_mark, event.end_mark)  # type: ignore[arg-type]
        self._strip(event, line)
        if isinstance(event, CollectionStartEvent) and self._depth >= DEEPEST:
            raise Stop([Problem(line, f"This is nested more than {DEEPEST} deep. Set-up files never are.")])
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def _strip(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self._problems.append(Problem(line, _NO_ANCHORS))
            event.anchor = None
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            said = f"{quoted(tag)} is a tag, and tags are not read here. Take it out, or put the text in quotes."
            self._problems.append(Problem(line, said))
            event.tag = None
            if isinstance(event, ScalarEvent):
                event.implicit = (event.style is None, event.style is not None)


_NO_ANCHORS = (
    "Names for parts of the file (& and *) are not read here. Write it out; "
    "a text that begins with one of these signs goes in quotes."
)
_BEGIN = "Begin with workspace: {team_id: T01TEST, name: Example IT}"


def _compose(text: str, problems: list[Problem]) -> Node:
    loader = _Careful(text, problems)
    try:
        loader.get_event()  # type: ignore[no-untyped-call]
        if loader.check_event(StreamEndEvent):
            raise Stop([Problem(0, f"The file is empty. {_BEGIN}")])
        root = loader.compose_document()
        if not loader.check_event(StreamEndEvent):
            line = loader.peek_event().start_mark.line + 1  # type: ignore[no-untyped-call]
            problems.append(Problem(line, "A second document begins here. Keep one, and take out the line with ---"))
    except yaml.YAMLError as error:
        raise Stop([_explained(error)]) from error
    except (ValueError, OverflowError) as error:
        # PyYAML converts the number of a character, or of the version of YAML, without a look.
        line = loader.get_mark().line + 1
        raise Stop([Problem(line, "A number here is out of range. Type the character itself.")]) from error
    if not isinstance(root, MappingNode):
        line = line_of(root) if root else 0
        raise Stop([Problem(line, f"The file should hold keys and values. {_BEGIN}")])
    return root


# What PyYAML says, by a part of it, and what to tell the operator.
_MENDS = (
    ("found character '\\t'", "There is a tab here. Indent with spaces."),
    ("that cannot start any token", "A text that begins with this sign goes in quotes."),
    ("mapping values are not allowed", "There is a colon too many here. A text with a colon goes in quotes."),
    ("could not find expected ':'", "A colon is missing. Write a key, a colon, a space and the value."),
    ("while scanning a quoted scalar", "The quotation mark that opens here is never closed. Close it."),
    ("while parsing a flow sequence", "The list that begins here is not closed by ] or lacks a comma."),
    ("while parsing a flow mapping", "The { that begins here is not closed by } or lacks a comma."),
    ("unknown escape character", "A backslash in a text means something else. Use single quotes around it."),
    ("expected <block end>", "This line is indented unlike its neighbours, or goes on behind a closing quote."),
)


def _explained(error: yaml.YAMLError) -> Problem:
    said = str(error)
    found = next(((part, mend) for part, mend in _MENDS if part in said), None)
    mark = getattr(error, "problem_mark", None)
    if found and found[0].startswith("while"):
        mark = getattr(error, "context_mark", None) or mark
    mend = found[1] if found else "This cannot be read. Look at the quotes, colons and indentation here."
    return Problem(mark.line + 1 if mark else 0, mend)


def _value(node: Node, path: Path, key_line: int, tree: Tree) -> object:
    """Turn a node into plain values, and note where each stands."""
    tree.places[path] = Place(node, key_line)
    if isinstance(node, MappingNode):
        return _mapping(node, path, tree)
    if isinstance(node, SequenceNode):
        _check_repeats(node, tree)
        entries = enumerate(node.value)
        return tuple(_value(entry, (*path, at), line_of(entry), tree) for at, entry in entries)
    return _scalar(node, tree)


def _mapping(node: MappingNode, path: Path, tree: Tree) -> Mapping[str, object]:
    found: dict[str, object] = {}
    first: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = line_of(key_node)
        if not isinstance(key_node, ScalarNode):
            tree.problems.append(Problem(line, "A key is one plain word here, such as name."))
            continue
        key = _whole(key_node.value)
        if names := hidden_characters(key):
            tree.problems.append(_unseen(line, names))
        elif key in first:
            said = f"{quoted(key)} is here twice (first in line {first[key]}). Keep one of the two."
            tree.problems.append(Problem(line, said))
        elif key_node.tag != REFUSED:
            first[key] = line
            found[key] = _value(value_node, (*path, key), line, tree)
    return found


def _scalar(node: Node, tree: Tree) -> object:
    if node.tag == _TRUTH:
        return bool(yaml.SafeLoader.bool_values[node.value.lower()])
    if node.tag != TEXT:
        return Unfit()
    node.value = _whole(node.value)
    if names := hidden_characters(node.value):
        tree.problems.append(_unseen(line_of(node), names))
        node.tag = REFUSED
        return Unfit()
    return node.value


def _whole(text: str) -> str:
    """Join characters that were written as two escaped halves, as JSON does, which is YAML too."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def _check_repeats(node: SequenceNode, tree: Tree) -> None:
    seen: set[str] = set()
    for entry in node.value:
        if entry.tag == TEXT and entry.value in seen:
            tree.problems.append(Problem(line_of(entry), f"{quoted(entry.value)} is in this list twice. Take one out."))
        elif entry.tag == TEXT:
            seen.add(entry.value)
