"""Reading what Slack sends: who, where, and what they typed or chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, in which workspace, and which organisation Slack says they belong to."""

    workspace: str
    slack_id: str
    home_team: str

    @property
    def is_from_elsewhere(self) -> bool:
        """Tell whether this is a person of another organisation, in a shared channel."""
        return bool(self.home_team) and self.home_team != self.workspace


def actor(body: Body) -> Actor:
    """Read the acting person from a command, an action, a shortcut or a submitted form."""
    user = body.get("user")
    if isinstance(user, Mapping):
        workspace = (body.get("team") or {}).get("id") or user.get("team_id") or ""
        # In an Enterprise organisation people of one company have different home workspaces: Slack is asked then.
        home = "" if body.get("enterprise") else user.get("team_id") or ""
        return Actor(str(workspace), str(user.get("id", "")), str(home))
    return Actor(str(body.get("team_id") or ""), str(body.get("user_id") or ""), "")


def writer(body: Body) -> Actor:
    """Read who wrote the message that an event tells of.

    In channels shared with another organisation, Slack says of each message whose it is
    (https://docs.slack.dev/apis/slack-connect).
    """
    event = body.get("event") or {}
    home = event.get("user_team") or event.get("source_team") or event.get("team") or ""
    # In an Enterprise organisation people of one company have different home workspaces: Slack is asked then.
    home = "" if body.get("enterprise_id") else home
    return Actor(str(body.get("team_id") or ""), str(event.get("user") or ""), str(home))


def click_key(body: Body) -> str:
    """Return Slack's own id of a click: the same when Slack sends it again, another when it is pressed again."""
    action = body["actions"][0]
    return f"click:{action.get('action_ts', '')}:{body['user']['id']}:{action.get('action_id', '')}"


def form_key(body: Body) -> str:
    """Return Slack's own id of a form: one form is submitted once, however often its button is pressed."""
    return f"form:{body['view']['id']}"


def button_value(body: Body) -> str:
    """Return the value of the button that was pressed; without NUL, which no text of ours holds and no id either."""
    return str(body["actions"][0].get("value") or "").replace("\x00", "")


def typed(view: Body, block_id: str) -> str:
    """Return what stands in a text field; "" where it is empty."""
    return str(_state(view, block_id).get("value") or "")


def chosen(view: Body, block_id: str) -> str:
    """Return the value of the option that is chosen; "" where none is."""
    return str((_state(view, block_id).get("selected_option") or {}).get("value") or "")


def all_chosen(view: Body, block_id: str) -> tuple[str, ...]:
    """Return the values of all options that are chosen, in the order in which they were."""
    options = _state(view, block_id).get("selected_options") or ()
    return tuple(str(option.get("value") or "") for option in options if isinstance(option, Mapping))


def is_ticked(view: Body, block_id: str) -> bool:
    """Tell whether the one box of a field is ticked."""
    return bool(all_chosen(view, block_id))


def picked_date(view: Body, block_id: str) -> date | None:
    """Return the day that is picked; None where none is, or none that a calendar has."""
    try:
        return date.fromisoformat(str(_state(view, block_id).get("selected_date") or ""))
    except ValueError:
        return None


def picked_clock(view: Body, block_id: str) -> time | None:
    """Return the time of day that is picked; None where none is, or none that a clock has."""
    try:
        return time.fromisoformat(str(_state(view, block_id).get("selected_time") or "")).replace(tzinfo=None)
    except ValueError:
        return None


def chosen_person(view: Body, block_id: str) -> str:
    """Return the Slack id of the person who is chosen; "" where nobody is."""
    return str(_state(view, block_id).get("selected_user") or "")


def chosen_channels(view: Body, block_id: str) -> tuple[str, ...]:
    """Return the ids of all conversations that are chosen, in the order in which they were."""
    found = _state(view, block_id).get("selected_conversations") or ()
    return tuple(one for one in found if isinstance(one, str))


def picked_time(view: Body, block_id: str) -> datetime | None:
    """Return the day and time that is picked, in UTC; None where none is, or none that a calendar has."""
    seconds = _state(view, block_id).get("selected_date_time")
    if not isinstance(seconds, int):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _state(view: Body, block_id: str) -> Body:
    for name, fields in view.get("state", {}).get("values", {}).items():
        if is_field(name, block_id):
            return fields.get("value") or {}
    return {}


def is_field(name: str, block_id: str) -> bool:
    """Tell whether a block is this field: its id, or its id and a mark that made Slack forget what stood in it."""
    return name == block_id or name.startswith(f"{block_id}~")
