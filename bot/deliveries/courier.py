"""The courier: takes what is due from the ledger, posts it, and notes what became of it.

Each delivery is three steps: claim under a lease (a transaction), post (no transaction open), note (a transaction).
A courier killed in between leaves a lease that runs out, and the delivery is taken again: sent at least once.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from bot.deliveries import records
from bot.deliveries.rules import (
    CHANNEL_PACE,
    LEASE,
    Delivery,
    DeliveryStatus,
    Later,
    Letter,
    Never,
    Post,
    Sent,
    next_try,
)
from bot.storage import Database, DatabaseAway, new_id

logger = logging.getLogger(__name__)

# How long an idle courier sleeps unless it is woken: retries and other copies' deliveries come due by themselves.
IDLE_SECONDS = 1.0


@dataclass
class Courier:
    """One courier. Any number may work on one database; each delivery is held by one at a time."""

    database: Database
    post: Post
    letters: Mapping[str, Letter]
    now: Callable[[], datetime]
    holder: str = field(default_factory=new_id)
    _last_post: dict[str, datetime] = field(default_factory=dict)

    def deliver_one(self) -> bool:
        """Send the next delivery that is due. Returns whether there was one. Raises DatabaseAway."""
        now = self.now()
        with self.database.transaction() as tx:
            held = records.claim_due(tx, self.holder, now, now + LEASE)
        if held is None:
            return False
        free_at = self._last_post.get(held.channel or held.destination, now) + CHANNEL_PACE
        if held.destination in self._last_post and free_at > now:
            with self.database.transaction() as tx:
                records.note_later(tx, held, self.holder, free_at, held.reason, held.attempts, now)
            return True
        self._send(held)
        return True

    def _send(self, held: Delivery) -> None:
        with self.database.glance() as tx:
            message = self.letters[held.kind](tx, held.workspace, held.ref, self.now())
        if message is None:
            with self.database.transaction() as tx:
                records.note_ended(tx, held, self.holder, DeliveryStatus.DROPPED, "", self.now())
            return
        outcome = self.post(held.channel or held.destination, held.ts, message)
        self._last_post[held.destination] = self.now()
        self._note(held, outcome)

    def _note(self, held: Delivery, outcome: Sent | Later | Never) -> None:
        now = self.now()
        with self.database.transaction() as tx:
            if isinstance(outcome, Sent):
                records.note_sent(tx, held, self.holder, outcome.channel, outcome.ts, now)
            elif isinstance(outcome, Later):
                attempts = held.attempts + 1
                due_at = now + next_try(attempts, outcome)
                records.note_later(tx, held, self.holder, due_at, outcome.reason, attempts, now)
            else:
                records.note_ended(tx, held, self.holder, DeliveryStatus.FAILED, outcome.reason, now)
        if not isinstance(outcome, Sent):
            logger.warning("delivery %s (%s) not sent: %s", held.id, held.kind, outcome.reason)

    def run(self, stop: Event, wake: Event) -> None:
        """Deliver until `stop` is set; `wake` cuts a pause short. Survives a database that is away."""
        while not stop.is_set():
            wake.clear()
            try:
                while not stop.is_set() and self.deliver_one():
                    pass
            except DatabaseAway:
                logger.warning("the database is away; deliveries wait")
            except Exception:
                # One delivery that cannot be written must not stop all others; its lease brings it back.
                logger.exception("a delivery went wrong; it is tried again")
            wake.wait(IDLE_SECONDS)
