"""What people are asked comes back: from a corridor to the commander, and as an answer to everybody's cards."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage import Database
from bot.topics import flows as topics
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.house import BEA, TEAM, TOPICS, VPN, furnish
from tests.support.moves import count
from tests.support.processes import Stage, on_stage

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
NEWER = "Wi-Fi is back on floors 2 and 3. Floors 4 and 5 are next."
FLOOR = "When will floor 4 be back?"
LATE = "By the end of the afternoon."


@pytest.fixture(params=[False, True], ids=["socket", "http"])
def stage(sqlite: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with sqlite.transaction() as tx:
        owned = [replace(topic, owner=BEA) if topic.id == VPN else topic for topic in TOPICS]
        topics.set_topics(tx, TEAM, owned, by="operator", now=HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path, over_http=request.param) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found


def card(who: Actor, words: str) -> Json:
    """Type `/partyline` and these words, and return the answer."""
    ts = who.command(f"/partyline {words}", channel="it-staff")["ts"]
    return next(message for message in who.messages("it-staff") if message["ts"] == ts)


def hand_in(who: Actor, say: str, if_pressed: str = "") -> None:
    """Fill in the form that is open, and send it."""
    who.wait_for_modal()
    who.fill("What should anyone", say)
    if if_pressed:
        who.fill("If pressed", if_pressed)
    who.submit()
    who.close()


def approve(who: Actor, text: str) -> None:
    who.wait_for_text(text)
    waiting = [one for one in who.messages("partyline-approvals") if text in who.text_of(one)]
    who.press("Approve", channel="partyline-approvals", ts=waiting[-1]["ts"])


def tally(who: Actor) -> Json:
    return next(one for one in who.messages("dm") if "What people are asked about Network" in who.text_of(one))


def test_what_people_are_asked_becomes_an_answer_that_everybody_has(stage: Stage, sqlite: Database) -> None:
    ada, bea, carl, sam = (stage.driver.person(name) for name in ("ada", "bea", "carl", "sam"))
    carl.command("/partyline open network", channel="it-staff")
    hand_in(carl, SAY)
    approve(ada, SAY)

    old = card(sam, "wifi")
    sam.press("Got it", channel="it-staff", ts=old["ts"])
    sam.wait_for_text("Noted: you have version 1 of Network.")
    sam.press("I was asked something else", channel="it-staff", ts=old["ts"])
    sam.wait_for_modal()
    sam.fill("What were you asked?", FLOOR)
    sam.submit()
    assert "Passed on to" in sam.text_of(sam.modal() or {})
    assert SAY in sam.text_of(sam.modal() or {})
    sam.close()

    bea.press("I was asked something else", channel="it-staff", ts=card(bea, "network")["ts"])
    assert FLOOR in bea.text_of(bea.wait_for_modal())
    bea.press("I was asked this")
    bea.wait_until(lambda _: "Asked 2 times so far." in bea.text_of(bea.modal() or {}))
    bea.close()

    carl.wait_for_text(f"2× {FLOOR}")
    assert "1 person has pressed Got it on version 1." in carl.text_of(tally(carl))
    assert f"2× {FLOOR}" in carl.text_of(card(carl, "asked network"))
    carl.press("Add to if pressed", channel="dm", ts=tally(carl)["ts"])
    assert FLOOR in carl.text_of(carl.wait_for_modal())
    hand_in(carl, NEWER, f"{FLOOR} {LATE}")
    approve(ada, NEWER)

    carl.wait_for_text("Answered in version 2: 1 question.")
    assert FLOOR not in carl.text_of(tally(carl))
    assert LATE in sam.text_of(card(sam, "wifi"))
    sam.press("Got it", channel="it-staff", ts=old["ts"])
    sam.wait_for_text("Version 2 is out:")
    stage.calm()
    assert loud(stage.driver.log()["pings"]) == []
    assert count(sqlite, "asks WHERE times = 2") == count(sqlite, "asks") == 1


def test_a_look_up_that_nothing_answers_reaches_the_topics_owner(stage: Stage) -> None:
    bea, sam = stage.driver.person("bea"), stage.driver.person("sam")
    assert "Passed on to" in sam.text_of(card(sam, "is the vpn slow for everybody"))
    bea.wait_for_text("is the vpn slow for everybody")
    told = [one for one in bea.messages("dm") if "is the vpn slow" in bea.text_of(one)]
    assert len(told) == 1
    assert "There is no party line on Vpn" in bea.text_of(told[0])
    stage.calm()
