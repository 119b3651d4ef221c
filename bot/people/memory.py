"""Who people are: remembered while nothing has changed in the database, and for the time that it is away."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock

from bot.people import records
from bot.people.rules import Person, UnknownWorkspace, Workspace
from bot.storage import Database

MOST_PEOPLE = 20_000
# What a command-line tool writes beside the bot shows after this long at the latest; what the bot does, at once.
UNREAD_FOR = timedelta(milliseconds=50)
UNREAD_AT_MOST = timedelta(milliseconds=250)


@dataclass(frozen=True, slots=True)
class _Place:
    """A workspace as it was read, when, and how the database stood."""

    workspace: Workspace
    read_at: datetime
    moved: object


@dataclass
class Acquaintances:
    """The workspaces, and the people met most recently. Bounded."""

    database: Database
    now: Callable[[], datetime]
    _places: dict[str, _Place] = field(default_factory=dict)
    _met: OrderedDict[tuple[str, str], Person] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)
    _reading: Lock = field(default_factory=Lock)

    def who_is(self, workspace: str, slack_id: str) -> Person | None:
        """Return somebody as the database knows them now; None for those whom it does not know.

        One read of the workspace's row says whether what is remembered of its people still holds. Where this bot is
        the only one that works on the database even that is left out, for `UNREAD_FOR` and while it changes nothing:
        every read gives way to all other threads that answer, which costs more than the reading.
        Raises UnknownWorkspace, DatabaseAway.
        """
        place = self._place(workspace)
        known = self._met.get((workspace, slack_id))
        if known is not None and known.workspace.people_token == place.people_token:
            return known if known.workspace is place else replace(known, workspace=place)
        with self.database.glance() as tx:
            return records.person(tx, place, slack_id)

    def keep_in_mind(self, person: Person) -> None:
        """Note who somebody is now."""
        where = (person.workspace.id, person.slack_id)
        with self._lock:
            self._met[where] = person
            self._met.move_to_end(where)
            if len(self._met) > MOST_PEOPLE:
                self._met.popitem(last=False)

    def recall(self, workspace: str, slack_id: str) -> Person | None:
        """Return who somebody was when last met, or None for a stranger: for the time that the database is away."""
        return self._met.get((workspace, slack_id))

    def _place(self, workspace: str) -> Workspace:
        """Return the workspace as it is, from memory where that may be."""
        kept = self._places.get(workspace) if self.database.alone else None
        if kept is None or kept.moved is not self.database.moved:
            return self._read(workspace)
        age = abs(self.now() - kept.read_at)
        if age < UNREAD_FOR:
            return kept.workspace
        if age >= UNREAD_AT_MOST:
            return self._read(workspace)
        # One reads anew; who comes meanwhile need not wait for it.
        if not self._reading.acquire(blocking=False):
            return kept.workspace
        try:
            return self._read(workspace)
        finally:
            self._reading.release()

    def _read(self, workspace: str) -> Workspace:
        # Noted before reading: what is changed meanwhile is then read again next time.
        now, moved, before = self.now(), self.database.moved, self._places.get(workspace)
        with self.database.glance() as tx:
            found = records.workspace(tx, workspace)
        if found is None:
            raise UnknownWorkspace
        if before is not None and before.workspace == found:
            found = before.workspace
        self._places[workspace] = _Place(found, now, moved)
        return found
