"""Many people at the same instant, each on a connection of their own, on both databases."""

from collections.abc import Callable

import pytest

from bot.listening import flows
from bot.listening.rules import Held, PassedOn
from bot.party_lines import flows as lines
from bot.party_lines.reach import TALLY
from bot.people import flows as people
from bot.people.rules import Kind, Profile, Role
from bot.storage import Database, Tx
from tests.support.clock import HandClock
from tests.support.house import ADA, CARL, NETWORK, ROLES, SAM, TEAM
from tests.support.lines import go_live, seen
from tests.support.moves import count, letters, update
from tests.support.together import at_once

CROWD = tuple(f"U2{number:02}CROWD" for number in range(20))
FLOOR = "When will floor 4 be back?"


@pytest.fixture
def crowd(house: Database, clock: HandClock) -> Database:
    """The house with twenty people more."""
    with house.transaction() as tx:
        for who in CROWD:
            people.remember(tx, TEAM, Profile(who, who.title(), Kind.MEMBER), now=clock())
        roles = ROLES | {who: frozenset({Role.LEAD}) for who in CROWD}
        people.set_roles(tx, TEAM, roles, by="operator", now=clock())
    return house


def asking(clock: HandClock, incident_id: str, by: str, question: str = FLOOR) -> Callable[[Tx], object]:
    return lambda tx: flows.pass_on(
        tx, TEAM, incident_id=incident_id, topic_id=NETWORK, question=question, by=by, now=clock()
    )


def test_twenty_who_are_asked_the_same_at_once_make_one_question_asked_twenty_times(
    crowd: Database, clock: HandClock
) -> None:
    line = go_live(crowd, clock())
    results = at_once(crowd, *(asking(clock, line.series, who) for who in CROWD))
    assert sorted(one.ask.times for one in results if isinstance(one, PassedOn)) == list(range(1, 21))
    assert count(crowd, "asks") == count(crowd, "asks WHERE times = 20") == 1
    [letter] = letters(crowd, TALLY, line.series)
    assert letter.wanted == 20


def test_one_who_presses_got_it_on_ten_phones_at_once_is_noted_once(crowd: Database, clock: HandClock) -> None:
    line = go_live(crowd, clock())
    results = at_once(
        crowd,
        *(
            lambda tx: flows.confirm(tx, TEAM, topic_id=NETWORK, line_id=line.id, by=SAM, now=clock())
            for _ in range(10)
        ),
    )
    assert [one.already for one in results if isinstance(one, Held)].count(False) == 1
    assert (len(results), count(crowd, "confirmations")) == (10, 1)


def test_questions_presses_and_an_approval_at_once_all_come_through(crowd: Database, clock: HandClock) -> None:
    line = go_live(crowd, clock())
    with crowd.transaction() as tx:
        asking(clock, line.series, SAM, "Why?")(tx)
    submitted = update(crowd, clock(), line.series, 1, "Floors 2 and 3 are back.")

    def confirming(by: str) -> Callable[[Tx], object]:
        return lambda tx: flows.confirm(tx, TEAM, topic_id=NETWORK, line_id=line.id, by=by, now=clock())

    def approving(tx: Tx) -> object:
        return lines.approve(tx, TEAM, submitted.approval.id, seen=seen(submitted), by=ADA, now=clock())

    results = at_once(
        crowd,
        approving,
        *(asking(clock, line.series, who) for who in CROWD[:8]),
        *(confirming(who) for who in CROWD[8:16]),
    )
    assert [one for one in results if isinstance(one, Exception)] == []
    assert count(crowd, "asks WHERE times = 8") == 1
    assert count(crowd, "confirmations") == 8
    assert {letter.destination for letter in letters(crowd, TALLY, line.series)} == {CARL}
