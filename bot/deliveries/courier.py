"""The courier: takes what is due from the ledger, posts it, and notes what became of it.

Each delivery is three steps: claim under a lease (a transaction), post (no transaction open), note (a transaction).
A courier killed in between leaves a lease that runs out, and the delivery is taken again: sent at least once. Whoever
takes it then, or after Slack did not answer, first looks in Slack whether the message stands: seen twice by nobody.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Event

from bot.deliveries import records
from bot.deliveries.rules import (
    CHANNEL_PACE,
    LEASE,
    LOOK_AGAIN,
    SLOWEST_CALL,
    Delivery,
    DeliveryStatus,
    Later,
    Letter,
    Message,
    Never,
    Postman,
    Sent,
    next_try,
)
from bot.logs import without_texts
from bot.storage import Database, DatabaseAway, new_id

logger = logging.getLogger(__name__)

# How long an idle courier sleeps unless it is woken: retries and other copies' deliveries come due by themselves.
IDLE_SECONDS = 1.0
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Courier:
    """One courier. Any number may work on one database; each delivery is held by one at a time."""

    database: Database
    postman: Postman
    letters: Mapping[str, Letter]
    now: Callable[[], datetime]
    holder: str = field(default_factory=new_id)
    _last_post: dict[str, datetime] = field(default_factory=dict)
    # Slack's word to slow down is for the whole workspace: until then nothing is posted.
    _not_before: datetime = LONG_AGO

    def deliver_one(self) -> bool:
        """Send the next delivery that is due, else look after one that may stand twice.

        Returns whether there was either. Raises DatabaseAway.
        """
        now = self.now()
        if now < self._not_before:
            return False
        with self.database.transaction() as tx:
            held = records.claim_due(tx, self.holder, now, now + LEASE)
        if held is None:
            return self._look_again(now)
        posted = self._last_post.get(held.destination)
        free_at = posted + CHANNEL_PACE if posted else now
        if free_at > now:
            with self.database.transaction() as tx:
                records.note_later(tx, held, self.holder, free_at, held.reason, held.attempts, now)
            return True
        self._send(held, now)
        return True

    def _write(self, held: Delivery) -> Message | Later | None:
        """Write the message; one that cannot be written waits where the doctor sees it, and stops no other."""
        try:
            with self.database.glance() as tx:
                return self.letters[held.kind](tx, held.workspace, held.ref, self.now())
        except DatabaseAway:
            raise
        except Exception as error:
            logger.exception("a letter could not be written", exc_info=without_texts(error))
            return Later("the message could not be written; the log says where", needs_mending=True)

    def _send(self, held: Delivery, claimed_at: datetime) -> None:
        message = self._write(held)
        if isinstance(message, Later):
            self._note(held, message)
            return
        place = self._where_it_stands(held)
        if self.now() > claimed_at + LEASE - SLOWEST_CALL:
            # Looking took so long that somebody else may take over while we post.
            place = Later("Slack is slow")
        if isinstance(place, Later):
            self._note(held, place)
        elif message is None and not place.ts:
            with self.database.transaction() as tx:
                records.note_ended(tx, held, self.holder, DeliveryStatus.DROPPED, "", self.now())
        elif message is None:
            self._note(held, place)
        else:
            outcome = self.postman.post(place.channel, place.ts, message, held.id)
            self._last_post[held.destination] = self.now()
            self._note(held, outcome)

    def _where_it_stands(self, held: Delivery) -> Sent | Later:
        """Find the message to edit, or the place to post to: after an unclear attempt, by looking in Slack.

        Where the bot may not look, it posts: coming twice is better than not coming.
        """
        if held.ts or held.unclear_since is None:
            return Sent(held.channel or held.destination, held.ts)
        looked = self.postman.look(held.destination, held.id, held.unclear_since)
        if isinstance(looked, Later):
            # The look itself changed nothing: what is unclear is still the attempt before it.
            return looked
        return Sent(looked.channel or held.destination, looked.standing[0] if looked.standing else "")

    def _note(self, held: Delivery, outcome: Sent | Later | Never) -> None:
        now = self.now()
        with self.database.transaction() as tx:
            if isinstance(outcome, Sent):
                again = now + LOOK_AGAIN if held.unclear_since and not held.ts else None
                records.note_sent(tx, held, self.holder, outcome.channel, outcome.ts, now, again)
            elif isinstance(outcome, Later):
                self._not_before = now + outcome.wait if outcome.wait else self._not_before
                attempts = held.attempts + 1
                due_at = now + next_try(attempts, outcome)
                records.note_later(
                    tx, held, self.holder, due_at, outcome.reason, attempts, now, unclear=outcome.unclear
                )
            else:
                records.note_ended(tx, held, self.holder, DeliveryStatus.FAILED, outcome.reason, now)
        if not isinstance(outcome, Sent):
            logger.warning("delivery %s (%s) not sent: %s", held.id, held.kind, outcome.reason)

    def _look_again(self, now: datetime) -> bool:
        """Delete the extra copy of a message, where an attempt given up as lost has come to light after all."""
        with self.database.transaction() as tx:
            found = records.claim_to_look_again(tx, now, now + LEASE)
        if found is None:
            return False
        delivery, since = found
        looked = self.postman.look(delivery.channel, delivery.id, since)
        if isinstance(looked, Later):
            return True
        extra = [ts for ts in looked.standing if ts != delivery.ts]
        if all(self.postman.take_back(delivery.channel, ts) is None for ts in extra):
            with self.database.transaction() as tx:
                records.note_looked(tx, delivery)
        return True

    def run(self, stop: Event, wake: Event) -> None:
        """Deliver until `stop` is set; `wake` cuts a pause short. Survives a database that is away."""
        while not stop.is_set():
            wake.clear()
            try:
                while not stop.is_set() and self.deliver_one():
                    pass
            except DatabaseAway:
                logger.warning("the database is away; deliveries wait")
            except Exception as error:
                # One delivery that cannot be written must not stop all others; its lease brings it back.
                logger.exception("a delivery went wrong; it is tried again", exc_info=without_texts(error))
            wake.wait(IDLE_SECONDS)
