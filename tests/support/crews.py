"""Couriers that are killed at any step, and a Slack that fails, all in this process by one clock that is moved by hand.

The Slack is the sandbox's own workspace and Web API without a server; its state and log are the judge.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock, Thread
from typing import Any, TypeVar

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import event

from bot.deliveries.courier import IDLE, Courier
from bot.deliveries.posting import SlackPostman
from bot.storage import Database, open_database
from sandbox.api.dispatch import Answer, call
from sandbox.clock import HandClock
from sandbox.manifest import load_manifest
from sandbox.pace import Limits as SlackLimits
from sandbox.workspace import Workspace
from sandbox.world import AppIdentity, Channel, Person, Team, World
from tests.support.doors import MANIFEST, TOKEN
from tests.support.house import TEAM

RETRY_AFTER = 7
# How often each call to Slack goes wrong, and how; 16% in all.
FAULTS = {"429": 0.02, "500": 0.04, "timeout": 0.03, "posted_no_answer": 0.04, "posted_late": 0.03}
CHANNELS = [f"C{number:04d}" for number in range(200)]
PEOPLE = [f"U{number:04d}" for number in range(600)]
# Longer than a message is given to show, and shorter than it is watched for a late copy.
LATE = 100.0

STEPS = ("a statement", "before a commit", "after a commit", "before a call", "after a call")

Came = TypeVar("Came")


class Killed(BaseException):
    """What happens to a courier: no code of the bot catches it."""


@dataclass
class Fate:
    """Kills whoever takes the next step of a kind, after so many steps of any; each kill of the list once."""

    kills: list[tuple[int, str]]
    now: Callable[[], float]
    died: Counter[str] = field(default_factory=Counter)
    died_at: set[float] = field(default_factory=set)
    _taken: int = 0
    _lock: Lock = field(default_factory=Lock)

    def step(self, what: str) -> None:
        with self._lock:
            self._taken += 1
            if not self.kills or self._taken < self.kills[0][0] or what != self.kills[0][1]:
                return
            self.kills.pop(0)
            self._taken = 0
            self.died[what] += 1
            self.died_at.add(self.now())
        raise Killed(what)

    def watch(self, database: Database) -> Database:
        """Take a step at each statement and around each commit."""
        event.listen(database.engine, "before_cursor_execute", lambda *_: self.step("a statement"))
        dialect: Any = database.engine.dialect
        commit = dialect.do_commit

        def do_commit(connection: Any) -> None:
            self.step("before a commit")
            commit(connection)
            self.step("after a commit")

        dialect.do_commit = do_commit
        return database


@dataclass
class Slack:
    """The sandbox's workspace and Web API without a server: a call that is not answered fails at once."""

    ws: Workspace
    clock: HandClock
    loop: asyncio.AbstractEventLoop

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.clock.now(), UTC)

    def call(self, method: str, raw: dict[str, Any]) -> Answer | None:
        return asyncio.run_coroutine_threadsafe(self._call(method, raw), self.loop).result(30)

    async def _call(self, method: str, raw: dict[str, Any]) -> Answer | None:
        task = asyncio.ensure_future(call(self.ws, method, TOKEN, raw))
        await self._settle()
        return task.result() if task.done() and task.result().status else None

    async def _settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    def advance(self, by: timedelta) -> None:
        """Move the clock on; what was to be posted late by then is posted."""
        self.clock.advance(by.total_seconds())
        asyncio.run_coroutine_threadsafe(self._settle(), self.loop).result(30)

    def fail(self) -> None:
        """Let calls go wrong from now on, as often and in the ways that `FAULTS` says."""
        for number, (kind, probability) in enumerate(FAULTS.items()):
            how = {"fault": kind, "probability": probability, "retry_after": RETRY_AFTER, "seconds": LATE}
            self.ws.faults.add({"method": "*", "seed": number, **how})

    def calls(self, *methods: str) -> list[dict[str, Any]]:
        return [entry for entry in self.ws.journal.calls if not methods or entry["method"] in methods]


class Wire(WebClient):
    """slack_sdk's client, with the sandbox at its other end and a fate that may strike before or after each call."""

    def __init__(self, slack: Slack, fate: Fate) -> None:
        super().__init__(TOKEN, retry_handlers=[])
        self._slack, self._fate = slack, fate

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        raw = {**(given.get("json") or {}), **(given.get("params") or {}), **(given.get("data") or {})}
        self._fate.step("before a call")
        answer = self._slack.call(api_method, {name: value for name, value in raw.items() if value is not None})
        self._fate.step("after a call")
        if answer is None:
            raise TimeoutError
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url=api_method,
            req_args={},
            data=answer.body,
            headers=answer.headers,
            status_code=answer.status,
        )
        response.validate()  # type: ignore[no-untyped-call]
        return response


@contextmanager
def slack_at_hand() -> Iterator[Slack]:
    """Let there be a workspace of `CHANNELS` and `PEOPLE`."""
    people = tuple(Person(one, one.lower(), one) for one in PEOPLE)
    channels = tuple(Channel(one, one.lower()) for one in CHANNELS)
    world = World(Team(TEAM, "Example", "example"), AppIdentity("A1", "P", "UBOT", "BBOT"), people, (), channels)
    clock = HandClock()
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield Slack(Workspace(world, load_manifest(MANIFEST), clock=clock, limits=SlackLimits(0, 0)), clock, loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _nothing(_database: Database) -> object:
    """Do nothing beside a courier."""
    return None


@dataclass
class Crew:
    """So many couriers, each a process as far as the database knows; one that was killed is followed by another.

    `courier` makes one that posts through this postman; `beside` is done with its database before each time it is let
    work, as the sweeper beside it does. It `is_over` when all is sent.
    """

    url: str
    slack: Slack
    fate: Fate
    courier: Callable[[Database, SlackPostman], Courier]
    is_over: Callable[[], bool]
    beside: Callable[[Database], object] = _nothing
    couriers: list[Courier] = field(default_factory=list)

    def hire(self) -> Courier:
        database = self.fate.watch(open_database(self.url))
        # Nothing here loses power: what was committed need not be on the disk.
        hasty = {"sqlite": "PRAGMA synchronous=OFF", "postgresql": "SET synchronous_commit TO off"}
        statement = hasty[database.engine.dialect.name]
        event.listen(database.engine, "connect", lambda one, _: (one.execute(statement).close(), one.commit()))
        return self.courier(database, SlackPostman(Wire(self.slack, self.fate)))

    def work(self, number: int) -> timedelta:
        """Let one courier do all that can be done now, with a successor each time it is killed."""
        self._try(number, lambda courier: self.beside(courier.database))
        while not (pause := self._try(number, Courier.step)):
            pass
        return pause

    def _try(self, number: int, act: Callable[[Courier], Came]) -> Came | None:
        try:
            return act(self.couriers[number])
        except Killed:
            self.couriers[number].database.close()
            self.couriers[number] = self.hire()
            return None

    def run(self, couriers: int, *, halfway: Callable[[], None]) -> None:
        """Let so many work until everything stands once, at the pace of the clock."""
        self.couriers = [self.hire() for _ in range(couriers)]
        begin = self.slack.now()
        with ThreadPoolExecutor(couriers) as threads:
            updated, pause = False, timedelta(0)
            while pause < IDLE or not self.is_over():
                pauses = threads.map(self.work, range(couriers)) if couriers > 1 else [self.work(0)]
                pause = min(pauses)
                self.slack.advance(pause)
                if not updated and self.slack.now() > begin + timedelta(seconds=60):
                    halfway()
                    updated = True
                assert self.slack.now() < begin + timedelta(hours=1), "it did not come to an end"
        for courier in self.couriers:
            courier.database.close()
