"""How far a push has come, and when the commander's list of it is out of date (PRODUCT.md, section 3 "Pushing")."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.deliveries.rules import Delivery, DeliveryStatus, Progress
from bot.incidents.rules import Incident
from bot.party_lines.rules import LineKind, LineStatus, PartyLine
from bot.party_lines.serving import Served, is_over, spoken
from bot.refusals import Refusal
from bot.topics.rules import Topic, together

# So many destinations are named; the others are counted.
MOST_NAMED = 25


@dataclass(frozen=True, slots=True)
class Reached:
    """Of how many destinations how many have what is said now; the rest waits, or failed for good."""

    total: int = 0
    done: int = 0
    failed: int = 0

    @property
    def waiting(self) -> int:
        """How many are still to be reached."""
        return self.total - self.done - self.failed


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a push has come. `stuck` names some of those that are not reached: the failed ones first."""

    channels: Reached
    people: Reached
    stuck: tuple[Delivery, ...] = ()

    @property
    def waiting(self) -> int:
        """How many destinations are still to be reached."""
        return self.channels.waiting + self.people.waiting

    @property
    def failed(self) -> int:
        """How many destinations will not be reached unless somebody mends something."""
        return self.channels.failed + self.people.failed


@dataclass(frozen=True, slots=True)
class Push:
    """A version that was pushed, and the topics it is about. `newer` is the one that has replaced it, where one has."""

    line: PartyLine
    incident: Incident
    topics: tuple[Topic, ...]
    newer: PartyLine | None = None

    @property
    def title(self) -> str:
        """Name what it is about, as it begins a line on the screen."""
        return together(self.topics)

    @property
    def is_said(self) -> bool:
        """Tell whether it is the version that everybody is told, or is told to say something else in place of."""
        return self.line.status is LineStatus.LIVE


def said_by(push: Push, now: datetime) -> Served:
    """Return what a version that `is_said` has people say now."""
    kind = LineKind.HOLDING if is_over(push.line, now) else push.line.kind
    topic, *also = push.topics
    return Served(kind, topic, spoken(push.line, now), push.line, push.incident, tuple(also))


@dataclass(frozen=True, slots=True)
class Following:
    """Topics that somebody follows, or does not any more; `changed` says whether that is new."""

    topics: tuple[Topic, ...]
    follows: bool
    changed: bool


class NoSuchPush(Refusal):
    """A button of something that is gone, or never was."""

    def __init__(self) -> None:
        super().__init__("That version is not there any more. Type /partyline list to see what is said now.")


class Replaced(Refusal):
    """What would be sent again is not said any more."""

    def __init__(self, push: Push) -> None:
        newer = f" by version {push.newer.number}, which has a list of its own" if push.newer else ""
        super().__init__(f"Version {push.line.number} was replaced{newer}. Nothing was sent again.")


_WORST = (DeliveryStatus.FAILED, DeliveryStatus.WAITING, DeliveryStatus.SENDING, DeliveryStatus.SENT)


def by_destination(found: Iterable[Delivery]) -> list[Delivery]:
    """Return one delivery a destination: the one that stands worst. What was dropped counts for nothing."""
    worst: dict[str, Delivery] = {}
    for one in found:
        known = worst.get(one.destination, one)
        if one.status in _WORST and _WORST.index(one.status) <= _WORST.index(known.status):
            worst[one.destination] = one
    return list(worst.values())


def count(statuses: Mapping[DeliveryStatus, int]) -> Reached:
    """Count what is reached; what was dropped counts for nothing."""
    numbers = [statuses.get(status, 0) for status in _WORST]
    return Reached(sum(numbers), statuses.get(DeliveryStatus.SENT, 0), statuses.get(DeliveryStatus.FAILED, 0))


def how_far(cards: Iterable[Delivery], notes: Iterable[Delivery], people: Progress) -> HowFar:
    """Put together how far a push has come: a channel is reached when its card and the note below it are."""
    channels = by_destination([*cards, *notes])
    statuses = Counter(one.status for one in channels)
    not_reached = [one for one in channels if one.status is not DeliveryStatus.SENT]
    stuck = sorted([*not_reached, *people.troubled], key=_urgency)
    return HowFar(count(statuses), count(people.counts), tuple(stuck[:MOST_NAMED]))


def _urgency(one: Delivery) -> tuple[bool, bool]:
    """Failed ones come first, then what waits for a reason, then what waits for its turn."""
    return one.status is not DeliveryStatus.FAILED, not one.reason


def named(topics: Iterable[Topic], incident: Incident) -> tuple[Topic, ...]:
    """Return the topics of an incident; where none is left, one that goes by the incident's title."""
    return tuple(topics) or (Topic("", incident.title),)
