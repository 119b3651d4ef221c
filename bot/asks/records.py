"""Tables of asks and look-ups."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Named,
    String,
    Table,
    Text,
    TypedColumns,
    exists,
    insert,
    select,
    update,
)

from bot.asks.rules import Ask, Lookup
from bot.deliveries.records import DELIVERIES
from bot.storage import METADATA, Tx, Utc, new_id

# How SQLAlchemy writes a time in SQLite; for the one statement that it does not convert.
STORED = "%Y-%m-%d %H:%M:%S.%f"


class AskColumns(TypedColumns):
    """A question that met no line, with how often it came."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    key: Named[str] = Column(String(200))
    question: Named[str] = Column(Text)
    topic_id: Named[str] = Column(String(32))
    # The incident whose line did not answer it; "" for a question that met no line.
    incident_id: Named[str] = Column(String(32), server_default="")
    asked_by: Named[str] = Column(String(32))
    times: Named[int]
    first_at: Named[datetime] = Column(Utc)
    last_at: Named[datetime] = Column(Utc)


ASKS = Table(
    "asks",
    METADATA,
    AskColumns,
    Index("ix_asks_question", "workspace_id", "key", "first_at"),
    Index("ix_asks_incident", "workspace_id", "incident_id"),
)


class LookupColumns(TypedColumns):
    """One look-up. Written in batches, a moment after the answer."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    person: Named[str] = Column(String(32))
    topic_id: Named[str] = Column(String(32))
    line_id: Named[str] = Column(String(32))
    kind: Named[str] = Column(String(10))
    at: Named[datetime] = Column(Utc)


LOOKUPS = Table("lookups", METADATA, LookupColumns, Index("ix_lookups_line", "workspace_id", "line_id", "at"))


_ASK = (
    ASKS.c.id,
    ASKS.c.question,
    ASKS.c.topic_id,
    ASKS.c.asked_by,
    ASKS.c.times,
    ASKS.c.first_at,
    ASKS.c.last_at,
    ASKS.c.incident_id,
)


def get(tx: Tx, workspace: str, ask_id: str) -> Ask | None:
    """Return one ask."""
    row = tx.execute(select(*_ASK).where(ASKS.c.workspace_id == workspace, ASKS.c.id == ask_id)).one_or_none()
    return Ask(*row) if row else None


def same_since(tx: Tx, workspace: str, key: str, since: datetime) -> Ask | None:
    """Return the ask that has counted this look-up since then."""
    mine = (ASKS.c.workspace_id == workspace, ASKS.c.incident_id == "", ASKS.c.key == key, ASKS.c.first_at >= since)
    row = tx.execute(select(*_ASK).where(*mine).order_by(ASKS.c.first_at.desc()).limit(1)).one_or_none()
    return Ask(*row) if row else None


def same_on_incident(tx: Tx, workspace: str, incident_id: str, key: str) -> Ask | None:
    """Return the ask that counts this question on an incident."""
    mine = (ASKS.c.workspace_id == workspace, ASKS.c.incident_id == incident_id, ASKS.c.key == key)
    row = tx.execute(select(*_ASK).where(*mine)).one_or_none()
    return Ask(*row) if row else None


def on_incident(tx: Tx, workspace: str, incident_id: str) -> list[Ask]:
    """Return what people are asked about an incident: the most asked first, of equals the newest."""
    mine = (ASKS.c.workspace_id == workspace, ASKS.c.incident_id == incident_id)
    query = select(*_ASK).where(*mine).order_by(ASKS.c.times.desc(), ASKS.c.last_at.desc(), ASKS.c.id)
    return [Ask(*row) for row in tx.execute(query)]


def add(tx: Tx, workspace: str, key: str, ask: Ask) -> None:
    """Add an ask."""
    tx.execute(
        insert(ASKS).values(
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
    mine = (ASKS.c.workspace_id == workspace, ASKS.c.id == ask_id)
    tx.execute(update(ASKS).where(*mine).values(times=ASKS.c.times + 1, last_at=now))


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
    tx.execute(insert(LOOKUPS), notes)


def who_looked_up(
    tx: Tx, workspace: str, line_id: str, kinds: Iterable[str], since: datetime, untold: str
) -> list[str]:
    """Return who looked a line up since then and gets no letter of kind `untold` about it, each once."""
    mine = (LOOKUPS.c.workspace_id == workspace, LOOKUPS.c.line_id == line_id, LOOKUPS.c.at >= since)
    told = exists().where(
        DELIVERIES.c.workspace_id == workspace,
        DELIVERIES.c.kind == untold,
        DELIVERIES.c.ref == line_id,
        DELIVERIES.c.destination == LOOKUPS.c.person,
    )
    query = select(LOOKUPS.c.person).where(*mine, LOOKUPS.c.kind.in_(list(kinds)), ~told).distinct()
    return list(tx.execute(query.order_by(LOOKUPS.c.person)).scalars())
