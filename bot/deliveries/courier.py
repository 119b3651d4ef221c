"""The courier: takes what is due from the ledger, posts it, and notes what became of it. Mail: see `mailing.py`.

Each delivery is three steps: claim under a lease, with a slot of the pace (a transaction), post (no transaction open),
note (a transaction). A courier killed in between leaves a lease that runs out, and the delivery is taken again: sent at
least once. Whoever takes it then, or after Slack did not answer, first looks in Slack whether the message stands: seen
twice by nobody.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event, Lock, Thread
from typing import TypeVar

from bot.deliveries import holds, paces, records
from bot.deliveries.mailing import Mailing
from bot.deliveries.rules import (
    BELOW,
    LEASE,
    LOOK_AGAIN,
    SETTLE,
    SLOWEST_CALL,
    Delivery,
    DeliveryStatus,
    Dropped,
    Later,
    Letter,
    Limits,
    Mail,
    MailLetter,
    MailPostman,
    Message,
    Never,
    NotYet,
    Outcome,
    Postman,
    Sent,
    next_try,
)
from bot.logs import without_texts
from bot.storage import Database, DatabaseAway, Tx

logger = logging.getLogger(__name__)

# How many messages are on their way at once: Slack takes a fifth of a second and more to answer.
LANES = 4
# How long an idle courier sleeps unless it is woken: retries and other copies' deliveries come due by themselves.
IDLE = timedelta(seconds=1)
AT_ONCE = timedelta(0)
# Another courier was faster: see at once what is left.
BEATEN = timedelta(milliseconds=5)
# While messages are due all the time, so often a look for second copies comes first.
LOOKS_FIRST = 10
KEEP_PACES = timedelta(minutes=1)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
JOIN_SECONDS = 3.0

Job = Callable[[], None]
Written = TypeVar("Written", Message, Mail)


def anybody(_tx: Tx, _delivery: Delivery) -> bool:
    """Let everything go where it was decided that it goes."""
    return True


@dataclass
class Courier:
    """One courier. Any number may work on one database; each delivery is held by one at a time."""

    database: Database
    postman: Postman
    letters: Mapping[str, Letter | MailLetter]
    now: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)
    lanes: int = LANES
    # Asked right before something is sent, as who may have it can change after it was asked for.
    may_have: Callable[[Tx, Delivery], bool] = anybody
    # Without one, mail waits for a courier that has one.
    mail: MailPostman | None = None
    # One lane at a time looks for work: the others send, or wait for their turn.
    _turn: Lock = field(default_factory=Lock)
    _turns: int = 0
    _tidy_at: datetime = LONG_AGO

    def run(self, stop: Event, wake: Event) -> None:
        """Deliver in all lanes until `stop` is set; `wake` cuts a pause short. Survives a database that is away."""
        self._inherit()
        work = partial(self._lane, stop, wake)
        others = [Thread(target=work, name=f"courier-{number}", daemon=True) for number in range(2, self.lanes + 1)]
        if self.mail is not None:
            others.append(Thread(target=self._mail_lane, args=(stop,), name="courier-mail", daemon=True))
        for lane in others:
            lane.start()
        try:
            work()
        finally:
            for lane in others:
                lane.join(JOIN_SECONDS)

    def _inherit(self) -> None:
        """Take over what a courier before us held, where it must be dead: nobody else works on the database.

        What it had posted has the time to show before it is looked for.
        """
        if not self.database.alone:
            return
        try:
            with self.database.aside() as tx:
                holds.end_holds(tx, self.now() + SETTLE)
        except DatabaseAway:
            logger.warning("the database is away; what was being sent goes on a minute later")

    def deliver_one(self) -> bool:
        """Do the next thing that can be done, and return whether there was one. Raises DatabaseAway."""
        return self.step() == AT_ONCE

    def step(self) -> timedelta:
        """Send the next delivery that is due, or look after one that may stand twice; else send the next mail.

        Returns how long it is until something can be done again; nothing, where something was. Raises DatabaseAway.
        """
        job = self._next()
        if isinstance(job, timedelta):
            return min(job, self._mail_step())
        job()
        return AT_ONCE

    def _mail_step(self) -> timedelta:
        """Send the next mail that is due, and return how long it is until the next one, at most IDLE."""
        if self.mail is None:
            return IDLE
        pause = Mailing(self.database, self.mail, partial(self._write, Mail), self.now).step()
        return IDLE if pause is None else min(pause, IDLE)

    def _mail_lane(self, stop: Event) -> None:
        """Send mail until `stop` is set. Nothing wakes it: what a second more or less does not matter to."""
        while not stop.is_set():
            pause = IDLE
            try:
                pause = self._mail_step()
            except DatabaseAway:
                logger.warning("the database is away; mail waits")
            except Exception as error:
                # What it held comes back with its lease, and waits for a person if it may have gone.
                logger.exception("a mail went wrong", exc_info=without_texts(error))
            stop.wait(pause.total_seconds())

    def _lane(self, stop: Event, wake: Event) -> None:
        while not stop.is_set():
            try:
                with self._turn:
                    job = self._wait_for_work(stop, wake)
                if job is not None:
                    job()
                    wake.set()
            except DatabaseAway:
                logger.warning("the database is away; what was sent is looked for when it is back")
            except Exception as error:
                # One delivery that goes wrong must not stop all others; its lease brings it back.
                logger.exception("a delivery went wrong; it is tried again", exc_info=without_texts(error))

    def _wait_for_work(self, stop: Event, wake: Event) -> Job | None:
        """Take the next job, or pause until there may be one."""
        wake.clear()
        if stop.is_set():
            return None
        pause = IDLE
        try:
            job = self._next()
            if not isinstance(job, timedelta):
                return job
            pause = job
        except DatabaseAway:
            logger.warning("the database is away; deliveries wait")
        except Exception as error:
            logger.exception("deliveries could not be read; they wait", exc_info=without_texts(error))
        wake.wait(pause.total_seconds())
        return None

    def _next(self) -> Job | timedelta:
        """Take what is to be done now, with its slots; else tell how long to wait, at most IDLE."""
        now = self.now()
        with self.database.glance() as tx:
            busy = paces.busy(tx, now)
        free = [workspace for workspace, keys in busy.items() if not keys.keys() & {paces.WHOLE, paces.STOP}]
        soonest = [at for keys in busy.values() for at in keys.values()]
        if not free:
            return _until(soonest, now)
        self._turns += 1
        claims = (self._claim, self._claim_look)
        with self.database.aside() as tx:
            for claim in claims if self._turns % LOOKS_FIRST else reversed(claims):
                job = claim(tx, free, now)
                if job is not None:
                    return job
            self._tidy(tx, now)
            due_at = holds.next_due(tx, now)
        return _until([*soonest, due_at] if due_at else soonest, now)

    def _claim(self, tx: Tx, free: list[str], now: datetime) -> Job | timedelta | None:
        found = holds.first_due(tx, free, now)
        if found is None:
            return None
        if not paces.take(tx, found.workspace, found.destination, found.calls, now, self.limits):
            return BEATEN
        return partial(self._send, holds.hold(tx, found, now, now + LEASE), now)

    def _claim_look(self, tx: Tx, free: list[str], now: datetime) -> Job | timedelta | None:
        found = holds.first_to_look_at(tx, free, now)
        if found is None:
            return None
        delivery, since, is_to_be_written = found
        if is_to_be_written:
            holds.want_again(tx, delivery, now)
            return AT_ONCE
        if not paces.take(tx, delivery.workspace, "", 1, now, self.limits):
            return BEATEN
        holds.look_again_at(tx, delivery, now + LEASE)
        return partial(self._look_again, delivery, since, now + LEASE)

    def _tidy(self, tx: Tx, now: datetime) -> None:
        if now >= self._tidy_at:
            paces.forget_old(tx, now - KEEP_PACES)
            self._tidy_at = now + KEEP_PACES

    def _send(self, held: Delivery, claimed_at: datetime) -> None:
        """Find out what to say and where, say it, and note what became of it; slots not needed are given back."""
        message = self._write(Message, held)
        if isinstance(message, Later):
            self._note(held, message, unused_since=claimed_at)
            return
        place = self._where_it_stands(held)
        unused_since = None if held.is_to_be_looked_for else claimed_at
        if isinstance(place, Later):
            self._note(held, place)
        elif message is None and place.ts:
            self._note(held, place, unused_since=unused_since)
        elif message is None or (message.only_edit and not place.ts):
            self._note(held, self._drop(held), unused_since=unused_since)
        else:
            self._post(held, message, place, claimed_at, unused_since)

    def _post(
        self, held: Delivery, message: Message, place: Sent, claimed_at: datetime, unused_since: datetime | None
    ) -> None:
        """Edit the message that stands at `place`, or post it there, or in its thread."""
        above = None if place.ts or message.below is None else self._above(held, message.below)
        if isinstance(above, Dropped | NotYet):
            self._note(held, above, unused_since=unused_since)
        elif self.now() > claimed_at + LEASE - SLOWEST_CALL:
            # So much time has passed that somebody else may take over while we post.
            self._note(held, Later("Slack is slow"), unused_since=unused_since)
        elif above is None:
            self._note(held, self.postman.post(place.channel, place.ts, message, held.id))
        else:
            self._note(held, self.postman.post(above.channel, "", message, held.id, above.ts))

    def _write(self, form: type[Written], held: Delivery) -> Written | Later | None:
        """Write the message or mail, or None where there is nothing to say, or not to them any more.

        One that cannot be written waits where the doctor sees it, and stops no other.
        """
        try:
            with self.database.glance() as tx:
                if not self.may_have(tx, held):
                    return None
                message = self.letters[held.kind](tx, held.workspace, held.ref, self.now())
            if message is None or isinstance(message, form):
                return message
            raise TypeError(f"{held.kind} writes no {form.__name__}")  # noqa: TRY301 - noted like any other trouble
        except DatabaseAway:
            raise
        except Exception as error:
            logger.exception("a letter could not be written", exc_info=without_texts(error))
            return Later("the message could not be written; the log says where", needs_mending=True)

    def _where_it_stands(self, held: Delivery) -> Sent | Later:
        """Find the message to edit, or the place to post to: after an unclear attempt, by looking in Slack.

        Where the bot may not look, it posts: coming twice is better than not coming.
        """
        if held.unclear_since is None or held.ts:
            return Sent(held.channel or held.destination, held.ts)
        looked = self.postman.look(held.destination, held.id, held.unclear_since, held.thread)
        if isinstance(looked, Later):
            # The look itself changed nothing: what is unclear is still the attempt before it.
            return looked
        return Sent(looked.channel or held.destination, looked.standing[0] if looked.standing else "")

    def _drop(self, held: Delivery) -> Dropped | NotYet:
        """Drop what nothing stands of; after an unclear attempt, not before it had the time to come to light."""
        sure_at = held.changed_at + LOOK_AGAIN
        return NotYet(sure_at) if held.is_to_be_looked_for and self.now() < sure_at else Dropped()

    def _above(self, held: Delivery, below: tuple[str, str]) -> Sent | Dropped | NotYet:
        """Find the message in whose thread to post; which one is noted before anything is posted there."""
        with self.database.glance() as tx:
            above = records.at(tx, held.workspace, *below, held.destination)
        if above is None or above.status in {DeliveryStatus.FAILED, DeliveryStatus.DROPPED}:
            return Dropped("the message that it belongs to is not there")
        if not above.ts:
            return NotYet(max(self.now(), above.due_at) + BELOW)
        if above.ts != held.thread:
            with self.database.aside() as tx:
                holds.note_thread(tx, held, above.ts)
        return Sent(above.channel, above.ts)

    def _note(self, held: Delivery, outcome: Outcome, *, unused_since: datetime | None = None) -> None:
        """Note what became of it. Slots are given back that were taken at `unused_since` and not needed."""
        now = self.now()
        with self.database.aside() as tx:
            self._note_outcome(tx, held, outcome, now)
            place = (held.workspace, held.destination)
            if unused_since is not None:
                paces.give_back(tx, *place, held.calls, unused_since, self.limits)
            else:
                paces.rest(tx, *place, now + self.limits.channel_gap)
            self._heed(tx, held, outcome, now)
        if isinstance(outcome, Later | Never):
            logger.warning("delivery %s (%s) not sent: %s", held.id, held.kind, outcome.reason)

    def _note_outcome(self, tx: Tx, held: Delivery, outcome: Outcome, now: datetime) -> None:
        match outcome:
            case Sent(channel, ts):
                holds.note_sent(tx, held, channel, ts, now)
            case Later(reason, unclear=unclear):
                attempts = held.attempts + 1
                due_at = now + next_try(attempts, outcome)
                holds.note_later(tx, held, due_at, reason, attempts, now, unclear=unclear)
            case NotYet(until):
                holds.note_not_yet(tx, held, until)
            case Never(reason, gone=gone):
                holds.note_ended(tx, held, DeliveryStatus.FAILED, reason, now, gone=gone)
            case Dropped(reason):
                holds.note_ended(tx, held, DeliveryStatus.DROPPED, reason, now)

    def _heed(self, tx: Tx, delivery: Delivery, outcome: object, now: datetime) -> None:
        """Stop every courier of the workspace where Slack said to slow down."""
        if isinstance(outcome, Later) and outcome.wait is not None:
            paces.stop(tx, delivery.workspace, now + outcome.wait)

    def _look_again(self, delivery: Delivery, since: datetime, put_off_until: datetime) -> None:
        """Delete the extra copy of a message, where an attempt given up as lost has come to light after all."""
        trouble = self._delete_extra(delivery, since)
        with self.database.aside() as tx:
            if trouble is None:
                holds.note_looked(tx, delivery, put_off_until)
            else:
                self._heed(tx, delivery, trouble, self.now())

    def _delete_extra(self, delivery: Delivery, since: datetime) -> Later | None:
        looked = self.postman.look(delivery.channel, delivery.id, since, delivery.thread)
        if isinstance(looked, Later):
            return looked
        extra = [ts for ts in looked.standing if ts != delivery.ts]
        troubles = (self.postman.take_back(delivery.channel, ts) for ts in extra)
        return next((trouble for trouble in troubles if trouble is not None), None)


def _until(moments: list[datetime], now: datetime) -> timedelta:
    """Tell how long it is until the soonest of these moments, at most IDLE; never nothing."""
    pauses = (at - now for at in moments if at > now)
    return min([*pauses, IDLE])
