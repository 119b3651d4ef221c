"""The ledger of deliveries, as those who send use it: taking one that is due, holding it, and noting what became of it.

Like records, only SQL. What goes by mail is taken by other functions than what goes to Slack: it keeps no pace of
Slack's, and where nobody knows what became of an attempt, nobody can look.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, literal, select, true, update

from bot.deliveries.records import BY_MAIL, COLUMNS, DELIVERIES, PACES, is_one, once_more, value
from bot.deliveries.rules import LOOK_AGAIN, UNKNOWN, Delivery, DeliveryStatus, Priority
from bot.storage import Tx, Utc, new_id


def _next_of(*due: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Write the query for the next delivery to send; rivals skip what another is taking."""
    ordered = select(*COLUMNS).where(*due).order_by(DELIVERIES.c.priority, DELIVERIES.c.due_at).limit(1)
    return ordered.with_for_update(skip_locked=True, of=DELIVERIES)


# Written once: a courier asks these all the time, beside those who answer people.
_NOW: BindParameter[datetime] = bindparam("now", type_=Utc())
_WAITING = DELIVERIES.c.status == DeliveryStatus.WAITING.value
_LEFT = (DELIVERIES.c.status == DeliveryStatus.SENDING.value, DELIVERIES.c.lease_until <= _NOW)
_RESTING = exists().where(
    PACES.c.workspace_id == DELIVERIES.c.workspace_id,
    PACES.c.key == DELIVERIES.c.destination,
    PACES.c.free_at > _NOW,
)
_TO_SLACK = (~BY_MAIL, DELIVERIES.c.workspace_id.in_(bindparam("workspaces", expanding=True)), ~_RESTING)
_DUE = (_next_of(*_LEFT, *_TO_SLACK), _next_of(_WAITING, DELIVERIES.c.due_at <= _NOW, *_TO_SLACK))
_MAIL_DUE = (_next_of(*_LEFT, BY_MAIL), _next_of(_WAITING, DELIVERIES.c.due_at <= _NOW, BY_MAIL))


def _soonest_of(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Write the query for when the next of these comes due."""
    return select(func.min(DELIVERIES.c.due_at)).where(_WAITING, DELIVERIES.c.due_at > _NOW, which)


_NEXT_DUE, _NEXT_MAIL_DUE = _soonest_of(~BY_MAIL), _soonest_of(BY_MAIL)


def first_due(tx: Tx, workspaces: Collection[str], now: datetime) -> Delivery | None:
    """Find what to post next in these workspaces, or None: what somebody died over, else by priority, then due time.

    Everybody skips the channels that have to rest.
    """
    return _first(tx, _DUE, {"now": now, "workspaces": list(workspaces)})


def first_mail_due(tx: Tx, now: datetime) -> Delivery | None:
    """Find what to send by mail next, in any workspace, or None; in the same order."""
    return _first(tx, _MAIL_DUE, {"now": now})


def _first(tx: Tx, queries: Collection[Select[*tuple[Any, ...]]], given: Mapping[str, object]) -> Delivery | None:
    for query in queries:
        row = tx.execute(query, given).one_or_none()
        if row is not None:
            return value(row)
    return None


def hold(tx: Tx, found: Delivery, now: datetime, lease_until: datetime) -> Delivery:
    """Take a delivery that `first_due` found, so that nobody else does until the lease runs out."""
    holder = new_id()
    taken = {"status": DeliveryStatus.SENDING.value, "holder": holder, "lease_until": lease_until}
    # The attempt is on record before it is made: whoever finds the row after a kill looks before posting.
    # The first post of which nobody knows is where to look from; of edits, the last is the one to wait for.
    unclear_since = now if found.ts or found.unclear_since is None else found.unclear_since
    tried = {"attempts": DELIVERIES.c.attempts + 1, "unclear_since": unclear_since}
    tx.execute(update(DELIVERIES).where(is_one(found.workspace, found.id)).values(**taken, **tried))
    return replace(found, holder=holder)


def end_holds(tx: Tx, at: datetime) -> None:
    """Let every hold run out at `at` at the latest: for when whoever held them is known to be dead."""
    held = (DELIVERIES.c.status == DeliveryStatus.SENDING.value, DELIVERIES.c.lease_until > at)
    tx.execute(update(DELIVERIES).where(*held).values(lease_until=at))


def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return when the next delivery comes due that is not due yet; mail not counted."""
    return tx.execute(_NEXT_DUE, {"now": now}).scalar()


def next_mail_due(tx: Tx, now: datetime) -> datetime | None:
    """Return when the next mail comes due that is not due yet."""
    return tx.execute(_NEXT_MAIL_DUE, {"now": now}).scalar()


def note_thread(tx: Tx, held: Delivery, thread: str) -> None:
    """Note the thread that a delivery goes to, before it does: that is where to look for it later."""
    mine = (is_one(held.workspace, held.id), DELIVERIES.c.holder == held.holder)
    tx.execute(update(DELIVERIES).where(*mine).values(thread=thread))


def note_sent(tx: Tx, held: Delivery, channel: str, ts: str, now: datetime) -> None:
    """Note what Slack took. Where more was asked for meanwhile, the delivery goes on waiting.

    An earlier attempt of which nobody knows may come to light after this: a post as a second copy, an edit as an older
    text over this one. So it is looked after once more when that cannot happen any longer.
    """
    place = {"channel": channel, "ts": ts, "sent": held.wanted, "reason": "", "changed_at": now}
    known: dict[str, object] = {"unclear_since": None}
    if held.is_to_be_looked_for:
        known["look_again_at"] = now + LOOK_AGAIN
    elif held.unclear_since is not None and now < held.unclear_since + LOOK_AGAIN:
        # A look for a second copy that is still to come stays before that: the edit is looked after behind it.
        after_it = literal(held.unclear_since + LOOK_AGAIN, Utc())
        known = {
            "unclear_since": held.unclear_since,
            "look_again_at": func.coalesce(DELIVERIES.c.look_again_at, after_it),
        }
    if not _let_go(tx, held, {**place, **known}, {"status": DeliveryStatus.SENT.value}):
        # The lease ran out meanwhile, and somebody else took over: theirs stands, and ours may be a second copy.
        again = {"look_again_at": now + LOOK_AGAIN}
        tx.execute(update(DELIVERIES).where(is_one(held.workspace, held.id)).values(**again))


def note_ended(
    tx: Tx, held: Delivery, status: DeliveryStatus, reason: str, now: datetime, *, gone: bool = False
) -> None:
    """Note that this will not be sent, unless it was asked for anew meanwhile.

    Where the message that stood is `gone`, asking for it anew posts another.
    """
    ended = {"status": status.value, "reason": reason, "changed_at": now}
    place = {"channel": "", "ts": "", "thread": ""} if gone else {}
    _let_go(tx, held, {"unclear_since": held.unclear_since, **place}, ended)


def note_later(
    tx: Tx, held: Delivery, due_at: datetime, reason: str, attempts: int, now: datetime, *, unclear: bool = False
) -> None:
    """Put a delivery back to be tried at `due_at`; at once where it was asked for anew meanwhile.

    Unless this attempt is `unclear`, what is known of earlier ones stands as before it.
    """
    before = {} if unclear else {"unclear_since": held.unclear_since}
    waiting = {"status": DeliveryStatus.WAITING.value, "due_at": due_at}
    _let_go(tx, held, before, {**waiting, "reason": reason, "attempts": attempts, "changed_at": now})


def note_not_yet(tx: Tx, held: Delivery, due_at: datetime) -> None:
    """Put a delivery back as it was, to be taken again at `due_at`."""
    as_it_was = {"status": DeliveryStatus.WAITING.value, "attempts": held.attempts, "due_at": due_at}
    _let_go(tx, held, {"unclear_since": held.unclear_since}, as_it_was)


def _let_go(tx: Tx, held: Delivery, anyway: Mapping[str, object], unless_newer: Mapping[str, object]) -> bool:
    """End a hold: with `unless_newer` if nothing newer is wanted, else the newer waits. False where the lease was lost.

    Who lost the lease changes nothing any more.
    """
    let_go = update(DELIVERIES).where(is_one(held.workspace, held.id), DELIVERIES.c.holder == held.holder)
    free = {"holder": "", "lease_until": None, **anyway}
    as_held = let_go.where(DELIVERIES.c.wanted == held.wanted)
    if tx.execute(as_held.values(**free, **unless_newer)).rowcount:
        return True
    return bool(tx.execute(let_go.values(**free, status=DeliveryStatus.WAITING.value)).rowcount)


def first_to_look_at(tx: Tx, workspaces: Collection[str], now: datetime) -> tuple[Delivery, datetime, bool] | None:
    """Find a delivery that may stand twice, or with an older text, with when it was first asked for.

    The last value tells which of the two: whether it is only to be written once more.
    """
    due = (DELIVERIES.c.look_again_at <= now, DELIVERIES.c.ts != "", DELIVERIES.c.workspace_id.in_(workspaces))
    query = select(*COLUMNS, DELIVERIES.c.created_at, DELIVERIES.c.look_again_at).where(*due).limit(1)
    row = tx.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    found = value(row)
    return found, row.created_at, row.look_again_at == found.overwritten_until


def look_again_at(tx: Tx, delivery: Delivery, at: datetime) -> None:
    """Put off looking at a delivery that may stand twice: nobody else does before."""
    tx.execute(update(DELIVERIES).where(is_one(delivery.workspace, delivery.id)).values(look_again_at=at))


def want_again(tx: Tx, delivery: Delivery, now: datetime) -> None:
    """Write down that a message is to be edited once more, as an older edit may have come after the last one."""
    again = {**once_more(now, Priority.TIDYING), "look_again_at": None}
    tx.execute(update(DELIVERIES).where(is_one(delivery.workspace, delivery.id)).values(**again))


def note_looked(tx: Tx, delivery: Delivery, at: datetime) -> None:
    """Note that a delivery stands once, unless another look was asked for than the one put off until `at`.

    Where an older edit may come after the last one, it is looked at again when that has come.
    """
    this = (is_one(delivery.workspace, delivery.id), DELIVERIES.c.look_again_at == at)
    row = tx.execute(select(*COLUMNS).where(*this).with_for_update()).one_or_none()
    if row is not None:
        again = {"look_again_at": value(row).overwritten_until}
        tx.execute(update(DELIVERIES).where(*this).values(**again))


# -- mail -------------------------------------------------------------------------------------------------------------


def hold_mail(tx: Tx, found: Delivery, lease_until: datetime) -> Delivery:
    """Take a mail that `first_mail_due` found. Until `note_going` nothing of it has left: it can be taken again."""
    holder = new_id()
    taken = {"status": DeliveryStatus.SENDING.value, "holder": holder, "lease_until": lease_until}
    _set(tx, found, {**taken, "attempts": DELIVERIES.c.attempts + 1})
    return replace(found, holder=holder)


def note_going(tx: Tx, held: Delivery, now: datetime, lease_until: datetime) -> bool:
    """Note, right before the final dot, that now nobody may know; False where the hold was lost: then no dot."""
    return _set(tx, held, {"unclear_since": now, "lease_until": lease_until}, DELIVERIES.c.holder == held.holder)


def note_mail_sent(tx: Tx, held: Delivery, key: str, now: datetime) -> None:
    """Note that the mail server took it; `key` is what names the mail in its Message-ID.

    What was asked for meanwhile finds that it went (`note_stands`).
    """
    known = {"ts": key, "sent": held.wanted, "reason": "", "unclear_since": None, "changed_at": now}
    _let_go(tx, held, known, {"status": DeliveryStatus.SENT.value})


def note_stands(tx: Tx, found: Delivery) -> None:
    """Note that a mail which went and was asked for again stays as it is: what was sent by mail is never edited."""
    as_sent = {"status": DeliveryStatus.SENT.value, "sent": DELIVERIES.c.wanted, "reason": "", "lease_until": None}
    _set(tx, found, {**as_sent, "holder": ""})


def note_lost(tx: Tx, held: Delivery, now: datetime) -> None:
    """Note that the mail server's answer was lost: only a person lets it be sent again."""
    _let_go(tx, held, {}, {"status": DeliveryStatus.FAILED.value, "reason": UNKNOWN, "changed_at": now})


def note_left_unknown(tx: Tx, found: Delivery, now: datetime) -> None:
    """Note the same of a mail over which a courier died, or which was asked for again after its answer was lost.

    Whoever held it may be alive after all and hear the answer: the hold stays theirs to end.
    """
    failed = {"status": DeliveryStatus.FAILED.value, "reason": UNKNOWN, "changed_at": now, "lease_until": None}
    _set(tx, found, failed)


def _set(tx: Tx, delivery: Delivery, values: Mapping[str, object], only_if: ColumnElement[bool] | None = None) -> bool:
    this = (is_one(delivery.workspace, delivery.id), true() if only_if is None else only_if)
    return bool(tx.execute(update(DELIVERIES).where(*this).values(**values)).rowcount)
