"""Approving a statement, or sending it back: once, by a second person, on the exact bytes; on both databases."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.approvals.rules import AlreadyDecided, NeedsReason, OwnText, TextChanged
from bot.people.rules import NeedsRole
from bot.statements import deciding, flows, listing
from bot.statements.rules import CARD, DECISION, POST, Out, UnknownStatement, Work
from bot.statements.views import Case, Submitted
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, SAM, TEAM
from tests.support.statements import (
    LEDGER,
    approve,
    handed_in,
    keep,
    open_press_office,
    places,
    published,
    seen,
    sent,
    stands,
    submit,
)
from tests.support.together import at_once


@pytest.fixture
def office(house: Database, clock: HandClock) -> Database:
    open_press_office(house, clock())
    return house


def send_back(office: Database, clock: HandClock, done: Case | Submitted, reason: str = "Say who.") -> None:
    with office.transaction() as tx:
        deciding.send_back(
            tx,
            TEAM,
            done.approval.id,
            seen=seen(done),  # type: ignore[arg-type]
            reason=reason,
            by=ADA,
            now=clock(),
        )


def test_the_author_cannot_approve(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock(), by=BEA)
    with pytest.raises(OwnText, match="your own statement"):
        approve(office, clock(), done, by=BEA)
    assert stands(office, done.statement).out is Out.NOTHING
    assert approve(office, clock(), done).out is Out.PUBLISHED


def test_who_wrote_a_correction_cannot_approve_it(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    draft = keep(office, clock(), replace(LEDGER, body="Other words.", mistake="the words"), on=out, by=BEA)
    done = submit(office, clock(), draft, by=BEA)
    with pytest.raises(OwnText):
        approve(office, clock(), done, by=BEA)
    assert approve(office, clock(), done).live == 2


def test_who_wrote_a_part_of_a_correction_cannot_approve_it_whoever_hands_it_in(
    office: Database, clock: HandClock
) -> None:
    out = published(office, clock())
    part = keep(office, clock(), replace(LEDGER, body="Other words.", mistake="the words"), on=out, by=BEA)
    done = submit(office, clock(), part, by=SAM)
    with pytest.raises(OwnText, match="You wrote a part"):
        approve(office, clock(), done, by=BEA)
    out = approve(office, clock(), done)
    again = keep(office, clock(), replace(LEDGER, body="Third words.", mistake="the words"), on=out, by=SAM)
    assert approve(office, clock(), submit(office, clock(), again), by=BEA).live == 3


@pytest.mark.parametrize("by", [SAM, CARL])
def test_only_approvers_approve(office: Database, clock: HandClock, by: str) -> None:
    done = handed_in(office, clock())
    with pytest.raises(NeedsRole):
        approve(office, clock(), done, by=by)


def test_what_was_not_seen_is_not_approved(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())
    for wrong in ((1, "0" * 64), (2, done.text.fingerprint)):
        with pytest.raises(TextChanged), office.transaction() as tx:
            deciding.approve(tx, TEAM, done.approval.id, seen=wrong, by=ADA, now=clock())
    with pytest.raises(TextChanged), office.transaction() as tx:
        deciding.approve(tx, TEAM, "0" * 32, seen=seen(done), by=ADA, now=clock())


def test_two_approvers_at_once_make_one_approval(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())

    def press(tx: Tx, by: str) -> Case:
        return deciding.approve(tx, TEAM, done.approval.id, seen=seen(done), by=by, now=clock())

    got = at_once(office, partial(press, by=ADA), partial(press, by=BEA))
    assert sorted(type(one).__name__ for one in got) == ["AlreadyDecided", "Case"]
    assert [one.wanted for one in sent(office, POST, done.statement.id)] == [1, 1]


def test_approving_while_the_author_edits_does_one_of_both(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())

    def press(tx: Tx) -> object:
        return deciding.approve(tx, TEAM, done.approval.id, seen=seen(done), by=ADA, now=clock())

    def edit(tx: Tx) -> object:
        words = replace(LEDGER, body="Other words.")
        return flows.keep(
            tx, TEAM, statement_id=done.statement.id, base=done.statement.revision, fields=words, by=SAM, now=clock()
        )

    got = at_once(office, press, edit)
    now = stands(office, done.statement)
    if isinstance(got[0], TextChanged):
        assert (now.out, now.work) == (Out.NOTHING, Work.DRAFT)
    else:
        assert (now.out, now.work, now.live) == (Out.PUBLISHED, Work.DRAFT, 1)


def test_the_second_is_told_who_was_faster(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())
    approve(office, clock(), done)
    with pytest.raises(AlreadyDecided) as refusal:
        approve(office, clock(), done, by=BEA)
    assert refusal.value.approval.decided_by == ADA


def test_sending_back_takes_a_reason_and_tells_the_author(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())
    with pytest.raises(NeedsReason):
        send_back(office, clock, done, " ")
    send_back(office, clock, done)
    now = stands(office, done.statement)
    assert (now.out, now.work) == (Out.NOTHING, Work.SENT_BACK)
    assert places(office, DECISION, done.approval.id) == [SAM]
    assert [one.wanted for one in sent(office, CARD, done.approval.id)] == [3]
    mended = keep(office, clock(), replace(LEDGER, body="Ada closes it."), on=now)
    assert submit(office, clock(), mended).text.number == 2


def test_a_correction_sent_back_leaves_what_is_out(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    done = submit(office, clock(), keep(office, clock(), replace(LEDGER, body="No.", mistake="it"), on=out))
    send_back(office, clock, done)
    now = stands(office, out)
    assert (now.out, now.work, now.live) == (Out.PUBLISHED, Work.SENT_BACK, 1)


def test_a_case_has_what_a_correction_replaces_before_and_after(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    done = submit(office, clock(), keep(office, clock(), replace(LEDGER, body="No.", mistake="it"), on=out))
    with office.glance() as tx:
        waits = deciding.case_to_decide(tx, TEAM, done.approval.id, seen=seen(done), by=ADA)
    assert waits.before is not None
    assert (waits.before.number, waits.author, waits.decider) == (1, "Sam Rivera", "")
    approve(office, clock(), done)
    with office.glance() as tx:
        after = deciding.case(tx, TEAM, done.approval.id)
    assert after is not None
    assert after.before is not None
    assert (after.before.number, after.decider) == (1, "Ada Okafor")


def test_a_case_is_read_by_approvers_and_its_author(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())
    with office.glance() as tx:
        assert deciding.case_to_read(tx, TEAM, done.approval.id, by=ADA) == deciding.case_to_read(
            tx, TEAM, done.approval.id, by=SAM
        )
        with pytest.raises(UnknownStatement):
            deciding.case_to_read(tx, TEAM, done.approval.id, by=CARL)
        assert [one.statement.id for one in listing.listed(tx, TEAM, by=ADA).waiting] == [done.statement.id]
        assert deciding.case(tx, TEAM, "0" * 32) is None


def test_approving_after_its_time_publishes_within_the_hour(office: Database, clock: HandClock) -> None:
    soon = handed_in(office, clock(), replace(LEDGER, goes_at=clock() + timedelta(minutes=10)))
    clock.tick(minutes=40)
    assert approve(office, clock(), soon).out is Out.PUBLISHED
