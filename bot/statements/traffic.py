"""Air traffic: whether a statement's time is a good one for its readers, and a better one where it is not.

Pure decisions over instants; days and times of day are those of the author's zone.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from math import ceil

from bot.incidents.rules import Severity
from bot.statements.rules import Fields, Question
from bot.statements.template import one_line
from bot.statements.times import DAYS, MONTHS, clock_words, instant, zone_of

# Of two statements that come closer than this, or just so close, people read neither.
APART = timedelta(hours=1)
# What is offered instead is so much later than just so close, and on a round time.
_SPARE, _ROUND = timedelta(minutes=5), timedelta(minutes=5)
# Good news waits for the next morning that people work, at this time.
_MORNING = time(10, 0)
_SATURDAY = 5
_WORST_FIRST = (Severity.CRITICAL, Severity.MAJOR)

# A topic's title and how severe its incident is; a statement's number and when it comes, or came.
Trouble = tuple[str, str]
Other = tuple[int, datetime]


def question(
    fields: Fields, at: datetime, *, now: datetime, trouble: Iterable[Trouble], others: Iterable[Other]
) -> Question | None:
    """Ask about the instant `at` for a statement to come out; None if nothing is in its way.

    `trouble` are the live major and critical incidents on topics of a cheerful statement: none for any other. It asks
    about what comes out before the next morning that people work; what is planned for later is let be. `others` are
    statements to the same audience. Where both are in the way, one question says both. The time that it offers is
    free of both, in UTC.
    """
    known = tuple(others)
    morning = _next_morning(now, fields.zone)
    worst = _worst(trouble) if at < morning else None
    near = min((one for one in known if _is_near(at, one)), key=lambda one: (abs(one[1] - at), one[0]), default=None)
    if worst is None and near is None:
        return None
    better = _free(morning if worst else at, known)
    said = [_about_trouble(fields, at, now, worst)] if worst else []
    said += [_about_other(fields, now, near)] if near else []
    causes = [*([" ".join(worst)] if worst else []), *([f"statement {near[0]}"] if near else [])]
    return Question(f"{' '.join(said)} {_offer(better, now, fields.zone)}", better, "; ".join(causes))


def _worst(trouble: Iterable[Trouble]) -> Trouble | None:
    known = [one for one in trouble if one[1] in _WORST_FIRST]
    return min(known, key=lambda one: (_WORST_FIRST.index(Severity(one[1])), one[0]), default=None)


def _next_morning(now: datetime, zone: str) -> datetime:
    """Return 10:00 of the next day that is no Saturday or Sunday, as an instant."""
    day = now.astimezone(zone_of(zone)).date() + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return instant(day, _MORNING, zone)


def _is_near(at: datetime, other: Other) -> bool:
    return abs(other[1] - at) <= APART


def _free(at: datetime, others: Sequence[Other]) -> datetime:
    """Return the first instant from `at` on that is near no other statement, going from one to after the next."""
    while near := [when for _, when in others if _is_near(at, (0, when))]:
        after = max(near).astimezone(UTC) + APART + _SPARE
        at = datetime.fromtimestamp(ceil(after.timestamp() / _ROUND.seconds) * _ROUND.seconds, UTC)
    return at


def _about_trouble(fields: Fields, at: datetime, now: datetime, worst: Trouble) -> str:
    topic, severity = worst
    when = "now" if fields.goes_at is None else _moment(at, now, fields.zone)
    return f"{one_line(topic)} has a {severity} incident right now. Good news {when} will read badly."


def _about_other(fields: Fields, now: datetime, other: Other) -> str:
    number, when = other
    gets = "gets" if when > now else "got"
    moment = _moment(when, now, fields.zone)
    return f"{one_line(fields.audience)} {gets} statement {number} {moment}. Two within an hour are read as none."


def _offer(better: datetime, now: datetime, zone: str) -> str:
    day = _day(better, now, zone).removeprefix("on ")
    clock = clock_words(better.astimezone(zone_of(zone)).time())
    return f"{day[:1].upper()}{day[1:]} {clock}?" if day else f"{clock}?"


def _moment(at: datetime, now: datetime, zone: str) -> str:
    day, clock = _day(at, now, zone), clock_words(at.astimezone(zone_of(zone)).time())
    return f"{day} at {clock}" if day else f"at {clock}"


def _day(at: datetime, now: datetime, zone: str) -> str:
    """Name a day as people do: nothing for today, "tomorrow", "on Monday", and a date for what is a week away."""
    here = zone_of(zone)
    day = at.astimezone(here).date()
    away = (day - now.astimezone(here).date()).days
    if away in _NEAR:
        return _NEAR[away]
    return f"on {DAYS[day.weekday()]}" if 1 < away < 7 else f"on {day.day} {MONTHS[day.month - 1]}"


_NEAR = {-1: "yesterday", 0: "", 1: "tomorrow"}
