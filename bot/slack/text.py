"""Text to and from Slack, so that what people wrote stays text (SLACK.md, "Messages and text")."""

import html
import re
from datetime import datetime, timedelta

# In mrkdwn these three cannot be escaped; a word joiner beside them keeps them from pairing up.
_MARKS = re.compile(r"[*_~`]")
# A zero-width space.
_NO_ROOM = "\u200b"
_TOKEN = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def escape(text: str) -> str:
    """Escape what mrkdwn decodes: exactly `&`, `<` and `>`, so that no mention, link or command can be written.

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    return html.escape(text, quote=False)


def inert(text: str) -> str:
    """Make a short name safe inside mrkdwn: escaped, on one line, and without signs that would format it."""
    return escape(_MARKS.sub("", " ".join(text.split())))


def as_typed(text: str) -> str:
    """Turn the text of a slash command back into what the person saw while typing it.

    With `should_escape` Slack sends `<@U1|ada>` for @ada, `<#C1|general>` for #general, `<https://x|label>` for
    links, and `&amp;`, `&lt;`, `&gt;` for the three signs.
    """
    return html.unescape(_TOKEN.sub(_visible, text))


def _visible(token: re.Match[str]) -> str:
    sign, target, label = token.groups()
    shown = label or target
    return f"{sign if sign in ('@', '#') else '@' if sign == '!' else ''}{shown}"


def mention(slack_id: str) -> str:
    """Name a person so that each reader sees their name."""
    return f"<@{slack_id}>" if slack_id[:1] in "UW" else inert(slack_id)


def clock(at: datetime, now: datetime, *, begins: bool = False) -> str:
    """Write an instant so that each reader sees their own clock; with the day when it is over 12 hours away.

    A day that is near is "tomorrow at 10:00". Slack makes a capital of the first sign of a date, which is right only
    where a line `begins` with it: elsewhere that sign is one that takes no room.
    """
    pattern = "{time}" if abs(at - now) < timedelta(hours=12) else "{date_short_pretty} at {time}"
    pattern = pattern if begins or pattern == "{time}" else f"{_NO_ROOM}{pattern}"
    # `str` writes the same as a pattern for `strftime` would, in a tenth of the time.
    return f"<!date^{int(at.timestamp())}^{pattern}|{str(at)[:16]} UTC>"


def when(at: datetime, now: datetime) -> str:
    """Write an instant after a verb, by each reader's own clock: "at 10:00", or with its day "yesterday at 15:00"."""
    return f"at {clock(at, now)}" if abs(at - now) < timedelta(hours=12) else clock(at, now)


def distance(span: timedelta) -> str:
    """Say how long a time is, as people do: "20 s", "12 min", "3 h", "2 days"."""
    seconds = abs(int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 48 * 3600:
        hours, minutes = divmod(seconds // 60, 60)
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{seconds // 86400} days"
