"""What comes due by itself: reminders, missed promises, what was published without review, how far a push has come.

Nothing here is kept as a timer. Each sweep derives from the rows what is due at its moment, so a bot that was off for
an hour does the right thing when it returns, once; and several copies may sweep the same database.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from bot.logs import without_texts
from bot.people import flows as people
from bot.storage import Database, DatabaseAway, Tx

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0

# Does in one transaction, for one workspace, what is due at a moment; tells whether anything is to be sent.
Sweep = Callable[[Tx, str, datetime], bool]


@dataclass
class Sweeper:
    """One for each copy of the courier."""

    database: Database
    sweeps: Iterable[Sweep]
    now: Callable[[], datetime]
    wake_courier: Callable[[], None]

    def once(self) -> bool:
        """Do all that is due now, and tell whether there was anything.

        Raises DatabaseAway once every sweep was tried, where the database did not let one of them through.
        """
        with self.database.glance() as tx:
            workspaces = people.all_workspaces(tx)
        away: list[DatabaseAway] = []
        did = [self._try(sweep, workspace, away) for workspace in workspaces for sweep in self.sweeps]
        if any(did):
            self.wake_courier()
        if away:
            raise away[0]
        return any(did)

    def _try(self, sweep: Sweep, workspace: str, away: list[DatabaseAway]) -> bool:
        """Sweep once; what goes wrong in one sweep, or waits for a lock in vain, keeps no other from its work."""
        try:
            with self.database.aside() as tx:
                did = sweep(tx, workspace, self.now())
        except DatabaseAway as error:
            away.append(error)
            return False
        except Exception as error:
            logger.exception("a sweep went wrong; it is tried again", exc_info=without_texts(error))
            return False
        if did:
            self.database.moved = object()
        return did

    def run(self, stop: Event) -> None:
        """Sweep until `stop` is set. Survives a database that is away, and whatever else goes wrong."""
        while not stop.is_set():
            try:
                self.once()
            except DatabaseAway:
                logger.warning("the database is away; what is due waits")
            except Exception as error:
                logger.exception("looking for what is due went wrong; it is tried again", exc_info=without_texts(error))
            stop.wait(PAUSE_SECONDS)
