"""response_url: five times in half an hour, private unless said otherwise, and what becomes of the original."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from sandbox.clock import HandClock
from sandbox.driver import Actor, Driver
from tests.sandbox.puppet import Puppet

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
ACTIONS = [{"type": "actions", "block_id": "row", "elements": [BUTTON]}]


def send(url: str, **body: Any) -> tuple[int, str]:
    answer = WebhookClient(url, retry_handlers=[]).send_dict(body)
    return answer.status_code, answer.body


def pressed(sam: Actor, bot: Puppet) -> str:
    sam.press("Go")
    url: str = bot.last()["response_url"]
    return url


def test_answers_are_private_unless_said_otherwise(sam: Actor, ada: Actor, bot: Puppet) -> None:
    sam.command("/partyline", "it-staff")
    url = bot.last()["response_url"]
    assert send(url, text="only you") == (200, "ok")
    assert send(url, text="everybody", response_type="in_channel") == (200, "ok")
    assert [message["text"] for message in sam.messages("it-staff")] == ["only you", "everybody"]
    assert [message["text"] for message in ada.messages("it-staff")] == ["everybody"]


def test_five_uses(sam: Actor, bot: Puppet) -> None:
    sam.command("/partyline")
    url = bot.last()["response_url"]
    assert [send(url, text=str(number))[0] for number in range(6)] == [200] * 5 + [404]
    assert "used_url" in send(url, text="x")[1]


def test_half_an_hour(sam: Actor, bot: Puppet, clock: HandClock) -> None:
    sam.command("/partyline")
    url = bot.last()["response_url"]
    clock.advance(30 * 60)
    assert send(url, text="x")[0] == 200
    clock.advance(1)
    assert "expired_url" in send(url, text="x")[1]


def test_made_up_addresses_are_refused(sam: Actor, bot: Puppet) -> None:
    sam.command("/partyline")
    assert send(bot.last()["response_url"] + "x", text="x")[0] == 404


@pytest.mark.parametrize(
    "body", [{}, {"text": "x", "color": "red"}, {"text": "x", "blocks": [{"type": "x"}]}, {"blocks": ACTIONS}]
)
def test_wrong_bodies_are_refused_and_do_not_count(sam: Actor, bot: Puppet, body: dict[str, Any]) -> None:
    sam.command("/partyline")
    url = bot.last()["response_url"]
    assert [send(url, **body)[0] for _ in range(6)] == [400] * 6
    assert send(url, text="x")[0] == 200


def test_private_original_is_replaced(sam: Actor, bot: Puppet) -> None:
    bot.answer = lambda payload: {"text": "first", "blocks": ACTIONS} if "command" in payload else None
    sam.command("/partyline")
    url = pressed(sam, bot)
    assert "message" not in bot.last()
    assert bot.last()["container"]["is_ephemeral"] is True
    assert send(url, text="second", replace_original=True)[0] == 200
    shown = sam.last_private() or {}
    assert (shown["text"], shown["blocks"]) == ("second", None)
    assert len(sam.messages()) == 1


def test_shared_original_is_replaced_for_everybody(sam: Actor, ada: Actor, bot: Puppet, client: WebClient) -> None:
    client.chat_postMessage(channel="C02IT", text="first", blocks=ACTIONS)
    url = pressed(sam, bot)
    assert bot.last()["message"]["text"] == "first"
    send(url, text="second", replace_original=True)
    assert [message["text"] for message in ada.messages("it-staff")] == ["second"]
    send(url, delete_original=True)
    assert ada.messages("it-staff") == []


def test_original_that_a_reload_took_is_not_brought_back(sam: Actor, bot: Puppet) -> None:
    bot.answer = lambda payload: {"text": "first", "blocks": ACTIONS} if "command" in payload else None
    sam.command("/partyline")
    url = pressed(sam, bot)
    sam.reload()
    assert send(url, text="second", replace_original=True)[0] == 200
    assert sam.last_private() is None


def test_command_has_no_original_to_replace(sam: Actor, bot: Puppet, driver: Driver) -> None:
    bot.answer = lambda _payload: {"text": "first"}
    sam.command("/partyline")
    send(bot.last()["response_url"], text="second", replace_original=True)
    assert [message["text"] for message in sam.messages()] == ["first", "second"]
    assert driver.log()["rules"][-1]["rule"] == "replace_original"
