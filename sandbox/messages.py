"""Posting, editing, deleting and finding messages, and telling everybody who should know."""

import copy
from typing import Any

from sandbox.pings import find_pings
from sandbox.things import message_json
from sandbox.workspace import Json, Message, Workspace
from sandbox.world import Channel

TEXT_KEPT = 40_000  # characters; Slack cuts the rest, docs.slack.dev/reference/methods/chat.postMessage


def with_ids(ws: Workspace, blocks: list[Json]) -> list[Json]:
    """Return a copy of blocks in which every block and element has the id that Slack would make up."""
    copied = copy.deepcopy(blocks)
    for block in copied:
        block.setdefault("block_id", ws.ids.short())
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in inside:
            if isinstance(element, dict) and element.get("type") in _CLICKABLE:
                element.setdefault("action_id", ws.ids.short())
    return copied


_CLICKABLE = {
    *("button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker"),
    *("static_select", "external_select", "users_select", "conversations_select", "channels_select"),
    *("multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select"),
    *("multi_channels_select", "plain_text_input", "number_input", "email_text_input", "url_text_input"),
    "rich_text_input",
}


def post(ws: Workspace, message: Message, *, quiet: bool = False) -> Message:
    """Add a message: people see it, pings are noted, and the app hears of it as an event unless `quiet`."""
    channel = ws.channels[message.channel]
    message.text = message.text[:TEXT_KEPT]
    message.blocks = with_ids(ws, message.blocks)
    ws.messages.setdefault(channel.id, []).append(message)
    note_pings(ws, message, "posted")
    if message.only_for:
        ws.touch([message.only_for])
        return message
    ws.touch(ws.viewers(channel))
    if not quiet:
        _tell(ws, channel, message_json(ws, message) | {"event_ts": message.ts})
    return message


def edit(ws: Workspace, message: Message, **changes: Any) -> Message:
    """Change a message in place; only a change to plain text marks it as edited, as in Slack's clients."""
    before = message_json(ws, message)
    for name, value in changes.items():
        setattr(message, name, value)
    message.text = message.text[:TEXT_KEPT]
    if "blocks" in changes:
        message.blocks = with_ids(ws, message.blocks)
    if not message.blocks and not message.only_for:
        message.edited_at = ws.new_ts()
    note_pings(ws, message, "edited")
    _show(ws, message)
    _tell_change(ws, message, "message_changed", {"message": message_json(ws, message), "previous_message": before})
    return message


def remove(ws: Workspace, message: Message) -> None:
    """Delete a message."""
    ws.messages[message.channel].remove(message)
    _show(ws, message)
    previous = {"previous_message": message_json(ws, message), "deleted_ts": message.ts}
    _tell_change(ws, message, "message_deleted", previous)


def find(ws: Workspace, channel: str, ts: str, person: str | None = None) -> Message | None:
    """Return a message; ephemeral ones only for their person, never for the app (`person` None)."""
    for message in ws.messages.get(channel, []):
        if message.ts == ts and message.only_for in {None, person}:
            return message
    return None


def forget_ephemeral(ws: Workspace, person: str) -> None:
    """Drop a person's private messages, as a reload of Slack's client does."""
    for channel, messages in ws.messages.items():
        ws.messages[channel] = [message for message in messages if message.only_for != person]
    ws.touch([person])


def note_pings(ws: Workspace, message: Message, how: str) -> None:
    """Record everybody whom an app's message would notify."""
    if not message.by_app:
        return
    for where, target in find_pings(message.text, message.blocks):
        facts = {"channel": message.channel, "ts": message.ts, "only_for": message.only_for, "how": how}
        ws.journal.note("pings", ws.now(), target=target, where=where, **facts)


def _show(ws: Workspace, message: Message) -> None:
    channel = ws.channels[message.channel]
    ws.touch([message.only_for] if message.only_for else ws.viewers(channel))


def channel_type(channel: Channel) -> str:
    """Return the `channel_type` of message events: channel, group or im."""
    if channel.dm_with:
        return "im"
    return "group" if channel.private else "channel"


def _tell(ws: Workspace, channel: Channel, event: Json) -> None:
    kind = channel_type(channel)
    full = event | {"channel": channel.id, "channel_type": kind}
    if channel.bot:
        ws.emit("message.im" if kind == "im" else f"message.{kind}s", full)
        _tell_mention(ws, channel, full)


def _tell_mention(ws: Workspace, channel: Channel, event: Json) -> None:
    mine = f"<@{ws.app.bot_user}>" in event.get("text", "")
    if mine and event.get("user") != ws.app.bot_user and not channel.dm_with:
        mention = {key: value for key, value in event.items() if key not in {"channel_type", "subtype"}}
        ws.emit("app_mention", mention | {"type": "app_mention"})


def _tell_change(ws: Workspace, message: Message, subtype: str, facts: Json) -> None:
    if message.only_for:
        return
    channel = ws.channels[message.channel]
    stamp = ws.new_ts()
    event = {"type": "message", "subtype": subtype, "hidden": True, "ts": stamp, "event_ts": stamp}
    if channel.bot:
        kind = channel_type(channel)
        full = event | facts | {"channel": channel.id, "channel_type": kind}
        ws.emit("message.im" if kind == "im" else f"message.{kind}s", full)
