"""How far a push has come, and when the list of it is written anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.deliveries.rules import Delivery, DeliveryStatus, Progress, stale_since
from bot.incidents.rules import Incident, IncidentStatus, Severity
from bot.pushing.rules import MOST_NAMED, HowFar, Reached, by_destination, how_far, named
from bot.topics.rules import Topic

NOW = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
SENT, FAILED, WAITING = DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.WAITING
SENDING, DROPPED = DeliveryStatus.SENDING, DeliveryStatus.DROPPED


def delivery(destination: str, status: DeliveryStatus, reason: str = "") -> Delivery:
    return Delivery(
        workspace="T1",
        id=f"{destination}-{status}",
        kind="card",
        ref="i",
        destination=destination,
        wanted=1,
        sent=0,
        status=status,
        attempts=0,
        due_at=NOW,
        channel="",
        ts="",
        reason=reason,
        unclear_since=None,
        changed_at=NOW,
    )


def people(*troubled: Delivery, **counts: int) -> Progress:
    return Progress({DeliveryStatus(name): number for name, number in counts.items()}, troubled)


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@pytest.mark.parametrize(
    ("card", "note", "worst"),
    [(SENT, SENT, SENT), (SENT, WAITING, WAITING), (FAILED, DROPPED, FAILED), (SENDING, SENT, SENDING)],
)
def test_a_channel_is_as_far_as_its_card_and_the_note_below_it(
    card: DeliveryStatus, note: DeliveryStatus, worst: DeliveryStatus
) -> None:
    for pair in ((card, note), (note, card)):
        assert [one.status for one in by_destination(delivery("C1", status) for status in pair)] == [worst]


def test_what_was_dropped_counts_for_nothing() -> None:
    far = how_far([delivery("C1", DROPPED)], [], people(dropped=5))
    assert far == HowFar(Reached(), Reached())


def test_channels_and_people_are_counted_each_once() -> None:
    cards = [delivery("C1", SENT), delivery("C2", FAILED, "archived"), delivery("C3", WAITING)]
    far = how_far(cards, [delivery("C1", SENT)], people(sent=83, waiting=1, sending=1, failed=2, dropped=9))
    assert (far.channels, far.people) == (Reached(3, 1, 1), Reached(87, 83, 2))
    assert (far.waiting, far.failed) == (3, 3)


def test_of_many_that_are_not_reached_the_failed_are_named_first_and_no_more_than_one_reads() -> None:
    cards = [delivery(f"C{number:02}", WAITING) for number in range(40)]
    far = how_far(
        cards, [], people(delivery("U1", WAITING, "slow"), delivery("U2", FAILED, "left"), failed=1, waiting=1)
    )
    assert [one.destination for one in far.stuck][:3] == ["U2", "U1", "C00"]
    assert len(far.stuck) == MOST_NAMED


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (2.9, None),  # not more often than every three seconds
        (3, 0),
        (4.9, 0),  # what came shortly before the list may not have been seen, and is looked at when all is quiet
        (5, -5),
        (1000, -5),
    ],
)
def test_a_list_is_written_anew_when_more_has_come_and_once_when_all_is_quiet(now: float, since: float | None) -> None:
    """All in seconds since the list was asked for."""
    assert stale_since(NOW, NOW + seconds(now)) == (None if since is None else NOW + seconds(since))


def test_an_incident_whose_topics_are_all_gone_goes_by_its_title() -> None:
    incident = Incident("i1", "Network", Severity.MAJOR, IncidentStatus.IDENTIFIED, "U1", NOW, None, ("t1", "t2"))
    assert named([], incident) == (Topic("", "Network"),)
    one = Topic("t1", "wifi")
    assert named([one, replace(one, id="t2")], incident) == (one, replace(one, id="t2"))
