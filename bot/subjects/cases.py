"""One reading of one draft, with all that is known beside it."""

from dataclasses import dataclass

from bot.subjects.drafts import Draft
from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.rules import Fields


@dataclass(frozen=True, slots=True)
class Case:
    """A reading, the draft it is of, what the author knows beside it, and the rules in force."""

    reading: Reading
    draft: Draft
    fields: Fields
    rules: Rules
