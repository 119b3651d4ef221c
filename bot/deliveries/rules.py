"""What a delivery is, what can become of sending it, and when to try again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, Protocol

# A courier that died holds its row no longer than this; one that is alive does not post when it is nearly over.
LEASE = timedelta(seconds=60)
# The courier's client gives up after 20 s (bot/slack/client.py), and then the outcome has to be noted.
SLOWEST_CALL = timedelta(seconds=25)
# All paces stay 1% under Slack's limits (https://docs.slack.dev/apis/web-api/rate-limits).
UNDER = 1.01
# Who comes to a slot no later than this keeps the timetable; after a longer pause, a new one begins.
LATE = timedelta(milliseconds=250)
# Slack is tried at least so often while it has trouble: when it is back, everybody soon has what waited …
SLOWEST_RETRY = timedelta(seconds=30)
# … and what somebody has to mend first, this often.
SLOWEST_MENDED = timedelta(minutes=5)
# After an attempt of which nobody knows whether Slack took it: how long until its message shows if it did …
SETTLE = timedelta(seconds=5)
# … and when to look once more for one that came even later, beside ours.
LOOK_AGAIN = timedelta(minutes=2)
# How much later than the message above it one is tried that goes into its thread.
BELOW = timedelta(seconds=1)
# A mail server that said "not now" is asked again so much later, then twice that, and so on, at most so much.
MAIL_PAUSE, SLOWEST_MAIL = timedelta(minutes=1), timedelta(minutes=30)
# Why a mail is not sent again by itself, though nobody knows whether it went.
UNKNOWN = (
    "unknown: the mail server's answer was lost, so it may have arrived or not. "
    "Ask somebody who would have it, and send it again only if they do not"
)

# How often the list is brought up to date while a push goes on …
EVERY = timedelta(seconds=3)
# … and how long after the last delivery it is once more: what was being noted while the list was written is in then.
SETTLED = timedelta(seconds=5)
# For how long after the list was last written somebody looks whether more has come of a push.
WATCHED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many calls a second Slack takes from us: in a whole workspace, and in one channel or to one person."""

    workspace_a_second: float = 5.0
    channel_a_second: float = 1.0

    @property
    def gap(self) -> timedelta:
        """Return how far apart two calls in a workspace are kept."""
        return timedelta(seconds=UNDER / self.workspace_a_second)

    @property
    def channel_gap(self) -> timedelta:
        """Return how far apart two messages in a channel are kept."""
        return timedelta(seconds=UNDER / self.channel_a_second)


class Priority(IntEnum):
    """What goes first when much is due."""

    FIRST = 0  # somebody waits for it to decide or to act: approval cards, reminders, the commander's list
    CHANNELS = 1
    PEOPLE = 2
    TIDYING = 3  # older messages, brought up to date


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one destination: a channel, a person, or a mail address.

    `ref` names what it is about, for the letter that writes it. `wanted` counts how often it was asked for, `sent`
    up to which of those the destination has it: a message that stands is edited in place, at its `channel` and `ts`.
    `unclear_since` is when the first attempt to post it began of which nobody knows whether Slack took it; where it
    stands, when the last such attempt to edit it did. `thread` is the `ts` of the message under which it goes. `holder`
    names one courier's hold on it while it is being sent.

    Of mail, `ts` is what names it in its Message-ID once it went, and `unclear_since` when the final dot was about to
    be sent, where nobody knows what the mail server made of that.
    """

    workspace: str
    id: str
    kind: str
    ref: str
    destination: str
    wanted: int
    sent: int
    status: DeliveryStatus
    attempts: int
    due_at: datetime
    channel: str
    ts: str
    reason: str
    changed_at: datetime
    unclear_since: datetime | None = None
    thread: str = ""
    holder: str = ""

    @property
    def is_unknown(self) -> bool:
        """Tell whether it is mail that may have arrived: only a person lets it be sent again."""
        failed = self.status is DeliveryStatus.FAILED
        return failed and self.unclear_since is not None and is_mail(self.destination)

    @property
    def is_to_be_looked_for(self) -> bool:
        """Tell whether it may stand in Slack without our knowing where."""
        return not self.ts and self.unclear_since is not None

    @property
    def overwritten_until(self) -> datetime | None:
        """Return until when an older edit may come after the one that was sent last; None where none is left."""
        if self.unclear_since is None or self.status is not DeliveryStatus.SENT:
            return None
        return self.unclear_since + LOOK_AGAIN

    @property
    def calls(self) -> int:
        """Return how many calls to Slack sending it takes: a look before it posts, and finding a person's channel."""
        looks = 0 if not self.is_to_be_looked_for else 2 if self.destination[:1] in "UW" else 1
        return looks + 1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a push has come.

    `counts` has every status. `troubled` is what failed, and what waits with a reason: newest first, at most 50.
    """

    counts: Mapping[DeliveryStatus, int]
    troubled: tuple[Delivery, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What to post: the text that notifications and screen readers use, and blocks.

    `below` names another delivery to the same place (kind and ref), in whose thread it goes: it waits until that one
    stands, and is dropped where that one never will. With `only_edit`, it is dropped where nothing stands yet.
    """

    text: str
    blocks: Sequence[Mapping[str, Any]]
    below: tuple[str, str] | None = None
    only_edit: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """What to send by mail: the subject, and the body as plain text and as HTML.

    `at` is its date, the same at each attempt. `list_name` names those whom it goes to, for people who sort their mail
    by that. `answers` is the ref of an earlier mail of this kind to the same address, below which it is shown.
    """

    subject: str
    plain: str
    html: str
    at: datetime
    list_name: str
    answers: str = ""


def is_mail(destination: str) -> bool:
    """Tell whether a destination is a mail address; else it is a channel or a person in Slack."""
    return "@" in destination


# A letter writes what a delivery says from the current state when it is sent, or None to drop it: a Message to Slack …
Letter = Callable[[Any, str, str, datetime], Message | None]
# … and a Mail to a mail address.
MailLetter = Callable[[Any, str, str, datetime], Mail | None]


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has it, at this channel and `ts`."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: `reason` in words for people, and how long Slack asked us to wait, where it did."""

    reason: str
    wait: timedelta | None = None
    # Somebody has to mend something first (invite the bot, renew a token): no use in trying every second.
    needs_mending: bool = False
    # Slack may have done it all the same: it did not answer, or not with a refusal.
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """Slack will not take it, however often it is tried. `gone`: the message that was to be edited is not there."""

    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Dropped:
    """It is not to be sent any more; `reason` may be empty."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotYet:
    """It has to wait until then, for no trouble of its own."""

    until: datetime


Outcome = Sent | Later | Never | Dropped | NotYet


@dataclass(frozen=True, slots=True)
class Lost:
    """The mail server had all of it, and its answer to that did not come: it may have taken it or not."""


MailOutcome = Sent | Later | Never | Lost


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands at a destination under one key: the channel, and every message's `ts`, oldest first.

    Empty where the bot has no permission to read there: then nothing is known, and it posts.
    """

    channel: str = ""
    standing: tuple[str, ...] = ()


class Postman(Protocol):
    """What the courier asks of Slack. Nothing here retries by itself."""

    def post(self, destination: str, ts: str, message: Message, key: str, thread: str = "") -> Sent | Later | Never:
        """Post a message that carries `key` unseen, in a `thread` where one is given, or edit the one at `ts`."""

    def look(self, destination: str, key: str, since: datetime, thread: str = "") -> Looked | Later:
        """Find what stands at a destination, or in one of its threads, under a key, posted since then."""

    def take_back(self, channel: str, ts: str) -> Later | None:
        """Delete a message of our own; None when it is gone."""


class MailPostman(Protocol):
    """What the courier asks of a mail server. Nothing here retries by itself."""

    def send(self, mail: Mail, to: str, key: str, answers: str, going: Callable[[], bool]) -> MailOutcome:
        """Send a mail to one address; `key` names it in its Message-ID, `answers` is the key of an earlier mail or "".

        `going` is called right before the final dot, which alone makes the mail the server's: where it says False, or
        raises, there is no dot. The outcome's `ts` is the key.
        """


def next_mail_try(attempts: int, outcome: Later) -> timedelta:
    """Tell how long to wait: what the mail server put off longer each time, what is not mended as in `next_try`."""
    if outcome.wait is not None:
        return min(outcome.wait * (1 << min(attempts - 1, 12)), SLOWEST_MAIL)
    return next_try(attempts, outcome)


def next_try(attempts: int, outcome: Later) -> timedelta:
    """Tell how long to wait: as Slack asked, else 2, 4, 8 … up to 30 seconds; five minutes for what is not mended."""
    if outcome.wait is not None:
        return outcome.wait
    if outcome.needs_mending:
        return SLOWEST_MENDED if attempts > 3 else timedelta(seconds=15)
    pause = min(timedelta(seconds=2 ** min(attempts, 12)), SLOWEST_RETRY)
    return max(SETTLE, pause) if outcome.unclear else pause


def next_slot(free_at: datetime | None, now: datetime, gap: timedelta) -> datetime:
    """Tell when the slot after one taken `now` begins; `free_at` is when this one began.

    Who comes a little late keeps the timetable, so that lateness does not add up.
    """
    began = now if free_at is None or free_at < now - LATE else free_at
    return began + gap


def stale_since(written_at: datetime, now: datetime) -> datetime | None:
    """Return after which moment nothing may have come of what a list tells, asked for at `written_at`, for it to stand.

    None while it stands anyway: it is not written more often than every three seconds. Deliveries are noted by several
    couriers, each by its own clock, and what is being noted may not be seen yet: so once all has had the time to
    settle, what came shortly before the list counts as well, and the list is written once more.
    """
    if now < written_at + EVERY:
        return None
    return written_at - SETTLED if now >= written_at + SETTLED else written_at
