"""Where people talk: a mention, a direct message and a message of somebody else, on real parts, by both ways in."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Database
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.house import DEFAULT, furnish
from tests.support.moves import count
from tests.support.processes import Stage, on_stage

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
NO = "Party lines are for our own IT staff."


@pytest.fixture(params=[False, True], ids=["socket", "http"])
def stage(sqlite: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path, over_http=request.param) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        put_a_line_live(found)
        yield found
        found.calm()
        assert loud(found.driver.log()["pings"]) == []


def put_a_line_live(stage: Stage) -> None:
    ada, carl = stage.driver.person("ada"), stage.driver.person("carl")
    carl.command("/partyline open network", channel="it-staff")
    carl.fill("What should anyone", SAY)
    carl.submit()
    carl.close()
    ada.wait_for_text(SAY)
    ada.press("Approve", channel="partyline-approvals")


def wait_for_private(who: Actor, channel: str, text: str) -> Json:
    """Wait until somebody reads a text in a channel that nobody else there sees."""

    def seen(_: Json) -> list[Json]:
        return [one for one in who.messages(channel) if one["ephemeral"] and text in who.text_of(one)]

    return who.wait_until(seen)[-1]


def wait_for_direct(who: Actor, text: str) -> list[Json]:
    """Wait until a message from the bot stands in somebody's conversation with it; return all that hold the text."""
    return who.wait_until(lambda _: [one for one in who.messages("dm") if text in who.text_of(one)])


def reads(who: Actor, channel: str) -> str:
    return "\n".join(who.text_of(message) for message in who.messages(channel))


def test_asked_in_a_channel_in_a_thread_and_directly(stage: Stage, sqlite: Database) -> None:
    sam, carl = stage.driver.person("sam"), stage.driver.person("carl")

    sam.say("@Partyline is the wifi back?", channel="it-staff")
    answer = wait_for_private(sam, "it-staff", SAY)
    assert sam.text_of(answer).strip().startswith(f"“{SAY}”")
    assert SAY not in reads(carl, "it-staff")

    parent = carl.say("My laptop finds no network", channel="it-staff")["ts"]
    sam.say("@Partyline wifi", channel="it-staff", thread_ts=parent)
    sam.wait_until(lambda _: any(one["ephemeral"] and one["thread_ts"] == parent for one in sam.messages("it-staff")))
    assert SAY not in reads(carl, "it-staff")

    carl.message_shortcut("Answer with a party line", ts=parent, channel="it-staff")
    assert SAY in carl.text_of(carl.wait_for_modal())
    carl.close()

    asked = sam.say("is the wifi back yet?", channel="dm")["ts"]
    answered = [one for one in wait_for_direct(sam, SAY) if one["ts"] > asked]
    assert len(answered) == 1
    sam.say("thanks!", channel="dm")
    sam.say("is the quantum printer back?", channel="dm")
    wait_for_direct(sam, DEFAULT)
    stage.driver.person("ada").wait_for_text("is the quantum printer back?")
    assert sam.messages("dm")[-1]["ts"] == wait_for_direct(sam, DEFAULT)[-1]["ts"]
    assert count(sqlite, "asks") == 1


def test_slack_telling_again_changes_nothing(stage: Stage, sqlite: Database) -> None:
    sam = stage.driver.person("sam")
    sam.say("is the wifi back yet?", channel="dm")
    wait_for_direct(sam, SAY)
    sam.repeat(3)
    sam.say("@Partyline is the wifi back?", channel="it-staff")
    wait_for_private(sam, "it-staff", SAY)
    sam.repeat(3)
    sam.say("help", channel="dm")
    wait_for_direct(sam, "gives you the sentence to say")
    assert len([one for one in sam.messages("it-staff") if one["ephemeral"]]) == 1
    assert len(wait_for_direct(sam, SAY)) == 1
    assert count(sqlite, "deliveries WHERE kind = 'copy'") == 1


def test_guests_strangers_and_people_of_other_organisations_get_no_line_at_these_doors(stage: Stage) -> None:
    gus, nora, olga, sam = (stage.driver.person(name) for name in ("gus", "nora", "olga", "sam"))
    for who in (gus, nora):
        who.say("@Partyline is the wifi back?", channel="general")
        wait_for_private(who, "general", NO)
        asked = who.say("is the wifi back?", channel="dm")["ts"]
        wait_for_direct(who, NO)
        who.message_shortcut("Answer with a party line", ts=asked, channel="dm")
        wait_for_private(who, "dm", NO)
        assert who.modal() is None
    about = olga.say("@Partyline is the wifi back?", channel="vendor-shared")["ts"]
    assert not olga.lenient().message_shortcut("Answer with a party line", ts=about, channel="vendor-shared")["ok"]
    # What is answered after it shows that the bot is done with what came before.
    sam.say("@Partyline is the wifi back?", channel="vendor-shared")
    wait_for_private(sam, "vendor-shared", SAY)
    # The card in the topic's own channel is for whoever reads that channel; these doors are not.
    doors = ((gus, "general"), (gus, "dm"), (nora, "general"), (nora, "dm"), (olga, "vendor-shared"))
    for who, place in doors:
        assert SAY not in " ".join(who.text_of(one) for one in who.messages(place))


@pytest.mark.parametrize(
    ("words", "kind", "answer"),
    [
        ("is the wifi back yet?", "copy", SAY),
        ("any news?", "overview", SAY),
        ("is the quantum printer back?", "default_line", DEFAULT),
    ],
)
def test_a_question_asked_just_before_the_bot_is_killed_is_answered_when_it_returns(
    stage: Stage, sqlite: Database, words: str, kind: str, answer: str
) -> None:
    sam = stage.driver.person("sam")
    stage.driver.fault("chat.postMessage", "500", count=1)
    sam.say(words, channel="dm")
    sam.wait_until(lambda _: count(sqlite, f"deliveries WHERE kind = '{kind}'"))
    stage.bot.stop(signal.SIGKILL)
    stage.bot.start()
    assert len(wait_for_direct(sam, answer)) == 1
