"""Tables of incidents and of the topics they are about."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Named,
    Row,
    SmallInteger,
    String,
    Table,
    TypedColumns,
    delete,
    insert,
    select,
    update,
)

from bot.incidents.rules import CLOSING_ANSWERS_FOR, OPEN_END, Incident, IncidentStatus, Severity
from bot.storage import METADATA, Tx, Utc


class IncidentColumns(TypedColumns):
    """One incident."""

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    id: Named[str] = Column(String(32), primary_key=True)
    title: Named[str] = Column(String(80))
    severity: Named[str] = Column(String(10))
    status: Named[str] = Column(String(15))
    commander: Named[str] = Column(String(32))
    opened_at: Named[datetime] = Column(Utc)
    closed_at: Named[datetime | None] = Column(Utc)
    deputy: Named[str | None] = Column(String(32))


INCIDENTS = Table("incidents", METADATA, IncidentColumns)


class IncidentTopicColumns(TypedColumns):
    """One topic of an incident.

    `answers_until` repeats what follows from the incident's `closed_at`. It is what the index of the look-up ends
    with, so that a topic with a thousand closed incidents answers as fast as one with none.
    """

    workspace_id: Named[str] = Column(ForeignKey("workspaces.id"), primary_key=True)
    incident_id: Named[str] = Column(String(32), primary_key=True)
    topic_id: Named[str] = Column(String(32), primary_key=True)
    answers_until: Named[datetime] = Column(Utc)
    # The first topic of an incident is the one it was opened on, while it is about that.
    position: Named[int] = Column(SmallInteger, server_default="0")


INCIDENT_TOPICS = Table(
    "incident_topics",
    METADATA,
    IncidentTopicColumns,
    Index("ix_incident_topics_answering", "workspace_id", "topic_id", "answers_until"),
)


def add(tx: Tx, workspace: str, incident: Incident) -> None:
    """Add an open incident."""
    tx.execute(
        insert(INCIDENTS).values(
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
    tx.execute(insert(INCIDENT_TOPICS), topics)


def get(tx: Tx, workspace: str, incident_id: str, *, lock: bool = False) -> Incident | None:
    """Return one incident; with `lock`, nobody else changes it until the transaction ends."""
    query = select(INCIDENTS).where(INCIDENTS.c.workspace_id == workspace, INCIDENTS.c.id == incident_id)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    topics = select(INCIDENT_TOPICS.c.topic_id).where(
        INCIDENT_TOPICS.c.workspace_id == workspace, INCIDENT_TOPICS.c.incident_id == incident_id
    )
    in_order = (INCIDENT_TOPICS.c.position, INCIDENT_TOPICS.c.topic_id)
    return _value(row, tuple(tx.execute(topics.order_by(*in_order)).scalars()))


def open_on(tx: Tx, workspace: str, topic_id: str) -> list[Incident]:
    """Return the open incidents on a topic, newest first."""
    query = (
        select(INCIDENT_TOPICS.c.incident_id)
        .join(
            INCIDENTS,
            (INCIDENTS.c.workspace_id == INCIDENT_TOPICS.c.workspace_id)
            & (INCIDENTS.c.id == INCIDENT_TOPICS.c.incident_id),
        )
        .where(
            INCIDENT_TOPICS.c.workspace_id == workspace,
            INCIDENT_TOPICS.c.topic_id == topic_id,
            INCIDENT_TOPICS.c.answers_until == OPEN_END,
        )
        .order_by(INCIDENTS.c.opened_at.desc(), INCIDENTS.c.id)
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
    mine = (INCIDENTS.c.workspace_id == workspace, INCIDENTS.c.id == incident_id)
    values = {"severity": severity.value, "status": status.value, "closed_at": closed_at}
    tx.execute(update(INCIDENTS).where(*mine).values(**values))
    if closed_at is not None:
        topics = (INCIDENT_TOPICS.c.workspace_id == workspace, INCIDENT_TOPICS.c.incident_id == incident_id)
        until = closed_at + CLOSING_ANSWERS_FOR
        tx.execute(update(INCIDENT_TOPICS).where(*topics).values(answers_until=until))


def reopen(tx: Tx, workspace: str, incident_id: str, status: IncidentStatus) -> None:
    """Let a closed incident be open, and answer without an end."""
    mine = (INCIDENTS.c.workspace_id == workspace, INCIDENTS.c.id == incident_id)
    tx.execute(update(INCIDENTS).where(*mine).values(status=status.value, closed_at=None))
    topics = (INCIDENT_TOPICS.c.workspace_id == workspace, INCIDENT_TOPICS.c.incident_id == incident_id)
    tx.execute(update(INCIDENT_TOPICS).where(*topics).values(answers_until=OPEN_END))


def set_lead(tx: Tx, workspace: str, incident_id: str, *, commander: str, deputy: str | None) -> None:
    """Set who leads an incident, and who steps in for them."""
    mine = (INCIDENTS.c.workspace_id == workspace, INCIDENTS.c.id == incident_id)
    tx.execute(update(INCIDENTS).where(*mine).values(commander=commander, deputy=deputy))


def set_topics(tx: Tx, workspace: str, incident_id: str, topic_ids: Sequence[str]) -> None:
    """Let an open incident be about just these topics, in this order; at least one."""
    mine = (INCIDENT_TOPICS.c.workspace_id == workspace, INCIDENT_TOPICS.c.incident_id == incident_id)
    tx.execute(delete(INCIDENT_TOPICS).where(*mine))
    _add_topics(tx, workspace, incident_id, topic_ids)


def _value(row: Row[Any], topic_ids: tuple[str, ...]) -> Incident:
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
