"""What pydantic finds wrong, in sentences with a line and what to write instead."""

from difflib import get_close_matches

from pydantic_core import ErrorDetails
from yaml.nodes import MappingNode, Node, SequenceNode

from bot.setup.problems import Problem, quoted
from bot.setup.shapes import PARTS, SENTENCE
from bot.setup.tree import REFUSED, TEXT, Path, Place, Tree

# What to write for each key, as an example; with the key it stands under where that matters.
EXAMPLES = {
    "workspace": "{team_id: T01TEST, name: Example IT}",
    "team_id": "T01TEST",
    "workspace.name": "Example IT",
    "topics.name": "network",
    "audiences.name": "Finance",
    "glossary.name": "VPN",
    "staff": "{everyone: true}",
    "everyone": "true",
    "group": "S0IT",
    "people": "[{slack_id: U02COMMANDER, roles: [commander]}]",
    "slack_id": "U02COMMANDER",
    "roles": "[commander]",
    "approvals": "{channel: C01APPR}",
    "channel": "C01APPR",
    "default_line": "We have no message on that yet.",
    "topics": "[{name: network, aliases: [wifi]}]",
    "aliases": "[wifi, lan]",
    "owner": "U02COMMANDER",
    "channels": "[C01GEN]",
    "standing": "As far as we know the network is working normally.",
    "holding": "We are still working on the network.",
    "templates": "{investigating: Some people cannot reach the network.}",
    "investigating": "Some people cannot reach the network.",
    "identified": "We know what is wrong with the network.",
    "monitoring": "The network is back. We are watching it.",
    "resolved": "The network is working again.",
    "audiences": "[{name: Finance, mail: [finance@example.com]}]",
    "mail": "[finance@example.com]",
    "cares_about": "month end",
    "words": "[month end, payslip]",
    "glossary": "[{name: VPN, plain: remote access}]",
    "plain": "remote access",
    "lets_you": "reach work systems from home",
    "outcome": "Work from home more easily",
}
_NOT_LOADED = {"incidents": "Incidents are not loaded from a file. Open one in Slack with /partyline open."}
_READ_AS = {
    "tag:yaml.org,2002:bool": "as true or false",
    "tag:yaml.org,2002:int": "as a number",
    "tag:yaml.org,2002:float": "as a number",
    "tag:yaml.org,2002:timestamp": "as a date",
}
_NULL = "tag:yaml.org,2002:null"


def explain(error: ErrorDetails, tree: Tree) -> Problem | None:
    """Put one error into a sentence; None where its value was complained about already."""
    path: Path = tuple(error["loc"])
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    if error["type"] == "missing":
        place = tree.places[path[:-1]]
        return Problem(place.line, f"{quoted(field)} is missing here. Write {_write(field, _parent(path))}")
    place = tree.places[path]
    if error["type"] == "extra_forbidden":
        return Problem(place.key_line, _unknown(field, _parent(path)))
    if place.node.tag == REFUSED:
        return None
    if error["type"] == SENTENCE:
        return Problem(place.line, f"{quoted(field)}: {error['msg']}")
    is_entry = bool(path) and isinstance(path[-1], int)
    return _wrong_type(error["type"], is_entry=is_entry, write=_write(field, _parent(path)), field=field, place=place)


def line_of_error(error: ErrorDetails, tree: Tree) -> int:
    """Return the line an error will be shown with, without writing its sentence."""
    path: Path = tuple(error["loc"])
    if error["type"] == "missing":
        return tree.places[path[:-1]].line
    place = tree.places[path]
    return place.key_line if error["type"] == "extra_forbidden" else place.line


def _parent(path: Path) -> str:
    return next((step for step in reversed(path[:-1]) if isinstance(step, str)), "")


def _unknown(key: str, parent: str) -> str:
    if not parent and key in _NOT_LOADED:
        return _NOT_LOADED[key]
    known = list(PARTS[parent].model_fields)
    near = get_close_matches(key[:40].lower(), known, n=1)
    mend = f"Did you mean {quoted(near[0])}?" if near else f"What may stand here: {', '.join(known)}."
    return f"{quoted(key)} is not known here. {mend}"


def _wrong_type(kind: str, *, field: str, is_entry: bool, write: str, place: Place) -> Problem:
    node = place.node
    if kind == "string_type" and node.tag in _READ_AS:
        said = f"{quoted(node.value)} is read {_READ_AS[node.tag]}, and {quoted(field)} takes text. Put it in quotes."
        return Problem(place.line, said)
    what = f"An entry of {quoted(field)}" if is_entry else quoted(field)
    if node.tag == _NULL:
        mend = "Write it, or take it out." if is_entry else f"Take the line out, or write {write}"
        return Problem(place.line, f"{what} is empty. {mend}")
    takes = _TAKES.get(kind, "something else")
    return Problem(place.line, f"{what} takes {takes}, and this is {_is(node)}. Write {write}")


_TAKES = {
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "keys and values",
}


def _is(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a set of keys and values"
    if isinstance(node, SequenceNode):
        return "a list"
    return "text" if node.tag == TEXT else _READ_AS.get(node.tag, "as something else").removeprefix("as ")


def _write(field: str, parent: str) -> str:
    return f"{field}: {EXAMPLES.get(f'{parent}.{field}') or EXAMPLES[field]}"
