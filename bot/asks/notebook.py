"""Noting look-ups, a moment behind their answers."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event

from bot.asks import records
from bot.asks.rules import Lookup
from bot.logs import without_texts
from bot.storage import Database, DatabaseAway

logger = logging.getLogger(__name__)

BATCH_SECONDS = 0.1
# While the database is away, trying ten times a second would only fill the log.
AWAY_SECONDS = 5.0


@dataclass
class Notebook:
    """Notes look-ups a moment behind their answers, so that nobody waits for the note to be written."""

    database: Database
    on_note: Callable[[Lookup], None] = lambda _: None
    _waiting: SimpleQueue[Lookup] = field(default_factory=SimpleQueue)

    def note(self, lookup: Lookup) -> None:
        """Take a note; it is written down within `BATCH_SECONDS`."""
        self._waiting.put(lookup)
        self.on_note(lookup)

    def write_down(self) -> int:
        """Write the notes taken so far in one transaction and return how many. Raises DatabaseAway, and keeps them."""
        batch: list[Lookup] = []
        while len(batch) < 1000:
            try:
                batch.append(self._waiting.get_nowait())
            except Empty:
                break
        if batch:
            try:
                with self.database.aside() as tx:
                    records.add_lookups(tx, batch)
            except DatabaseAway:
                for lookup in batch:
                    self._waiting.put(lookup)
                raise
        return len(batch)

    def run(self, stop: Event) -> None:
        """Write notes down until `stop` is set, and once more then."""
        pause = BATCH_SECONDS
        while not stop.wait(pause):
            pause = BATCH_SECONDS if self._try_to_write() else AWAY_SECONDS
        self._try_to_write()

    def _try_to_write(self) -> bool:
        """Write down what there is; False where the database is away."""
        try:
            while self.write_down():
                pass
        except DatabaseAway:
            logger.warning("the database is away; notes of look-ups wait")
            return False
        except Exception as error:
            # Notes that cannot be written must not keep all later ones from being written.
            logger.exception("some notes of look-ups are lost", exc_info=without_texts(error))
        return True
