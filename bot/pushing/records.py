"""The lists that commanders have of pushes."""

from datetime import datetime

from sqlalchemy import and_, func, select

from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import DeliveryStatus
from bot.party_lines.reach import PUSH_LIST
from bot.party_lines.records import PARTY_LINES
from bot.party_lines.rules import LineStatus
from bot.storage import Tx


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
