"""Offices to deliver from."""

import pytest

from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import furnish
from tests.support.office import Office, Slack


@pytest.fixture
def office(house: Database, clock: HandClock) -> Office:
    """An office on SQLite and on PostgreSQL."""
    return Office(house, clock, Slack(clock))


@pytest.fixture
def lone(sqlite: Database, clock: HandClock) -> Office:
    """An office for what does not depend on the database."""
    furnish(sqlite, clock())
    return Office(sqlite, clock, Slack(clock))
