"""Keeping the glossary: proposed by anybody of the staff, approved by somebody else, exactly as shown."""

from dataclasses import replace

import pytest

from bot.approvals import records as approval_records
from bot.approvals.rules import AlreadyDecided, ApprovalStatus, NeedsReason, OwnText, TextChanged
from bot.journal import first_broken_link
from bot.party_lines import flows as lines
from bot.people import records as people
from bot.people.rules import Kind, NeedsRole, NotStaff, Role
from bot.refusals import Refusals
from bot.storage import Database, Tx
from bot.subjects import flows
from bot.subjects.entries import (
    ALIASES,
    NAME,
    EntryMoved,
    NobodyCanApproveEntries,
    UnknownProposal,
    fingerprint,
)
from bot.subjects.flows import ENTRY_CARD, ENTRY_DECISION, Proposed
from bot.subjects.rules import GlossaryEntry
from tests.support.clock import HandClock
from tests.support.glossary import PAY, REMOTE, approve, case, glossary, known, propose, seen, send_back
from tests.support.house import ADA, APPROVALS, BEA, CARL, GUS, NORA, SAM, TEAM
from tests.support.lines import hand_in
from tests.support.lines import seen as seen_line
from tests.support.moves import become, count, entries, grant, letters
from tests.support.together import at_once

BETTER = replace(REMOTE, lets_you="reach everything at work from home")


def status(database: Database, proposed: Proposed) -> ApprovalStatus:
    with database.glance() as tx:
        found = approval_records.get(tx, TEAM, proposed.approval.id)
    assert found is not None
    return found.status


def told(database: Database, proposed: Proposed) -> list[str]:
    """Return whom a decision is sent to."""
    return [one.destination for one in letters(database, ENTRY_DECISION, proposed.approval.id)]


# -- proposing ------------------------------------------------------------------------------------------------------


def test_anybody_of_the_staff_proposes_and_the_approvers_are_asked(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    assert proposed.asked == (APPROVALS,)
    assert [one.destination for one in letters(house, ENTRY_CARD, proposed.approval.id)] == [APPROVALS]
    assert glossary(house) == []
    assert entries(house)[-1].verb == "ask_approval"


@pytest.mark.parametrize("who", [GUS, NORA, "U99NOBODY"])
def test_who_is_not_staff_proposes_nothing(house: Database, clock: HandClock, who: str) -> None:
    with pytest.raises(NotStaff):
        propose(house, clock(), REMOTE, by=who)
    with house.glance() as tx:
        for act in (flows.start, flows.start_again):
            with pytest.raises(NotStaff):
                act(tx, TEAM, by=who, **{"name" if act is flows.start else "proposal_id": "VPN"})
        with pytest.raises(NotStaff):
            flows.waiting_for(tx, TEAM, by=who)
    assert count(house, "glossary_proposals") == 0


def test_without_a_channel_each_approver_and_admin_but_the_author_is_asked(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{CARL: frozenset({Role.ADMIN})})
    with house.transaction() as tx:
        people.change_workspace(tx, TEAM, name="Example IT", staff_group="S0IT", approvals_channel=None)
    assert set(propose(house, clock(), REMOTE, by=BEA).asked) == {ADA, CARL}


def test_where_nobody_else_could_approve_it_is_refused_and_says_whom_to_ask(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{BEA: frozenset()})
    with pytest.raises(NobodyCanApproveEntries) as refusal:
        propose(house, clock(), REMOTE, by=ADA)
    assert refusal.value.ask == (ADA,)
    assert count(house, "approvals") == 0


def test_an_admin_who_is_no_approver_is_enough(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{ADA: frozenset({Role.ADMIN}), BEA: frozenset()})
    assert approve(house, propose(house, clock(), REMOTE), clock()) == REMOTE


def test_a_name_of_another_entry_is_refused_beside_its_field(house: Database, clock: HandClock) -> None:
    known(house, REMOTE, PAY)
    with pytest.raises(Refusals) as refusal:
        propose(house, clock(), GlossaryEntry("VPN client", ("pay-slips",), lets_you="x"))
    assert [one.field for one in refusal.value.refusals] == [NAME, ALIASES]


def test_what_the_glossary_says_already_is_refused(house: Database, clock: HandClock) -> None:
    known(house, REMOTE)
    with pytest.raises(Refusals, match="says just that already"):
        propose(house, clock(), REMOTE, before=REMOTE)


def test_an_addition_under_a_name_that_has_an_entry_changes_that_entry(house: Database, clock: HandClock) -> None:
    known(house, REMOTE)
    proposed = propose(house, clock(), GlossaryEntry("v.p.n", (), "", "get in", ""))
    assert proposed.proposal.before == REMOTE
    assert proposed.proposal.entry == replace(REMOTE, lets_you="get in")


def test_an_entry_that_changed_while_somebody_wrote_is_shown_to_them_first(house: Database, clock: HandClock) -> None:
    known(house, BETTER)
    with pytest.raises(EntryMoved) as moved:
        propose(house, clock(), replace(REMOTE, plain="tunnel"), before=REMOTE)
    assert moved.value.present == BETTER
    known(house)
    with pytest.raises(EntryMoved) as moved:
        propose(house, clock(), replace(REMOTE, plain="tunnel"), before=REMOTE)
    assert moved.value.present is None


def test_a_second_proposal_of_the_same_author_takes_the_place_of_the_first(house: Database, clock: HandClock) -> None:
    first, other = propose(house, clock(), REMOTE), propose(house, clock(), PAY)
    beas = propose(house, clock(), BETTER, by=BEA)
    second = propose(house, clock(), BETTER)
    assert status(house, first) is ApprovalStatus.CANCELLED
    assert {status(house, one) for one in (other, beas, second)} == {ApprovalStatus.WAITING}
    assert letters(house, ENTRY_CARD, first.approval.id)[0].wanted == 2
    assert told(house, first) == []
    with pytest.raises(TextChanged):
        approve(house, first, clock())


def test_a_form_starts_from_the_entry_also_by_another_of_its_names(house: Database, clock: HandClock) -> None:
    known(house, REMOTE)
    with house.glance() as tx:
        assert flows.start(tx, TEAM, name="vpn client", by=SAM) == flows.Start(REMOTE, REMOTE)
        assert flows.start(tx, TEAM, name="Printers", by=SAM) == flows.Start(GlossaryEntry("Printers"), None)
        assert flows.start(tx, TEAM, name="", by=SAM) == flows.Start(GlossaryEntry(""), None)


# -- approving ------------------------------------------------------------------------------------------------------


def test_what_was_approved_is_the_entry_its_author_is_told_and_the_journal_knows(
    house: Database, clock: HandClock
) -> None:
    proposed = propose(house, clock(), REMOTE)
    assert approve(house, proposed, clock()) == REMOTE
    assert glossary(house) == [REMOTE]
    assert told(house, proposed) == [SAM]
    assert letters(house, ENTRY_CARD, proposed.approval.id)[0].wanted == 2
    entry = entries(house)[-1]
    assert (entry.verb, entry.by, entry.before, entry.after) == ("set_entry", ADA, "", fingerprint(REMOTE))
    assert entry.facts == {"name": "VPN", "author": SAM}
    with house.glance() as tx:
        assert first_broken_link(tx, TEAM) is None


def test_a_changed_entry_takes_the_place_of_the_old_one_also_under_a_new_name(
    house: Database, clock: HandClock
) -> None:
    known(house, PAY, REMOTE)
    renamed = replace(BETTER, name="Remote access")
    approve(house, propose(house, clock(), renamed, before=REMOTE), clock())
    assert glossary(house) == [PAY, renamed]
    assert entries(house)[-1].facts["was"] == "VPN"
    assert entries(house)[-1].before == fingerprint(REMOTE)


@pytest.mark.parametrize("author", [BEA, ADA])
def test_an_author_cannot_approve_or_send_back_their_own_entry(house: Database, clock: HandClock, author: str) -> None:
    proposed = propose(house, clock(), REMOTE, by=author)
    with pytest.raises(OwnText, match="your own glossary entry"):
        approve(house, proposed, clock(), by=author)
    with pytest.raises(OwnText):
        send_back(house, proposed, clock(), by=author)
    assert glossary(house) == []


@pytest.mark.parametrize("who", [CARL, SAM])
def test_only_approvers_and_admins_decide_or_read(house: Database, clock: HandClock, who: str) -> None:
    proposed = propose(house, clock(), REMOTE, by=BEA)
    with pytest.raises(NeedsRole, match="Only approvers and admins approve glossary entries"):
        approve(house, proposed, clock(), by=who)
    with pytest.raises(NeedsRole):
        send_back(house, proposed, clock(), by=who)
    with house.glance() as tx, pytest.raises(NeedsRole):
        flows.case_to_read(tx, TEAM, proposed.approval.id, by=who)
    assert status(house, proposed) is ApprovalStatus.WAITING


def test_an_approver_who_became_a_guest_decides_nothing(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    become(house, clock(), BEA, Kind.GUEST)
    with pytest.raises(NotStaff):
        approve(house, proposed, clock(), by=BEA)


def test_what_differs_from_what_was_seen_is_not_approved(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    for other in ((1, fingerprint(BETTER, None)), (2, proposed.approval.fingerprint), (-1, "")):
        with house.transaction() as tx, pytest.raises(TextChanged):
            flows.approve(tx, TEAM, proposed.approval.id, seen=other, by=ADA, now=clock())


def test_words_changed_behind_the_applications_back_are_not_approved(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    with house.transaction() as tx:
        tx.exec_driver_sql('UPDATE glossary_proposals SET entry = \'{"name": "X", "aliases": []}\'')
    with pytest.raises(TextChanged):
        approve(house, proposed, clock())
    assert glossary(house) == []


def test_a_line_is_not_decided_as_an_entry_nor_an_entry_as_a_line(house: Database, clock: HandClock) -> None:
    grant(house, clock(), **{SAM: frozenset({Role.ADMIN})})
    line, entry = hand_in(house, clock()), propose(house, clock(), REMOTE)
    with house.transaction() as tx, pytest.raises(TextChanged):
        flows.approve(tx, TEAM, line.approval.id, seen=seen_line(line), by=SAM, now=clock())
    with house.transaction() as tx, pytest.raises(TextChanged):
        flows.send_back(tx, TEAM, line.approval.id, seen=seen_line(line), reason="No.", by=SAM, now=clock())
    with house.transaction() as tx, pytest.raises(TextChanged):
        lines.approve(tx, TEAM, entry.approval.id, seen=seen(entry), by=ADA, now=clock())
    assert count(house, "approvals WHERE status = 'waiting'") == 2


def test_what_was_loaded_meanwhile_is_not_overwritten_unseen(house: Database, clock: HandClock) -> None:
    known(house, REMOTE)
    proposed = propose(house, clock(), replace(REMOTE, plain="tunnel"), before=REMOTE)
    known(house, BETTER)
    assert approve(house, proposed, clock()) is None
    assert glossary(house) == [BETTER]
    assert status(house, proposed) is ApprovalStatus.CANCELLED
    assert told(house, proposed) == [SAM]


def test_of_two_proposals_for_one_entry_the_first_approved_stands_and_the_other_author_is_told(
    house: Database, clock: HandClock
) -> None:
    known(house, REMOTE)
    sams = propose(house, clock(), BETTER, before=REMOTE)
    carls = propose(house, clock(), replace(REMOTE, outcome=""), by=CARL, before=REMOTE)
    apart = propose(house, clock(), PAY, by=CARL)
    approve(house, sams, clock())
    assert glossary(house) == [BETTER]
    assert (status(house, carls), told(house, carls)) == (ApprovalStatus.CANCELLED, [CARL])
    assert status(house, apart) is ApprovalStatus.WAITING


def test_a_name_that_went_to_another_entry_meanwhile_is_not_given_twice(house: Database, clock: HandClock) -> None:
    sams, carls = propose(house, clock(), GlossaryEntry("tunnel", lets_you="x")), None
    carls = propose(house, clock(), replace(REMOTE, aliases=("Tunnel",)), by=CARL)
    approve(house, carls, clock())
    assert status(house, sams) is ApprovalStatus.CANCELLED
    assert len(glossary(house)) == 1


def test_approved_twice_is_approved_once_and_the_second_hears_by_whom(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    approve(house, proposed, clock(), by=BEA)
    with pytest.raises(AlreadyDecided) as refusal:
        approve(house, proposed, clock())
    assert refusal.value.approval.decided_by == BEA


def test_two_who_decide_at_once_make_one_decision(house: Database, clock: HandClock) -> None:
    for number in range(3):
        proposed = propose(house, clock(), GlossaryEntry(f"System {number}", lets_you="x"))
        late = propose(house, clock(), GlossaryEntry(f"System {number}", lets_you="y"), by=CARL)

        def approving(tx: Tx, one: Proposed = proposed) -> object:
            return flows.approve(tx, TEAM, one.approval.id, seen=seen(one), by=ADA, now=clock())

        def sending(tx: Tx, one: Proposed = proposed) -> None:
            flows.send_back(tx, TEAM, one.approval.id, seen=seen(one), reason="No.", by=BEA, now=clock())

        def sending_late(tx: Tx, one: Proposed = late) -> None:
            flows.send_back(tx, TEAM, one.approval.id, seen=seen(one), reason="No.", by=BEA, now=clock())

        results = at_once(house, approving, sending, sending_late)
        assert {type(one).__name__ for one in results} <= {"GlossaryEntry", "NoneType", "AlreadyDecided", "TextChanged"}
        assert status(house, proposed) in {ApprovalStatus.APPROVED, ApprovalStatus.SENT_BACK}
        assert status(house, late) in {ApprovalStatus.CANCELLED, ApprovalStatus.SENT_BACK}


# -- sending back ---------------------------------------------------------------------------------------------------


def test_sent_back_the_author_reads_why_and_starts_from_their_words(house: Database, clock: HandClock) -> None:
    known(house, REMOTE)
    proposed = propose(house, clock(), BETTER, before=REMOTE)
    send_back(house, proposed, clock(), reason=" Shorter, please. ")
    assert glossary(house) == [REMOTE]
    assert told(house, proposed) == [SAM]
    with house.glance() as tx:
        start = flows.start_again(tx, TEAM, proposal_id=proposed.proposal.id, by=SAM)
    assert start == flows.Start(BETTER, REMOTE, "Shorter, please.")


def test_an_entry_goes_back_with_a_reason_only(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    with pytest.raises(NeedsReason):
        send_back(house, proposed, clock(), reason=" ")
    assert status(house, proposed) is ApprovalStatus.WAITING


def test_only_its_author_takes_a_proposal_up_again(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    with house.glance() as tx:
        for who, which in ((CARL, proposed.proposal.id), (SAM, "gone")):
            with pytest.raises(UnknownProposal):
                flows.start_again(tx, TEAM, proposal_id=which, by=who)


# -- reading --------------------------------------------------------------------------------------------------------


def test_who_decides_sees_all_that_waits_and_others_their_own(house: Database, clock: HandClock) -> None:
    propose(house, clock(), REMOTE)
    propose(house, clock.tick(seconds=1), PAY, by=CARL)
    hand_in(house, clock())
    with house.glance() as tx:
        seen_by = {who: [one.proposal.about for one in flows.waiting_for(tx, TEAM, by=who)] for who in (ADA, BEA, SAM)}
    assert seen_by == {ADA: ["VPN", "Payroll"], BEA: ["VPN", "Payroll"], SAM: ["VPN"]}


def test_a_case_names_its_people_and_is_none_where_there_is_none(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    assert (case(house, proposed).author, case(house, proposed).decider) == ("Sam Rivera", "")
    approve(house, proposed, clock())
    assert case(house, proposed).decider == "Ada Okafor"
    line = hand_in(house, clock())
    with house.glance() as tx:
        assert flows.case(tx, TEAM, "gone") is flows.case(tx, TEAM, line.approval.id) is None
        with pytest.raises(TextChanged):
            flows.case_to_read(tx, TEAM, "gone", by=ADA)


def test_another_workspace_sees_and_decides_nothing_of_ours(house: Database, clock: HandClock) -> None:
    proposed = propose(house, clock(), REMOTE)
    with house.glance() as tx:
        assert flows.case(tx, "T02OTHER", proposed.approval.id) is None
