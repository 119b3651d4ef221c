"""Reading all that a workspace can be told: what the first answer after a change waits for."""

import time
from datetime import UTC, datetime
from statistics import median

from bench.history import TEAM, History
from bench.processes import DidNotRun
from bot.party_lines.memory import read_board
from bot.people import records as people
from bot.storage import open_database

TIMES = 9


def milliseconds(history: History) -> float:
    """Return how long it takes, in this process and with nothing else going on. Raises DidNotRun."""
    database, took = open_database(history.url), []
    with database.glance() as tx:
        place = people.workspace(tx, TEAM)
        if place is None:
            raise DidNotRun("the history has no workspace")
        now = datetime.now(UTC)
        board = read_board(tx, place, now)
        for _ in range(TIMES):
            began = time.perf_counter()
            read_board(tx, place, now, board)
            took.append((time.perf_counter() - began) * 1000)
    database.close()
    return median(took)
