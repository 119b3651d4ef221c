"""Taking a message, on both databases."""

import pytest

from bot.people.rules import Kind, NotStaff
from bot.storage import Database, Tx
from bot.talk import flows
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.house import APPROVALS, NETWORK, SAM, TEAM, VPN
from tests.support.moves import become, count, everything_written
from tests.support.together import at_once


def take(tx: Tx, clock: HandClock, key: str = "said:D1:1.0", *questions: tuple[str, Topic | None]) -> object:
    return flows.take(tx, TEAM, key=key, copies=[f"{NETWORK}/"], questions=questions, by=SAM, now=clock())


def test_a_message_is_taken_once_by_however_many_at_once(house: Database, clock: HandClock) -> None:
    taken = at_once(house, *[lambda tx: take(tx, clock)] * 4)
    assert sorted(taken, key=str) == [(), None, None, None]
    assert count(house, "deliveries WHERE kind = 'copy' AND destination = 'U03STAFF'") == 1


def test_another_message_is_taken_too_and_its_questions_are_passed_on(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        assert take(tx, clock) == ()
        assert take(tx, clock, "said:D1:2.0", ("vpn?", Topic(VPN, "vpn")), ("lunch?", None)) == (APPROVALS,)
    assert count(house, "asks") == 2


def test_nothing_is_left_of_a_message_of_somebody_who_may_not_ask(house: Database, clock: HandClock) -> None:
    become(house, clock(), SAM, Kind.GUEST)
    before = everything_written(house)
    with pytest.raises(NotStaff), house.transaction() as tx:
        take(tx, clock)
    assert everything_written(house) == before
