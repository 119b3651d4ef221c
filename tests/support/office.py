"""A house with a courier, and a stand-in for Slack that answers as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event

from bot.deliveries import flows
from bot.deliveries.courier import Courier
from bot.deliveries.rules import (
    Delivery,
    Later,
    Letter,
    Limits,
    Looked,
    Mail,
    MailLetter,
    MailPostman,
    Message,
    Never,
    Priority,
    Sent,
)
from bot.storage import Database
from tests.support.clock import HandClock
from tests.support.house import APPROVALS, TEAM

Outcome = Sent | Later | Never
MAILED_AT = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
# Where the workspace's own pace is not what a test is about.
HURRY = Limits(workspace_a_second=1e9)


@dataclass
class Slack:
    """Takes what is posted; `answers` are given in turn before everything is fine."""

    clock: HandClock
    answers: list[Outcome] = field(default_factory=list)
    posts: list[tuple[str, str, str, datetime]] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    # What really stands, by key: what an answer says and what was done may differ.
    standing: dict[str, list[str]] = field(default_factory=dict)
    does_it_anyway: bool = False
    looks: list[Looked | Later] = field(default_factory=list)
    looked_in: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)

    def post(self, destination: str, ts: str, message: Message, key: str, thread: str = "") -> Outcome:
        self.threads.append(thread)
        self.posts.append((destination, ts, message.text, self.clock()))
        new = ts or f"{len(self.posts)}.0"
        if not ts and (self.does_it_anyway or not self.answers):
            self.standing.setdefault(key, []).append(new)
        self.meanwhile()
        if self.answers:
            return self.answers.pop(0)
        # A message to a person stands in the channel of their own that Slack names in its answer.
        return Sent(destination.replace("U", "D", 1), new)

    def look(self, destination: str, key: str, _since: datetime, thread: str = "") -> Looked | Later:
        self.looked_in.append(thread)
        if self.looks:
            return self.looks.pop(0)
        return Looked(destination.replace("U", "D", 1), tuple(sorted(self.standing.get(key, ()))))

    def take_back(self, _channel: str, ts: str) -> Later | None:
        for known in self.standing.values():
            known[:] = [one for one in known if one != ts]
        return None

    @property
    def texts(self) -> list[str]:
        return [text for _, _, text, _ in self.posts]


@dataclass
class Office:
    """A house with a courier; texts are written when they are sent, and `below` makes notes replies to cards."""

    house: Database
    clock: HandClock
    slack: Slack
    texts: dict[str, str | None] = field(default_factory=dict)
    write: Callable[[str], Message | None] | None = None
    limits: Limits = HURRY
    below: tuple[str, str] | None = None
    only_edit: bool = False
    mail: MailPostman | None = None
    answers: str = ""

    def courier(self, database: Database | None = None, lanes: int = 1) -> Courier:
        letters: dict[str, Letter | MailLetter] = {
            "note": self.letter,
            "card": self.card,
            "mail": self.mail_letter,
        }
        return Courier(database or self.house, self.slack, letters, self.clock, self.limits, lanes, mail=self.mail)

    def letter(self, _tx: object, _workspace: str, ref: str, _now: datetime) -> Message | None:
        if self.write is not None:
            return self.write(ref)
        text = self.texts.get(ref, ref)
        return None if text is None else Message(text, [], self.below, self.only_edit)

    def mail_letter(self, _tx: object, _workspace: str, ref: str, _now: datetime) -> Mail | None:
        text = self.texts.get(ref, ref)
        return None if text is None else Mail(text, text, f"<p>{text}</p>", MAILED_AT, "Finance", self.answers)

    def card(self, _tx: object, _workspace: str, ref: str, _now: datetime) -> Message:
        return Message(f"card {ref}", [])

    def put(
        self, ref: str = "r1", *places: str, kind: str = "note", priority: Priority = Priority.FIRST, team: str = TEAM
    ) -> None:
        destinations = places or [APPROVALS]
        with self.house.transaction() as tx:
            flows.put(tx, team, kind=kind, ref=ref, destinations=destinations, now=self.clock(), priority=priority)

    def deliver(self, *couriers: Courier, seconds: float = 0) -> None:
        """Let couriers do what can be done now, and then for so long what comes due."""
        end = self.clock() + timedelta(seconds=seconds)
        while True:
            pauses = [courier.step() for courier in couriers]
            if timedelta(0) in pauses:
                continue
            if self.clock() >= end:
                return
            self.clock.tick(seconds=min(*pauses, end - self.clock()).total_seconds())

    def stands(self, ref: str = "r1", kind: str = "note") -> Delivery:
        with self.house.glance() as tx:
            [found] = flows.of(tx, TEAM, kind=kind, ref=ref)
        return found

    def due_in(self, ref: str = "r1") -> float:
        return (self.stands(ref).due_at - self.clock()).total_seconds()


class Enough(Event):
    """An event that a courier waits on, which stops it after so many pauses."""

    def __init__(self, stop: Event, pauses: int) -> None:
        super().__init__()
        self._stop, self._left = stop, pauses

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - nobody waits in a test
        self._left -= 1
        if self._left == 0:
            self._stop.set()
        return True
