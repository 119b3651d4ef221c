"""Press offices: on both databases, and behind the bot's doors with and without a sandbox as their Slack."""

import pytest

from bot.audiences import records as audiences
from bot.audiences.rules import Audience
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.doors import Doors
from tests.support.house import TEAM
from tests.support.statements import open_press_office

FINANCE = Audience("Finance", ("C04FIN", "C02IT"), ("finance@example.com", "books@example.com"), "month end")
EVERYONE = Audience("Everyone", ("C01GEN",))


def furnish(doors: Doors) -> Doors:
    """Let there be authors, and audiences whose channels the sandbox has."""
    open_press_office(doors.database, doors.clock())
    with doors.database.transaction() as tx:
        audiences.replace(tx, TEAM, (FINANCE, EVERYONE))
    return doors


@pytest.fixture
def press_house(house: Database, clock: HandClock) -> Database:
    """A house with a press office, on either database."""
    open_press_office(house, clock())
    return house


@pytest.fixture
def office_here(doors: Doors) -> Doors:
    """A press office without a Slack."""
    return furnish(doors)


@pytest.fixture
def office(open_doors: Doors) -> Doors:
    """A press office with a sandbox as its Slack."""
    return furnish(open_doors)
