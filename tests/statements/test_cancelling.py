"""Cancelling what is scheduled: by its author or by an approver, also in the instant it is to go; on both databases."""

from datetime import timedelta
from typing import Any

import pytest

from bot.people import flows as people
from bot.people.rules import NeedsRole, NotStaff, Role
from bot.refusals import Refusal
from bot.statements import page_screens, publishing
from bot.statements.rules import CANCELLED, Answer, NotNow, Out, Statement, UnknownStatement, Work, ref_of
from bot.storage import Database, Tx
from tests.statements.forms import opened
from tests.support.clock import HandClock
from tests.support.doors import Doors, button, elements_of, words_of
from tests.support.house import ADA, BEA, CARL, GUS, NORA, ROLES, SAM, TEAM
from tests.support.moves import entries, everything_written
from tests.support.statements import AUTHORS, approve, glad, keep, places, published, scheduled, stands, submit
from tests.support.together import at_once


def cancel(house: Database, clock: HandClock, one: Statement, by: str) -> Statement:
    with house.transaction() as tx:
        return publishing.cancel(tx, TEAM, statement_id=one.id, by=by, now=clock())


def told(house: Database, one: Statement) -> list[str]:
    return places(house, CANCELLED, ref_of(one.id, one.submitted))


def labels(drawn: Any) -> list[str]:
    return [one["text"]["text"] for one in elements_of(drawn) if one.get("type") == "button"]


def waits(house: Database, clock: HandClock) -> Statement:
    return scheduled(house, clock(), clock() + timedelta(hours=20))


# -- who may --------------------------------------------------------------------------------------------------------


def test_an_approver_may_cancel_what_another_wrote_and_its_author_is_told(
    press_house: Database, clock: HandClock
) -> None:
    one = waits(press_house, clock)
    draft = cancel(press_house, clock, one, BEA)
    assert (draft.out, draft.work, draft.goes_at) == (Out.NOTHING, Work.DRAFT, None)
    assert told(press_house, one) == [SAM]
    last = entries(press_house)[-1]
    assert (last.verb, last.by, last.before, last.after) == ("cancel", BEA, "scheduled/none", "nothing/draft")
    clock.tick(hours=21)
    with press_house.transaction() as tx:
        assert not publishing.sweep(tx, TEAM, clock())


def test_an_author_who_cancels_their_own_is_told_nothing(press_house: Database, clock: HandClock) -> None:
    one = waits(press_house, clock)
    cancel(press_house, clock, one, SAM)
    assert told(press_house, one) == []


@pytest.mark.parametrize(
    ("by", "why"), [(CARL, UnknownStatement), (GUS, NotStaff), (NORA, NotStaff), ("U99NEW", NotStaff)]
)
def test_nobody_else_may_cancel_it(press_house: Database, clock: HandClock, by: str, why: type[Refusal]) -> None:
    one = waits(press_house, clock)
    before = everything_written(press_house)
    with pytest.raises(why):
        cancel(press_house, clock, one, by)
    assert everything_written(press_house) == before


def test_who_is_no_approver_any_more_may_not(press_house: Database, clock: HandClock) -> None:
    one = waits(press_house, clock)
    with press_house.transaction() as tx:
        roles = {**ROLES, **AUTHORS, BEA: frozenset({Role.COMMANDER})}
        people.set_roles(tx, TEAM, roles, by=ADA, now=clock())
    with pytest.raises(NeedsRole):
        cancel(press_house, clock, one, BEA)


def test_an_approver_changes_no_time(press_house: Database, clock: HandClock) -> None:
    one = waits(press_house, clock)
    for to in (None, clock() + timedelta(hours=30)):
        with pytest.raises(NeedsRole), press_house.transaction() as tx:
            publishing.change_time(
                tx,
                TEAM,
                answer=Answer(),
                cheerful=glad,
                statement_id=one.id,
                was=one.goes_at,
                to=to,
                by=ADA,
                now=clock(),
            )
    with pytest.raises(UnknownStatement), press_house.transaction() as tx:
        publishing.change_time(
            tx, TEAM, answer=Answer(), cheerful=glad, statement_id=one.id, was=one.goes_at, to=None, by=BEA, now=clock()
        )


def test_an_approver_may_cancel_what_is_late_and_nothing_that_is_out(press_house: Database, clock: HandClock) -> None:
    late = waits(press_house, clock)
    clock.tick(hours=23)
    with press_house.transaction() as tx:
        publishing.sweep(tx, TEAM, clock())
    assert stands(press_house, late).out is Out.LATE
    assert cancel(press_house, clock, late, ADA).work is Work.DRAFT
    out = published(press_house, clock())
    with pytest.raises(NotNow, match="out already"):
        cancel(press_house, clock, out, ADA)


# -- at once --------------------------------------------------------------------------------------------------------


def test_in_the_instant_it_is_to_go_it_goes_or_is_cancelled_and_never_both(
    press_house: Database, clock: HandClock
) -> None:
    for _ in range(4):
        one = waits(press_house, clock)
        clock.tick(hours=20)
        now = clock()

        def go(tx: Tx) -> object:
            return publishing.sweep(tx, TEAM, now)  # noqa: B023 - called within this round

        def stop(tx: Tx) -> object:
            return publishing.cancel(tx, TEAM, statement_id=one.id, by=ADA, now=now)  # noqa: B023 - the same

        _, stopped = at_once(press_house, go, stop)
        is_out = stands(press_house, one).out is Out.PUBLISHED
        assert isinstance(stopped, NotNow) is is_out
        assert told(press_house, one) == ([] if is_out else [SAM])
        assert bool(places(press_house, "statement_post", one.id)) is is_out
        verbs = [entry.verb for entry in entries(press_house) if entry.subject_id == one.id]
        assert (verbs.count("publish"), verbs.count("cancel")) == ((1, 0) if is_out else (0, 1))
        clock.tick(hours=4)


def test_two_who_cancel_at_once_tell_the_author_once(press_house: Database, clock: HandClock) -> None:
    one = waits(press_house, clock)
    got = at_once(
        press_house,
        *(lambda tx, by=by: publishing.cancel(tx, TEAM, statement_id=one.id, by=by, now=clock()) for by in (ADA, BEA)),
    )
    assert [type(each) for each in got if isinstance(each, Exception)] == [NotNow]
    assert told(press_house, one) == [SAM]


# -- what people see ------------------------------------------------------------------------------------------------


def test_an_approver_finds_the_button_and_is_asked_first(office: Doors) -> None:
    waits(office.database, office.clock)
    assert labels(opened(office, "show 1", ADA))[:1] == ["Cancel"]
    assert labels(opened(office, "show 1", BEA))[:1] == ["Cancel"]
    assert "Cancel" not in labels(opened(office, "show 1", CARL))
    asked = button(opened(office, "show 1", ADA), "Cancel")["confirm"]
    assert "I tell its author." in asked["text"]["text"]


def test_what_an_approver_cancelled_is_said_to_everybody_concerned(office: Doors) -> None:
    one = waits(office.database, office.clock)
    office.deliver()
    view = opened(office, "show 1", BEA)
    office.push(view, "Cancel", by=BEA, view=view)
    assert "*Cancelled: statement 1 does not go. I tell its author" in words_of(office.modal(BEA))
    office.deliver()
    (message,) = [each for each in office.posted(f"D{SAM[1:]}") if "was cancelled" in each.text]
    said = words_of(message.blocks)
    assert f"<@{BEA}> cancelled statement 1 at <!date^" in said
    assert "To schedule it again, choose when it goes and hand it in" in said
    assert labels(message.blocks) == ["Continue", "Show"]
    card = words_of(office.posted("C01APPR")[-1].blocks)
    assert "Bea Lindqvist cancelled it before it went out, so it was not published." in card
    page = opened(office, "show 1")
    office.push(page, "History", view=page)
    assert f"<@{BEA}> cancelled it: a draft again" in words_of(office.modal(SAM))
    office.push(message.blocks, "Continue")
    assert office.modal(SAM)["title"]["text"] == "Statement 1"
    assert stands(office.database, one).work is Work.DRAFT


def test_it_is_scheduled_again_as_the_message_says(office: Doors) -> None:
    one = waits(office.database, office.clock)
    draft = cancel(office.database, office.clock, one, ADA)
    again = approve(office.database, office.clock(), submit(office.database, office.clock(), draft))
    assert (again.out, again.goes_at) == (Out.SCHEDULED, one.goes_at)
    office.deliver()
    (message,) = [each for each in office.posted(f"D{SAM[1:]}") if "was cancelled" in each.text]
    assert "How it stands now: approved, goes" in words_of(message.blocks)
    assert labels(message.blocks) == ["Show"]


def test_a_button_of_a_page_from_before_says_what_is_there_now(office: Doors) -> None:
    one = waits(office.database, office.clock)
    view = opened(office, "show 1", ADA)
    cancel(office.database, office.clock, one, SAM)
    office.push(view, "Cancel", by=ADA, view=view)
    assert "Statement 1 is not scheduled any more." in words_of(office.modal(ADA))


def test_a_click_that_comes_twice_cancels_once_and_says_so(office: Doors) -> None:
    one = waits(office.database, office.clock)
    view = opened(office, "show 1", ADA)
    value = button(view, "Cancel")["value"]
    pressed = {"type": "button", "action_id": page_screens.CANCEL, "value": value, "action_ts": "7.7"}
    for said in ("Cancelled: statement 1 does not go.", "This was done already."):
        office.press(page_screens.CANCEL, by=ADA, view=view, actions=[pressed])
        assert said in words_of(office.modal(ADA))
    assert told(office.database, one) == [SAM]
    assert keep(office.database, office.clock(), on=stands(office.database, one)).work is Work.DRAFT
