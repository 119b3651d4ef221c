"""Everything that Slack hands out for a while: ids, triggers that open a modal, and response URLs."""

import secrets
from dataclasses import dataclass, field

TICKET_LIFE = 30 * 60.0  # seconds
TICKET_USES = 5
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass
class Trigger:
    """A trigger_id: it opens one modal, and soon; `view` is where it was pressed."""

    person: str
    born: float
    view: str | None = None
    used: bool = False


@dataclass
class Ticket:
    """What stands behind a response_url. `original` is the message that was pressed, if one was."""

    person: str
    channel: str
    born: float
    original: str | None = None
    thread_ts: str | None = None
    uses: int = 0


@dataclass
class Ids:
    """Counters and the things that were handed out."""

    triggers: dict[str, Trigger] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    sockets: set[str] = field(default_factory=set)
    _count: int = 0
    _last_micros: int = 0

    def short(self) -> str:
        """Return a block_id or action_id such as Slack makes up when none was given."""
        self._count += 1
        number, letters = self._count, ""
        for _ in range(5):
            number, rest = divmod(number, len(_LETTERS))
            letters = _LETTERS[rest] + letters
        return letters

    def long(self, letter: str) -> str:
        """Return an id such as V0000000A."""
        self._count += 1
        return f"{letter}{self._count:010X}"

    def timestamp(self, now: float) -> str:
        """Return a message timestamp: never the same twice, never going back."""
        self._last_micros = max(int(now * 1_000_000), self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def trigger(self, person: str, now: float, view: str | None = None) -> str:
        """Hand out a trigger_id."""
        self._count += 1
        name = f"{int(now)}.{self._count}.{secrets.token_hex(16)}"
        self.triggers[name] = Trigger(person, now, view)
        return name

    def ticket(self, ticket: Ticket) -> str:
        """Hand out the secret part of a response_url."""
        name = secrets.token_urlsafe(18)
        self.tickets[name] = ticket
        return name

    def socket_ticket(self) -> str:
        """Hand out a ticket that opens one Socket Mode connection."""
        name = secrets.token_urlsafe(18)
        self.sockets.add(name)
        return name
