"""What is due of a promise at a moment, when one counts as kept, and why a new time is refused.

Source: PRODUCT.md, section 3 "Promises and reminders" and "No change, new time".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.incidents.rules import Incident
from bot.party_lines.rules import LONGEST_PROMISE, LineStatus, PartyLine
from bot.refusals import Refusal

# What a commander types to promise a new time while nothing that is said changes.
SAME = "same"

REMIND_BEFORE = timedelta(minutes=5)
ESCALATE_AFTER = timedelta(minutes=10)
# How far away a new promise starts out, in the form, and to what it is rounded up where nobody typed how long: people
# say such times aloud.
USUAL_WAIT = timedelta(minutes=30)
ROUND = timedelta(minutes=5)
# A larger number without a unit is a clock time: "730", "1530".
MOST_PLAIN_MINUTES = 240

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MINUTE = timedelta(minutes=1)
_SPAN = re.compile(r"(?:in )?(\d{1,5}) ?(?:(m|min|mins|minutes?)|(h|hours?))?", re.IGNORECASE)


class Step(StrEnum):
    """What is done about a promise, each once."""

    REMINDED = "reminded"
    MISSED = "missed"
    ESCALATED = "escalated"
    # Somebody else leads by now: whoever was told that the update is late is told so.
    TAKEN_OVER = "taken_over"


@dataclass(frozen=True, slots=True)
class Promise:
    """By `due_at` the next update comes: what one version said when it was approved, or when it was extended."""

    line_id: str
    due_at: datetime

    @property
    def ref(self) -> str:
        """Name it for a delivery: an extended promise has letters of its own."""
        return f"{self.line_id}/{(self.due_at - _BEGINNING) // _MICROSECOND}"

    @staticmethod
    def of(ref: str) -> "Promise":
        """Read it back from what names it."""
        line_id, due_at = ref.split("/")
        return Promise(line_id, _BEGINNING + int(due_at) * _MICROSECOND)


@dataclass(frozen=True, slots=True)
class Hands:
    """In whose hands an incident is: who leads it, and who steps in for them."""

    commander: str
    deputy: str | None


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise as it stands: its version, the incident, what is live there now, and what waits for approval.

    `title` names the incident's topics as they begin a line on the screen.
    """

    promise: Promise
    title: str
    line: PartyLine
    incident: Incident
    live: PartyLine | None
    waiting: PartyLine | None

    @property
    def hands(self) -> Hands:
        """Say in whose hands the incident is."""
        return Hands(self.incident.commander, self.incident.deputy)

    @property
    def stands(self) -> bool:
        """Tell whether people still wait for this update, in time or late.

        They do after the version was withdrawn too: then they are told that the next update comes shortly.
        """
        return (
            self.line.status is LineStatus.LIVE
            and self.incident.closed_at is None
            and self.line.promise_at == self.promise.due_at
        )


def steps_at(due_at: datetime, now: datetime) -> tuple[Step, ...]:
    """Return what should have been done about a promise by now.

    For one that has passed it is too late to remind anybody: whoever was away then is told that it was missed.
    """
    # In a zone whose clocks go back, adding to a time on the clock would lose an hour; between instants it cannot.
    left = due_at.astimezone(UTC) - now.astimezone(UTC)
    if left <= -ESCALATE_AFTER:
        return (Step.MISSED, Step.ESCALATED)
    if left <= timedelta():
        return (Step.MISSED,)
    return (Step.REMINDED,) if left <= REMIND_BEFORE else ()


def minutes_left(due_at: datetime, now: datetime) -> int:
    """Return how many minutes are left until then, rounded up: five until there are exactly four."""
    return -((now - due_at) // _MINUTE)


def suggest(typed: str, promise_at: datetime | None, now: datetime) -> tuple[datetime, bool]:
    """Return the time that a form starts from, and whether what was typed says it ("30", "45 min", "in 2 h").

    What was typed is kept to the minute, rounded up: nobody has less time than they asked for. A clock time does not
    say it: nobody knows in which zone it was typed. Then it is half an hour from now, or from a promise that is still
    to come, rounded up to five minutes.
    """
    wait = _span(typed.strip())
    if wait is None:
        return _rounded_up(max(now, promise_at or now) + USUAL_WAIT, ROUND), not typed.strip()
    return _rounded_up(now + wait, _MINUTE), True


def _span(typed: str) -> timedelta | None:
    match = _SPAN.fullmatch(typed)
    if match is None:
        return None
    number, minutes, hours = int(match[1]), match[2], match[3]
    if not minutes and not hours and number > MOST_PLAIN_MINUTES:
        return None
    span = timedelta(hours=number) if hours else timedelta(minutes=number)
    return span if timedelta() < span <= LONGEST_PROMISE - _MINUTE else None


def _rounded_up(at: datetime, step: timedelta) -> datetime:
    return at + (_BEGINNING - at) % step


@dataclass(frozen=True, slots=True)
class Life:
    """What became of a version that went live: when its successor or the all-clear came, or it was withdrawn."""

    line_id: str
    promised: datetime
    ended_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Extension:
    """A promise that was moved, and when."""

    line_id: str
    was: datetime
    until: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises were kept, and how many broken."""

    kept: int
    broken: int


def tally(lives: Iterable[Life], extensions: Iterable[Extension], since: datetime, until: datetime) -> Kept:
    """Count the promises that fell due from `since` on and before `until`.

    One is kept when the next version went live, the incident was closed or a new time was promised, at or before its
    time. One that was withdrawn before its time, with its line, is neither kept nor broken.
    """
    moved: dict[str, list[Extension]] = {}
    for one in extensions:
        moved.setdefault(one.line_id, []).append(one)
    outcomes = [
        _was_kept(life, due_at, moves)
        for life in lives
        for moves in [moved.get(life.line_id, [])]
        for due_at in {life.promised, *(one.was for one in moves), *(one.until for one in moves)}
        if since <= due_at < until
    ]
    return Kept(outcomes.count(True), outcomes.count(False))


def _was_kept(life: Life, due_at: datetime, moves: Iterable[Extension]) -> bool | None:
    if any(one.was == due_at and one.at <= due_at for one in moves):
        return True
    if life.ended_at is not None and life.ended_at <= due_at:
        return True
    return None if life.withdrawn_at is not None and life.withdrawn_at <= due_at else False


class NothingPromised(Refusal):
    """An incident whose first line is still to be approved."""

    def __init__(self) -> None:
        super().__init__("Nothing is approved on this yet, so no time is promised. Its first line brings one.")


class NotTheLineSeen(Refusal):
    """Another version went live while somebody had an older one before them."""

    def __init__(self, number: int) -> None:
        super().__init__(
            f"Version {number} is out now, with a promise of its own, so nothing was changed. "
            "Close this and type /partyline same and the topic."
        )


class PromiseMoved(Refusal):
    """Somebody else promised another time while a form was open."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} moved the promise while you were choosing, so nothing was changed. The card has the new time. "
            "To move it once more, close this and type the command again.",
            field="promise_at",
        )


class LineWithdrawn(Refusal):
    """Nobody says this line any more."""

    def __init__(self) -> None:
        super().__init__("This line was withdrawn, so nobody says it now. Write an update instead.")


class SameTime(Refusal):
    """A new time that is the old one."""

    def __init__(self) -> None:
        super().__init__("That is the time promised already. Choose another one.", "promise_at")
