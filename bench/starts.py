"""Start-up and idle memory of `python -m bot serve`, as an operator runs it."""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.history import History
from bench.processes import free_port, import_seconds, note, server
from bench.server import NOWHERE, SECRET, TOKEN

IDLE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds and MiB."""

    ready: float
    slowest: float
    bolt: float
    memory_ready: float
    memory_idle: float


def measure(history: History, folder: Path, *, times: int) -> Starts:
    """Start the bot several times on a migrated, filled database, and once wait until it idles. Raises DidNotRun."""
    port = free_port()
    settings = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": NOWHERE,
        "DATABASE_URL": history.url,
        "PORT": str(port),
        "LOG_LEVEL": "ERROR",
    }
    ready, bolt = [], []
    for number in range(times):
        note(f"start {number + 1} of {times}")
        bolt.append(import_seconds("slack_bolt"))
        with server("-m", "bot", "serve", cwd=folder, port=port, settings=settings) as running:
            ready.append(running.ready_after)
            memory_ready = running.memory()
            if number + 1 == times:
                time.sleep(IDLE_SECONDS)
                return Starts(median(ready), max(ready), median(bolt), memory_ready, running.memory())
    raise ValueError("nothing was started")
