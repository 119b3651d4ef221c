"""What a delivery is, what can become of sending it, and when to try again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

# A courier that died holds its row no longer than this; one that is alive does not post when it is nearly over.
LEASE = timedelta(seconds=60)
# The courier's client gives up after 20 s (bot/slack/client.py), and then the outcome has to be noted.
SLOWEST_CALL = timedelta(seconds=25)
# One message a second and channel (https://docs.slack.dev/apis/web-api/rate-limits), 1% under the limit.
CHANNEL_PACE = timedelta(seconds=1.01)
SLOWEST_RETRY = timedelta(minutes=5)
# After an attempt of which nobody knows whether Slack took it: how long until its message shows if it did …
SETTLE = timedelta(seconds=5)
# … and when to look once more for one that came even later, beside ours.
LOOK_AGAIN = timedelta(minutes=2)


class DeliveryStatus(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one destination.

    `ref` names what it is about, for the letter that writes it. `wanted` counts how often it was asked for, `sent`
    up to which of those the destination has it: a message that stands is edited in place, at its `channel` and `ts`.
    `unclear_since` is when the first attempt began of which nobody knows whether Slack took it.
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
    unclear_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What to post: the text that notifications and screen readers use, and blocks."""

    text: str
    blocks: Sequence[Mapping[str, Any]]


# A letter writes a delivery's message from the current state when it is sent, or None to drop it.
Letter = Callable[[Any, str, str, datetime], Message | None]


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
    """Slack will not take it, however often it is tried."""

    reason: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands at a destination under one key: the channel, and every message's `ts`, oldest first.

    Empty where the bot has no permission to read there: then nothing is known, and it posts.
    """

    channel: str = ""
    standing: tuple[str, ...] = ()


class Postman(Protocol):
    """What the courier asks of Slack. Nothing here retries by itself."""

    def post(self, destination: str, ts: str, message: Message, key: str) -> Sent | Later | Never:
        """Post a message that carries `key` unseen, or edit the one that stands at `ts`."""

    def look(self, destination: str, key: str, since: datetime) -> Looked | Later:
        """Find what stands at a destination under a key, posted since then."""

    def take_back(self, channel: str, ts: str) -> Later | None:
        """Delete a message of our own; None when it is gone."""


def next_try(attempts: int, outcome: Later) -> timedelta:
    """Tell how long to wait: as Slack asked, else 1, 2, 4 … seconds up to five minutes."""
    if outcome.wait is not None:
        return outcome.wait
    if outcome.unclear:
        return max(SETTLE, min(timedelta(seconds=2 ** min(attempts, 12)), SLOWEST_RETRY))
    if outcome.needs_mending:
        return SLOWEST_RETRY if attempts > 3 else timedelta(seconds=15)
    return min(timedelta(seconds=2 ** min(attempts, 12)), SLOWEST_RETRY)
