"""Looking, again and again, for what has come due."""

from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

import pytest

from bot.storage import Database, DatabaseAway, Tx, open_database
from bot.storage.receipts import claim
from bot.sweeping import Sweeper
from tests.support.clock import HandClock, Stop
from tests.support.house import TEAM, furnish
from tests.support.moves import count

WRITTEN = "a sentence that somebody wrote"


@dataclass
class Chore:
    """A sweep that notes what it was asked, and answers as a test says."""

    due: bool = True
    asked: list[tuple[str, datetime]] = field(default_factory=list)

    def __call__(self, tx: Tx, workspace: str, now: datetime) -> bool:
        self.asked.append((workspace, now))
        claim(tx, workspace, f"chore {len(self.asked)}", now)
        return self.due


def fails(tx: Tx, workspace: str, now: datetime) -> bool:
    claim(tx, workspace, "half done", now)
    raise ValueError(WRITTEN)


def test_every_sweep_looks_at_every_workspace_at_the_time_it_is(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    chore, woken = Chore(), Event()
    assert Sweeper(house, [chore], clock, woken.set).once()
    assert chore.asked == [(TEAM, clock()), ("T02OTHER", clock())]
    assert woken.is_set()
    assert count(house, "receipts") == 2


def test_while_nothing_is_due_the_courier_sleeps_on(house: Database, clock: HandClock) -> None:
    woken = Event()
    assert not Sweeper(house, [Chore(due=False)], clock, woken.set).once()
    assert not woken.is_set()


def test_a_sweep_that_goes_wrong_leaves_nothing_by_halves_and_stops_no_other(
    house: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    chore = Chore()
    Sweeper(house, [fails, chore], clock, Event().set).once()
    assert len(chore.asked) == 1
    assert count(house, "receipts") == 1
    assert "a sweep went wrong" in caplog.text
    assert WRITTEN not in caplog.text


def waits_in_vain(tx: Tx, workspace: str, now: datetime) -> bool:
    claim(tx, workspace, "half done", now)
    raise DatabaseAway("OperationalError")


def test_a_sweep_that_waits_for_a_lock_in_vain_keeps_no_other_from_its_work(house: Database, clock: HandClock) -> None:
    furnish(house, clock(), "T02OTHER")
    chore, woken = Chore(), Event()
    with pytest.raises(DatabaseAway):
        Sweeper(house, [waits_in_vain, chore], clock, woken.set).once()
    assert chore.asked == [(TEAM, clock()), ("T02OTHER", clock())]
    assert woken.is_set()
    assert count(house, "receipts") == 2


def test_whatever_goes_wrong_beside_the_sweeps_ends_nothing_for_good(
    house: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    def wake() -> None:
        raise ValueError(WRITTEN)

    chore = Chore()
    Sweeper(house, [chore], clock, wake).run(Stop(3))
    assert len(chore.asked) == 3
    assert caplog.text.count("it is tried again") == 3
    assert WRITTEN not in caplog.text


def test_a_database_that_is_away_ends_nothing_for_good(
    house: Database, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    chore = Chore()
    sweeper = Sweeper(open_database("postgresql://nobody@127.0.0.1:1/nothing"), [chore], clock, Event().set)
    sweeper.run(Stop(2))
    assert [one.message for one in caplog.records] == ["the database is away; what is due waits"] * 2
    sweeper.database = house
    sweeper.run(Stop(3))
    assert len(chore.asked) == 3
