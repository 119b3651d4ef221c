"""Lists that go on with their push, sending again what failed, and following: on both databases."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy import update as sql_update

from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import Delivery, DeliveryStatus
from bot.party_lines.rules import PartyLine
from bot.people.rules import Kind, NeedsRole, NotStaff
from bot.pushing import flows
from bot.pushing.rules import NoSuchPush, Replaced
from bot.storage import Database
from bot.topics.flows import NoSuchTopic
from tests.support.clock import HandClock
from tests.support.house import CARL, NETWORK, PAYROLL, SAM, TEAM, VPN, furnish
from tests.support.lines import approve, go_live
from tests.support.moves import become, count, entries, letters, update

CHANNEL = "C03NET"


def put_down(house: Database, status: DeliveryStatus, now: datetime, reason: str = "", **which: str) -> None:
    """Note that a delivery came to something, as a courier does."""
    chosen = [DELIVERIES.c[name] == value for name, value in which.items()]
    values = {"status": status.value, "changed_at": now, "reason": reason, "ts": "1.1", "attempts": 1}
    with house.transaction() as tx:
        tx.execute(sql_update(DELIVERIES).where(*chosen).values(**values))


def sweep(house: Database, now: datetime) -> bool:
    with house.transaction() as tx:
        return flows.sweep(tx, TEAM, now)


def list_of(house: Database, line: PartyLine) -> Delivery:
    (found,) = letters(house, "push_list", line.id)
    return found


def pushed(house: Database, clock: HandClock) -> PartyLine:
    """Let a line go live, with its list sent and nothing else."""
    line = go_live(house, clock())
    put_down(house, DeliveryStatus.SENT, clock(), kind="push_list")
    return line


# -- lists --------------------------------------------------------------------------------------------------------


def test_a_list_goes_on_with_its_push_and_ends_with_it(house: Database, clock: HandClock) -> None:
    line = pushed(house, clock)
    assert not sweep(house, clock.tick(seconds=10))
    put_down(house, DeliveryStatus.SENT, clock(), kind="card")
    assert sweep(house, clock())
    assert list_of(house, line).status is DeliveryStatus.WAITING
    # While it is on its way it is not asked for again.
    assert not sweep(house, clock.tick(seconds=5))
    put_down(house, DeliveryStatus.SENT, clock(), kind="push_list")
    assert sweep(house, clock.tick(seconds=5))
    put_down(house, DeliveryStatus.SENT, clock(), kind="push_list")
    assert not sweep(house, clock.tick(hours=1))


def test_what_has_come_of_a_push_is_not_looked_for_before_its_list_may_be_written_again(
    house: Database, clock: HandClock
) -> None:
    pushed(house, clock)
    put_down(house, DeliveryStatus.SENT, clock.tick(seconds=2), kind="card")
    asked: list[str] = []
    event.listen(house.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    assert not sweep(house, clock())
    before = len([one for one in asked if "SELECT" in one])
    assert sweep(house, clock.tick(seconds=1))
    assert len([one for one in asked if "SELECT" in one]) == 2 * before + 1


def test_what_has_come_of_a_push_is_found_without_reading_all_that_it_sent(sqlite: Database, clock: HandClock) -> None:
    furnish(sqlite, clock())
    pushed(sqlite, clock)
    clock.tick(seconds=10)
    plans: list[str] = []

    def explain(_tx: object, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if "deliveries" in statement:
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in rows if "deliveries" in row[3])

    event.listen(sqlite.engine, "before_cursor_execute", explain)
    assert not sweep(sqlite, clock())
    found = "ix_deliveries_changed (workspace_id=? AND kind=?"
    assert [plan.split("INDEX ")[-1] for plan in plans] == [f"{found})"] + [f"{found} AND ref=? AND changed_at>?)"] * 3


@pytest.mark.parametrize("status", [DeliveryStatus.FAILED, DeliveryStatus.WAITING])
def test_what_fails_or_is_held_up_shows_on_the_list(house: Database, clock: HandClock, status: DeliveryStatus) -> None:
    line = pushed(house, clock)
    put_down(house, status, clock.tick(seconds=10), "that channel is archived", kind="card")
    assert sweep(house, clock())
    with house.glance() as tx:
        push, far = flows.show(tx, TEAM, line_id=line.id, by=CARL)
    assert push.line.id == line.id
    assert [(one.destination, one.reason) for one in far.stuck] == [(CHANNEL, "that channel is archived")]


def test_after_a_restart_an_hour_later_a_list_is_right_at_once(house: Database, clock: HandClock) -> None:
    pushed(house, clock)
    put_down(house, DeliveryStatus.SENT, clock.tick(seconds=1), kind="card")
    assert sweep(house, clock.tick(hours=1))


def test_lists_of_other_workspaces_and_of_versions_that_were_replaced_are_left_alone(
    house: Database, clock: HandClock
) -> None:
    furnish(house, clock(), "T02OTHER")
    line = pushed(house, clock)
    approve(house, update(house, clock.tick(seconds=20), line.series, 1, "Newer."), clock())
    put_down(house, DeliveryStatus.SENT, clock.tick(seconds=20), kind="card")
    put_down(house, DeliveryStatus.SENT, clock(), kind="push_list", ref=line.id)
    assert not sweep(house, clock.tick(seconds=20))
    with house.transaction() as tx:
        assert not flows.sweep(tx, "T02OTHER", clock())


# -- trying again -------------------------------------------------------------------------------------------------


def test_try_again_sends_what_failed_and_nothing_else(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        flows.follow(tx, TEAM, topic_ids=[NETWORK], by=SAM, now=clock())
    line = pushed(house, clock)
    put_down(house, DeliveryStatus.SENT, clock(), kind="news")
    put_down(house, DeliveryStatus.FAILED, clock(), "that channel is archived", kind="card")
    with house.transaction() as tx:
        assert flows.try_again(tx, TEAM, line_id=line.id, by=CARL, now=clock.tick(minutes=1)) == 1
    assert [one.status for one in letters(house, "card", line.series)] == [DeliveryStatus.WAITING]
    assert [one.status for one in letters(house, "news", line.id)] == [DeliveryStatus.SENT]
    assert list_of(house, line).status is DeliveryStatus.WAITING
    assert [entry.by for entry in entries(house) if entry.verb == "push_again"] == [CARL]


def test_where_nothing_failed_nothing_is_sent_again_or_journalled(house: Database, clock: HandClock) -> None:
    line = pushed(house, clock)
    with house.transaction() as tx:
        assert flows.try_again(tx, TEAM, line_id=line.id, by=CARL, now=clock()) == 0
    assert list_of(house, line).status is DeliveryStatus.SENT
    assert "push_again" not in [entry.verb for entry in entries(house)]


def test_who_may_not_or_cannot_try_again_is_refused(house: Database, clock: HandClock) -> None:
    line = pushed(house, clock)
    with house.transaction() as tx:
        with pytest.raises(NeedsRole):
            flows.try_again(tx, TEAM, line_id=line.id, by=SAM, now=clock())
        with pytest.raises(NoSuchPush):
            flows.try_again(tx, TEAM, line_id="gone", by=CARL, now=clock())
    approve(house, update(house, clock.tick(seconds=1), line.series, 1, "Newer."), clock())
    with house.transaction() as tx, pytest.raises(Replaced, match="replaced by version 2"):
        flows.try_again(tx, TEAM, line_id=line.id, by=CARL, now=clock())


def test_a_text_that_belongs_to_no_incident_was_never_pushed(house: Database) -> None:
    with house.glance() as tx:
        standing = tx.exec_driver_sql("SELECT id FROM party_lines WHERE kind = 'standing'").scalar_one()
        assert flows.pushed(tx, TEAM, standing) is None
        assert flows.said_now(tx, TEAM, "gone") is None


# -- following ----------------------------------------------------------------------------------------------------


def test_following_is_ones_own_and_is_kept_once(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx:
        assert flows.follow(tx, TEAM, topic_ids=[NETWORK, PAYROLL], by=SAM, now=clock()).changed
        assert flows.follow(tx, TEAM, topic_ids=[NETWORK, VPN], by=SAM, now=clock()).changed
        assert not flows.follow(tx, TEAM, topic_ids=[NETWORK], by=SAM, now=clock()).changed
        assert [topic.name for topic in flows.followed(tx, TEAM, by=SAM)] == ["network", "payroll", "vpn"]
        assert flows.followed(tx, TEAM, by=CARL) == []
        assert flows.unfollow(tx, TEAM, topic_ids=[NETWORK, VPN, "t-gone"], by=SAM).changed
        assert [topic.name for topic in flows.followed(tx, TEAM, by=SAM)] == ["payroll"]


def test_whoever_left_the_staff_can_follow_nothing(house: Database, clock: HandClock) -> None:
    become(house, clock(), SAM, Kind.GUEST)
    with house.transaction() as tx, pytest.raises(NotStaff):
        flows.follow(tx, TEAM, topic_ids=[NETWORK], by=SAM, now=clock())
    with house.transaction() as tx, pytest.raises(NotStaff):
        flows.unfollow(tx, TEAM, topic_ids=[NETWORK], by=SAM)
    assert count(house, "follows") == 0


def test_what_is_no_topic_cannot_be_followed(house: Database, clock: HandClock) -> None:
    with house.transaction() as tx, pytest.raises(NoSuchTopic):
        flows.follow(tx, TEAM, topic_ids=["t-gone"], by=SAM, now=clock())
