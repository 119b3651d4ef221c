"""The courier: what becomes of each delivery, with a stand-in for Slack that answers as it is told."""

import sys
from datetime import timedelta
from itertools import pairwise
from threading import Event

import pytest

from bot.deliveries.courier import Courier
from bot.deliveries.rules import (
    LOOK_AGAIN,
    DeliveryStatus,
    Later,
    Looked,
    Message,
    Never,
)
from bot.storage import DatabaseAway, open_database
from tests.support.house import ADA, APPROVALS, BEA
from tests.support.office import Enough, Office
from tests.support.together import at_once

NOBODY_THERE = "postgresql://nobody@127.0.0.1:1/nothing"


def test_what_is_due_is_posted_once_and_noted_with_where_it_stands(office: Office) -> None:
    office.put()
    courier = office.courier()
    assert [courier.deliver_one(), courier.deliver_one()] == [True, False]
    found = office.stands()
    assert (found.status, found.channel, found.ts, found.sent) == (DeliveryStatus.SENT, APPROVALS, "1.0", 1)
    assert office.slack.texts == ["r1"]


def test_asked_for_again_the_message_that_stands_is_edited(office: Office) -> None:
    office.put("r1", ADA)
    courier = office.courier()
    courier.deliver_one()
    office.clock.tick(seconds=10)
    office.put("r1", ADA)
    courier.deliver_one()
    assert [(place, ts) for place, ts, _, _ in office.slack.posts] == [(ADA, ""), (f"D{ADA[1:]}", "1.0")]
    assert office.stands().status is DeliveryStatus.SENT


def test_an_edit_of_a_direct_message_is_not_put_off_for_ever(office: Office) -> None:
    """A message to a person stands in a channel with another id than the person's."""
    office.put("r1", ADA)
    courier = office.courier()
    courier.deliver_one()
    office.put("r1", ADA)
    courier.deliver_one()
    office.clock.tick(seconds=2)
    courier.deliver_one()
    assert len(office.slack.posts) == 2


def test_the_newest_text_wins_over_a_send_in_flight(office: Office) -> None:
    office.put()
    office.texts["r1"] = "old"

    def change() -> None:
        office.slack.meanwhile = lambda: None
        office.texts["r1"] = "new"
        office.put()
        assert not office.courier().deliver_one(), "the one who sends keeps it"

    office.slack.meanwhile = change
    courier = office.courier()
    while courier.deliver_one():
        office.clock.tick(seconds=2)
    assert [(text, ts) for _, ts, text, _ in office.slack.posts] == [("old", ""), ("new", "1.0")]
    assert (office.stands().status, office.stands().sent) == (DeliveryStatus.SENT, 2)


def test_several_changes_while_it_waits_are_one_message_with_the_newest_text(office: Office) -> None:
    for text in ("one", "two", "three"):
        office.texts["r1"] = text
        office.put()
    courier = office.courier()
    while courier.deliver_one():
        pass
    assert office.slack.texts == ["three"]


def test_a_letter_that_is_out_of_date_is_dropped_and_nothing_is_posted(office: Office) -> None:
    office.texts["r1"] = None
    office.put()
    courier = office.courier()
    assert [courier.deliver_one(), courier.deliver_one()] == [True, False]
    assert (office.stands().status, office.slack.posts) == (DeliveryStatus.DROPPED, [])


def test_slack_is_given_the_time_it_asks_for(office: Office) -> None:
    office.slack.answers = [Later("slow down", timedelta(seconds=37))]
    office.put()
    courier = office.courier()
    courier.deliver_one()
    assert (office.due_in(), office.stands().reason) == (37, "slow down")
    office.clock.tick(seconds=37, microseconds=-1)
    assert not courier.deliver_one()
    office.clock.tick(microseconds=1)
    courier.deliver_one()
    assert (office.stands().status, office.stands().reason) == (DeliveryStatus.SENT, "")


def test_trouble_is_tried_again_later_and_later(office: Office) -> None:
    office.slack.answers = [Later("trouble")] * 7
    office.put()
    courier, waits = office.courier(), []
    for _ in range(7):
        courier.deliver_one()
        waits.append(office.due_in())
        office.clock.tick(seconds=office.due_in())
    assert waits == [2, 4, 8, 16, 30, 30, 30]
    courier.deliver_one()
    assert office.stands().status is DeliveryStatus.SENT


def test_what_somebody_has_to_mend_waits_and_says_what(office: Office) -> None:
    office.slack.answers = [Later("invite the bot", needs_mending=True)] * 4
    office.put()
    courier, waits = office.courier(), []
    for _ in range(4):
        courier.deliver_one()
        waits.append(office.due_in())
        assert office.stands().reason == "invite the bot"
        office.clock.tick(seconds=office.due_in())
    assert waits == [15, 15, 15, 300]


def test_what_slack_will_never_take_fails_with_the_reason_and_is_left_alone(office: Office) -> None:
    office.slack.answers = [Never("that channel is archived")]
    office.put()
    courier = office.courier()
    courier.deliver_one()
    office.clock.tick(hours=24)
    assert not courier.deliver_one()
    found = office.stands()
    assert (found.status, found.reason) == (DeliveryStatus.FAILED, "that channel is archived")


def test_one_channel_gets_one_message_a_second_and_others_do_not_wait_for_it(lone: Office) -> None:
    for number in range(3):
        lone.put(f"slow {number}", APPROVALS)
    for place in ("C1", "C2", "C3"):
        lone.clock.tick(microseconds=1)
        lone.put(f"to {place}", place)
    courier = lone.courier()
    while courier.deliver_one():
        pass
    assert [place for place, _, _, _ in lone.slack.posts] == [APPROVALS, "C1", "C2", "C3"], "and that at once"
    for _ in range(300):
        lone.clock.tick(milliseconds=10)
        while courier.deliver_one():
            pass
    times = [at for place, _, _, at in lone.slack.posts if place == APPROVALS]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) == 3
    assert all(timedelta(seconds=1.01) <= gap <= timedelta(seconds=1.02) for gap in gaps)


def test_waiting_for_the_pace_counts_as_no_attempt_and_as_no_trouble(lone: Office) -> None:
    lone.put("r1")
    lone.put("r2")
    courier = lone.courier()
    while courier.deliver_one():
        pass
    waiting = next(one for one in (lone.stands("r1"), lone.stands("r2")) if one.status is DeliveryStatus.WAITING)
    assert (waiting.attempts, waiting.reason) == (0, "")


def test_a_courier_that_died_leaves_a_lease_that_runs_out(office: Office) -> None:
    office.put()

    def die() -> None:
        raise KeyboardInterrupt

    office.slack.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        office.courier().deliver_one()
    office.slack.meanwhile = lambda: None
    other = office.courier()
    assert not other.deliver_one()
    office.clock.tick(seconds=60)
    assert other.deliver_one()
    assert office.stands().status is DeliveryStatus.SENT


NO_ANSWER = Later("no answer", unclear=True)


def test_what_slack_took_without_answering_is_found_and_not_posted_again(office: Office) -> None:
    office.slack.answers, office.slack.does_it_anyway = [NO_ANSWER], True
    office.put("r1", ADA)
    courier = office.courier()
    courier.deliver_one()
    assert office.due_in() == 5, "it is given time to show"
    office.clock.tick(seconds=5)
    courier.deliver_one()
    assert [ts for _, ts, _, _ in office.slack.posts] == ["", "1.0"], "posted once, then edited where it stands"
    assert (office.stands().status, office.stands().ts) == (DeliveryStatus.SENT, "1.0")


def test_what_slack_did_not_take_is_posted_after_a_look(office: Office) -> None:
    office.slack.answers = [NO_ANSWER]
    office.put()
    courier = office.courier()
    courier.deliver_one()
    office.clock.tick(seconds=5)
    courier.deliver_one()
    assert [ts for _, ts, _, _ in office.slack.posts] == ["", ""]
    assert [len(found) for found in office.slack.standing.values()] == [1]


def test_a_copy_that_comes_to_light_late_is_deleted(office: Office) -> None:
    office.slack.answers = [NO_ANSWER]
    office.put()
    courier = office.courier()
    courier.deliver_one()
    office.clock.tick(seconds=5)
    courier.deliver_one()
    key = office.stands().id
    office.slack.standing[key].append("0.5")
    office.clock.tick(seconds=LOOK_AGAIN.total_seconds() - 1)
    assert not courier.deliver_one()
    office.clock.tick(seconds=1)
    assert courier.deliver_one()
    assert office.slack.standing[key] == [office.stands().ts]
    office.clock.tick(hours=1)
    assert not courier.deliver_one(), "and that was that"


def test_what_was_posted_right_before_a_kill_is_not_posted_again(office: Office) -> None:
    office.put()

    def die() -> None:
        raise KeyboardInterrupt

    office.slack.meanwhile = die
    with pytest.raises(KeyboardInterrupt):
        office.courier().deliver_one()
    office.slack.meanwhile = lambda: None
    office.clock.tick(seconds=60)
    office.courier().deliver_one()
    assert [len(found) for found in office.slack.standing.values()] == [1]
    assert office.stands().status is DeliveryStatus.SENT


def test_nothing_is_posted_while_it_cannot_be_looked(office: Office) -> None:
    office.slack.answers, office.slack.looks = [NO_ANSWER], [NO_ANSWER, Later("slow down", timedelta(seconds=9))]
    office.put()
    courier = office.courier()
    for _ in range(3):
        courier.deliver_one()
        office.clock.tick(seconds=office.due_in())
    assert len(office.slack.posts) == 1
    courier.deliver_one()
    assert (len(office.slack.posts), office.stands().status) == (2, DeliveryStatus.SENT)


def test_where_the_bot_may_not_look_it_posts_rather_than_not(office: Office) -> None:
    office.slack.answers, office.slack.looks = [NO_ANSWER], [Looked()]
    office.put()
    courier = office.courier()
    courier.deliver_one()
    office.clock.tick(seconds=5)
    courier.deliver_one()
    assert (office.stands().status, office.stands().channel) == (DeliveryStatus.SENT, APPROVALS)


def test_a_refusal_leaves_nothing_to_look_for(office: Office) -> None:
    office.slack.answers = [Later("slow down", timedelta(seconds=3))]
    office.slack.looks = [NO_ANSWER]
    office.put()
    courier = office.courier()
    courier.deliver_one()
    office.clock.tick(seconds=3)
    courier.deliver_one()
    assert office.stands().status is DeliveryStatus.SENT
    assert len(office.slack.looks) == 1, "nobody looked"


def test_couriers_at_once_send_each_message_once(office: Office) -> None:
    places = [f"C{number}" for number in range(12)]
    office.put("r1", *places)
    couriers = [office.courier() for _ in range(4)]

    def work(courier: Courier) -> None:
        while courier.deliver_one():
            pass

    with_threads = [lambda _tx, one=one: work(one) for one in couriers]
    if office.house.engine.dialect.name == "sqlite":
        # at_once opens a transaction for each act, and SQLite has one writer: the couriers take turns there.
        for courier in couriers:
            courier.deliver_one()
        work(couriers[0])
    else:
        assert at_once(office.house, *with_threads) == [None] * 4
    assert sorted(place for place, _, _, _ in office.slack.posts) == sorted(places)


def test_a_courier_survives_a_database_that_is_away(lone: Office, caplog: pytest.LogCaptureFixture) -> None:
    lone.put()
    away = open_database(NOBODY_THERE)
    with pytest.raises(DatabaseAway):
        lone.courier(database=away).deliver_one()
    stop, courier = Event(), lone.courier(database=away)
    wake = Enough(stop, 2)
    courier.run(stop, wake)
    assert [record.message for record in caplog.records] == ["the database is away; deliveries wait"] * 2
    courier.database = lone.house
    again = Event()
    courier.run(again, Enough(again, 1))
    assert lone.stands().status is DeliveryStatus.SENT


@pytest.mark.parametrize(("alone", "wait"), [(True, 5), (False, 60)])
def test_what_a_killed_courier_held_is_taken_over_when_its_message_would_show(
    lone: Office, alone: bool, wait: int
) -> None:
    lone.put()
    lone.slack.meanwhile = sys.exit
    with pytest.raises(SystemExit):
        lone.courier().deliver_one()
    lone.slack.meanwhile = lambda: None
    lone.house.alone = alone
    for seconds, stands in ((0, DeliveryStatus.SENDING), (wait - 1, DeliveryStatus.SENDING), (1, DeliveryStatus.SENT)):
        lone.clock.tick(seconds=seconds)
        stop = Event()
        lone.courier().run(stop, Enough(stop, 1))
        assert lone.stands().status is stands
        lone.house.alone = False


def test_a_letter_that_cannot_be_written_stops_no_other(lone: Office, caplog: pytest.LogCaptureFixture) -> None:
    def write(ref: str) -> Message:
        if ref == "bad":
            raise KeyError(ref)
        return Message(ref, [])

    lone.write = write
    lone.put("bad", ADA)
    lone.clock.tick(seconds=1)
    lone.put("good", BEA)
    stop = Event()
    lone.courier().run(stop, Enough(stop, 2))
    assert lone.slack.texts == ["good"]
    assert "the log says where" in lone.stands("bad").reason, "the doctor sees it"
    assert "KeyError" in caplog.text
    lone.write = None
    lone.clock.tick(minutes=1)
    lone.courier().deliver_one()
    assert lone.slack.texts == ["good", "bad"]


def test_a_courier_told_to_stop_takes_no_more(lone: Office) -> None:
    lone.put("r1", ADA, BEA)
    stop = Event()
    lone.slack.meanwhile = stop.set
    lone.courier().run(stop, Event())
    assert len(lone.slack.posts) == 1


def test_what_is_logged_names_no_text(lone: Office, caplog: pytest.LogCaptureFixture) -> None:
    lone.texts["r1"] = "A secret sentence."
    lone.slack.answers = [Later("slow down")]
    lone.put()
    lone.courier().deliver_one()
    assert "slow down" in caplog.text
    assert "secret" not in caplog.text


def test_a_database_that_goes_away_while_a_letter_is_written_is_no_fault_of_the_letter(lone: Office) -> None:
    def write(_ref: str) -> None:
        raise DatabaseAway

    lone.write = write
    lone.put()
    with pytest.raises(DatabaseAway):
        lone.courier().deliver_one()
    lone.write = None
    lone.clock.tick(minutes=1)
    lone.courier().deliver_one()
    assert lone.stands().status is DeliveryStatus.SENT
