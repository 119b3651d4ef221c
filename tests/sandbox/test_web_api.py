"""The Web API through a real slack_sdk client."""

import json
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Actor, Driver
from sandbox.manifest import parse_manifest
from sandbox.running import Running, running
from sandbox.world import World

Json = dict[str, Any]


def post(url: str, body: bytes, kind: str) -> tuple[Json, Message]:
    request = urllib.request.Request(url, body, {"Content-Type": kind})  # noqa: S310 - the sandbox's own address
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the sandbox's own address
        return json.load(answer), answer.headers


def error_of(caught: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(caught.value.response["error"])


def test_auth_test_says_who_the_bot_is(client: WebClient) -> None:
    found = client.auth_test()
    assert (found["user_id"], found["bot_id"], found["team_id"]) == ("U0PARTYBOT", "B0PARTYBOT", "T01TEST")
    assert "chat:write" in found.headers["x-oauth-scopes"]


def test_every_answer_names_the_scopes(box: Running) -> None:
    for path in ("no.such.method", "auth.test", "chat.postMessage"):
        _, headers = post(f"{box.api_url}{path}", b"{", "application/json")
        assert "chat:write" in headers["X-OAuth-Scopes"]


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("", "auth.test", "not_authed"),
        ("xapp-sandbox", "auth.test", "not_allowed_token_type"),
        ("xoxb-sandbox", "apps.connections.open", "not_allowed_token_type"),
        ("xoxb-sandbox", "chat.postmessage", "unknown_method"),
    ],
)
def test_tokens_and_methods_are_checked(box: Running, token: str, method: str, error: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        WebClient(token, base_url=box.api_url).api_call(method)
    assert error_of(caught) == error


def test_api_test_needs_no_token(box: Running) -> None:
    assert WebClient("", base_url=box.api_url).api_test()["ok"]


def test_missing_scope_says_what_is_needed(world: World) -> None:
    poor = parse_manifest({"display_information": {"name": "Poor"}, "oauth_config": {"scopes": {"bot": ["commands"]}}})
    with running(world, poor) as box:
        poor_client = WebClient("xoxb-sandbox", base_url=box.api_url)
        refused: list[tuple[Callable[[], object], str]] = [
            (lambda: poor_client.users_info(user="U03STAFF"), "users:read"),
            (lambda: poor_client.conversations_info(channel="C01GEN"), "channels:read"),
            (lambda: poor_client.conversations_info(channel="C01APPR"), "groups:read"),
            (lambda: poor_client.chat_postMessage(channel="C01GEN", text="x"), "chat:write"),
        ]
        for call, needed in refused:
            with pytest.raises(SlackApiError) as caught:
                call()
            assert error_of(caught) == "missing_scope"
            assert (caught.value.response["needed"], caught.value.response["provided"]) == (needed, "commands")


def test_unknown_arguments_are_refused(client: WebClient, driver: Driver) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C01GEN", text="x", threadts="1.2")
    assert "threadts" in str(caught.value.response["response_metadata"])
    assert driver.log()["rules"][0]["rule"] == "invalid_arguments"


def test_form_bodies_carry_json(box: Running) -> None:
    body = b"channel=C01GEN&text=x&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D&token=xoxb-sandbox"
    answer, _ = post(f"{box.api_url}chat.postMessage", body, "application/x-www-form-urlencoded")
    assert answer["message"]["blocks"][0]["type"] == "divider"


@pytest.mark.parametrize(
    ("kind", "flags"),
    [
        ("U03STAFF", {"is_restricted": False, "is_ultra_restricted": False, "deleted": False}),
        ("U07GUEST", {"is_restricted": True, "is_ultra_restricted": False}),
        ("U08OUTSIDE", {"team_id": "T0OTHER", "is_stranger": False}),
        ("U0PARTYBOT", {"is_bot": True}),
        ("USLACKBOT", {"is_bot": False}),
    ],
)
def test_people_are_told_apart(client: WebClient, kind: str, flags: Json) -> None:
    user = client.users_info(user=kind)["user"]
    assert {key: user.get(key) for key in flags} == flags


def test_addresses_need_their_own_scope(client: WebClient) -> None:
    assert "email" not in client.users_info(user="U03STAFF")["user"]["profile"]


def test_time_zones_have_offsets(client: WebClient) -> None:
    user = client.users_info(user="U06STAFF2", include_locale=True)["user"]
    assert (user["tz"], user["tz_offset"], user["locale"]) == ("Asia/Tokyo", 32400, "en-GB")


def test_strangers_share_no_channel(driver: Driver, client: WebClient) -> None:
    driver.change_channel("C05SHARED", remove=["U08OUTSIDE"])
    assert client.users_info(user="U08OUTSIDE")["user"]["is_stranger"]


def test_people_come_in_pages(client: WebClient) -> None:
    names: list[str] = []
    for found in client.users_list(limit=4):
        members = found["members"]
        assert len(members) <= 4
        names += [member["id"] for member in members]
    assert len(names) == len(set(names)) == 11
    assert "U08OUTSIDE" not in names


def test_groups_name_their_members(client: WebClient) -> None:
    assert client.usergroups_users_list(usergroup="S0IT")["users"][0] == "U01APPROVER"
    listed = client.usergroups_list(include_users=True, include_count=True)["usergroups"][0]
    assert (listed["handle"], listed["user_count"], len(listed["users"])) == ("it", 6, 6)
    with pytest.raises(SlackApiError, match="no_such_subteam"):
        client.usergroups_users_list(usergroup="S9")


def test_bot_has_a_name(client: WebClient) -> None:
    assert client.bots_info(bot="B0PARTYBOT")["bot"]["user_id"] == "U0PARTYBOT"
    with pytest.raises(SlackApiError, match="bot_not_found"):
        client.bots_info(bot="B9")


def test_private_channels_without_the_bot_do_not_exist(driver: Driver, client: WebClient) -> None:
    assert client.conversations_info(channel="C01APPR", include_num_members=True)["channel"]["num_members"] == 4
    driver.change_channel("C01APPR", bot=False)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.conversations_info(channel="C01APPR")
    assert all(c["id"] != "C01APPR" for c in client.conversations_list(types="private_channel")["channels"])


def test_channels_are_listed_by_kind(client: WebClient) -> None:
    public = client.conversations_list(types="public_channel", limit=2)
    assert [channel["id"] for channel in public["channels"]] == ["C01GEN", "C02IT"]
    assert public["response_metadata"]["next_cursor"]
    everything = client.conversations_list(types=["private_channel", "im"])["channels"]
    assert {"C01APPR", "D01APPROVER"} <= {channel["id"] for channel in everything}
    with pytest.raises(SlackApiError, match="invalid_types"):
        client.conversations_list(types="secret")


def test_members_include_the_bot(client: WebClient) -> None:
    assert set(client.conversations_members(channel="C04FIN")["members"]) == {"U05LEAD", "U09CLERK", "U0PARTYBOT"}


def test_direct_conversations_are_opened_with_people_of_ours(client: WebClient, driver: Driver) -> None:
    assert client.conversations_open(users="U03STAFF")["channel"]["id"] == "D03STAFF"
    assert client.conversations_open(users=["U03STAFF"], return_im=True)["channel"]["user"] == "U03STAFF"
    driver.change_person("U05LEAD", kind="deactivated")
    for who, error in (("U08OUTSIDE", "user_not_visible"), ("U99", "user_not_found"), ("U05LEAD", "user_disabled")):
        with pytest.raises(SlackApiError, match=error):
            client.conversations_open(users=who)


def test_joining_makes_the_bot_a_member(client: WebClient, driver: Driver) -> None:
    driver.change_channel("C03NET", bot=False)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        client.chat_postMessage(channel="C03NET", text="x")
    assert client.conversations_join(channel="C03NET")["channel"]["is_member"]
    assert client.chat_postMessage(channel="C03NET", text="x")["ok"]
    assert client.conversations_join(channel="C03NET")["warning"] == "already_in_channel"
    with pytest.raises(SlackApiError, match="method_not_supported_for_channel_type"):
        client.conversations_join(channel="C01APPR")


def test_history_is_newest_first_and_without_replies(client: WebClient) -> None:
    first = client.chat_postMessage(channel="C01GEN", text="1", metadata={"event_type": "x", "event_payload": {"k": 1}})
    reply = client.chat_postMessage(channel="C01GEN", text="2", thread_ts=first["ts"])
    client.chat_postMessage(channel="C01GEN", text="3")
    client.chat_postEphemeral(channel="C01GEN", user="U03STAFF", text="private")
    found = client.conversations_history(channel="C01GEN", include_all_metadata=True)["messages"]
    assert [message["text"] for message in found] == ["3", "1"]
    assert found[1]["metadata"] == {"event_type": "x", "event_payload": {"k": 1}}
    assert (found[1]["reply_count"], found[1]["latest_reply"]) == (1, reply["ts"])
    thread = client.conversations_replies(channel="C01GEN", ts=first["ts"])["messages"]
    assert [message["text"] for message in thread] == ["1", "2"]
    assert thread[1]["thread_ts"] == first["ts"]


def test_history_has_a_span_and_pages(client: WebClient) -> None:
    stamps = [client.chat_postMessage(channel="C01GEN", text=str(number))["ts"] for number in range(4)]
    page = client.conversations_history(channel="C01GEN", limit=3)
    assert page["has_more"]
    rest = client.conversations_history(channel="C01GEN", limit=3, cursor=page["response_metadata"]["next_cursor"])
    assert [message["text"] for message in rest["messages"]] == ["0"]
    after = client.conversations_history(channel="C01GEN", oldest=stamps[1])["messages"]
    assert [message["text"] for message in after] == ["3", "2"]
    within = client.conversations_history(channel="C01GEN", oldest=stamps[1], latest=stamps[2], inclusive=True)
    assert [message["text"] for message in within["messages"]] == ["2", "1"]
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        client.conversations_history(channel="C01GEN", cursor="nonsense")
    with pytest.raises(SlackApiError, match="invalid_limit"):
        client.conversations_history(channel="C01GEN", limit=5000)


def test_reactions_are_read_back(sam: Actor, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    sam.react("tada", ts, "general")
    found = client.reactions_get(channel="C01GEN", timestamp=ts)["message"]
    assert found["reactions"] == [{"name": "tada", "users": ["U03STAFF"], "count": 1}]
    sam.react("tada", ts, "general")
    assert "reactions" not in client.reactions_get(channel="C01GEN", timestamp=ts)["message"]


def test_permalinks_are_for_messages_that_exist(client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C01GEN", text="x")["ts"]
    assert (
        f"/archives/C01GEN/p{ts.replace('.', '')}"
        in client.chat_getPermalink(channel="C01GEN", message_ts=ts)["permalink"]
    )
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_getPermalink(channel="C01GEN", message_ts="1.2")


def test_blocks_validate_answers_with_pointers(box: Running) -> None:
    open_client = WebClient("", base_url=box.api_url)
    assert open_client.api_call("blocks.validate", json={"blocks": [{"type": "divider"}]})["ok"]
    for given in ({"blocks": [{"type": "x"}]}, {"message": {"blocks": [{"type": "x"}]}}, {"view": {"type": "modal"}}):
        with pytest.raises(SlackApiError) as caught:
            open_client.api_call("blocks.validate", json=given)
        assert error_of(caught) == f"invalid_{next(iter(given))}"
        assert set(caught.value.response["errors"][0]) == {"pointer", "code", "message"}
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        open_client.api_call("blocks.validate", json={})


def test_errors_can_be_asked_for(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="my_error"):
        client.api_test(error="my_error")


def test_reactions_need_a_message(client: WebClient) -> None:
    for details, error in (
        ({}, "no_item_specified"),
        ({"channel": "C01GEN", "timestamp": "1.2"}, "message_not_found"),
    ):
        with pytest.raises(SlackApiError, match=error):
            client.api_call("reactions.get", params=details)


def test_conversations_at_their_edges(client: WebClient, driver: Driver) -> None:
    direct = client.conversations_info(channel="D03STAFF", include_locale=True)["channel"]
    assert (direct["is_im"], direct["user"], direct["locale"]) == (True, "U03STAFF", "en-GB")
    driver.change_channel("C03NET", archived=True)
    names = [c["id"] for c in client.conversations_list(exclude_archived=True)["channels"]]
    assert "C03NET" not in names
    driver.change_channel("C02IT", bot=False)
    refused: list[tuple[Callable[[], object], str]] = [
        (lambda: client.conversations_join(channel="C03NET"), "is_archived"),
        (lambda: client.conversations_join(channel="D03STAFF"), "channel_not_found"),
        (lambda: client.conversations_history(channel="C02IT"), "not_in_channel"),
        (lambda: client.conversations_history(channel="C01GEN", oldest="x"), "invalid_ts_oldest"),
        (lambda: client.conversations_history(channel="C01GEN", latest="x"), "invalid_ts_latest"),
        (lambda: client.conversations_replies(channel="C01GEN", ts="1.2"), "thread_not_found"),
        (lambda: client.api_call("conversations.open"), "users_list_not_supplied"),
        (lambda: client.conversations_open(users="U03STAFF", channel="D03STAFF"), "invalid_arguments"),
        (lambda: client.conversations_open(users=["U03STAFF", "U05LEAD"]), "too_many_users"),
        (lambda: client.conversations_open(channel="C01GEN"), "channel_not_found"),
        (lambda: client.users_info(user="U99"), "user_not_found"),
        (lambda: client.users_list(cursor="bmV4dDo5OTk="), "invalid_cursor"),
    ]
    for call, error in refused:
        with pytest.raises(SlackApiError, match=error):
            call()
