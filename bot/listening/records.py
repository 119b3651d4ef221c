"""Tables of what comes back from those who say the lines, and counting what was pushed to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.deliveries.records import DeliveryRow
from bot.party_lines.records import PartyLineRow
from bot.party_lines.rules import LineStatus
from bot.party_lines.wording import QuestionAnswer
from bot.storage import Base, Tx, Utc
from bot.storage.receipts import insert_unless_there


class ConfirmationRow(Base):
    """Somebody who has pressed *Got it* on a version: they have read it, and will say it."""

    __tablename__ = "confirmations"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    line_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc)


def confirm(tx: Tx, workspace: str, line_id: str, person: str, now: datetime) -> bool:
    """Note that somebody holds a version; False where that is noted already."""
    return insert_unless_there(tx, ConfirmationRow, workspace_id=workspace, line_id=line_id, person=person, at=now)


def count_holding(tx: Tx, workspace: str, line_id: str) -> int:
    """Count who holds a version."""
    mine = (ConfirmationRow.workspace_id == workspace, ConfirmationRow.line_id == line_id)
    return tx.execute(select(func.count()).select_from(ConfirmationRow).where(*mine)).scalar_one()


def versions(tx: Tx, workspace: str, series: str) -> dict[str, tuple[QuestionAnswer, ...]]:
    """Return the follow-up answers of each version that is or was live, by the version's id, oldest first."""
    mine = (PartyLineRow.workspace_id == workspace, PartyLineRow.series == series)
    went_live = PartyLineRow.status.in_([LineStatus.LIVE.value, LineStatus.REPLACED.value])
    query = select(PartyLineRow.id, PartyLineRow.if_pressed).where(*mine, went_live)
    rows = tx.execute(query.order_by(PartyLineRow.number))
    return {line_id: tuple(QuestionAnswer(*pair) for pair in pairs) for line_id, pairs in rows}


def count_sent(tx: Tx, workspace: str, refs: Mapping[str, Sequence[str]]) -> int:
    """Count the messages of some kinds that reached their places: `refs` are what they are about, by kind."""
    about = [(DeliveryRow.kind == kind) & DeliveryRow.ref.in_(some) for kind, some in refs.items() if some]
    # Whatever becomes of its next edit, what was sent once is there.
    mine = (DeliveryRow.workspace_id == workspace, DeliveryRow.sent > 0)
    return tx.execute(select(func.count()).select_from(DeliveryRow).where(*mine, or_(*about))).scalar_one()
