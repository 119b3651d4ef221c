"""Asked in a corridor, `/partyline network` answers: the whole journey, on real parts, by both ways into the bot."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.people import flows as people
from bot.people import records
from bot.people.rules import Role
from bot.storage import Database
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.house import DEFAULT, ROLES, STANDING, TEAM, furnish
from tests.support.moves import count, entries
from tests.support.processes import Stage, on_stage

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
NEWER = "Wi-Fi is back on floors 2 and 3. Floors 4 and 5 are next."
MENDED = "Wi-Fi is back on floors 2 and 3. Floors 4 and 5 follow at lunch."
CLOSING = "The Wi-Fi is back. If yours is not, call 4357."
SHARED = "C05SHARED"
NO = "Party lines are for our own IT staff."


@pytest.fixture(params=[False, True], ids=["socket", "http"])
def stage(sqlite: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path, over_http=request.param) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found


def ask(who: Actor, words: str) -> str:
    """Type `/partyline` and these words, and return what the answer says."""
    ts = who.command(f"/partyline {words}".strip(), channel=place_of(who))["ts"]
    answer = next(message for message in who.messages(place_of(who)) if message["ts"] == ts)
    assert answer["ephemeral"]
    return who.text_of(answer)


def place_of(who: Actor) -> str:
    names = [place["name"] for place in who.see()["places"]]
    return "it-staff" if "it-staff" in names else "general"


def hand_in(who: Actor, command: str, say: str, **fields: str) -> str:
    """Type a command that opens a form, fill it in, send it, and return what the form then says."""
    who.command(f"/partyline {command}", channel="it-staff")
    who.wait_for_modal()
    who.fill("What should anyone", say)
    for label, words in fields.items():
        who.fill(label.replace("_", " "), words)
    who.submit()
    said = who.text_of(who.modal() or {})
    who.close()
    return said


def card_with(who: Actor, text: str) -> Json:
    """Wait for the approvers' card that holds a text."""
    who.wait_for_text(text)
    cards = who.messages("partyline-approvals")
    return next(card for card in reversed(cards) if text in who.text_of(card))


def approve(who: Actor, text: str) -> None:
    who.press("Approve", channel="partyline-approvals", ts=card_with(who, text)["ts"])


def first_line(said: str) -> str:
    return said.strip().splitlines()[0]


def test_from_the_first_word_to_the_all_clear(stage: Stage, sqlite: Database) -> None:
    ada, bea, carl, sam = (stage.driver.person(name) for name in ("ada", "bea", "carl", "sam"))
    assert STANDING in ask(sam, "wifi")

    said = hand_in(
        carl,
        "open network Wi-Fi down",
        SAY,
        If_pressed="Is my data safe? Yes. Only the wireless network is affected.",
        Do_not_say="the vendor's name | I do not have that detail.",
        Not_yet_known="Why it failed.",
        Background="The core switch died.",
    )
    assert "Version 1 is on its way to the approvers" in said
    assert STANDING in said
    assert STANDING in ask(sam, "wifi")
    assert SAY not in ask(sam, "")

    approve(ada, SAY)
    for words in ("wifi", "netwrok", "Wi-Fi", "network", "is the wifi back?"):
        answer = ask(sam, words)
        assert SAY in first_line(answer)
        assert "Is my data safe?" in answer
        assert "the vendor's name" in answer
        assert "Why it failed." in answer
        assert "core switch" not in answer
    assert "Showing network." in ask(sam, "netwrok")
    assert SAY in ask(sam, "")
    assert "/partyline network" in ask(sam, "help")
    assert DEFAULT in ask(sam, "quantum printer")
    carl.wait_for_text("Ada Okafor approved version 1")

    bea.wait_until(lambda _: "Approved by Ada Okafor" in bea.text_of(card_with(bea, SAY)))
    assert bea.find("Approve", channel="partyline-approvals") is None

    hand_in(carl, "update network", NEWER)
    old_card = card_with(ada, NEWER)
    assert "Changed since version 1" in ada.text_of(old_card)
    ada.press("Send back", channel="partyline-approvals", ts=old_card["ts"])
    ada.fill("What should change", "Say when floors 4 and 5 come back.")
    ada.submit()
    assert SAY in ask(sam, "wifi")
    carl.wait_for_text("Say when floors 4 and 5 come back.")

    carl.press("Edit and send again")
    assert NEWER in carl.text_of(carl.wait_for_modal())
    carl.fill("What should anyone", MENDED)
    carl.submit()
    carl.close()
    approve(bea, MENDED)
    assert MENDED in first_line(ask(sam, "wifi"))

    hand_in(carl, "close network", CLOSING)
    assert MENDED in ask(sam, "wifi")
    approve(ada, CLOSING)
    answer = ask(sam, "wifi")
    assert CLOSING in first_line(answer)
    assert "closed" in answer

    sam.press("Send to me")
    sam.wait_until(lambda _: any(CLOSING in sam.text_of(message) for message in sam.messages("dm")))
    stage.calm()
    assert loud(stage.driver.log()["pings"]) == []
    verbs = [entry.verb for entry in entries(sqlite)]
    assert verbs.count("go_live") == 3
    assert verbs.count("send_back") == 1


def test_an_approver_who_was_slower_is_told_who_was_faster(stage: Stage, sqlite: Database) -> None:
    ada, bea, carl = (stage.driver.person(name) for name in ("ada", "bea", "carl"))
    hand_in(carl, "open network", SAY)
    card = card_with(bea, SAY)
    spot = bea.find("Approve", channel="partyline-approvals", ts=card["ts"])
    assert spot is not None
    with ThreadPoolExecutor(2) as threads:
        both = [threads.submit(who.lenient().press_spot, spot) for who in (ada, bea)]
        for one in both:
            one.result()
    told = [who.all_text() for who in (ada, bea)]
    assert sum("Already approved by" in text for text in told) == 1
    assert [entry.verb for entry in entries(sqlite)].count("go_live") == 1
    stage.calm()


def test_guests_outside_people_and_strangers_are_refused_at_every_door(stage: Stage, sqlite: Database) -> None:
    ada, carl = stage.driver.person("ada"), stage.driver.person("carl")
    hand_in(carl, "open network", SAY)
    approve(ada, SAY)
    shut_out = {name: stage.driver.person(name) for name in ("gus", "nora", "olga")}

    for name in ("gus", "nora"):
        for words in ("wifi", "", "list", "help", "open network x", "update network", "close network", "quantum"):
            answer = ask(shut_out[name], words)
            assert NO in answer
            assert SAY not in answer
    refused = shut_out["olga"].lenient().command("/partyline wifi", channel="vendor-shared")
    assert refused["error"] == "unknown_command"

    # Cards that reach a channel shared with another organisation: everybody who sees them can press their buttons.
    with sqlite.transaction() as tx:
        records.change_workspace(tx, TEAM, name="Example IT", staff_group="S0IT", approvals_channel=SHARED)
    stage.driver.change_channel(SHARED, add=["U07GUEST", "U09CLERK", "U01APPROVER"])
    hand_in(carl, "update network", NEWER)
    card = ada.wait_until(lambda _: [one for one in ada.messages(SHARED) if NEWER in ada.text_of(one)])[0]
    for who in shut_out.values():
        for label in ("Approve", "Send back", "Read in full"):
            who.press(label, channel=SHARED, ts=card["ts"])
            assert who.modal() is None
            reply = who.last_private()
            assert reply is not None
            assert NO in who.text_of(reply)
    assert count(sqlite, "approvals WHERE status = 'waiting'") == 1
    assert SAY in ask(stage.driver.person("sam"), "wifi")
    stage.calm()


def test_somebody_who_becomes_a_guest_while_a_form_is_open_cannot_hand_it_in(stage: Stage, sqlite: Database) -> None:
    carl = stage.driver.person("carl")
    carl.command("/partyline open network", channel="it-staff")
    carl.fill("What should anyone", SAY)
    stage.driver.change_person("U02COMMANDER", kind="guest")
    answer = carl.submit(raw=True)
    assert NO in str(answer)
    assert count(sqlite, "party_lines WHERE kind = 'incident'") == 0
    stage.calm()


def test_eight_approvers_at_once_make_one_approval(stage: Stage, sqlite: Database) -> None:
    names = ["U03STAFF", "U05LEAD", "U06STAFF2", "U01APPROVER", "U04APPROVER2"]
    extra = [f"U1{number}MORE" for number in range(3)]
    with sqlite.transaction() as tx:
        held = {**ROLES, **{who: frozenset({Role.APPROVER}) for who in names + extra}}
        people.set_roles(tx, TEAM, held, by="operator", now=HandClock()())
    for number, who in enumerate(extra):
        stage.driver.change_person(who, name=f"more{number}", real_name=f"More {number}", kind="member")
    stage.driver.change_channel("C01APPR", add=names + extra)

    hand_in(stage.driver.person("carl"), "open network", SAY)
    people_ = [stage.driver.person(who).lenient() for who in names + extra]
    card = card_with(people_[0], SAY)
    spot = people_[0].find("Approve", channel="C01APPR", ts=card["ts"])
    assert spot is not None
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda who: who.press_spot(spot), people_))
    assert [answer["ok"] for answer in answers] == [True] * 8
    assert [entry.verb for entry in entries(sqlite)].count("go_live") == 1
    told = [bool(re.search("Already approved by", who.all_text())) for who in people_]
    assert told.count(True) == 7
    stage.calm()
