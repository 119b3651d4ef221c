"""Writing party lines: handing in, approving, sending back, closing, and the texts that an operator sets.

Every function is one step in one transaction: the change, its journal entries and its deliveries stand or fall
together.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.approvals import flows as approvals
from bot.approvals import records as approval_records
from bot.approvals.rules import Approval, TextChanged
from bot.deliveries import flows as deliveries
from bot.deliveries.rules import Priority
from bot.incidents import flows as incidents
from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.party_lines import reach, recall, records, steps
from bot.party_lines.rules import (
    HOLDING,
    Draft,
    LineKind,
    LineStatus,
    LiveChanged,
    NewerVersion,
    NobodyCanApprove,
    NothingChanged,
    PartyLine,
    PromisePassed,
    WordingRefused,
    check_holding,
    check_open,
    check_promise,
    compared_with,
    standing_series,
)
from bot.party_lines.serving import spoken
from bot.party_lines.wording import Words, complaints
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.refusals import Refusal, Refusals
from bot.storage import Tx, new_id
from bot.topics import flows as topics

# Kinds of letters that this room sends; `letters.py` writes them.
APPROVAL_CARD = steps.APPROVAL_CARD
DECISION = recall.DECISION


@dataclass(frozen=True, slots=True)
class Submitted:
    """A version that waits for an approver, and where the approvers were asked: a channel, or themselves."""

    line: PartyLine
    approval: Approval
    asked: tuple[str, ...]


def open_line(tx: Tx, workspace: str, *, topic_id: str, draft: Draft, by: str, now: datetime) -> Submitted:
    """Open an incident on a topic and hand in its first line.

    Raises NotStaff, NeedsRole, NoSuchTopic, NobodyCanApprove, Refusals (each beside its field).
    """
    # A set-up loaded at this moment could take the topic away from under the new incident.
    people.hold_workspace(tx, workspace)
    person = people.require(tx, workspace, by, Role.COMMANDER, "open lines")
    topic = topics.get(tx, workspace, topic_id)
    draft = _with_holding(tx, workspace, draft, topic_id)
    _check(draft, LineKind.INCIDENT, now)
    incident = incidents.open_incident(
        tx,
        workspace,
        title=topic.title,
        topic_ids=(topic_id,),
        severity=draft.severity,
        status=draft.status,
        by=by,
        now=now,
    )
    return _hand_in(tx, person, incident, LineKind.INCIDENT, draft, now)


def submit_update(
    tx: Tx, workspace: str, *, incident_id: str, base: int, draft: Draft, by: str, now: datetime
) -> Submitted:
    """Hand in the next line of an open incident, written from version `base`.

    Raises NotStaff, NeedsRole, NoSuchIncident, AlreadyClosed, NewerVersion, NobodyCanApprove, Refusals.
    """
    return _next_version(tx, workspace, incident_id, base, LineKind.INCIDENT, draft, by, now)


def submit_closing(
    tx: Tx, workspace: str, *, incident_id: str, base: int, words: Words, by: str, now: datetime
) -> Submitted:
    """Hand in the closing line of an open incident; approved, it resolves the incident.

    Raises as `submit_update` does.
    """
    draft = Draft(words, IncidentStatus.RESOLVED, Severity.MINOR, None)
    return _next_version(tx, workspace, incident_id, base, LineKind.CLOSING, draft, by, now)


def approve(
    tx: Tx,
    workspace: str,
    approval_id: str,
    *,
    seen: tuple[int, str],
    beside: str | None = None,
    by: str,
    now: datetime,
) -> PartyLine:
    """Approve exactly the text with the revision and fingerprint that were `seen`, and let it be served.

    `beside` names what was shown as the version that it takes the place of (`compared_with`); None where the text was
    read alone. A version that was published without review is ratified: it is said on, or again.
    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged, LiveChanged, PromisePassed.
    """
    queue_at_incident(tx, workspace, approval_id)
    approval = approvals.approve(tx, workspace, approval_id, seen=seen, by=by, now=now)
    line = submitted_line(tx, workspace, approval)
    live = records.live_before(tx, workspace, line, line.approved_at)
    if beside is not None and beside != compared_with(live):
        raise LiveChanged(live)
    if line.status is LineStatus.LIVE:
        return _ratify(tx, workspace, approval, line, by, now)
    if line.draft.promise_at is not None and line.draft.promise_at <= now:
        raise PromisePassed
    incident = incidents.hold_open(tx, workspace, line.series)
    before = steps.make_way(tx, workspace, line.series, by, now)
    line = steps.go_live(tx, workspace, line, by, now)
    incidents.move_on(tx, workspace, incident, severity=line.draft.severity, status=line.draft.status, by=by, now=now)
    _tell(tx, workspace, approval, now)
    reach.push(tx, workspace, incident, line, before, now)
    return line


def _ratify(tx: Tx, workspace: str, approval: Approval, line: PartyLine, by: str, now: datetime) -> PartyLine:
    incident = incidents.hold_open(tx, workspace, line.series)
    ratified = steps.ratify(tx, workspace, line, by, now)
    _tell(tx, workspace, approval, now)
    recall.renew_every_copy(tx, workspace, incident, line, now, Priority.TIDYING)
    return ratified


def send_back(
    tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], reason: str, by: str, now: datetime
) -> PartyLine:
    """Send a version back to its author with a reason; what is served stays as it was.

    A version that was published without review is withdrawn with that.
    Raises NotStaff, NeedsRole, OwnLine, AlreadyDecided, TextChanged, NeedsReason.
    """
    queue_at_incident(tx, workspace, approval_id)
    with steps.own_line_refused(tx, workspace, approval_id):
        approval = approvals.send_back(tx, workspace, approval_id, seen=seen, reason=reason, by=by, now=now)
    line = submitted_line(tx, workspace, approval)
    if line.status is LineStatus.LIVE:
        return _withdraw_unreviewed(tx, workspace, approval, line, by, now)
    records.set_status(tx, workspace, line.id, LineStatus.SUBMITTED, LineStatus.SENT_BACK, now)
    steps.note(tx, workspace, line, "send_back", line.status, LineStatus.SENT_BACK, by, now)
    _tell(tx, workspace, approval, now)
    return replace(line, status=LineStatus.SENT_BACK)


def _withdraw_unreviewed(
    tx: Tx, workspace: str, approval: Approval, line: PartyLine, by: str, now: datetime
) -> PartyLine:
    incident = incidents.hold_open(tx, workspace, line.series)
    why, instead = approval.reason, line.instead
    taken = recall.take_back(tx, workspace, incident, line, why=why, instead=instead, by=by, now=now)
    _tell(tx, workspace, approval, now)
    if incident.commander not in (by, line.author):
        recall.tell(tx, workspace, taken, incident.commander, now)
    return taken


def send_copy(tx: Tx, workspace: str, *, answer: str, by: str, now: datetime) -> None:
    """Send somebody an answer (`Served.ref`) as a direct message, which stays when private replies are gone.

    Raises NotStaff, NoSuchTopic.
    """
    people.require_staff(tx, workspace, by)
    topic_id, _, incident_id = answer.partition("/")
    topics.get(tx, workspace, topic_id)
    ref = f"{topic_id}/{incident_id[:16]}/{new_id()}"
    deliveries.put(tx, workspace, kind=reach.COPY, ref=ref, destinations=[by], now=now)


def send_overview(tx: Tx, workspace: str, *, by: str, now: datetime) -> None:
    """Send somebody all that IT says now as a direct message. Raises NotStaff."""
    people.require_staff(tx, workspace, by)
    deliveries.put(tx, workspace, kind=reach.OVERVIEW, ref=new_id(), destinations=[by], now=now)


def set_standing(tx: Tx, workspace: str, *, kind: LineKind, topic_id: str, say: str, by: str, now: datetime) -> bool:
    """Set a standing, holding or default text, approved by the operator who sets it; "" takes it away.

    Returns whether anything changed.
    """
    series = standing_series(kind, topic_id)
    live = records.with_status(tx, workspace, series, LineStatus.LIVE)
    if (live.words.say if live else "") == say:
        return False
    steps.make_way(tx, workspace, series, by, now)
    if say:
        draft = Draft(Words(say=say), IncidentStatus.RESOLVED, Severity.MINOR, None)
        number = records.last_number(tx, workspace, series) + 1
        line = PartyLine(new_id(), kind, series, topic_id, number, draft, by, now, LineStatus.LIVE, by, now)
        records.add(tx, workspace, line)
        steps.note(tx, workspace, line, "set", None, LineStatus.LIVE, by, now)
    return True


@dataclass(frozen=True, slots=True)
class Start:
    """What an update starts from: the newest version that counts, and what an approver said of it.

    `before` is the incident's own line before an all-clear that was withdrawn; None where none was.
    """

    incident: Incident
    live: PartyLine | None
    newest: PartyLine | None
    reason: str
    before: PartyLine | None = None


def start_update(tx: Tx, workspace: str, *, incident_id: str, by: str) -> Start:
    """Gather what a form for an open incident starts from.

    That is the version that waits or was sent back, where it is the newest; else the live one, or where that is a
    withdrawn all-clear, what was said before it.
    Raises NotStaff, NeedsRole, NoSuchIncident, AlreadyClosed.
    """
    people.require(tx, workspace, by, Role.COMMANDER, "update lines")
    incident = incidents.get_open(tx, workspace, incident_id)
    live = records.with_status(tx, workspace, incident_id, LineStatus.LIVE)
    newest = records.newest(tx, workspace, incident_id)
    reason = ""
    if newest is not None and newest.status is LineStatus.SENT_BACK:
        approval = approval_records.of_subject(tx, workspace, ("line", newest.id))
        reason = approval.reason if approval else ""
    reopened = live is not None and live.kind is LineKind.CLOSING
    before = records.last_said(tx, workspace, incident_id) if reopened else None
    return Start(incident, live, newest, reason, before)


def open_incidents(tx: Tx, workspace: str, topic_id: str, now: datetime) -> list[tuple[Incident, str]]:
    """Return the open incidents on a topic, newest first, with what is said of each now; "" before a first approval."""
    found = []
    for incident in incidents.open_on(tx, workspace, topic_id):
        live = records.with_status(tx, workspace, incident.id, LineStatus.LIVE)
        found.append((incident, spoken(live, now) if live else ""))
    return found


def shelf(tx: Tx, workspace: str) -> records.Shelf:
    """Return the workspace's topics and live lines as a source of answers, as this transaction sees them."""
    return records.Shelf(tx, workspace)


def newest_is_closing(tx: Tx, workspace: str, incident_id: str) -> bool:
    """Tell whether the newest version of an incident's line is its closing line, and was not withdrawn."""
    newest = records.newest(tx, workspace, incident_id)
    return newest is not None and newest.kind is LineKind.CLOSING and newest.withdrawn_at is None


def _next_version(
    tx: Tx,
    workspace: str,
    incident_id: str,
    base: int,
    kind: LineKind,
    draft: Draft,
    by: str,
    now: datetime,
) -> Submitted:
    doing = "close incidents" if kind is LineKind.CLOSING else "update lines"
    person = people.require(tx, workspace, by, Role.COMMANDER, doing)
    incident = incidents.hold_open(tx, workspace, incident_id)
    newest = records.newest(tx, workspace, incident_id)
    if newest is not None and newest.number > base:
        raise NewerVersion(newest)
    if kind is LineKind.CLOSING:
        draft = replace(draft, severity=incident.severity)
    else:
        draft = _with_holding(tx, workspace, draft, incident.topic_ids[0])
    _check(draft, kind, now)
    said_now = newest is not None and newest.status is LineStatus.LIVE and newest.withdrawn_at is None
    if newest is not None and said_now and replace(newest.draft, promise_at=newest.promise_at) == draft:
        raise NothingChanged
    return _hand_in(tx, person, incident, kind, draft, now)


def _hand_in(tx: Tx, person: Person, incident: Incident, kind: LineKind, draft: Draft, now: datetime) -> Submitted:
    workspace, by = person.workspace.id, person.slack_id
    asked = _approvers(tx, person)
    waiting = records.with_status(tx, workspace, incident.id, LineStatus.SUBMITTED)
    if waiting is not None:
        _cancel(tx, workspace, waiting, by, now)
    number = records.last_number(tx, workspace, incident.id) + 1
    line = PartyLine(
        new_id(), kind, incident.id, incident.topic_ids[0], number, draft, by, now, LineStatus.SUBMITTED, None, None
    )
    records.add(tx, workspace, line)
    steps.note(tx, workspace, line, "submit", None, LineStatus.SUBMITTED, by, now)
    approval = approvals.ask(
        tx,
        workspace,
        subject=("line", line.id),
        revision=number,
        fingerprint=draft.fingerprint,
        by=by,
        now=now,
    )
    deliveries.put(tx, workspace, kind=APPROVAL_CARD, ref=approval.id, destinations=asked, now=now)
    return Submitted(line, approval, asked)


def _cancel(tx: Tx, workspace: str, line: PartyLine, by: str, now: datetime) -> None:
    """An edit after submission cancels the submission: its card can no longer approve anything."""
    records.set_status(tx, workspace, line.id, LineStatus.SUBMITTED, LineStatus.CANCELLED, now)
    steps.note(tx, workspace, line, "cancel", line.status, LineStatus.CANCELLED, by, now)
    approval = steps.cancel_approval(tx, workspace, line, by, now)
    if approval is not None and line.author != by:
        deliveries.put(tx, workspace, kind=DECISION, ref=approval.id, destinations=[line.author], now=now)


def _approvers(tx: Tx, person: Person) -> tuple[str, ...]:
    """Return where to ask: the approvals channel, else each approver. Raises NobodyCanApprove."""
    workspace = person.workspace
    others = [who for who in people.holders(tx, workspace.id, Role.APPROVER) if who != person.slack_id]
    if not others:
        raise NobodyCanApprove(people.holders(tx, workspace.id, Role.ADMIN))
    return (workspace.approvals_channel,) if workspace.approvals_channel else tuple(others)


def queue_at_incident(tx: Tx, workspace: str, approval_id: str) -> None:
    """Lock the incident first, as handing in does: whoever changes one incident's line waits for whoever else does.

    In another order, an approval and an edit at the same instant could each hold what the other waits for.
    """
    line = steps.line_of(tx, workspace, approval_id)
    if line is not None:
        incidents.queue_at(tx, workspace, line.series)


def submitted_line(tx: Tx, workspace: str, approval: Approval) -> PartyLine:
    """Return the line an approval is about, when it still is, byte for byte, what the approver saw.

    It waits, or is live without review. Raises TextChanged.
    """
    line = records.get(tx, workspace, approval.subject_id)
    if line is None or line.draft.fingerprint != approval.fingerprint:
        raise TextChanged
    if line.status is LineStatus.SUBMITTED or (line.status is LineStatus.LIVE and line.is_unreviewed):
        return line
    raise TextChanged


def _with_holding(tx: Tx, workspace: str, draft: Draft, topic_id: str) -> Draft:
    """Fill an empty holding line from the topic's, else from ours, so that the approver sees what will be served."""
    if draft.words.holding:
        return draft
    return replace(draft, words=replace(draft.words, holding=holding_for(tx, workspace, topic_id)))


def holding_for(tx: Tx, workspace: str, topic_id: str) -> str:
    """Return the holding line a new line of this topic starts from."""
    lines = records.Shelf(tx, workspace).standing((topic_id,))
    return next((line.words.say for line in lines if line.kind is LineKind.HOLDING), HOLDING)


def _check(draft: Draft, kind: LineKind, now: datetime) -> None:
    found: list[Refusal | None] = [WordingRefused(one.sentence, one.field) for one in complaints(draft.words)]
    if kind is LineKind.INCIDENT:
        found += [check_promise(draft.promise_at, now), check_holding(draft.words.holding), check_open(draft.status)]
    refusals = tuple(one for one in found if one)
    if refusals:
        raise Refusals(refusals)


def _tell(tx: Tx, workspace: str, approval: Approval, now: datetime) -> None:
    """Bring the approvers' cards up to date, and tell the author."""
    steps.renew_cards(tx, workspace, approval.id, now)
    deliveries.put(tx, workspace, kind=DECISION, ref=approval.id, destinations=[approval.asked_by], now=now)
