"""Keeping the glossary: anybody of the staff proposes an entry, and somebody else approves it or sends it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import journal
from bot.approvals import flows as approvals
from bot.approvals import records as approval_records
from bot.approvals.rules import Approval, TextChanged
from bot.deliveries import flows as deliveries
from bot.people import flows as people
from bot.people.rules import Person, Role
from bot.refusals import Refusal, Refusals
from bot.storage import Tx, new_id
from bot.subjects import records
from bot.subjects.entries import (
    ENTRIES,
    NAME,
    EntryCase,
    EntryMoved,
    NobodyCanApproveEntries,
    Proposal,
    UnknownProposal,
    clashes,
    fingerprint,
    is_overtaken,
    named,
    on_top,
    owner_of,
)
from bot.subjects.rules import GlossaryEntry

# Kinds of letters that this room sends; `letters.py` writes them.
ENTRY_CARD = "entry_card"
ENTRY_DECISION = "entry_decision"


@dataclass(frozen=True, slots=True)
class Start:
    """What a form starts from: the words in its fields, the entry that stands, and why an approver sent it back."""

    words: GlossaryEntry
    present: GlossaryEntry | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that waits, and where the approvers were asked: a channel, or themselves."""

    proposal: Proposal
    approval: Approval
    asked: tuple[str, ...]


def glossary(tx: Tx, workspace: str) -> tuple[GlossaryEntry, ...]:
    """Return all entries, by name."""
    return tuple(records.all_of(tx, workspace))


def start(tx: Tx, workspace: str, *, name: str, by: str) -> Start:
    """Gather what a form about a system starts from: its entry, also by another name of it; else only the name.

    Raises NotStaff.
    """
    people.require_staff(tx, workspace, by)
    present = owner_of(glossary(tx, workspace), name)
    return Start(present or GlossaryEntry(name), present)


def start_again(tx: Tx, workspace: str, *, proposal_id: str, by: str) -> Start:
    """Gather what the author of a proposal starts from to mend it. Raises NotStaff, UnknownProposal."""
    people.require_staff(tx, workspace, by)
    proposal = records.proposal(tx, workspace, proposal_id)
    if proposal is None or proposal.author != by:
        raise UnknownProposal
    approval = approval_records.of_subject(tx, workspace, (ENTRIES.kind, proposal.id))
    present = named(glossary(tx, workspace), proposal.about)
    return Start(proposal.entry, present, approval.reason if approval else "")


def propose(
    tx: Tx, workspace: str, *, entry: GlossaryEntry, instead_of: str, base: str, by: str, now: datetime
) -> Proposed:
    """Put an entry before the approvers: a new one, or one `instead_of` the entry of that name.

    `base` is the fingerprint of what stood when the form was drawn. A new entry under a name that has one is put on
    top of it. Raises NotStaff, NobodyCanApproveEntries, EntryMoved, Refusals.
    """
    # Whoever changes the glossary waits for whoever else does, and for a set-up that is being loaded.
    people.hold_workspace(tx, workspace)
    person = people.require_staff(tx, workspace, by)
    entries = glossary(tx, workspace)
    before = next((one for one in entries if one.name == instead_of), None)
    if instead_of and fingerprint(before) != base:
        raise EntryMoved(before)
    if not instead_of and (before := named(entries, entry.name)) is not None:
        entry = on_top(entry, before)
    _check(entry, before, entries)
    asked = _deciders(tx, person)
    proposal = Proposal(new_id(), entry, before, by, now)
    _take_back_own(tx, workspace, proposal, now)
    records.add_proposal(tx, workspace, proposal)
    approval = approvals.ask(
        tx,
        workspace,
        subject=(ENTRIES.kind, proposal.id),
        revision=1,
        fingerprint=proposal.fingerprint,
        by=by,
        now=now,
    )
    deliveries.put(tx, workspace, kind=ENTRY_CARD, ref=approval.id, destinations=asked, now=now)
    return Proposed(proposal, approval, asked)


def _check(entry: GlossaryEntry, before: GlossaryEntry | None, entries: Sequence[GlossaryEntry]) -> None:
    if refusals := clashes(entry, before, entries):
        raise Refusals(refusals)
    if entry == before:
        raise Refusals((Refusal("The glossary says just that already, so there is nothing to approve.", NAME),))


def _deciders(tx: Tx, person: Person) -> tuple[str, ...]:
    """Return where to ask: the approvals channel, else each approver and admin. Raises NobodyCanApproveEntries."""
    place = person.workspace
    admins = people.holders(tx, place.id, Role.ADMIN)
    may = dict.fromkeys((*people.holders(tx, place.id, Role.APPROVER), *admins))
    others = tuple(who for who in may if who != person.slack_id)
    if not others:
        raise NobodyCanApproveEntries(admins)
    return (place.approvals_channel,) if place.approvals_channel else others


def _take_back_own(tx: Tx, workspace: str, newer: Proposal, now: datetime) -> None:
    """Let a proposal take the place of an earlier one of the same author about the same entry."""
    for approval, waits in _waiting(tx, workspace):
        if waits.author == newer.author and named([newer.entry, *_maybe(newer.before)], waits.about):
            _cancel(tx, workspace, approval, newer.author, now)


def _maybe(entry: GlossaryEntry | None) -> tuple[GlossaryEntry, ...]:
    return (entry,) if entry else ()


def _cancel(tx: Tx, workspace: str, approval: Approval, by: str, now: datetime) -> None:
    approvals.cancel(tx, workspace, approval, by=by, now=now)
    deliveries.renew(tx, workspace, kind=ENTRY_CARD, ref=approval.id, now=now)


def approve(
    tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str, now: datetime
) -> GlossaryEntry | None:
    """Approve exactly the entry with the revision and fingerprint that were `seen`, and let the glossary hold it.

    Where what it replaces has changed since, or its names have gone to another entry, nobody can mean what the card
    shows: then it is taken back, its author is told, and None is returned.
    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged.
    """
    people.hold_workspace(tx, workspace)
    waits = approvals.require_open(tx, workspace, approval_id, seen=seen, by=by, matter=ENTRIES, doing="approve {}")
    proposal = _shown(tx, workspace, waits)
    if is_overtaken(proposal, glossary(tx, workspace)):
        _overtake(tx, workspace, waits, by, now)
        return None
    approval = approvals.approve(tx, workspace, approval_id, seen=seen, by=by, now=now, matter=ENTRIES)
    records.put(tx, workspace, proposal.entry, proposal.before.name if proposal.before else "")
    _note(tx, workspace, proposal, by, now)
    _tell(tx, workspace, approval, now)
    entries = glossary(tx, workspace)
    for other, late in _waiting(tx, workspace):
        if is_overtaken(late, entries):
            _overtake(tx, workspace, other, by, now)
    return proposal.entry


def send_back(
    tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], reason: str, by: str, now: datetime
) -> None:
    """Send an entry back to its author with a reason; the glossary stays as it was.

    Raises NotStaff, NeedsRole, OwnText, AlreadyDecided, TextChanged, NeedsReason.
    """
    people.hold_workspace(tx, workspace)
    approval = approvals.send_back(tx, workspace, approval_id, seen=seen, reason=reason, by=by, now=now, matter=ENTRIES)
    _tell(tx, workspace, approval, now)


def _shown(tx: Tx, workspace: str, approval: Approval) -> Proposal:
    """Return the proposal that an approval is about, when it still is what was shown. Raises TextChanged."""
    proposal = records.proposal(tx, workspace, approval.subject_id)
    if proposal is None or proposal.fingerprint != approval.fingerprint:
        raise TextChanged
    return proposal


def _overtake(tx: Tx, workspace: str, approval: Approval, by: str, now: datetime) -> None:
    """Take back what nobody can approve any more, and tell its author."""
    _cancel(tx, workspace, approval, by, now)
    deliveries.put(tx, workspace, kind=ENTRY_DECISION, ref=approval.id, destinations=[approval.asked_by], now=now)


def _tell(tx: Tx, workspace: str, approval: Approval, now: datetime) -> None:
    """Bring the approvers' cards up to date, and tell the author."""
    deliveries.renew(tx, workspace, kind=ENTRY_CARD, ref=approval.id, now=now)
    deliveries.put(tx, workspace, kind=ENTRY_DECISION, ref=approval.id, destinations=[approval.asked_by], now=now)


def _note(tx: Tx, workspace: str, proposal: Proposal, by: str, now: datetime) -> None:
    before = proposal.before
    what = {"name": proposal.entry.name, "author": proposal.author}
    what |= {"was": before.name} if before and before.name != proposal.entry.name else {}
    change = (fingerprint(before) if before else "", fingerprint(proposal.entry))
    journal.write(
        tx,
        workspace,
        verb="set_entry",
        subject=(ENTRIES.kind, proposal.id),
        change=change,
        by=by,
        now=now,
        facts=what,
    )


def case(tx: Tx, workspace: str, approval_id: str) -> EntryCase | None:
    """Gather what approvers see of one proposal; None where it is not there."""
    approval = approval_records.get(tx, workspace, approval_id)
    proposal = records.proposal(tx, workspace, approval.subject_id) if approval else None
    if approval is None or proposal is None:
        return None
    return _case(tx, workspace, approval, proposal)


def _case(tx: Tx, workspace: str, approval: Approval, proposal: Proposal) -> EntryCase:
    decider = people.name_of(tx, workspace, approval.decided_by) if approval.decided_by else ""
    return EntryCase(approval, proposal, people.name_of(tx, workspace, proposal.author), decider)


def case_to_read(tx: Tx, workspace: str, approval_id: str, *, by: str) -> EntryCase:
    """Gather a proposal for an approver or an admin. Raises NotStaff, NeedsRole, TextChanged."""
    people.require(tx, workspace, by, Role.APPROVER, f"read {ENTRIES.many} that wait", also=ENTRIES.also)
    found = case(tx, workspace, approval_id)
    if found is None:
        raise TextChanged
    return found


def case_to_decide(tx: Tx, workspace: str, approval_id: str, *, seen: tuple[int, str], by: str) -> EntryCase:
    """Gather a proposal for somebody who could decide on it now. Raises as `send_back` does."""
    approvals.require_open(tx, workspace, approval_id, seen=seen, by=by, matter=ENTRIES)
    return case_to_read(tx, workspace, approval_id, by=by)


def waiting_for(tx: Tx, workspace: str, *, by: str) -> list[EntryCase]:
    """Return what waits, oldest first: all of it for approvers and admins, else somebody's own. Raises NotStaff."""
    person = people.require_staff(tx, workspace, by)
    decides = bool(person.roles & {Role.APPROVER, ENTRIES.also})
    waiting = _waiting(tx, workspace)
    return [_case(tx, workspace, one, what) for one, what in waiting if decides or what.author == by]


def _waiting(tx: Tx, workspace: str) -> list[tuple[Approval, Proposal]]:
    waiting = {
        one.subject_id: one for one in approval_records.waiting(tx, workspace) if one.subject_kind == ENTRIES.kind
    }
    found = records.proposals(tx, workspace, list(waiting)) if waiting else []
    return [(waiting[one.id], one) for one in found]
