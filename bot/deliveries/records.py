"""The ledger of deliveries."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    String,
    Text,
    UniqueConstraint,
    and_,
    case,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.deliveries.rules import LOOK_AGAIN, Delivery, DeliveryStatus
from bot.storage import Base, Tx, Utc, new_id
from bot.storage.receipts import insert_unless_there


class DeliveryRow(Base):
    """One message to one destination, with its own state."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("workspace_id", "kind", "ref", "destination"),
        Index("ix_deliveries_due", "status", "due_at"),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(64))
    destination: Mapped[str] = mapped_column(String(32))
    wanted: Mapped[int]
    sent: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    due_at: Mapped[datetime] = mapped_column(Utc)
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    holder: Mapped[str] = mapped_column(String(32), default="")
    channel: Mapped[str] = mapped_column(String(32), default="")
    ts: Mapped[str] = mapped_column(String(32), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    unclear_since: Mapped[datetime | None] = mapped_column(Utc)
    look_again_at: Mapped[datetime | None] = mapped_column(Utc, index=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    changed_at: Mapped[datetime] = mapped_column(Utc)


_COLUMNS = (
    DeliveryRow.workspace_id,
    DeliveryRow.id,
    DeliveryRow.kind,
    DeliveryRow.ref,
    DeliveryRow.destination,
    DeliveryRow.wanted,
    DeliveryRow.sent,
    DeliveryRow.status,
    DeliveryRow.attempts,
    DeliveryRow.due_at,
    DeliveryRow.channel,
    DeliveryRow.ts,
    DeliveryRow.reason,
    DeliveryRow.unclear_since,
)


def put(tx: Tx, workspace: str, kind: str, ref: str, destination: str, now: datetime) -> None:
    """Write down that this is to be sent; where it stands already, that it is to be brought up to date."""
    added = insert_unless_there(
        tx,
        DeliveryRow,
        workspace_id=workspace,
        id=new_id(),
        kind=kind,
        ref=ref,
        destination=destination,
        wanted=1,
        sent=0,
        status=DeliveryStatus.WAITING.value,
        attempts=0,
        due_at=now,
        holder="",
        channel="",
        ts="",
        reason="",
        created_at=now,
        changed_at=now,
    )
    if not added:
        same = (DeliveryRow.kind == kind, DeliveryRow.ref == ref, DeliveryRow.destination == destination)
        # Whoever is sending it keeps it, and finds on return that more is wanted: two at once would post twice.
        held = DeliveryRow.status == DeliveryStatus.SENDING.value
        tx.execute(
            update(DeliveryRow)
            .where(DeliveryRow.workspace_id == workspace, *same)
            .values(
                wanted=DeliveryRow.wanted + 1,
                status=case((held, DeliveryRow.status), else_=DeliveryStatus.WAITING.value),
                attempts=0,
                due_at=now,
                changed_at=now,
            )
        )


def claim_due(tx: Tx, holder: str, now: datetime, lease_until: datetime) -> Delivery | None:
    """Take the most overdue delivery that nobody holds, or None. Rivals skip what another is taking."""
    due = or_(
        and_(DeliveryRow.status == DeliveryStatus.WAITING.value, DeliveryRow.due_at <= now),
        and_(DeliveryRow.status == DeliveryStatus.SENDING.value, DeliveryRow.lease_until <= now),
    )
    query = select(*_COLUMNS).where(due).order_by(DeliveryRow.due_at, DeliveryRow.created_at, DeliveryRow.id).limit(1)
    row = tx.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    tx.execute(
        update(DeliveryRow)
        .where(_is(row.workspace_id, row.id))
        .values(
            status=DeliveryStatus.SENDING.value,
            holder=holder,
            lease_until=lease_until,
            attempts=DeliveryRow.attempts + 1,
            # The attempt is on record before it is made: whoever finds the row after a kill looks before posting.
            unclear_since=func.coalesce(DeliveryRow.unclear_since, now),
            changed_at=now,
        )
    )
    return _value(row)


def note_sent(
    tx: Tx, held: Delivery, holder: str, channel: str, ts: str, now: datetime, look_again_at: datetime | None = None
) -> None:
    """Note what Slack took. Where more was asked for meanwhile, the delivery goes on waiting.

    `look_again_at` is given where an earlier attempt may still come to light as a second copy.
    """
    mine = (_is(held.workspace, held.id), DeliveryRow.holder == holder)
    place = {"channel": channel, "ts": ts, "sent": held.wanted, "reason": "", "changed_at": now}
    known = {"unclear_since": None, "look_again_at": look_again_at}
    if not tx.execute(update(DeliveryRow).where(*mine).values(**place, **known)).rowcount:
        # The lease ran out meanwhile, and somebody else took over: theirs stands, and ours may be a second copy.
        again = {"look_again_at": now + LOOK_AGAIN}
        tx.execute(update(DeliveryRow).where(_is(held.workspace, held.id)).values(**again))
    _let_go(tx, held, holder, {"status": DeliveryStatus.SENT.value})


def note_ended(tx: Tx, held: Delivery, holder: str, status: DeliveryStatus, reason: str, now: datetime) -> None:
    """Note that this will not be sent, unless it was asked for anew meanwhile."""
    _let_go(tx, held, holder, {"status": status.value, "reason": reason, "changed_at": now})


def note_later(
    tx: Tx,
    held: Delivery,
    holder: str,
    due_at: datetime,
    reason: str,
    attempts: int,
    now: datetime,
    *,
    unclear: bool = False,
) -> None:
    """Put a delivery back to be tried at `due_at`; at once where it was asked for anew meanwhile.

    Unless this attempt is `unclear`, what is known of earlier ones stands as before it.
    """
    if not unclear:
        before = {"unclear_since": held.unclear_since}
        mine = (_is(held.workspace, held.id), DeliveryRow.holder == holder)
        tx.execute(update(DeliveryRow).where(*mine).values(**before))
    later = {"due_at": due_at, "reason": reason, "attempts": attempts, "changed_at": now}
    _let_go(tx, held, holder, later | {"status": DeliveryStatus.WAITING.value})


def _let_go(tx: Tx, held: Delivery, holder: str, values: dict[str, object]) -> None:
    """End a hold with these values if nothing newer is wanted, else let the newer wait; unless the lease was lost."""
    mine = (_is(held.workspace, held.id), DeliveryRow.holder == holder)
    free: dict[str, object] = {"holder": "", "lease_until": None}
    tx.execute(
        update(DeliveryRow)
        .where(*mine, DeliveryRow.wanted > held.wanted)
        .values(status=DeliveryStatus.WAITING.value, **free)
    )
    tx.execute(update(DeliveryRow).where(*mine, DeliveryRow.wanted == held.wanted).values(**values, **free))


def claim_to_look_again(tx: Tx, now: datetime, until: datetime) -> tuple[Delivery, datetime] | None:
    """Take a delivery that may stand twice, with when it was first tried; nobody else takes it before `until`."""
    query = select(*_COLUMNS, DeliveryRow.created_at).where(DeliveryRow.look_again_at <= now).limit(1)
    row = tx.execute(query.with_for_update(skip_locked=True)).one_or_none()
    if row is None:
        return None
    tx.execute(update(DeliveryRow).where(_is(row.workspace_id, row.id)).values(look_again_at=until))
    return _value(row), row.created_at


def note_looked(tx: Tx, looked: Delivery) -> None:
    """Note that a delivery stands once."""
    tx.execute(update(DeliveryRow).where(_is(looked.workspace, looked.id)).values(look_again_at=None))


def of_ref(tx: Tx, workspace: str, kind: str, ref: str) -> list[Delivery]:
    """Return all deliveries of one thing."""
    mine = (DeliveryRow.workspace_id == workspace, DeliveryRow.kind == kind, DeliveryRow.ref == ref)
    return [_value(row) for row in tx.execute(select(*_COLUMNS).where(*mine).order_by(DeliveryRow.id))]


def troubled(tx: Tx) -> list[Delivery]:
    """Return what failed, and what waits with a reason, newest first and at most 50."""
    failed = DeliveryRow.status == DeliveryStatus.FAILED.value
    waiting = and_(DeliveryRow.status == DeliveryStatus.WAITING.value, DeliveryRow.reason != "")
    query = select(*_COLUMNS).where(failed | waiting).order_by(DeliveryRow.changed_at.desc()).limit(50)
    return [_value(row) for row in tx.execute(query)]


def count_by_status(tx: Tx) -> dict[str, int]:
    """Count all deliveries by status."""
    query = select(DeliveryRow.status, func.count()).group_by(DeliveryRow.status)
    return dict(tx.execute(query).all())


def _is(workspace: str, delivery_id: str) -> ColumnElement[bool]:
    return and_(DeliveryRow.workspace_id == workspace, DeliveryRow.id == delivery_id)


def _value(row: Row[*tuple[Any, ...]]) -> Delivery:
    fields = dict(row._mapping)
    fields["workspace"] = fields.pop("workspace_id")
    fields.pop("created_at", None)
    return Delivery(**{**fields, "status": DeliveryStatus(fields["status"])})
