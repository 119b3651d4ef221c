"""The ledger: what is put, claimed and noted, on both databases."""

from datetime import timedelta

import pytest

from bot.deliveries import flows, holds, records
from bot.deliveries.rules import LEASE, LOOK_AGAIN, Delivery, DeliveryStatus
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, APPROVALS, BEA, TEAM, furnish
from tests.support.moves import count
from tests.support.together import at_once


def put(house: Database, clock: HandClock, *places: str, ref: str = "r1") -> None:
    with house.transaction() as tx:
        flows.put(tx, TEAM, kind="note", ref=ref, destinations=places or [APPROVALS], now=clock())


def take(tx: Tx, clock: HandClock, *workspaces: str) -> Delivery | None:
    found = holds.first_due(tx, workspaces or [TEAM], clock())
    return holds.hold(tx, found, clock(), clock() + LEASE) if found else None


def claim(house: Database, clock: HandClock, *workspaces: str) -> Delivery | None:
    with house.transaction() as tx:
        return take(tx, clock, *workspaces)


def held(house: Database, clock: HandClock, *workspaces: str) -> Delivery:
    found = claim(house, clock, *workspaces)
    assert found is not None
    return found


def note_sent(house: Database, clock: HandClock, delivery: Delivery, ts: str = "1.0") -> None:
    with house.transaction() as tx:
        holds.note_sent(tx, delivery, APPROVALS, ts, clock())


def stands(house: Database, ref: str = "r1") -> Delivery:
    with house.glance() as tx:
        [found] = flows.of(tx, TEAM, kind="note", ref=ref)
    return found


def test_what_is_put_waits_and_is_due_at_once(house: Database, clock: HandClock) -> None:
    put(house, clock)
    found = stands(house)
    assert (found.status, found.wanted, found.sent, found.ts, found.due_at) == (
        DeliveryStatus.WAITING,
        1,
        0,
        "",
        clock(),
    )


def test_one_place_named_twice_gets_one_delivery(house: Database, clock: HandClock) -> None:
    put(house, clock, ADA, BEA, ADA)
    assert count(house, "deliveries WHERE wanted = 1") == 2


def test_put_again_after_it_was_sent_the_message_that_stands_is_to_be_edited(house: Database, clock: HandClock) -> None:
    put(house, clock)
    note_sent(house, clock, held(house, clock))
    put(house, clock)
    again = held(house, clock)
    assert (again.wanted, again.sent, again.ts, again.channel) == (2, 1, "1.0", APPROVALS)
    note_sent(house, clock, again)
    assert stands(house).status is DeliveryStatus.SENT
    assert claim(house, clock) is None


def test_renewing_brings_every_copy_up_to_date_and_makes_none(house: Database, clock: HandClock) -> None:
    put(house, clock, ADA, BEA)
    with house.transaction() as tx:
        flows.renew(tx, TEAM, kind="note", ref="r1", now=clock())
        flows.renew(tx, TEAM, kind="note", ref="unknown", now=clock())
    assert count(house, "deliveries") == count(house, "deliveries WHERE wanted = 2") == 2


def test_what_is_put_in_a_transaction_that_fails_is_not_sent(house: Database, clock: HandClock) -> None:
    def fail() -> None:
        with house.transaction() as tx:
            flows.put(tx, TEAM, kind="note", ref="r1", destinations=[ADA], now=clock())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(house, "deliveries") == 0


def test_the_most_overdue_is_taken_first_and_what_is_not_due_is_left(house: Database, clock: HandClock) -> None:
    for ref in ("old", "new"):
        put(house, clock, ref=ref)
        clock.tick(seconds=1)
    with house.transaction() as tx:
        flows.put(tx, TEAM, kind="note", ref="later", destinations=[ADA], now=clock() + timedelta(microseconds=1))
    taken = [held(house, clock).ref, held(house, clock).ref]
    assert taken == ["old", "new"]
    assert claim(house, clock) is None
    clock.tick(microseconds=1)
    assert held(house, clock).ref == "later"


def test_what_somebody_holds_is_left_to_them_until_their_lease_runs_out(house: Database, clock: HandClock) -> None:
    put(house, clock)
    held(house, clock)
    clock.tick(seconds=LEASE.total_seconds(), microseconds=-1)
    assert claim(house, clock) is None
    clock.tick(microseconds=1)
    assert held(house, clock).attempts == 1


def test_while_it_is_being_sent_what_is_put_anew_waits_for_the_one_who_sends(house: Database, clock: HandClock) -> None:
    put(house, clock)
    first = held(house, clock)
    put(house, clock)
    assert claim(house, clock) is None, "two at once would post it twice"
    note_sent(house, clock, first)
    newer = held(house, clock)
    assert (newer.wanted, newer.ts) == (2, "1.0")


@pytest.mark.parametrize("status", [DeliveryStatus.FAILED, DeliveryStatus.DROPPED])
def test_a_failure_does_not_swallow_what_was_put_meanwhile(
    house: Database, clock: HandClock, status: DeliveryStatus
) -> None:
    put(house, clock)
    first = held(house, clock)
    put(house, clock)
    with house.transaction() as tx:
        holds.note_ended(tx, first, status, "no", clock())
    assert held(house, clock).wanted == 2


def test_a_retry_does_not_put_off_what_was_put_meanwhile(house: Database, clock: HandClock) -> None:
    put(house, clock)
    first = held(house, clock)
    put(house, clock)
    with house.transaction() as tx:
        holds.note_later(tx, first, clock() + timedelta(minutes=5), "slow", 1, clock())
    assert held(house, clock).wanted == 2


@pytest.mark.parametrize("how", ["ended", "later"])
def test_one_who_lost_the_lease_changes_nothing_any_more(house: Database, clock: HandClock, how: str) -> None:
    put(house, clock)
    first = held(house, clock)
    clock.tick(minutes=2)
    second = held(house, clock)
    note_sent(house, clock, second, "2.0")
    with house.transaction() as tx:
        if how == "ended":
            holds.note_ended(tx, first, DeliveryStatus.FAILED, "no", clock())
        else:
            holds.note_later(tx, first, clock(), "no", 1, clock())
    found = stands(house)
    assert (found.status, found.ts, found.reason) == (DeliveryStatus.SENT, "2.0", "")


def test_where_somebody_posted_after_losing_the_lease_both_copies_are_looked_for(
    house: Database, clock: HandClock
) -> None:
    put(house, clock)
    slow = held(house, clock)
    clock.tick(minutes=2)
    note_sent(house, clock, held(house, clock), "2.0")
    note_sent(house, clock, slow, "1.0")
    assert (stands(house).status, stands(house).ts) == (DeliveryStatus.SENT, "2.0")
    with house.transaction() as tx:
        assert holds.first_to_look_at(tx, [TEAM], clock.tick(seconds=LOOK_AGAIN.total_seconds() - 1)) is None
        assert holds.first_to_look_at(tx, [TEAM], clock.tick(seconds=1)) is not None


def test_a_look_that_was_asked_for_while_another_went_on_is_still_made(house: Database, clock: HandClock) -> None:
    put(house, clock)
    first = held(house, clock)
    note_sent(house, clock, first)
    with house.transaction() as tx:
        holds.look_again_at(tx, first, clock() + LEASE)
        holds.look_again_at(tx, first, clock() + LOOK_AGAIN)
        holds.note_looked(tx, first, clock() + LEASE)
        assert holds.first_to_look_at(tx, [TEAM], clock.tick(seconds=LOOK_AGAIN.total_seconds())) is not None


def test_what_failed_may_be_asked_for_again(house: Database, clock: HandClock) -> None:
    put(house, clock)
    with house.transaction() as tx:
        first = take(tx, clock)
        assert first is not None
        holds.note_ended(tx, first, DeliveryStatus.FAILED, "archived", clock())
    assert claim(house, clock) is None
    put(house, clock)
    assert held(house, clock).attempts == 0


def test_troubles_are_listed_newest_first_with_their_reason(house: Database, clock: HandClock) -> None:
    for ref in ("failed", "waits", "fine", "waits for nothing"):
        put(house, clock, ref=ref)
    with house.transaction() as tx:
        failed = take(tx, clock)
        waits = take(tx, clock)
        fine = take(tx, clock)
        assert failed
        assert waits
        assert fine
        holds.note_ended(tx, failed, DeliveryStatus.FAILED, "archived", clock.tick(seconds=1))
        holds.note_later(tx, waits, clock(), "slow", 1, clock.tick(seconds=1))
        holds.note_sent(tx, fine, APPROVALS, "1.0", clock())
        assert [(one.ref, one.reason) for one in records.troubled(tx)] == [
            (waits.ref, "slow"),
            (failed.ref, "archived"),
        ]
        assert records.count_by_status(tx) == {"failed": 1, "sent": 1, "waiting": 2}


def test_deliveries_of_two_workspaces_do_not_mix(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    for workspace in (TEAM, "T02OTHER"):
        with house.transaction() as tx:
            flows.put(tx, workspace, kind="note", ref="r1", destinations=[ADA], now=clock())
    first = held(house, clock, TEAM, "T02OTHER")
    note_sent(house, clock, first)
    with house.glance() as tx:
        both = {one: flows.of(tx, one, kind="note", ref="r1")[0].status for one in (TEAM, "T02OTHER")}
    assert both[first.workspace] is DeliveryStatus.SENT
    assert sorted(both.values()) == [DeliveryStatus.SENT, DeliveryStatus.WAITING]


def test_couriers_at_once_never_hold_the_same_delivery(house: Database, clock: HandClock) -> None:
    put(house, clock, *(f"C{number}" for number in range(5)))
    acts = [lambda tx: take(tx, clock) for _ in range(8)]
    results = at_once(house, *acts)
    taken = [one.destination for one in results if isinstance(one, Delivery)]
    assert sorted(taken) == [f"C{number}" for number in range(5)]
    assert results.count(None) == 3


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_courier_takes_the_next_delivery_while_another_is_still_taking_one(house: Database, clock: HandClock) -> None:
    put(house, clock, ADA, BEA)
    with house.transaction() as one, house.transaction() as other:
        taken = [take(tx, clock) for tx in (one, other)]
    assert {found.destination for found in taken if found} == {ADA, BEA}
