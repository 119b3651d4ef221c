"""Doing several things at the same instant, each in a thread and on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier
from typing import TypeVar

from sqlalchemy import text

from bot.storage import Database, Tx

# Longer than anything here takes; a test that gets there has found two who wait for each other.
PATIENCE = 30
MOST_LOOKS = 5000

T = TypeVar("T")


def warm_up(database: Database, connections: int) -> None:
    """Open connections beforehand, so that nobody is late because theirs had to be made."""
    with ExitStack() as stack:
        for _ in range(connections):
            stack.enter_context(database.glance()).execute(text("SELECT 1"))


def at_once(database: Database, *acts: Callable[[Tx], T]) -> list[T | Exception]:
    """Do all acts at once, each in its own transaction; return what each gave, or why it was refused."""
    warm_up(database, len(acts))
    barrier = Barrier(len(acts))

    def do(act: Callable[[Tx], T]) -> T | Exception:
        barrier.wait(PATIENCE)
        try:
            with database.transaction() as tx:
                return act(tx)
        except Exception as refusal:  # noqa: BLE001 - handed to the test, which knows what to expect
            return refusal

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts, timeout=PATIENCE))


def is_waiting_for_a_lock(database: Database) -> bool:
    """Look again and again until somebody in a PostgreSQL database waits for somebody else."""
    for _ in range(MOST_LOOKS):
        with database.glance() as tx:
            if tx.execute(_BLOCKED).scalar_one():
                return True
    return False


_BLOCKED = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
