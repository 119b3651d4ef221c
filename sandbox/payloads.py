"""What Slack sends to an app, field for field.

Shapes: bolt-python's tests/scenario_tests and docs.slack.dev/reference/interaction-payloads.
"""

from sandbox.ids import Ticket
from sandbox.manifest import Command, Shortcut
from sandbox.states import state_values
from sandbox.things import channel_json, message_json, team_of, view_json
from sandbox.workspace import Json, Message, View, Workspace
from sandbox.world import Channel, Person


def _who(ws: Workspace, person: Person) -> Json:
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": team_of(ws, person)}


def _common(ws: Workspace, person: Person, kind: str) -> Json:
    return {
        "type": kind,
        "user": _who(ws, person),
        "api_app_id": ws.app.id,
        "token": ws.tokens.verification,
        "team": {"id": ws.team.id, "domain": ws.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def response_url(ws: Workspace, ticket: Ticket, kind: str) -> str:
    """Hand out a response_url; `kind` is commands, actions or app."""
    return f"{ws.base_url}/respond/{kind}/{ws.team.id}/{ws.ids.ticket(ticket)}"


def command(ws: Workspace, person: Person, channel: Channel, cmd: Command, text: str) -> Json:
    """Return a slash command's form fields."""
    ticket = Ticket(person.id, channel.id, ws.now())
    return {
        "token": ws.tokens.verification,
        "team_id": ws.team.id,
        "team_domain": ws.team.domain,
        "channel_id": channel.id,
        "channel_name": channel_json(channel)["name"],
        "user_id": person.id,
        "user_name": person.name,
        "command": cmd.command,
        "text": text,
        "api_app_id": ws.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url(ws, ticket, "commands"),
        "trigger_id": ws.ids.trigger(person.id, ws.now()),
    }


def message_action(ws: Workspace, person: Person, message: Message, action: Json) -> Json:
    """Return block_actions for an element in a message. Slack leaves out the text of ephemeral ones."""
    channel = ws.channels[message.channel]
    ticket = Ticket(person.id, channel.id, ws.now(), original=message.ts, thread_ts=message.thread_ts)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    body = _common(ws, person, "block_actions") | {
        "container": container,
        "trigger_id": ws.ids.trigger(person.id, ws.now()),
        "channel": channel_json(channel),
        "state": {"values": state_values(message.blocks, message.chosen.get(person.id, {}))},
        "response_url": response_url(ws, ticket, "actions"),
        "actions": [action],
    }
    if message.only_for is None:
        body["message"] = message_json(ws, message)
    return body


def view_action(ws: Workspace, person: Person, view: View, action: Json) -> Json:
    """Return block_actions for an element in a modal or in Home."""
    return _common(ws, person, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": ws.ids.trigger(person.id, ws.now(), view.id),
        "view": view_json(ws, view),
        "actions": [action],
    }


def view_submission(ws: Workspace, person: Person, view: View, response_urls: list[Json]) -> Json:
    """Return view_submission."""
    return _common(ws, person, "view_submission") | {
        "trigger_id": ws.ids.trigger(person.id, ws.now(), view.id),
        "view": view_json(ws, view),
        "response_urls": response_urls,
    }


def view_closed(ws: Workspace, person: Person, view: View, *, cleared: bool) -> Json:
    """Return view_closed; `cleared` when the whole stack was closed at once."""
    return _common(ws, person, "view_closed") | {"view": view_json(ws, view), "is_cleared": cleared}


def global_shortcut(ws: Workspace, person: Person, shortcut: Shortcut) -> Json:
    """Return a shortcut from the lightning menu: it has no channel and no response_url."""
    return _common(ws, person, "shortcut") | {
        "action_ts": ws.new_ts(),
        "callback_id": shortcut.callback_id,
        "trigger_id": ws.ids.trigger(person.id, ws.now()),
    }


def message_shortcut(ws: Workspace, person: Person, shortcut: Shortcut, message: Message) -> Json:
    """Return message_action: a shortcut from a message's menu."""
    channel = ws.channels[message.channel]
    ticket = Ticket(person.id, channel.id, ws.now(), original=message.ts, thread_ts=message.thread_ts)
    return _common(ws, person, "message_action") | {
        "action_ts": ws.new_ts(),
        "callback_id": shortcut.callback_id,
        "trigger_id": ws.ids.trigger(person.id, ws.now()),
        "response_url": response_url(ws, ticket, "app"),
        "channel": channel_json(channel),
        "message_ts": message.ts,
        "message": message_json(ws, message),
    }


def suggestion(ws: Workspace, person: Person, element: Json, container: Json) -> Json:
    """Return block_suggestion; `element` has block_id, action_id and the value typed so far."""
    return _common(ws, person, "block_suggestion") | element | container
