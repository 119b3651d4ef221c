"""What becomes of an approved statement: out at its time, once; corrected; taken back; on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.deliveries import flows as deliveries
from bot.deliveries import holds
from bot.deliveries.rules import DeliveryStatus
from bot.people.rules import NotStaff
from bot.refusals import Refusal
from bot.statements import listing, publishing
from bot.statements.places_screens import progress_words
from bot.statements.rules import (
    LATE,
    MAIL,
    NEWS,
    POST,
    Answer,
    Moved,
    NotNow,
    Out,
    Statement,
    UnknownStatement,
    Work,
    ref_of,
)
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, GUS, SAM, TEAM
from tests.support.moves import entries
from tests.support.statements import (
    FINANCE,
    LEDGER,
    approve,
    glad,
    handed_in,
    keep,
    places,
    published,
    scheduled,
    sent,
    stands,
    submit,
)
from tests.support.together import at_once

CHANNELS, ADDRESSES = sorted(FINANCE.channels), sorted(FINANCE.mail)


def sweep(press_house: Database, now: datetime) -> bool:
    with press_house.transaction() as tx:
        return publishing.sweep(tx, TEAM, now)


def correct(press_house: Database, now: datetime, out: Statement, *, mail_again: bool = False) -> Statement:
    words = replace(LEDGER, body="Until eleven.", mistake="the hour", mail_again=mail_again)
    return approve(press_house, now, submit(press_house, now, keep(press_house, now, words, on=out)))


def retract(
    press_house: Database,
    now: datetime,
    out: Statement,
    *,
    tell_by_mail: bool = False,
    reason: str = "Wrong.",
    by: str = SAM,
) -> Statement:
    with press_house.transaction() as tx:
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


def note_sent(press_house: Database, now: datetime, kind: str, ref: str) -> None:
    """Let every delivery of a letter have arrived."""
    with press_house.transaction() as tx:
        for one in deliveries.of(tx, TEAM, kind=kind, ref=ref):
            held = holds.hold(tx, one, now, now + timedelta(minutes=1))
            holds.note_sent(tx, held, one.destination[:30], "1.2", now)


# -- going out ------------------------------------------------------------------------------------------------------


def test_what_is_approved_goes_to_every_channel_and_address_at_once(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    assert (out.out, out.work, out.live, out.published_at) == (Out.PUBLISHED, Work.NONE, 1, clock())
    assert places(press_house, POST, out.id) == CHANNELS
    assert places(press_house, MAIL, ref_of(out.id, 1)) == ADDRESSES
    assert places(press_house, NEWS, ref_of(out.id, 1)) == [SAM]


def test_what_goes_out_is_byte_for_byte_what_was_approved(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    out = approve(press_house, clock(), done)
    with press_house.glance() as tx:
        assert publishing.post_of(tx, TEAM, out.id) == done.text.post
        mail = publishing.mail_of(tx, TEAM, ref_of(out.id, 1))
    assert mail is not None
    assert (mail.subject, mail.plain, mail.html) == (
        done.text.mail.subject,
        done.text.mail.plain,
        done.text.mail.html,
    )
    assert (mail.at, mail.list_name, mail.answers) == (clock(), "Finance", "")


def test_nothing_unapproved_has_anything_to_send(press_house: Database, clock: HandClock) -> None:
    waits = handed_in(press_house, clock()).statement
    with press_house.glance() as tx:
        assert publishing.post_of(tx, TEAM, waits.id) is None
        assert publishing.mail_of(tx, TEAM, ref_of(waits.id, 1)) is None
        assert publishing.post_of(tx, TEAM, "0" * 32) is None


def test_a_scheduled_statement_goes_at_its_time_and_once(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(press_house, clock(), at)
    assert (waits.out, waits.goes_at, places(press_house, POST, waits.id)) == (Out.SCHEDULED, at, [])
    clock.tick(seconds=119)
    assert not sweep(press_house, clock())
    clock.tick(seconds=1)
    assert sweep(press_house, clock())
    assert not sweep(press_house, clock())
    out = stands(press_house, waits)
    assert (out.out, out.published_at) == (Out.PUBLISHED, at)
    assert [one.wanted for one in sent(press_house, POST, waits.id)] == [1, 1]
    assert sent(press_house, LATE, ref_of(waits.id, int(at.timestamp()))) == []


def test_several_bots_at_once_publish_once(press_house: Database, clock: HandClock) -> None:
    waits = scheduled(press_house, clock(), clock() + timedelta(minutes=2))
    clock.tick(minutes=2)

    def go(tx: Tx) -> bool:
        return publishing.sweep(tx, TEAM, clock())

    assert sorted(map(str, at_once(press_house, go, go, go))) == ["False", "False", "True"]
    assert [one.wanted for one in sent(press_house, POST, waits.id)] == [1, 1]


def test_a_late_start_publishes_once_and_says_so(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(press_house, clock(), at)
    clock.tick(minutes=62)
    assert sweep(press_house, clock())
    assert stands(press_house, waits).out is Out.PUBLISHED
    assert places(press_house, LATE, ref_of(waits.id, int(at.timestamp()))) == [SAM]


def test_more_than_an_hour_late_asks_the_author(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(press_house, clock(), at)
    clock.tick(minutes=62, seconds=1)
    assert sweep(press_house, clock())
    assert not sweep(press_house, clock())
    late = stands(press_house, waits)
    assert (late.out, places(press_house, POST, waits.id)) == (Out.LATE, [])
    assert places(press_house, LATE, ref_of(waits.id, int(at.timestamp()))) == [SAM]
    with press_house.transaction() as tx:
        out = publishing.change_time(
            tx, TEAM, answer=Answer(), cheerful=glad, statement_id=waits.id, was=at, to=None, by=SAM, now=clock()
        )
    assert (out.out, out.published_at, places(press_house, POST, waits.id)) == (Out.PUBLISHED, clock(), CHANNELS)
    assert [one.wanted for one in sent(press_house, LATE, ref_of(waits.id, int(at.timestamp())))] == [2]


# -- changing when it goes ------------------------------------------------------------------------------------------


def test_the_time_is_changed_until_it_goes(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(minutes=2)
    waits = scheduled(press_house, clock(), at)
    later = at + timedelta(days=1)
    with press_house.transaction() as tx:
        moved = publishing.change_time(
            tx, TEAM, answer=Answer(), cheerful=glad, statement_id=waits.id, was=at, to=later, by=SAM, now=clock()
        )
    assert (moved.out, moved.goes_at, moved.fields.goes_at) == (Out.SCHEDULED, later, later)
    clock.tick(minutes=5)
    assert not sweep(press_house, clock())
    with pytest.raises(Moved), press_house.transaction() as tx:
        publishing.change_time(
            tx, TEAM, answer=Answer(), cheerful=glad, statement_id=waits.id, was=at, to=None, by=SAM, now=clock()
        )
    with pytest.raises(Refusal, match="passed") as refusal, press_house.transaction() as tx:
        publishing.change_time(
            tx, TEAM, answer=Answer(), cheerful=glad, statement_id=waits.id, was=later, to=at, by=SAM, now=clock()
        )
    assert refusal.value.field == "statement_goes_at"


def test_what_is_cancelled_is_a_draft_again(press_house: Database, clock: HandClock) -> None:
    waits = scheduled(press_house, clock(), clock() + timedelta(minutes=2))
    with press_house.transaction() as tx:
        draft = publishing.cancel(tx, TEAM, statement_id=waits.id, by=SAM, now=clock())
    assert (draft.out, draft.work, draft.goes_at) == (Out.NOTHING, Work.DRAFT, None)
    clock.tick(minutes=3)
    assert not sweep(press_house, clock())
    with pytest.raises(NotNow), press_house.transaction() as tx:
        publishing.cancel(tx, TEAM, statement_id=waits.id, by=SAM, now=clock())


def test_what_is_out_is_not_cancelled_and_others_change_nothing(press_house: Database, clock: HandClock) -> None:
    waits = scheduled(press_house, clock(), clock() + timedelta(minutes=2))
    with pytest.raises(UnknownStatement), press_house.transaction() as tx:
        publishing.cancel(tx, TEAM, statement_id=waits.id, by=CARL, now=clock())
    out = published(press_house, clock(), replace(LEDGER, audience="Everyone", channels=("C01GEN",), mail=()))
    with pytest.raises(NotNow, match="out already"), press_house.transaction() as tx:
        publishing.cancel(tx, TEAM, statement_id=out.id, by=SAM, now=clock())


# -- correcting -----------------------------------------------------------------------------------------------------


def test_a_correction_edits_the_posts_and_mails_nobody(press_house: Database, clock: HandClock) -> None:
    first = clock()
    out = published(press_house, first)
    clock.tick(hours=1)
    fixed = correct(press_house, clock(), out)
    assert (fixed.live, fixed.published_at, fixed.fields.body) == (2, first, "Until eleven.")
    assert [one.wanted for one in sent(press_house, POST, out.id)] == [2, 2]
    assert places(press_house, MAIL, ref_of(out.id, 2)) == []
    with press_house.glance() as tx:
        post = publishing.post_of(tx, TEAM, out.id)
    assert post is not None
    assert "Until eleven." in str(post.blocks)
    assert "the hour" in str(post.blocks)


def test_a_correction_is_mailed_where_the_author_asks_and_answers_the_first(
    press_house: Database, clock: HandClock
) -> None:
    out = published(press_house, clock())
    correct(press_house, clock(), out, mail_again=True)
    assert places(press_house, MAIL, ref_of(out.id, 2)) == ADDRESSES
    with press_house.glance() as tx:
        mail = publishing.mail_of(tx, TEAM, ref_of(out.id, 2))
        old = publishing.mail_of(tx, TEAM, ref_of(out.id, 1))
    assert mail is not None
    assert (mail.subject.startswith("Correction"), mail.answers) == (True, ref_of(out.id, 1))
    # Who has not had the first mail gets the correction alone.
    assert old is None


def test_who_has_not_had_the_first_mail_gets_the_corrected_text_in_it(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    correct(press_house, clock(), out)
    with press_house.glance() as tx:
        mail = publishing.mail_of(tx, TEAM, ref_of(out.id, 1))
    assert mail is not None
    assert ("Until eleven." in mail.plain, mail.answers) == (True, "")


def test_the_first_mailing_is_the_first_that_went(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    again = submit(press_house, clock(), keep(press_house, clock(), replace(LEDGER, body="Anew."), on=done.statement))
    out = approve(press_house, clock(), again)
    assert (out.live, places(press_house, MAIL, ref_of(out.id, 2))) == (2, ADDRESSES)
    retract(press_house, clock(), out)
    with press_house.glance() as tx:
        notice = publishing.mail_of(tx, TEAM, ref_of(out.id, "r"))
    assert notice is not None
    assert notice.answers == ref_of(out.id, 2)


# -- taking back ----------------------------------------------------------------------------------------------------


def test_a_retraction_replaces_every_post(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    gone = retract(press_house, clock(), out, by=ADA)
    assert (gone.out, gone.why) == (Out.RETRACTED, "Wrong.")
    assert [one.wanted for one in sent(press_house, POST, out.id)] == [2, 2]
    with press_house.glance() as tx:
        post = publishing.post_of(tx, TEAM, out.id)
        assert publishing.mail_of(tx, TEAM, ref_of(out.id, 1)) is None
    assert post is not None
    assert "until midnight" not in str(post)
    assert "Wrong." not in str(entries(press_house)[-1])


def test_a_retraction_is_mailed_to_those_who_may_have_it(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    with press_house.transaction() as tx:
        one, other = deliveries.of(tx, TEAM, kind=MAIL, ref=ref_of(out.id, 1))
        holds.note_sent(tx, holds.hold(tx, one, clock(), clock() + timedelta(minutes=1)), "x", "1", clock())
    retract(press_house, clock(), out, tell_by_mail=True)
    assert places(press_house, MAIL, ref_of(out.id, "r")) == [one.destination]
    assert other.status is DeliveryStatus.WAITING


def test_a_retraction_takes_a_reason_and_what_was_shown(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    with pytest.raises(Refusal):
        retract(press_house, clock(), out, reason="  ")
    with pytest.raises(Moved):
        retract(press_house, clock(), replace(out, live=7))
    with pytest.raises(UnknownStatement):
        retract(press_house, clock(), replace(out, id="0" * 32))
    retract(press_house, clock(), out)
    with pytest.raises(NotNow):
        retract(press_house, clock(), out)


def test_a_retraction_ends_a_correction_that_waits(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    words = replace(LEDGER, body="Until eleven.", mistake="the hour")
    waits = submit(press_house, clock(), keep(press_house, clock(), words, on=out))
    retract(press_house, clock(), out)
    with pytest.raises(Exception, match="changed"):
        approve(press_house, clock(), waits)
    assert stands(press_house, out).out is Out.RETRACTED


# -- sending again --------------------------------------------------------------------------------------------------


def test_what_failed_is_sent_again_as_somebody_asks(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    with press_house.transaction() as tx:
        failed = deliveries.of(tx, TEAM, kind=MAIL, ref=ref_of(out.id, 1))[0]
        held = holds.hold(tx, failed, clock(), clock() + timedelta(minutes=1))
        holds.note_ended(tx, held, DeliveryStatus.FAILED, "no such address", clock())
    with pytest.raises(NotStaff), press_house.transaction() as tx:
        publishing.try_again(tx, TEAM, statement_id=out.id, by=GUS, now=clock())
    with press_house.transaction() as tx:
        assert publishing.try_again(tx, TEAM, statement_id=out.id, by=BEA, now=clock()) == 1
        assert publishing.try_again(tx, TEAM, statement_id=out.id, by=BEA, now=clock()) == 0
        shown = listing.page(tx, TEAM, number=out.number, by=BEA)
    assert shown.posted
    assert shown.mailed
    assert progress_words(shown.posted, shown.mailed).endswith(f" {len(CHANNELS) + len(ADDRESSES)} more on the way.")
    assert [one.verb for one in entries(press_house)].count("send_again") == 1


# -- how far it has come --------------------------------------------------------------------------------------------


def test_the_author_is_told_anew_when_more_has_come_and_not_otherwise(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    news = ref_of(out.id, 1)
    note_sent(press_house, clock(), NEWS, news)
    clock.tick(minutes=1)
    assert not sweep(press_house, clock())
    with press_house.transaction() as tx:
        failed = deliveries.of(tx, TEAM, kind=MAIL, ref=news)[0]
        held = holds.hold(tx, failed, clock(), clock() + timedelta(minutes=1))
        holds.note_ended(tx, held, DeliveryStatus.FAILED, "no such address", clock())
    clock.tick(seconds=1)
    assert sweep(press_house, clock())
    assert [one.wanted for one in sent(press_house, NEWS, news)] == [2]
    note_sent(press_house, clock(), NEWS, news)
    clock.tick(minutes=1)
    # Once more, when what was being noted meanwhile is in.
    assert sweep(press_house, clock())
    note_sent(press_house, clock(), NEWS, news)
    clock.tick(minutes=1)
    assert not sweep(press_house, clock())


def test_after_a_day_nobody_watches_a_statement_any_more(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    news = ref_of(out.id, 1)
    note_sent(press_house, clock(), NEWS, news)
    clock.tick(hours=25)
    note_sent(press_house, clock(), MAIL, news)
    clock.tick(minutes=1)
    assert not sweep(press_house, clock())


def test_who_was_refused_for_good_is_not_told_of_a_retraction(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    with press_house.transaction() as tx:
        refused, other = deliveries.of(tx, TEAM, kind=MAIL, ref=ref_of(out.id, 1))
        for one in (refused, other):
            held = holds.hold(tx, one, clock(), clock() + timedelta(minutes=1))
            if one is refused:
                holds.note_ended(tx, held, DeliveryStatus.FAILED, "no such address", clock())
            else:
                holds.note_sent(tx, held, "x", "1", clock())
    retract(press_house, clock(), out, tell_by_mail=True)
    assert places(press_house, MAIL, ref_of(out.id, "r")) == [other.destination]
