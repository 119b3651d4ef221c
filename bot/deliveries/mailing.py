"""A courier's mail: one at a time, beside what goes to Slack, so that neither waits for the other's trouble.

A mail is held, written, and handed to the mail server all but its final dot. Right before that dot the ledger notes
that from now on nobody may know what became of it. So a courier that dies earlier has sent nothing, and the next one
sends it; what one died over later, or what the server did not answer, may have arrived, and goes again only when a
person asks for that.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.deliveries import holds
from bot.deliveries.mail import key_of
from bot.deliveries.rules import (
    LEASE,
    UNKNOWN,
    Delivery,
    DeliveryStatus,
    Later,
    Lost,
    Mail,
    MailOutcome,
    MailPostman,
    Never,
    Sent,
    next_mail_try,
)
from bot.storage import Database, Tx

logger = logging.getLogger(__name__)

AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Mailing:
    """What sending mail takes. `write` writes a mail as it is now, None where there is nothing to say any more."""

    database: Database
    postman: MailPostman
    write: Callable[[Delivery], Mail | Later | None]
    now: Callable[[], datetime]

    def step(self) -> timedelta | None:
        """Send the next mail that is due; returns how long it is until the next one, None where there is none.

        Raises DatabaseAway.
        """
        now = self.now()
        with self.database.glance() as tx:
            found = holds.first_mail_due(tx, now)
            due_at = holds.next_mail_due(tx, now)
        if found is None:
            return None if due_at is None else due_at - now
        with self.database.aside() as tx:
            held = self._take(tx, now)
        if held is not None:
            self._send(held)
        return AT_ONCE

    def _take(self, tx: Tx, now: datetime) -> Delivery | None:
        """Hold the next mail to send. One that went, or may have, is not sent again by being asked for again."""
        found = holds.first_mail_due(tx, now)
        if found is None:
            return None
        if found.sent:
            holds.note_stands(tx, found)
            return None
        if found.unclear_since is not None:
            holds.note_left_unknown(tx, found, now)
            _say_why(found, UNKNOWN)
            return None
        return holds.hold_mail(tx, found, now + LEASE)

    def _send(self, held: Delivery) -> None:
        mail = self.write(held)
        if mail is None:
            with self.database.aside() as tx:
                holds.note_ended(tx, held, DeliveryStatus.DROPPED, "", self.now())
            return
        self._note(held, mail if isinstance(mail, Later) else self._hand_over(held, mail))

    def _hand_over(self, held: Delivery, mail: Mail) -> MailOutcome:
        key = key_of(held.workspace, held.kind, held.ref, held.destination)
        answers = key_of(held.workspace, held.kind, mail.answers, held.destination) if mail.answers else ""
        return self.postman.send(mail, held.destination, key, answers, partial(self._going, held))

    def _going(self, held: Delivery) -> bool:
        """Note that the final dot comes next; False where somebody else took the mail over meanwhile."""
        now = self.now()
        with self.database.aside() as tx:
            return holds.note_going(tx, held, now, now + LEASE)

    def _note(self, held: Delivery, outcome: MailOutcome) -> None:
        now = self.now()
        with self.database.aside() as tx:
            match outcome:
                case Sent(ts=key):
                    holds.note_mail_sent(tx, held, key, now)
                case Later(reason):
                    attempts = held.attempts + 1
                    holds.note_later(tx, held, now + next_mail_try(attempts, outcome), reason, attempts, now)
                case Never(reason):
                    holds.note_ended(tx, held, DeliveryStatus.FAILED, reason, now)
                case Lost():
                    holds.note_lost(tx, held, now)
        if isinstance(outcome, Later | Never | Lost):
            _say_why(held, UNKNOWN if isinstance(outcome, Lost) else outcome.reason)


def _say_why(delivery: Delivery, reason: str) -> None:
    logger.warning("delivery %s (%s) not sent: %s", delivery.id, delivery.kind, reason)
