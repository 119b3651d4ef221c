"""From what a person means ("Major", 15:00 as a moment, "Ada Okafor") to a state for the input."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.states import holds, options_of

Json = dict[str, Any]


class EnterError(ValueError):
    """The value does not fit the field; the text says what would."""


@dataclass(frozen=True)
class Names:
    """The ids of people and channels by their names in small letters; `tz` is the person's zone."""

    people: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    tz: str = "UTC"


def state_for(element: Json, value: Any, names: Names) -> Json:
    """Return the state that holds `value`; None empties, a ready state passes. Raises EnterError."""
    kind, key = element["type"], holds(element)
    if key is None:
        raise EnterError(f"a {kind} cannot be filled in")
    if isinstance(value, dict) and key in value:
        return {"type": kind, **value}
    if value is None:
        return {"type": kind, key: [] if key.endswith("s") else None}
    if key.endswith("s"):
        several = value if isinstance(value, list | tuple | set) else [value]
        return {"type": kind, key: [_one(element, key.removesuffix("s"), one, names) for one in several]}
    return {"type": kind, key: _one(element, key, value, names)}


def _one(element: Json, key: str, value: Any, names: Names) -> Any:
    match key:
        case "selected_option":
            return find_option(options_of(element), value) if options_of(element) else value
        case "selected_user":
            return _named(names.people, value, "person")
        case "selected_channel" | "selected_conversation":
            return _named(names.channels | names.people, value, "channel")
        case "selected_date":
            return value.isoformat() if isinstance(value, date) else str(value)
        case "selected_time":
            return str(value)[:5]
        case "selected_date_time":
            return _moment(value, names.tz)
        case "rich_text_value":
            return _rich(str(value))
    return str(value)


def find_option(options: Iterable[Json], wanted: Any) -> Json:
    """Return the option with this label or value; raises EnterError naming what there is."""
    known = list(options)
    text = str(wanted).strip().lower()
    for fits in (_same_value, _same_label, _label_begins):
        for option in known:
            if fits(option, text):
                return option
    raise EnterError(f"{wanted!r} is not offered; there is {', '.join(o['text']['text'] for o in known)}")


def _same_value(option: Json, text: str) -> bool:
    return str(option["value"]).lower() == text


def _same_label(option: Json, text: str) -> bool:
    return str(option["text"]["text"]).strip().lower() == text


def _label_begins(option: Json, text: str) -> bool:
    return str(option["text"]["text"]).strip().lower().startswith(text)


def _named(known: dict[str, str], value: Any, what: str) -> str:
    name = str(value).strip()
    if name in known.values():
        return name
    found = known.get(name.lstrip("@#").lower())
    if found is None:
        raise EnterError(f"no {what} is called {name!r}")
    return found


def _moment(value: Any, tz: str) -> int:
    if isinstance(value, int | float):
        return int(value)
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError as error:
        raise EnterError(f"{value!r} is not a date and time such as 2026-11-21T15:00") from error
    return int((moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(tz))).timestamp())


def _rich(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
