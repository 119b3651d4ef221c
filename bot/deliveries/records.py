"""The ledger of deliveries: what is asked for, and how it stands. How one is taken and sent: `holds.py`."""

import json
from collections.abc import Iterable, Mapping, Sequence
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
    SmallInteger,
    String,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    and_,
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

from bot.deliveries.rules import Delivery, DeliveryStatus, Priority, Progress
from bot.storage import METADATA, Tx, Utc, new_id
from bot.storage.receipts import insert_of


class DeliveryColumns(TypedColumns):
    """One message to one destination, with its own state."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    kind: Named[str] = Column(String(20))
    ref: Named[str] = Column(String(64))
    # A channel, a person, or a mail address.
    destination: Named[str] = Column(String(320))
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
COLUMNS = (DELIVERIES.c.workspace_id.label("workspace"), *(DELIVERIES.c[name] for name in _FIELDS.split()))
# What goes by mail (`rules.is_mail`).
BY_MAIL = DELIVERIES.c.destination.contains("@")
_MAY_HAVE_ARRIVED = and_(BY_MAIL, DELIVERIES.c.unclear_since.is_not(None))
MOST_TROUBLED = 50
# What waits with a reason shows on a list; how often it is tried in vain after that does not.
FIRST_ATTEMPTS = 3


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
    tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=once_more(now, priority)))


def renew(tx: Tx, workspace: str, kind: str, ref: str, now: datetime, priority: Priority) -> None:
    """Write down that all that there is of one thing is to be brought up to date."""
    tx.execute(update(DELIVERIES).where(_about(workspace, [(kind, ref)])).values(**once_more(now, priority)))


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
    tx.execute(update(DELIVERIES).where(*mine).values(**once_more(now, priority)))


def once_more(now: datetime, priority: Priority) -> dict[str, object]:
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


def at(tx: Tx, workspace: str, kind: str, ref: str, destination: str) -> Delivery | None:
    """Return the delivery of one thing to one place."""
    query = select(*COLUMNS).where(_about(workspace, [(kind, ref)]), DELIVERIES.c.destination == destination)
    row = tx.execute(query).one_or_none()
    return None if row is None else value(row)


def retry(tx: Tx, workspace: str, kind: str, ref: str, now: datetime) -> int:
    """Let what failed wait again, and return how many that are. Mail that may have arrived stays as it is."""
    return _try_again(tx, now, _about(workspace, [(kind, ref)]), ~_MAY_HAVE_ARRIVED, {})


def retry_unknown(tx: Tx, workspace: str, kind: str, ref: str, now: datetime) -> int:
    """Let mail wait again that may have arrived, as if it had never been tried; return how many that are.

    A courier that still held it is forgotten: what it may have to say is not about the new attempt.
    """
    anew = {"unclear_since": None, "holder": ""}
    return _try_again(tx, now, _about(workspace, [(kind, ref)]), _MAY_HAVE_ARRIVED, anew)


def _try_again(
    tx: Tx, now: datetime, about: ColumnElement[bool], which: ColumnElement[bool], more: Mapping[str, object]
) -> int:
    failed = (about, which, DELIVERIES.c.status == DeliveryStatus.FAILED.value)
    waiting = {"status": DeliveryStatus.WAITING.value, "attempts": 0, "due_at": now, "reason": "", "changed_at": now}
    return tx.execute(update(DELIVERIES).where(*failed).values(**waiting, **more)).rowcount


def progress(tx: Tx, workspace: str, places: Sequence[tuple[str, str]]) -> Progress:
    """Count the deliveries of these kinds and refs, and name those in trouble."""
    mine = _about(workspace, places)
    found = tx.execute(select(DELIVERIES.c.status, func.count()).where(mine).group_by(DELIVERIES.c.status)).all()
    counts = dict.fromkeys(DeliveryStatus, 0) | {DeliveryStatus(status): number for status, number in found}
    return Progress(counts, tuple(troubled(tx, mine)))


def of_ref(tx: Tx, workspace: str, kind: str, ref: str, *, lock: bool = False) -> list[Delivery]:
    """Return all deliveries of one thing; with `lock`, nobody else changes them meanwhile."""
    query = select(*COLUMNS).where(_about(workspace, [(kind, ref)])).order_by(DELIVERIES.c.id)
    return [value(row) for row in tx.execute(query.with_for_update(of=DELIVERIES) if lock else query)]


def troubled(tx: Tx, *which: ColumnElement[bool]) -> list[Delivery]:
    """Return what failed, and what waits with a reason, newest first and at most 50; with conditions, among those."""
    failed = DELIVERIES.c.status == DeliveryStatus.FAILED.value
    waiting = and_(DELIVERIES.c.status == DeliveryStatus.WAITING.value, DELIVERIES.c.reason != "")
    query = select(*COLUMNS).where(or_(failed, waiting), *which).order_by(DELIVERIES.c.changed_at.desc())
    return [value(row) for row in tx.execute(query.limit(MOST_TROUBLED))]


def have_come_on(tx: Tx, workspace: str, places: Iterable[tuple[str, str]], since: datetime) -> bool:
    """Tell whether a delivery of these kinds and refs was sent, dropped, given up or first held up after a moment."""
    ended = DELIVERIES.c.status.in_(
        [DeliveryStatus.SENT.value, DeliveryStatus.FAILED.value, DeliveryStatus.DROPPED.value]
    )
    held_up = and_(
        DELIVERIES.c.status == DeliveryStatus.WAITING.value,
        DELIVERIES.c.reason != "",
        DELIVERIES.c.attempts <= FIRST_ATTEMPTS,
    )
    # One look for each, at what changed since: not through all that was sent.
    looks = (
        exists().where(
            DELIVERIES.c.workspace_id == workspace,
            DELIVERIES.c.kind == kind,
            DELIVERIES.c.ref == ref,
            DELIVERIES.c.changed_at > since,
            or_(ended, held_up),
        )
        for kind, ref in places
    )
    return tx.execute(select(or_(false(), *looks))).scalar_one()


def told(tx: Tx, workspace: str, kind: str, since: datetime) -> list[tuple[str, datetime]]:
    """Return the refs of what was sent of a kind and asked for since, each with when it was last."""
    query = select(DELIVERIES.c.ref, func.max(DELIVERIES.c.due_at)).where(
        DELIVERIES.c.workspace_id == workspace,
        DELIVERIES.c.kind == kind,
        DELIVERIES.c.status == DeliveryStatus.SENT.value,
        DELIVERIES.c.due_at > since,
    )
    return [(ref, at) for ref, at in tx.execute(query.group_by(DELIVERIES.c.ref))]


def count_by_status(tx: Tx) -> dict[str, int]:
    """Count all deliveries by status."""
    query = select(DELIVERIES.c.status, func.count()).group_by(DELIVERIES.c.status)
    return dict(tx.execute(query).all())


def is_one(workspace: str, delivery_id: str) -> ColumnElement[bool]:
    """Return the condition that a row is this delivery."""
    return and_(DELIVERIES.c.workspace_id == workspace, DELIVERIES.c.id == delivery_id)


def _about(workspace: str, places: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    # Not `(kind, ref) IN …`: SQLite finds no index for that, and reads every delivery there is.
    each = (and_(DELIVERIES.c.kind == kind, DELIVERIES.c.ref == ref) for kind, ref in places)
    return and_(DELIVERIES.c.workspace_id == workspace, or_(false(), *each))


def value(row: Row[*tuple[Any, ...]]) -> Delivery:
    """Make a value of a row of `COLUMNS`."""
    fields = {name: row._mapping[name] for name in ("workspace", *_FIELDS.split())}
    return Delivery(**{**fields, "status": DeliveryStatus(fields["status"])})
