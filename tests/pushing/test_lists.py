"""How far a push has come, as its commander sees it, and sending again what failed."""

from dataclasses import replace

import pytest

from bot.deliveries import flows as deliveries
from tests.pushing.places import (
    CARLS,
    CHANNEL,
    deliver,
    list_of,
    newer,
    private,
    reads,
    shut,
)
from tests.support.doors import Doors, elements_of
from tests.support.house import BEA, CARL, PAYROLL, SAM, TEAM
from tests.support.lines import SAY, go_live
from tests.support.moves import entries


def test_the_commanders_list_starts_with_what_waits_and_ends_with_all(open_doors: Doors) -> None:
    open_doors.command("follow network", by=SAM)
    go_live(open_doors.database, open_doors.clock())
    while not open_doors.posted(CARLS) or " is out" not in open_doors.posted(CARLS)[-1].text:
        open_doors.bot.courier.deliver_one()
        open_doors.clock.tick(seconds=1)
    assert "0 of 1 person. Waiting: " in list_of(open_doors).text
    assert [one["text"]["text"] for one in elements_of(list_of(open_doors).blocks)] == ["Show"]
    deliver(open_doors)
    assert list_of(open_doors).text == "Version 1 on Network is out: 1 of 1 channel, 1 of 1 person."
    assert elements_of(list_of(open_doors).blocks) == []


def test_a_push_with_nobody_to_tell_says_so(open_doors: Doors) -> None:
    go_live(open_doors.database, open_doors.clock(), topic_id=PAYROLL)
    deliver(open_doors)
    assert list_of(open_doors).text.startswith("Version 1 on Payroll is out: no channel and no follower to tell")


def test_the_list_names_a_channel_that_is_archived_and_try_again_works_when_it_is_mended(open_doors: Doors) -> None:
    shut(open_doors, CHANNEL, archived=True)
    go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    listed = list_of(open_doors)
    assert "0 of 1 channel" in listed.text
    assert f"Failed: 1, <#{CHANNEL}>: that channel is archived." in listed.text
    open_doors.push(listed.blocks, "Show", by=CARL)
    assert "failed: that channel is archived" in reads(open_doors.private(CARL)[-1])
    shut(open_doors, CHANNEL, archived=False)
    open_doors.push(listed.blocks, "Try again", by=CARL)
    assert private(open_doors, CARL) == "Trying 1 destination again. The list shows what comes of it."
    deliver(open_doors)
    assert [card.text for card in open_doors.posted(CHANNEL)] == [f"“{SAY}”"]
    assert "1 of 1 channel." in list_of(open_doors).text
    assert elements_of(list_of(open_doors).blocks) == []
    assert [entry.verb for entry in entries(open_doors.database)].count("push_again") == 1


def test_the_list_says_what_keeps_a_card_waiting_and_it_goes_on_by_itself_when_that_is_mended(
    open_doors: Doors,
) -> None:
    channels = open_doors.box.ws.channels
    channels[CHANNEL] = replace(channels[CHANNEL], bot=False)
    go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    assert f"Waiting: 1, <#{CHANNEL}>: Partyline is not in that channel" in list_of(open_doors).text
    assert [one["text"]["text"] for one in elements_of(list_of(open_doors).blocks)] == ["Show"]
    channels[CHANNEL] = replace(channels[CHANNEL], bot=True)
    open_doors.clock.tick(minutes=5)
    deliver(open_doors)
    assert "1 of 1 channel." in list_of(open_doors).text


def test_try_again_pressed_twice_on_two_phones_sends_once_and_says_so(open_doors: Doors) -> None:
    shut(open_doors, CHANNEL, archived=True)
    go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    shut(open_doors, CHANNEL, archived=False)
    for _ in range(2):
        open_doors.push(list_of(open_doors).blocks, "Try again", by=CARL)
    assert private(open_doors, CARL) == "Nothing has failed any more."
    deliver(open_doors)
    assert len(open_doors.posted(CHANNEL)) == 1


def test_a_click_sent_again_by_slack_tries_again_once(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    action = {"type": "button", "action_id": "push.try_again", "value": line.id, "action_ts": "7.7"}
    for _ in range(2):
        open_doors.press("push.try_again", by=CARL, actions=[action])
    assert len(open_doors.private(CARL)) == 1


def test_the_list_of_a_version_that_is_replaced_says_so_and_its_buttons_do_nothing(open_doors: Doors) -> None:
    shut(open_doors, CHANNEL, archived=True)
    line = go_live(open_doors.database, open_doors.clock())
    deliver(open_doors)
    old = list_of(open_doors)
    drawn = list(old.blocks)
    newer(open_doors, line.series, 1)
    for label in ("Show", "Try again"):
        open_doors.push(drawn, label, by=CARL)
        assert private(open_doors, CARL).startswith("Version 1 was replaced by version 2")
    deliver(open_doors)
    (now_old,) = [one for one in open_doors.posted(CARLS) if one.ts == old.ts]
    assert now_old.text == "Version 1 on Network was replaced by version 2, which has a list of its own."
    assert elements_of(now_old.blocks) == []


def test_only_commanders_see_how_far_a_push_has_come_or_try_again(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    for action in ("push.show", "push.try_again"):
        open_doors.press(action, line.id, by=SAM)
        assert private(open_doors, SAM).startswith("Only commanders")


@pytest.mark.parametrize("forged", ["", "x", "\x00", "'; --"])
def test_a_forged_button_of_a_list_is_refused(open_doors: Doors, forged: str) -> None:
    for action in ("push.show", "push.try_again"):
        open_doors.press(action, forged, by=CARL)
        assert "That version is not there any more" in private(open_doors, CARL)


def test_show_counts_those_who_only_wait_their_turn(open_doors: Doors) -> None:
    for who in (SAM, BEA):
        open_doors.command("follow network", by=who)
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.press("push.show", line.id, by=CARL)
    assert "And 2 more." in reads(open_doors.private(CARL)[-1])
    deliver(open_doors)
    with open_doors.database.transaction() as tx:
        deliveries.renew(tx, TEAM, kind="news", ref=line.id, now=open_doors.clock())
    open_doors.press("push.show", line.id, by=CARL)
    assert "Waiting their turn: 2." in reads(open_doors.private(CARL)[-1])


def test_show_says_so_where_everything_has_arrived(open_doors: Doors) -> None:
    line = go_live(open_doors.database, open_doors.clock())
    open_doors.press("push.show", line.id, by=CARL)
    assert "waiting" in reads(open_doors.private(CARL)[-1])
    deliver(open_doors)
    open_doors.press("push.show", line.id, by=CARL)
    assert "Nothing waits, and nothing has failed." in reads(open_doors.private(CARL)[-1])
