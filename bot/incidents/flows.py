"""Opening incidents and moving them on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot import journal
from bot.incidents import records
from bot.incidents.rules import (
    AlreadyClosed,
    Incident,
    IncidentStatus,
    NoSuchIncident,
    Severity,
)
from bot.storage import Tx, new_id
from bot.topics import flows as topics
from bot.topics.rules import together


def open_incident(
    tx: Tx,
    workspace: str,
    *,
    title: str,
    topic_ids: tuple[str, ...],
    severity: Severity,
    status: IncidentStatus,
    by: str,
    now: datetime,
) -> Incident:
    """Open an incident; whoever opens it commands it. The caller has checked that they may."""
    incident = Incident(new_id(), title[:80], severity, status, by, now, None, topic_ids)
    records.add(tx, workspace, incident)
    _note(tx, workspace, incident.id, "open", ("", status.value), by, now)
    return incident


def get(tx: Tx, workspace: str, incident_id: str) -> Incident:
    """Return one incident. Raises NoSuchIncident."""
    incident = records.get(tx, workspace, incident_id)
    if incident is None:
        raise NoSuchIncident
    return incident


def get_open(tx: Tx, workspace: str, incident_id: str) -> Incident:
    """Return one open incident. Raises NoSuchIncident, AlreadyClosed."""
    incident = get(tx, workspace, incident_id)
    if incident.closed_at is not None:
        raise AlreadyClosed
    return incident


def title_of(tx: Tx, workspace: str, incident: Incident) -> str:
    """Name an incident by its topics, as they begin a line on the screen; by its first title where all are gone."""
    return together(topics.several(tx, workspace, incident.topic_ids)) or incident.title


def open_on(tx: Tx, workspace: str, topic_id: str) -> list[Incident]:
    """Return the open incidents on a topic, newest first."""
    return records.open_on(tx, workspace, topic_id)


def queue_at(tx: Tx, workspace: str, incident_id: str) -> None:
    """Let nobody else change an incident until the transaction ends."""
    records.get(tx, workspace, incident_id, lock=True)


def hold_open(tx: Tx, workspace: str, incident_id: str) -> Incident:
    """Return an open incident that nobody else changes until the transaction ends.

    Raises NoSuchIncident, AlreadyClosed.
    """
    incident = records.get(tx, workspace, incident_id, lock=True)
    if incident is None:
        raise NoSuchIncident
    if incident.closed_at is not None:
        raise AlreadyClosed
    return incident


def move_on(
    tx: Tx,
    workspace: str,
    incident: Incident,
    *,
    severity: Severity,
    status: IncidentStatus,
    by: str,
    now: datetime,
) -> None:
    """Set severity and status as an approved line says. Resolved closes the incident."""
    closed_at = now if status is IncidentStatus.RESOLVED else None
    records.change(tx, workspace, incident.id, severity=severity, status=status, closed_at=closed_at)
    if (incident.status, incident.severity) != (status, severity):
        before, after = (
            f"{incident.status.value} {incident.severity.value}",
            f"{status.value} {severity.value}",
        )
        _note(tx, workspace, incident.id, "move_on", (before, after), by, now)


def reopen(tx: Tx, workspace: str, incident: Incident, status: IncidentStatus, *, by: str, now: datetime) -> None:
    """Open a closed incident again, whose all-clear was wrong, as it was before. The caller has locked it."""
    records.reopen(tx, workspace, incident.id, status)
    _note(tx, workspace, incident.id, "reopen", (incident.status.value, status.value), by, now)


def hand_over(
    tx: Tx, workspace: str, *, incident_id: str, commander: str, deputy: str | None, by: str, now: datetime
) -> Incident:
    """Set who leads an open incident and who steps in, and return it as it is now; changes are journalled.

    The caller has checked that they may. Raises NoSuchIncident, AlreadyClosed.
    """
    before = hold_open(tx, workspace, incident_id)
    after = replace(before, commander=commander, deputy=deputy)
    if before == after:
        return before
    records.set_lead(tx, workspace, incident_id, commander=commander, deputy=deputy)
    if before.commander != commander:
        _note(tx, workspace, incident_id, "hand_over", (before.commander, commander), by, now)
    if before.deputy != deputy:
        _note(tx, workspace, incident_id, "set_deputy", (before.deputy or "", deputy or ""), by, now)
    return after


def set_topics(
    tx: Tx, workspace: str, *, incident_id: str, topic_ids: Sequence[str], by: str, now: datetime
) -> Incident:
    """Let an open incident be about just these topics, at least one, and return it as it is now.

    Those it is about already keep their order, so its first topic stays the first. The caller has checked that there
    are such topics. Raises NoSuchIncident, AlreadyClosed.
    """
    before = hold_open(tx, workspace, incident_id)
    stay = [topic_id for topic_id in before.topic_ids if topic_id in topic_ids]
    wanted = tuple(dict.fromkeys([*stay, *topic_ids]))
    if wanted == before.topic_ids:
        return before
    records.set_topics(tx, workspace, incident_id, wanted)
    change = (f"{len(before.topic_ids)} topics", f"{len(wanted)} topics")
    facts = {"before": " ".join(before.topic_ids), "after": " ".join(wanted)}
    _note(tx, workspace, incident_id, "set_topics", change, by, now, facts)
    return replace(before, topic_ids=wanted)


def every_topic_of(tx: Tx, workspace: str, incident: Incident) -> tuple[str, ...]:
    """Return the topics an incident is about, and those it was about earlier: something was sent on them too."""
    history = journal.read(tx, workspace, incident.id)
    earlier = [one for entry in history if entry.verb == "set_topics" for one in entry.facts["before"].split()]
    return tuple(dict.fromkeys([*incident.topic_ids, *earlier]))


def _note(
    tx: Tx,
    workspace: str,
    incident_id: str,
    verb: str,
    change: tuple[str, str],
    by: str,
    now: datetime,
    facts: Mapping[str, str] | None = None,
) -> None:
    subject = ("incident", incident_id)
    journal.write(tx, workspace, verb=verb, subject=subject, change=change, by=by, now=now, facts=facts)
