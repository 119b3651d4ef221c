"""The lists that commanders have of pushes, and when more came of one."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from bot.deliveries.records import DeliveryRow
from bot.deliveries.rules import DeliveryStatus
from bot.party_lines.reach import CARD, NEWS, NOTE, PUSH_LIST
from bot.party_lines.records import PartyLineRow
from bot.party_lines.rules import LineStatus
from bot.storage import Tx

# What waits with a reason shows on the list; how often it is tried in vain after that does not.
FIRST_ATTEMPTS = 3


def lists(tx: Tx, workspace: str, since: datetime) -> list[tuple[str, str, datetime]]:
    """Return the lists that stand of lines that are live, as line, incident, and when each was last asked for."""
    query = (
        select(DeliveryRow.ref, PartyLineRow.series, func.max(DeliveryRow.due_at))
        .join(
            PartyLineRow,
            and_(PartyLineRow.workspace_id == DeliveryRow.workspace_id, PartyLineRow.id == DeliveryRow.ref),
        )
        .where(
            DeliveryRow.workspace_id == workspace,
            DeliveryRow.kind == PUSH_LIST,
            DeliveryRow.status == DeliveryStatus.SENT.value,
            DeliveryRow.due_at > since,
            PartyLineRow.status == LineStatus.LIVE.value,
        )
        .group_by(DeliveryRow.ref, PartyLineRow.series)
    )
    return [(line_id, series, asked_at) for line_id, series, asked_at in tx.execute(query)]


def has_changed(tx: Tx, workspace: str, incident_id: str, line_id: str, since: datetime) -> bool:
    """Tell whether, after that moment, a delivery of a push was sent, dropped, given up or first held up."""
    ended = DeliveryRow.status.in_(
        [DeliveryStatus.SENT.value, DeliveryStatus.FAILED.value, DeliveryStatus.DROPPED.value]
    )
    held_up = and_(
        DeliveryRow.status == DeliveryStatus.WAITING.value,
        DeliveryRow.reason != "",
        DeliveryRow.attempts <= FIRST_ATTEMPTS,
    )
    of_push = or_(_is(CARD, incident_id), _is(NOTE, line_id), _is(NEWS, line_id))
    mine = (DeliveryRow.workspace_id == workspace, of_push, DeliveryRow.changed_at > since)
    return tx.execute(select(exists().where(*mine, or_(ended, held_up)))).scalar_one()


def _is(kind: str, ref: str) -> ColumnElement[bool]:
    return and_(DeliveryRow.kind == kind, DeliveryRow.ref == ref)
