"""`kill -9` at every step of handing in, approving, publishing, cancelling and retracting; on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.statements.rules import MAIL, POST, Out, Statement, ref_of
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.killing import leaves_all_or_nothing
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


def _scheduled(house: Database, clock: HandClock) -> tuple[Statement, Args]:
    waits = scheduled(house, clock(), clock() + SOON)
    return waits, {"statement": waits.id}


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
    "cancel, by an approver": ("cancel statement", _scheduled, {"deliveries": 1}, ["cancel"]),
    "retract": ("retract statement", _published, {"deliveries": 1}, ["retract"]),
}


@pytest.mark.parametrize("what", WORK)
def test_killed_at_any_step_leaves_all_of_it_or_nothing_and_it_can_be_done_again(
    house: Database, database_url: str, clock: HandClock, what: str
) -> None:
    open_press_office(house, clock())
    name, prepare, added, verbs = WORK[what]
    statement, args = prepare(house, clock)
    stood = stands(house, statement)
    seen_now = partial(stands, house, statement)
    leaves_all_or_nothing(house, database_url, clock, (name, args), added=added, verbs=verbs, seen=seen_now)
    now = stands(house, statement)
    assert now != stood
    if now.out is Out.PUBLISHED:
        assert len(places(house, POST, now.id)) == len(LEDGER.channels)
        assert len(places(house, MAIL, ref_of(now.id, 1))) == len(LEDGER.mail)
