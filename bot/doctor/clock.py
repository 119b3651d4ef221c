"""Comparing this machine's clock with Slack's: promises, schedules and signatures go by ours, messages by Slack's."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.deliveries.posting import CLOCKS_DIFFER
from bot.doctor.findings import Finding, fine, hint, trouble

Clock = Callable[[], datetime]
# An HTTP answer's date is in whole seconds, and its way here takes some; below this the clocks agree.
AGREES_WITHIN = timedelta(seconds=15)
MEND = "Let the machine set its clock by the network (NTP)."


def examine_clock(date: str, now: datetime) -> Finding:
    """Compare `now` (UTC) with the date header of an answer that Slack gave just now; "" where it gave none."""
    try:
        theirs = parsedate_to_datetime(date).astimezone(UTC)
    except ValueError:
        said = "Slack did not say what time it is, so clocks were not compared."
        return hint("clock", said, "Run doctor again later.")
    ahead = now - theirs
    if abs(ahead) <= AGREES_WITHIN:
        return fine("clock", "This machine's clock agrees with Slack's.")
    said = f"This machine's clock is {_length(abs(ahead))} {'ahead of' if ahead > timedelta(0) else 'behind'} Slack's"
    if abs(ahead) < CLOCKS_DIFFER:
        return hint("clock", f"{said}: promised times and schedules are off by as much.", MEND)
    why = "commands over HTTP are refused, and after a crash a message may be posted twice"
    return trouble("clock", f"{said}: promised times are wrong, {why}.", MEND)


def _length(time: timedelta) -> str:
    if time < timedelta(minutes=2):
        return f"{int(time.total_seconds())} seconds"
    return f"{time // timedelta(minutes=1)} minutes"
