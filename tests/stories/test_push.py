"""An update reaches every place where the line stands: the card, its thread, the followers, the commander's list."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.storage import Database
from bot.topics import flows as topics
from sandbox.driver import Actor, Json
from tests.support.clock import HandClock
from tests.support.doors import loud
from tests.support.house import NETWORK, TEAM, TOPICS, furnish
from tests.support.processes import Stage, on_stage

SAY = "Wi-Fi is down on floors 2 to 5. Wired sockets work."
NEWER = "Wi-Fi is back on floors 2 and 3. Floors 4 and 5 are next."
NEWEST = "Wi-Fi is back on all floors but the fifth."
CHANNEL, ID = "network-status", "C03NET"
ALL = "1 of 1 channel, 2 of 2 people."


@pytest.fixture
def stage(sqlite: Database, tmp_path: Path) -> Iterator[Stage]:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path) as found:
        found.bot.start()
        found.driver.wait_for_bot()
        yield found


def hand_in(carl: Actor, command: str, say: str) -> None:
    carl.command(f"/partyline {command}", channel="it-staff")
    carl.wait_for_modal()
    carl.fill("What should anyone", say)
    carl.submit()
    carl.close()


def approve(ada: Actor, say: str) -> None:
    ada.wait_for_text(say)
    cards = ada.messages("partyline-approvals")
    ts = next(card["ts"] for card in reversed(cards) if say in ada.text_of(card))
    ada.press("Approve", channel="partyline-approvals", ts=ts)


def put_out(stage: Stage, command: str, say: str) -> None:
    """Hand a line in and approve it."""
    hand_in(stage.driver.person("carl"), command, say)
    approve(stage.driver.person("ada"), say)


def follow(*who: Actor) -> None:
    for one in who:
        one.command("/partyline follow wifi", channel="it-staff")


def reads(who: Actor, place: str) -> list[str]:
    """Return what stands in a place for everybody who is there, oldest first."""
    return [who.text_of(message) for message in who.messages(place) if not message["ephemeral"]]


def card(who: Actor, say: str) -> Json:
    """Wait for the channel's card to say this."""
    return who.wait_until(lambda _: [one for one in who.messages(CHANNEL)[:1] if say in who.text_of(one)])[0]


def listed(carl: Actor, text: str) -> Json:
    """Wait for the commander's list to say this."""
    return carl.wait_until(lambda _: [one for one in carl.messages("dm") if text in carl.text_of(one)])[-1]


def test_an_update_is_right_in_the_channel_its_thread_and_with_each_follower_once(stage: Stage) -> None:
    carl, sam, tomo = (stage.driver.person(name) for name in ("carl", "sam", "tomo"))
    follow(sam, tomo)
    put_out(stage, "open network", SAY)
    first = card(sam, SAY)
    listed(carl, f"Version 1 on Network is out: {ALL}")

    put_out(stage, "update network", NEWER)
    assert card(sam, NEWER)["ts"] == first["ts"]
    listed(carl, f"Version 2 on Network is out: {ALL}")
    listed(carl, "Version 1 on Network was replaced by version 2")
    _, note = sam.wait_until(lambda _: sam.messages(CHANNEL) if len(sam.messages(CHANNEL)) > 1 else [])
    assert note["thread_ts"] == first["ts"]
    assert f"“{NEWER}”" in sam.text_of(note)
    for who in (sam, tomo):
        who.wait_for_text("This was replaced")
        assert sum(NEWER in text for text in reads(who, "dm")) == 1
        assert sum(SAY in text for text in reads(who, "dm")) == 0

    sam.press("Unfollow", channel="dm")
    put_out(stage, "update network", NEWEST)
    listed(carl, "Version 3 on Network is out: 1 of 1 channel, 1 of 1 person.")
    assert sum(NEWEST in text for text in reads(sam, "dm")) == 0
    assert sum(NEWEST in text for text in reads(tomo, "dm")) == 1
    stage.calm()
    assert loud(stage.driver.log()["pings"]) == []


def test_a_second_update_while_the_first_is_on_its_way_leaves_no_older_text_anywhere(stage: Stage) -> None:
    carl, sam, tomo = (stage.driver.person(name) for name in ("carl", "sam", "tomo"))
    follow(sam, tomo)
    put_out(stage, "open network", SAY)
    first = card(sam, SAY)
    listed(carl, f"Version 1 on Network is out: {ALL}")
    stage.driver.fault("chat.postMessage", "429", count=3, retry_after=1)
    stage.driver.fault("chat.update", "500", count=2)
    put_out(stage, "update network", NEWER)
    put_out(stage, "update network", NEWEST)
    listed(carl, f"Version 3 on Network is out: {ALL}")
    listed(carl, "Version 2 on Network was replaced by version 3")
    assert card(sam, NEWEST)["ts"] == first["ts"]

    def settled(_: Json) -> bool:
        said = [text for who in (sam, tomo) for text in (*reads(who, CHANNEL), *reads(who, "dm"))]
        return not any(SAY in text or NEWER in text for text in said)

    sam.wait_until(settled)
    for who in (sam, tomo):
        assert sum(NEWEST in text for text in reads(who, "dm")) == 1


def test_an_archived_channel_is_named_and_gets_its_card_when_it_is_back(stage: Stage) -> None:
    carl, sam = stage.driver.person("carl"), stage.driver.person("sam")
    stage.driver.change_channel(ID, archived=True)
    put_out(stage, "open network", SAY)
    found = listed(carl, "Failed: 1")
    assert "0 of 1 channel" in carl.text_of(found)
    assert "that channel is archived" in carl.text_of(found)
    carl.press("Show", channel="dm", ts=found["ts"])
    private = carl.last_private()
    assert private is not None
    assert "failed: that channel is archived" in carl.text_of(private)
    assert reads(sam, CHANNEL) == []

    stage.driver.change_channel(ID, archived=False)
    carl.press("Try again", channel="dm", ts=found["ts"])
    card(sam, SAY)
    done = listed(carl, "Version 1 on Network is out: 1 of 1 channel.")
    assert done["ts"] == found["ts"]
    assert carl.find("Try again", channel="dm", ts=found["ts"]) is None
    assert len(reads(sam, CHANNEL)) == 1


def test_a_card_in_a_channel_that_the_topic_has_no_more_is_edited_too(stage: Stage, sqlite: Database) -> None:
    carl, sam = stage.driver.person("carl"), stage.driver.person("sam")
    put_out(stage, "open network", SAY)
    card(sam, SAY)
    with sqlite.transaction() as tx:
        moved = [replace(topic, channels=("C02IT",)) if topic.id == NETWORK else topic for topic in TOPICS]
        topics.set_topics(tx, TEAM, moved, by="operator", now=HandClock()())
    put_out(stage, "update network", NEWER)
    card(sam, NEWER)
    sam.wait_until(lambda _: any(NEWER in text for text in reads(sam, "it-staff")))
    listed(carl, "Version 2 on Network is out: 2 of 2 channels.")
    assert len(reads(sam, CHANNEL)) == 1
    stage.calm()
