"""The lists that commanders have of pushes, and when more came of one."""

from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select

from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import DeliveryStatus
from bot.party_lines.reach import CARD, NEWS, NOTE, PUSH_LIST
from bot.party_lines.records import PARTY_LINES
from bot.party_lines.rules import LineStatus
from bot.storage import Tx

# What waits with a reason shows on the list; how often it is tried in vain after that does not.
FIRST_ATTEMPTS = 3


def lists(tx: Tx, workspace: str, since: datetime) -> list[tuple[str, str, datetime]]:
    """Return the lists that stand of lines that are live, as line, incident, and when each was last asked for."""
    query = (
        select(DELIVERIES.c.ref, PARTY_LINES.c.series, func.max(DELIVERIES.c.due_at))
        .join(
            PARTY_LINES,
            and_(PARTY_LINES.c.workspace_id == DELIVERIES.c.workspace_id, PARTY_LINES.c.id == DELIVERIES.c.ref),
        )
        .where(
            DELIVERIES.c.workspace_id == workspace,
            DELIVERIES.c.kind == PUSH_LIST,
            DELIVERIES.c.status == DeliveryStatus.SENT.value,
            DELIVERIES.c.due_at > since,
            PARTY_LINES.c.status == LineStatus.LIVE.value,
        )
        .group_by(DELIVERIES.c.ref, PARTY_LINES.c.series)
    )
    return [(line_id, series, asked_at) for line_id, series, asked_at in tx.execute(query)]


def has_changed(tx: Tx, workspace: str, incident_id: str, line_id: str, since: datetime) -> bool:
    """Tell whether, after that moment, a delivery of a push was sent, dropped, given up or first held up."""
    ended = DELIVERIES.c.status.in_(
        [DeliveryStatus.SENT.value, DeliveryStatus.FAILED.value, DeliveryStatus.DROPPED.value]
    )
    held_up = and_(
        DELIVERIES.c.status == DeliveryStatus.WAITING.value,
        DELIVERIES.c.reason != "",
        DELIVERIES.c.attempts <= FIRST_ATTEMPTS,
    )
    # One look for each of the three, at what changed since: not through all that a push has sent.
    looks = (
        exists().where(
            DELIVERIES.c.workspace_id == workspace,
            DELIVERIES.c.kind == kind,
            DELIVERIES.c.ref == ref,
            DELIVERIES.c.changed_at > since,
            or_(ended, held_up),
        )
        for kind, ref in ((CARD, incident_id), (NOTE, line_id), (NEWS, line_id))
    )
    return tx.execute(select(or_(*looks))).scalar_one()
