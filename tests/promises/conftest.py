"""What the tests of promises share."""

import pytest

from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import furnish


@pytest.fixture
def sqlite_house(sqlite: Database, clock: HandClock) -> Database:
    """The house on SQLite, for what does not depend on the database."""
    furnish(sqlite, clock())
    return sqlite
