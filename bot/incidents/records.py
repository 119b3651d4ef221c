"""Tables of incidents and of the topics they are about."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, Row, SmallInteger, String, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.incidents.rules import CLOSING_ANSWERS_FOR, OPEN_END, Incident, IncidentStatus, Severity
from bot.storage import Base, Tx, Utc


class IncidentRow(Base):
    """One incident."""

    __tablename__ = "incidents"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    title: Mapped[str] = mapped_column(String(80))
    severity: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(15))
    commander: Mapped[str] = mapped_column(String(32))
    opened_at: Mapped[datetime] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    deputy: Mapped[str | None] = mapped_column(String(32))


class IncidentTopicRow(Base):
    """One topic of an incident.

    `answers_until` repeats what follows from the incident's `closed_at`. It is what the index of the look-up ends
    with, so that a topic with a thousand closed incidents answers as fast as one with none.
    """

    __tablename__ = "incident_topics"
    __table_args__ = (Index("ix_incident_topics_answering", "workspace_id", "topic_id", "answers_until"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    incident_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    topic_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    answers_until: Mapped[datetime] = mapped_column(Utc)
    # The first topic of an incident is the one it was opened on, while it is about that.
    position: Mapped[int] = mapped_column(SmallInteger, server_default="0")


def add(tx: Tx, workspace: str, incident: Incident) -> None:
    """Add an open incident."""
    tx.execute(
        insert(IncidentRow).values(
            workspace_id=workspace,
            id=incident.id,
            title=incident.title,
            severity=incident.severity.value,
            status=incident.status.value,
            commander=incident.commander,
            opened_at=incident.opened_at,
        )
    )
    _add_topics(tx, workspace, incident.id, incident.topic_ids)


def _add_topics(tx: Tx, workspace: str, incident_id: str, topic_ids: Sequence[str]) -> None:
    """Let an open incident answer for these topics, in this order."""
    topics = [
        {
            "workspace_id": workspace,
            "incident_id": incident_id,
            "topic_id": topic_id,
            "answers_until": OPEN_END,
            "position": position,
        }
        for position, topic_id in enumerate(topic_ids)
    ]
    tx.execute(insert(IncidentTopicRow), topics)


def get(tx: Tx, workspace: str, incident_id: str, *, lock: bool = False) -> Incident | None:
    """Return one incident; with `lock`, nobody else changes it until the transaction ends."""
    query = select(IncidentRow).where(IncidentRow.workspace_id == workspace, IncidentRow.id == incident_id)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    topics = select(IncidentTopicRow.topic_id).where(
        IncidentTopicRow.workspace_id == workspace, IncidentTopicRow.incident_id == incident_id
    )
    in_order = (IncidentTopicRow.position, IncidentTopicRow.topic_id)
    return _value(row, tuple(tx.execute(topics.order_by(*in_order)).scalars()))


def open_on(tx: Tx, workspace: str, topic_id: str) -> list[Incident]:
    """Return the open incidents on a topic, newest first."""
    query = (
        select(IncidentTopicRow.incident_id)
        .join(
            IncidentRow,
            (IncidentRow.workspace_id == IncidentTopicRow.workspace_id)
            & (IncidentRow.id == IncidentTopicRow.incident_id),
        )
        .where(
            IncidentTopicRow.workspace_id == workspace,
            IncidentTopicRow.topic_id == topic_id,
            IncidentTopicRow.answers_until == OPEN_END,
        )
        .order_by(IncidentRow.opened_at.desc(), IncidentRow.id)
    )
    found = (get(tx, workspace, incident_id) for incident_id in tx.execute(query).scalars())
    return [incident for incident in found if incident]


def change(
    tx: Tx,
    workspace: str,
    incident_id: str,
    *,
    severity: Severity,
    status: IncidentStatus,
    closed_at: datetime | None,
) -> None:
    """Set what an approved line says of the incident."""
    mine = (IncidentRow.workspace_id == workspace, IncidentRow.id == incident_id)
    values = {"severity": severity.value, "status": status.value, "closed_at": closed_at}
    tx.execute(update(IncidentRow).where(*mine).values(**values))
    if closed_at is not None:
        topics = (IncidentTopicRow.workspace_id == workspace, IncidentTopicRow.incident_id == incident_id)
        until = closed_at + CLOSING_ANSWERS_FOR
        tx.execute(update(IncidentTopicRow).where(*topics).values(answers_until=until))


def reopen(tx: Tx, workspace: str, incident_id: str, status: IncidentStatus) -> None:
    """Let a closed incident be open, and answer without an end."""
    mine = (IncidentRow.workspace_id == workspace, IncidentRow.id == incident_id)
    tx.execute(update(IncidentRow).where(*mine).values(status=status.value, closed_at=None))
    topics = (IncidentTopicRow.workspace_id == workspace, IncidentTopicRow.incident_id == incident_id)
    tx.execute(update(IncidentTopicRow).where(*topics).values(answers_until=OPEN_END))


def set_lead(tx: Tx, workspace: str, incident_id: str, *, commander: str, deputy: str | None) -> None:
    """Set who leads an incident, and who steps in for them."""
    mine = (IncidentRow.workspace_id == workspace, IncidentRow.id == incident_id)
    tx.execute(update(IncidentRow).where(*mine).values(commander=commander, deputy=deputy))


def set_topics(tx: Tx, workspace: str, incident_id: str, topic_ids: Sequence[str]) -> None:
    """Let an open incident be about just these topics, in this order; at least one."""
    mine = (IncidentTopicRow.workspace_id == workspace, IncidentTopicRow.incident_id == incident_id)
    tx.execute(delete(IncidentTopicRow).where(*mine))
    _add_topics(tx, workspace, incident_id, topic_ids)


def _value(row: Row[IncidentRow], topic_ids: tuple[str, ...]) -> Incident:
    return Incident(
        row.id,
        row.title,
        Severity(row.severity),
        IncidentStatus(row.status),
        row.commander,
        row.opened_at,
        row.closed_at,
        topic_ids,
        row.deputy,
    )
