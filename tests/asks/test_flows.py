"""Questions that met no line reach somebody, on both databases."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.asks import flows
from bot.asks.rules import COUNTED_TOGETHER_FOR, LONGEST_QUESTION, Ask
from bot.deliveries.rules import DeliveryStatus, Priority
from bot.people import records as people
from bot.people.rules import Kind, NotStaff
from bot.storage import Database
from bot.topics.rules import Topic
from tests.support.clock import HandClock
from tests.support.house import ADA, APPROVALS, CARL, GUS, SAM, TEAM, TOPICS, furnish
from tests.support.moves import become, count

NETWORK, PAYROLL = TOPICS[0], TOPICS[1]
Record = Callable[..., tuple[str, ...]]


@pytest.fixture
def record(house: Database, clock: HandClock) -> Record:
    def recorded(question: str = "coffee machine", topic: Topic | None = None, by: str = SAM) -> tuple[str, ...]:
        with house.transaction() as tx:
            return flows.record(tx, TEAM, question=question, topic=topic, by=by, now=clock())

    return recorded


def all_asks(house: Database) -> list[Ask]:
    with house.glance() as tx:
        refs = tx.exec_driver_sql("SELECT id FROM asks ORDER BY first_at, key").scalars().all()
        found = [flows.get(tx, TEAM, ref) for ref in refs]
    return [one for one in found if one]


def no_channel(house: Database) -> None:
    with house.transaction() as tx:
        people.change_workspace(tx, TEAM, name="Example IT", staff_group="S0IT", approvals_channel=None)


def test_a_question_about_a_topic_reaches_its_owner(house: Database, clock: HandClock, record: Record) -> None:
    assert record("is the lan slow", NETWORK) == (CARL,)
    [ask] = all_asks(house)
    assert (ask.question, ask.topic_id, ask.asked_by, ask.times) == ("is the lan slow", NETWORK.id, SAM, 1)
    assert (ask.first_at, ask.last_at) == (clock(), clock())
    assert count(house, f"deliveries WHERE kind = 'ask' AND ref = '{ask.id}' AND destination = '{CARL}'") == 1


@pytest.mark.parametrize("topic", [None, PAYROLL])
def test_a_question_without_an_owner_reaches_the_approvals_channel(record: Record, topic: Topic | None) -> None:
    assert record("coffee", topic) == (APPROVALS,)


def test_where_the_owner_has_left_a_question_reaches_the_approvals_channel(
    house: Database, clock: HandClock, record: Record
) -> None:
    become(house, clock(), CARL, Kind.GONE)
    assert record("is the lan slow", NETWORK) == (APPROVALS,)


def test_an_owner_whom_nobody_has_met_is_told_all_the_same(record: Record) -> None:
    assert record("is the lan slow", replace(NETWORK, owner="U99UNMET")) == ("U99UNMET",)


def test_without_a_channel_it_reaches_the_admins(house: Database, record: Record) -> None:
    no_channel(house)
    assert record() == (ADA,)


def test_the_same_question_within_a_day_is_counted_and_edits_the_message(
    house: Database, clock: HandClock, record: Record
) -> None:
    first = clock()
    assert record("Coffee machine?") == record("  coffee   MACHINE ", by=CARL) == (APPROVALS,)
    clock.tick(seconds=COUNTED_TOGETHER_FOR.total_seconds())
    record("coffee machine")
    [ask] = all_asks(house)
    assert (ask.question, ask.asked_by, ask.times) == ("Coffee machine?", SAM, 3)
    assert (ask.first_at, ask.last_at) == (first, clock())
    assert count(house, "deliveries") == count(house, "deliveries WHERE wanted = 3") == 1


def test_after_a_day_the_same_question_is_told_anew(house: Database, clock: HandClock, record: Record) -> None:
    record()
    clock.tick(seconds=COUNTED_TOGETHER_FOR.total_seconds(), microseconds=1)
    record()
    assert [ask.times for ask in all_asks(house)] == [1, 1]
    assert count(house, "deliveries WHERE wanted = 1") == 2


def test_another_question_is_another_ask(house: Database, record: Record) -> None:
    record("coffee machine")
    record("tea machine")
    assert len(all_asks(house)) == 2


def test_the_same_question_in_another_workspace_is_another_ask(
    house: Database, clock: HandClock, record: Record
) -> None:
    furnish(house, clock(), "T02OTHER")
    record()
    with house.transaction() as tx:
        flows.record(tx, "T02OTHER", question="coffee machine", topic=None, by=SAM, now=clock())
    [ours] = all_asks(house)
    assert (ours.times, count(house, "asks")) == (1, 2)
    with house.glance() as tx:
        assert flows.get(tx, "T02OTHER", ours.id) is None


@pytest.mark.parametrize("question", ["x" * 10_000, "word " * 5_000, "", "   \n\t ", "?!", "\x00\u202e<!channel>"])
def test_any_question_is_kept_in_one_line_that_fits(house: Database, record: Record, question: str) -> None:
    record(question)
    [ask] = all_asks(house)
    assert len(ask.question) <= LONGEST_QUESTION
    assert "\n" not in ask.question
    assert "\x00" not in ask.question


def test_only_staff_ask(house: Database, record: Record) -> None:
    with pytest.raises(NotStaff):
        record(by=GUS)
    assert all_asks(house) == []


def test_a_question_that_met_no_line_goes_before_everything_that_is_pushed(house: Database, record: Record) -> None:
    record()
    assert count(house, f"deliveries WHERE kind = 'ask' AND priority = {Priority.FIRST.value}") == 1


def test_what_is_asked_again_after_it_was_told_is_sent_as_an_edit(
    house: Database, clock: HandClock, record: Record
) -> None:
    record()
    with house.transaction() as tx:
        tx.exec_driver_sql("UPDATE deliveries SET status = 'sent', ts = '1.0', sent = 1")
    record()
    waiting = f"deliveries WHERE status = '{DeliveryStatus.WAITING}' AND ts = '1.0' AND wanted = 2"
    assert count(house, waiting) == 1
