"""A push of a thousand messages with a Slack that fails and couriers that are killed: none lost, none doubled.

Everything runs in this process by one clock that is moved by hand. The sandbox's own state and log are the judge.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Lock, Thread
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import event

from bot.deliveries import flows
from bot.deliveries.courier import IDLE, Courier
from bot.deliveries.posting import SlackPostman
from bot.deliveries.rules import Limits, Message, Priority
from bot.slack import blocks
from bot.storage import Database, Tx, open_database
from sandbox.api.dispatch import Answer, call
from sandbox.clock import HandClock
from sandbox.faults import KINDS
from sandbox.manifest import load_manifest
from sandbox.pace import Limits as SlackLimits
from sandbox.workspace import Workspace
from sandbox.world import AppIdentity, Channel, Person, Team, World, dm_id
from tests.support.doors import MANIFEST, TOKEN
from tests.support.house import TEAM, furnish
from tests.support.moves import count

KILLS = 20
RETRY_AFTER = 7
# How often each call to Slack goes wrong, and how; 16% in all.
FAULTS = {"429": 0.02, "500": 0.04, "timeout": 0.03, "posted_no_answer": 0.04, "posted_late": 0.03}
CHANNELS = [f"C{number:04d}" for number in range(200)]
PEOPLE = [f"U{number:04d}" for number in range(600)]
CARD, NOTE, NEWS, REF = "card", "note", "news", "i-1"
# Longer than a message is given to show, and shorter than it is watched for a late copy.
LATE = 100.0


Places = Counter[tuple[str, str]]

STEPS = ("a statement", "before a commit", "after a commit", "before a call", "after a call")


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


@dataclass
class Push:
    """An update on its way: a card in each channel with a note below it, and news for each follower."""

    database: Database
    slack: Slack
    version: int = 1
    written: set[str] = field(default_factory=set)

    def text(self, kind: str) -> str:
        return f"{kind} {REF}: version {self.version if kind == CARD else 1} <& more>"

    def letter(self, kind: str) -> Callable[[Tx, str, str, datetime], Message]:
        def write(_tx: Tx, _workspace: str, ref: str, _now: datetime) -> Message:
            text = self.text(kind)
            self.written.add(text)
            below = (CARD, ref) if kind == NOTE else None
            return Message(text, [blocks.section(text)], below=below)

        return write

    def put(self, kind: str, places: list[str], priority: Priority) -> None:
        with self.database.transaction() as tx:
            now = self.slack.now()
            flows.put(tx, TEAM, kind=kind, ref=REF, destinations=places, now=now, priority=priority)

    def update(self) -> None:
        """Let a second version go live while the first is on its way."""
        self.version = 2
        self.put(CARD, CHANNELS, Priority.CHANNELS)

    def is_over(self) -> bool:
        return not count(self.database, "deliveries WHERE status <> 'sent' OR look_again_at IS NOT NULL")


@dataclass
class Crew:
    """So many couriers, each a process as far as the database knows; one that was killed is followed by another."""

    url: str
    push: Push
    fate: Fate
    couriers: list[Courier] = field(default_factory=list)

    def hire(self) -> Courier:
        database = self.fate.watch(open_database(self.url))
        # Nothing here loses power: what was committed need not be on the disk.
        hasty = {"sqlite": "PRAGMA synchronous=OFF", "postgresql": "SET synchronous_commit TO off"}
        statement = hasty[database.engine.dialect.name]
        event.listen(database.engine, "connect", lambda one, _: (one.execute(statement).close(), one.commit()))
        postman = SlackPostman(Wire(self.push.slack, self.fate))
        letters = {kind: self.push.letter(kind) for kind in (CARD, NOTE, NEWS)}
        return Courier(database, postman, letters, self.push.slack.now, Limits())

    def work(self, number: int) -> timedelta:
        """Let one courier do all that can be done now, with a successor each time it is killed."""
        while True:
            try:
                pause = self.couriers[number].step()
            except Killed:
                self.couriers[number].database.close()
                self.couriers[number] = self.hire()
                continue
            if pause:
                return pause

    def run(self, *, halfway: Callable[[], None]) -> None:
        """Work until everything stands once, at the pace of the clock."""
        begin = self.push.slack.now()
        with ThreadPoolExecutor(len(self.couriers)) as threads:
            updated, pause = False, timedelta(0)
            while pause < IDLE or not self.push.is_over():
                pauses = threads.map(self.work, range(len(self.couriers))) if len(self.couriers) > 1 else [self.work(0)]
                pause = min(pauses)
                self.push.slack.advance(pause)
                if not updated and self.push.slack.now() > begin + timedelta(seconds=60):
                    halfway()
                    updated = True
                assert self.push.slack.now() < begin + timedelta(hours=1), "it did not come to an end"
        for courier in self.couriers:
            courier.database.close()


@pytest.mark.parametrize(
    ("database_url", "couriers"),
    [("sqlite", 1), pytest.param("postgres", 2, marks=pytest.mark.postgres)],
    indirect=["database_url"],
)
def test_a_thousand_messages_through_faults_and_twenty_kills_come_once_each(
    database: Database, database_url: str, couriers: int, capsys: pytest.CaptureFixture[str]
) -> None:
    dice = random.Random(f"{couriers} couriers")  # noqa: S311 - to be repeated
    with slack_at_hand() as slack:
        fate = Fate([(dice.randint(100, 500), dice.choice(STEPS)) for _ in range(KILLS)], slack.clock.now)
        furnish(database, slack.now())
        for number, (kind, probability) in enumerate(FAULTS.items()):
            how = {"fault": kind, "probability": probability, "retry_after": RETRY_AFTER, "seconds": LATE}
            slack.ws.faults.add({"method": "*", "seed": number, **how})
        push = Push(database, slack)
        push.put(CARD, CHANNELS, Priority.CHANNELS)
        push.put(NOTE, CHANNELS, Priority.CHANNELS)
        push.put(NEWS, PEOPLE, Priority.PEOPLE)
        crew = Crew(database_url, push, fate)
        crew.couriers = [crew.hire() for _ in range(couriers)]
        began = slack.now()
        crew.run(halfway=push.update)
        slack.advance(timedelta(seconds=LATE))
        took = (slack.now() - began).total_seconds()
    assert set(FAULTS) | {"fatal"} == set(KINDS)
    lost, doubled = missing_and_doubled(push)
    assert (lost, doubled) == (Counter(), Counter())
    only_what_slack_showed_late_was_ever_posted_twice(slack)
    the_notes_stand_below_their_cards(push)
    nothing_else_was_sent_than_what_was_written(push)
    nobody_called_while_slack_had_said_to_wait(slack, fate)
    the_pace_was_kept(slack)
    assert fate.died.total() == KILLS
    said = figures(slack, fate, took, lost, doubled)
    with capsys.disabled():
        sys.stdout.write(f"\n{database.engine.dialect.name}, couriers: {couriers}; {said}\n")


def missing_and_doubled(push: Push) -> tuple[Places, Places]:
    """Compare what stands in Slack with what should, in its newest text: what is missing, and what is too much."""
    found = Counter((one.channel, one.text) for some in push.slack.ws.messages.values() for one in some)
    wanted = [(channel, push.text(kind)) for channel in CHANNELS for kind in (CARD, NOTE)]
    wanted += [(dm_id(person), push.text(NEWS)) for person in PEOPLE]
    return Counter(wanted) - found, found - Counter(wanted)


def only_what_slack_showed_late_was_ever_posted_twice(slack: Slack) -> None:
    """Tell by the mark that each message carries; a kill or a lost answer alone makes no second copy, however short."""
    posted: dict[str, list[str | None]] = {}
    for entry in slack.calls("chat.postMessage"):
        if entry["ts"]:
            posted.setdefault(entry["args"]["metadata"]["event_payload"]["id"], []).append(entry["fault"])
    assert len(posted) == len(CHANNELS) * 2 + len(PEOPLE)
    for faults in posted.values():
        assert len([fault for fault in faults if fault != "posted_late"]) <= 1


def the_notes_stand_below_their_cards(push: Push) -> None:
    for channel in CHANNELS:
        card, note = sorted(push.slack.ws.messages[channel], key=lambda message: message.text)
        assert (card.thread_ts, note.thread_ts) == (None, card.ts)


def nothing_else_was_sent_than_what_was_written(push: Push) -> None:
    for entry in push.slack.calls("chat.postMessage", "chat.update"):
        text = entry["args"]["text"]
        assert text in push.written
        assert entry["args"]["blocks"] == [blocks.section(text)]


def nobody_called_while_slack_had_said_to_wait(slack: Slack, fate: Fate) -> None:
    stops = {entry["at"] for entry in slack.calls() if entry["error"] == "ratelimited"}
    # Who is killed before noting it takes Slack's word along.
    heard = stops - fate.died_at
    assert heard
    for at in heard:
        assert not [entry for entry in slack.calls() if at < entry["at"] < at + RETRY_AFTER - 0.001]


def the_pace_was_kept(slack: Slack) -> None:
    times = [entry["at"] for entry in slack.calls()]
    in_a_minute = max(sum(at <= other < at + 60 for other in times) for at in times)
    assert in_a_minute <= 300
    by_place: dict[str, list[float]] = {}
    for entry in slack.calls("chat.postMessage"):
        by_place.setdefault(entry["args"]["channel"], []).append(entry["at"])
    assert all(later - earlier > 1 for some in by_place.values() for earlier, later in pairwise(some))


def figures(slack: Slack, fate: Fate, took: float, lost: Places, doubled: Places) -> str:
    standing = sum(len(some) for some in slack.ws.messages.values())
    removed = [entry for entry in slack.calls("chat.delete") if entry["ok"]]
    failed = Counter(entry["fault"] for entry in slack.calls() if entry["fault"])
    edited = [entry for entry in slack.calls("chat.update") if entry["ok"]]
    return (
        f"{standing} messages stand, {lost.total()} lost, {doubled.total()} doubled; "
        f"{len(slack.calls())} calls in {took:.0f} s of Slack's time, "
        f"{failed.total()} with faults {dict(failed)}; {len(edited)} edits, {len(removed)} late copies found and "
        f"deleted; killed {fate.died.total()} times {dict(fate.died)}"
    )
