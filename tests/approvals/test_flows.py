"""Deciding exactly once, exactly this text; on both databases."""

import pytest

from bot.approvals import flows, records
from bot.approvals.rules import AlreadyDecided, Approval, ApprovalStatus, NeedsReason, OwnText, TextChanged
from bot.people.rules import NeedsRole
from bot.refusals import Refusal
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, SAM, TEAM, furnish
from tests.support.moves import entries, everything_written
from tests.support.together import at_once

SHOWN = "f" * 64
SUBJECT = ("line", "line-1")


@pytest.fixture
def asked(house: Database, clock: HandClock) -> Approval:
    with house.transaction() as tx:
        return flows.ask(tx, TEAM, subject=SUBJECT, revision=1, fingerprint=SHOWN, by=CARL, now=clock())


def approve(
    house: Database, asked: Approval, clock: HandClock, by: str = ADA, seen: tuple[int, str] = (1, SHOWN)
) -> Approval:
    with house.transaction() as tx:
        return flows.approve(tx, TEAM, asked.id, seen=seen, by=by, now=clock())


def send_back(house: Database, asked: Approval, clock: HandClock, by: str = ADA, reason: str = "No.") -> Approval:
    with house.transaction() as tx:
        return flows.send_back(tx, TEAM, asked.id, seen=(1, SHOWN), reason=reason, by=by, now=clock())


def test_an_approval_notes_who_and_when(house: Database, clock: HandClock, asked: Approval) -> None:
    done = approve(house, asked, clock)
    assert (done.status, done.decided_by, done.decided_at) == (ApprovalStatus.APPROVED, ADA, clock())
    last = entries(house)[-1]
    assert (last.verb, last.before, last.after, last.by, last.at) == ("approved", "waiting", "approved", ADA, clock())
    assert last.facts == {"approval": asked.id, "revision": "1", "fingerprint": SHOWN}


def test_sending_back_notes_the_reason_but_not_in_the_journal(
    house: Database, clock: HandClock, asked: Approval
) -> None:
    done = send_back(house, asked, clock, reason=" Name the floors. ")
    assert (done.status, done.reason) == (ApprovalStatus.SENT_BACK, "Name the floors.")
    assert "floors" not in str(entries(house)[-1])


@pytest.mark.parametrize("seen", [(2, SHOWN), (1, "e" * 64), (0, ""), (-1, SHOWN)])
def test_only_what_was_seen_is_approved(
    house: Database, clock: HandClock, asked: Approval, seen: tuple[int, str]
) -> None:
    before = everything_written(house)
    with pytest.raises(TextChanged):
        approve(house, asked, clock, seen=seen)
    assert everything_written(house) == before


def test_nobody_decides_about_their_own_text(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        own = flows.ask(tx, TEAM, subject=SUBJECT, revision=1, fingerprint=SHOWN, by=ADA, now=clock())
    for decide in (approve, send_back):
        with pytest.raises(OwnText):
            decide(house, own, clock)
    approve(house, own, clock, by=BEA)


@pytest.mark.parametrize("by", [CARL, SAM])
def test_only_approvers_decide(house: Database, clock: HandClock, asked: Approval, by: str) -> None:
    for decide in (approve, send_back):
        with pytest.raises(NeedsRole):
            decide(house, asked, clock, by=by)


@pytest.mark.parametrize("first", [approve, send_back])
@pytest.mark.parametrize("second", [approve, send_back])
def test_what_is_decided_stays_decided(
    house: Database, clock: HandClock, asked: Approval, first: object, second: object
) -> None:
    assert callable(first)
    assert callable(second)
    done = first(house, asked, clock, by=ADA)
    before = everything_written(house)
    with pytest.raises(AlreadyDecided) as refused:
        second(house, asked, clock, by=BEA)
    assert refused.value.approval == done
    assert everything_written(house) == before


def test_a_cancelled_text_can_no_longer_be_decided(house: Database, clock: HandClock, asked: Approval) -> None:
    with house.transaction() as tx:
        flows.cancel(tx, TEAM, asked, by=CARL, now=clock())
    for decide in (approve, send_back):
        with pytest.raises(TextChanged):
            decide(house, asked, clock)


def test_what_is_decided_can_no_longer_be_cancelled(house: Database, clock: HandClock, asked: Approval) -> None:
    approve(house, asked, clock)
    with pytest.raises(AlreadyDecided), house.transaction() as tx:
        flows.cancel(tx, TEAM, asked, by=CARL, now=clock())


def test_eight_approvers_and_their_author_at_once_make_one_decision(
    house: Database, clock: HandClock, asked: Approval
) -> None:
    results = at_once(
        house,
        *[lambda tx: flows.approve(tx, TEAM, asked.id, seen=(1, SHOWN), by=ADA, now=clock())] * 4,
        *[lambda tx: flows.send_back(tx, TEAM, asked.id, seen=(1, SHOWN), reason="No.", by=BEA, now=clock())] * 4,
    )
    decided = [one for one in results if isinstance(one, Approval)]
    late = [one for one in results if isinstance(one, AlreadyDecided)]
    assert (len(decided), len(late)) == (1, 7), results
    assert {one.approval.status for one in late} == {decided[0].status}
    assert sum(entry.before == "waiting" for entry in entries(house)) == 1


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_text_goes_back_with_a_reason(house: Database, clock: HandClock, asked: Approval, reason: str) -> None:
    with pytest.raises(NeedsReason):
        send_back(house, asked, clock, reason=reason)


def test_a_reason_that_is_too_long_is_refused_beside_its_field(
    house: Database, clock: HandClock, asked: Approval
) -> None:
    with pytest.raises(Refusal) as refused:
        send_back(house, asked, clock, reason="x" * (flows.MOST_REASON + 1))
    assert refused.value.field == "reason"


def test_before_a_form_is_opened_it_is_checked_that_it_could_be_sent(
    house: Database, clock: HandClock, asked: Approval
) -> None:
    with house.glance() as tx:
        assert flows.require_open(tx, TEAM, asked.id, seen=(1, SHOWN), by=ADA) == asked
        with pytest.raises(NeedsRole):
            flows.require_open(tx, TEAM, asked.id, seen=(1, SHOWN), by=SAM)
        with pytest.raises(TextChanged):
            flows.require_open(tx, TEAM, "nothing", seen=(1, SHOWN), by=ADA)


def test_approvals_of_another_workspace_are_not_there(house: Database, clock: HandClock, asked: Approval) -> None:
    furnish(house, clock(), "T02OTHER")
    with house.transaction() as tx:
        with pytest.raises(TextChanged):
            flows.approve(tx, "T02OTHER", asked.id, seen=(1, SHOWN), by=ADA, now=clock())
        assert records.waiting(tx, "T02OTHER") == []
        assert records.of_subject(tx, "T02OTHER", SUBJECT) is None


def test_what_waits_is_listed_oldest_first(house: Database, clock: HandClock, asked: Approval) -> None:
    with house.transaction() as tx:
        newer = flows.ask(
            tx, TEAM, subject=("line", "b"), revision=1, fingerprint="e" * 64, by=CARL, now=clock.tick(minutes=1)
        )
        assert records.waiting(tx, TEAM) == [asked, newer]
        flows.approve(tx, TEAM, asked.id, seen=(1, SHOWN), by=ADA, now=clock())
        assert records.waiting(tx, TEAM) == [newer]
