"""Taking a version back from everywhere: no place keeps its text, and whoever was told it hears what to say now."""

from datetime import datetime, timedelta

from bot.approvals import records as approval_records
from bot.asks import flows as asks
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import Priority
from bot.incidents import flows as incidents
from bot.incidents.rules import Incident, IncidentStatus
from bot.party_lines import reach, records, steps
from bot.party_lines.rules import LineKind, LineStatus, PartyLine
from bot.people import flows as people
from bot.storage import Tx

# Who looked a version up this long before it was withdrawn may still be repeating it (PRODUCT.md, section 3 "Pushing").
LOOK_BACK = timedelta(hours=4)
# Look-ups that said the version's own sentence; those that said what replaces it need no correction.
SAID_ITSELF = (LineKind.INCIDENT.value, LineKind.CLOSING.value)

WITHDRAWAL = reach.WITHDRAWAL
CORRECTION = reach.CORRECTION
WITHDRAWN = reach.WITHDRAWN
DECISION = reach.DECISION


def take_back(
    tx: Tx, workspace: str, incident: Incident, line: PartyLine, *, why: str, instead: str, by: str, now: datetime
) -> PartyLine:
    """Withdraw a live version and everything that was told of it. The caller has locked the incident.

    An all-clear that is withdrawn opens its incident again.
    """
    taken = steps.withdraw(tx, workspace, line, why=why, instead=instead, by=by, now=now)
    if line.kind is LineKind.CLOSING:
        before = records.last_said(tx, workspace, incident.id)
        status = before.draft.status if before else IncidentStatus.INVESTIGATING
        incidents.reopen(tx, workspace, incident, status, by=by, now=now)
    renew_every_copy(tx, workspace, incident, line, now)
    cards = deliveries.of(tx, workspace, kind=reach.CARD, ref=incident.id)
    standing = [one.destination for one in cards if one.ts or one.unclear_since is not None]
    channels = Priority.CHANNELS
    deliveries.put(tx, workspace, kind=WITHDRAWAL, ref=line.id, destinations=standing, now=now, priority=channels)
    correct(tx, workspace, taken, now)
    return taken


def tell(tx: Tx, workspace: str, line: PartyLine, who: str, now: datetime) -> None:
    """Tell somebody who withdrew a version, and why."""
    deliveries.put(tx, workspace, kind=WITHDRAWN, ref=line.id, destinations=[who], now=now)


def renew_every_copy(
    tx: Tx,
    workspace: str,
    incident: Incident,
    line: PartyLine,
    now: datetime,
    priority: Priority = Priority.CHANNELS,
) -> None:
    """Bring up to date all that was written from a version since it went live; the cards in channels first."""
    reach.renew_cards(tx, workspace, incident.id, now)
    for kind in (reach.NOTE, reach.NEWS):
        deliveries.renew(tx, workspace, kind=kind, ref=line.id, now=now, priority=priority)
    # A copy of what was said on a topic shows the incident's line too, if it was sent while that was said.
    copied = incidents.every_topic_of(tx, workspace, incident)
    starts = [f"{topic_id}/{about}/" for topic_id in copied for about in (incident.id[:16], "")]
    # So does every message with all that was said, sent since then: its ref begins like any.
    for kind, begins in ((reach.COPY, starts), (reach.OVERVIEW, [""])):
        deliveries.renew_since(
            tx, workspace, kind=kind, starts=begins, since=line.approved_at, now=now, priority=priority
        )
    deliveries.renew(tx, workspace, kind=reach.PUSH_LIST, ref=line.id, now=now, priority=Priority.TIDYING)
    deliveries.renew(tx, workspace, kind=reach.TALLY, ref=incident.id, now=now, priority=Priority.TIDYING)
    waiting = records.with_status(tx, workspace, incident.id, LineStatus.SUBMITTED)
    for one in (line, waiting):
        approval = approval_records.of_subject(tx, workspace, ("line", one.id)) if one else None
        if approval is not None:
            steps.renew_cards(tx, workspace, approval.id, now)
            deliveries.renew(tx, workspace, kind=DECISION, ref=approval.id, now=now, priority=Priority.TIDYING)


def correct(tx: Tx, workspace: str, line: PartyLine, now: datetime) -> int:
    """Let everybody who was given a withdrawn version, and has not been told yet, hear that; return how many."""
    if not _not_told(tx, workspace, line, now):
        return 0
    # Of two who find the same people, the second waits here, and then finds them told.
    incidents.queue_at(tx, workspace, line.series)
    found = _not_told(tx, workspace, line, now)
    channels = Priority.CHANNELS
    deliveries.put(tx, workspace, kind=CORRECTION, ref=line.id, destinations=found, now=now, priority=channels)
    return len(found)


def _not_told(tx: Tx, workspace: str, line: PartyLine, now: datetime) -> list[str]:
    since = (line.withdrawn_at or now) - LOOK_BACK
    given = asks.who_looked_up(tx, workspace, line.id, kinds=SAID_ITSELF, since=since, untold=CORRECTION)
    return people.staff_among(tx, workspace, given)
