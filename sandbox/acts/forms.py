"""Submitting and closing modals, with the checks that Slack's own client makes first."""

import re

from sandbox import modals, payloads
from sandbox.acts.answers import apply_submission
from sandbox.acts.clicking import keep_values
from sandbox.acts.stage import Stage, somebody, top_view, trouble
from sandbox.bot import Parcel
from sandbox.ids import Ticket
from sandbox.refusals import ApiError, RefusedError
from sandbox.states import holds, state_values
from sandbox.workspace import Json, View
from sandbox.world import Person

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")


async def submit(stage: Stage, body: Json) -> Json:
    """Press a modal's submit button; `raw` skips what the client would check, as an attacker would."""
    person = somebody(stage, body.get("as"))
    view = top_view(stage, person, body.get("view_id"))
    if view.busy:
        raise RefusedError("busy", "It is being sent already.")
    raw = bool(body.get("raw", False))
    if "submit" not in view.raw and not raw:
        raise RefusedError("no_submit", "This window has nothing to submit.")
    if body.get("values") is not None:
        keep_values(stage.ws, view, body["values"], raw=raw)
    problems = {} if raw else client_problems(view)
    view.errors = problems
    stage.ws.touch([person.id])
    if problems:
        raise RefusedError("incomplete", next(iter(problems.values())), errors=problems)
    payload = payloads.view_submission(stage.ws, person, view, _response_urls(stage, person, view))

    async def send() -> Json:
        return await _send(stage, person, view, payload)

    stage.last[person.id] = send
    return await send()


async def _send(stage: Stage, person: Person, view: View, payload: Json) -> Json:
    view.busy = True
    stage.ws.touch([person.id])
    try:
        ack = await stage.bot.send(Parcel("interactive", payload, answers=True), person.id)
    finally:
        view.busy = False
        stage.ws.touch([person.id])
    if not ack.ok:
        raise trouble(ack)
    if view.id not in stage.ws.views:
        return {"response_action": "gone"}
    try:
        action = apply_submission(stage.ws, view, ack.body)
    except ApiError as error:
        raise RefusedError(error.error, "We had some trouble connecting. Try again?", facts=error.facts) from error
    if action == "errors":
        return {"response_action": action, "errors": view.errors}
    return {"response_action": action}


async def close(stage: Stage, body: Json) -> Json:
    """Close the top modal, or with `all` the whole stack."""
    person = somebody(stage, body.get("as"))
    view = top_view(stage, person, body.get("view_id"))
    everything = bool(body.get("all")) or bool(view.raw.get("clear_on_close"))
    closed = modals.close_all(stage.ws, person.id) if everything else [modals.close_top(stage.ws, person.id)]
    for one in closed:
        if one.raw.get("notify_on_close"):
            payload = payloads.view_closed(stage.ws, person, one, cleared=everything)
            await stage.bot.send(Parcel("interactive", payload), person.id)
    return {}


def client_problems(view: View) -> dict[str, str]:
    """Return what Slack's client would write under the fields instead of sending the form."""
    states = state_values(view.blocks, view.values)
    found = {}
    for block in view.blocks:
        if block["type"] == "input":
            element = block["element"]
            value = states[block["block_id"]][element["action_id"]][holds(element) or ""]
            problem = _problem(block, element, value)
            if problem:
                found[block["block_id"]] = problem
    return found


def _problem(block: Json, element: Json, value: object) -> str | None:
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"Choose at most {element['max_selected_items']}."
    check = _CHECKS.get(element["type"])
    return check(element, str(value)) if check else None


def _text(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Write at least {least} characters."
    if len(value) > most:
        return f"Write at most {most} characters ({len(value) - most} too many)."
    if "\n" in value and not element.get("multiline"):
        return "Write this on one line."
    return None


def _number(element: Json, value: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+", value, re.ASCII):
        return "Write a number." if element["is_decimal_allowed"] else "Write a whole number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Write a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Write a number of at most {element['max_value']}."
    return None


def _email(_element: Json, value: str) -> str | None:
    return None if _EMAIL.fullmatch(value) else "Write an e-mail address."


def _url(_element: Json, value: str) -> str | None:
    return None if _URL.fullmatch(value) else "Write an address that begins with https://."


_CHECKS = {
    "plain_text_input": _text,
    "number_input": _number,
    "email_text_input": _email,
    "url_text_input": _url,
}


def _response_urls(stage: Stage, person: Person, view: View) -> list[Json]:
    """Hand out a response_url for each channel chosen in a select that asked for one."""
    found = []
    states = state_values(view.blocks, view.values)
    for block in view.blocks:
        element = block.get("element", {})
        if not element.get("response_url_enabled"):
            continue
        key = holds(element) or ""
        channel = states[block["block_id"]][element["action_id"]][key]
        if channel in stage.ws.channels:
            ticket = Ticket(person.id, channel, stage.ws.now())
            found.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel,
                    "response_url": payloads.response_url(stage.ws, ticket, "app"),
                }
            )
    return found
