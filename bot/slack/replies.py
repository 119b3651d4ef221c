"""Answering a person wherever they are: after a command, a click, a shortcut or a form. Never silence."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from slack_bolt import BoltResponse
from slack_sdk import WebClient

from bot.slack import blocks
from bot.slack.blocks import Block
from bot.slack.client import SLACK_ERRORS, reply_privately
from bot.slack.payloads import is_field

Body = Mapping[str, Any]


def say_no(body: Body, client: WebClient, plain: str, mrkdwn: str) -> BoltResponse:
    """Tell a person a sentence, privately: beside their form's first field, or in a reply, or in a modal.

    `plain` is for form fields, where nothing is decoded; `mrkdwn` for everywhere else. A form keeps what was typed.
    """
    if body.get("type") == "view_submission":
        return field_errors(body, {}, plain, mrkdwn)
    if "command" in body:
        return _json({"response_type": "ephemeral", "text": plain, "blocks": [blocks.section(mrkdwn)]})
    tell(body, client, plain, [blocks.section(mrkdwn)])
    return BoltResponse(status=200, body="")


def tell(body: Body, client: WebClient, text: str, drawn: list[Block] | None = None) -> None:
    """Show blocks privately to the person who clicked: below the message, or in a modal where there is none.

    Without `drawn` they see the text itself, which is mrkdwn then.
    """
    drawn = [blocks.section(text)] if drawn is None else drawn
    if (url := response_url(body)) and reply_privately(url, text, drawn):
        return
    try:
        open_modal(body, client, blocks.modal("Partyline", drawn))
    except SLACK_ERRORS:
        return


def response_url(body: Body) -> str:
    """Return the address for private replies to this click; "" where Slack gave none, as in modals and Home."""
    return str(body.get("response_url") or "")


def open_modal(body: Body, client: WebClient, view: Block) -> None:
    """Open a modal, or put it on top of the one that was clicked in. Raises one of SLACK_ERRORS."""
    trigger = str(body.get("trigger_id", ""))
    if (body.get("view") or {}).get("type") == "modal":
        client.views_push(trigger_id=trigger, view=view)
    else:
        client.views_open(trigger_id=trigger, view=view)


def field_errors(body: Body, errors: Mapping[str, str], plain: str, mrkdwn: str) -> BoltResponse:
    """Put each sentence beside its field of a submitted form; what has no field there, beside the first."""
    fields = [
        block["block_id"]
        for block in body["view"].get("blocks", ())
        if block.get("type") == "input" and block.get("block_id")
    ]
    placed: dict[str, str] = {}
    left_over: list[str] = []
    for field, said in errors.items():
        there = next((name for name in fields if is_field(name, field)), None)
        if there is None:
            left_over.append(said)
        else:
            placed[there] = said
    if fields and (left_over or not placed):
        placed[fields[0]] = " ".join([placed.get(fields[0], ""), *left_over]).strip() or plain
    if placed:
        cut = {field: blocks.cut(said, 1000) for field, said in placed.items()}
        return _json({"response_action": "errors", "errors": cut})
    view = blocks.modal("Partyline", [blocks.section(mrkdwn)])
    return _json({"response_action": "update", "view": view})


def _json(body: Mapping[str, Any]) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {"Content-Type": ["application/json; charset=utf-8"]}
    return BoltResponse(status=200, body=json.dumps(body), headers=headers)
