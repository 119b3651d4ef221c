"""Loading a set-up file: all of it in one transaction, or nothing.

What a file sets counts as approved by the operator who loads it, and the journal says so. A section that is absent
leaves what is stored as it is; a section that is present is the whole truth about it. A second time changes nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from bot import journal
from bot.setup.problems import BadFile
from bot.setup.reading import read
from bot.setup.sections import STEPS, Loading, begin
from bot.setup.shapes import SetUp
from bot.setup.tree import LARGEST
from bot.storage import Database

__all__ = ["LARGEST", "BadFile", "load"]


def load(database: Database, text: bytes, name: str, now: datetime) -> str:
    """Load the set-up file called `name`, and say in a sentence or two what changed.

    Raises BadFile, which names every problem with its line; then nothing was changed. Raises DatabaseAway.
    """
    reading = read(text, name)
    with database.transaction() as tx:
        changed = list(_apply(begin(tx, reading, name, now)))
    return _summary(reading.values, name, changed)


def _apply(loading: Loading) -> Iterator[str]:
    """Set section after section; gives the names of those that put something new into the journal."""
    for what, step in STEPS.items():
        before = journal.newest_number(loading.tx, loading.workspace)
        step(loading)
        if journal.newest_number(loading.tx, loading.workspace) != before:
            yield what


def _summary(values: SetUp, name: str, changed: list[str]) -> str:
    place = f"{values.workspace.name} ({values.workspace.team_id})"
    if not changed:
        return f"{place} already is as {name} says. Nothing was changed."
    return f"{place} is set up as {name} says. Changed: {', '.join(changed)}."
