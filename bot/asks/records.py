"""Tables of asks and look-ups."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, exists, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.asks.rules import Ask, Lookup
from bot.deliveries.records import DeliveryRow
from bot.storage import Base, Tx, Utc, new_id

# How SQLAlchemy writes a time in SQLite; for the one statement that it does not convert.
STORED = "%Y-%m-%d %H:%M:%S.%f"


class AskRow(Base):
    """A question that met no line, with how often it came."""

    __tablename__ = "asks"
    __table_args__ = (
        Index("ix_asks_question", "workspace_id", "key", "first_at"),
        Index("ix_asks_incident", "workspace_id", "incident_id"),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text)
    topic_id: Mapped[str] = mapped_column(String(32))
    # The incident whose line did not answer it; "" for a question that met no line.
    incident_id: Mapped[str] = mapped_column(String(32), server_default="")
    asked_by: Mapped[str] = mapped_column(String(32))
    times: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(Utc)
    last_at: Mapped[datetime] = mapped_column(Utc)


class LookupRow(Base):
    """One look-up. Written in batches, a moment after the answer."""

    __tablename__ = "lookups"
    __table_args__ = (Index("ix_lookups_line", "workspace_id", "line_id", "at"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person: Mapped[str] = mapped_column(String(32))
    topic_id: Mapped[str] = mapped_column(String(32))
    line_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(Utc)


_ASK = (
    AskRow.id,
    AskRow.question,
    AskRow.topic_id,
    AskRow.asked_by,
    AskRow.times,
    AskRow.first_at,
    AskRow.last_at,
    AskRow.incident_id,
)


def get(tx: Tx, workspace: str, ask_id: str) -> Ask | None:
    """Return one ask."""
    row = tx.execute(select(*_ASK).where(AskRow.workspace_id == workspace, AskRow.id == ask_id)).one_or_none()
    return Ask(*row) if row else None


def same_since(tx: Tx, workspace: str, key: str, since: datetime) -> Ask | None:
    """Return the ask that has counted this look-up since then."""
    mine = (AskRow.workspace_id == workspace, AskRow.incident_id == "", AskRow.key == key, AskRow.first_at >= since)
    row = tx.execute(select(*_ASK).where(*mine).order_by(AskRow.first_at.desc()).limit(1)).one_or_none()
    return Ask(*row) if row else None


def same_on_incident(tx: Tx, workspace: str, incident_id: str, key: str) -> Ask | None:
    """Return the ask that counts this question on an incident."""
    mine = (AskRow.workspace_id == workspace, AskRow.incident_id == incident_id, AskRow.key == key)
    row = tx.execute(select(*_ASK).where(*mine)).one_or_none()
    return Ask(*row) if row else None


def on_incident(tx: Tx, workspace: str, incident_id: str) -> list[Ask]:
    """Return what people are asked about an incident: the most asked first, of equals the newest."""
    mine = (AskRow.workspace_id == workspace, AskRow.incident_id == incident_id)
    query = select(*_ASK).where(*mine).order_by(AskRow.times.desc(), AskRow.last_at.desc(), AskRow.id)
    return [Ask(*row) for row in tx.execute(query)]


def add(tx: Tx, workspace: str, key: str, ask: Ask) -> None:
    """Add an ask."""
    tx.execute(
        insert(AskRow).values(
            workspace_id=workspace,
            id=ask.id,
            key=key,
            question=ask.question,
            topic_id=ask.topic_id,
            incident_id=ask.incident_id,
            asked_by=ask.asked_by,
            times=ask.times,
            first_at=ask.first_at,
            last_at=ask.last_at,
        )
    )


def count_again(tx: Tx, workspace: str, ask_id: str, now: datetime) -> None:
    """Count the question once more."""
    mine = (AskRow.workspace_id == workspace, AskRow.id == ask_id)
    tx.execute(update(AskRow).where(*mine).values(times=AskRow.times + 1, last_at=now))


def _id_in_order(at: datetime) -> str:
    """Make an id that sorts by time: a batch is then written in one place, and not all over the index."""
    return f"{int(at.timestamp() * 1000):012x}{new_id()}"


def add_lookups(tx: Tx, lookups: Sequence[Lookup]) -> None:
    """Write down a batch of look-ups."""
    notes = [
        {
            "workspace_id": one.workspace,
            "id": _id_in_order(one.at),
            "person": one.person,
            "topic_id": one.topic_id,
            "line_id": one.line_id,
            "kind": one.kind,
            "at": one.at,
        }
        for one in lookups
    ]
    tx.execute(insert(LookupRow), notes)


def who_looked_up(
    tx: Tx, workspace: str, line_id: str, kinds: Iterable[str], since: datetime, untold: str
) -> list[str]:
    """Return who looked a line up since then and gets no letter of kind `untold` about it, each once."""
    mine = (LookupRow.workspace_id == workspace, LookupRow.line_id == line_id, LookupRow.at >= since)
    told = exists().where(
        DeliveryRow.workspace_id == workspace,
        DeliveryRow.kind == untold,
        DeliveryRow.ref == line_id,
        DeliveryRow.destination == LookupRow.person,
    )
    query = select(LookupRow.person).where(*mine, LookupRow.kind.in_(list(kinds)), ~told).distinct()
    return list(tx.execute(query.order_by(LookupRow.person)).scalars())
