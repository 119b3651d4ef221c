"""The day on which a notice was written, which some put behind its title: no time of what it tells."""

import re

from bot.subjects.words import listed, words_of

_DATELINE = re.compile(
    r"(?P<title>.{3,}\w[\w)”\"]), (?P<day>\d{1,2}\.\d{1,2}\.(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\.?"
)
# What a day behind it is the day of.
_ON_A_DAY = listed(
    "maintenance break breaks downtime outage outages shutdown interruption interruptions closed closing closes closure"
    " unavailable offline down deadline due by until ends end ending expires expire workshop workshops webinar webinars"
    " course courses training seminar seminars meeting event events school day test restart reboot drill survey hours"
    " switch-off switchover cutover shut-off decommission decommissioned decommissioning retirement retired removal"
    " removed deprecation deprecated discontinued sunset migration moves move upgrade expiry replaced replacement"
    " power will starting starts begins beginning from launch launches goes visit holiday exam exams work works"
)


def without_dateline(text: str) -> tuple[str, str]:
    """Return a title and the day of its notice: "Chart tables renamed" and "21.8.2024"; no day where there is none."""
    found = _DATELINE.fullmatch(text) if text[-1:].isdigit() or text[-2:-1].isdigit() else None
    if (
        found is None
        or not _ON_A_DAY.isdisjoint(words_of(found["title"]))
        or any(map(str.isdigit, found["title"][-6:]))
    ):
        return text, ""
    return found["title"], found["day"]
