"""Slack's date tokens as words, in a reader's own zone. Source: docs.slack.dev, "Formatting message text"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


@dataclass(frozen=True)
class Reader:
    """Who reads: an IANA zone name, and the moment of reading in seconds since 1970 (None: not known)."""

    tz: str = "UTC"
    now: float | None = None


def words(form: str, timestamp: int, reader: Reader) -> str | None:
    """Return a date format with its tokens filled in; None when a token is unknown (use the fallback)."""
    try:
        moment = datetime.fromtimestamp(timestamp, UTC).astimezone(ZoneInfo(reader.tz))
    except (OverflowError, OSError, ValueError):
        return None
    names = re.findall(r"\{(\w+)\}", form)
    if not names or any(name not in _TOKENS for name in names):
        return None
    return re.sub(r"\{(\w+)\}", lambda hit: _TOKENS[hit[1]](moment, reader), form)


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _date(moment: datetime, _reader: Reader) -> str:
    return f"{moment:%B} {_ordinal(moment.day)}, {moment.year}"


def _short(moment: datetime, _reader: Reader) -> str:
    return f"{moment:%b} {moment.day}, {moment.year}"


def _long(moment: datetime, reader: Reader) -> str:
    return f"{moment:%A}, {_date(moment, reader)}"


def _pretty(plain: Callable[[datetime, Reader], str]) -> Callable[[datetime, Reader], str]:
    def near(moment: datetime, reader: Reader) -> str:
        if reader.now is None:
            return plain(moment, reader)
        today = datetime.fromtimestamp(reader.now, UTC).astimezone(moment.tzinfo).date()
        return _NEAR.get((moment.date() - today).days) or plain(moment, reader)

    return near


def _ago(moment: datetime, reader: Reader) -> str:
    if reader.now is None:
        return f"{moment:%Y-%m-%d %H:%M}"
    gap = datetime.fromtimestamp(reader.now, UTC) - moment
    size = abs(gap)
    count, unit = size // timedelta(minutes=1), "minute"
    if size >= timedelta(days=1):
        count, unit = size // timedelta(days=1), "day"
    elif size >= timedelta(hours=1):
        count, unit = size // timedelta(hours=1), "hour"
    amount = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{amount} ago" if gap >= timedelta(0) else f"in {amount}"


_TOKENS: dict[str, Callable[[datetime, Reader], str]] = {
    "date_num": lambda moment, _reader: f"{moment:%Y-%m-%d}",
    "date_slash": lambda moment, _reader: f"{moment:%d/%m/%Y}",
    "date": _date,
    "date_short": _short,
    "date_long": _long,
    "date_long_full": lambda moment, _reader: f"{moment:%B} {moment.day}, {moment.year}",
    "date_pretty": _pretty(_date),
    "date_short_pretty": _pretty(_short),
    "date_long_pretty": _pretty(_long),
    "day_divider_pretty": _pretty(_long),
    "time": lambda moment, _reader: f"{moment:%H:%M}",
    "time_secs": lambda moment, _reader: f"{moment:%H:%M:%S}",
    "ago": _ago,
}
