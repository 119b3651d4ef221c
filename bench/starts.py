"""Start-up and idle memory of `python -m bot serve`, as an operator runs it, and its first answer to a draft."""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.history import STAFF, TEAM, History
from bench.load import Job
from bench.processes import free_port, import_seconds, load, note, server
from bench.server import NOWHERE, SECRET, TOKEN

IDLE_SECONDS = 10.0
DRAFT, SUBJECT = "Email outage on Friday", "You can't use email on Friday"


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds and MiB. `first_subject`: the slowest answer to a draft, asked for as soon as it is ready."""

    ready: float
    slowest: float
    first_subject: float
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
    asked = Job(port, SECRET, TEAM, 1, 0, [(STAFF[0], DRAFT, SUBJECT)], "/subject")
    ready, bolt, first = [], [], []
    for number in range(times):
        note(f"start {number + 1} of {times}")
        bolt.append(import_seconds("slack_bolt"))
        with server("-m", "bot", "serve", cwd=folder, port=port, settings=settings) as running:
            ready.append(running.ready_after)
            memory_ready = running.memory()
            first.append(load(asked).p50 / 1000)
            if number + 1 == times:
                time.sleep(IDLE_SECONDS)
                memory = memory_ready, running.memory()
                return Starts(median(ready), max(ready), max(first), median(bolt), *memory)
    raise ValueError("nothing was started")
