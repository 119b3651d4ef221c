"""Publishing a line without review, and what becomes of it when nobody ratifies it in time."""

from datetime import datetime

from bot.approvals import records as approval_records
from bot.approvals.rules import AlreadyDecided, Approval, ApprovalStatus, TextChanged
from bot.breakglass.rules import (
    LEAST_REASON,
    MISSING_REASON,
    NewerVersion,
    NothingWaits,
    NotUrgent,
    NotYours,
    OutAlready,
    PromiseTooOld,
    Urgent,
)
from bot.deliveries import flows as deliveries
from bot.incidents import flows as incidents
from bot.party_lines import cases, reach, recall, steps
from bot.party_lines import flows as lines
from bot.party_lines import records as line_records
from bot.party_lines.rules import (
    UNREVIEWED_FOR,
    LineStatus,
    PartyLine,
    can_be_published_unreviewed,
    reason_of,
)
from bot.people import flows as people
from bot.people.rules import Role
from bot.storage import Tx


def break_glass(
    tx: Tx, workspace: str, *, approval_id: str, seen: tuple[int, str], reason: str, by: str, now: datetime
) -> PartyLine:
    """Publish at once, without review, exactly the text that its author has `seen`; the approvers are told.

    It goes on waiting for them. Unless one ratifies it, the topic's holding line is said from `UNREVIEWED_FOR` on.
    Raises NotStaff, NeedsRole, BadReason, NewerVersion, NotYours, AlreadyDecided, OutAlready, NotUrgent,
    PromiseTooOld.
    """
    people.require(tx, workspace, by, Role.COMMANDER, "publish lines without review")
    why = reason_of(reason, least=LEAST_REASON, missing=MISSING_REASON)
    lines.queue_at_incident(tx, workspace, approval_id)
    approval, line = _mine(tx, workspace, approval_id, seen, by, now)
    incident = incidents.hold_open(tx, workspace, line.series)
    before = steps.make_way(tx, workspace, line.series, by, now)
    instead = lines.holding_for(tx, workspace, incident.topic_ids[0])
    line = steps.publish_unreviewed(
        tx, workspace, line, reason=why, until=now + UNREVIEWED_FOR, instead=instead, by=by, now=now
    )
    incidents.move_on(tx, workspace, incident, severity=line.draft.severity, status=line.draft.status, by=by, now=now)
    steps.renew_cards(tx, workspace, approval.id, now)
    others = [who for who in people.holders(tx, workspace, Role.APPROVER) if who != by]
    deliveries.put(tx, workspace, kind=steps.GLASS, ref=approval.id, destinations=others, now=now)
    reach.push(tx, workspace, incident, line, before, now)
    return line


def before_publishing(
    tx: Tx, workspace: str, *, approval_id: str, seen: tuple[int, str], by: str, now: datetime
) -> Urgent:
    """Gather what a commander reads before they publish without review. Raises as `break_glass` does."""
    people.require(tx, workspace, by, Role.COMMANDER, "publish lines without review")
    approval, line = _mine(tx, workspace, approval_id, seen, by, now)
    # What it is about now; when it was handed in, that may have been something else.
    topic_ids = incidents.get(tx, workspace, line.series).topic_ids
    title, instead = cases.title_of(tx, workspace, topic_ids[0]), lines.holding_for(tx, workspace, topic_ids[0])
    return Urgent(approval, line, title, instead, cases.other_holdings(tx, workspace, topic_ids))


def waiting_version(tx: Tx, workspace: str, *, incident_id: str, by: str, now: datetime) -> Urgent:
    """Gather the same for the version of an incident that waits. Raises NothingWaits, OutAlready too."""
    people.require(tx, workspace, by, Role.COMMANDER, "publish lines without review")
    line = line_records.with_status(tx, workspace, incident_id, LineStatus.SUBMITTED)
    approval = approval_records.of_subject(tx, workspace, ("line", line.id)) if line else None
    if approval is None:
        live = line_records.with_status(tx, workspace, incident_id, LineStatus.LIVE)
        if live is not None and live.is_unreviewed:
            raise OutAlready(live)
        raise NothingWaits
    seen = (approval.revision, approval.fingerprint)
    return before_publishing(tx, workspace, approval_id=approval.id, seen=seen, by=by, now=now)


def _mine(
    tx: Tx, workspace: str, approval_id: str, seen: tuple[int, str], by: str, now: datetime
) -> tuple[Approval, PartyLine]:
    """Return a text that its author may publish now, when it still is, byte for byte, what they saw."""
    approval = approval_records.get(tx, workspace, approval_id)
    if approval is None:
        raise NewerVersion
    if approval.asked_by != by:
        raise NotYours
    if approval.status not in (ApprovalStatus.WAITING, ApprovalStatus.CANCELLED):
        raise AlreadyDecided(approval)
    if (approval.revision, approval.fingerprint) != seen:
        raise NewerVersion
    try:
        line = lines.submitted_line(tx, workspace, approval)
    except TextChanged as error:
        raise NewerVersion from error
    if line.status is LineStatus.LIVE:
        raise OutAlready(line)
    if not can_be_published_unreviewed(line):
        raise NotUrgent
    if line.draft.promise_at is not None and line.draft.promise_at <= now:
        raise PromiseTooOld
    return approval, line


def sweep(tx: Tx, workspace: str, now: datetime) -> bool:
    """Change, once, everything that shows a version which nobody ratified in time, and tell its commander.

    Returns whether there was one.
    """
    # Every sweep takes incidents in this order: in another, two could each hold what the other waits for.
    found = sorted(line_records.unratified(tx, workspace, now), key=lambda line: line.series)
    return sum(_fall_back(tx, workspace, line, now) for line in found) > 0


def _fall_back(tx: Tx, workspace: str, line: PartyLine, now: datetime) -> bool:
    approval = approval_records.of_subject(tx, workspace, ("line", line.id))
    if approval is None or deliveries.of(tx, workspace, kind=steps.GLASS_OVER, ref=approval.id):
        return False
    # Of two who find it, the second waits here, and then finds it done; or ratified meanwhile, or replaced.
    incidents.queue_at(tx, workspace, line.series)
    if line.id not in {one.id for one in line_records.unratified(tx, workspace, now)}:
        return False
    if deliveries.of(tx, workspace, kind=steps.GLASS_OVER, ref=approval.id):
        return False
    incident = incidents.get(tx, workspace, line.series)
    recall.renew_every_copy(tx, workspace, incident, line, now)
    deliveries.put(tx, workspace, kind=steps.GLASS_OVER, ref=approval.id, destinations=[incident.commander], now=now)
    return True
