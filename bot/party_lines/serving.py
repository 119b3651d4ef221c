"""Which line is served, and what an answer is (PRODUCT.md, section 3 "Never blank, never stale")."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.incidents.rules import CLOSING_ANSWERS_FOR, Incident, Severity
from bot.party_lines.rules import HOLDING, LineKind, PartyLine
from bot.topics.rules import Topic, together

# More than two full cards would push the first sentence off a phone's screen, and could pass Slack's limits.
MOST_CARDS = 2
# The list of everything current shows this many; Slack takes 50 blocks a message and each row is two.
MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Live:
    """A live line with the incident it is about, where there is one."""

    line: PartyLine
    incident: Incident | None


@dataclass(frozen=True, slots=True)
class Served:
    """The answer about a topic: which approved sentence, and which line it comes from.

    `kind` holding means that nobody should say the line's own sentence any more (`is_over`): `say` is then the
    approved sentence that takes its place.
    """

    kind: LineKind
    topic: Topic | None
    say: str
    line: PartyLine
    incident: Incident | None = None
    # Other topics that the same line answers about, where the answer is about several.
    also: tuple[Topic, ...] = ()

    @property
    def title(self) -> str:
        """Name what it is about, as it begins a line on the screen; "" for the default line."""
        return together(topic for topic in (self.topic, *self.also) if topic)

    @property
    def ref(self) -> str:
        """Name this answer for a button: its topic, and its incident where it is about one."""
        return f"{self.topic.id if self.topic else ''}/{self.incident.id if self.incident else ''}"


@dataclass(frozen=True, slots=True)
class Cards:
    """What to say, one card a topic and incident.

    `corrected` names topics that were not typed just so; `missing` are those asked about on which there is no line.
    """

    cards: tuple[Served, ...]
    corrected: tuple[str, ...] = ()
    missing: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class WhichOne:
    """Nothing matched clearly: at most five topics to choose from."""

    typed: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class NoLine:
    """There is no line on this. `default` is the workspace's default line; `topic` what it was about, if known."""

    typed: str
    default: PartyLine | None
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class Everything:
    """What IT says now: a row for each topic with something going on, the most urgent first.

    `more` counts the rows that are left out; `missing` are topics asked about on which there is no line.
    """

    rows: tuple[Served, ...]
    more: int = 0
    quiet_topics: tuple[str, ...] = ()
    missing: tuple[Topic, ...] = ()
    # Whether this is all that is going on, or what is said on the topics that were asked about.
    whole: bool = True


Answer = Cards | WhichOne | NoLine | Everything


_WEIGHT = {Severity.CRITICAL: 0, Severity.MAJOR: 1, Severity.MINOR: 2}


def serve(lives: Iterable[Live], topic: Topic | None, now: datetime, holding: str = "") -> tuple[Served, ...]:
    """Choose what to say about a topic, given its live lines and the workspace's default one.

    In this order: each open incident's line, or what takes its place once it is over; the newest closing line of the
    last 24 hours; the topic's standing line; the default line. Empty when there is none of these.
    `holding` is the topic's own holding text, for a line that `needs_holding`; "" where it has none.
    """
    found = tuple(lives)
    open_ones = [live for live in found if _is_open(live)]
    if open_ones:
        return tuple(
            _current(live, topic, now, holding) for live in sorted(open_ones, key=lambda live: urgency(live.incident))
        )
    closed = [live for live in _of(LineKind.CLOSING, found) if _still_closing(live, now)]
    for live in sorted(closed, key=_approved_at, reverse=True)[:1]:
        return (Served(LineKind.CLOSING, topic, live.line.words.say, live.line, live.incident),)
    for kind in (LineKind.STANDING, LineKind.DEFAULT):
        for live in _of(kind, found):
            return (Served(kind, topic, live.line.words.say, live.line),)
    return ()


def _of(kind: LineKind, lives: Iterable[Live]) -> list[Live]:
    return [live for live in lives if live.line.kind is kind]


def _is_open(live: Live) -> bool:
    """Tell whether a line speaks for an open incident: its own line, or an all-clear that was withdrawn."""
    if live.incident is None or live.incident.closed_at is not None:
        return False
    return live.line.kind is LineKind.INCIDENT or live.line.withdrawn_at is not None


def is_late(line: PartyLine, now: datetime) -> bool:
    """Tell whether the update that a line promised did not come in time."""
    return line.promise_at is not None and line.promise_at <= now


def is_unratified(line: PartyLine, now: datetime) -> bool:
    """Tell whether a line that was published without review has been waiting for an approver for too long."""
    return line.glass_until is not None and line.glass_until <= now


def is_taken_back(line: PartyLine, now: datetime) -> bool:
    """Tell whether a version turned out not to be what people should have said, and is not only late."""
    return line.withdrawn_at is not None or is_unratified(line, now)


def is_over(line: PartyLine, now: datetime) -> bool:
    """Tell whether nobody should say a live line any more, and an approved sentence is said in its place."""
    return is_taken_back(line, now) or is_late(line, now)


def spoken(line: PartyLine, now: datetime) -> str:
    """Return what a live line of an incident has people say now: its sentence, or what is approved to replace it.

    That is its holding line where its promise has passed. Where it was withdrawn, or never reviewed, nobody has
    approved its holding line either: then it is what was put down to be said instead.
    """
    if not is_over(line, now):
        return line.words.say
    if line.withdrawn_at is not None or line.is_unreviewed:
        return line.instead or HOLDING
    return line.words.holding


def needs_holding(line: PartyLine, topic: Topic | None, now: datetime) -> bool:
    """Tell whether a topic's own holding text is said in place of a line that was taken back.

    What was put down to be said `instead` is the text of the line's first topic. Whoever asks about another topic of
    the same incident is told that one's.
    """
    return topic is not None and topic.id != line.topic_id and is_taken_back(line, now)


def _current(live: Live, topic: Topic | None, now: datetime, holding: str) -> Served:
    kind = LineKind.HOLDING if is_over(live.line, now) else LineKind.INCIDENT
    say = (holding or HOLDING) if needs_holding(live.line, topic, now) else spoken(live.line, now)
    return Served(kind, topic, say, live.line, live.incident)


def _still_closing(live: Live, now: datetime) -> bool:
    closed_at = live.incident.closed_at if live.incident else None
    return closed_at is not None and now < closed_at + CLOSING_ANSWERS_FOR and not is_over(live.line, now)


def urgency(incident: Incident | None) -> tuple[int, float]:
    """Return what sorts incidents: the most severe first, of equals the newest, and what is none last."""
    if incident is None:
        return len(_WEIGHT), 0.0
    return _WEIGHT[incident.severity], -incident.opened_at.timestamp()


def _approved_at(live: Live) -> datetime:
    return live.line.approved_at or live.line.created_at
