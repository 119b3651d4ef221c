"""What an input holds: its state as Slack writes it down, before and after somebody chose or typed.

Shapes: docs.slack.dev/reference/interaction-payloads/view-interactions-payload.
"""

from collections.abc import Callable, Iterator
from datetime import date, time
from typing import Any

Json = dict[str, Any]
Values = dict[str, dict[str, Json]]

# element type: (key of the state, what it holds when empty, key of the element that sets it at first)
_HOLDS: dict[str, tuple[str, Any, str]] = {
    "plain_text_input": ("value", None, "initial_value"),
    "number_input": ("value", None, "initial_value"),
    "email_text_input": ("value", None, "initial_value"),
    "url_text_input": ("value", None, "initial_value"),
    "rich_text_input": ("rich_text_value", None, "initial_value"),
    "static_select": ("selected_option", None, "initial_option"),
    "external_select": ("selected_option", None, "initial_option"),
    "radio_buttons": ("selected_option", None, "initial_option"),
    "multi_static_select": ("selected_options", [], "initial_options"),
    "multi_external_select": ("selected_options", [], "initial_options"),
    "checkboxes": ("selected_options", [], "initial_options"),
    "users_select": ("selected_user", None, "initial_user"),
    "multi_users_select": ("selected_users", [], "initial_users"),
    "conversations_select": ("selected_conversation", None, "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", [], "initial_conversations"),
    "channels_select": ("selected_channel", None, "initial_channel"),
    "multi_channels_select": ("selected_channels", [], "initial_channels"),
    "datepicker": ("selected_date", None, "initial_date"),
    "timepicker": ("selected_time", None, "initial_time"),
    "datetimepicker": ("selected_date_time", None, "initial_date_time"),
}


def holds(element: Json) -> str | None:
    """Return the key under which this element's state keeps its value; None for buttons and the like."""
    found = _HOLDS.get(element.get("type", ""))
    return found[0] if found else None


def initial(element: Json) -> Json:
    """Return the state of an element that nobody has touched."""
    key, empty, source = _HOLDS[element["type"]]
    value = element.get(source, empty)
    if element["type"] in {"plain_text_input", "number_input"} and value is not None:
        value = str(value)
    return {"type": element["type"], key: value}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield every (block, interactive element)."""
    for block in blocks:
        if block["type"] == "input":
            yield block, block["element"]
        elif block["type"] == "section" and "accessory" in block:
            yield block, block["accessory"]
        elif block["type"] == "actions":
            for element in block["elements"]:
                yield block, element


def state_values(blocks: list[Json], values: Values) -> Values:
    """Return the state of every element that has one: what was chosen, else what it began with."""
    found: Values = {}
    for block, element in elements(blocks):
        if holds(element) is None:
            continue
        known = values.get(block["block_id"], {}).get(element["action_id"])
        state = known if known and known["type"] == element["type"] else initial(element)
        found.setdefault(block["block_id"], {})[element["action_id"]] = state
    return found


def find_element(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    """Return the block and element with these ids."""
    return next(
        (
            (block, element)
            for block, element in elements(blocks)
            if block["block_id"] == block_id and element.get("action_id") == action_id
        ),
        None,
    )


def options_of(element: Json) -> list[Json]:
    """Return all options of a select, grouped or not."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def chosen(element: Json, state: Json) -> Json:
    """Return a full state from what a page or a driver sent; raises ValueError saying what cannot be."""
    key = holds(element)
    if key is None:
        raise ValueError(f"a {element['type']} holds nothing")
    if state.get("type", element["type"]) != element["type"] or set(state) - {"type", key, "timezone"}:
        raise ValueError(f"the state of a {element['type']} has the keys type and {key}")
    value = state.get(key, _HOLDS[element["type"]][1])
    if element["type"] in {"static_select", "radio_buttons"} and value is not None:
        value = _offered(element, value)
    if element["type"] in {"multi_static_select", "checkboxes"}:
        value = [_offered(element, one) for one in value or []]
    if element["type"].endswith("text_input") and value == "":
        value = None
    shape = _SHAPES.get(element["type"])
    if shape and value is not None and not shape(value):
        raise ValueError(f"{value!r} is nothing that a {element['type']} can hold")
    return {"type": element["type"], key: value}


def _is_date(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_time(value: object) -> bool:
    try:
        return isinstance(value, str) and time.fromisoformat(value).strftime("%H:%M") == value
    except ValueError:
        return False


def _is_moment(value: object) -> bool:
    """Say whether this is a Unix time of ten digits, as Slack's pickers give it."""
    return isinstance(value, int) and not isinstance(value, bool) and 1_000_000_000 <= value <= 9_999_999_999


_SHAPES: dict[str, Callable[[object], bool]] = {
    "datepicker": _is_date,
    "timepicker": _is_time,
    "datetimepicker": _is_moment,
}


def _offered(element: Json, value: object) -> Json:
    wanted = value.get("value") if isinstance(value, dict) else value
    for option in options_of(element):
        if option["value"] == wanted:
            return option
    raise ValueError(f"{wanted!r} is not among the options")
