"""Asking for deliveries, trying failed ones again, and how far a push has come."""

from bot.deliveries import flows
from bot.deliveries.rules import DeliveryStatus, Later, Never, Priority, Progress
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import TEAM, furnish
from tests.support.moves import count
from tests.support.office import Office

MANY = [f"C{number:05d}" for number in range(2000)]


def progress(office: Office, *places: tuple[str, str]) -> Progress:
    with office.house.glance() as tx:
        return flows.progress(tx, TEAM, places)


def retry(office: Office, ref: str, team: str = TEAM) -> int:
    with office.house.transaction() as tx:
        return flows.retry(tx, team, kind="note", ref=ref, now=office.clock())


def push(office: Office) -> None:
    """One message fails, one waits with a reason, one is sent, and one has not been tried."""
    office.put("r1", "C1", "C2", "C3")
    office.slack.answers = [Never("that channel is archived"), Later("invite the bot", needs_mending=True)]
    office.deliver(office.courier())
    office.put("r1", "C4")


def test_two_thousand_places_get_one_delivery_each_and_no_second_when_asked_again(
    house: Database, clock: HandClock
) -> None:
    for _ in range(2):
        with house.transaction() as tx:
            flows.put(
                tx, TEAM, kind="news", ref="r1", destinations=MANY, now=clock.tick(seconds=1), priority=Priority.PEOPLE
            )
    with house.glance() as tx:
        found = flows.of(tx, TEAM, kind="news", ref="r1")
    assert sorted(one.destination for one in found) == MANY
    assert {(one.wanted, one.due_at, one.status) for one in found} == {(2, clock(), DeliveryStatus.WAITING)}
    assert len({one.id for one in found}) == len(MANY)
    assert count(house, f"deliveries WHERE priority = {Priority.PEOPLE.value}") == len(MANY)


def test_nowhere_to_send_to_is_nothing_to_do(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        flows.put(tx, TEAM, kind="news", ref="r1", destinations=[], now=clock())
    assert count(house, "deliveries") == 0


def test_what_a_place_is_called_stays_as_it_is(house: Database, clock: HandClock) -> None:
    odd = ["C'\"", "C]\\", "Ü☃", "$[0]"]
    with house.transaction() as tx:
        flows.put(tx, TEAM, kind="news", ref="r1", destinations=odd, now=clock())
        assert sorted(one.destination for one in flows.of(tx, TEAM, kind="news", ref="r1")) == sorted(odd)


def test_progress_counts_by_status_and_names_each_trouble_with_its_reason(office: Office) -> None:
    push(office)
    found = progress(office, ("note", "r1"))
    assert found.counts == {
        DeliveryStatus.WAITING: 2,
        DeliveryStatus.SENDING: 0,
        DeliveryStatus.SENT: 1,
        DeliveryStatus.FAILED: 1,
        DeliveryStatus.DROPPED: 0,
    }
    assert {one.reason: one.status for one in found.troubled} == {
        "that channel is archived": DeliveryStatus.FAILED,
        "invite the bot": DeliveryStatus.WAITING,
    }


def test_progress_is_of_the_letters_that_are_named_and_of_no_others(office: Office) -> None:
    furnish(office.house, office.clock(), "T02OTHER")
    office.put("r1", "C1")
    office.put("r1", "C1", "C2", kind="card")
    office.put("r2", "C1")
    office.put("r1", "C1", team="T02OTHER")
    assert sum(progress(office, ("note", "r1"), ("card", "r1")).counts.values()) == 3
    assert sum(progress(office, ("note", "r2"), ("card", "r2")).counts.values()) == 1
    assert progress(office) == Progress(dict.fromkeys(DeliveryStatus, 0), ())


def test_what_failed_is_tried_again_and_nothing_else_is(office: Office) -> None:
    push(office)
    office.clock.tick(seconds=2)
    assert (retry(office, "r1"), retry(office, "r2"), retry(office, "r1")) == (1, 0, 0)
    found = progress(office, ("note", "r1"))
    assert [one.reason for one in found.troubled] == ["invite the bot"]
    office.deliver(office.courier(), seconds=20)
    assert progress(office, ("note", "r1")).counts[DeliveryStatus.SENT] == 4
    assert count(office.house, "deliveries WHERE wanted > 1") == 0


def test_trying_again_is_for_one_workspace(office: Office) -> None:
    furnish(office.house, office.clock(), "T02OTHER")
    push(office)
    assert retry(office, "r1", "T02OTHER") == 0
    assert progress(office, ("note", "r1")).counts[DeliveryStatus.FAILED] == 1
