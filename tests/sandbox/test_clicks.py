"""Buttons and menus in messages, modals and Home; shortcuts."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Actor, Driver, NotDoneError, NotSeenError
from sandbox.manifest import parse_manifest
from sandbox.running import running
from sandbox.world import World
from tests.sandbox.conftest import MANIFEST
from tests.sandbox.puppet import Puppet

Json = dict[str, Any]


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def options(*labels: str) -> list[Json]:
    return [{"text": words(label), "value": label.lower()} for label in labels]


BUTTON = {"type": "button", "action_id": "go", "value": "7", "text": words("Go")}
MENU = {"type": "static_select", "action_id": "pick", "placeholder": words("Pick"), "options": options("Red", "Blue")}
MORE = {"type": "overflow", "action_id": "more", "options": options("Copy", "Drop")}
BLOCKS = [{"type": "actions", "block_id": "row", "elements": [BUTTON, MENU, MORE]}]


def test_payload_has_all_that_slack_sends(sam: Actor, bot: Puppet, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)["ts"]
    sam.press("Go")
    payload = dict(bot.last())
    assert payload.pop("trigger_id")
    assert payload.pop("response_url")
    assert payload.pop("message")["ts"] == ts
    action = payload.pop("actions")[0]
    assert action.pop("action_ts")
    assert action == {"type": "button", "block_id": "row", "action_id": "go", "value": "7", "text": words("Go")}
    assert payload == {
        "type": "block_actions",
        "user": {"id": "U03STAFF", "username": "sam", "name": "sam", "team_id": "T01TEST"},
        "api_app_id": "A01PARTY",
        "token": "sandbox-verification",
        "team": {"id": "T01TEST", "domain": "example-it"},
        "enterprise": None,
        "is_enterprise_install": False,
        "container": {"type": "message", "message_ts": ts, "channel_id": "C02IT", "is_ephemeral": False},
        "channel": {"id": "C02IT", "name": "it-staff"},
        "state": {"values": {"row": {"pick": {"type": "static_select", "selected_option": None}}}},
    }


def test_menus_send_what_was_chosen_and_keep_it_for_that_person(
    sam: Actor, ada: Actor, bot: Puppet, client: WebClient
) -> None:
    client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)
    sam.press("Pick", value="Blue")
    assert bot.last()["actions"][0]["selected_option"]["value"] == "blue"
    assert bot.last()["state"]["values"]["row"]["pick"]["selected_option"]["value"] == "blue"
    ada.press("Go")
    assert bot.last()["state"]["values"]["row"]["pick"]["selected_option"] is None
    sam.press("more", value="Drop")
    assert bot.last()["actions"][0]["selected_option"]["value"] == "drop"


def test_only_what_is_offered_can_be_chosen(sam: Actor, client: WebClient) -> None:
    ts = client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)["ts"]
    where = {"channel": "C02IT", "ts": ts, "block_id": "row"}
    green = {"selected_option": {"text": words("Green"), "value": "green"}}
    for action, value in (("pick", green), ("more", green), ("pick", None), ("pick", {"value": "x"})):
        with pytest.raises(NotDoneError, match=r"invalid_value|invalid_request"):
            sam.do("press", **where, action_id=action, value=value)
    with pytest.raises(NotDoneError, match="unknown_element"):
        sam.do("press", **where, action_id="nonsense")


def test_driver_says_what_there_is_to_press(sam: Actor, client: WebClient) -> None:
    client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)
    with pytest.raises(NotSeenError, match="Go, Pick, more"):
        sam.press("Approve", channel="it-staff", timeout=0.05)


def test_other_peoples_private_messages_cannot_be_pressed(sam: Actor, ada: Actor, client: WebClient) -> None:
    ts = client.chat_postEphemeral(channel="C02IT", user="U03STAFF", text="x", blocks=BLOCKS)["message_ts"]
    with pytest.raises(NotDoneError, match="unknown_message"):
        ada.do("press", channel="C02IT", ts=ts, block_id="row", action_id="go")
    sam.press("Go")


def test_outside_people_press_but_have_no_more(olga: Actor, bot: Puppet, client: WebClient) -> None:
    client.chat_postMessage(channel="C05SHARED", text="x", blocks=BLOCKS)
    olga.press("Go")
    assert (bot.last()["user"]["team_id"], bot.last()["team"]["id"]) == ("T0OTHER", "T01TEST")
    assert [place["id"] for place in olga.see()["places"]] == ["C05SHARED"]
    for act in (olga.home, lambda: olga.shortcut("Publish")):
        with pytest.raises(NotDoneError, match="outside"):
            act()


def test_thread_is_named_in_the_container(sam: Actor, bot: Puppet, client: WebClient) -> None:
    parent = client.chat_postMessage(channel="C02IT", text="x")["ts"]
    client.chat_postMessage(channel="C02IT", text="y", blocks=BLOCKS, thread_ts=parent)
    sam.press("Go")
    assert bot.last()["container"]["thread_ts"] == parent


def test_failed_clicks_are_told(sam: Actor, bot: Puppet, client: WebClient) -> None:
    client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)
    bot.answer = lambda _payload: (404, "", {})
    with pytest.raises(NotDoneError, match="dispatch_failed"):
        sam.press("Go")
    assert "trouble connecting" in sam.see()["toasts"][-1]["text"]


def test_ack_of_a_click_has_no_body(sam: Actor, bot: Puppet, client: WebClient, driver: Driver) -> None:
    client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)
    bot.answer = lambda _payload: {"text": "ignored"}
    sam.press("Go")
    assert driver.log()["rules"][-1]["rule"] == "ack_body"
    assert sam.last_private() is None


def test_repeated_click_is_the_same_payload(sam: Actor, bot: Puppet, client: WebClient) -> None:
    client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)
    sam.press("Go")
    sam.repeat()
    assert bot.heard[-1].payload == bot.heard[-2].payload


def test_clicks_need_interactivity(world: World, bot: Puppet) -> None:
    quiet = parse_manifest(MANIFEST | {"settings": {}})
    with running(world, quiet, request_url=bot.url) as box:
        client = WebClient("xoxb-sandbox", base_url=box.api_url)
        client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)
        with pytest.raises(NotDoneError, match="interactivity_off"):
            Driver(box.base_url).person("sam").press("Go")
    assert bot.heard == []


def test_home_is_published_and_pressed(sam: Actor, ada: Actor, bot: Puppet, client: WebClient) -> None:
    client.views_publish(user_id="U03STAFF", view={"type": "home", "blocks": BLOCKS})
    assert ada.home_view() is None
    sam.press("Go", view="home")
    payload = bot.last()
    assert payload["container"] == {"type": "view", "view_id": payload["view"]["id"]}
    assert (payload["view"]["type"], "response_url" in payload, "channel" in payload) == ("home", False, False)


def test_global_shortcut(sam: Actor, bot: Puppet) -> None:
    sam.shortcut("Publish")
    payload = bot.last()
    assert (payload["type"], payload["callback_id"]) == ("shortcut", "publish")
    assert payload["trigger_id"]
    assert not {"channel", "response_url", "message"} & set(payload)
    with pytest.raises(NotDoneError, match="unknown_shortcut"):
        sam.shortcut("Nonsense")


def test_message_shortcut(sam: Actor, bot: Puppet, client: WebClient) -> None:
    ts = sam.say("is the wifi back?", "it-staff")["ts"]
    sam.message_shortcut("Answer", ts, "it-staff")
    payload = bot.last()
    assert (payload["type"], payload["callback_id"]) == ("message_action", "answer")
    assert (payload["message"]["text"], payload["message_ts"]) == ("is the wifi back?", ts)
    assert payload["channel"] == {"id": "C02IT", "name": "it-staff"}
    private = client.chat_postEphemeral(channel="C02IT", user="U03STAFF", text="x")["message_ts"]
    with pytest.raises(NotDoneError, match="unknown_message"):
        sam.message_shortcut("Answer", private, "it-staff")


EXTERNAL = {"type": "external_select", "action_id": "find", "placeholder": words("Find")}


def test_external_select_asks_for_its_options(sam: Actor, bot: Puppet, client: WebClient) -> None:
    blocks = [{"type": "actions", "block_id": "row", "elements": [EXTERNAL]}]
    ts = client.chat_postMessage(channel="C02IT", text="x", blocks=blocks)["ts"]
    where = {"channel": "C02IT", "ts": ts, "block_id": "row", "action_id": "find"}
    bot.answer = lambda _payload: {"options": options("Network")}
    assert sam.do("suggest", **where, value="net")["options"] == options("Network")
    assert {key: bot.last()[key] for key in ("type", "action_id", "block_id", "value")} == {
        "type": "block_suggestion",
        "action_id": "find",
        "block_id": "row",
        "value": "net",
    }
    bot.answer = lambda _payload: {"options": []}
    assert sam.do("suggest", **where, value="x")["options"] == []
    bot.answer = lambda _payload: {"options": [{"text": "x"}]}
    with pytest.raises(NotDoneError, match="invalid_options"):
        sam.do("suggest", **where, value="x")


def test_external_select_in_a_form_asks_too(sam: Actor, bot: Puppet, client: WebClient) -> None:
    sam.command("/partyline")
    field = {"type": "input", "block_id": "row", "label": words("Find"), "element": EXTERNAL}
    form = {"type": "modal", "title": words("F"), "submit": words("S"), "blocks": [field]}
    view = client.views_open(trigger_id=bot.last()["trigger_id"], view=form)["view"]
    bot.answer = lambda _payload: {"option_groups": [{"label": words("All"), "options": options("Network")}]}
    where = {"view_id": view["id"], "block_id": "row", "action_id": "find"}
    assert sam.do("suggest", **where, value="n")["option_groups"][0]["options"] == options("Network")
    assert bot.last()["view"]["id"] == view["id"]
    bot.answer = lambda _payload: (500, "", {})
    with pytest.raises(NotDoneError, match="trouble"):
        sam.do("suggest", **where, value="n")


@pytest.mark.parametrize(
    ("act", "details", "error"),
    [
        ("press", {"channel": "C02IT", "block_id": "x", "action_id": "x"}, "invalid_request"),
        ("press", {"view_id": "V1", "block_id": "x", "action_id": "x"}, "unknown_view"),
        ("react", {"channel": "C02IT", "ts": "1.2", "name": "tada"}, "unknown_message"),
        ("home", {"tab": "messages"}, None),
        ("repeat", {}, "nothing_to_repeat"),
        ("say", {"channel": "C02IT"}, "invalid_request"),
    ],
)
def test_acts_at_their_edges(driver: Driver, act: str, details: Json, error: str | None) -> None:
    answer = driver.person("bea").lenient().do(act, **details)
    assert answer.get("error") == error


def test_repeat_says_how_each_went(sam: Actor, bot: Puppet, client: WebClient) -> None:
    client.chat_postMessage(channel="C02IT", text="x", blocks=BLOCKS)
    sam.press("Go")
    bot.answer = lambda _payload: (500, "", {})
    assert sam.repeat()["outcomes"] == [{"ok": False, "error": "dispatch_failed"}]


def test_app_may_have_no_home_and_take_no_messages(world: World, bot: Puppet) -> None:
    silent = {"app_home": {"home_tab_enabled": False, "messages_tab_enabled": False}}
    with running(world, parse_manifest(MANIFEST | {"features": silent}), request_url=bot.url) as box:
        sam = Driver(box.base_url).person("sam")
        client = WebClient("xoxb-sandbox", base_url=box.api_url)
        with pytest.raises(NotDoneError, match="no_home"):
            sam.home()
        with pytest.raises(NotDoneError, match="read_only"):
            sam.say("x", "dm")
        with pytest.raises(SlackApiError, match="messages_tab_disabled"):
            client.chat_postMessage(channel="U03STAFF", text="x")
        with pytest.raises(SlackApiError, match="not_enabled"):
            client.views_publish(user_id="U03STAFF", view={"type": "home", "blocks": [{"type": "divider"}]})
