"""Who sees what of the statements there are; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.people.rules import NotStaff
from bot.statements import flows, listing
from bot.statements.rules import UnknownStatement
from bot.statements.views import Listed, Page
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, GUS, SAM, TEAM
from tests.support.statements import LEDGER, approve, handed_in, keep, published, scheduled, submit

OTHERS = replace(LEDGER, audience="Everyone", channels=("C01GEN",), mail=())


def listed(press_house: Database, by: str) -> Listed:
    with press_house.glance() as tx:
        return listing.listed(tx, TEAM, by=by)


def page(press_house: Database, number: int, by: str) -> Page:
    with press_house.glance() as tx:
        return listing.page(tx, TEAM, number=number, by=by)


def test_each_sees_their_own_drafts_and_everybody_what_is_out(press_house: Database, clock: HandClock) -> None:
    draft = keep(press_house, clock())
    waits = handed_in(press_house, clock(), replace(LEDGER, subject="Waits"))
    later = scheduled(press_house, clock(), clock() + timedelta(hours=5), OTHERS)
    out = published(press_house, clock(), OTHERS)
    mine = listed(press_house, SAM)
    assert [one.id for one in mine.drafts] == [draft.id]
    assert [one.statement.id for one in mine.waiting] == [waits.statement.id]
    assert ([one.id for one in mine.scheduled], [one.id for one in mine.published]) == ([later.id], [out.id])
    assert mine.may_write
    theirs = listed(press_house, CARL)
    assert (theirs.drafts, theirs.waiting, [one.id for one in theirs.published]) == ((), (), [out.id])
    approver = listed(press_house, ADA)
    assert ([one.statement.id for one in approver.waiting], approver.may_write) == ([waits.statement.id], False)
    with pytest.raises(NotStaff):
        listed(press_house, GUS)


def test_a_correction_being_written_is_every_authors(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    keep(press_house, clock(), replace(LEDGER, body="Other words.", mistake="the words"), on=out)
    assert [one.id for one in listed(press_house, CARL).drafts] == [out.id]
    assert listed(press_house, ADA).drafts == ()


def test_a_draft_is_seen_by_its_author_and_what_is_handed_in_by_approvers(
    press_house: Database, clock: HandClock
) -> None:
    draft = keep(press_house, clock())
    assert page(press_house, 1, SAM).statement == draft
    for by in (ADA, CARL):
        with pytest.raises(UnknownStatement, match="no statement 1"):
            page(press_house, 1, by)
    submit(press_house, clock(), draft)
    assert page(press_house, 1, ADA).may_decide
    assert page(press_house, 1, CARL).may_write
    with pytest.raises(UnknownStatement):
        page(press_house, 7, SAM)


def test_the_page_of_what_is_out_names_everybody_and_how_far_it_came(press_house: Database, clock: HandClock) -> None:
    out = published(press_house, clock())
    found = page(press_house, 1, CARL)
    assert found.live is not None
    assert (found.live.number, found.live.approved_by) == (1, ADA)
    assert found.names == {SAM: "Sam Rivera", ADA: "Ada Okafor"}
    assert found.posted is not None
    assert found.mailed is not None
    assert sum((*found.posted.counts.values(), *found.mailed.counts.values())) == 4
    assert found.statement == out


def test_the_history_has_every_step_in_order(press_house: Database, clock: HandClock) -> None:
    done = handed_in(press_house, clock())
    approve(press_house, clock(), done, by=BEA)
    with press_house.glance() as tx:
        steps = listing.history(tx, TEAM, statement_id=done.statement.id, by=CARL)
    assert [one.verb for one in steps] == ["begin_statement", "hand_in", "ask_approval", "approved", "publish"]
    assert [one.by for one in steps] == [SAM, SAM, SAM, BEA, BEA]
    draft = keep(press_house, clock())
    with press_house.glance() as tx, pytest.raises(UnknownStatement):
        listing.history(tx, TEAM, statement_id=draft.id, by=CARL)


def test_what_was_thrown_away_is_in_no_list(press_house: Database, clock: HandClock) -> None:
    draft = keep(press_house, clock())
    with press_house.transaction() as tx:
        flows.discard(tx, TEAM, statement_id=draft.id, by=SAM, now=clock())
    mine = listed(press_house, SAM)
    assert (mine.drafts, mine.scheduled, mine.published, mine.waiting) == ((), (), (), ())
