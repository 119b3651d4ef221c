"""What stories share: a database that can be taken away."""

from collections.abc import Iterator

import pytest

from bot.storage import open_database
from tests.support.outages import Place, damageable, stoppable
from tests.support.postgres import start_postgres


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """A database that can be taken away and given back: SQLite, and a PostgreSQL server of its own."""
    if request.param == "sqlite":
        yield damageable(request.getfixturevalue("sqlite"))
        return
    with start_postgres() as server:
        database = open_database(server.new_database())
        yield stoppable(server, database)
        database.close()
