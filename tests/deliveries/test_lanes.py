"""A courier's lanes: several messages on their way at once, and none that stops the others."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Barrier, Event, Lock, Thread, current_thread

import pytest

from bot.deliveries.rules import DeliveryStatus, Looked, Message, Sent
from bot.storage import DatabaseAway
from tests.support.moves import count
from tests.support.office import Office

PATIENCE = 30


@dataclass
class Crowd:
    """Stands in for Slack where several threads post at once."""

    act: Callable[[str], object]
    wanted: int
    stop: Event = field(default_factory=Event)
    wake: Event = field(default_factory=Event)
    posted: list[str] = field(default_factory=list)
    lanes: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def post(self, destination: str, _ts: str, _message: Message, _key: str, _thread: str = "") -> Sent:
        self.lanes.add(current_thread().name)
        try:
            self.act(destination)
        finally:
            with self._lock:
                self.posted.append(destination)
                if len(self.posted) == self.wanted:
                    self.stop.set()
                    self.wake.set()
        return Sent(destination, f"{len(self.posted)}.0")

    def look(self, destination: str, _key: str, _since: object, _thread: str = "") -> Looked:
        raise AssertionError(destination)

    def take_back(self, _channel: str, ts: str) -> None:
        raise AssertionError(ts)


def run(office: Office, crowd: Crowd, lanes: int) -> None:
    """Let a courier run until it has posted as much as is wanted."""
    courier = office.courier(lanes=lanes)
    courier.postman = crowd
    thread = Thread(target=courier.run, args=(crowd.stop, crowd.wake))
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive(), "it did not stop"


def test_as_many_messages_are_on_their_way_at_once_as_there_are_lanes(office: Office) -> None:
    barrier = Barrier(4)
    crowd = Crowd(lambda _place: barrier.wait(PATIENCE), wanted=12)
    office.put("r1", *(f"C{number}" for number in range(12)))
    run(office, crowd, lanes=4)
    assert sorted(crowd.posted) == sorted({f"C{number}" for number in range(12)})
    assert len(crowd.lanes) == 4
    assert count(office.house, "deliveries WHERE status = 'sent'") == 12


def test_a_delivery_that_goes_wrong_stops_neither_its_lane_nor_the_others(
    lone: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def act(place: str) -> None:
        if place.startswith("B"):
            raise ZeroDivisionError

    lone.put("r1", *(f"B{number}" for number in range(5)), *(f"C{number}" for number in range(5)))
    crowd = Crowd(act, wanted=10)
    run(lone, crowd, lanes=3)
    assert count(lone.house, "deliveries WHERE status = 'sent'") == 5
    assert count(lone.house, "deliveries WHERE status = 'sending'") == 5, "their leases bring them back"
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_goes_away_while_slack_answers_stops_no_lane(
    lone: Office, caplog: pytest.LogCaptureFixture
) -> None:
    def act(place: str) -> None:
        if place == "C1":
            raise DatabaseAway

    lone.put("r1", "C1", "C2", "C3")
    run(lone, Crowd(act, wanted=3), lanes=2)
    assert count(lone.house, "deliveries WHERE status = 'sent'") == 2
    assert "what was sent is looked for when it is back" in caplog.text


def test_reading_what_is_due_may_go_wrong_and_is_tried_again(lone: Office, caplog: pytest.LogCaptureFixture) -> None:
    lone.put("r1", "C1")
    crowd = Crowd(lambda _place: None, wanted=1)
    courier = lone.courier(lanes=2)
    courier.postman = crowd
    clock, times = courier.now, iter([False, True, False])

    def now() -> object:
        if next(times, False):
            crowd.wake.set()
            raise ZeroDivisionError
        return clock()

    courier.now = now  # type: ignore[assignment]
    courier.run(crowd.stop, crowd.wake)
    assert lone.stands().status is DeliveryStatus.SENT
    assert "deliveries could not be read" in caplog.text


def test_lanes_that_wait_end_as_soon_as_they_are_told_to(lone: Office) -> None:
    crowd = Crowd(lambda _place: None, wanted=1)
    courier = lone.courier(lanes=4)
    thread = Thread(target=courier.run, args=(crowd.stop, crowd.wake))
    thread.start()
    crowd.stop.set()
    crowd.wake.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
