"""Looking again and again for those who were given a withdrawn line costs next to nothing once they are told."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.app import LETTERS
from bot.deliveries import flows as deliveries
from bot.deliveries.courier import Courier
from bot.deliveries.rules import DeliveryStatus
from bot.party_lines import reach
from bot.party_lines.letters import may_have
from bot.people import flows as people
from bot.people import records
from bot.people.rules import Kind, Profile
from bot.storage import Database, Tx
from bot.topics import flows as topics
from bot.withdrawals import flows
from tests.support.clock import HandClock
from tests.support.house import BEA, GUS, NAMES, NETWORK, NORA, SAM, TEAM
from tests.support.lines import go_live
from tests.support.office import HURRY, Slack
from tests.support.recalls import copy_to, corrected, note_lookup, withdraw


@contextmanager
def watched(tx: Tx) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(tx, "before_cursor_execute", note)
    yield statements
    event.remove(tx, "before_cursor_execute", note)


def test_once_all_are_told_a_look_for_more_reads_neither_people_nor_deliveries_one_by_one(
    house: Database, clock: HandClock
) -> None:
    line = go_live(house, clock())
    for who in (SAM, BEA):
        note_lookup(house, line, who, clock())
    withdraw(house, line, clock())
    assert corrected(house, line) == {SAM: 1, BEA: 1}
    with house.transaction() as tx, watched(tx) as statements:
        assert not flows.sweep(tx, TEAM, clock())
    assert len([one for one in statements if "lookups" in one]) == 1
    assert not [one for one in statements if "FROM people" in one]
    note_lookup(house, line, NORA, clock())
    note_lookup(house, line, GUS, clock())
    with house.transaction() as tx:
        assert not flows.sweep(tx, TEAM, clock()), "a guest, and somebody outside the staff group"
        people.remember(tx, TEAM, Profile("U0NEW", "New", Kind.MEMBER), now=clock())
        people.change_group(tx, TEAM, "S0IT", added=[NORA], removed=[])
    with house.transaction() as tx:
        assert flows.sweep(tx, TEAM, clock())
    assert corrected(house, line) == {SAM: 1, BEA: 1, NORA: 1}


def test_of_nobody_nobody_is_staff_and_nothing_is_read(house: Database) -> None:
    with house.transaction() as tx, watched(tx) as statements:
        assert people.staff_among(tx, TEAM, []) == []
    assert statements == []


def test_of_many_the_same_are_staff_as_of_few(house: Database) -> None:
    strangers = [f"U0{number:05d}" for number in range(records.FEW)]
    with house.glance() as tx:
        assert people.staff_among(tx, TEAM, [*strangers, *NAMES]) == people.staff_among(tx, TEAM, NAMES) != []


def test_who_is_not_of_the_staff_when_a_line_is_sent_gets_none_and_channels_do(
    house: Database, clock: HandClock
) -> None:
    slack = Slack(clock)
    courier = Courier(house, slack, LETTERS, clock, HURRY, may_have=may_have)
    with house.transaction() as tx:
        for who in (SAM, BEA):
            topics.follow(tx, TEAM, topic_id=NETWORK, by=who, now=clock())
    line = go_live(house, clock())
    copy_to(house, line, SAM, clock())
    with house.transaction() as tx:
        people.remember(tx, TEAM, Profile(SAM, "Sam Rivera", Kind.GUEST), now=clock())
    while courier.deliver_one():
        clock.tick(seconds=2)
    reached = {place for place, _, _, _ in slack.posts}
    assert SAM not in reached
    assert {BEA, "C03NET"} <= reached
    with house.glance() as tx:
        news = {one.destination: one.status for one in deliveries.of(tx, TEAM, kind=reach.NEWS, ref=line.id)}
    assert news == {SAM: DeliveryStatus.DROPPED, BEA: DeliveryStatus.SENT}
