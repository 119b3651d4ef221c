"""What every act needs: the workspace, the way to the app, and small questions about who may do what."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from sandbox.bot import Ack, Bot
from sandbox.events import Events
from sandbox.refusals import RefusedError
from sandbox.workspace import Json, View, Workspace
from sandbox.world import Channel, Kind, Person


@dataclass
class Stage:
    """The workspace and the app; `last` can send each person's last payload once more."""

    ws: Workspace
    bot: Bot
    events: Events
    last: dict[str, Callable[[], Awaitable[Json]]] = field(default_factory=dict)


async def caused(stage: Stage, act: Callable[[], object], person: Person | None = None) -> None:
    """Do something, wait until the app has heard of it once, and keep it as this person's last payload."""
    sent = stage.events.caused_by(act)

    async def again() -> Json:
        await stage.events.repeat([one.body for one in sent])
        return {}

    if sent and person:
        stage.last[person.id] = again
    if sent:
        await asyncio.wait([one.first for one in sent])


def somebody(stage: Stage, person_id: object) -> Person:
    """Return the person who acts; raises RefusedError."""
    person = stage.ws.people.get(str(person_id))
    if person is None:
        raise RefusedError("unknown_person", f"Nobody here has the id {person_id}.")
    if not person.active:
        raise RefusedError("deactivated", f"{person.real_name} is deactivated and cannot do anything.")
    return person


def place(stage: Stage, person: Person, channel_id: object) -> Channel:
    """Return a channel that this person is in; raises RefusedError."""
    channel = stage.ws.channels.get(str(channel_id))
    if channel is None or person.id not in channel.members:
        raise RefusedError("unknown_channel", f"{person.real_name} sees no channel {channel_id}.")
    return channel


def at_home(person: Person, what: str) -> None:
    """Refuse people of another organisation what only our own people have."""
    if person.kind is Kind.OUTSIDE:
        raise RefusedError("outside", f"People of another organisation have no {what} here.")


def top_view(stage: Stage, person: Person, view_id: object) -> View:
    """Return the modal on top of this person's stack, if that is the one meant; raises RefusedError."""
    stack = stage.ws.screen(person.id).modals
    if not stack or stack[-1].id != view_id:
        raise RefusedError("unknown_view", "That window is not open, or another one is on top of it.")
    return stack[-1]


def word(body: Json, key: str) -> str:
    """Return a piece of text from what was asked; raises RefusedError when it is not there."""
    value = body.get(key)
    if not isinstance(value, str) or not value:
        raise RefusedError("invalid_request", f"`{key}` is missing")
    return value


def trouble(ack: Ack) -> RefusedError:
    """Return what a person is told when the app did not answer a click or a form."""
    text = "The app did not answer in time." if ack.error == "operation_timeout" else "The app could not be reached."
    return RefusedError(ack.error or "trouble", f"We had some trouble connecting. {text} Try again?")
