"""Pressing buttons, choosing from menus, and filling in fields."""

from typing import Any

from sandbox import messages, payloads
from sandbox.acts.offering import check_offered
from sandbox.acts.stage import Stage, place, somebody, top_view, trouble, word
from sandbox.bot import Parcel
from sandbox.content import check_content
from sandbox.refusals import ApiError, RefusedError
from sandbox.states import chosen, find_element, holds, options_of
from sandbox.things import view_json
from sandbox.workspace import Json, Message, View, Workspace
from sandbox.world import Person

_SHOWN = ("text", "value", "style", "url", "accessibility_label", "placeholder", "confirm")


async def press(stage: Stage, body: Json) -> Json:
    """Press a button or choose from a menu, in a message, a modal or Home."""
    person = somebody(stage, body.get("as"))
    if body.get("view_id"):
        view = _view(stage, person, word(body, "view_id"))
        block, element = _element(view.blocks, body)
        state = _picked(stage.ws, person.id, element, body.get("value"))
        _keep(view.values, block, element, state)
        return await _send_view_action(stage, person, view, block, element, state)
    message = _message(stage, person, body)
    block, element = _element(message.blocks, body)
    state = _picked(stage.ws, person.id, element, body.get("value"))
    _keep(message.chosen.setdefault(person.id, {}), block, element, state)
    action = action_json(stage, block, element, state)
    payload = payloads.message_action(stage.ws, person, message, action)
    return await send_interaction(stage, person, payload)


async def fill(stage: Stage, body: Json) -> Json:
    """Type or choose in a modal; the app hears of it only where the block says so.

    `enter` false is typing without pressing Enter at the end of it.
    """
    person = somebody(stage, body.get("as"))
    view = top_view(stage, person, body.get("view_id"))
    entered = body.get("enter", True) is not False
    changed = keep_values(stage.ws, view, body.get("values"), raw=False)
    told = [(block, element) for block, element in changed if _dispatches(block, element, entered=entered)]
    stage.ws.touch([person.id])
    for block, element in told:
        state = view.values[block["block_id"]][element["action_id"]]
        await _send_view_action(stage, person, view, block, element, state)
    return {}


def keep_values(ws: Workspace, view: View, values: Any, *, raw: bool) -> list[tuple[Json, Json]]:
    """Keep what was typed and return the elements that changed; `raw` skips the client's own checks."""
    if not isinstance(values, dict) or not all(isinstance(states, dict) for states in values.values()):
        raise RefusedError("invalid_request", "`values` maps block_id to action_id to a state")
    changed = []
    for block_id, states in values.items():
        for action_id, state in states.items():
            block, element = _element(view.blocks, {"block_id": block_id, "action_id": action_id})
            if not isinstance(state, dict):
                raise RefusedError("invalid_request", f"{block_id}: a state is an object")
            full = {"type": element["type"], **state} if raw else _picked(ws, view.owner, element, state)
            _keep(view.values, block, element, full)
            view.errors.pop(block_id, None)
            changed.append((block, element))
    return changed


def _dispatches(block: Json, element: Json, *, entered: bool) -> bool:
    if holds(element) is None or (block["type"] == "input" and not block.get("dispatch_action")):
        return False
    moments = element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
    return entered or not element["type"].endswith("_input") or "on_character_entered" in moments


async def _send_view_action(
    stage: Stage, person: Person, view: View, block: Json, element: Json, state: Json | None
) -> Json:
    stage.ws.touch([person.id])
    action = action_json(stage, block, element, state)
    return await send_interaction(stage, person, payloads.view_action(stage.ws, person, view, action))


async def send_interaction(stage: Stage, person: Person, payload: Json) -> Json:
    """Send block_actions or a shortcut; Slack takes no body in the ack. Raises RefusedError."""
    if not stage.ws.manifest.interactive:
        stage.ws.broke("interactivity", "the manifest does not switch interactivity on")
        raise RefusedError("interactivity_off", "This app is not configured to handle interactive responses.")

    async def send() -> Json:
        ack = await stage.bot.send(Parcel("interactive", payload), person.id)
        if not ack.ok:
            error = trouble(ack)
            stage.ws.toast(person.id, error.message)
            raise error
        if ack.body not in (None, "", {}):
            stage.ws.broke("ack_body", f"Slack ignores what {payload['type']} is acked with", body=ack.body)
        return {}

    stage.last[person.id] = send
    return await send()


def action_json(stage: Stage, block: Json, element: Json, state: Json | None) -> Json:
    """Return one entry of `actions`."""
    shown = {key: element[key] for key in _SHOWN if key in element and key != "confirm"}
    first = {key: value for key, value in element.items() if key.startswith("initial_")}
    names = {"type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"]}
    return first | shown | names | (state or {}) | {"action_ts": stage.ws.new_ts()}


def _picked(ws: Workspace, person: str, element: Json, value: Any) -> Json | None:
    """Return the state after a press; buttons have none. Raises RefusedError for what cannot be chosen."""
    if element["type"] == "button":
        return None
    if not isinstance(value, dict):
        raise RefusedError("invalid_request", f"a {element['type']} needs a state as `value`")
    try:
        if element["type"] == "overflow":
            return _overflow(element, value)
        state = chosen(element, value)
        check_offered(ws, person, element, state)
    except ValueError as error:
        raise RefusedError("invalid_value", str(error)) from error
    return state


def _overflow(element: Json, value: Json) -> Json:
    wanted = value.get("selected_option") or {}
    for option in options_of(element):
        if isinstance(wanted, dict) and option["value"] == wanted.get("value"):
            return {"selected_option": option}
    raise ValueError("that is not in the menu")


def _keep(values: dict[str, dict[str, Json]], block: Json, element: Json, state: Json | None) -> None:
    if state is not None and holds(element):
        values.setdefault(block["block_id"], {})[element["action_id"]] = state


def _view(stage: Stage, person: Person, view_id: str) -> View:
    home = stage.ws.homes.get(person.id)
    return home if home and home.id == view_id else top_view(stage, person, view_id)


def _message(stage: Stage, person: Person, body: Json) -> Message:
    channel = place(stage, person, body.get("channel"))
    message = messages.find(stage.ws, channel.id, word(body, "ts"), person.id)
    if message is None:
        raise RefusedError("unknown_message", "That message is not there any more.")
    return message


def _element(blocks: list[Json], body: Json) -> tuple[Json, Json]:
    found = find_element(blocks, word(body, "block_id"), word(body, "action_id"))
    if found is None:
        raise RefusedError("unknown_element", f"There is no {body['action_id']} in {body['block_id']}.")
    return found


async def suggest(stage: Stage, body: Json) -> Json:
    """Ask the app for the options of an external select."""
    person = somebody(stage, body.get("as"))
    container: Json
    if body.get("view_id"):
        view = _view(stage, person, word(body, "view_id"))
        block, element = _element(view.blocks, body)
        container = {
            "container": {"type": "view", "view_id": view.id},
            "view": view_json(stage.ws, view),
        }
    else:
        message = _message(stage, person, body)
        block, element = _element(message.blocks, body)
        place_json = {"type": "message", "message_ts": message.ts, "channel_id": message.channel}
        container = {"container": place_json | {"is_ephemeral": message.only_for is not None}}
    names = {
        "block_id": block["block_id"],
        "action_id": element["action_id"],
        "value": str(body.get("value", "")),
    }
    ack = await stage.bot.send(
        Parcel("interactive", payloads.suggestion(stage.ws, person, names, container), answers=True),
        person.id,
    )
    if not ack.ok:
        raise trouble(ack)
    return _offered(stage, ack.body)


def _offered(stage: Stage, body: Any) -> Json:
    """Check options by the rules of a static select that offers them."""
    options = body if isinstance(body, dict) and set(body) in ({"options"}, {"option_groups"}) else {"options": body}
    if options.get("options") == []:
        return {"options": []}
    select = {"type": "static_select", "action_id": "a", **options}
    try:
        check_content(stage.ws, {"text": "x", "blocks": [{"type": "actions", "elements": [select]}]})
    except ApiError as error:
        raise RefusedError("invalid_options", "The app's options were refused.", facts=error.facts) from error
    return dict(options)
