"""Days and times of a statement: from the clock of its author's zone to instants, and in words.

Wherever a clock is meant, its zone is said with the offset from UTC, so that nobody has to know where it hangs. The
words are English of our own, whatever the machine's language is.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.statements.rules import Fields

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Outside these years a slip of the finger is likelier than news, and Slack's own dates end.
YEARS = range(2000, 2100)
_NO_CITY = ("Etc", "SystemV")


@dataclass(frozen=True, slots=True)
class Window:
    """When it happens, as UTC instants; `until` is None where only a start was given."""

    start: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Readings that clocks jump over when they go forward, by the local clock: from `start` on, up to but not `end`."""

    start: datetime
    end: datetime


def is_zone(name: str) -> bool:
    """Tell whether this is the IANA name of a time zone."""
    return _zone(name) is not None


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name; UTC where there is no such zone."""
    return _zone(name) or ZoneInfo("UTC")


@cache
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a name at all, or a folder of names
        return None


def instant(day: date, clock: time, zone: str, *, later: bool = False) -> datetime:
    """Return what a clock of `zone` shows as a UTC instant.

    A reading that comes twice, when clocks go back, is the earlier one unless `later` is asked for. One that never
    comes, when they go forward, is as far after the jump as it says it is before its end.
    """
    return datetime.combine(day, clock, zone_of(zone)).replace(fold=int(later)).astimezone(UTC)


def window(fields: Fields) -> Window | None:
    """Return when it happens, or None where the news is dated by its day alone, or not at all.

    Of a clock reading that comes twice, the earlier one begins the window and the later one ends it: the widest
    there is, so that nobody is surprised.
    """
    if fields.day is None or fields.start is None or fields.day.year not in YEARS:
        return None
    last = last_day(fields)
    start = instant(fields.day, fields.start, fields.zone)
    if last is None or fields.until is None:
        return Window(start)
    return Window(start, max(start, instant(last, fields.until, fields.zone, later=True)))


def last_day(fields: Fields) -> date | None:
    """Return the day of `until`: that of the start, or the next one where `until` is not after it; None without."""
    if fields.day is None or fields.until is None or fields.day.year not in YEARS:
        return None
    over_midnight = fields.start is not None and fields.until <= fields.start
    return fields.day + timedelta(days=1) if over_midnight else fields.day


def gap_at(day: date, clock: time, zone: str) -> Gap | None:
    """Return the stretch without clock readings that a reading falls into, or None for one that there is."""
    if day.year not in YEARS:
        return None
    late, early = instant(day, clock, zone), instant(day, clock, zone, later=True)
    if early >= late:  # PEP 495: only of a reading that never comes is the later one the earlier instant
        return None
    end = _jump(early, late, zone_of(zone)).replace(tzinfo=None)
    return Gap(end - (late - early), end)


def _jump(early: datetime, late: datetime, here: ZoneInfo) -> datetime:
    """Return, by the local clock, the first instant after `early` with another offset; there is one up to `late`."""
    before = early.astimezone(here).utcoffset()
    seconds = range(int((late - early).total_seconds()))

    def jumped(after: int) -> bool:
        return (early + timedelta(seconds=after)).astimezone(here).utcoffset() != before

    return (early + timedelta(seconds=bisect_left(seconds, True, key=jumped))).astimezone(here)


def comes_twice(day: date, clock: time, zone: str) -> bool:
    """Tell whether a clock of `zone` shows this reading twice, because it goes back."""
    return instant(day, clock, zone) < instant(day, clock, zone, later=True)


def is_unclear(fields: Fields) -> bool:
    """Tell whether clock readings alone would leave the window open: an end comes twice, or the clocks change in it."""
    when = window(fields)
    if when is None or fields.day is None or fields.start is None:
        return False
    ends = [(fields.day, fields.start), (last_day(fields), fields.until)]
    twice = any(comes_twice(day, clock, fields.zone) for day, clock in ends if day is not None and clock is not None)
    return twice or len({offset_words(at, fields.zone) for at in (when.start, when.until or when.start)}) > 1


def day_words(day: date) -> str:
    """Write a day: "Tuesday 31 March 2026"."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def clock_words(clock: time) -> str:
    """Write a time of day: "09:05"."""
    return f"{clock.hour:02}:{clock.minute:02}"


def offset_words(at: datetime, zone: str) -> str:
    """Write how far a zone is from UTC at an instant: "UTC+9", "UTC−3:30", "UTC"."""
    offset = at.astimezone(zone_of(zone)).utcoffset() or timedelta()
    minutes = abs(int(offset.total_seconds())) // 60
    if not minutes:
        return "UTC"
    hours, rest = divmod(minutes, 60)
    return f"UTC{'−' if offset < timedelta() else '+'}{hours}{f':{rest:02}' if rest else ''}"


def city_words(zone: str) -> str:
    """Name a zone by its city: "New York time"; empty for zones that are none of a place, such as UTC."""
    region, *places = zone.split("/")
    if not is_zone(zone) or not places or region in _NO_CITY:
        return ""
    return f"{places[-1].replace('_', ' ')} time"


def zone_words(at: datetime, zone: str) -> str:
    """Name a zone with its offset at an instant: "New York time, UTC−4", "UTC"."""
    return ", ".join(word for word in (city_words(zone), offset_words(at, zone)) if word)


def instant_words(at: datetime, zone: str) -> str:
    """Write an instant by the clock of a zone: "Tuesday 31 March 2026, 22:00 (Tokyo time, UTC+9)"."""
    local = at.astimezone(zone_of(zone))
    return f"{day_words(local.date())}, {clock_words(local.time())} ({zone_words(at, zone)})"


def when_words(fields: Fields) -> str:
    """Write when it happens, by the clock of the author's zone; empty where no day was given.

    "Tuesday 31 March 2026", "Tuesday 31 March 2026, 22:00 to 23:00 (Tokyo time, UTC+9)". Both days are named where
    midnight lies between, and both offsets where clocks change between.
    """
    if fields.day is None:
        return ""
    when = window(fields)
    if when is None:
        return day_words(fields.day)
    if when.until is None:
        return instant_words(when.start, fields.zone)
    return _window_words(when.start, when.until, fields.zone)


def _window_words(start: datetime, until: datetime, zone: str) -> str:
    here = zone_of(zone)
    first, last = start.astimezone(here), until.astimezone(here)
    begin = f"{day_words(first.date())}, {clock_words(first.time())}"
    other_day = f"{day_words(last.date())}, " if last.date() != first.date() else ""
    end = f"{other_day}{clock_words(last.time())}"
    if first.utcoffset() == last.utcoffset():
        return f"{begin} to {end} ({zone_words(start, zone)})"
    city = city_words(zone)
    both = f"{begin} ({offset_words(start, zone)}) to {end} ({offset_words(until, zone)})"
    return f"{both}, {city}" if city else both


def names_day(text: str, day: date) -> bool:
    """Tell whether a text names a day as people write it: "March 31", "31st of Mar 2026", "2026-03-31", "31/3".

    A year beside it has to be the same. Numbers alone are read with the day first and with the month first.
    """
    month = MONTHS[day.month - 1]
    named = rf"(?:{month}|{month[:3]}t?\.?)"
    number, count = rf"0?{day.day}(?:st|nd|rd|th)?", rf"0?{day.month}"
    year = rf"(?:,? (?:of )?{day.year}\b|(?!,? ?\d{{4}}\b))"
    numbers = rf"(?:0?{day.day}[./]{count}|{count}/0?{day.day})(?:[./](?:{day.year}|{day.year % 100:02})\b|(?![./]?\d))"
    written = rf"{number}(?: of)?[ -]{named}(?!\w){year}|{named} {number}(?!\w|:\d){year}|{day.isoformat()}|{numbers}"
    return re.search(rf"(?<![\w.:/-])(?:{written})", text, re.IGNORECASE) is not None
