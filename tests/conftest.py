"""What tests share: databases (SQLite, and a real PostgreSQL), a clock that is set by hand, a workspace to act in."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.storage import Database, open_database
from bot.storage.migrating import migrate
from sandbox.manifest import load_manifest
from sandbox.pace import Limits
from sandbox.running import Running, running
from sandbox.world import load_world
from tests.support.clock import HandClock
from tests.support.doors import MANIFEST, WORLD, Doors
from tests.support.house import furnish
from tests.support.postgres import Postgres, start_postgres

LOOPBACK = {"127.0.0.1", "::1", "localhost", ""}


@pytest.fixture(autouse=True, scope="session")
def _only_loopback() -> Iterator[None]:
    """No test reaches beyond this machine."""
    patch = pytest.MonkeyPatch()
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_this_machine() -> None:
    """Settings come from the test, not from whoever runs it."""
    for name in list(os.environ):
        ours = name.startswith(("SLACK_", "PARTYLINE_", "SMTP_", "MAIL_"))
        if ours or name in {"DATABASE_URL", "COURIER", "HOST", "PORT"}:
            del os.environ[name]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One real PostgreSQL server for all tests that need one."""
    with start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def _migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "partyline.db"
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    database.close()
    return file


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty, migrated database: each test runs on SQLite and on PostgreSQL."""
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        return server.new_database()
    template: Path = request.getfixturevalue("_migrated_sqlite")
    file = tmp_path / "partyline.db"
    file.write_bytes(template.read_bytes())
    return f"sqlite:///{file}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty, migrated database."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(_migrated_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite, for what does not depend on the database."""
    file = tmp_path / "only.db"
    file.write_bytes(_migrated_sqlite.read_bytes())
    opened = open_database(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still until it is moved."""
    return HandClock()


@pytest.fixture
def house(database: Database, clock: HandClock) -> Database:
    """A database with the workspace of `tests.support.house` in it."""
    furnish(database, clock())
    return database


@pytest.fixture
def doors(sqlite: Database, clock: HandClock) -> Doors:
    """The bot in this process with its workspace, and no Slack: enough where only the answer matters."""
    furnish(sqlite, clock())
    return Doors(sqlite, clock)


@pytest.fixture
def slack() -> Iterator[Running]:
    """A sandbox as Slack's server, without limits on how fast one may post, or has to answer."""
    limits = Limits(burst=0, tier_factor=0, answer_within=60)
    with running(load_world(WORLD), load_manifest(MANIFEST), limits=limits) as box:
        yield box


@pytest.fixture
def open_doors(sqlite: Database, clock: HandClock, slack: Running) -> Doors:
    """The bot in this process with its workspace, and a sandbox as its Slack."""
    furnish(sqlite, clock())
    return Doors(sqlite, clock, slack)
