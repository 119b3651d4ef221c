"""Tables of what comes back from those who say the lines, and counting what was pushed to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Named, String, Table, TypedColumns, func, or_, select

from bot.deliveries.records import DELIVERIES
from bot.party_lines.records import PARTY_LINES
from bot.party_lines.rules import LineStatus
from bot.party_lines.wording import QuestionAnswer
from bot.storage import METADATA, Tx, Utc
from bot.storage.receipts import insert_unless_there


class ConfirmationColumns(TypedColumns):
    """Somebody who has pressed *Got it* on a version: they have read it, and will say it."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    line_id: Named[str] = Column(String(32), primary_key=True)
    person: Named[str] = Column(String(32), primary_key=True)
    at: Named[datetime] = Column(Utc)


CONFIRMATIONS = Table("confirmations", METADATA, ConfirmationColumns)


def confirm(tx: Tx, workspace: str, line_id: str, person: str, now: datetime) -> bool:
    """Note that somebody holds a version; False where that is noted already."""
    return insert_unless_there(tx, CONFIRMATIONS, workspace_id=workspace, line_id=line_id, person=person, at=now)


def count_holding(tx: Tx, workspace: str, line_id: str) -> int:
    """Count who holds a version."""
    mine = (CONFIRMATIONS.c.workspace_id == workspace, CONFIRMATIONS.c.line_id == line_id)
    return tx.execute(select(func.count()).select_from(CONFIRMATIONS).where(*mine)).scalar_one()


def versions(tx: Tx, workspace: str, series: str) -> dict[str, tuple[QuestionAnswer, ...]]:
    """Return the follow-up answers of each version that is or was live, by the version's id, oldest first."""
    mine = (PARTY_LINES.c.workspace_id == workspace, PARTY_LINES.c.series == series)
    went_live = PARTY_LINES.c.status.in_([LineStatus.LIVE.value, LineStatus.REPLACED.value])
    query = select(PARTY_LINES.c.id, PARTY_LINES.c.if_pressed).where(*mine, went_live)
    rows = tx.execute(query.order_by(PARTY_LINES.c.number))
    return {line_id: tuple(QuestionAnswer(*pair) for pair in pairs) for line_id, pairs in rows}


def count_sent(tx: Tx, workspace: str, refs: Mapping[str, Sequence[str]]) -> int:
    """Count the messages of some kinds that reached their places: `refs` are what they are about, by kind."""
    about = [(DELIVERIES.c.kind == kind) & DELIVERIES.c.ref.in_(some) for kind, some in refs.items() if some]
    # Whatever becomes of its next edit, what was sent once is there.
    mine = (DELIVERIES.c.workspace_id == workspace, DELIVERIES.c.sent > 0)
    return tx.execute(select(func.count()).select_from(DELIVERIES).where(*mine, or_(*about))).scalar_one()
