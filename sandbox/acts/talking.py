"""Slash commands and messages."""

from sandbox import messages, payloads
from sandbox.acts.answers import show_answer
from sandbox.acts.stage import Stage, caused, place, somebody, word
from sandbox.bot import Parcel
from sandbox.refusals import RefusedError
from sandbox.typed import as_command, as_message
from sandbox.workspace import Json, Message
from sandbox.world import Channel, Kind, Person


async def command(stage: Stage, body: Json) -> Json:
    """Type a whole line that begins with a slash."""
    person = somebody(stage, body.get("as"))
    channel = place(stage, person, body.get("channel"))
    if body.get("thread_ts"):
        raise RefusedError("not_in_threads", "Slash commands of apps do not work in threads.")
    name, _, rest = word(body, "text").strip().partition(" ")
    known = next((entry for entry in stage.ws.manifest.commands if entry.command == name), None)
    if known is None or person.kind is Kind.OUTSIDE or not stage.ws.has_scope("commands"):
        raise RefusedError("unknown_command", f"{name} is not a valid command here.")
    text = as_command(stage.ws, rest.strip(), with_ids=known.should_escape)
    parcel = Parcel("slash_commands", payloads.command(stage.ws, person, channel, known, text), answers=True)

    async def send() -> Json:
        return await _send_command(stage, person, channel, parcel, name)

    stage.last[person.id] = send
    return await send()


async def _send_command(stage: Stage, person: Person, channel: Channel, parcel: Parcel, name: str) -> Json:
    ack = await stage.bot.send(parcel, person.id)
    if not ack.ok:
        message = f"{name} failed with the error “{ack.error}”"
        stage.ws.toast(person.id, message)
        raise RefusedError(ack.error or "dispatch_failed", message)
    line = f"{name} {parcel.payload['text']}".strip()
    ts = show_answer(stage.ws, person, channel, ack.body, line)
    return {"ts": ts}


async def say(stage: Stage, body: Json) -> Json:
    """Write a message in a channel, in a thread or to the app."""
    ws = stage.ws
    person = somebody(stage, body.get("as"))
    channel = place(stage, person, body.get("channel"))
    if channel.archived:
        raise RefusedError("is_archived", "This channel is archived.")
    if channel.dm_with and (ws.manifest.messages_read_only or not ws.manifest.messages_tab):
        raise RefusedError("read_only", "This app does not take messages.")
    thread = body.get("thread_ts")
    parent = messages.find(ws, channel.id, str(thread)) if thread else None
    if thread and parent is None:
        raise RefusedError("unknown_message", "That message is not there any more.")
    message = Message(
        channel=channel.id,
        ts=ws.new_ts(),
        user=person.id,
        text=as_message(ws, word(body, "text")),
        thread_ts=(parent.thread_ts or parent.ts) if parent else None,
        by_app=False,
    )
    await caused(stage, lambda: messages.post(ws, message), person)
    return {"ts": message.ts}


async def react(stage: Stage, body: Json) -> Json:
    """Put an emoji under a message, or take it away again."""
    person = somebody(stage, body.get("as"))
    channel = place(stage, person, body.get("channel"))
    message = messages.find(stage.ws, channel.id, word(body, "ts"))
    if message is None:
        raise RefusedError("unknown_message", "That message is not there any more.")
    name = word(body, "name").strip(":")
    users = message.reactions.setdefault(name, [])
    added = person.id not in users
    if added:
        users.append(person.id)
    else:
        users.remove(person.id)
    stage.ws.touch(stage.ws.viewers(channel))
    kind = "reaction_added" if added else "reaction_removed"
    event = {
        "type": kind,
        "user": person.id,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": stage.ws.new_ts(),
    }
    await caused(stage, lambda: stage.ws.emit(kind, event), person)
    return {}
