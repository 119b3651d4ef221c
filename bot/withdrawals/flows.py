"""Withdrawing a line that is said now, and looking after those who were given it."""

from datetime import datetime

from bot.incidents import flows as incidents
from bot.incidents import records as incident_records
from bot.incidents.rules import CLOSING_ANSWERS_FOR, Incident
from bot.party_lines import cases, recall
from bot.party_lines import flows as lines
from bot.party_lines import records as line_records
from bot.party_lines.rules import LineKind, LineStatus, PartyLine, reason_of
from bot.party_lines.serving import spoken
from bot.people import flows as people
from bot.people.rules import Role
from bot.storage import Tx
from bot.withdrawals.rules import (
    LATE_NOTES_FOR,
    MISSING_REASON,
    Account,
    AnotherIsOut,
    Doomed,
    NothingToWithdraw,
    WithdrawnAlready,
)


def withdraw(
    tx: Tx, workspace: str, *, incident_id: str, number: int, reason: str, by: str, now: datetime
) -> PartyLine:
    """Withdraw version `number`, which is what is said of an incident now, and correct it with all who were given it.

    From then on its topic's holding line is said. An all-clear that is withdrawn opens its incident again. What waits
    for approval goes on waiting.
    Raises NotStaff, NeedsRole, BadReason, NothingToWithdraw, AnotherIsOut, WithdrawnAlready.
    """
    _require(tx, workspace, by)
    why = reason_of(reason, least=1, missing=MISSING_REASON)
    incidents.queue_at(tx, workspace, incident_id)
    incident, line = _said_now(tx, workspace, incident_id, now)
    if line.number != number:
        raise AnotherIsOut(line)
    instead = lines.holding_for(tx, workspace, incident.topic_ids[0])
    taken = recall.take_back(tx, workspace, incident, line, why=why, instead=instead, by=by, now=now)
    if incident.commander != by:
        recall.tell(tx, workspace, taken, incident.commander, now)
    return taken


def before_withdrawing(tx: Tx, workspace: str, *, incident_id: str, by: str, now: datetime) -> Doomed:
    """Gather what somebody reads before they withdraw what is said of an incident now. Raises as `withdraw` does."""
    _require(tx, workspace, by)
    incident, line = _said_now(tx, workspace, incident_id, now)
    # What it is about now; when the line was handed in, that may have been something else.
    topic_id = incident.topic_ids[0]
    instead = lines.holding_for(tx, workspace, topic_id)
    others = cases.other_holdings(tx, workspace, incident.topic_ids)
    waiting = line_records.with_status(tx, workspace, incident_id, LineStatus.SUBMITTED)
    return Doomed(incident, line, cases.title_of(tx, workspace, topic_id), instead, others, waiting)


def _require(tx: Tx, workspace: str, by: str) -> None:
    people.require(tx, workspace, by, Role.COMMANDER, "withdraw lines", also=Role.APPROVER)


def _said_now(tx: Tx, workspace: str, incident_id: str, now: datetime) -> tuple[Incident, PartyLine]:
    """Return an incident and the version that people are told of it now."""
    incident = incidents.get(tx, workspace, incident_id)
    line = line_records.with_status(tx, workspace, incident_id, LineStatus.LIVE)
    if line is None or (incident.closed_at and incident.closed_at + CLOSING_ANSWERS_FOR <= now):
        raise NothingToWithdraw
    if line.withdrawn_at is not None:
        raise WithdrawnAlready(line, people.name_of(tx, workspace, line.withdrawn_by))
    return incident, line


def said_incidents(tx: Tx, workspace: str, topic_id: str, now: datetime) -> list[tuple[Incident, str]]:
    """Return the incidents on a topic, each with what is said of it now: the open ones, and those closed of late."""
    found = lines.open_incidents(tx, workspace, topic_id, now)
    for _, live in lines.shelf(tx, workspace).of_incidents((topic_id,), now):
        if live.incident is not None and live.line.kind is LineKind.CLOSING and live.incident.closed_at is not None:
            found.append((live.incident, spoken(live.line, now)))
    return found


def sweep(tx: Tx, workspace: str, now: datetime) -> bool:
    """Correct what was looked up before a withdrawal of the last minutes and noted after it.

    Returns whether there was anybody to tell.
    """
    found = line_records.withdrawn_since(tx, workspace, now - LATE_NOTES_FOR)
    # Every sweep takes incidents in this order: in another, two could each hold what the other waits for.
    withdrawn = sorted(found, key=lambda line: line.series)
    return sum(recall.correct(tx, workspace, line, now) for line in withdrawn) > 0


def account(tx: Tx, workspace: str, line_id: str) -> Account | None:
    """Gather what is told of a withdrawn line; None where it is not there, or was not withdrawn."""
    line = line_records.get(tx, workspace, line_id)
    incident = incident_records.get(tx, workspace, line.series) if line else None
    if line is None or line.withdrawn_at is None or incident is None:
        return None
    topic_id = incident.topic_ids[0]
    return Account(line, cases.title_of(tx, workspace, topic_id), f"{topic_id}/{incident.id}")
