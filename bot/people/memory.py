"""Who people were when we last knew, for the time that the database is away."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock

from bot.people.rules import Person

MOST_PEOPLE = 20_000


@dataclass
class Acquaintances:
    """The people met most recently. Bounded, and never asked while the database answers."""

    _met: OrderedDict[tuple[str, str], Person] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep_in_mind(self, person: Person) -> None:
        """Note who somebody is now."""
        where = (person.workspace.id, person.slack_id)
        with self._lock:
            self._met[where] = person
            self._met.move_to_end(where)
            if len(self._met) > MOST_PEOPLE:
                self._met.popitem(last=False)

    def recall(self, workspace: str, slack_id: str) -> Person | None:
        """Return who somebody was, or None for a stranger. What goes on in the workspace is not known then."""
        person = self._met.get((workspace, slack_id))
        return person and replace(person, workspace=replace(person.workspace, journal_number=0))
