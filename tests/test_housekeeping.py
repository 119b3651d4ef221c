"""The chores: remembering what is live, reading the staff group, forgetting old receipts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.housekeeping import Housekeeping
from bot.party_lines import answers
from bot.party_lines.memory import Memory
from bot.party_lines.serving import Cards
from bot.people import flows as people
from bot.people.records import PEOPLE
from bot.people.rules import Kind, NotStaff, Profile
from bot.slack.client import listener_client
from bot.storage import Database, DatabaseAway, open_database
from bot.storage.receipts import KEPT_FOR, claim
from sandbox.driver import Driver
from sandbox.manifest import load_manifest
from sandbox.running import Running, running
from sandbox.world import load_world
from tests.support.clock import HandClock, Stop
from tests.support.house import NORA, SAM, STAFF_GROUP, TEAM
from tests.support.lines import SAY, go_live
from tests.support.moves import count

ROOT = Path(__file__).parents[1]
NOBODY_THERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture(scope="module")
def slack() -> Iterator[Running]:
    with running(load_world(ROOT / "samples" / "world.yml"), load_manifest(ROOT / "manifest.yml")) as box:
        yield box


@pytest.fixture
def driver(slack: Running) -> Driver:
    driver = Driver(slack.base_url)
    driver.reset()
    return driver


@pytest.fixture
def keeper(house: Database, clock: HandClock, slack: Running, driver: Driver) -> Housekeeping:
    return Housekeeping(house, listener_client("xoxb-sandbox", slack.api_url), Memory(house), clock)


def is_staff(house: Database, who: str) -> bool:
    with house.glance() as tx:
        try:
            return people.require_staff(tx, TEAM, who).is_staff
        except NotStaff:
            return False


def groups_asked(driver: Driver) -> int:
    return sum(one["method"] == "usergroups.users.list" for one in driver.log()["calls"])


def test_what_is_live_is_remembered(house: Database, clock: HandClock, keeper: Housekeeping) -> None:
    go_live(house, clock())
    keeper.once()
    board = keeper.memory.last(TEAM)
    answer = answers.look_up(board, "wifi", clock())
    assert isinstance(answer, Cards)
    assert ([card.say for card in answer.cards], board.seen_at) == ([SAY], clock())


def test_the_staff_group_is_asked_for_again_when_it_is_due_and_not_before(
    house: Database, clock: HandClock, keeper: Housekeeping, driver: Driver
) -> None:
    driver.change_group(STAFF_GROUP, members=[NORA])
    keeper.once()
    assert (groups_asked(driver), is_staff(house, SAM), is_staff(house, NORA)) == (0, True, False)
    clock.tick(minutes=10, seconds=1)
    keeper.once()
    keeper.once()
    assert (groups_asked(driver), is_staff(house, SAM), is_staff(house, NORA)) == (1, False, True)


@pytest.mark.parametrize("fault", ["500", "429", "fatal"])
def test_while_slack_has_trouble_the_group_stays_as_it_was_and_is_asked_for_again(
    house: Database, clock: HandClock, keeper: Housekeeping, driver: Driver, fault: str
) -> None:
    driver.change_group(STAFF_GROUP, members=[NORA])
    driver.fault("usergroups.users.list", fault)
    clock.tick(minutes=11)
    keeper.once()
    assert (is_staff(house, SAM), is_staff(house, NORA)) == (True, False)
    keeper.once()
    assert (is_staff(house, SAM), is_staff(house, NORA)) == (False, True)


def forget_zones(house: Database) -> None:
    with house.transaction() as tx:
        tx.execute(update(PEOPLE).values(zone=""))


def zones(house: Database) -> dict[str, str]:
    with house.glance() as tx:
        return {row.slack_id: row.zone for row in tx.execute(select(PEOPLE.c.slack_id, PEOPLE.c.zone))}


def users_asked(driver: Driver) -> int:
    return sum(one["method"] == "users.info" for one in driver.log()["calls"])


def test_time_zones_that_were_never_asked_for_are_learned_a_few_at_a_time(
    house: Database, keeper: Housekeeping, driver: Driver
) -> None:
    known = zones(house)
    forget_zones(house)
    keeper.once()
    assert (users_asked(driver), list(zones(house).values()).count("")) == (3, len(known) - 3)
    for _ in known:
        keeper.once()
    assert zones(house)[SAM] == "Europe/London"
    assert ("" in zones(house).values(), users_asked(driver)) == (False, len(known))


def test_a_time_zone_that_this_machine_does_not_know_is_utc(
    house: Database, keeper: Housekeeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.people.rules.ZoneInfo", {}.__getitem__)
    forget_zones(house)
    keeper.once()
    assert set(zones(house).values()) == {"", "UTC"}


def test_while_slack_has_trouble_time_zones_wait(house: Database, keeper: Housekeeping, driver: Driver) -> None:
    forget_zones(house)
    driver.fault("users.info", "500")
    keeper.once()
    assert (users_asked(driver), set(zones(house).values())) == (1, {""})
    keeper.once()
    assert list(zones(house).values()).count("") == len(zones(house)) - 3


def test_somebody_slack_does_not_know_any_more_is_asked_about_once(
    house: Database, clock: HandClock, keeper: Housekeeping, driver: Driver
) -> None:
    with house.transaction() as tx:
        people.remember(tx, TEAM, Profile("UGONE", "Gone", Kind.MEMBER), now=clock())
        tx.execute(update(PEOPLE).where(PEOPLE.c.slack_id == "UGONE").values(zone=""))
    before = {one: zone for one, zone in zones(house).items() if one != "UGONE"}
    keeper.once()
    keeper.once()
    assert (users_asked(driver), zones(house)) == (1, {**before, "UGONE": "UTC"})


def test_old_receipts_are_forgotten(house: Database, clock: HandClock, keeper: Housekeeping) -> None:
    with house.transaction() as tx:
        claim(tx, TEAM, "old", clock())
    clock.tick(seconds=KEPT_FOR.total_seconds())
    keeper.once()
    assert count(house, "receipts") == 1
    clock.tick(seconds=1)
    keeper.once()
    assert count(house, "receipts") == 0


def test_a_database_that_is_away_stops_no_chore_for_good(
    house: Database, clock: HandClock, keeper: Housekeeping, caplog: pytest.LogCaptureFixture
) -> None:
    go_live(house, clock())
    keeper.memory.database = open_database(NOBODY_THERE)
    with pytest.raises(DatabaseAway):
        keeper.once()
    keeper.run(Stop(2))
    assert [one.message for one in caplog.records if "away" in one.message] == [
        "the database is away; what is remembered still answers"
    ] * 2
    keeper.memory.database = house
    keeper.run(Stop(1))
    assert keeper.memory.last(TEAM).seen_at == clock()


def test_a_chore_that_goes_wrong_is_tried_again(
    keeper: Housekeeping, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[int] = []

    def refresh_staff_groups(_: Housekeeping) -> None:
        tries.append(1)
        raise KeyError("users")

    monkeypatch.setattr(Housekeeping, "refresh_staff_groups", refresh_staff_groups)
    keeper.run(Stop(3))
    assert len(tries) == 3
    assert "tried again" in caplog.text
