"""Trouble in the middle of a push: Slack away, the database away, the disk full. Nothing is lost, and all comes right.

Real parts: the bot as a process, a database of its own, and the sandbox, whose messages and log are the judge.
"""

from pathlib import Path

from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import STANDING, furnish
from tests.support.moves import count, everything_written
from tests.support.outages import Place, damageable, fill_the_disk, free_the_disk, wire
from tests.support.processes import Stage, on_stage, until
from tests.support.pushes import (
    MINUTE,
    NEWER,
    PATIENCE,
    Push,
    all_is_right,
    approve,
    ask,
    hand_in,
    is_being_posted,
    is_quiet,
    pushing,
    under_way,
    wait_for,
)

VPN = "The VPN refuses some people. Try again after five minutes."
SOON = 30.0
AGE = "I cannot check for anything newer right now"


def ten_minutes(push: Push) -> None:
    """Let them pass while everything that is sent fails, look-ups being answered all the time."""
    sam = push.stage.driver.person("sam")
    for _ in range(5):
        push.fails_more()
        push.clock.move(2 * MINUTE)
        answer = ask(sam, "wifi")
        assert NEWER in answer
        assert AGE not in answer


def test_slack_has_trouble_for_ten_minutes_and_then_everybody_has_the_newest_once(
    sqlite: Database, tmp_path: Path
) -> None:
    with pushing(damageable(sqlite), tmp_path) as push:
        under_way(push, 4)
        for method in ("chat.update", "chat.postMessage"):
            push.stage.driver.fault(method, "posted_no_answer")
        push.stage.driver.fault("*", "500", probability=1.0)
        began = push.stage.driver.log()["last"]
        ten_minutes(push)
        assert not [one for one in push.stage.driver.log(began)["calls"] if one["ok"] and not one["fault"]]
        push.stage.driver.clear_faults()
        all_is_right(push)


def test_no_connection_to_slack_for_ten_minutes_and_then_everybody_has_the_newest_once(
    sqlite: Database, tmp_path: Path
) -> None:
    with pushing(damageable(sqlite), tmp_path, over_http=True) as push:
        under_way(push, 16)
        push.wire.cut()
        ten_minutes(push)
        push.wire.mend()
        all_is_right(push)


def test_a_connection_that_breaks_is_soon_made_anew_and_everybody_is_heard_again(
    sqlite: Database, tmp_path: Path
) -> None:
    furnish(sqlite, HandClock()())
    with on_stage(str(sqlite.engine.url), tmp_path) as stage, wire(stage.bot.api_url) as laid:
        stage.bot.api_url = laid.url
        stage.bot.start()
        stage.driver.wait_for_bot(PATIENCE)
        laid.cut()
        until(stage, lambda: not stage.driver.get("bot", wait=0)["reachable"])
        laid.mend()
        stage.driver.wait_for_bot(SOON)
        assert STANDING in ask(stage.driver.person("sam"), "wifi")


def test_the_database_stops_in_the_middle_of_a_push_and_starts_again(place: Place, tmp_path: Path) -> None:
    with pushing(place, tmp_path) as push:
        sam = push.stage.driver.person("sam")
        under_way(push, 12)
        was_posted = is_being_posted(push)
        place.database.close()
        place.take_away()
        until(push.stage, lambda: AGE in ask(sam, "wifi"), PATIENCE)
        assert NEWER in ask(sam, "wifi").splitlines()[0]
        until(push.stage, was_posted, PATIENCE)
        until(push.stage, lambda: is_quiet(push), PATIENCE)
        assert "deliveries wait" in push.stage.bot.said()
        place.give_back()
        until(push.stage, lambda: AGE not in ask(sam, "wifi"), PATIENCE)
        all_is_right(push)


def test_the_disk_is_full_in_the_middle_of_a_push_and_has_room_again(sqlite: Database, tmp_path: Path) -> None:
    def another_waits(stage: Stage) -> None:
        hand_in(stage.driver.person("carl"), "open vpn", VPN)
        stage.driver.person("ada").wait_for_text(VPN, PATIENCE)

    with pushing(damageable(sqlite), tmp_path, before=another_waits) as push:
        ada, sam = (push.stage.driver.person(name) for name in ("ada", "sam"))
        under_way(push, 4)
        noted = count(sqlite, "lookups")
        was_posted = is_being_posted(push)
        fill_the_disk(push.stage.bot)
        until(push.stage, was_posted, PATIENCE)
        until(push.stage, lambda: is_quiet(push), PATIENCE)
        before = everything_written(sqlite)
        answer = ask(sam, "wifi")
        assert NEWER in answer
        assert AGE not in answer
        approve(push.stage, VPN)
        refused = ada.last_private()
        assert refused is not None
        assert "nothing was changed" in ada.text_of(refused)
        assert "try again in a minute" in ada.text_of(refused)
        assert VPN not in ask(sam, "vpn")
        assert everything_written(sqlite) == before
        free_the_disk(push.stage.bot)
        approve(push.stage, VPN)
        all_is_right(push)
        assert VPN in ask(sam, "vpn")
        wait_for(push.stage.driver.person("carl"), "Version 1 on Vpn is out")
        until(push.stage, lambda: count(sqlite, "lookups") >= noted + 2, PATIENCE)
