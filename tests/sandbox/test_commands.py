"""Slash commands: what is sent, who may, what the answer does, and what happens without one."""

import threading
from typing import Any

import pytest

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver, NotDoneError
from sandbox.manifest import Manifest
from sandbox.running import running
from sandbox.world import World
from tests.sandbox.puppet import Puppet

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}


def test_payload_has_all_that_slack_sends(sam: Actor, bot: Puppet) -> None:
    sam.command("/partyline  network now ", "it-staff")
    heard = bot.heard[-1]
    assert heard.signed
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    payload = dict(heard.payload)
    assert payload.pop("trigger_id")
    assert payload.pop("response_url").startswith("http://127.0.0.1:")
    assert payload == {
        "token": "sandbox-verification",
        "team_id": "T01TEST",
        "team_domain": "example-it",
        "channel_id": "C02IT",
        "channel_name": "it-staff",
        "user_id": "U03STAFF",
        "user_name": "sam",
        "command": "/partyline",
        "text": "network now",
        "api_app_id": "A01PARTY",
        "is_enterprise_install": "false",
    }


def test_private_places_are_not_named(ada: Actor, bot: Puppet) -> None:
    ada.command("/partyline", "partyline-approvals")
    assert bot.last()["channel_name"] == "privategroup"
    ada.command("/partyline", "dm")
    assert (bot.last()["channel_name"], bot.last()["channel_id"]) == ("directmessage", "D01APPROVER")


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("/partyline <b> & @sam #general", "&lt;b&gt; &amp; <@U03STAFF|sam> <#C01GEN|general>"),
        ("/partyline ask @Ada Okafor, not @adam", "ask <@U01APPROVER|ada>, not @adam"),
        ("/partyline @it @channel", "<!subteam^S0IT|@it> <!channel>"),
        ("/partyline <@U03STAFF>", "&lt;@U03STAFF&gt;"),
        ("/subject <b> & @sam", "&lt;b&gt; &amp; @sam"),
    ],
)
def test_text_comes_escaped(sam: Actor, bot: Puppet, typed: str, sent: str) -> None:
    sam.command(typed)
    assert bot.last()["text"] == sent


def test_answer_is_private(sam: Actor, ada: Actor, bot: Puppet) -> None:
    bot.answer = lambda _payload: {
        "text": "The network is fine.",
        "blocks": [{"type": "actions", "elements": [BUTTON]}],
    }
    sam.command("/partyline network", "it-staff")
    private = sam.last_private() or {}
    assert (private["text"], private["blocks"][0]["elements"][0]["action_id"]) == ("The network is fine.", "go")
    assert ada.last_private() is None


def test_plain_text_is_an_answer_too(sam: Actor, bot: Puppet) -> None:
    bot.answer = lambda _payload: "Fine."
    sam.command("/partyline")
    assert (sam.last_private() or {})["text"] == "Fine."


def test_answer_in_channel_shows_what_was_typed(sam: Actor, ada: Actor, bot: Puppet) -> None:
    bot.answer = lambda _payload: {"text": "Fine.", "response_type": "in_channel"}
    sam.command("/partyline network", "it-staff")
    assert [(m["user"]["is_app"], m["text"]) for m in ada.messages("it-staff")] == [
        (False, "/partyline network"),
        (True, "Fine."),
    ]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"text": "x", "colour": "red"}, "invalid_arguments"),
        ({"text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "divider"}]}, "no_text"),
        ({"text": "x", "response_type": "loud"}, "invalid_response_type"),
        ({"text": 5}, "invalid_arguments"),
        (["x"], "invalid_command_response"),
        ((500, "broken", {}), "dispatch_failed"),
    ],
)
def test_wrong_answers_are_shown_as_failures(sam: Actor, driver: Driver, bot: Puppet, answer: Any, error: str) -> None:
    bot.answer = lambda _payload: answer
    with pytest.raises(NotDoneError) as caught:
        sam.command("/partyline")
    assert caught.value.error == error
    assert sam.see()["toasts"][-1]["text"] == f"/partyline failed with the error “{error}”"
    assert sam.last_private() is None


def test_no_answer_within_three_seconds_is_a_timeout(sam: Actor, driver: Driver, bot: Puppet, clock: HandClock) -> None:
    bot.answer = bot.hang
    found: list[dict[str, Any]] = []
    typing = threading.Thread(target=lambda: found.append(sam.lenient().command("/partyline")))
    typing.start()
    assert bot.came.wait(10)
    clock.advance(2.9)
    assert typing.is_alive()
    clock.advance(0.2)
    typing.join(10)
    assert found[0]["error"] == "operation_timeout"
    payload = driver.log()["payloads"][-1]
    assert (payload["error"], payload["took"]) == ("operation_timeout", 3.1)
    assert "operation_timeout" in {rule["rule"] for rule in driver.log()["rules"]}


def test_bot_that_is_away_cannot_be_reached(world: World, manifest: Manifest) -> None:
    with running(world, manifest) as box, pytest.raises(NotDoneError, match="dispatch_failed"):
        Driver(box.base_url).person("sam").command("/partyline")


def test_commands_do_not_work_in_threads(sam: Actor) -> None:
    with pytest.raises(NotDoneError, match="not_in_threads"):
        sam.do("command", channel="C02IT", text="/partyline", thread_ts="1.2")


@pytest.mark.parametrize("text", ["/nonsense", "/party", "partyline"])
def test_unknown_commands_are_refused(sam: Actor, bot: Puppet, text: str) -> None:
    with pytest.raises(NotDoneError, match="unknown_command"):
        sam.command(text)
    assert bot.heard == []


def test_guests_may_and_outside_people_may_not(driver: Driver, olga: Actor, bot: Puppet) -> None:
    driver.person("gus").command("/partyline")
    assert bot.last()["user_id"] == "U07GUEST"
    with pytest.raises(NotDoneError, match="unknown_command"):
        olga.command("/partyline", "vendor-shared")


def test_people_act_only_where_they_are(sam: Actor, driver: Driver) -> None:
    with pytest.raises(NotDoneError, match="unknown_channel"):
        sam.command("/partyline", "C01APPR")
    driver.change_person("U03STAFF", kind="deactivated")
    with pytest.raises(NotDoneError, match="deactivated"):
        sam.do("command", channel="C01GEN", text="/partyline")


def test_last_payload_can_be_sent_again(sam: Actor, bot: Puppet) -> None:
    sam.command("/partyline network")
    first = bot.last()
    assert sam.repeat(2)["outcomes"] == [{"ok": True, "ts": None}] * 2
    assert [heard.payload for heard in bot.heard] == [first] * 3
