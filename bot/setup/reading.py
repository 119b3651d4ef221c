"""Reading a set-up file: its text to validated values, or every problem at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.setup.explaining import explain, line_of_error
from bot.setup.names import clashes
from bot.setup.problems import MOST_SHOWN, Problem, Stop, refuse
from bot.setup.shapes import SetUp
from bot.setup.tree import Tree, grow

# Putting a problem into words takes time, so of thousands only the first are.
_MOST_EXPLAINED = 10 * MOST_SHOWN


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file sets, and the line of each of its sections."""

    values: SetUp
    lines: Mapping[str, int]


def read(content: bytes, name: str) -> Reading:
    """Read the set-up file called `name`. Raises BadFile, which names every problem with its line."""
    try:
        tree = grow(content)
    except Stop as stop:
        refuse(name, stop.problems)
    values, errors = _validated(tree)
    problems = [*tree.problems, *clashes(tree), *_explained(errors, tree)]
    if values is None or problems:
        refuse(name, problems)
    lines = {str(path[0]): place.key_line for path, place in tree.places.items() if len(path) == 1}
    return Reading(values, lines)


def _validated(tree: Tree) -> tuple[SetUp | None, list[ErrorDetails]]:
    try:
        return SetUp.model_validate(tree.value), []
    except ValidationError as error:
        return None, error.errors(include_url=False, include_context=False, include_input=False)


def _explained(errors: list[ErrorDetails], tree: Tree) -> Iterator[Problem]:
    in_order = sorted(errors, key=lambda error: line_of_error(error, tree))
    for error in islice(in_order, _MOST_EXPLAINED):
        if problem := explain(error, tree):
            yield problem
