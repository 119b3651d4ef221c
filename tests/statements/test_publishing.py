"""What becomes of an approved statement: out at its time, once; corrected; taken back; on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.deliveries import flows as deliveries
from bot.deliveries import holds
from bot.deliveries.rules import DeliveryStatus
from bot.people.rules import NeedsRole, NotStaff
from bot.refusals import Refusal
from bot.statements import publishing
from bot.statements.rules import LATE, MAIL, NEWS, POST, Moved, NotNow, Out, Statement, UnknownStatement, Work, ref_of
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, GUS, SAM, TEAM
from tests.support.moves import entries
from tests.support.statements import (
    FINANCE,
    LEDGER,
    approve,
    handed_in,
    keep,
    open_press_office,
    places,
    published,
    scheduled,
    sent,
    stands,
    submit,
)
from tests.support.together import at_once

CHANNELS, ADDRESSES = sorted(FINANCE.channels), sorted(FINANCE.mail)


@pytest.fixture
def office(house: Database, clock: HandClock) -> Database:
    open_press_office(house, clock())
    return house


def sweep(office: Database, now: datetime) -> bool:
    with office.transaction() as tx:
        return publishing.sweep(tx, TEAM, now)


def correct(office: Database, now: datetime, out: Statement, *, mail_again: bool = False) -> Statement:
    words = replace(LEDGER, body="Until eleven.", mistake="the hour", mail_again=mail_again)
    return approve(office, now, submit(office, now, keep(office, now, words, on=out)))


def retract(
    office: Database,
    now: datetime,
    out: Statement,
    *,
    tell_by_mail: bool = False,
    reason: str = "Wrong.",
    by: str = SAM,
) -> Statement:
    with office.transaction() as tx:
        return publishing.retract(
            tx,
            TEAM,
            statement_id=out.id,
            live=out.live,
            reason=reason,
            tell_by_mail=tell_by_mail,
            by=by,
            now=now,
        )


def note_sent(office: Database, now: datetime, kind: str, ref: str) -> None:
    """Let every delivery of a letter have arrived."""
    with office.transaction() as tx:
        for one in deliveries.of(tx, TEAM, kind=kind, ref=ref):
            held = holds.hold(tx, one, now, now + timedelta(minutes=1))
            holds.note_sent(tx, held, one.destination[:30], "1.2", now)


# -- going out ------------------------------------------------------------------------------------------------------


def test_what_is_approved_goes_to_every_channel_and_address_at_once(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    assert (out.out, out.work, out.live, out.published_at) == (Out.PUBLISHED, Work.NONE, 1, clock())
    assert places(office, POST, out.id) == CHANNELS
    assert places(office, MAIL, ref_of(out.id, 1)) == ADDRESSES
    assert places(office, NEWS, ref_of(out.id, 1)) == [SAM]


def test_what_goes_out_is_byte_for_byte_what_was_approved(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())
    out = approve(office, clock(), done)
    with office.glance() as tx:
        assert publishing.post_of(tx, TEAM, out.id) == done.text.post
        mail = publishing.mail_of(tx, TEAM, ref_of(out.id, 1))
    assert mail is not None
    assert (mail.subject, mail.plain, mail.html) == (
        done.text.mail.subject,
        done.text.mail.plain,
        done.text.mail.html,
    )
    assert (mail.at, mail.list_name, mail.answers) == (clock(), "Finance", "")


def test_nothing_unapproved_has_anything_to_send(office: Database, clock: HandClock) -> None:
    waits = handed_in(office, clock()).statement
    with office.glance() as tx:
        assert publishing.post_of(tx, TEAM, waits.id) is None
        assert publishing.mail_of(tx, TEAM, ref_of(waits.id, 1)) is None
        assert publishing.post_of(tx, TEAM, "0" * 32) is None


def test_a_scheduled_statement_goes_at_its_time_and_once(office: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(office, clock(), at)
    assert (waits.out, waits.goes_at, places(office, POST, waits.id)) == (Out.SCHEDULED, at, [])
    clock.tick(seconds=119)
    assert not sweep(office, clock())
    clock.tick(seconds=1)
    assert sweep(office, clock())
    assert not sweep(office, clock())
    out = stands(office, waits)
    assert (out.out, out.published_at) == (Out.PUBLISHED, at)
    assert [one.wanted for one in sent(office, POST, waits.id)] == [1, 1]
    assert sent(office, LATE, ref_of(waits.id, int(at.timestamp()))) == []


def test_several_bots_at_once_publish_once(office: Database, clock: HandClock) -> None:
    waits = scheduled(office, clock(), clock() + timedelta(minutes=2))
    clock.tick(minutes=2)

    def go(tx: Tx) -> bool:
        return publishing.sweep(tx, TEAM, clock())

    assert sorted(map(str, at_once(office, go, go, go))) == ["False", "False", "True"]
    assert [one.wanted for one in sent(office, POST, waits.id)] == [1, 1]


def test_a_late_start_publishes_once_and_says_so(office: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(office, clock(), at)
    clock.tick(minutes=62)
    assert sweep(office, clock())
    assert stands(office, waits).out is Out.PUBLISHED
    assert places(office, LATE, ref_of(waits.id, int(at.timestamp()))) == [SAM]


def test_more_than_an_hour_late_asks_the_author(office: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(office, clock(), at)
    clock.tick(minutes=62, seconds=1)
    assert sweep(office, clock())
    assert not sweep(office, clock())
    late = stands(office, waits)
    assert (late.out, places(office, POST, waits.id)) == (Out.LATE, [])
    assert places(office, LATE, ref_of(waits.id, int(at.timestamp()))) == [SAM]
    with office.transaction() as tx:
        out = publishing.change_time(tx, TEAM, statement_id=waits.id, was=at, to=None, by=SAM, now=clock())
    assert (out.out, out.published_at, places(office, POST, waits.id)) == (Out.PUBLISHED, clock(), CHANNELS)
    assert [one.wanted for one in sent(office, LATE, ref_of(waits.id, int(at.timestamp())))] == [2]


# -- changing when it goes ------------------------------------------------------------------------------------------


def test_the_time_is_changed_until_it_goes(office: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(office, clock(), at)
    later = at + timedelta(days=1)
    with office.transaction() as tx:
        moved = publishing.change_time(tx, TEAM, statement_id=waits.id, was=at, to=later, by=SAM, now=clock())
    assert (moved.out, moved.goes_at, moved.fields.goes_at) == (Out.SCHEDULED, later, later)
    clock.tick(minutes=5)
    assert not sweep(office, clock())
    with pytest.raises(Moved), office.transaction() as tx:
        publishing.change_time(tx, TEAM, statement_id=waits.id, was=at, to=None, by=SAM, now=clock())
    with pytest.raises(Refusal, match="passed") as refusal, office.transaction() as tx:
        publishing.change_time(tx, TEAM, statement_id=waits.id, was=later, to=at, by=SAM, now=clock())
    assert refusal.value.field == "statement_goes_at"


def test_what_is_cancelled_is_a_draft_again(office: Database, clock: HandClock) -> None:
    waits = scheduled(office, clock(), clock() + timedelta(minutes=2))
    with office.transaction() as tx:
        draft = publishing.cancel(tx, TEAM, statement_id=waits.id, by=SAM, now=clock())
    assert (draft.out, draft.work, draft.goes_at) == (Out.NOTHING, Work.DRAFT, None)
    clock.tick(minutes=3)
    assert not sweep(office, clock())
    with pytest.raises(NotNow), office.transaction() as tx:
        publishing.cancel(tx, TEAM, statement_id=waits.id, by=SAM, now=clock())


def test_what_is_out_is_not_cancelled_and_others_change_nothing(office: Database, clock: HandClock) -> None:
    waits = scheduled(office, clock(), clock() + timedelta(minutes=2))
    with pytest.raises(UnknownStatement), office.transaction() as tx:
        publishing.cancel(tx, TEAM, statement_id=waits.id, by=CARL, now=clock())
    with pytest.raises(NeedsRole), office.transaction() as tx:
        publishing.cancel(tx, TEAM, statement_id=waits.id, by=ADA, now=clock())
    out = published(office, clock(), replace(LEDGER, audience="Everyone", channels=("C01GEN",), mail=()))
    with pytest.raises(NotNow, match="out already"), office.transaction() as tx:
        publishing.cancel(tx, TEAM, statement_id=out.id, by=SAM, now=clock())


# -- correcting -----------------------------------------------------------------------------------------------------


def test_a_correction_edits_the_posts_and_mails_nobody(office: Database, clock: HandClock) -> None:
    first = clock()
    out = published(office, first)
    clock.tick(hours=1)
    fixed = correct(office, clock(), out)
    assert (fixed.live, fixed.published_at, fixed.fields.body) == (2, first, "Until eleven.")
    assert [one.wanted for one in sent(office, POST, out.id)] == [2, 2]
    assert places(office, MAIL, ref_of(out.id, 2)) == []
    with office.glance() as tx:
        post = publishing.post_of(tx, TEAM, out.id)
    assert post is not None
    assert "Until eleven." in str(post.blocks)
    assert "the hour" in str(post.blocks)


def test_a_correction_is_mailed_where_the_author_asks_and_answers_the_first(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    correct(office, clock(), out, mail_again=True)
    assert places(office, MAIL, ref_of(out.id, 2)) == ADDRESSES
    with office.glance() as tx:
        mail = publishing.mail_of(tx, TEAM, ref_of(out.id, 2))
        old = publishing.mail_of(tx, TEAM, ref_of(out.id, 1))
    assert mail is not None
    assert (mail.subject.startswith("Correction"), mail.answers) == (True, ref_of(out.id, 1))
    # Who has not had the first mail gets the correction alone.
    assert old is None


def test_who_has_not_had_the_first_mail_gets_the_corrected_text_in_it(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    correct(office, clock(), out)
    with office.glance() as tx:
        mail = publishing.mail_of(tx, TEAM, ref_of(out.id, 1))
    assert mail is not None
    assert ("Until eleven." in mail.plain, mail.answers) == (True, "")


def test_the_first_mailing_is_the_first_that_went(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())
    again = submit(office, clock(), keep(office, clock(), replace(LEDGER, body="Anew."), on=done.statement))
    out = approve(office, clock(), again)
    assert (out.live, places(office, MAIL, ref_of(out.id, 2))) == (2, ADDRESSES)
    retract(office, clock(), out)
    with office.glance() as tx:
        notice = publishing.mail_of(tx, TEAM, ref_of(out.id, "r"))
    assert notice is not None
    assert notice.answers == ref_of(out.id, 2)


# -- taking back ----------------------------------------------------------------------------------------------------


def test_a_retraction_replaces_every_post(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    gone = retract(office, clock(), out, by=ADA)
    assert (gone.out, gone.why) == (Out.RETRACTED, "Wrong.")
    assert [one.wanted for one in sent(office, POST, out.id)] == [2, 2]
    with office.glance() as tx:
        post = publishing.post_of(tx, TEAM, out.id)
        assert publishing.mail_of(tx, TEAM, ref_of(out.id, 1)) is None
    assert post is not None
    assert "until midnight" not in str(post)
    assert "Wrong." not in str(entries(office)[-1])


def test_a_retraction_is_mailed_to_those_who_may_have_it(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    with office.transaction() as tx:
        one, other = deliveries.of(tx, TEAM, kind=MAIL, ref=ref_of(out.id, 1))
        holds.note_sent(tx, holds.hold(tx, one, clock(), clock() + timedelta(minutes=1)), "x", "1", clock())
    retract(office, clock(), out, tell_by_mail=True)
    assert places(office, MAIL, ref_of(out.id, "r")) == [one.destination]
    assert other.status is DeliveryStatus.WAITING


def test_a_retraction_takes_a_reason_and_what_was_shown(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    with pytest.raises(Refusal):
        retract(office, clock(), out, reason="  ")
    with pytest.raises(Moved):
        retract(office, clock(), replace(out, live=7))
    with pytest.raises(UnknownStatement):
        retract(office, clock(), replace(out, id="0" * 32))
    retract(office, clock(), out)
    with pytest.raises(NotNow):
        retract(office, clock(), out)


def test_a_retraction_ends_a_correction_that_waits(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    words = replace(LEDGER, body="Until eleven.", mistake="the hour")
    waits = submit(office, clock(), keep(office, clock(), words, on=out))
    retract(office, clock(), out)
    with pytest.raises(Exception, match="changed"):
        approve(office, clock(), waits)
    assert stands(office, out).out is Out.RETRACTED


# -- sending again --------------------------------------------------------------------------------------------------


def test_what_failed_is_sent_again_as_somebody_asks(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    with office.transaction() as tx:
        failed = deliveries.of(tx, TEAM, kind=MAIL, ref=ref_of(out.id, 1))[0]
        held = holds.hold(tx, failed, clock(), clock() + timedelta(minutes=1))
        holds.note_ended(tx, held, DeliveryStatus.FAILED, "no such address", clock())
    with pytest.raises(NotStaff), office.transaction() as tx:
        publishing.try_again(tx, TEAM, statement_id=out.id, by=GUS, now=clock())
    with office.transaction() as tx:
        assert publishing.try_again(tx, TEAM, statement_id=out.id, by=BEA, now=clock()) == 1
        assert publishing.try_again(tx, TEAM, statement_id=out.id, by=BEA, now=clock()) == 0
        counts = publishing.progress(tx, TEAM, out).counts
    assert counts[DeliveryStatus.WAITING] == len(CHANNELS) + len(ADDRESSES)
    assert [one.verb for one in entries(office)].count("send_again") == 1


# -- how far it has come --------------------------------------------------------------------------------------------


def test_the_author_is_told_anew_when_more_has_come_and_not_otherwise(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    news = ref_of(out.id, 1)
    note_sent(office, clock(), NEWS, news)
    clock.tick(minutes=1)
    assert not sweep(office, clock())
    with office.transaction() as tx:
        failed = deliveries.of(tx, TEAM, kind=MAIL, ref=news)[0]
        held = holds.hold(tx, failed, clock(), clock() + timedelta(minutes=1))
        holds.note_ended(tx, held, DeliveryStatus.FAILED, "no such address", clock())
    clock.tick(seconds=1)
    assert sweep(office, clock())
    assert [one.wanted for one in sent(office, NEWS, news)] == [2]
    note_sent(office, clock(), NEWS, news)
    clock.tick(minutes=1)
    # Once more, when what was being noted meanwhile is in.
    assert sweep(office, clock())
    note_sent(office, clock(), NEWS, news)
    clock.tick(minutes=1)
    assert not sweep(office, clock())


def test_after_a_day_nobody_watches_a_statement_any_more(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    news = ref_of(out.id, 1)
    note_sent(office, clock(), NEWS, news)
    clock.tick(hours=25)
    note_sent(office, clock(), MAIL, news)
    clock.tick(minutes=1)
    assert not sweep(office, clock())


def test_who_was_refused_for_good_is_not_told_of_a_retraction(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    with office.transaction() as tx:
        refused, other = deliveries.of(tx, TEAM, kind=MAIL, ref=ref_of(out.id, 1))
        for one in (refused, other):
            held = holds.hold(tx, one, clock(), clock() + timedelta(minutes=1))
            if one is refused:
                holds.note_ended(tx, held, DeliveryStatus.FAILED, "no such address", clock())
            else:
                holds.note_sent(tx, held, "x", "1", clock())
    retract(office, clock(), out, tell_by_mail=True)
    assert places(office, MAIL, ref_of(out.id, "r")) == [other.destination]
