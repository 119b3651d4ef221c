"""A promise on real parts: the reminder, one button and a time, and what happens when nobody answers."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.party_lines.records import PARTY_LINES
from bot.storage import Database
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.house import HOLDING, furnish
from tests.support.moves import entries
from tests.support.processes import Stage, on_stage

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
CHANNEL = "network-status"


@pytest.fixture
def stage(sqlite: Database, tmp_path: Path) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found


def promised(database: Database) -> tuple[datetime, datetime]:
    """Return when the live line was written, and by when it promises the next update."""
    rows = PARTY_LINES.c
    with database.glance() as tx:
        query = select(rows.created_at, rows.promise_at, rows.extended_to).where(rows.kind == "incident")
        written_at, promise_at, extended_to = tx.execute(query).one()
    due_at = extended_to or promise_at
    assert due_at is not None
    return written_at, due_at


def go_on(stage: Stage, database: Database, after: timedelta) -> None:
    """Go on with a bot by whose clock it is so long after the promise, or before it."""
    written_at, due_at = promised(database)
    stage.bot.stop()
    stage.bot.start(ahead_by=(due_at + after - written_at).total_seconds())
    stage.driver.wait_for_bot()


def card(who: Actor) -> Json:
    [found] = who.messages(CHANNEL)
    return found


def says_until(message: Json, at: datetime) -> bool:
    return f"<!date^{int(at.timestamp())}^" in json.dumps(message)


def test_a_promise_is_kept_by_one_button_and_then_broken(stage: Stage, sqlite: Database) -> None:
    ada, carl, sam = (stage.driver.person(name) for name in ("ada", "carl", "sam"))
    carl.command("/partyline open network", channel="it-staff")
    carl.wait_for_modal()
    carl.fill("What should anyone", SAY)
    carl.submit()
    carl.close()
    ada.wait_for_text(SAY)
    ada.press("Approve", channel="partyline-approvals")
    _, first = promised(sqlite)
    sam.wait_until(lambda _: sam.messages(CHANNEL) and says_until(card(sam), first))

    go_on(stage, sqlite, timedelta(minutes=-4))
    carl.wait_for_text("Network: you promised an update by")
    carl.press("No change, new time", channel="dm")
    form = carl.text_of(carl.wait_for_modal())
    assert SAY in form
    carl.submit()
    assert "What people are told stays the same. Next update by" in carl.text_of(carl.modal() or {})
    carl.close()
    _, second = promised(sqlite)
    assert second == first + timedelta(minutes=30)
    sam.wait_until(lambda _: says_until(card(sam), second))
    assert SAY in sam.text_of(card(sam))
    assert not says_until(card(sam), first)
    carl.wait_for_text("Done: a new time is promised on Network, and nothing else changed.")
    assert "you promised an update" not in carl.all_text()

    go_on(stage, sqlite, timedelta(minutes=11))
    carl.wait_until(lambda _: any("update is late" in carl.text_of(one) for one in carl.messages("dm")))
    sam.wait_until(lambda _: HOLDING in sam.text_of(card(sam)))
    assert SAY not in sam.text_of(card(sam))
    help_wanted = ada.wait_for_text("Carl Jensen has not answered.")
    assert "No update on Network since" in ada.text_of(help_wanted)
    assert ada.find("Take over", channel="partyline-approvals") is not None

    assert [entry.verb for entry in entries(sqlite)].count("extend") == 1
    assert loud(stage.driver.log()["pings"]) == []
    stage.calm()
