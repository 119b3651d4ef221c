"""Promising a new time, and doing what is due about a promise: reminding, telling of a missed one, asking for help.

Nothing is kept as a timer: every sweep derives from the rows what is due at its moment.
"""

from datetime import UTC, datetime

from bot import journal
from bot.approvals import records as approval_records
from bot.deliveries import flows as deliveries
from bot.incidents import flows as incidents
from bot.party_lines import reach
from bot.party_lines import records as line_records
from bot.party_lines.rules import LineStatus, PartyLine, check_promise
from bot.party_lines.steps import renew_cards as renew_approval
from bot.people import flows as people
from bot.people import records as people_records
from bot.people.rules import Role
from bot.promises import records
from bot.promises.rules import (
    REMIND_BEFORE,
    Extension,
    Hands,
    Kept,
    LineWithdrawn,
    NothingPromised,
    NotTheLineSeen,
    Promise,
    Promised,
    PromiseMoved,
    SameTime,
    Step,
    steps_at,
)
from bot.promises.rules import tally as count
from bot.storage import Tx

# Kinds of letters that this room sends; `letters.py` writes them.
REMINDER, HANDED_ON, MISSED, ESCALATION = reach.ABOUT_A_PROMISE

DOING = "promise new times"


def start(tx: Tx, workspace: str, *, incident_id: str, by: str) -> tuple[str, PartyLine, datetime]:
    """Return the live line whose promise somebody wants to move, with the title of its incident, and that promise.

    Raises NotStaff, NeedsRole, NoSuchIncident, AlreadyClosed, NothingPromised, LineWithdrawn.
    """
    people.require(tx, workspace, by, Role.COMMANDER, DOING)
    incident = incidents.get_open(tx, workspace, incident_id)
    return incidents.title_of(tx, workspace, incident), *_live(tx, workspace, incident_id)


def extend(tx: Tx, workspace: str, *, incident_id: str, seen: Promise, until: datetime, by: str, now: datetime) -> None:
    """Promise the next update by another time, while the version stays what everybody is told.

    `seen` is the promise that stood when the form was opened.
    Nothing said changes, so nobody approves it. After the promised time the line is said again; that promise stays
    broken. A line published without review stays unreviewed.
    Raises as `start` does, and NotTheLineSeen, PromiseMoved, PastPromise, FarPromise, SameTime.
    """
    people.require(tx, workspace, by, Role.COMMANDER, DOING)
    incidents.hold_open(tx, workspace, incident_id)
    line, was = _live(tx, workspace, incident_id)
    if line.id != seen.line_id:
        raise NotTheLineSeen(line.number)
    if (refusal := check_promise(until, now)) is not None:
        raise refusal
    if until == was:
        raise SameTime
    if was != seen.due_at:
        raise PromiseMoved(people.name_of(tx, workspace, records.moved_by(tx, workspace, line.id, was)))
    line_records.extend(tx, workspace, line.id, until)
    records.note_extension(tx, workspace, Extension(line.id, was, until, now), by)
    change = (was.astimezone(UTC).isoformat(), until.astimezone(UTC).isoformat())
    facts = {"series": line.series, "number": str(line.number)}
    journal.write(tx, workspace, verb="extend", subject=("line", line.id), change=change, by=by, now=now, facts=facts)
    reach.renew_cards(tx, workspace, incident_id, now)
    _renew_approval(tx, workspace, incident_id, now)
    _put_aside(tx, workspace, Promise(line.id, was), now)


def _renew_approval(tx: Tx, workspace: str, incident_id: str, now: datetime) -> None:
    """Put the card of a version that waits right: it says which promise its own would take the place of."""
    waiting = line_records.with_status(tx, workspace, incident_id, LineStatus.SUBMITTED)
    approval = approval_records.of_subject(tx, workspace, ("line", waiting.id)) if waiting else None
    if approval is not None:
        renew_approval(tx, workspace, approval.id, now)


def _live(tx: Tx, workspace: str, incident_id: str) -> tuple[PartyLine, datetime]:
    """Return the live line of an open incident, and its promise. Raises NothingPromised, LineWithdrawn."""
    line = line_records.with_status(tx, workspace, incident_id, LineStatus.LIVE)
    if line is not None and line.withdrawn_at is not None:
        raise LineWithdrawn
    if line is None or line.promise_at is None:
        raise NothingPromised
    return line, line.promise_at


def sweep(tx: Tx, workspace: str, now: datetime) -> bool:
    """Do what is due about promises at this moment, each thing once; tell whether anything is to be sent.

    Any number of copies may sweep at once. What there is to do is found without holding anything; then the incidents
    are locked, always in the same order, and each promise is looked at once more.
    """
    found = records.over(tx, workspace)
    for incident_id, hands, promise in records.due(tx, workspace, now + REMIND_BEFORE):
        if _undone(tx, workspace, promise, hands.commander, now) or _untold(tx, workspace, promise, hands, now):
            found.append((incident_id, promise))
    for incident_id in sorted({incident_id for incident_id, _ in found}):
        incidents.queue_at(tx, workspace, incident_id)
    did = [_bring_on(tx, workspace, promise, now) for _, promise in found]
    return any(did)


def look(tx: Tx, workspace: str, promise: Promise) -> Promised | None:
    """Return a promise as it stands now, or None where there never was such a line."""
    line = line_records.get(tx, workspace, promise.line_id)
    if line is None:
        return None
    incident = incidents.get(tx, workspace, line.series)
    live = line_records.with_status(tx, workspace, line.series, LineStatus.LIVE)
    waiting = line_records.with_status(tx, workspace, line.series, LineStatus.SUBMITTED)
    return Promised(promise, incidents.title_of(tx, workspace, incident), line, incident, live, waiting)


def tally(tx: Tx, workspace: str, since: datetime, until: datetime) -> Kept:
    """Count the promises kept and broken that fell due from `since` on and before `until`."""
    lives = records.lives(tx, workspace, since, until)
    return count(lives, records.extensions(tx, workspace, [life.line_id for life in lives]), since, until)


def _undone(tx: Tx, workspace: str, promise: Promise, commander: str, now: datetime) -> list[Step]:
    """Return what is due about a promise that stands, and has not been done."""
    steps = [*steps_at(promise.due_at, now)]
    if Step.MISSED in steps and commander not in told(tx, workspace, promise, commander):
        steps.append(Step.TAKEN_OVER)
    taken = records.taken(tx, workspace, promise)
    return [step for step in steps if step not in taken]


def _untold(tx: Tx, workspace: str, promise: Promise, hands: Hands, now: datetime) -> list[tuple[str, str]]:
    """Return who leads, or is the deputy, only since others in their place were told: which letter each gets.

    A new commander hears of the promise while there is time to keep it, a new deputy that nobody kept it.
    """
    commander, steps = hands.commander, steps_at(promise.due_at, now)
    if Step.REMINDED in steps:
        before = reminded(tx, workspace, promise)
        known = before | handed_on_to(tx, workspace, promise)
        return [(HANDED_ON, commander)] if before and commander not in known else []
    if Step.ESCALATED not in steps or not hands.deputy or hands.deputy == commander:
        return []
    if hands.deputy in _places(tx, workspace, ESCALATION, promise):
        return []
    if commander not in told(tx, workspace, promise, commander):
        return []
    return [(ESCALATION, who) for who in _able(tx, workspace, hands)]


def told(tx: Tx, workspace: str, promise: Promise, otherwise: str) -> set[str]:
    """Return who was told that an update is late; `otherwise`, where it is only just so, the one who will be."""
    return _places(tx, workspace, MISSED, promise) or {otherwise}


def reminded(tx: Tx, workspace: str, promise: Promise) -> set[str]:
    """Return who was reminded of a promise, as who led at that time."""
    return _places(tx, workspace, REMINDER, promise)


def handed_on_to(tx: Tx, workspace: str, promise: Promise) -> set[str]:
    """Return who was told of a promise because they took the lead after its reminder."""
    return _places(tx, workspace, HANDED_ON, promise)


def _places(tx: Tx, workspace: str, kind: str, promise: Promise) -> set[str]:
    return {letter.destination for letter in deliveries.of(tx, workspace, kind=kind, ref=promise.ref)}


def _bring_on(tx: Tx, workspace: str, promise: Promise, now: datetime) -> bool:
    """Do what is due about one promise, whose incident nobody else changes now; tell whether there was anything."""
    promised = look(tx, workspace, promise)
    if promised is None or not promised.stands:
        return _put_aside(tx, workspace, promise, now)
    due = _undone(tx, workspace, promise, promised.hands.commander, now)
    steps = [step for step in due if records.take(tx, workspace, promise, step, now)]
    for step in steps:
        _STEPS[step](tx, workspace, promised, now)
    newcomers = _untold(tx, workspace, promise, promised.hands, now)
    for kind, who in newcomers:
        deliveries.put(tx, workspace, kind=kind, ref=promise.ref, destinations=[who], now=now)
    return bool(steps or newcomers)


def _remind(tx: Tx, workspace: str, promised: Promised, now: datetime) -> None:
    where = [promised.incident.commander]
    deliveries.put(tx, workspace, kind=REMINDER, ref=promised.promise.ref, destinations=where, now=now)


def _miss(tx: Tx, workspace: str, promised: Promised, now: datetime) -> None:
    """Turn the cards to what is said now, and tell the commander, whose reminder is past."""
    ref, where = promised.promise.ref, [promised.incident.commander]
    reach.renew_cards(tx, workspace, promised.incident.id, now)
    for kind in (REMINDER, HANDED_ON):
        deliveries.renew(tx, workspace, kind=kind, ref=ref, now=now)
    deliveries.put(tx, workspace, kind=MISSED, ref=ref, destinations=where, now=now)


def _escalate(tx: Tx, workspace: str, promised: Promised, now: datetime) -> None:
    """Ask the deputy and the approvers for help, where there are any besides the commander."""
    ref, where = promised.promise.ref, set(_helpers(tx, workspace, promised.hands)) - {promised.incident.commander}
    deliveries.put(tx, workspace, kind=ESCALATION, ref=ref, destinations=where, now=now)


def _put_right(tx: Tx, workspace: str, promised: Promised, now: datetime) -> None:
    """Let those who were told hear that somebody else leads; whoever that is has been told by taking over."""
    for kind in (MISSED, ESCALATION):
        deliveries.renew(tx, workspace, kind=kind, ref=promised.promise.ref, now=now)


_STEPS = {
    Step.REMINDED: _remind,
    Step.MISSED: _miss,
    Step.ESCALATED: _escalate,
    Step.TAKEN_OVER: _put_right,
}


def _helpers(tx: Tx, workspace: str, hands: Hands) -> list[str]:
    """Return the deputy, and where the approvers are asked: their channel, else each of them."""
    approvers = people.holders(tx, workspace, Role.APPROVER)
    place = people_records.workspace(tx, workspace)
    channel = place.approvals_channel if place else None
    return [*_able(tx, workspace, hands), *([channel] if channel else approvers)]


def _able(tx: Tx, workspace: str, hands: Hands) -> list[str]:
    """Return the deputy of an incident, where there is one who could act."""
    # By their role, as when they were named: whether they have ever met Partyline does not matter.
    able = {*people.holders(tx, workspace, Role.APPROVER), *people.holders(tx, workspace, Role.COMMANDER)}
    return [hands.deputy] if hands.deputy in able else []


def _put_aside(tx: Tx, workspace: str, promise: Promise, now: datetime) -> bool:
    """Let the letters about a promise say that nobody waits for it any more; tell whether there can be any."""
    if not records.forget(tx, workspace, promise):
        return False
    for kind in reach.ABOUT_A_PROMISE:
        deliveries.renew(tx, workspace, kind=kind, ref=promise.ref, now=now)
    return True
