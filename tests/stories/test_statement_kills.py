"""`kill -9` at every step of handing a statement in, approving, publishing and retracting it, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.journal import first_broken_link
from bot.statements.rules import MAIL, POST, Out, Statement, ref_of
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import TEAM
from tests.support.killing import DONE, KILLED, NEVER, victim
from tests.support.moves import entries, everything_written
from tests.support.statements import (
    LEDGER,
    handed_in,
    keep,
    open_press_office,
    places,
    published,
    scheduled,
    seen,
    stands,
)

Args = dict[str, Any]
SOON = timedelta(minutes=2)


def _draft(house: Database, clock: HandClock) -> tuple[Statement, Args]:
    statement = keep(house, clock())
    return statement, {"statement": statement.id, "base": 1}


def _waiting(house: Database, clock: HandClock) -> tuple[Statement, Args]:
    submitted = handed_in(house, clock())
    return submitted.statement, {"approval": submitted.approval.id, "seen": seen(submitted)}


def _waiting_with_a_time(house: Database, clock: HandClock) -> tuple[Statement, Args]:
    submitted = handed_in(house, clock(), replace(LEDGER, goes_at=clock() + SOON))
    return submitted.statement, {"approval": submitted.approval.id, "seen": seen(submitted)}


def _due(house: Database, clock: HandClock) -> tuple[Statement, Args]:
    waits = scheduled(house, clock(), clock() + SOON)
    clock.tick(seconds=SOON.total_seconds())
    return waits, {}


def _published(house: Database, clock: HandClock) -> tuple[Statement, Args]:
    out = published(house, clock())
    return out, {"statement": out.id}


# What each leaves behind, all of it or nothing: rows added, and the journal's verbs.
WORK: dict[str, tuple[str, Callable[[Database, HandClock], tuple[Statement, Args]], dict[str, int], list[str]]] = {
    "hand in": (
        "submit statement",
        _draft,
        {"approvals": 1, "deliveries": 1, "statement_texts": 1},
        ["hand_in", "ask_approval"],
    ),
    "approve": ("approve statement", _waiting, {"deliveries": 6}, ["approved", "publish"]),
    "approve with a time": ("approve statement", _waiting_with_a_time, {"deliveries": 1}, ["approved", "schedule"]),
    "publish at its time": ("sweep statements", _due, {"deliveries": 5}, ["publish"]),
    "retract": ("retract statement", _published, {"deliveries": 1}, ["retract"]),
}


@pytest.mark.parametrize("what", WORK)
def test_killed_at_any_step_leaves_all_of_it_or_nothing_and_it_can_be_done_again(
    house: Database, database_url: str, clock: HandClock, what: str
) -> None:
    open_press_office(house, clock())
    name, prepare, added, verbs = WORK[what]
    statement, args = prepare(house, clock)
    before, stood, journalled = everything_written(house), stands(house, statement), len(entries(house))
    with victim(database_url, name, **args) as kill_at:
        step, after = 0, before
        while after == before:
            assert stands(house, statement) == stood
            step += 1
            assert kill_at(step, clock()) == KILLED, f"it ended at step {step} without having written anything"
            after = everything_written(house)
        assert {table: len(after[table]) - len(before[table]) for table in after} == {
            table: added.get(table, 0) + {"journal": len(verbs), "journal_heads": 0, "receipts": 1}.get(table, 0)
            for table in after
        }
        assert [entry.verb for entry in entries(house)[journalled:]] == verbs
        assert kill_at(NEVER, clock()) == DONE
    assert everything_written(house) == after, "what is repeated acts once"
    assert step > 3 * len(verbs), "there are more steps than that"
    with house.glance() as tx:
        assert first_broken_link(tx, TEAM) is None
    now = stands(house, statement)
    assert now != stood
    if now.out is Out.PUBLISHED:
        assert len(places(house, POST, now.id)) == len(LEDGER.channels)
        assert len(places(house, MAIL, ref_of(now.id, 1))) == len(LEDGER.mail)
