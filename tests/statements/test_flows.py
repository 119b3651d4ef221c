"""Writing a statement and handing it in, on both databases."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest

from bot.incidents.rules import Severity
from bot.party_lines import flows as lines
from bot.people import flows as people
from bot.people.rules import NeedsRole, NotStaff, Role
from bot.refusals import Refusals
from bot.statements import flows
from bot.statements.rules import (
    CARD,
    Answer,
    Fields,
    Moved,
    NobodyCanApprove,
    NotNow,
    Out,
    Statement,
    TrafficQuestion,
    UnknownStatement,
    Work,
)
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, APPROVALS, BEA, CARL, GUS, NETWORK, SAM, TEAM
from tests.support.lines import approve as approve_line
from tests.support.lines import draft as line_draft
from tests.support.moves import entries
from tests.support.statements import (
    EVERYONE,
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


def test_a_form_starts_with_the_audiences_and_the_authors_own_zone(press_house: Database) -> None:
    with press_house.glance() as tx:
        start = flows.start(tx, TEAM, by=SAM, subject="System upgrade")
    assert start.audiences == (EVERYONE, FINANCE)
    assert start.fields == Fields(subject="System upgrade", zone=start.fields.zone)


@pytest.mark.parametrize(("by", "refusal"), [(ADA, NeedsRole), (GUS, NotStaff)])
def test_only_authors_write(press_house: Database, clock: HandClock, by: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal), press_house.glance() as tx:
        flows.start(tx, TEAM, by=by)
    with pytest.raises(refusal):
        keep(press_house, clock(), by=by)
    statement = keep(press_house, clock())
    with pytest.raises(refusal):
        submit(press_house, clock(), statement, by=by)


def test_a_draft_is_kept_whatever_is_missing_and_continued(press_house: Database, clock: HandClock) -> None:
    statement = keep(press_house, clock(), Fields(happens="The ledger is faster."))
    assert (statement.number, statement.out, statement.work, statement.revision) == (1, Out.NOTHING, Work.DRAFT, 1)
    longer = keep(press_house, clock(), LEDGER, on=statement)
    assert (longer.id, longer.revision, longer.fields) == (statement.id, 2, LEDGER)
    with press_house.glance() as tx:
        again = flows.start_again(tx, TEAM, statement_id=statement.id, by=SAM)
    assert (again.fields.outcome, again.statement) == (LEDGER.outcome, longer)
    assert keep(press_house, clock()).number == 2


def test_what_is_stored_comes_back_as_it_was(press_house: Database, clock: HandClock) -> None:
    odd = replace(LEDGER, day=date(2026, 10, 25), start=time(2, 30), goes_at=datetime(2026, 3, 9, 8, 5, tzinfo=UTC))
    assert stands(press_house, keep(press_house, clock(), odd)).fields == odd


def test_a_form_that_is_older_than_the_draft_changes_nothing(press_house: Database, clock: HandClock) -> None:
    old = keep(press_house, clock())
    new = keep(press_house, clock(), replace(LEDGER, outcome="Go home earlier"), on=old)
    with pytest.raises(Moved) as refusal:
        keep(press_house, clock(), replace(LEDGER, outcome="Stay longer"), on=old)
    assert refusal.value.statement == stands(press_house, old) == new
    with pytest.raises(Moved):
        submit(press_house, clock(), old)


def test_two_windows_at_once_keep_one_text(press_house: Database, clock: HandClock) -> None:
    old = keep(press_house, clock())

    def write(tx: Tx, outcome: str) -> Statement:
        fields = replace(LEDGER, outcome=outcome)
        return flows.keep(tx, TEAM, statement_id=old.id, base=1, fields=fields, by=SAM, now=clock())

    got = at_once(press_house, partial(write, outcome="Go home earlier"), partial(write, outcome="Stay longer"))
    assert sorted(type(one).__name__ for one in got) == ["Moved", "Statement"]
    assert stands(press_house, old).revision == 2


def test_a_draft_is_its_authors_alone(press_house: Database, clock: HandClock) -> None:
    statement = keep(press_house, clock())
    for act in (
        lambda: keep(press_house, clock(), on=statement, by=CARL),
        lambda: submit(press_house, clock(), statement, by=CARL),
    ):
        with pytest.raises(UnknownStatement):
            act()


@pytest.mark.parametrize("missing", ["audience", "outcome", "happens", "subject", "body"])
def test_nothing_is_handed_in_without_what_it_needs(press_house: Database, clock: HandClock, missing: str) -> None:
    blank: dict[str, Any] = {missing: "  "}
    statement = keep(press_house, clock(), replace(LEDGER, **blank))
    with pytest.raises(Refusals) as refusal:
        submit(press_house, clock(), statement)
    assert [one.field for one in refusal.value.refusals] == [f"statement_{missing}"]
    assert stands(press_house, statement).work is Work.DRAFT


def test_handing_in_asks_the_approvers_for_exactly_what_was_previewed(press_house: Database, clock: HandClock) -> None:
    statement = keep(press_house, clock())
    with press_house.glance() as tx:
        before = flows.preview(tx, TEAM, statement_id=statement.id, cheerful=glad, by=SAM, now=clock())
    assert (before.complaints, before.question) == ((), None)
    done = submit(press_house, clock(), statement)
    assert (done.text.post, done.text.mail) == (before.text.post, before.text.mail)
    assert done.text.fingerprint == before.text.fingerprint == done.approval.fingerprint
    assert (done.asked, places(press_house, CARD, done.approval.id)) == ((APPROVALS,), [APPROVALS])
    assert stands(press_house, statement).work is Work.WAITING


def test_what_is_handed_in_is_not_handed_in_twice(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    with pytest.raises(NotNow):
        submit(press_house, clock(), done.statement)


def test_an_edit_after_handing_in_takes_it_back(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    edited = keep(press_house, clock(), replace(LEDGER, subject="Close the month earlier"), on=done.statement)
    assert edited.work is Work.DRAFT
    with pytest.raises(Exception, match="changed"):
        approve(press_house, clock(), done)
    again = submit(press_house, clock(), edited)
    assert again.text.number == 2
    assert approve(press_house, clock(), again).live == 2


def test_an_edit_that_changes_nothing_takes_nothing_back(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    assert keep(press_house, clock(), LEDGER, on=done.statement).work is Work.WAITING


def test_an_edit_of_what_is_scheduled_needs_a_new_approval(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(hours=2)
    statement = scheduled(press_house, clock(), at)
    edited = keep(press_house, clock(), replace(statement.fields, body="Other words."), on=statement)
    assert (edited.out, edited.work, edited.goes_at) == (Out.NOTHING, Work.DRAFT, None)


def test_nobody_to_approve_is_said_before_anything_waits(press_house: Database, clock: HandClock) -> None:
    with press_house.transaction() as tx:
        people.set_roles(
            tx, TEAM, {BEA: frozenset({Role.AUTHOR, Role.APPROVER}), ADA: frozenset({Role.ADMIN})}, by=ADA, now=clock()
        )
    statement = keep(press_house, clock(), by=BEA)
    with pytest.raises(NobodyCanApprove) as refusal:
        submit(press_house, clock(), statement, by=BEA)
    assert refusal.value.ask == (ADA,)


def test_taking_back_and_discarding(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    with press_house.transaction() as tx:
        back = flows.take_back(tx, TEAM, statement_id=done.statement.id, by=SAM, now=clock())
    assert back.work is Work.DRAFT
    assert [one.wanted for one in sent(press_house, CARD, done.approval.id)] == [2]
    with pytest.raises(NotNow), press_house.transaction() as tx:
        flows.take_back(tx, TEAM, statement_id=done.statement.id, by=SAM, now=clock())
    again = submit(press_house, clock(), back)
    with press_house.transaction() as tx:
        gone = flows.discard(tx, TEAM, statement_id=back.id, by=SAM, now=clock())
    assert gone.out is Out.DISCARDED
    with pytest.raises(Exception, match="changed"):
        approve(press_house, clock(), again)
    with pytest.raises(NotNow):
        keep(press_house, clock(), on=gone)


def test_what_is_approved_is_cancelled_before_it_is_discarded(press_house: Database, clock: HandClock) -> None:
    statement = scheduled(press_house, clock(), clock() + timedelta(hours=1))
    with pytest.raises(NotNow), press_house.transaction() as tx:
        flows.discard(tx, TEAM, statement_id=statement.id, by=SAM, now=clock())


def test_a_correction_goes_where_the_statement_went(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    moved = replace(LEDGER, body="Other words.", mistake="the words", channels=("C09OTHER",), mail=())
    draft = keep(press_house, clock(), replace(moved, audience="Everyone"), on=out, by=CARL)
    assert (draft.out, draft.work) == (Out.PUBLISHED, Work.DRAFT)
    assert (draft.fields.audience, draft.fields.channels) == ("Finance", LEDGER.channels)
    assert (draft.fields.mail, draft.fields.body) == (LEDGER.mail, "Other words.")


def test_a_correction_that_is_thrown_away_leaves_what_is_out(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    draft = keep(press_house, clock(), replace(LEDGER, body="Other words.", mistake="the words"), on=out)
    with press_house.transaction() as tx:
        left = flows.discard(tx, TEAM, statement_id=out.id, by=SAM, now=clock())
    assert (left.out, left.work, left.live, left.fields) == (Out.PUBLISHED, Work.NONE, 1, LEDGER)
    assert left.revision > draft.revision


def test_minor_trouble_is_there_every_day(press_house: Database, clock: HandClock) -> None:
    have_trouble(press_house, clock(), Severity.MINOR)
    assert submit(press_house, clock(), keep(press_house, clock(), GLAD_ABOUT_WIFI)).statement.work is Work.WAITING


def test_nothing_changed_is_nothing_to_approve(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    with pytest.raises(NotNow):
        submit(press_house, clock(), out)


# -- air traffic ----------------------------------------------------------------------------------------------------


def have_trouble(press_house: Database, now: datetime, severity: Severity) -> None:
    """Let there be an incident on the network with an approved line."""
    with press_house.transaction() as tx:
        words = replace(line_draft(now), severity=severity)
        handed = lines.open_line(tx, TEAM, topic_id=NETWORK, draft=words, by=CARL, now=now)
    approve_line(press_house, handed, now)


GLAD_ABOUT_WIFI = replace(LEDGER, subject="Faster Wi-Fi on all floors from Monday")


def test_good_news_about_what_is_down_is_questioned_first(press_house: Database, clock: HandClock) -> None:
    have_trouble(press_house, clock(), Severity.CRITICAL)
    statement = keep(press_house, clock(), GLAD_ABOUT_WIFI)
    with pytest.raises(TrafficQuestion) as asked:
        submit(press_house, clock(), statement)
    question = asked.value.question
    assert "critical incident" in question.sentence
    assert stands(press_house, statement).work is Work.DRAFT
    kept = submit(press_house, clock(), statement, answer=Answer(question.cause, keeps=True))
    assert kept.statement.goes_at is None


def test_the_better_time_is_taken_as_it_was_offered(press_house: Database, clock: HandClock) -> None:
    have_trouble(press_house, clock(), Severity.MAJOR)
    statement = keep(press_house, clock(), GLAD_ABOUT_WIFI)
    with press_house.glance() as tx:
        asked = flows.preview(tx, TEAM, statement_id=statement.id, cheerful=glad, by=SAM, now=clock()).question
    assert asked is not None
    done = submit(press_house, clock(), statement, answer=Answer(better=asked.better))
    assert done.statement.goes_at == done.text.fields.goes_at == asked.better > clock()


def test_an_answer_to_another_question_is_none(press_house: Database, clock: HandClock) -> None:
    have_trouble(press_house, clock(), Severity.MAJOR)
    statement = keep(press_house, clock(), GLAD_ABOUT_WIFI)
    with pytest.raises(TrafficQuestion):
        submit(press_house, clock(), statement, answer=Answer("something else", keeps=True))


def test_bad_news_and_other_topics_are_not_questioned(press_house: Database, clock: HandClock) -> None:
    have_trouble(press_house, clock(), Severity.MAJOR)
    assert submit(press_house, clock(), keep(press_house, clock())).statement.work is Work.WAITING
    sad = keep(press_house, clock(), replace(GLAD_ABOUT_WIFI, audience="Everyone", channels=("C01GEN",)))
    with press_house.transaction() as tx:
        done = flows.submit(
            tx,
            TEAM,
            statement_id=sad.id,
            base=sad.revision,
            answer=Answer(),
            cheerful=lambda _: False,
            by=SAM,
            now=clock(),
        )
    assert done.statement.work is Work.WAITING


def test_two_to_one_audience_within_an_hour_are_questioned(press_house: Database, clock: HandClock) -> None:
    published(press_house, clock())
    clock.tick(minutes=50)
    second = keep(press_house, clock(), replace(LEDGER, subject="Book your leave on your phone"))
    with pytest.raises(TrafficQuestion) as asked:
        submit(press_house, clock(), second)
    assert asked.value.question.better > clock()
    elsewhere = keep(press_house, clock(), replace(LEDGER, audience="Everyone", channels=EVERYONE.channels, mail=()))
    assert submit(press_house, clock(), elsewhere).statement.work is Work.WAITING
    clock.tick(minutes=11)
    assert submit(press_house, clock(), second).statement.work is Work.WAITING


def test_what_waits_for_approval_is_in_the_air_already(press_house: Database, clock: HandClock) -> None:
    at = clock() + timedelta(hours=3)
    handed_in(press_house, clock(), replace(LEDGER, goes_at=at))
    second = keep(press_house, clock(), replace(LEDGER, subject="Book your leave on your phone", goes_at=at))
    with pytest.raises(TrafficQuestion):
        submit(press_house, clock(), second)


def test_every_step_is_in_the_journal_without_its_words(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    keep(press_house, clock(), replace(LEDGER, body="Other words."), on=done.statement)
    mine = [one for one in entries(press_house) if one.subject_id == done.statement.id]
    assert [one.verb for one in mine] == ["begin_statement", "hand_in", "ask_approval", "cancelled", "edit_statement"]
    assert not any("ledger" in str(one).lower() for one in mine)
