"""`python -m bench.push`: how a push keeps Slack's limits, what look-ups feel of it, and how soon it is written down.

The sandbox plays Slack in a process of its own, with the same limits as the courier is told.
"""

import argparse
import math
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bench.history import GROUP, STAFF, TEAM, History, fill, migrated
from bench.load import Job
from bench.processes import ROOT, DidNotRun, free_port, load, note, server
from bench.processes import Running as Bot
from bench.report import Target
from bench.server import SECRET, TOKEN
from bot.deliveries import flows
from bot.deliveries.courier import LANES, Courier
from bot.deliveries.posting import SlackPostman
from bot.deliveries.records import DELIVERIES
from bot.deliveries.rules import DeliveryStatus, Later, Limits, Looked, Message, Never, Priority, Sent
from bot.party_lines.reach import NEWS
from bot.party_lines.records import PARTY_LINES
from bot.party_lines.rules import LineKind, LineStatus
from bot.slack import blocks
from bot.slack.client import courier_client
from bot.storage import Database, open_database
from sandbox.manifest import load_manifest
from sandbox.pace import Limits as SlackLimits
from sandbox.running import Running, running
from sandbox.workspace import Tokens
from sandbox.world import AppIdentity, Channel, Group, Person, Team, World

A_SECOND = (5, 20, 50)  # the workspace's limit
CHANNELS = [f"C{number:08d}" for number in range(1500)]
MANY = [f"U{number:08d}" for number in range(10_000)]
CLIENTS = (1, 16)
LONGEST = 120.0
ANSWERS_AFTER = 0.25  # how long Slack takes for an answer


@dataclass(frozen=True, slots=True)
class Paced:
    """One push at one limit: how many messages, in how many seconds, over the shortest time that the limit allows."""

    a_second: int
    messages: int
    seconds: float
    least: float
    refused: int

    def __str__(self) -> str:
        return (
            f"{self.messages:>5,} messages at {self.a_second:>2} a second: {self.seconds:.1f} s, "
            f"at least {self.least:.1f} s, {self.refused} refused with 429"
        )


@dataclass(frozen=True, slots=True)
class Felt:
    """What look-ups feel of a push: the 99th percentile in milliseconds, quiet and during it, medians of the rounds."""

    clients: int
    quiet: float
    during: float
    ratio: float

    def __str__(self) -> str:
        return f"look-ups, {self.clients:>2} clients: p99 {self.quiet:.1f} ms quiet, {self.during:.1f} ms during a push"


@dataclass
class Counting:
    """A postman that takes as long as Slack does, and says when so many messages are out."""

    postman: SlackPostman
    wanted: int
    done: threading.Event
    sent: int = 0

    def post(self, destination: str, ts: str, message: Message, key: str, thread: str = "") -> Sent | Later | Never:
        outcome = self.postman.post(destination, ts, message, key, thread)
        self.sent += isinstance(outcome, Sent)
        if self.sent >= self.wanted:
            self.done.set()
        self.done.wait(ANSWERS_AFTER)
        return outcome

    def look(self, destination: str, key: str, since: datetime, thread: str = "") -> Looked | Later:
        return self.postman.look(destination, key, since, thread)

    def take_back(self, channel: str, ts: str) -> Later | None:
        return self.postman.take_back(channel, ts)


def paced(a_second: int, empty: Path, folder: Path, seconds: float) -> Paced:
    """Send as much as takes about so many seconds, and compare with the shortest time there is."""
    messages = min(len(CHANNELS), round(a_second * seconds))
    history = fill(empty, folder / f"paced-{a_second}.db", 1_000)
    database, done, stop, wake = open_database(history.url), threading.Event(), threading.Event(), threading.Event()
    with slack(a_second * 60) as box:
        postman = Counting(SlackPostman(courier_client(TOKEN, box.api_url)), messages, done)
        letters = {"note": lambda _tx, _workspace, ref, _now: Message(ref, [blocks.section(ref)])}
        # The usual four are enough for the usual limit, and faster ones need more: Slack takes its time.
        lanes = max(LANES, math.ceil(a_second * ANSWERS_AFTER * 1.3))
        courier = Courier(database, postman, letters, _now, Limits(workspace_a_second=a_second), lanes)
        thread = threading.Thread(target=courier.run, args=(stop, wake))
        thread.start()
        began = time.perf_counter()
        with database.transaction() as tx:
            flows.put(tx, TEAM, kind="note", ref="push", destinations=CHANNELS[:messages], now=_now())
        wake.set()
        came = done.wait(LONGEST)
        took = time.perf_counter() - began
        stop.set()
        wake.set()
        thread.join()
        refused = sum(one["rule"] == "ratelimited" for one in box.ws.journal.rules)
    database.close()
    if not came:
        raise DidNotRun(f"{postman.sent} of {messages} messages came in {LONGEST:.0f} s")
    # The limit lets one second's worth through at once; the rest comes one after the other.
    return Paced(a_second, messages, took, (messages - a_second) / a_second, refused)


def felt(empty: Path, folder: Path, *, rounds: int, seconds: float) -> list[Felt]:
    """Look lines up while nothing is sent and while a push is on its way, in turn, on one running bot."""
    history = fill(empty, folder / "felt.db", 10_000)
    database, port = open_database(history.url), free_port()
    with database.glance() as tx:
        live = (PARTY_LINES.c.kind == LineKind.INCIDENT.value, PARTY_LINES.c.status == LineStatus.LIVE.value)
        lines = list(tx.execute(select(PARTY_LINES.c.id).where(*live)).scalars())
    found = []
    with slack(300) as box:
        given = ("bot", "--port", str(port), "--database", history.url, "--slack", box.api_url)
        with server("-m", "bench.server", *given, cwd=folder, port=port) as bot:
            _p99(bot, history, max(CLIENTS), 1.0)
            for clients in CLIENTS:
                quiet, during = [], []
                for _ in range(rounds):
                    quiet.append(_p99(bot, history, clients, seconds))
                    with _pushing(database, lines.pop(), seconds):
                        during.append(_p99(bot, history, clients, seconds))
                ratios = [one / other for one, other in zip(during, quiet, strict=True)]
                found.append(Felt(clients, median(quiet), median(during), median(ratios)))
    database.close()
    return found


def written(empty: Path, folder: Path) -> float:
    """Measure how long writing a push to 10,000 places takes, its commit included: the slowest of five."""
    database = open_database(fill(empty, folder / "written.db", 1_000).url)
    times = []
    for number in range(5):
        began = time.perf_counter()
        with database.transaction() as tx:
            flows.put(tx, TEAM, kind="note", ref=f"r{number}", destinations=MANY, now=_now(), priority=Priority.PEOPLE)
        times.append(time.perf_counter() - began)
    database.close()
    return max(times)


def _p99(bot: Bot, history: History, clients: int, seconds: float) -> float:
    asks = [
        (STAFF[10 + number % 50], question.exact, question.sentence)
        for number, question in enumerate(history.questions)
    ]
    return load(Job(bot.port, SECRET, TEAM, clients, seconds, asks)).p99


@contextmanager
def _pushing(database: Database, line: str, seconds: float) -> Iterator[None]:
    """Keep the bot's courier busy while the block runs, and wait afterwards until it is idle again."""
    with database.transaction() as tx:
        places = CHANNELS[: round((seconds + 2) * 5)]
        flows.put(tx, TEAM, kind=NEWS, ref=line, destinations=places, now=_now())
    _wait_for(database, lambda statuses: statuses.get(DeliveryStatus.SENT.value, 0) > 0, line)
    yield
    if _statuses(database, line).keys() == {DeliveryStatus.SENT.value}:
        raise DidNotRun("the push was over before the look-ups were")
    _wait_for(database, lambda statuses: statuses.keys() == {DeliveryStatus.SENT.value}, line)


def _statuses(database: Database, ref: str) -> dict[str, int]:
    query = select(DELIVERIES.c.status, func.count()).where(DELIVERIES.c.ref == ref).group_by(DELIVERIES.c.status)
    with database.glance() as tx:
        return dict(tx.execute(query).all())


def _wait_for(database: Database, true: Callable[[dict[str, int]], bool], ref: str) -> None:
    end = time.perf_counter() + LONGEST
    while not true(_statuses(database, ref)):
        if time.perf_counter() > end:
            raise DidNotRun("a push did not come to its end")
        time.sleep(0.05)


@contextmanager
def slack(posts_a_minute: float) -> Iterator[Running]:
    """Run a sandbox with all places that are pushed to."""
    everybody = tuple(Person(who, who.lower(), who) for who in STAFF)
    places = tuple(Channel(where, where.lower()) for where in CHANNELS)
    app = AppIdentity("A01BENCH", "Partyline", "U99BOT", "B99BOT")
    world = World(Team(TEAM, "Bench", "bench"), app, everybody, (Group(GROUP, "it", "IT"),), places)
    limits = SlackLimits(burst=1, tier_factor=0, posts_a_minute=posts_a_minute)
    with running(world, load_manifest(ROOT / "manifest.yml"), Tokens(bot=TOKEN), limits=limits) as box:
        yield box


def _now() -> datetime:
    return datetime.now(UTC)


def measure(folder: Path, *, seconds: float, rounds: int) -> None:
    """Measure everything and print it, with whether each promise is kept."""
    empty = migrated(folder)
    pushes = []
    for a_second in A_SECOND:
        note(f"a push at {a_second} messages a second")
        pushes.append(paced(a_second, empty, folder, seconds))
        print(pushes[-1])
    note("look-ups beside a push")
    looked_up = felt(empty, folder, rounds=rounds, seconds=3.0)
    note("writing pushes down")
    took = written(empty, folder)
    print(*looked_up, "", sep="\n")
    targets = [
        *(
            Target(f"push at {one.a_second}/s, to the shortest time", one.seconds / one.least, 1.1, "x")
            for one in pushes
        ),
        Target("refused with 429 in all of these", sum(one.refused for one in pushes), 0),
        *(Target(f"p99 during a push, to quiet, {one.clients} clients", one.ratio, 2, "x") for one in looked_up),
        Target("push to 10,000 places written down", took, 0.5, " s"),
    ]
    print("\n".join(map(str, targets)))


def main() -> int:
    """Measure and print. Returns 0 when everything ran, whatever came out, and else 1."""
    parser = argparse.ArgumentParser(prog="python -m bench.push", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long each push lasts (30)")
    parser.add_argument("--rounds", type=int, default=7, help="how often look-ups are measured (7)")
    options = parser.parse_args()
    # In a short push, the second that the limit lets through at once outweighs the rest.
    if not (20 <= options.seconds <= 30 and 1 <= options.rounds <= 30):
        parser.error("--seconds 20 to 30, --rounds 1 to 30")
    try:
        with tempfile.TemporaryDirectory(prefix="partyline-bench-") as folder:
            measure(Path(folder), seconds=options.seconds, rounds=options.rounds)
    except (DidNotRun, subprocess.SubprocessError) as trouble:
        note(f"This could not be measured: {trouble}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
