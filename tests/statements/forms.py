"""Short ways through the form for statements, as a person takes them in Slack."""

from typing import Any

from bot.statements import wording
from sandbox.states import state_values
from tests.support.doors import Answer, Doors, typed_state
from tests.support.house import SAM

DRAFT = "System Upgrade to Version 999 as of March 31"

# What stands in the form once it is filled in.
FIRST: dict[str, Any] = {
    wording.AUDIENCE: "Finance",
    wording.OUTCOME: "Close the month from home",
    wording.HAPPENS: "The ledger moves to the new system.",
    wording.DAY: "2026-03-31",
    wording.START: "18:00",
    wording.UNTIL: "20:00",
    wording.MUST_DO: "Send your corrections",
    wording.DO_BY: "2026-03-27",
    wording.ASK_WHOM: "The finance desk, 4711",
}


def given(typed: dict[str, Any]) -> dict[str, Any]:
    """Return what is typed into fields of several sorts, for a call that takes any."""
    return typed


def statement(doors: Doors, text: str = "", by: str = SAM) -> Answer:
    """Type `/statement` and these words."""
    return doors.command(text, by=by, command="/statement")


def opened(doors: Doors, text: str = f"new {DRAFT}", by: str = SAM) -> dict[str, Any]:
    """Type `/statement` and these words, and return the modal that opens."""
    assert statement(doors, text, by) == Answer(200, None)
    return doors.modal(by)


def submit(doors: Doors, view: dict[str, Any], by: str = SAM, **typed: Any) -> Answer:
    """Submit a step with these fields changed, each by its name without what its id has behind it."""
    return doors.submit(view, by=by, **ids(view, typed))


def ids(view: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """Return what is typed by the ids that the fields have in this view."""
    known = {one["block_id"].partition("~")[0]: one["block_id"] for one in view["blocks"] if one["type"] == "input"}
    return {known[name]: value for name, value in typed.items()}


def step_two(doors: Doors, by: str = SAM, **typed: Any) -> dict[str, Any]:
    """Fill in the first step and return the second, as Slack would send it."""
    view = opened(doors, by=by)
    return as_sent(view, submit(doors, view, by, **FIRST | typed))


def as_sent(before: dict[str, Any], answer: Answer) -> dict[str, Any]:
    """Return the view that a form turned into: Slack keeps its id."""
    return {"id": before["id"], "private_metadata": "", **answer.view}


def step_three(doors: Doors, by: str = SAM, **typed: Any) -> dict[str, Any]:
    """Fill in both steps and return the preview."""
    view = step_two(doors, by)
    return as_sent(view, submit(doors, view, by, **{wording.SUBJECT: "Close the month from home"} | typed))


def held(view: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in the fields of a form as it was drawn, by name."""
    found: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            initial = next((element[key] for key in element if key.startswith("initial_")), None)
            found[block["block_id"].partition("~")[0]] = initial["value"] if isinstance(initial, dict) else initial
    return found


def in_form(doors: Doors, view: dict[str, Any], label: str, by: str = SAM, **typed: Any) -> Answer:
    """Press a button of the form with these fields changed, as Slack sends it: with all that stands in the form."""
    return doors.push(view, label, by, view=filled(view, **typed))


def filled(view: dict[str, Any], **typed: Any) -> dict[str, Any]:
    """Return a view with its state: as it was drawn, with these fields changed."""
    values = state_values(view["blocks"], {})
    for block_id, value in ids(view, typed).items():
        values[block_id]["value"] |= typed_state(values[block_id]["value"], value)
    return view | {"state": {"values": values}}


def close(doors: Doors, view: dict[str, Any], by: str = SAM, **typed: Any) -> Answer:
    """Close the form with these fields changed."""
    return doors.send_form(filled(view, **typed), by, type="view_closed", is_cleared=False)
