"""The real process killed at bad moments, and its database taken away: nothing acknowledged is lost or made up."""

from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

import pytest

from bot.storage import Database
from sandbox.driver import Actor
from tests.support.clock import HandClock
from tests.support.house import DEFAULT, STANDING, furnish
from tests.support.moves import count, entries
from tests.support.outages import Place
from tests.support.processes import Stage, on_stage, until

SAY = "Wi-Fi is down on floors 2 to 5."
AGE = "I cannot check for anything newer right now"


def kill(stage: Stage) -> None:
    stage.bot.stop(SIGKILL)
    until(stage, lambda: not stage.driver.get("bot", wait=0)["reachable"])


def come_back(stage: Stage) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()


def ask(who: Actor, words: str) -> str:
    ts = who.command(f"/partyline {words}", channel="it-staff")["ts"]
    return who.text_of(next(message for message in who.messages("it-staff") if message["ts"] == ts))


def hand_in(stage: Stage) -> None:
    carl = stage.driver.person("carl")
    carl.command("/partyline open network", channel="it-staff")
    carl.fill("What should anyone", SAY)
    carl.submit()
    assert "Version 1 is on its way to the approvers" in carl.text_of(carl.modal() or {})
    carl.close()


def tried(stage: Stage, method: str) -> bool:
    return any(call["method"] == method for call in stage.driver.log()["calls"])


# -- killed -------------------------------------------------------------------------------------------------------


@pytest.fixture
def stage(sqlite: Database, tmp_path: Path) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path) as found:
        yield found
        found.calm()


@pytest.mark.parametrize("moment", ["before the courier looked", "while it posts"])
def test_killed_right_after_a_form_was_taken_the_approvers_are_still_asked_exactly_once(
    stage: Stage, sqlite: Database, moment: str
) -> None:
    stage.driver.fault("chat.postMessage", "timeout")
    stage.bot.start(COURIER="on" if moment == "while it posts" else "off")
    stage.driver.wait_for_bot()
    hand_in(stage)
    if moment == "while it posts":
        until(stage, lambda: tried(stage, "chat.postMessage"))
    kill(stage)
    assert stage.driver.person("ada").messages("partyline-approvals") == []
    stage.driver.clear_faults()
    come_back(stage)
    ada = stage.driver.person("ada")
    ada.wait_for_text(SAY)
    until(stage, lambda: count(sqlite, "deliveries WHERE status = 'sent'") == 1)
    assert len(ada.messages("partyline-approvals")) == 1
    assert count(sqlite, "deliveries") == 1


def test_killed_right_after_an_approval_it_is_served_and_its_author_is_told_exactly_once(
    stage: Stage, sqlite: Database
) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()
    hand_in(stage)
    ada, carl, sam = (stage.driver.person(name) for name in ("ada", "carl", "sam"))
    ada.wait_for_text(SAY)
    for method in ("chat.postMessage", "chat.update"):
        stage.driver.fault(method, "timeout", count=9)
    ada.press("Approve")
    kill(stage)
    assert "Approved by" not in ada.all_text()
    stage.driver.clear_faults()
    come_back(stage)
    assert SAY in ask(sam, "wifi")
    ada.wait_for_text("Approved by Ada Okafor")
    carl.wait_for_text("Ada Okafor approved version 1")
    until(stage, lambda: not count(sqlite, "deliveries WHERE status <> 'sent'"))
    assert len(ada.messages("partyline-approvals")) == 1
    decision, how_far = carl.messages("dm")
    assert {"Ada Okafor approved" in carl.text_of(one) for one in (decision, how_far)} == {True, False}
    assert len(carl.messages("network-status")) == 1


def test_a_form_sent_again_after_the_bot_was_killed_is_still_taken_once(stage: Stage, sqlite: Database) -> None:
    stage.bot.start(COURIER="off")
    stage.driver.wait_for_bot()
    hand_in(stage)
    kill(stage)
    come_back(stage)
    stage.driver.person("carl").lenient().repeat(2)
    assert count(sqlite, "party_lines WHERE kind = 'incident'") == 1
    assert count(sqlite, "deliveries") == 1


def test_an_approval_pressed_again_after_the_bot_was_killed_is_still_one(stage: Stage, sqlite: Database) -> None:
    stage.bot.start()
    stage.driver.wait_for_bot()
    hand_in(stage)
    ada = stage.driver.person("ada")
    ada.wait_for_text(SAY)
    ada.press("Approve")
    kill(stage)
    come_back(stage)
    ada.repeat(2)
    assert [entry.verb for entry in entries(sqlite)].count("go_live") == 1
    assert not {said for said in ("Already approved", "You approved this version") if said in ada.all_text()}


# -- the database away --------------------------------------------------------------------------------------------


def test_with_the_database_away_approved_lines_are_answered_and_nothing_else_is_done(
    place: Place, tmp_path: Path
) -> None:
    furnish(place.database, HandClock()())
    url = place.database.engine.url.render_as_string(hide_password=False)
    with on_stage(url, tmp_path) as stage:
        stage.expects_trouble = True
        stage.bot.start()
        stage.driver.wait_for_bot()
        ada, carl, sam, tomo, gus = (stage.driver.person(name) for name in ("ada", "carl", "sam", "tomo", "gus"))
        hand_in(stage)
        ada.wait_for_text(SAY)
        ada.press("Approve")
        assert SAY in ask(sam, "wifi")
        gus.command("/partyline wifi", channel="general")
        until(stage, lambda: count(place.database, "lookups") == 1)
        place.database.close()

        stage.bot.stop()
        come_back(stage)  # so that what it remembers is what it read when it started
        for who in (sam, carl):
            assert SAY in ask(who, "wifi")
        gus.command("/partyline wifi", channel="general")
        until(stage, lambda: count(place.database, "lookups") == 3)
        place.database.close()

        place.take_away()
        until(stage, lambda: AGE in ask(sam, "wifi"))  # what was read a moment ago may still count as read
        answer = ask(sam, "netwrok")
        assert SAY in answer.splitlines()[0]
        assert AGE in answer
        assert SAY in ask(sam, "")
        assert DEFAULT in ask(sam, "quantum printer")
        assert "could not check who you are" in ask(tomo, "wifi")
        ts = gus.command("/partyline wifi", channel="general")["ts"]
        refused = gus.text_of(next(one for one in gus.messages("general") if one["ts"] == ts))
        assert SAY not in refused
        assert "try again in a minute" in ask(carl, "open network x")
        assert carl.modal() is None
        assert stage.bot.get("/ready")[0] == 503
        assert stage.bot.get("/health")[0] == 200

        place.give_back()
        until(stage, lambda: stage.bot.get("/ready")[0] == 200)
        answer = ask(sam, "wifi")
        assert SAY in answer
        assert AGE not in answer
        assert SAY in ask(tomo, "wifi")
        carl.command("/partyline update network", channel="it-staff")
        assert SAY in carl.text_of(carl.wait_for_modal())
        assert STANDING not in answer
        stage.calm()
