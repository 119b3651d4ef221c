"""`kill -9` at every step of handing in, approving, sending back and delivering, on both databases."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.deliveries import flows as deliveries
from bot.deliveries.rules import DeliveryStatus
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import APPROVALS, STANDING, TEAM
from tests.support.killing import DONE, KILLED, NEVER, SlackInAFile, leaves_all_or_nothing, victim
from tests.support.lines import SAY, go_live, hand_in, said, seen
from tests.support.moves import count, letters, update
from tests.support.together import MOST_LOOKS

Args = dict[str, Any]


def _nothing(_house: Database, _clock: HandClock) -> Args:
    return {}


def _waiting(house: Database, clock: HandClock) -> Args:
    submitted = hand_in(house, clock())
    return {"approval": submitted.approval.id, "seen": seen(submitted)}


def _waiting_update(house: Database, clock: HandClock) -> Args:
    submitted = update(house, clock(), go_live(house, clock()).series, 1, "Second thoughts.")
    return {"approval": submitted.approval.id, "seen": seen(submitted)}


def _with_one_waiting(house: Database, clock: HandClock) -> Args:
    line = go_live(house, clock())
    update(house, clock(), line.series, 1, "First thoughts.")
    return {"incident": line.series, "base": 2}


# What each leaves behind, all of it or nothing: rows added, deliveries asked for, and the journal's verbs.
WORK: dict[str, tuple[str, Callable[[Database, HandClock], Args], dict[str, int], list[str]]] = {
    "open": (
        "open",
        _nothing,
        {"approvals": 1, "deliveries": 1, "incidents": 1, "incident_topics": 1, "party_lines": 1},
        ["open", "submit", "ask_approval"],
    ),
    "update": (
        "update",
        _with_one_waiting,
        {"approvals": 1, "deliveries": 1, "party_lines": 1},
        ["cancel", "cancelled", "submit", "ask_approval"],
    ),
    "close": (
        "close",
        _with_one_waiting,
        {"approvals": 1, "deliveries": 1, "party_lines": 1},
        ["cancel", "cancelled", "submit", "ask_approval"],
    ),
    "approve": ("approve", _waiting, {"deliveries": 3}, ["approved", "go_live"]),
    "approve an update": ("approve", _waiting_update, {"deliveries": 2}, ["approved", "replace", "go_live"]),
    "send back": ("send_back", _waiting, {"deliveries": 1}, ["sent_back", "send_back"]),
}


@pytest.mark.parametrize("what", WORK)
def test_killed_at_any_step_leaves_all_of_it_or_nothing_and_it_can_be_done_again(
    house: Database, database_url: str, clock: HandClock, what: str
) -> None:
    name, prepare, added, verbs = WORK[what]
    args = prepare(house, clock)
    told = partial(said, house, "wifi", clock())
    leaves_all_or_nothing(house, database_url, clock, (name, args), added=added, verbs=verbs, seen=told)
    if name == "approve":
        assert said(house, "wifi", clock()) != [STANDING]
        assert count(house, "party_lines WHERE status = 'live' AND kind = 'incident'") == 1


def test_what_was_killed_before_its_commit_is_served_once_it_is_repeated(
    house: Database, database_url: str, clock: HandClock
) -> None:
    with victim(database_url, "approve", **_waiting(house, clock)) as kill_at:
        assert kill_at(5, clock()) == KILLED
        assert said(house, "wifi", clock()) == [STANDING]
        assert kill_at(NEVER, clock()) == DONE
    assert said(house, "wifi", clock()) == [SAY]


def is_sent(house: Database, ref: str) -> bool:
    return [one.status for one in letters(house, "note", ref)] == [DeliveryStatus.SENT]


def test_a_courier_killed_at_any_step_leaves_its_delivery_to_the_next_and_nothing_comes_twice(
    house: Database, database_url: str, clock: HandClock, tmp_path: Path
) -> None:
    slack = SlackInAFile(tmp_path / "posted")
    next_one = slack.courier(house, clock)
    step, ended = 0, KILLED
    with victim(database_url, "deliver", file=str(slack.file)) as kill_at:
        while ended == KILLED:
            step += 1
            clock.tick(seconds=5)  # the channel is free again
            ref = f"note-{step}"
            with house.transaction() as tx:
                deliveries.put(tx, TEAM, kind="note", ref=ref, destinations=[APPROVALS], now=clock())
            ended = kill_at(step, clock())
            clock.tick(minutes=2)
            # PostgreSQL takes a moment to notice that somebody was killed, and until then keeps their locks.
            for _ in range(MOST_LOOKS):
                clock.tick(seconds=next_one.step().total_seconds())
                if is_sent(house, ref):
                    break
            assert is_sent(house, ref)
            assert slack.texts().count(ref) == 1
    assert ended == DONE
    assert step > 6, "there are more steps than that"
