"""Recording what was asked and what was looked up."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from queue import Empty, SimpleQueue
from threading import Event

from bot.asks import records
from bot.asks.rules import COUNTED_TOGETHER_FOR, LONGEST_QUESTION, Ask, Lookup
from bot.deliveries import flows as deliveries
from bot.logs import without_texts
from bot.people import flows as people
from bot.people.rules import Role
from bot.plain_text import without_hidden
from bot.storage import Database, DatabaseAway, Tx, new_id
from bot.topics.finding import key
from bot.topics.rules import Topic

logger = logging.getLogger(__name__)

ASK = "ask"
BATCH_SECONDS = 0.1


def record(tx: Tx, workspace: str, *, question: str, topic: Topic | None, by: str, now: datetime) -> tuple[str, ...]:
    """Record a question that met no line, and tell whoever looks after it. Returns where it is told: Slack ids.

    That is the topic's owner; else the approvals channel; else the admins. Raises NotStaff.
    """
    person = people.require_staff(tx, workspace, by)
    question = " ".join(without_hidden(question).split())[:LONGEST_QUESTION]
    folded = key(question)
    # The same question twice at once is one ask: the second waits here, and finds the first.
    people.hold_workspace(tx, workspace)
    known = records.same_since(tx, workspace, folded, now - COUNTED_TOGETHER_FOR)
    if known is not None:
        records.count_again(tx, workspace, known.id, now)
        deliveries.renew(tx, workspace, kind=ASK, ref=known.id, now=now)
        return tuple(one.destination for one in deliveries.of(tx, workspace, kind=ASK, ref=known.id))
    ask = Ask(new_id(), question, topic.id if topic else "", by, 1, now, now)
    records.add(tx, workspace, folded, ask)
    told = _who_is_told(tx, workspace, topic, person.workspace.approvals_channel)
    deliveries.put(tx, workspace, kind=ASK, ref=ask.id, destinations=told, now=now)
    return told


def get(tx: Tx, workspace: str, ask_id: str) -> Ask | None:
    """Return one ask, or None where it is not there."""
    return records.get(tx, workspace, ask_id)


def _who_is_told(tx: Tx, workspace: str, topic: Topic | None, channel: str | None) -> tuple[str, ...]:
    if topic is not None and topic.owner:
        return (topic.owner,)
    return (channel,) if channel else people.holders(tx, workspace, Role.ADMIN)


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
                with self.database.transaction() as tx:
                    records.add_lookups(tx, batch)
            except DatabaseAway:
                for lookup in batch:
                    self._waiting.put(lookup)
                raise
        return len(batch)

    def run(self, stop: Event) -> None:
        """Write notes down until `stop` is set, and once more then."""
        while not stop.wait(BATCH_SECONDS):
            self._try_to_write()
        self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            while self.write_down():
                pass
        except DatabaseAway:
            logger.warning("the database is away; notes of look-ups wait")
        except Exception as error:
            # Notes that cannot be written must not keep all later ones from being written.
            logger.exception("some notes of look-ups are lost", exc_info=without_texts(error))
