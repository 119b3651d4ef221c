"""Answering wherever a person is: never silence, and never a form that loses what was typed."""

import json
from typing import Any

from slack_bolt import BoltResponse

from bot.slack import blocks, replies
from bot.slack.client import listener_client
from sandbox.blocks import check_message_blocks, check_view
from tests.support.doors import CHANNEL, NOWHERE, TOKEN, Doors
from tests.support.house import SAM

NO_SLACK = listener_client(TOKEN, NOWHERE)


def read(answer: BoltResponse) -> Any:
    return json.loads(answer.body) if answer.body else None


def form(*block_ids: str) -> dict[str, Any]:
    return {"type": "view_submission", "view": {"blocks": [blocks.text_input(name, name) for name in block_ids]}}


def test_a_command_is_refused_in_its_own_answer() -> None:
    said = read(replies.say_no({"command": "/partyline"}, NO_SLACK, "No.", "*No.*"))
    assert said["response_type"] == "ephemeral"
    assert said["text"] == "No."
    assert check_message_blocks(said["blocks"]) == []


def test_a_form_is_refused_beside_its_first_field_so_that_what_was_typed_stays() -> None:
    said = read(replies.say_no(form("say", "background"), NO_SLACK, "No.", "*No.*"))
    assert said == {"response_action": "errors", "errors": {"say": "No."}}


def test_a_form_without_fields_turns_into_the_sentence() -> None:
    said = read(replies.say_no(form(), NO_SLACK, "No.", "*No.*"))
    assert said["response_action"] == "update"
    assert check_view(said["view"]) == []


def test_each_sentence_stands_beside_its_field() -> None:
    errors = {"say": "Too long.", "background": "Too dark."}
    assert read(replies.field_errors(form("say", "background"), errors, "x", "x"))["errors"] == errors


def test_a_sentence_for_a_field_that_is_not_there_joins_the_first() -> None:
    errors = {"say": "Too long.", "gone": "Chosen wrong.", "": "And another."}
    said = read(replies.field_errors(form("say"), errors, "x", "x"))["errors"]
    assert said == {"say": "Too long. Chosen wrong. And another."}


def test_a_sentence_beside_a_field_is_cut_to_what_slack_shows() -> None:
    said = read(replies.field_errors(form("say"), {"say": "x" * 5000}, "x", "x"))["errors"]
    assert len(said["say"]) == 1000


def test_a_click_on_a_message_is_answered_privately_below_it(open_doors: Doors) -> None:
    body = {"type": "block_actions", "response_url": open_doors.response_url(SAM)}
    answer = replies.say_no(body, NO_SLACK, "No.", "*No.*")
    assert (answer.status, answer.body) == (200, "")
    (reply,) = open_doors.private(SAM)
    assert (reply.text, reply.channel) == ("No.", CHANNEL)
    open_doors.calm()


def test_a_private_reply_leaves_the_message_that_was_pressed_as_it_was(open_doors: Doors) -> None:
    original = open_doors.command("list")
    assert original.status == 200
    body = {"response_url": open_doors.response_url(SAM)}
    replies.tell(body, NO_SLACK, "One", [blocks.section("One")])
    replies.tell(body, NO_SLACK, "Two", [blocks.section("Two")])
    assert [message.text for message in open_doors.private(SAM)] == ["One", "Two"]


def test_a_click_without_a_message_is_answered_in_a_modal(open_doors: Doors) -> None:
    client = listener_client(TOKEN, open_doors.box.api_url)
    body = {"type": "block_actions", "trigger_id": open_doors.trigger(SAM)}
    replies.say_no(body, client, "No.", "*No.*")
    assert open_doors.modal(SAM)["blocks"][0]["text"]["text"] == "*No.*"


def test_a_click_in_a_modal_is_answered_on_top_of_it(open_doors: Doors) -> None:
    client = listener_client(TOKEN, open_doors.box.api_url)
    replies.open_modal({"trigger_id": open_doors.trigger(SAM)}, client, blocks.modal("One", [blocks.divider()]))
    below = open_doors.modal(SAM)
    body = {"type": "block_actions", "trigger_id": open_doors.trigger(SAM, below), "view": below}
    replies.say_no(body, client, "No.", "*No.*")
    assert open_doors.modals(SAM) == 2


def test_a_reply_that_slack_does_not_take_raises_nothing() -> None:
    assert replies.say_no({"response_url": "http://127.0.0.1:9/x"}, NO_SLACK, "No.", "No.").status == 200
    assert replies.say_no({"trigger_id": "x"}, NO_SLACK, "No.", "No.").status == 200
