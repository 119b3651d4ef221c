"""A push to a larger place with real parts: the bot as a process, and the sandbox, whose messages and log judge it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from sqlalchemy import func, select

from bot.deliveries.records import DELIVERIES
from bot.people import flows as people
from bot.people.rules import Kind, Profile
from bot.storage import Database
from bot.topics import flows as topics
from sandbox.driver import Actor, Json
from sandbox.world import Channel, Person, World, dm_id, load_world
from tests.support.clock import HandClock
from tests.support.doors import WORLD, loud
from tests.support.house import NETWORK, STAFF_GROUP, TEAM, TOPICS, furnish
from tests.support.moves import count
from tests.support.outages import Place, SharedClock, Wire, wire
from tests.support.processes import Stage, on_stage, until

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
NEWER = "Wi-Fi is back on floors 2 and 3. Floors 4 and 5 are next."
CHANNELS = [f"C1{number:04d}" for number in range(6)]
FOLLOWERS = [f"U1{number:04d}" for number in range(24)]
# They have followed from the start, so they have news of the first version to be replaced.
EARLY = FOLLOWERS[:3]
DONE = "Version 2 on Network is out: 6 of 6 channels, 24 of 24 people."
PATIENCE = 60.0
MINUTE = 60.0


@dataclass(frozen=True)
class Push:
    """A push on its way, and what it depends on."""

    stage: Stage
    place: Place
    clock: SharedClock
    wire: Wire
    # The number of the log's entry after which nobody is told the first version any more.
    approved_at: int

    @property
    def database(self) -> Database:
        """Return the database, as the test reads it."""
        return self.place.database

    def calls(self) -> list[Json]:
        """Return the calls to Slack since the update was approved."""
        found: list[Json] = self.stage.driver.log(self.approved_at)["calls"]
        return found

    def attempts(self) -> int:
        """Return how often all that waits or is sent has been tried in vain."""
        with self.database.glance() as tx:
            return int(tx.execute(select(func.sum(DELIVERIES.c.attempts))).scalar_one())

    def fails_more(self) -> None:
        """Wait until two more attempts were in vain."""
        before = self.attempts()
        until(self.stage, lambda: self.attempts() >= before + 2, PATIENCE)


def crowd() -> World:
    """Return the sample's world with the channels and followers of a larger place."""
    world = load_world(WORLD)
    staff = tuple(Person(who, who.lower(), f"Person {who[1:]}") for who in FOLLOWERS)
    groups = tuple(
        replace(group, members=(*group.members, *FOLLOWERS)) if group.id == STAFF_GROUP else group
        for group in world.groups
    )
    channels = tuple(Channel(where, where.lower(), ("U03STAFF",)) for where in CHANNELS)
    return replace(world, people=(*world.people, *staff), groups=groups, channels=(*world.channels, *channels))


def follow(database: Database, who: list[str]) -> None:
    with database.transaction() as tx:
        for one in who:
            topics.follow(tx, TEAM, topic_id=NETWORK, by=one, now=HandClock()())


def settle_in(database: Database) -> None:
    """Set the larger place up."""
    now = HandClock()()
    furnish(database, now)
    with database.transaction() as tx:
        for who in FOLLOWERS:
            people.remember(tx, TEAM, Profile(who, who.lower(), Kind.MEMBER), now=now)
        here = [replace(topic, channels=tuple(CHANNELS)) if topic.id == NETWORK else topic for topic in TOPICS]
        topics.set_topics(tx, TEAM, here, by="operator", now=now)
    follow(database, EARLY)


@contextmanager
def pushing(
    place: Place, folder: Path, *, over_http: bool = False, before: Callable[[Stage], None] | None = None
) -> Iterator[Push]:
    """Let a first version have gone out, whatever happens `before` the update, and the update be on its way."""
    settle_in(place.database)
    clock = SharedClock(folder / "clock")
    url = place.database.engine.url.render_as_string(hide_password=False)
    on = on_stage(url, folder, over_http=over_http, world=crowd(), clock=clock)
    with on as stage, wire(stage.bot.api_url) as laid:
        stage.expects_trouble = True
        stage.bot.clock, stage.bot.api_url = clock.file, laid.url
        stage.bot.start()
        stage.driver.wait_for_bot(PATIENCE)
        carl = stage.driver.person("carl")
        hand_in(carl, "open network", SAY)
        approve(stage, SAY)
        if before is not None:
            before(stage)
        wait_for(carl, "Version 1 on Network is out: 6 of 6 channels, 3 of 3 people.")
        follow(place.database, FOLLOWERS)
        hand_in(carl, "update network", NEWER)
        approve(stage, NEWER)
        since = int(stage.driver.log()["last"])
        assert NEWER in ask(stage.driver.person("sam"), "wifi")
        yield Push(stage, place, clock, laid, since)


def hand_in(carl: Actor, command: str, say: str) -> None:
    carl.command(f"/partyline {command}", channel="it-staff")
    carl.wait_for_modal(PATIENCE)
    carl.fill("What should anyone", say)
    carl.submit()
    carl.close()


def approve(stage: Stage, say: str) -> None:
    ada = stage.driver.person("ada")
    ada.wait_for_text(say, PATIENCE)
    cards = ada.messages("partyline-approvals")
    ada.press("Approve", "partyline-approvals", next(one["ts"] for one in cards[::-1] if say in ada.text_of(one)))


def wait_for(who: Actor, text: str) -> None:
    who.wait_for_text(text, PATIENCE)


def ask(who: Actor, words: str) -> str:
    ts = who.command(f"/partyline {words}", channel="it-staff")["ts"]
    return who.text_of(next(message for message in who.messages("it-staff") if message["ts"] == ts))


def under_way(push: Push, number: int) -> None:
    """Wait until so many places have the update, and see that others wait."""

    def reached() -> int:
        return sum(bool(one["ok"]) and NEWER in json.dumps(one["args"]) for one in push.calls())

    until(push.stage, lambda: reached() >= number, PATIENCE)
    assert reached() < len([*CHANNELS, *CHANNELS, *FOLLOWERS]), "it was over before the trouble began"


def is_being_posted(push: Push) -> Callable[[], bool]:
    """Wait until a message is on its way that Slack posts in two seconds; return what tells whether it has."""
    push.stage.driver.fault("chat.postMessage", "posted_late", seconds=2.0)

    def late() -> list[Json]:
        return [one for one in push.calls() if one["fault"] == "posted_late"]

    until(push.stage, late, PATIENCE)
    return lambda: all(one["ts"] for one in late())


def is_quiet(push: Push) -> bool:
    """Tell whether nothing was asked of Slack for a second: all that goes on waits for a time to come."""
    before = push.stage.driver.log()["last"]
    push.stage.a_moment(1.0)
    return bool(push.stage.driver.log(before)["calls"] == [])


def let_time_pass(push: Push) -> None:
    """Go on until there is nothing to send and nothing to look after any more; what waits for a time gets it."""
    left = "deliveries WHERE status IN ('waiting', 'sending') OR look_again_at IS NOT NULL"
    end = monotonic() + PATIENCE
    while count(push.database, left):
        assert monotonic() < end, "it does not come to an end"
        if is_quiet(push):
            push.clock.move(2 * MINUTE)


# -- the judge ----------------------------------------------------------------------------------------------------


def all_is_right(push: Push) -> None:
    """Judge by what stands in Slack, and by what was ever asked of it."""
    let_time_pass(push)
    wait_for(push.stage.driver.person("carl"), DONE)
    for place in CHANNELS:
        card, note = push.stage.box.ws.messages[place]
        assert (NEWER in card.text, NEWER in note.text, note.thread_ts) == (True, True, card.ts)
    for who in FOLLOWERS:
        standing = [message.text for message in push.stage.box.ws.messages[dm_id(who)]]
        assert sum(NEWER in text for text in standing) == 1
        assert len(standing) == (2 if who in EARLY else 1)
        assert all(NEWER in text or "This was replaced" in text for text in standing)
    nobody_was_told_what_was_not_true_any_more(push)
    nothing_was_posted_twice(push)
    assert loud(push.stage.driver.log()["pings"]) == []
    push.stage.calm()


def nobody_was_told_what_was_not_true_any_more(push: Push) -> None:
    places = {*CHANNELS, *FOLLOWERS, *map(dm_id, FOLLOWERS)}
    written = [one for one in push.calls() if one["method"] in {"chat.postMessage", "chat.update"}]
    assert [one for one in written if one["args"]["channel"] in places]
    assert not [one for one in written if one["args"]["channel"] in places and SAY in json.dumps(one["args"])]


def nothing_was_posted_twice(push: Push) -> None:
    """Tell by the mark that each message carries; `ts` says that the sandbox posted it, whatever the bot heard."""
    posted = [one for one in push.calls() if one["method"] == "chat.postMessage" and one["ts"]]
    marks = Counter(one["args"]["metadata"]["event_payload"]["id"] for one in posted)
    assert max(marks.values()) == 1
