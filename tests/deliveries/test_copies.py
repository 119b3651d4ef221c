"""Bringing many copies up to date at once, by how their names begin and since when they were written."""

from datetime import datetime

from sqlalchemy import event

from bot.deliveries import flows
from bot.deliveries.rules import DeliveryStatus, Priority
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import ADA, TEAM, furnish
from tests.support.office import Office


def renew(office: Office, *starts: str, since: datetime | None = None) -> None:
    with office.house.transaction() as tx:
        flows.renew_since(
            tx, TEAM, kind="note", starts=starts, since=since, now=office.clock(), priority=Priority.TIDYING
        )


def renewed(office: Office, *refs: str) -> list[str]:
    return [ref for ref in refs if office.stands(ref).wanted == 2]


def test_copies_are_renewed_by_how_they_begin_letter_by_letter_and_no_others(office: Office) -> None:
    furnish(office.house, office.clock(), "T02OTHER")
    refs = ("a_b/1", "a_b/2", "axb/1", "A_B/1", "a_b", "c%/1", "cc/1", "é/1")
    for ref in refs:
        office.put(ref)
    office.put("a_b/1", kind="card")
    office.put("a_b/1", team="T02OTHER")
    office.deliver(office.courier(), seconds=60)
    office.clock.tick(seconds=1)
    renew(office, "a_b/", "c%/", "é/")
    assert renewed(office, *refs) == ["a_b/1", "a_b/2", "c%/1", "é/1"]
    assert office.stands("a_b/1", kind="card").wanted == 1
    found = office.stands("a_b/2")
    assert (found.status, found.due_at, found.changed_at) == (DeliveryStatus.WAITING, office.clock(), office.clock())
    with office.house.glance() as tx:
        [other] = flows.of(tx, "T02OTHER", kind="note", ref="a_b/1")
    assert other.wanted == 1
    renew(office)
    assert renewed(office, *refs) == ["a_b/1", "a_b/2", "c%/1", "é/1"]


def test_copies_sent_before_that_time_stay_and_those_that_are_not_sent_yet_do_not(office: Office) -> None:
    courier = office.courier()
    office.put("a/old")
    office.deliver(courier, seconds=3)
    office.put("a/waits", "C0LATER")
    since = office.clock.tick(minutes=1)
    office.put("a/new", "C0NEW")
    renew(office, "a/", since=since)
    assert renewed(office, "a/old", "a/waits", "a/new") == ["a/waits", "a/new"]


def test_a_copy_on_its_way_is_kept_by_who_sends_it_and_goes_once_more(office: Office) -> None:
    courier = office.courier()
    office.put("a/1")

    def ask() -> None:
        office.slack.meanwhile = lambda: None
        renew(office, "a/")
        assert office.stands("a/1").status is DeliveryStatus.SENDING

    office.slack.meanwhile = ask
    office.deliver(courier, seconds=3)
    assert [ts for _, ts, _, _ in office.slack.posts] == ["", "1.0"]


def test_a_thousand_copies_are_renewed_by_one_statement(house: Database, clock: HandClock) -> None:
    statements: list[str] = []
    with house.transaction() as tx:
        for number in range(1000):
            flows.put(tx, TEAM, kind="note", ref=f"a/{number}", destinations=[ADA], now=clock())
        event.listen(tx, "before_cursor_execute", lambda _c, _k, statement, *_: statements.append(statement))
        flows.renew_since(tx, TEAM, kind="note", starts=["a/", "b/"], since=clock(), now=clock())
        assert [one.wanted for one in flows.of(tx, TEAM, kind="note", ref="a/999")] == [2]
    assert len(statements) == 2
