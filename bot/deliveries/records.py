"""The ledger of deliveries."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Named,
    Row,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    column,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from bot.deliveries.rules import LOOK_AGAIN, Delivery, DeliveryStatus, Priority, Progress
from bot.storage import METADATA, Tx, Utc, new_id
from bot.storage.receipts import insert_of


class DeliveryColumns(TypedColumns):
    """One message to one destination, with its own state."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    kind: Named[str] = Column(String(20))
    ref: Named[str] = Column(String(64))
    destination: Named[str] = Column(String(32))
    wanted: Named[int]
    sent: Named[int]
    status: Named[str] = Column(String(10))
    priority: Named[int] = Column(SmallInteger, server_default="1")
    attempts: Named[int]
    due_at: Named[datetime] = Column(Utc)
    lease_until: Named[datetime | None] = Column(Utc)
    holder: Named[str] = Column(String(32), default="")
    channel: Named[str] = Column(String(32), default="")
    ts: Named[str] = Column(String(32), default="")
    thread: Named[str] = Column(String(32), server_default="")
    reason: Named[str] = Column(Text, default="")
    unclear_since: Named[datetime | None] = Column(Utc)
    look_again_at: Named[datetime | None] = Column(Utc, index=True)
    created_at: Named[datetime] = Column(Utc)
    changed_at: Named[datetime] = Column(Utc)


DELIVERIES = Table(
    "deliveries",
    METADATA,
    DeliveryColumns,
    UniqueConstraint("workspace_id", "kind", "ref", "destination"),
    Index("ix_deliveries_due", "status", "priority", "due_at"),
    Index("ix_deliveries_changed", "workspace_id", "kind", "ref", "changed_at"),
)


class PaceColumns(TypedColumns):
    """When the next message may go: to one channel, or anywhere in a workspace. Shared by all couriers (`paces.py`)."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    key: Named[str] = Column(String(40), primary_key=True)
    free_at: Named[datetime] = Column(Utc)


PACES = Table("paces", METADATA, PaceColumns)


_FIELDS = "id kind ref destination wanted sent status attempts due_at channel ts reason changed_at unclear_since thread"
_COLUMNS = (DELIVERIES.c.workspace_id.label("workspace"), *(DELIVERIES.c[name] for name in _FIELDS.split()))
MOST_TROUBLED = 50


def put(
    tx: Tx, workspace: str, kind: str, ref: str, destinations: Iterable[str], now: datetime, priority: Priority
) -> None:
    """Write down that this is to be sent; where it stands already, that it is to be brought up to date."""
    pairs = [[new_id(), destination] for destination in destinations]
    if not pairs:
        return
    same = {
        "workspace_id": workspace,
        "kind": kind,
        "ref": ref,
        "wanted": 1,
        "sent": 0,
        "status": DeliveryStatus.WAITING.value,
        "priority": priority.value,
        "attempts": 0,
        "due_at": now,
        "holder": "",
        "channel": "",
        "ts": "",
        "reason": "",
        "created_at": now,
        "changed_at": now,
    }
    # One statement for all: what ten thousand places have in common is handed over once.
    new_id_, destination, listed = _each(tx, pairs)
    columns = DELIVERIES.c
    shared = [literal(value, columns[name].type).label(name) for name, value in same.items()]
    rows = select(*shared, new_id_, destination).select_from(listed).where(true())
    statement = insert_of(tx)(DELIVERIES).from_select([*same, "id", "destination"], rows)
    keys = ["workspace_id", "kind", "ref", "destination"]
    tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=_once_more(now, priority)))


def renew(tx: Tx, workspace: str, kind: str, ref: str, now: datetime, priority: Priority) -> None:
    """Write down that all that there is of one thing is to be brought up to date."""
    tx.execute(update(DELIVERIES).where(_about(workspace, [(kind, ref)])).values(**_once_more(now, priority)))


def renew_since(
    tx: Tx, workspace: str, kind: str, starts: Iterable[str], since: datetime | None, now: datetime, priority: Priority
) -> None:
    """Write down that all is to be brought up to date whose ref begins in one of these ways.

    With `since`, only what was sent or touched since then, and what is still to be sent.
    """
    # Not LIKE: how that reads letters and finds an index depends on the database.
    begins = or_(false(), *(func.substr(DELIVERIES.c.ref, 1, len(start)) == start for start in starts))
    found = select(DELIVERIES.c.id).where(DELIVERIES.c.workspace_id == workspace, DELIVERIES.c.kind == kind, begins)
    if since is not None:
        unsent = DELIVERIES.c.status.in_((DeliveryStatus.WAITING.value, DeliveryStatus.SENDING.value))
        found = found.where((DELIVERIES.c.changed_at >= since) | unsent)
    # Two at once wait for each other in the same order, and so not for ever.
    mine = (
        DELIVERIES.c.workspace_id == workspace,
        DELIVERIES.c.id.in_(found.order_by(DELIVERIES.c.id).with_for_update()),
    )
    tx.execute(update(DELIVERIES).where(*mine).values(**_once_more(now, priority)))


def _once_more(now: datetime, priority: Priority) -> dict[str, object]:
    """Return what asking once more changes of a delivery.

    Whoever is sending it keeps it, and finds on return that more is wanted: two at once would post twice.
    """
    held = DELIVERIES.c.status == DeliveryStatus.SENDING.value
    return {
        "wanted": DELIVERIES.c.wanted + 1,
        "status": case((held, DELIVERIES.c.status), else_=DeliveryStatus.WAITING.value),
        "attempts": 0,
        "priority": priority.value,
        "due_at": now,
        "changed_at": now,
    }


def _each(tx: Tx, pairs: list[list[str]]) -> tuple[ColumnElement[str], ColumnElement[str], FromClause]:
    """Make a table of pairs of texts, whose two columns and itself are returned."""
    if tx.dialect.name == "sqlite":
        listed = func.json_each(json.dumps(pairs)).table_valued("value")
        return func.json_extract(listed.c.value, "$[0]"), func.json_extract(listed.c.value, "$[1]"), listed
    listed = func.json_array_elements(literal(pairs, JSON)).table_valued(column("value", JSON))
    return listed.c.value.op("->>")(0), listed.c.value.op("->>")(1), listed


def _next_of(*due: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Write the query for the next delivery to send; rivals skip what another is taking."""
    resting = exists().where(
        PACES.c.workspace_id == DELIVERIES.c.workspace_id,
        PACES.c.key == DELIVERIES.c.destination,
        PACES.c.free_at > bindparam("now"),
    )
    query = select(*_COLUMNS).where(*due, DELIVERIES.c.workspace_id.in_(bindparam("workspaces", expanding=True)))
    ordered = query.where(~resting).order_by(DELIVERIES.c.priority, DELIVERIES.c.due_at).limit(1)
    return ordered.with_for_update(skip_locked=True, of=DELIVERIES)


# Written once: a courier asks these all the time, beside those who answer people.
_WAITING = DELIVERIES.c.status == DeliveryStatus.WAITING.value
_DUE = (
    _next_of(DELIVERIES.c.status == DeliveryStatus.SENDING.value, DELIVERIES.c.lease_until <= bindparam("now")),
    _next_of(_WAITING, DELIVERIES.c.due_at <= bindparam("now")),
)
_NEXT_DUE = select(func.min(DELIVERIES.c.due_at)).where(_WAITING, DELIVERIES.c.due_at > bindparam("now"))


def first_due(tx: Tx, workspaces: Collection[str], now: datetime) -> Delivery | None:
    """Find what to send next in these workspaces, or None: what somebody died over, else by priority, then due time.

    Everybody skips the channels that have to rest.
    """
    for query in _DUE:
        row = tx.execute(query, {"now": now, "workspaces": list(workspaces)}).one_or_none()
        if row is not None:
            return _value(row)
    return None


def hold(tx: Tx, found: Delivery, now: datetime, lease_until: datetime) -> Delivery:
    """Take a delivery that `first_due` found, so that nobody else does until the lease runs out."""
    holder = new_id()
    taken = {"status": DeliveryStatus.SENDING.value, "holder": holder, "lease_until": lease_until}
    # The attempt is on record before it is made: whoever finds the row after a kill looks before posting.
    # The first post of which nobody knows is where to look from; of edits, the last is the one to wait for.
    unclear_since = now if found.ts or found.unclear_since is None else found.unclear_since
    tried = {"attempts": DELIVERIES.c.attempts + 1, "unclear_since": unclear_since}
    tx.execute(update(DELIVERIES).where(_is(found.workspace, found.id)).values(**taken, **tried))
    return replace(found, holder=holder)


def end_holds(tx: Tx, at: datetime) -> None:
    """Let every hold run out at `at` at the latest: for when whoever held them is known to be dead."""
    held = (DELIVERIES.c.status == DeliveryStatus.SENDING.value, DELIVERIES.c.lease_until > at)
    tx.execute(update(DELIVERIES).where(*held).values(lease_until=at))


def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return when the next delivery comes due that is not due yet."""
    return tx.execute(_NEXT_DUE, {"now": now}).scalar()


def note_thread(tx: Tx, held: Delivery, thread: str) -> None:
    """Note the thread that a delivery goes to, before it does: that is where to look for it later."""
    mine = (_is(held.workspace, held.id), DELIVERIES.c.holder == held.holder)
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
        tx.execute(update(DELIVERIES).where(_is(held.workspace, held.id)).values(**again))


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
    let_go = update(DELIVERIES).where(_is(held.workspace, held.id), DELIVERIES.c.holder == held.holder)
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
    query = select(*_COLUMNS, DELIVERIES.c.created_at, DELIVERIES.c.look_again_at).where(*due).limit(1)
    row = tx.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    found = _value(row)
    return found, row.created_at, row.look_again_at == found.overwritten_until


def look_again_at(tx: Tx, delivery: Delivery, at: datetime) -> None:
    """Put off looking at a delivery that may stand twice: nobody else does before."""
    tx.execute(update(DELIVERIES).where(_is(delivery.workspace, delivery.id)).values(look_again_at=at))


def want_again(tx: Tx, delivery: Delivery, now: datetime) -> None:
    """Write down that a message is to be edited once more, as an older edit may have come after the last one."""
    again = {**_once_more(now, Priority.TIDYING), "look_again_at": None}
    tx.execute(update(DELIVERIES).where(_is(delivery.workspace, delivery.id)).values(**again))


def note_looked(tx: Tx, delivery: Delivery, at: datetime) -> None:
    """Note that a delivery stands once, unless another look was asked for than the one put off until `at`.

    Where an older edit may come after the last one, it is looked at again when that has come.
    """
    this = (_is(delivery.workspace, delivery.id), DELIVERIES.c.look_again_at == at)
    row = tx.execute(select(*_COLUMNS).where(*this).with_for_update()).one_or_none()
    if row is not None:
        again = {"look_again_at": _value(row).overwritten_until}
        tx.execute(update(DELIVERIES).where(*this).values(**again))


def at(tx: Tx, workspace: str, kind: str, ref: str, destination: str) -> Delivery | None:
    """Return the delivery of one thing to one place."""
    query = select(*_COLUMNS).where(_about(workspace, [(kind, ref)]), DELIVERIES.c.destination == destination)
    row = tx.execute(query).one_or_none()
    return None if row is None else _value(row)


def retry(tx: Tx, workspace: str, kind: str, ref: str, now: datetime) -> int:
    """Let what failed wait again, and return how many that are."""
    failed = (_about(workspace, [(kind, ref)]), DELIVERIES.c.status == DeliveryStatus.FAILED.value)
    waiting = {"status": DeliveryStatus.WAITING.value, "attempts": 0, "due_at": now, "reason": "", "changed_at": now}
    return tx.execute(update(DELIVERIES).where(*failed).values(**waiting)).rowcount


def progress(tx: Tx, workspace: str, places: Sequence[tuple[str, str]]) -> Progress:
    """Count the deliveries of these kinds and refs, and name those in trouble."""
    mine = _about(workspace, places)
    found = tx.execute(select(DELIVERIES.c.status, func.count()).where(mine).group_by(DELIVERIES.c.status)).all()
    counts = dict.fromkeys(DeliveryStatus, 0) | {DeliveryStatus(status): number for status, number in found}
    return Progress(counts, tuple(troubled(tx, mine)))


def of_ref(tx: Tx, workspace: str, kind: str, ref: str) -> list[Delivery]:
    """Return all deliveries of one thing."""
    query = select(*_COLUMNS).where(_about(workspace, [(kind, ref)]))
    return [_value(row) for row in tx.execute(query.order_by(DELIVERIES.c.id))]


def troubled(tx: Tx, *which: ColumnElement[bool]) -> list[Delivery]:
    """Return what failed, and what waits with a reason, newest first and at most 50; with conditions, among those."""
    failed = DELIVERIES.c.status == DeliveryStatus.FAILED.value
    waiting = and_(DELIVERIES.c.status == DeliveryStatus.WAITING.value, DELIVERIES.c.reason != "")
    query = select(*_COLUMNS).where(or_(failed, waiting), *which).order_by(DELIVERIES.c.changed_at.desc())
    return [_value(row) for row in tx.execute(query.limit(MOST_TROUBLED))]


def count_by_status(tx: Tx) -> dict[str, int]:
    """Count all deliveries by status."""
    query = select(DELIVERIES.c.status, func.count()).group_by(DELIVERIES.c.status)
    return dict(tx.execute(query).all())


def _is(workspace: str, delivery_id: str) -> ColumnElement[bool]:
    return and_(DELIVERIES.c.workspace_id == workspace, DELIVERIES.c.id == delivery_id)


def _about(workspace: str, places: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    # Not `(kind, ref) IN …`: SQLite finds no index for that, and reads every delivery there is.
    each = (and_(DELIVERIES.c.kind == kind, DELIVERIES.c.ref == ref) for kind, ref in places)
    return and_(DELIVERIES.c.workspace_id == workspace, or_(false(), *each))


def _value(row: Row[*tuple[Any, ...]]) -> Delivery:
    fields = {name: row._mapping[name] for name in ("workspace", *_FIELDS.split())}
    return Delivery(**{**fields, "status": DeliveryStatus(fields["status"])})
