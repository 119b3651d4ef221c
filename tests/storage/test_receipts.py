"""Receipts: what comes twice acts once, on both databases."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.people import records as people
from bot.storage import Database, Tx
from bot.storage.receipts import KEPT_FOR, claim, forget_old, insert_unless_there
from tests.support.clock import HandClock
from tests.support.house import TEAM
from tests.support.moves import count
from tests.support.together import at_once


def test_the_first_may_act_and_whoever_comes_again_may_not(database: Database, clock: HandClock) -> None:
    def once() -> bool:
        with database.transaction() as tx:
            return claim(tx, TEAM, "click 1", clock())

    assert [once(), once(), once()] == [True, False, False]


def test_even_in_one_transaction_a_key_is_claimed_once(database: Database, clock: HandClock) -> None:
    with database.transaction() as tx:
        assert [claim(tx, TEAM, "click 1", clock()) for _ in range(2)] == [True, False]


def test_other_clicks_and_other_workspaces_do_not_get_in_the_way(database: Database, clock: HandClock) -> None:
    with database.transaction() as tx:
        claimed = [claim(tx, place, key, clock()) for place in (TEAM, "T02") for key in ("click 1", "click 2")]
    assert claimed == [True] * 4


def test_of_many_at_once_one_may_act(database: Database, clock: HandClock) -> None:
    results = at_once(database, *[lambda tx: claim(tx, TEAM, "click 1", clock())] * 8)
    assert Counter(results) == {True: 1, False: 7}


def test_what_failed_may_be_tried_again(database: Database, clock: HandClock) -> None:
    def fail() -> None:
        with database.transaction() as tx:
            assert claim(tx, TEAM, "click 1", clock())
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()
    with database.transaction() as tx:
        assert claim(tx, TEAM, "click 1", clock())


def test_a_key_of_any_length_is_taken(database: Database, clock: HandClock) -> None:
    with database.transaction() as tx:
        assert [claim(tx, TEAM, "x" * 10_000, clock()) for _ in range(2)] == [True, False]


def test_receipts_are_kept_while_anything_can_repeat_them_and_then_forgotten(
    database: Database, clock: HandClock
) -> None:
    with database.transaction() as tx:
        claim(tx, TEAM, "old", clock())
        claim(tx, TEAM, "new", clock() + timedelta(seconds=1))
    clock.tick(seconds=KEPT_FOR.total_seconds())
    with database.transaction() as tx:
        assert forget_old(tx, clock()) == 0
        assert forget_old(tx, clock.tick(microseconds=1)) == 1
        assert not claim(tx, TEAM, "new", clock())


def test_a_row_that_is_there_is_left_as_it_is(database: Database) -> None:
    def add(tx: Tx, name: str) -> bool:
        return insert_unless_there(
            tx, people.WORKSPACES, id=TEAM, name=name, staff_group=None, approvals_channel=None, topics_token="x"
        )

    with database.transaction() as tx:
        assert [add(tx, "First"), add(tx, "Second")] == [True, False]
    assert count(database, "workspaces WHERE name = 'First'") == 1
