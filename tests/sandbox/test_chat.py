"""Posting: what is refused, what is cut, what pings, and how fast."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver
from sandbox.manifest import Manifest
from sandbox.pace import Limits
from sandbox.running import Running, running
from sandbox.world import World

DIVIDER: list[dict[str, Any]] = [{"type": "divider"}]


def test_people_see_what_is_posted(client: WebClient, sam: Actor) -> None:
    client.chat_postMessage(channel="C02IT", text="Wi-Fi is down")
    shown = sam.messages("it-staff")[-1]
    assert (shown["text"], shown["user"]["is_app"], shown["edited"]) == ("Wi-Fi is down", True, False)


def test_direct_messages_go_to_a_persons_id(client: WebClient, sam: Actor, carl: Actor) -> None:
    assert client.chat_postMessage(channel="U03STAFF", text="psst")["channel"] == "D03STAFF"
    assert sam.messages("dm")[-1]["text"] == "psst"
    assert "psst" not in carl.all_text()


@pytest.mark.parametrize(
    ("where", "error"),
    [("C99", "channel_not_found"), ("general", "channel_not_found"), ("U08OUTSIDE", "channel_not_found")],
)
def test_wrong_places_are_refused(client: WebClient, where: str, error: str) -> None:
    with pytest.raises(SlackApiError, match=error):
        client.chat_postMessage(channel=where, text="x")


def test_archived_channels_and_people_who_left_are_refused(client: WebClient, driver: Driver) -> None:
    driver.change_channel("C03NET", archived=True)
    with pytest.raises(SlackApiError, match="is_archived"):
        client.chat_postMessage(channel="C03NET", text="x")
    driver.change_person("U03STAFF", kind="deactivated")
    with pytest.raises(SlackApiError, match="user_disabled"):
        client.chat_postMessage(channel="U03STAFF", text="x")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),
        ({"blocks": DIVIDER}, "no_text"),
        ({"text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"text": "x", "metadata": {"event_payload": {}}}, "invalid_metadata_format"),
        ({"text": "x", "attachments": ["x"]}, "invalid_attachments"),
        ({"text": "x", "thread_ts": "1.2"}, "thread_not_found"),
        ({"text": "x", "username": "somebody else"}, "missing_scope"),
    ],
)
def test_wrong_content_is_refused(client: WebClient, content: dict[str, Any], error: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.api_call("chat.postMessage", json={"channel": "C01GEN", **content})
    assert caught.value.response["error"] == error


def test_blocks_without_text_are_refused_with_the_reason(client: WebClient, driver: Driver) -> None:
    with pytest.raises(SlackApiError, match="screen readers"):
        client.api_call("chat.postMessage", json={"channel": "C01GEN", "blocks": DIVIDER})
    assert driver.log()["rules"][-1]["rule"] == "no_text"


def test_refused_blocks_are_named_as_slack_names_them(client: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C01GEN", text="x", blocks=blocks)
    sentence = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.response["response_metadata"]["messages"] == [f"[ERROR] {sentence}"]
    assert caught.value.response["errors"] == [sentence]


def test_whole_message_has_a_limit(client: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2650}}] * 5
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        client.chat_postMessage(channel="C01GEN", text="x", blocks=blocks)
    assert client.chat_postMessage(channel="C01GEN", text="x", blocks=blocks[:4])["ok"]


def test_long_text_is_cut(client: WebClient) -> None:
    assert len(client.chat_postMessage(channel="C01GEN", text="x" * 40_001)["message"]["text"]) == 40_000


def test_blocks_get_ids(client: WebClient) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "x"}}
    posted = client.chat_postMessage(channel="C01GEN", text="x", blocks=[{"type": "actions", "elements": [button]}])
    block = posted["message"]["blocks"][0]
    assert block["block_id"]
    assert block["elements"][0]["action_id"]


def test_ephemeral_messages_are_for_one_and_gone_on_reload(client: WebClient, sam: Actor, carl: Actor) -> None:
    ts = client.chat_postEphemeral(channel="C02IT", user="U03STAFF", text="only you")["message_ts"]
    assert (sam.last_private() or {})["text"] == "only you"
    assert carl.last_private() is None
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel="C02IT", ts=ts, text="x")
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        client.chat_postEphemeral(channel="C04FIN", user="U03STAFF", text="x")
    sam.reload()
    assert sam.last_private() is None


def test_text_alone_replaces_blocks_and_marks_the_edit(client: WebClient, sam: Actor) -> None:
    ts = client.chat_postMessage(
        channel="C02IT", text="x", blocks=DIVIDER, metadata={"event_type": "a", "event_payload": {}}
    )["ts"]
    client.chat_update(channel="C02IT", ts=ts, text="y", blocks=DIVIDER)
    assert not sam.messages("it-staff")[-1]["edited"]
    client.chat_update(channel="C02IT", ts=ts, text="z")
    shown = sam.messages("it-staff")[-1]
    assert (shown["ts"], shown["text"], shown["blocks"], shown["edited"]) == (ts, "z", None, True)
    assert shown["metadata"]["event_type"] == "a"


def test_only_own_messages_are_changed(client: WebClient, sam: Actor) -> None:
    ts = sam.say("hello", "general")["ts"]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        client.chat_update(channel="C01GEN", ts=ts, text="x")
    with pytest.raises(SlackApiError, match="cant_delete_message"):
        client.chat_delete(channel="C01GEN", ts=ts)
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_delete(channel="C01GEN", ts="1.2")


def test_deleted_messages_are_gone(client: WebClient, sam: Actor) -> None:
    ts = client.chat_postMessage(channel="C02IT", text="x")["ts"]
    client.chat_delete(channel="C02IT", ts=ts)
    assert sam.messages("it-staff") == []


def test_pings_are_recorded_and_escaped_ones_are_none(client: WebClient, driver: Driver) -> None:
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "channel"}]}],
    }
    mention = {"type": "section", "text": {"type": "mrkdwn", "text": "ask <@U03STAFF|sam>"}}
    inert = {"type": "section", "text": {"type": "plain_text", "text": "<!here> &lt;!channel&gt;"}}
    client.chat_postMessage(channel="C01GEN", text="&lt;!channel&gt; @channel")
    assert driver.log()["pings"] == []
    client.chat_postMessage(channel="C01GEN", text="<!here> now", blocks=[rich, mention, inert])
    pings = [(ping["target"], ping["where"]) for ping in driver.log()["pings"]]
    assert pings == [
        ("!here", "text"),
        ("!channel", "/blocks/0/elements/0/elements/0"),
        ("@U03STAFF", "/blocks/1/text"),
    ]


def test_link_names_pings_too(client: WebClient, driver: Driver) -> None:
    client.chat_postMessage(channel="C01GEN", text="@sam and @channel", link_names=True)
    assert {ping["target"] for ping in driver.log()["pings"]} == {"@U03STAFF", "!channel"}


def test_one_post_a_second_and_channel_after_a_burst(client: WebClient, clock: HandClock, driver: Driver) -> None:
    for _ in range(5):
        client.chat_postMessage(channel="C01GEN", text="x")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C01GEN", text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "1")
    assert client.chat_postMessage(channel="C02IT", text="x")["ok"]
    clock.advance(1)
    assert client.chat_postMessage(channel="C01GEN", text="x")["ok"]
    assert driver.log()["rules"][0]["rule"] == "ratelimited"


def test_a_workspace_that_takes_so_many_posts_a_minute_says_when_to_come_again(
    world: World, manifest: Manifest, clock: HandClock
) -> None:
    with running(world, manifest, clock=clock, limits=Limits(posts_a_minute=30)) as box:
        client = WebClient("xoxb-sandbox", base_url=box.api_url, retry_handlers=[])
        for channel in ("C01GEN", "C02IT"):
            client.chat_postMessage(channel=channel, text="x")
        with pytest.raises(SlackApiError) as caught:
            client.chat_postMessage(channel="C03NET", text="x")
        assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "2")
        clock.advance(2)
        assert client.chat_postMessage(channel="C03NET", text="x")["ok"]


def test_methods_have_tiers(world: World, manifest: Manifest, clock: HandClock) -> None:
    with running(world, manifest, clock=clock, limits=Limits(tier_factor=1)) as box:
        strict = WebClient("xoxb-sandbox", base_url=box.api_url)
        for _ in range(20):
            strict.users_list()
        with pytest.raises(SlackApiError) as caught:
            strict.users_list()
        assert caught.value.response.headers["Retry-After"] == "3"
        clock.advance(3)
        assert strict.users_list()["ok"]


def test_limits_can_be_switched_off(world: World, manifest: Manifest, clock: HandClock) -> None:
    with running(world, manifest, clock=clock, limits=Limits(burst=0, tier_factor=0)) as box:
        free = WebClient("xoxb-sandbox", base_url=box.api_url)
        assert all(free.chat_postMessage(channel="C01GEN", text="x")["ok"] for _ in range(12))


def test_journal_holds_every_call_without_the_token(box: Running, client: WebClient, driver: Driver) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x", token="xoxb-sandbox")["ts"]
    call = driver.log()["calls"][-1]
    assert (call["method"], call["ok"], call["ts"]) == ("chat.postMessage", True, ts)
    assert call["args"] == {"channel": "C01GEN", "text": "x"}
    assert "xoxb" not in str(driver.log())
    assert driver.log(since=call["n"])["calls"] == []


def test_update_needs_something_to_change(client: WebClient, sam: Actor) -> None:
    ts = client.chat_postMessage(channel="C02IT", text="x")["ts"]
    with pytest.raises(SlackApiError, match="no_text"):
        client.api_call("chat.update", json={"channel": "C02IT", "ts": ts})
    client.api_call(
        "chat.update", json={"channel": "C02IT", "ts": ts, "metadata": {"event_type": "a", "event_payload": {}}}
    )
    shown = sam.messages("it-staff")[-1]
    assert (shown["text"], shown["metadata"]["event_type"]) == ("x", "a")


def test_markdown_text_is_not_played(client: WebClient) -> None:
    for content in ({"markdown_text": "# x"}, {"markdown_text": "# x", "text": "x"}):
        with pytest.raises(SlackApiError, match=r"markdown_text|invalid_arguments"):
            client.api_call("chat.postMessage", json={"channel": "C01GEN", **content})


def test_attachments_are_kept_and_counted(client: WebClient) -> None:
    posted = client.api_call("chat.postMessage", json={"channel": "C01GEN", "attachments": [{"text": "x"}]})
    assert posted["message"]["attachments"] == [{"text": "x"}]
    with pytest.raises(SlackApiError, match="too_many_attachments"):
        client.api_call("chat.postMessage", json={"channel": "C01GEN", "attachments": [{"text": "x"}] * 101})


def test_mentions_of_groups_ping_in_every_shape(client: WebClient, driver: Driver) -> None:
    parts = [{"type": "usergroup", "usergroup_id": "S0IT"}, {"type": "user", "user_id": "U03STAFF"}]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}
    client.chat_postEphemeral(channel="C02IT", user="U03STAFF", text="<!subteam^S0IT|@it>", blocks=[rich])
    pings = driver.log()["pings"]
    assert [ping["target"] for ping in pings] == ["!subteam^S0IT", "!subteam^S0IT", "@U03STAFF"]
    assert {ping["only_for"] for ping in pings} == {"U03STAFF"}


def test_thread_replies_can_be_shown_in_the_channel(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C01GEN", text="1")["ts"]
    client.chat_postMessage(channel="C01GEN", text="2", thread_ts=parent, reply_broadcast=True)
    found = client.conversations_history(channel="C01GEN")["messages"]
    assert [(message["text"], message.get("subtype")) for message in found] == [("2", "thread_broadcast"), ("1", None)]
