"""What must hold when people press late, press twice, or come back to something that moved on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.approvals.rules import TextChanged
from bot.deliveries import flows as deliveries
from bot.deliveries import holds
from bot.party_lines import flows as lines
from bot.refusals import Refusal
from bot.statements import deciding, flows, listing, posts, publishing
from bot.statements.form_screens import Target
from bot.statements.rules import MAIL, Fields, Moved, NotNow, Out, Post, Statement, Work, ref_of
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, CARL, SAM, TEAM
from tests.support.lines import hand_in
from tests.support.statements import (
    LEDGER,
    approve,
    handed_in,
    keep,
    published,
    scheduled,
    seen,
    stands,
    submit,
)


def correct(press_house: Database, clock: HandClock, out: Statement, *, mail_again: bool, body: str) -> Statement:
    words = replace(LEDGER, body=body, mistake="the hour", mail_again=mail_again)
    return approve(press_house, clock(), submit(press_house, clock(), keep(press_house, clock(), words, on=out)))


# -- going on writing -----------------------------------------------------------------------------------------------


def test_a_second_correction_begins_without_what_was_wrong_the_first_time_and_asks_for_no_mail(
    press_house: Database, clock: HandClock
) -> None:
    out = correct(press_house, clock, published(press_house, clock()), mail_again=True, body="Until eleven.")
    with press_house.glance() as tx:
        begun = flows.start_again(tx, TEAM, statement_id=out.id, by=SAM)
    assert (begun.fields.mistake, begun.fields.mail_again, begun.fields.body) == ("", False, "Until eleven.")
    kept = keep(press_house, clock(), replace(begun.fields, mistake="the day"), on=out)
    with press_house.glance() as tx:
        assert flows.start_again(tx, TEAM, statement_id=kept.id, by=SAM).fields.mistake == "the day"


def test_going_through_the_form_of_what_is_scheduled_without_a_change_leaves_it_scheduled(
    press_house: Database, clock: HandClock
) -> None:
    statement = scheduled(press_house, clock(), clock() + timedelta(hours=2))
    assert keep(press_house, clock(), statement.fields, on=statement) == statement
    assert stands(press_house, statement) == statement


def test_a_correction_that_went_out_meanwhile_is_not_said_to_be_thrown_away(
    press_house: Database, clock: HandClock
) -> None:
    out = correct(press_house, clock, published(press_house, clock()), mail_again=False, body="Until eleven.")
    with pytest.raises(NotNow), press_house.transaction() as tx:
        flows.discard(tx, TEAM, statement_id=out.id, by=SAM, now=clock())
    assert stands(press_house, out) == out


def test_what_somebody_wrote_since_is_not_thrown_away_by_an_older_page(press_house: Database, clock: HandClock) -> None:
    shown = keep(press_house, clock(), replace(LEDGER, mistake="the hour"), on=published(press_house, clock()))
    newer = keep(press_house, clock(), replace(LEDGER, mistake="the day"), on=shown, by=CARL)
    with pytest.raises(Moved), press_house.transaction() as tx:
        flows.discard(tx, TEAM, statement_id=shown.id, base=shown.revision, by=SAM, now=clock())
    assert stands(press_house, shown) == newer


def test_ones_own_draft_is_listed_however_many_others_write(press_house: Database, clock: HandClock) -> None:
    mine = keep(press_house, clock())
    for _ in range(2 * listing.MOST_LISTED):
        clock.tick(seconds=1)
        keep(press_house, clock(), by=CARL)
    with press_house.glance() as tx:
        assert [one.id for one in listing.listed(tx, TEAM, by=SAM).drafts] == [mine.id]


def test_a_forged_form_never_reaches_the_database() -> None:
    assert Target.unpack('["a\\u0000b", 1, "", "", ""]').statement_id == "ab"
    better = Target.unpack('["s", 1, "", "", "2026-03-02T10:00:00"]').better
    assert better is not None
    assert better.tzinfo is not None
    with pytest.raises(Refusal):
        Target.unpack('["s", 1, "", "", "tomorrow"]')


# -- what was handed in ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["fields", "post", "mail", "fingerprint", "author", "number", "mail_again"])
def test_a_text_that_was_handed_in_is_never_changed_even_behind_our_back(
    press_house: Database, clock: HandClock, column: str
) -> None:
    handed_in(press_house, clock())
    with pytest.raises(DBAPIError), press_house.transaction() as tx:
        tx.execute(text(f"UPDATE statement_texts SET {column} = {column}"))  # noqa: S608 - our own names


def test_what_was_approved_goes_out_as_it_was_whatever_the_program_writes_by_then(
    press_house: Database, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = handed_in(press_house, clock(), replace(LEDGER, goes_at=clock() + timedelta(minutes=5)))
    approve(press_house, clock(), done)
    monkeypatch.setattr(posts, "post", lambda *_: Post("Something else.", ()))
    clock.tick(minutes=5)
    with press_house.transaction() as tx:
        publishing.sweep(tx, TEAM, clock())
    with press_house.glance() as tx:
        assert publishing.post_of(tx, TEAM, done.statement.id) == done.text.post


def test_a_card_of_a_statement_approves_no_line(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    with pytest.raises(TextChanged), press_house.transaction() as tx:
        lines.approve(tx, TEAM, done.approval.id, seen=seen(done), by=ADA, now=clock())
    assert stands(press_house, done.statement).work is Work.WAITING


def test_a_card_of_a_line_or_the_id_of_a_statement_approves_no_statement(
    press_house: Database, clock: HandClock
) -> None:
    done = handed_in(press_house, clock())
    asked = hand_in(press_house, clock()).approval
    for forged in ((asked.id, (asked.revision, asked.fingerprint)), (done.statement.id, seen(done))):
        with pytest.raises(TextChanged), press_house.transaction() as tx:
            deciding.approve(tx, TEAM, forged[0], seen=forged[1], by=ADA, now=clock())


# -- mail that waits ------------------------------------------------------------------------------------------------


def waits_for(tx: Tx, out: Statement, number: int | str) -> str | None:
    mail = publishing.mail_of(tx, TEAM, ref_of(out.id, number))
    return mail.plain if mail else None


def test_who_waits_for_two_mailings_gets_the_newest_text_once(press_house: Database, clock: HandClock) -> None:
    first = published(press_house, clock())
    second = correct(press_house, clock, first, mail_again=True, body="Until eleven.")
    correct(press_house, clock, second, mail_again=False, body="Until twelve.")
    with press_house.glance() as tx:
        assert waits_for(tx, first, 1) is None
        assert "Until twelve." in (waits_for(tx, first, 2) or "")
        assert waits_for(tx, first, 3) is None


# Of SQLite there is only one writer at a time.
@pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_while_a_statement_is_taken_back_no_courier_begins_to_mail_it(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    with press_house.transaction() as tx:
        publishing.retract(
            tx, TEAM, statement_id=out.id, live=1, reason="Wrong.", tell_by_mail=True, by=SAM, now=clock()
        )
        with press_house.aside() as courier:
            assert holds.first_mail_due(courier, clock()) is None
    with press_house.glance() as tx:
        assert len(deliveries.of(tx, TEAM, kind=MAIL, ref=ref_of(out.id, 1))) == len(LEDGER.mail)
        assert waits_for(tx, out, 1) is None
    assert stands(press_house, out).out is Out.RETRACTED


def test_a_time_an_hour_ago_to_the_second_is_late_and_a_second_more_is_asked_about(
    press_house: Database, clock: HandClock
) -> None:
    at = clock() + timedelta(minutes=30)
    one = handed_in(press_house, clock(), replace(LEDGER, goes_at=at))
    other = handed_in(press_house, clock(), replace(LEDGER, audience="Everyone", goes_at=at))
    assert approve(press_house, at + timedelta(hours=1), one).out is Out.PUBLISHED
    assert approve(press_house, at + timedelta(hours=1, seconds=1), other).out is Out.LATE


def test_a_clock_that_goes_back_publishes_nothing_again(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=30)
    one = scheduled(press_house, clock(), at)
    for now in (at - timedelta(seconds=1), at, at - timedelta(hours=1), at + timedelta(hours=3)):
        with press_house.transaction() as tx:
            assert publishing.sweep(tx, TEAM, now) is (now == at)
    assert (stands(press_house, one).out, stands(press_house, one).work) == (Out.PUBLISHED, Work.NONE)


def test_nothing_that_is_handed_in_lacks_audience_or_outcome(press_house: Database, clock: HandClock) -> None:
    for bare in (
        Fields(),
        replace(LEDGER, audience=""),
        replace(LEDGER, outcome=" \u200e"),
        replace(LEDGER, outcome="-"),
    ):
        with pytest.raises(Refusal):
            submit(press_house, clock(), keep(press_house, clock(), bare))
