"""What was said wrongly is withdrawn everywhere, and taken back by those who were told; what cannot wait goes out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.party_lines import records as line_records
from bot.storage import Database
from bot.withdrawals import flows as withdrawals
from sandbox.driver import Actor
from tests.support.clock import HandClock
from tests.support.doors import elements_of, loud
from tests.support.house import HOLDING, STANDING, TEAM, furnish
from tests.support.moves import count, entries
from tests.support.processes import Stage, on_stage

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
NEWER = "Wi-Fi and wired sockets are down on floors 2 to 5."
WHY = "The sockets do not work either."
FIVE_HOURS = 5 * 3600
CHANNEL = "network-status"


@pytest.fixture
def stage(sqlite: Database, tmp_path: Path) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path) as found:
        yield found


def run(stage: Stage, ahead_by: float = 0) -> None:
    stage.bot.start(ahead_by=ahead_by)
    stage.driver.wait_for_bot()


def ask(who: Actor, words: str) -> str:
    """Type `/partyline` and these words, and return what the answer says."""
    ts = who.command(f"/partyline {words}".strip(), channel="it-staff")["ts"]
    return who.text_of(next(message for message in who.messages("it-staff") if message["ts"] == ts))


def open_line(carl: Actor, say: str) -> None:
    """Open a line that promises the next update a day later than the form has it."""
    carl.command("/partyline open network", channel="it-staff")
    (soon,) = [one["initial_date_time"] for one in elements_of(carl.wait_for_modal()) if "initial_date_time" in one]
    carl.fill("What should anyone", say)
    carl.fill("Next update by", soon + 24 * 3600)
    carl.submit()


def in_dm(who: Actor, text: str) -> int:
    """Count somebody's direct messages that hold a text."""
    return sum(text in who.text_of(message) for message in who.messages("dm"))


def test_two_looked_it_up_and_only_the_one_of_late_is_asked_to_take_it_back(stage: Stage, sqlite: Database) -> None:
    ada, bea, carl, sam = (stage.driver.person(name) for name in ("ada", "bea", "carl", "sam"))
    run(stage, ahead_by=-FIVE_HOURS)
    open_line(carl, SAY)
    carl.close()
    ada.wait_for_text(SAY)
    ada.press("Approve", channel="partyline-approvals")
    assert SAY in ask(bea, "wifi")
    sam.wait_until(lambda _: any(SAY in sam.text_of(one) for one in sam.messages(CHANNEL)))
    stage.bot.stop()

    run(stage)
    assert SAY in ask(sam, "wifi")
    assert SAY in ask(sam, "network")
    sam.press("Send to me")
    sam.wait_until(lambda _: in_dm(sam, SAY))

    ada.command("/partyline withdraw wifi", channel="it-staff")
    form = ada.text_of(ada.wait_for_modal())
    assert form.index(SAY) < form.index(HOLDING)
    ada.fill("What is wrong with it", WHY)
    ada.submit()
    assert "Version 1 is withdrawn" in ada.text_of(ada.modal() or {})
    ada.close()
    for who in (ada, bea, carl, sam):
        for words in ("wifi", "network", "list", "is the wifi back?"):
            answer = ask(who, words)
            assert SAY not in answer
            assert HOLDING in answer

    sam.wait_until(lambda _: in_dm(sam, "Please do not repeat it"))
    sam.wait_until(lambda _: in_dm(sam, SAY) == 1)
    sam.wait_until(lambda _: any(HOLDING in sam.text_of(one) for one in sam.messages(CHANNEL)))
    assert not any(SAY in sam.text_of(one) for one in sam.messages(CHANNEL))
    carl.wait_for_text("withdrew version 1 on Network")
    assert WHY in carl.all_text()
    sam.press("Got it", channel="dm")

    with sqlite.transaction() as tx:
        (line,) = line_records.withdrawn_since(tx, TEAM, HandClock()())
        assert line.withdrawn_at is not None
        assert not withdrawals.sweep(tx, TEAM, line.withdrawn_at)
    assert [in_dm(who, "Please do not repeat it") for who in (ada, bea, carl, sam)] == [0, 0, 0, 1]
    assert count(sqlite, "deliveries WHERE kind = 'correction'") == 1

    carl.command("/partyline update network", channel="it-staff")
    assert WHY in carl.text_of(carl.wait_for_modal())
    carl.fill("What should anyone", NEWER)
    carl.submit()
    carl.close()
    ada.wait_for_text(NEWER)
    ada.press("Approve", channel="partyline-approvals")
    assert NEWER in ask(sam, "wifi")
    stage.calm()
    assert loud(stage.driver.log()["pings"]) == []


def test_a_line_that_cannot_wait_goes_out_marked_and_is_ratified(stage: Stage, sqlite: Database) -> None:
    ada, bea, carl, sam = (stage.driver.person(name) for name in ("ada", "bea", "carl", "sam"))
    run(stage)
    open_line(carl, SAY)
    assert STANDING in ask(sam, "wifi")
    carl.press("Publish now without review")
    carl.fill("Why can it not wait", "People are walking out of the building.")
    carl.submit()
    assert "Version 1 is out without review" in carl.text_of(carl.modal() or {})
    carl.close(everything=True)
    answer = ask(sam, "wifi")
    assert SAY in answer
    assert "Published without review" in answer
    ada.wait_until(lambda _: in_dm(ada, "People are walking out of the building."))
    bea.wait_until(lambda _: in_dm(bea, "People are walking out of the building."))
    ada.press("Ratify", channel="dm")
    assert "without review" not in ask(sam, "wifi")
    bea.wait_until(lambda _: in_dm(bea, "Ratified by Ada Okafor"))
    assert bea.find("Ratify") is None
    assert [entry.verb for entry in entries(sqlite)].count("ratify") == 1
    stage.calm()
    assert loud(stage.driver.log()["pings"]) == []
