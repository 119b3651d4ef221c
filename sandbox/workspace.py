"""The state of the workspace. It lives on one event loop: nothing locks, and no other thread writes it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.clock import Clock, SystemClock
from sandbox.faults import Faults
from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.mail.tray import Tray
from sandbox.manifest import Manifest
from sandbox.pace import Limits, Pace
from sandbox.world import Channel, Group, Kind, Person, World, dm_id

Json = dict[str, Any]


@dataclass(frozen=True)
class Tokens:
    """The secrets that the app would have got from Slack."""

    bot: str = "xoxb-sandbox"
    app: str = "xapp-sandbox"
    signing_secret: str = "sandbox-secret"  # noqa: S105 - a made-up secret for a made-up workspace
    verification: str = "sandbox-verification"


@dataclass
class File:
    """A file that the app announced; `content` comes after that, and `complete` is when it is shown somewhere."""

    id: str
    name: str
    length: int
    title: str = ""
    content: bytes | None = None
    complete: bool = False


@dataclass
class Message:
    """One message; `only_for` makes it ephemeral, `chosen` is what each person picked in its menus."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    only_for: str | None = None
    edited_at: str | None = None
    by_app: bool = True
    attachments: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    chosen: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)
    files: list[File] = field(default_factory=list)


@dataclass
class View:
    """A modal or a Home. `raw` is what the app sent, with ids filled in; `values` is what was typed."""

    id: str
    owner: str
    raw: Json
    hash: str
    root: str
    previous: str | None = None
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    busy: bool = False

    @property
    def blocks(self) -> list[Json]:
        """Return the view's blocks."""
        blocks: list[Json] = self.raw["blocks"]
        return blocks


@dataclass
class Screen:
    """What only one person sees: open modals (last on top), toasts, and how far they have read."""

    version: int = 1
    modals: list[View] = field(default_factory=list)
    toasts: list[Json] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


async def _nothing() -> None:
    """Do nothing: nobody has to hear of faults yet."""


class Workspace:
    """Everything that can change while the sandbox runs."""

    def __init__(
        self,
        world: World,
        manifest: Manifest,
        tokens: Tokens | None = None,
        *,
        clock: Clock | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.world = world
        self.manifest = manifest
        self.tokens = tokens or Tokens()
        self.clock = clock or SystemClock()
        self.journal = Journal()
        self.pace = Pace(limits or Limits())
        self.base_url = "http://127.0.0.1"
        self.closed = asyncio.Event()  # set when the sandbox stops: nobody waits any longer
        self.ids = Ids()
        self.faults = Faults()
        self.after_faults: Callable[[], Awaitable[None]] = _nothing  # called when faults were switched on or off
        self.tray = Tray()
        self.mail_url: str | None = None  # where the app's mail goes, once somebody listens there
        self.emit: Callable[[str, Json], None] = lambda _kind, _event: None
        self.screens: dict[str, Screen] = {}
        self.background: set[asyncio.Task[Any]] = set()  # events and late answers under way
        self.fill()

    def fill(self) -> None:
        """Put everything back as the world file has it; screens keep counting, so that pages notice."""
        for task in self.background:
            task.cancel()
        self.team, self.app = self.world.team, self.world.app
        self.people: dict[str, Person] = {person.id: person for person in self.world.people}
        self.groups: dict[str, Group] = {group.id: group for group in self.world.groups}
        self.channels: dict[str, Channel] = {channel.id: channel for channel in self.world.channels}
        self.messages: dict[str, list[Message]] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.tray.clear()
        self.ids.triggers.clear()
        self.ids.tickets.clear()
        self.faults.waiting.clear()
        self.pace.clear()
        self.journal.clear()
        for person in self.people.values():
            self.add_dm(person)
            screen = self.screen(person.id)
            screen.modals, screen.toasts, screen.read = [], [], {}
        self.touch(self.people)

    def now(self) -> float:
        """Return the sandbox's time in seconds since 1970."""
        return self.clock.now()

    def new_ts(self) -> str:
        """Return a fresh message timestamp."""
        return self.ids.timestamp(self.now())

    def add_dm(self, person: Person) -> None:
        """Give a person of this organisation their direct conversation with the app."""
        if person.kind is not Kind.OUTSIDE:
            dm = Channel(dm_id(person.id), "directmessage", (person.id,), private=True, dm_with=person.id)
            self.channels.setdefault(dm.id, dm)

    def screen(self, person: str) -> Screen:
        """Return a person's screen."""
        return self.screens.setdefault(person, Screen())

    def touch(self, people: Iterable[str]) -> None:
        """Note that these people's screens changed, and wake whoever waits for that."""
        for person in people:
            screen = self.screen(person)
            screen.version += 1
            screen.changed.set()
            screen.changed = asyncio.Event()

    def toast(self, person: str, text: str, level: str = "error") -> None:
        """Show a short notice to one person; the last five stay."""
        screen = self.screen(person)
        screen.toasts = [*screen.toasts[-4:], {"id": self.ids.short(), "level": level, "text": text}]
        self.touch([person])

    def broke(self, rule: str, message: str, **facts: Any) -> None:
        """Record that the app broke one of Slack's rules."""
        self.journal.note("rules", self.now(), rule=rule, message=message, **facts)

    def viewers(self, channel: Channel) -> list[str]:
        """Return who can see a channel."""
        return [person for person in channel.members if person in self.people]

    def places_of(self, person: str) -> list[Channel]:
        """Return the channels and the direct conversation that a person sees."""
        return [channel for channel in self.channels.values() if person in channel.members]

    def change_channel(self, channel: Channel, **changes: Any) -> Channel:
        """Replace a channel by a changed copy and tell everybody who saw or sees it."""
        changed = replace(channel, **changes)
        self.channels[channel.id] = changed
        self.touch({*channel.members, *changed.members} & set(self.people))
        return changed

    def has_scope(self, *scopes: str) -> bool:
        """Say whether the app was granted all of these scopes."""
        return set(scopes) <= set(self.manifest.scopes)
