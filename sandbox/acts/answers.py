"""What the app's answers do: to a command, through a response_url, and to a form.

Source: docs.slack.dev/interactivity/handling-user-interaction and surfaces/modals.
"""

from typing import Any

from sandbox import messages, modals
from sandbox.content import check_content, check_view_content
from sandbox.ids import TICKET_LIFE, TICKET_USES, Ticket
from sandbox.refusals import ApiError, RefusedError
from sandbox.workspace import Json, Message, View, Workspace
from sandbox.world import Channel, Person

_MESSAGE_KEYS = {
    *("text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts"),
    *("mrkdwn", "unfurl_links", "unfurl_media", "metadata", "parse", "link_names"),
}


def show_answer(ws: Workspace, person: Person, channel: Channel, body: Any, line: str) -> str | None:
    """Show what a command was acked with and return its ts; raises RefusedError."""
    if body is None or body in ("", {}):
        return None
    content = {"text": body} if isinstance(body, str) else body
    try:
        _check_answer(ws, content)
    except ApiError as error:
        name = line.split()[0]
        ws.broke("invalid_ack", f"the answer to {name} was refused: {error.error}", facts=error.facts)
        message = f"{name} failed with the error “{error.error}”"
        ws.toast(person.id, message)
        raise RefusedError(error.error, message, facts=error.facts) from error
    public = content.get("response_type") == "in_channel"
    if public:  # everybody then sees what was typed, too
        messages.post(ws, Message(channel.id, ws.new_ts(), person.id, line, by_app=False), quiet=True)
    return _post(ws, Ticket(person.id, channel.id, ws.now()), content, public=public).ts


def respond(ws: Workspace, ticket_id: str, content: Json) -> None:
    """Do what an app posted to a response_url; raises ApiError as Slack answers."""
    ticket = ws.ids.tickets.get(ticket_id)
    if ticket is None:
        raise ApiError("invalid_url")
    if ws.now() - ticket.born > TICKET_LIFE:
        raise ApiError("expired_url")
    if ticket.uses >= TICKET_USES:
        raise ApiError("used_url")
    original = messages.find(ws, ticket.channel, ticket.original, ticket.person) if ticket.original else None
    if content.get("delete_original") is True:
        ticket.uses += 1
        _without_original(ws, ticket, "delete_original")
        if original:
            messages.remove(ws, original)
        return
    _check_answer(ws, content)
    ticket.uses += 1
    if content.get("replace_original") is True and ticket.original:
        if original:
            changes = {"text": content.get("text", ""), "blocks": content.get("blocks") or []}
            messages.edit(ws, original, **changes)
        return
    if content.get("replace_original") is True:
        _without_original(ws, ticket, "replace_original")
    _post(ws, ticket, content, public=content.get("response_type") == "in_channel")


def _without_original(ws: Workspace, ticket: Ticket, key: str) -> None:
    """Note that a command has no original: Slack leaves what was there (slackapi/bolt-python#1268)."""
    if not ticket.original:
        ws.broke(key, f"{key} does nothing for a command: there is no original message")


def _check_answer(ws: Workspace, content: Any) -> None:
    if not isinstance(content, dict):
        raise ApiError("invalid_command_response")
    strangers = sorted(set(content) - _MESSAGE_KEYS)
    if strangers:
        ws.broke("invalid_arguments", f"unknown key in an answer: {strangers[0]}")
        raise ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] unknown: {strangers[0]}"]})
    if content.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        raise ApiError("invalid_response_type")
    if not isinstance(content.get("text", ""), str):
        raise ApiError("invalid_arguments")
    check_content(ws, content)


def _post(ws: Workspace, ticket: Ticket, content: Json, *, public: bool) -> Message:
    message = Message(
        channel=ticket.channel,
        ts=ws.new_ts(),
        user=ws.app.bot_user,
        text=content.get("text", ""),
        blocks=content.get("blocks") or [],
        thread_ts=str(content.get("thread_ts") or "") or ticket.thread_ts,
        attachments=content.get("attachments") or [],
        only_for=None if public else ticket.person,
        metadata=content.get("metadata") if public else None,
    )
    return messages.post(ws, message)


def apply_submission(ws: Workspace, view: View, body: Any) -> str:
    """Do what a form was acked with and return the word for it; raises ApiError."""
    if body in (None, "", {}):
        _close(ws, view)
        return "close"
    if not isinstance(body, dict):
        raise _bad(ws, "a view_submission is acked with nothing or with a response_action")
    action = body.get("response_action")
    allowed = {"errors": {"errors"}, "update": {"view"}, "push": {"view"}, "clear": set[str]()}
    if not isinstance(action, str) or action not in allowed:
        raise _bad(ws, f"unknown response_action {action!r}")
    if set(body) - {"response_action"} != allowed[action]:
        raise _bad(ws, f"response_action {action} takes {', '.join(allowed[action]) or 'nothing else'}")
    _DO[action](ws, view, body)
    return action


def _errors(ws: Workspace, view: View, body: Json) -> None:
    errors = body["errors"]
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise _bad(ws, "errors: an object of block_id and text")
    for block_id, text in errors.items():
        if block_id not in inputs:
            raise _bad(ws, f"errors: {block_id} is not an input block of this view")
        if not isinstance(text, str) or not text.strip():
            raise _bad(ws, f"errors: {block_id} needs a text")
    view.errors = dict(errors)
    ws.touch([view.owner])


def _update(ws: Workspace, view: View, body: Json) -> None:
    modals.change_view(ws, view, check_view_content(ws, body["view"], "modal"))


def _push(ws: Workspace, view: View, body: Json) -> None:
    modals.push_modal(ws, view.owner, check_view_content(ws, body["view"], "modal"))


def _clear(ws: Workspace, view: View, _body: Json) -> None:
    modals.close_all(ws, view.owner)


def _close(ws: Workspace, view: View) -> None:
    if ws.screen(view.owner).modals[-1:] == [view]:
        modals.close_top(ws, view.owner)


_DO = {"errors": _errors, "update": _update, "push": _push, "clear": _clear}


def _bad(ws: Workspace, message: str) -> ApiError:
    ws.broke("invalid_ack", message)
    return ApiError("invalid_ack", response_metadata={"messages": [message]})
