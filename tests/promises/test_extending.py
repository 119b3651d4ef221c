"""No change, new time: who may promise one, when, and what it leaves as it was."""

from datetime import timedelta

import pytest

from bot.deliveries import flows as deliveries
from bot.incidents.rules import AlreadyClosed, NoSuchIncident
from bot.party_lines import reach
from bot.party_lines import records as line_records
from bot.party_lines.rules import FarPromise, PartyLine, PastPromise
from bot.people.rules import Kind, NeedsRole, NotStaff, Role
from bot.promises import flows
from bot.promises.rules import Kept, LineWithdrawn, NothingPromised, NotTheLineSeen, SameTime
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import ADA, BEA, CARL, HOLDING, SAM, TEAM
from tests.support.lines import SAY, approve, go_live, hand_in, said
from tests.support.moves import become, close, count, entries, everything_written, grant, letters, update
from tests.support.promises import extend, promise_of, withdraw

LATER = timedelta(minutes=45)


def stored(database: Database, line: PartyLine) -> PartyLine:
    with database.glance() as tx:
        found = line_records.get(tx, TEAM, line.id)
    assert found is not None
    return found


def test_a_new_time_changes_nothing_that_is_said_and_asks_nobody(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    before = everything_written(house)
    extend(house, clock(), line, clock() + LATER)
    after, now_stored = everything_written(house), stored(house, line)
    assert now_stored.draft == line.draft
    assert now_stored.promise_at == clock() + LATER
    assert said(house, "wifi", clock()) == [SAY]
    assert after["approvals"] == before["approvals"]
    [entry] = entries(house)[len(before["journal"]) :]
    assert (entry.verb, entry.subject_id, entry.by) == ("extend", line.id, CARL)
    assert (entry.before, entry.after) == ("2026-03-02T15:00:00+00:00", "2026-03-02T15:15:00+00:00")
    assert count(house, f"extensions WHERE line_id = '{line.id}'") == 1


def test_the_line_is_said_until_the_new_time_and_not_from_it_on(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    extend(house, clock(), line, clock() + LATER)
    clock.tick(minutes=45, microseconds=-1)
    assert said(house, "wifi", clock()) == [SAY]
    clock.tick(microseconds=1)
    assert said(house, "wifi", clock()) == [HOLDING]


def test_after_the_promise_has_passed_a_new_time_brings_the_line_back(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    clock.tick(minutes=31)
    assert said(house, "wifi", clock()) == [HOLDING]
    extend(house, clock(), line, clock() + LATER)
    assert said(house, "wifi", clock()) == [SAY]


def test_cards_that_stand_are_brought_up_to_date(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    with house.glance() as tx:
        [before] = deliveries.of(tx, TEAM, kind=reach.CARD, ref=line.series)
    extend(house, clock(), line, clock() + LATER)
    with house.glance() as tx:
        [after] = deliveries.of(tx, TEAM, kind=reach.CARD, ref=line.series)
    assert after.wanted == before.wanted + 1


def test_a_time_may_be_moved_to_and_fro(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    first, second = clock() + LATER, clock() + 2 * LATER
    for until in (first, second, first, second):
        extend(house, clock(), line, until)
        assert stored(house, line).promise_at == until
    assert [entry.verb for entry in entries(house)].count("extend") == 4


def test_any_commander_may_and_nobody_else(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    until = clock() + LATER
    with pytest.raises(NeedsRole, match="Only commanders promise new times"):
        extend(house, clock(), line, until, by=BEA)
    with pytest.raises(NeedsRole):
        extend(house, clock(), line, until, by=SAM)
    become(house, clock(), CARL, Kind.GUEST)
    with pytest.raises(NotStaff):
        extend(house, clock(), line, until)
    assert stored(house, line).promise_at == line.promise_at
    grant(house, clock(), U04APPROVER2=frozenset({Role.COMMANDER}))
    extend(house, clock(), line, until, by=BEA)
    assert stored(house, line).promise_at == until


def test_a_time_that_is_past_or_the_same_or_too_far_away_is_refused(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    assert line.promise_at is not None
    for until, refusal in (
        (clock(), PastPromise),
        (line.promise_at, SameTime),
        (clock() + timedelta(days=14, microseconds=1), FarPromise),
    ):
        with pytest.raises(refusal):
            extend(house, clock(), line, until)
    extend(house, clock(), line, clock() + timedelta(microseconds=1))


def test_a_version_that_went_live_meanwhile_keeps_its_own_promise(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    newer = approve(house, update(house, clock(), line.series, 1, "Floor 2 works."), clock())
    with pytest.raises(NotTheLineSeen, match="Version 2 is out now"):
        extend(house, clock(), line, clock() + LATER)
    assert stored(house, newer).promise_at == newer.promise_at


def test_a_version_that_only_waits_does_not_stand_in_the_way(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    waiting = update(house, clock(), line.series, 1, "Floor 2 works.")
    extend(house, clock(), line, clock() + LATER)
    [card] = letters(house, "approval_card", waiting.approval.id)
    assert card.wanted == 2, "it says which promise it would replace"
    assert approve(house, waiting, clock(), by=ADA).number == 2


def test_what_has_no_live_line_has_no_promise_to_move(house: Database, clock: HandClock) -> None:
    first = hand_in(house, clock()).line
    with pytest.raises(NothingPromised):
        extend(house, clock(), first, clock() + LATER)
    with house.transaction() as tx, pytest.raises(NoSuchIncident):
        flows.extend(tx, TEAM, incident_id="gone", seen=promise_of(first), until=clock() + LATER, by=CARL, now=clock())


def test_a_line_that_was_withdrawn_is_not_brought_back(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    withdraw(house, clock(), line)
    with pytest.raises(LineWithdrawn):
        extend(house, clock(), line, clock() + LATER)


def test_after_the_all_clear_there_is_no_next_update(house: Database, clock: HandClock) -> None:
    line = go_live(house, clock())
    approve(house, close(house, clock(), line.series, 1), clock())
    with pytest.raises(AlreadyClosed):
        extend(house, clock(), line, clock() + LATER)


def test_promises_kept_and_broken_are_counted_from_what_happened(house: Database, clock: HandClock) -> None:
    began = clock()
    line = go_live(house, clock())
    clock.tick(minutes=30)
    extend(house, clock(), line, clock() + timedelta(minutes=30))
    clock.tick(minutes=30, seconds=1)
    newer = approve(house, update(house, clock(), line.series, 1, "Floor 2 works."), clock())
    clock.tick(minutes=10)
    approve(house, close(house, clock(), newer.series, 2), clock())
    go_live(house, clock(), topic_id="t-vpn")
    sent_back = hand_in(house, clock(), topic_id="t-payroll")
    assert sent_back.line.promise_at is not None
    with house.glance() as tx:
        assert flows.tally(tx, TEAM, began, clock()) == Kept(1, 1)
        assert flows.tally(tx, TEAM, began, clock() + timedelta(minutes=31)) == Kept(2, 2)
        assert flows.tally(tx, TEAM, began, began + timedelta(minutes=31)) == Kept(1, 0)
        assert flows.tally(tx, TEAM, began + timedelta(minutes=31), clock()) == Kept(0, 1)
        assert flows.tally(tx, "T02OTHER", began, clock()) == Kept(0, 0)
