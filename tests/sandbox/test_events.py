"""Events: who is told what, and the three retries."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver, NotDoneError
from sandbox.manifest import parse_manifest
from sandbox.running import Running, running
from sandbox.world import World
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.puppet import Puppet

Json = dict[str, Any]


def kinds(bot: Puppet) -> list[str]:
    return [heard.payload["event"]["type"] for heard in bot.heard if heard.payload.get("type") == "event_callback"]


def until(driver: Driver, count: int) -> None:
    """Wait until the sandbox has sent so many payloads and heard back."""
    sam = driver.person("sam")
    for _ in range(1000):
        done = [entry for entry in driver.log()["payloads"] if entry["took"] is not None]
        if len(done) >= count:
            return
        sam.do("read", channel="C01GEN")
    raise AssertionError(f"{len(driver.log()['payloads'])} payloads instead of {count}")


def test_message_event_has_all_that_slack_sends(sam: Actor, bot: Puppet) -> None:
    ts = sam.say("hello <b>, see https://example.com", "general")["ts"]
    body = dict(bot.last())
    assert bot.heard[-1].headers["content-type"] == "application/json"
    assert bot.heard[-1].signed
    event = body.pop("event")
    assert body.pop("event_id").startswith("Ev")
    assert body == {
        "token": "sandbox-verification",
        "team_id": "T01TEST",
        "context_team_id": "T01TEST",
        "context_enterprise_id": None,
        "api_app_id": "A01PARTY",
        "type": "event_callback",
        "event_time": int(float(ts)),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": "T01TEST",
                "user_id": "U0PARTYBOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }
    assert event == {
        "type": "message",
        "user": "U03STAFF",
        "ts": ts,
        "text": "hello &lt;b&gt;, see <https://example.com>",
        "team": "T01TEST",
        "channel": "C01GEN",
        "channel_type": "channel",
        "event_ts": ts,
    }


def test_mention_comes_twice(sam: Actor, bot: Puppet) -> None:
    sam.say("@Partyline is the wifi back?", "general")
    assert sorted(kinds(bot)) == ["app_mention", "message"]
    mention = next(h.payload["event"] for h in bot.heard if h.payload["event"]["type"] == "app_mention")
    assert mention["text"] == "<@U0PARTYBOT> is the wifi back?"


def test_direct_messages_are_messages_only(sam: Actor, bot: Puppet) -> None:
    sam.say("is the wifi back?", "dm")
    assert kinds(bot) == ["message"]
    assert (bot.last()["event"]["channel_type"], bot.last()["event"]["channel"]) == ("im", "D03STAFF")


def test_outside_people_are_marked(olga: Actor, bot: Puppet) -> None:
    olga.say("hello", "vendor-shared")
    assert bot.last()["is_ext_shared_channel"]
    event = bot.last()["event"]
    assert (event["user_team"], event["source_team"], event["team"]) == ("T0OTHER",) * 3


def test_replies_name_their_thread(sam: Actor, bot: Puppet) -> None:
    parent = sam.say("one", "general")["ts"]
    reply = sam.say("two", "general", thread_ts=parent)["ts"]
    sam.say("three", "general", thread_ts=reply)
    assert bot.last()["event"]["thread_ts"] == parent
    assert bot.last()["event"]["parent_user_id"] == "U03STAFF"
    with pytest.raises(NotDoneError, match="unknown_message"):
        sam.say("x", "general", thread_ts="1.2")


def test_app_hears_its_own_posts_and_edits(client: WebClient, bot: Puppet, driver: Driver) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    client.chat_update(channel="C01GEN", ts=ts, text="y")
    client.chat_delete(channel="C01GEN", ts=ts)
    client.chat_postEphemeral(channel="C01GEN", user="U03STAFF", text="private")
    until(driver, 3)
    events = {heard.payload["event"].get("subtype"): heard.payload["event"] for heard in bot.heard}
    assert set(events) == {None, "message_changed", "message_deleted"}
    assert events[None]["bot_id"] == "B0PARTYBOT"
    changed = events["message_changed"]
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("y", "x")
    assert events["message_deleted"]["deleted_ts"] == ts


def test_channels_without_the_bot_are_silent(sam: Actor, bot: Puppet, driver: Driver) -> None:
    driver.change_channel("C01GEN", bot=False)
    sam.say("@Partyline hello", "general")
    assert kinds(bot) == []


def test_home_is_told_with_what_it_shows(sam: Actor, bot: Puppet, client: WebClient) -> None:
    sam.home()
    assert {key: bot.last()["event"][key] for key in ("type", "user", "channel", "tab")} == {
        "type": "app_home_opened",
        "user": "U03STAFF",
        "channel": "D03STAFF",
        "tab": "home",
    }
    assert "view" not in bot.last()["event"]
    client.views_publish(user_id="U03STAFF", view={"type": "home", "blocks": [{"type": "divider"}]})
    sam.home()
    assert bot.last()["event"]["view"]["type"] == "home"


def test_changes_to_people_and_groups_are_told(driver: Driver, bot: Puppet) -> None:
    driver.change_person("U03STAFF", kind="guest")
    assert (bot.last()["event"]["type"], bot.last()["event"]["user"]["is_restricted"]) == ("user_change", True)
    driver.change_person("U10NEW", name="ned", real_name="Ned Novak")
    assert (bot.last()["event"]["type"], bot.last()["event"]["user"]["id"]) == ("team_join", "U10NEW")
    driver.change_group("S0IT", remove=["U03STAFF"], add=["U10NEW"])
    event = bot.last()["event"]
    assert (event["type"], event["added_users"], event["removed_users"]) == (
        "subteam_members_changed",
        ["U10NEW"],
        ["U03STAFF"],
    )
    driver.change_channel("C02IT", add=["U10NEW"])
    assert (bot.last()["event"]["type"], bot.last()["event"]["user"]) == ("member_joined_channel", "U10NEW")
    driver.person("ned").say("hello", "it-staff")
    assert bot.last()["event"]["user"] == "U10NEW"


def test_people_who_leave_are_in_nothing_any_more(driver: Driver, client: WebClient) -> None:
    driver.change_person("U03STAFF", kind="deactivated")
    assert "U03STAFF" not in client.usergroups_users_list(usergroup="S0IT")["users"]
    assert "U03STAFF" not in client.conversations_members(channel="C01GEN")["members"]
    assert client.users_info(user="U03STAFF")["user"]["deleted"]


def test_only_wanted_events_with_their_scope_are_sent(world: World, bot: Puppet) -> None:
    scopes = {"scopes": {"bot": ["chat:write", "app_mentions:read"]}}
    settings = {"event_subscriptions": {"bot_events": ["app_mention", "message.channels"]}}
    poor = parse_manifest(MANIFEST | {"oauth_config": scopes, "settings": settings})
    with running(world, poor, request_url=bot.url) as box:
        Driver(box.base_url).person("sam").say("@Partyline hello", "general")
    assert kinds(bot) == ["app_mention"]


def test_unacked_events_come_again_three_times(sam: Actor, bot: Puppet, driver: Driver, clock: HandClock) -> None:
    bot.answer = lambda _payload: (500, "", {})
    sam.say("hello", "general")
    until(driver, 2)
    for count, pause in ((3, 60), (4, 300)):
        assert len(bot.heard) == count - 1
        wait_for_sleeper(driver, clock)
        clock.advance(pause)
        until(driver, count)
    headers = [
        (heard.headers.get("x-slack-retry-num"), heard.headers.get("x-slack-retry-reason")) for heard in bot.heard
    ]
    assert headers == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({heard.payload["event_id"] for heard in bot.heard}) == 1


def wait_for_sleeper(driver: Driver, clock: HandClock) -> None:
    sam = driver.person("sam")
    while not clock.sleepers():
        sam.do("read", channel="C01GEN")


def test_retries_stop_with_an_ack_or_when_told(sam: Actor, bot: Puppet, driver: Driver) -> None:
    bot.answer = lambda _payload: (500, "", {"X-Slack-No-Retry": "1"})
    sam.say("hello", "general")
    until(driver, 1)
    answers: Iterator[Any] = iter([(500, "", {}), None])
    bot.answer = lambda _payload: next(answers)
    sam.say("hello", "general")
    until(driver, 3)
    assert len(bot.heard) == 3


def test_repeated_event_has_the_same_id(sam: Actor, bot: Puppet) -> None:
    sam.say("hello", "general")
    sam.repeat()
    first, second = bot.heard
    assert first.payload == second.payload
    assert second.headers["x-slack-retry-num"] == "1"


def test_reset_puts_everything_back(box: Running, sam: Actor, driver: Driver, client: WebClient) -> None:
    before = sam.see()["version"]
    client.chat_postMessage(channel="C01GEN", text="x")
    driver.change_person("U10NEW", name="ned", real_name="Ned Novak")
    driver.reset()
    assert sam.messages("general") == []
    assert "U10NEW" not in {person["id"] for person in driver.world()["people"]}
    assert sam.see()["version"] > before
    assert driver.log()["calls"] == []
