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
    places,
    published,
    seen,
    sent,
    stands,
    submit,
)
from tests.support.together import at_once


def send_back(press_house: Database, clock: HandClock, done: Case | Submitted, reason: str = "Say who.") -> None:
    with press_house.transaction() as tx:
        deciding.send_back(
            tx,
            TEAM,
            done.approval.id,
            seen=seen(done),  # type: ignore[arg-type]
            reason=reason,
            by=ADA,
            now=clock(),
        )


def test_the_author_cannot_approve(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock(), by=BEA)
    with pytest.raises(OwnText, match="your own statement"):
        approve(press_house, clock(), done, by=BEA)
    assert stands(press_house, done.statement).out is Out.NOTHING
    assert approve(press_house, clock(), done).out is Out.PUBLISHED


def test_who_wrote_a_correction_cannot_approve_it(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    draft = keep(press_house, clock(), replace(LEDGER, body="Other words.", mistake="the words"), on=out, by=BEA)
    done = submit(press_house, clock(), draft, by=BEA)
    with pytest.raises(OwnText):
        approve(press_house, clock(), done, by=BEA)
    assert approve(press_house, clock(), done).live == 2


def test_who_wrote_a_part_of_a_correction_cannot_approve_it_whoever_hands_it_in(
    press_house: Database, clock: HandClock
) -> None:
    out = published(press_house, clock())
    part = keep(press_house, clock(), replace(LEDGER, body="Other words.", mistake="the words"), on=out, by=BEA)
    done = submit(press_house, clock(), part, by=SAM)
    with pytest.raises(OwnText, match="You wrote a part"):
        approve(press_house, clock(), done, by=BEA)
    out = approve(press_house, clock(), done)
    again = keep(press_house, clock(), replace(LEDGER, body="Third words.", mistake="the words"), on=out, by=SAM)
    assert approve(press_house, clock(), submit(press_house, clock(), again), by=BEA).live == 3


@pytest.mark.parametrize("by", [SAM, CARL])
def test_only_approvers_approve(press_house: Database, clock: HandClock, by: str) -> None:
    done = handed_in(press_house, clock())
    with pytest.raises(NeedsRole):
        approve(press_house, clock(), done, by=by)


def test_what_was_not_seen_is_not_approved(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    for wrong in ((1, "0" * 64), (2, done.text.fingerprint)):
        with pytest.raises(TextChanged), press_house.transaction() as tx:
            deciding.approve(tx, TEAM, done.approval.id, seen=wrong, by=ADA, now=clock())
    with pytest.raises(TextChanged), press_house.transaction() as tx:
        deciding.approve(tx, TEAM, "0" * 32, seen=seen(done), by=ADA, now=clock())


def test_two_approvers_at_once_make_one_approval(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())

    def press(tx: Tx, by: str) -> Case:
        return deciding.approve(tx, TEAM, done.approval.id, seen=seen(done), by=by, now=clock())

    got = at_once(press_house, partial(press, by=ADA), partial(press, by=BEA))
    assert sorted(type(one).__name__ for one in got) == ["AlreadyDecided", "Case"]
    assert [one.wanted for one in sent(press_house, POST, done.statement.id)] == [1, 1]


def test_approving_while_the_author_edits_does_one_of_both(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())

    def press(tx: Tx) -> object:
        return deciding.approve(tx, TEAM, done.approval.id, seen=seen(done), by=ADA, now=clock())

    def edit(tx: Tx) -> object:
        words = replace(LEDGER, body="Other words.")
        return flows.keep(
            tx, TEAM, statement_id=done.statement.id, base=done.statement.revision, fields=words, by=SAM, now=clock()
        )

    got = at_once(press_house, press, edit)
    now = stands(press_house, done.statement)
    if isinstance(got[0], TextChanged):
        assert (now.out, now.work) == (Out.NOTHING, Work.DRAFT)
    else:
        assert (now.out, now.work, now.live) == (Out.PUBLISHED, Work.DRAFT, 1)


def test_the_second_is_told_who_was_faster(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    approve(press_house, clock(), done)
    with pytest.raises(AlreadyDecided) as refusal:
        approve(press_house, clock(), done, by=BEA)
    assert refusal.value.approval.decided_by == ADA


def test_sending_back_takes_a_reason_and_tells_the_author(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    with pytest.raises(NeedsReason):
        send_back(press_house, clock, done, " ")
    send_back(press_house, clock, done)
    now = stands(press_house, done.statement)
    assert (now.out, now.work) == (Out.NOTHING, Work.SENT_BACK)
    assert places(press_house, DECISION, done.approval.id) == [SAM]
    assert [one.wanted for one in sent(press_house, CARD, done.approval.id)] == [2]
    mended = keep(press_house, clock(), replace(LEDGER, body="Ada closes it."), on=now)
    assert submit(press_house, clock(), mended).text.number == 2


def test_a_correction_sent_back_leaves_what_is_out(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    done = submit(press_house, clock(), keep(press_house, clock(), replace(LEDGER, body="No.", mistake="it"), on=out))
    send_back(press_house, clock, done)
    now = stands(press_house, out)
    assert (now.out, now.work, now.live) == (Out.PUBLISHED, Work.SENT_BACK, 1)


def test_a_case_has_what_a_correction_replaces_before_and_after(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    done = submit(press_house, clock(), keep(press_house, clock(), replace(LEDGER, body="No.", mistake="it"), on=out))
    with press_house.glance() as tx:
        waits = deciding.case_to_decide(tx, TEAM, done.approval.id, seen=seen(done), by=ADA)
    assert waits.before is not None
    assert (waits.before.number, waits.author, waits.decider) == (1, "Sam Rivera", "")
    approve(press_house, clock(), done)
    with press_house.glance() as tx:
        after = deciding.case(tx, TEAM, done.approval.id)
    assert after is not None
    assert after.before is not None
    assert (after.before.number, after.decider) == (1, "Ada Okafor")


def test_a_case_is_read_by_approvers_and_its_author(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    with press_house.glance() as tx:
        assert deciding.case_to_read(tx, TEAM, done.approval.id, by=ADA) == deciding.case_to_read(
            tx, TEAM, done.approval.id, by=SAM
        )
        with pytest.raises(UnknownStatement):
            deciding.case_to_read(tx, TEAM, done.approval.id, by=CARL)
        assert [one.statement.id for one in listing.listed(tx, TEAM, by=ADA).waiting] == [done.statement.id]
        assert deciding.case(tx, TEAM, "0" * 32) is None


def test_approving_after_its_time_publishes_within_the_hour(press_house: Database, clock: HandClock) -> None:
    soon = handed_in(press_house, clock(), replace(LEDGER, goes_at=clock() + timedelta(minutes=10)))
    clock.tick(minutes=40)
    assert approve(press_house, clock(), soon).out is Out.PUBLISHED
