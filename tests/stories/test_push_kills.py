"""A push of a thousand messages with a Slack that fails and couriers that are killed: none lost, none doubled.

Everything runs in this process by one clock that is moved by hand. The sandbox's own state and log are the judge.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from bot.deliveries import flows
from bot.deliveries.courier import Courier
from bot.deliveries.posting import SlackPostman
from bot.deliveries.rules import Limits, Message, Priority
from bot.slack import blocks
from bot.storage import Database, Tx
from sandbox.faults import KINDS
from sandbox.world import dm_id
from tests.support.crews import (
    CHANNELS,
    FAULTS,
    LATE,
    PEOPLE,
    RETRY_AFTER,
    STEPS,
    Crew,
    Fate,
    Slack,
    slack_at_hand,
)
from tests.support.house import TEAM, furnish
from tests.support.moves import count

KILLS = 20
CARD, NOTE, NEWS, REF = "card", "note", "news", "i-1"

Places = Counter[tuple[str, str]]


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

    def courier(self, database: Database, postman: SlackPostman) -> Courier:
        letters = {kind: self.letter(kind) for kind in (CARD, NOTE, NEWS)}
        return Courier(database, postman, letters, self.slack.now, Limits())

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
        slack.fail()
        push = Push(database, slack)
        push.put(CARD, CHANNELS, Priority.CHANNELS)
        push.put(NOTE, CHANNELS, Priority.CHANNELS)
        push.put(NEWS, PEOPLE, Priority.PEOPLE)
        crew = Crew(database_url, slack, fate, push.courier, push.is_over)
        began = slack.now()
        crew.run(couriers, halfway=push.update)
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
