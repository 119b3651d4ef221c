"""The bot as a process of its own, as an operator runs it, with a sandbox as its Slack."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from sandbox.clock import Clock
from sandbox.driver import Driver
from sandbox.manifest import load_manifest
from sandbox.pace import Limits
from sandbox.running import Running, running
from sandbox.world import World, load_world
from tests.support.doors import MANIFEST, ROOT, SECRET, TOKEN, WORLD

PATIENCE = 60
APP_TOKEN = "xapp-sandbox"
# The same command, by a clock that goes ahead: what waits for a time to pass need not be waited for.
LATER = """
import sys
from datetime import UTC, datetime, timedelta
from bot.serve import serve
from bot.settings import read_settings
sys.exit(serve(read_settings(), lambda: datetime.now(UTC) + timedelta(seconds=float(sys.argv[1]))))
"""
# And by a clock that is moved while it runs: a file says how far it is ahead.
MOVED = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from bot.serve import serve
from bot.settings import read_settings
file = Path(sys.argv[1])
sys.exit(serve(read_settings(), lambda: datetime.now(UTC) + timedelta(seconds=float(file.read_text()))))
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass
class Bot:
    """How to start the bot on one database, in Socket Mode or behind signed HTTP."""

    database_url: str
    api_url: str
    folder: Path
    port: int
    over_http: bool = False
    more: dict[str, str] = field(default_factory=dict)
    # A file that says how many seconds ahead of the machine's its clock is, whenever it looks.
    clock: Path | None = None
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Return what it is started with."""
        ours = {
            "PYTHONPATH": str(ROOT),
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_API_URL": self.api_url,
            "DATABASE_URL": self.database_url,
            "PORT": str(self.port),
        }
        ours |= {"SLACK_SIGNING_SECRET": SECRET} if self.over_http else {"SLACK_APP_TOKEN": APP_TOKEN}
        return dict(os.environ) | ours | self.more

    def start(self, *, ahead_by: float = 0, **more: str) -> None:
        """Start it, by a clock that is `ahead_by` seconds ahead of the machine's."""
        how = ["-c", LATER, str(ahead_by)] if ahead_by else ["-m", "bot", "serve"]
        how = ["-c", MOVED, str(self.clock)] if self.clock else how
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, *how], cwd=self.folder, env=self.environment | more, stdout=log, stderr=log
            )

    @property
    def log(self) -> Path:
        """Return the file that holds what it said."""
        return self.folder / "bot.log"

    def said(self) -> str:
        """Return all that it wrote to its log."""
        return self.log.read_text(encoding="utf-8")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, wait until it has, and return its exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        status = self.process.wait(PATIENCE)
        self.process = None
        return status

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page of its web server."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@dataclass
class Stage:
    """A sandbox with a bot beside it, and the people in it."""

    box: Running
    driver: Driver
    bot: Bot
    expects_trouble: bool = False

    def a_moment(self, seconds: float = 0.05) -> None:
        """Come back when the sandbox has answered that nothing has changed for so long."""
        self.driver.get("see", 10.0, **{"as": "U03STAFF", "since": 10**9, "wait": seconds})

    def calm(self) -> None:
        """Fail where Slack would have refused something, or the bot's log holds trouble not made on purpose."""
        assert self.driver.log()["rules"] == []
        assert self.expects_trouble or "Traceback" not in self.bot.said()


def until(stage: Stage, true: Callable[[], object], patience: float = PATIENCE) -> None:
    """Look again whenever the sandbox has answered that nothing has changed for a moment."""
    end = monotonic() + patience
    while not true():
        assert monotonic() < end, "it did not come to that"
        stage.a_moment()


@contextlib.contextmanager
def on_stage(
    database_url: str,
    folder: Path,
    *,
    over_http: bool = False,
    limits: Limits | None = None,
    world: World | None = None,
    clock: Clock | None = None,
) -> Iterator[Stage]:
    """Let a sandbox run, with a bot that is still to be started; at the end both are stopped.

    It gives the bot more than Slack's three seconds to answer: `make bench` says how long that takes.
    """
    port = free_port()
    request_url = f"http://127.0.0.1:{port}/slack/events" if over_http else None
    world, pace = world or load_world(WORLD), limits or Limits(0, 0, answer_within=PATIENCE)
    slack = running(world, load_manifest(MANIFEST), request_url=request_url, limits=pace, clock=clock)
    with slack as box:
        bot = Bot(database_url, box.api_url, folder, port, over_http)
        try:
            yield Stage(box, Driver(box.base_url), bot)
        finally:
            if bot.process is not None:
                bot.stop(signal.SIGKILL)
