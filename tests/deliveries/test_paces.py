"""How fast couriers send together: one pace for the workspace, one for each place, one stop for all."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot.deliveries import paces
from bot.deliveries.courier import BEATEN, IDLE
from bot.deliveries.records import PACES
from bot.deliveries.rules import LOOK_AGAIN, DeliveryStatus, Later, Limits, Priority
from bot.storage import Tx
from tests.support.house import ADA, APPROVALS, TEAM, furnish
from tests.support.moves import count
from tests.support.office import Office
from tests.support.together import at_once

FIVE = Limits()
NO_ANSWER = Later("no answer", unclear=True)
SLOW_DOWN = Later("slow down", timedelta(seconds=37))


def places(number: int) -> list[str]:
    return [f"C{one:03d}" for one in range(number)]


def times(office: Office) -> list[datetime]:
    return [at for _, _, _, at in office.slack.posts]


def free_at(office: Office, key: str) -> datetime:
    with office.house.glance() as tx:
        return tx.execute(select(PACES.c.free_at).where(PACES.c.key == key)).scalar_one()


# -- the workspace's pace -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("couriers", [1, 3])
def test_a_workspace_gets_five_messages_a_second_from_all_couriers_together_and_hardly_fewer(
    office: Office, couriers: int
) -> None:
    office.limits = FIVE
    office.put("r1", *places(26))
    office.deliver(*(office.courier() for _ in range(couriers)), seconds=10)
    sent = times(office)
    assert len(sent) == 26
    assert max(sum(at <= other < at + timedelta(seconds=1) for other in sent) for at in sent) == 5
    assert timedelta(seconds=5) < sent[-1] - sent[0] < timedelta(seconds=5.1)


def test_who_is_a_little_late_to_each_slot_is_not_slower_in_the_end(lone: Office) -> None:
    lone.limits = FIVE
    lone.put("r1", *places(51))
    courier = lone.courier()
    while len(lone.slack.posts) < 51:
        lone.clock.tick(seconds=courier.step().total_seconds() + 0.03)
    assert times(lone)[-1] - times(lone)[0] < timedelta(seconds=10.2)


def test_of_many_who_reach_for_one_slot_one_gets_it(office: Office) -> None:
    def take(tx: Tx, place: str) -> bool:
        return paces.take(tx, TEAM, place, 1, office.clock(), FIVE)

    got = at_once(office.house, *(partial(take, place=place) for place in places(6)))
    assert sorted(got) == [False] * 5 + [True]  # type: ignore[type-var]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_courier_that_is_beaten_to_a_slot_leaves_the_delivery_to_wait(office: Office) -> None:
    office.limits = FIVE
    office.put("r1", *places(8))
    for _ in range(3):
        at_once(office.house, *([lambda _tx: office.courier().deliver_one()] * 4))
        office.clock.tick(seconds=0.3)
    assert len(office.slack.posts) == 3
    assert count(office.house, "deliveries WHERE status = 'waiting' AND attempts = 0") == 5


def test_what_turns_out_not_to_be_sent_costs_no_time(office: Office) -> None:
    office.limits = FIVE
    for number in range(20):
        office.texts[f"gone {number}"] = None
        office.put(f"gone {number}", priority=Priority.CHANNELS)
    office.put("r1", priority=Priority.PEOPLE)
    office.deliver(office.courier())
    assert office.slack.texts == ["r1"]
    assert count(office.house, "deliveries WHERE status = 'dropped'") == 20


def test_a_letter_that_cannot_be_written_costs_no_time(lone: Office) -> None:
    lone.limits = FIVE

    def write(_ref: str) -> None:
        raise KeyError

    lone.write = write
    lone.put("bad", *places(3))
    lone.deliver(lone.courier())
    assert count(lone.house, "deliveries WHERE attempts = 1") == 3


@pytest.mark.parametrize(("place", "calls"), [("C001", 2), (ADA, 3)])
def test_looking_before_posting_takes_slots_too(office: Office, place: str, calls: int) -> None:
    """In a person's case the conversation with them has to be found first."""
    office.limits = FIVE
    office.slack.answers = [NO_ANSWER]
    office.put("r1", place)
    courier = office.courier()
    office.deliver(courier)
    office.clock.tick(seconds=5)
    office.deliver(courier)
    assert office.stands().status is DeliveryStatus.SENT
    assert free_at(office, paces.WHOLE) - office.clock() == calls * FIVE.gap


# -- the place's pace ---------------------------------------------------------------------------------------------


def test_a_channel_rests_a_second_from_when_slack_answered(lone: Office) -> None:
    lone.slack.meanwhile = lambda: lone.clock.tick(seconds=0.8)
    lone.put("r1")
    lone.put("r2")
    lone.deliver(lone.courier(), seconds=5)
    first, second = times(lone)
    assert second - first == timedelta(seconds=0.8 + 1.01)


def test_a_place_that_rests_for_one_courier_rests_for_all(office: Office) -> None:
    office.put("r1")
    office.put("r2")
    office.deliver(office.courier(), office.courier())
    assert len(office.slack.posts) == 1
    office.clock.tick(seconds=1.01)
    office.deliver(office.courier())
    assert len(office.slack.posts) == 2


def test_where_the_message_was_dropped_the_next_need_not_wait(lone: Office) -> None:
    lone.texts["gone"] = None
    lone.put("gone")
    lone.clock.tick(microseconds=1)
    lone.put("r1")
    lone.deliver(lone.courier())
    assert lone.slack.texts == ["r1"]


# -- the stop -----------------------------------------------------------------------------------------------------


def test_told_to_slow_down_all_couriers_stop_until_the_time_has_passed(office: Office) -> None:
    office.slack.answers = [SLOW_DOWN]
    office.put("r1", *places(5))
    first, second = office.courier(), office.courier()
    assert first.deliver_one()
    office.deliver(first, second, seconds=36.999)
    assert len(office.slack.posts) == 1
    office.deliver(first, second, seconds=1)
    assert len(office.slack.posts) == 6


def test_told_while_looking_all_couriers_stop_as_well(office: Office) -> None:
    office.slack.answers, office.slack.looks = [NO_ANSWER], [SLOW_DOWN]
    office.put("r1")
    office.deliver(office.courier(), seconds=5)
    office.put("r2", "C002")
    office.deliver(office.courier(), seconds=36)
    assert len(office.slack.posts) == 1
    office.deliver(office.courier(), seconds=2)
    assert office.slack.texts[1:] == ["r2", "r1"] or office.slack.texts[1:] == ["r1", "r2"]


def test_told_while_looking_for_late_copies_all_couriers_stop_as_well(office: Office) -> None:
    office.slack.answers = [NO_ANSWER]
    office.put("r1")
    office.deliver(office.courier(), seconds=6)
    office.slack.looks = [SLOW_DOWN]
    office.deliver(office.courier(), seconds=LOOK_AGAIN.total_seconds())
    office.put("r2", "C002")
    office.deliver(office.courier(), seconds=30)
    assert "r2" not in office.slack.texts
    office.deliver(office.courier(), seconds=60)
    assert "r2" in office.slack.texts
    assert count(office.house, "deliveries WHERE look_again_at IS NOT NULL") == 0


def test_a_shorter_stop_does_not_shorten_a_longer_one(office: Office) -> None:
    with office.house.transaction() as tx:
        paces.stop(tx, TEAM, office.clock() + timedelta(seconds=30))
        paces.stop(tx, TEAM, office.clock() + timedelta(seconds=3))
    assert free_at(office, paces.STOP) == office.clock() + timedelta(seconds=30)


def test_one_workspaces_stop_and_pace_are_not_anothers(office: Office) -> None:
    office.limits = FIVE
    furnish(office.house, office.clock(), "T02OTHER")
    with office.house.transaction() as tx:
        paces.stop(tx, TEAM, office.clock() + timedelta(seconds=30))
    office.put("r1", "C001")
    office.put("other", "C001", team="T02OTHER")
    office.deliver(office.courier())
    assert office.slack.texts == ["other"]


# -- what goes first, and how long until something does -----------------------------------------------------------


def test_what_somebody_waits_for_goes_first_whenever_it_came(office: Office) -> None:
    for priority in reversed(Priority):
        for age in ("older", "newer"):
            office.put(f"{priority.name} {age}", f"C{priority}", priority=priority)
            office.clock.tick(seconds=1)
    office.deliver(office.courier(), seconds=5)
    assert office.slack.texts[:4] == ["FIRST older", "CHANNELS older", "PEOPLE older", "TIDYING older"]
    assert len(office.slack.texts) == 8


def test_a_late_copy_is_looked_for_while_much_else_is_due(office: Office) -> None:
    office.slack.answers = [NO_ANSWER]
    office.put("r1")
    courier = office.courier()
    office.deliver(courier, seconds=6)
    office.slack.standing[office.stands().id].append("0.5")
    office.clock.tick(seconds=LOOK_AGAIN.total_seconds())
    office.put("r2", *places(50))
    for _ in range(20):
        courier.deliver_one()
    assert office.slack.standing[office.stands().id] == [office.stands().ts]
    assert len(office.slack.posts) < 50


def test_a_pause_lasts_until_something_can_be_done_and_a_second_at_most(lone: Office) -> None:
    lone.limits = FIVE
    courier = lone.courier()
    assert courier.step() == IDLE
    lone.put("r1", *places(2))
    assert courier.deliver_one()
    assert courier.step() == FIVE.gap, "the next slot"
    lone.slack.answers = [Later("trouble")]
    lone.deliver(courier, seconds=FIVE.gap.total_seconds())
    lone.clock.tick(seconds=1.5)
    assert courier.step() == timedelta(seconds=0.5), "the next try"


def test_paces_long_past_are_forgotten(lone: Office) -> None:
    lone.put("r1", *places(9))
    courier = lone.courier()
    lone.deliver(courier)
    assert count(lone.house, "paces") == 10
    lone.deliver(courier, seconds=125)
    assert count(lone.house, "paces") == 1


def test_a_look_for_work_while_the_slot_is_not_free_reads_one_statement_and_locks_nothing(lone: Office) -> None:
    lone.limits = FIVE
    lone.put("r1", *places(9), APPROVALS)
    courier = lone.courier()
    courier.deliver_one()
    with lone.house.transaction():
        assert courier.step() == FIVE.gap, "while another writes"


def test_beaten_by_another_courier_it_looks_at_once_what_is_left(lone: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    lone.slack.answers = [NO_ANSWER]
    lone.put("r1")
    courier = lone.courier()
    lone.deliver(courier, seconds=6)
    lone.clock.tick(seconds=LOOK_AGAIN.total_seconds())
    monkeypatch.setattr(paces, "take", lambda *_: False)
    assert courier.step() == BEATEN, "to the look for a late copy"
    lone.put("r2", "C002")
    assert courier.step() == BEATEN, "to the next message"
    monkeypatch.undo()
    lone.deliver(courier)
    assert count(lone.house, "deliveries WHERE status = 'sent' AND look_again_at IS NULL") == 2
