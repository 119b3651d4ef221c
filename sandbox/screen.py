"""What one person sees, as the page and the driver get it."""

import hashlib

from sandbox.states import state_values
from sandbox.things import file_json
from sandbox.workspace import Json, Message, View, Workspace
from sandbox.world import Channel, Person

_COLORS = ("#4a6fa5", "#7a5c99", "#3d7a68", "#a5614a", "#5f7d3d", "#a54a6f", "#4a8ba5", "#8a7433")


def world_json(ws: Workspace) -> Json:
    """Return who and what there is to choose from."""
    return {
        "team": {"id": ws.team.id, "name": ws.team.name, "domain": ws.team.domain},
        "app": {"id": ws.app.id, "name": ws.app.name, "bot_user": ws.app.bot_user, "bot_id": ws.app.bot_id},
        "people": [_person(person) for person in ws.people.values()],
        "channels": [_channel(channel) for channel in ws.channels.values() if not channel.dm_with],
        "groups": [
            {"id": g.id, "handle": g.handle, "name": g.name, "members": list(g.members)} for g in ws.groups.values()
        ],
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in ws.manifest.commands
        ],
        "shortcuts": [
            {"type": s.type, "name": s.name, "callback_id": s.callback_id, "description": s.description}
            for s in ws.manifest.shortcuts
        ],
        "home": ws.manifest.home,
        "mail": ws.mail_url,
        "now": ws.now(),
    }


def screen_json(ws: Workspace, person: Person) -> Json:
    """Return a person's whole screen."""
    screen = ws.screen(person.id)
    home = ws.homes.get(person.id)
    return {
        "version": screen.version,
        "now": ws.now(),
        "places": [_place(ws, person, channel) for channel in ws.places_of(person.id)],
        "home": _view(home) if home else None,
        "modals": [_view(view) for view in screen.modals],
        "toasts": list(screen.toasts),
        "mail": {"version": ws.tray.version, "unread": ws.tray.unread(), "faults": ws.faults.of_mail()},
    }


def _person(person: Person) -> Json:
    initials = "".join(part[0] for part in person.real_name.split()[:2]).upper()
    shade = hashlib.sha256(person.id.encode()).digest()[0] % len(_COLORS)
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "kind": person.kind.value,
        "tz": person.tz,
        "initials": initials,
        "color": _COLORS[shade],
    }


def _channel(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "private": channel.private,
        "ext_shared": channel.ext_shared,
        "archived": channel.archived,
        "members": list(channel.members),
    }


def _place(ws: Workspace, person: Person, channel: Channel) -> Json:
    seen = [m for m in ws.messages.get(channel.id, []) if m.only_for in {None, person.id}]
    mark = ws.screen(person.id).read.get(channel.id, "")
    unread = [m for m in seen if m.ts > mark and m.user != person.id and not m.only_for]
    return {
        "id": channel.id,
        "kind": "dm" if channel.dm_with else "channel",
        "name": ws.app.name if channel.dm_with else channel.name,
        "unread": len(unread),
        "messages": [_message(ws, message) for message in seen],
    }


def _message(ws: Workspace, message: Message) -> Json:
    author = ws.people.get(message.user)
    found: Json = {
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "user": {
            "id": message.user,
            "name": author.real_name if author else ws.app.name,
            "is_app": message.by_app,
        },
        "text": message.text,
        "blocks": message.blocks or None,
        "ephemeral": message.only_for is not None,
        "edited": message.edited_at is not None,
        "deleted": False,
        "time": float(message.ts),
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items() if users],
    }
    found |= {"files": [file_json(ws, file) for file in message.files]} if message.files else {}
    return found | ({"metadata": message.metadata} if message.metadata else {})


def _view(view: View) -> Json:
    return {
        "id": view.id,
        "hash": view.hash,
        "callback_id": view.raw.get("callback_id", ""),
        "type": view.raw["type"],
        "title": view.raw.get("title"),
        "blocks": view.blocks,
        "submit": view.raw.get("submit"),
        "close": view.raw.get("close"),
        "values": state_values(view.blocks, view.values),
        "errors": view.errors,
        "busy": view.busy,
    }
