"""Opening a database and its transactions, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.storage.base import Tx

BUSY_SECONDS = 2
POOLED = 10
CONNECT_SECONDS = 2
# Slack gives three seconds for an answer: a server that hangs counts as away before they are over.
PATIENCE = {
    "connect_timeout": CONNECT_SECONDS,
    "tcp_user_timeout": 2000,
    "keepalives_idle": 5,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "options": "-c statement_timeout=2000 -c lock_timeout=2000",
}


class DatabaseAway(Exception):  # noqa: N818 - a state of the world, named as people say it
    """The database did not answer: it is stopped, unreachable, locked for too long or its disk is full."""


class BadAddress(Exception):  # noqa: N818 - read by the operator as a sentence
    """What was given as the database's address is none."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL cannot be read. Write it like sqlite:///partyline.db "
            "or postgresql://partyline:password@localhost/partyline"
        )


@dataclass(slots=True)
class Database:
    """One database with its two ways in: `transaction()` to change it, `glance()` to look.

    `alone` says that no other copy of the bot works on it (`bot/serve.py` sees to that on SQLite), and `moved` is
    another object after each transaction of ours: with both, what was read can be known to stand still.
    """

    engine: Engine
    reader: Engine
    alone: bool = False
    moved: object = field(default_factory=object)

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """Open a transaction that commits when the block ends well, and else leaves nothing behind.

        Raises DatabaseAway where the database cannot be reached; other database errors pass through.
        """
        try:
            with self.aside() as tx:
                yield tx
        finally:
            self.moved = object()

    @contextmanager
    def aside(self) -> Iterator[Tx]:
        """Open a transaction like any other, for what no answer depends on: it leaves `moved` as it is."""
        with translated(), self.engine.begin() as tx:
            yield tx

    @contextmanager
    def glance(self) -> Iterator[Tx]:
        """Open a connection for reading only: no locks held, each statement sees what is committed by then.

        Raises DatabaseAway where the database cannot be reached.
        """
        with translated(), self.reader.connect() as tx:
            yield tx

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database at a SQLAlchemy URL (`sqlite:///partyline.db`, `postgresql://...`).

    Connects when it is first used. Raises BadAddress for what is no such address. Errors name no parameters: they
    end in the log, and what people wrote does not.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        # One connection for each of the server's 40 worker threads, and some for the courier and housekeeping.
        waits = {"timeout": BUSY_SECONDS}
        engine = create_engine(address, connect_args=waits, pool_size=POOLED, max_overflow=40, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine, engine.execution_options(only_reading=True), alone=True)
    if address.drivername in {"postgres", "postgresql"}:
        address = address.set(drivername="postgresql+psycopg")
    engine = create_engine(
        address,
        connect_args=PATIENCE,
        pool_pre_ping=True,
        pool_size=POOLED,
        max_overflow=40,
        pool_timeout=CONNECT_SECONDS,
        hide_parameters=True,
    )
    return Database(engine, engine.execution_options(isolation_level="AUTOCOMMIT"))


def sqlite_file(url: str) -> Path | None:
    """Return the file of a SQLite database; None for other databases, and for one in memory."""
    address = _address(url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        return None
    return Path(address.database)


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadAddress from error


@contextmanager
def translated() -> Iterator[None]:
    """Turn what drivers raise when a database cannot be reached into DatabaseAway."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        raise DatabaseAway(type(error).__name__) from error
    except DBAPIError as error:
        # Nothing more particular than a database error is what SQLite says of a file that is damaged.
        if error.connection_invalidated or type(error) is DatabaseError:
            raise DatabaseAway(type(error).__name__) from error
        raise


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions are switched off: it would begin late and as a reader, and a reader that
    # turns writer under WAL fails at once with "database is locked" however long it may wait.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get("only_reading"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
