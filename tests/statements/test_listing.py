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
from tests.support.statements import LEDGER, approve, handed_in, keep, open_press_office, published, scheduled, submit

OTHERS = replace(LEDGER, audience="Everyone", channels=("C01GEN",), mail=())


@pytest.fixture
def office(house: Database, clock: HandClock) -> Database:
    open_press_office(house, clock())
    return house


def listed(office: Database, by: str) -> Listed:
    with office.glance() as tx:
        return listing.listed(tx, TEAM, by=by)


def page(office: Database, number: int, by: str) -> Page:
    with office.glance() as tx:
        return listing.page(tx, TEAM, number=number, by=by)


def test_each_sees_their_own_drafts_and_everybody_what_is_out(office: Database, clock: HandClock) -> None:
    draft = keep(office, clock())
    waits = handed_in(office, clock(), replace(LEDGER, subject="Waits"))
    later = scheduled(office, clock(), clock() + timedelta(hours=5), OTHERS)
    out = published(office, clock(), OTHERS)
    mine = listed(office, SAM)
    assert [one.id for one in mine.drafts] == [draft.id]
    assert [one.statement.id for one in mine.waiting] == [waits.statement.id]
    assert ([one.id for one in mine.scheduled], [one.id for one in mine.published]) == ([later.id], [out.id])
    assert mine.may_write
    theirs = listed(office, CARL)
    assert (theirs.drafts, theirs.waiting, [one.id for one in theirs.published]) == ((), (), [out.id])
    approver = listed(office, ADA)
    assert ([one.statement.id for one in approver.waiting], approver.may_write) == ([waits.statement.id], False)
    with pytest.raises(NotStaff):
        listed(office, GUS)


def test_a_correction_being_written_is_every_authors(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    keep(office, clock(), replace(LEDGER, body="Other words.", mistake="the words"), on=out)
    assert [one.id for one in listed(office, CARL).drafts] == [out.id]
    assert listed(office, ADA).drafts == ()


def test_a_draft_is_seen_by_its_author_and_what_is_handed_in_by_approvers(office: Database, clock: HandClock) -> None:
    draft = keep(office, clock())
    assert page(office, 1, SAM).statement == draft
    for by in (ADA, CARL):
        with pytest.raises(UnknownStatement, match="no statement 1"):
            page(office, 1, by)
    submit(office, clock(), draft)
    assert page(office, 1, ADA).may_decide
    assert page(office, 1, CARL).may_write
    with pytest.raises(UnknownStatement):
        page(office, 7, SAM)


def test_the_page_of_what_is_out_names_everybody_and_how_far_it_came(office: Database, clock: HandClock) -> None:
    out = published(office, clock())
    found = page(office, 1, CARL)
    assert found.live is not None
    assert (found.live.number, found.live.approved_by) == (1, ADA)
    assert found.names == {SAM: "Sam Rivera", ADA: "Ada Okafor"}
    assert found.posted is not None
    assert found.mailed is not None
    assert sum((*found.posted.counts.values(), *found.mailed.counts.values())) == 4
    assert found.statement == out


def test_the_history_has_every_step_in_order(office: Database, clock: HandClock) -> None:
    done = handed_in(office, clock())
    approve(office, clock(), done, by=BEA)
    with office.glance() as tx:
        steps = listing.history(tx, TEAM, statement_id=done.statement.id, by=CARL)
    assert [one.verb for one in steps] == ["begin_statement", "hand_in", "ask_approval", "approved", "publish"]
    assert [one.by for one in steps] == [SAM, SAM, SAM, BEA, BEA]
    draft = keep(office, clock())
    with office.glance() as tx, pytest.raises(UnknownStatement):
        listing.history(tx, TEAM, statement_id=draft.id, by=CARL)


def test_what_was_thrown_away_is_in_no_list(office: Database, clock: HandClock) -> None:
    draft = keep(office, clock())
    with office.transaction() as tx:
        flows.discard(tx, TEAM, statement_id=draft.id, by=SAM, now=clock())
    mine = listed(office, SAM)
    assert (mine.drafts, mine.scheduled, mine.published, mine.waiting) == ((), (), (), ())
