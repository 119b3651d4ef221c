"""Shortcuts, Home, reloading, reading, and sending the last payload once more."""

from sandbox import messages, payloads
from sandbox.acts.clicking import send_interaction
from sandbox.acts.stage import Stage, at_home, caused, place, somebody, word
from sandbox.manifest import Shortcut
from sandbox.refusals import RefusedError
from sandbox.things import view_json
from sandbox.workspace import Json
from sandbox.world import dm_id


async def shortcut(stage: Stage, body: Json) -> Json:
    """Choose a global shortcut."""
    person = somebody(stage, body.get("as"))
    at_home(person, "shortcuts")
    chosen = _shortcut(stage, "global", word(body, "callback_id"))
    return await send_interaction(stage, person, payloads.global_shortcut(stage.ws, person, chosen))


async def message_shortcut(stage: Stage, body: Json) -> Json:
    """Choose a shortcut from a message's menu; private messages have none."""
    person = somebody(stage, body.get("as"))
    at_home(person, "shortcuts")
    chosen = _shortcut(stage, "message", word(body, "callback_id"))
    channel = place(stage, person, body.get("channel"))
    message = messages.find(stage.ws, channel.id, word(body, "ts"))
    if message is None:
        raise RefusedError("unknown_message", "That message is not there, or it is private.")
    payload = payloads.message_shortcut(stage.ws, person, chosen, message)
    return await send_interaction(stage, person, payload)


def _shortcut(stage: Stage, kind: str, callback_id: str) -> Shortcut:
    for known in stage.ws.manifest.shortcuts:
        if known.type == kind and known.callback_id == callback_id:
            return known
    raise RefusedError("unknown_shortcut", f"This app has no {kind} shortcut {callback_id}.")


async def home(stage: Stage, body: Json) -> Json:
    """Open the app's Home, or with `tab: messages` its messages."""
    person = somebody(stage, body.get("as"))
    at_home(person, "Home of this app")
    tab = body.get("tab", "home")
    if tab == "home" and not stage.ws.manifest.home:
        raise RefusedError("no_home", "This app has no Home.")
    event: Json = {
        "type": "app_home_opened",
        "user": person.id,
        "channel": dm_id(person.id),
        "tab": tab,
        "event_ts": stage.ws.new_ts(),
    }
    known = stage.ws.homes.get(person.id)
    if known and tab == "home":
        event["view"] = view_json(stage.ws, known)
    await caused(stage, lambda: stage.ws.emit("app_home_opened", event), person)
    return {}


async def reload(stage: Stage, body: Json) -> Json:
    """Reload Slack's client: private messages, open modals and notices are gone."""
    person = somebody(stage, body.get("as"))
    screen = stage.ws.screen(person.id)
    for view in screen.modals:
        stage.ws.views.pop(view.id, None)
    screen.modals, screen.toasts = [], []
    messages.forget_ephemeral(stage.ws, person.id)
    return {}


async def read(stage: Stage, body: Json) -> Json:
    """Mark a channel as read."""
    person = somebody(stage, body.get("as"))
    channel = place(stage, person, body.get("channel"))
    seen = stage.ws.messages.get(channel.id, [])
    stage.ws.screen(person.id).read[channel.id] = seen[-1].ts if seen else ""
    stage.ws.touch([person.id])
    return {}


async def repeat(stage: Stage, body: Json) -> Json:
    """Send this person's last payload again, `n` times, as a network that repeats itself would."""
    person = somebody(stage, body.get("as"))
    again = stage.last.get(person.id)
    if again is None:
        raise RefusedError("nothing_to_repeat", "Nothing was sent yet.")
    outcomes = []
    for _ in range(max(1, int(body.get("n", 1)))):
        try:
            outcomes.append({"ok": True, **await again()})
        except RefusedError as error:
            outcomes.append({"ok": False, "error": error.error})
    return {"outcomes": outcomes}
