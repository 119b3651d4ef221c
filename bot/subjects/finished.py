"""Work that a label calls done, and what the author says is over: what is news of it then."""

import re
from dataclasses import replace

from bot.subjects.readings import Reading
from bot.subjects.words import is_plural, words_of

DONE = "label.done"
"""The label that says that work is done."""
_STOOD_STILL = frozenset({"maintenance", "restart", "works"})
# What is there once work is done.
_THERE = frozenset(
    {"migration", "feature", "feature-whole", "goods", "gives", "lets", "fitted", "moved-to", "moved-away", "now-at"}
)
_PLACED = frozenset({"move-to"})
_CHANGED = frozenset({"done-to", "replacement", "swap-out", "undergoes", "passive"})

_AGAIN = re.compile(
    r"\b(?:restored|resolved|fixed|repaired|solved|back (?:up|online|to normal|in service|in operation)"
    r"|(?:is|are) back|(?:works?|working|stable|available|running|open|up) again)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"\b(?:will|to be|being|until|by|once|when|should|may|might|could|expect\w*|plan(?:s|ned|ning)?|hope\w*|soon|not"
    r"|no|never|still"
    r"|some|most|part\w*|except|but|only|almost|nearly|mostly)\b",
    re.IGNORECASE,
)
_BROKE = frozenset({"outage", "maintenance", "trouble", "slow", "no-utility", "login", "breaks", "report-on"})


def as_restored(reading: Reading, outcome: str) -> Reading:
    """Return a loss as what is over where its author says so: "network outage", and "all services were restored"."""
    if reading.kind not in _BROKE or not _AGAIN.search(outcome) or _NOT_YET.search(outcome):
        return reading
    if reading.direction not in ("bad", "neutral"):
        return reading
    slots = reading.slots
    name = slots.get("system") or slots.get("thing", "")
    kind = "outage" if reading.kind in ("report-on", "no-utility") else reading.kind
    return replace(reading, kind=kind, direction="restored", slots={**slots, "system": name}) if name else reading


def without_what_is_over(readings: list[Reading]) -> list[Reading]:
    """Leave out a loss where a part behind it says that the same works again: "mail outage - mail restored"."""
    back = [one for one in readings if one.direction == "restored" and one.slots.get("system")]
    if not back or len(readings) == 1:
        return readings
    return [one for one in readings if not any(_is_over(one, other) for other in back)]


def _is_over(loss: Reading, back: Reading) -> bool:
    if loss.direction != "bad" or loss.segment.start >= back.segment.start or back.kind != "restoration":
        return False
    lost, found = words_of(loss.slots.get("system", "")), words_of(back.slots["system"])
    return bool(lost) and lost[-1] == found[-1]


def as_finished(reading: Reading) -> Reading | None:
    """Return news of work as it is once that is done, or nothing where it is no news any more."""
    slots = reading.slots
    if reading.kind in _THERE or reading.direction == "restored":
        return reading
    if reading.kind in _STOOD_STILL or (reading.direction == "bad" and "system" in slots):
        return replace(reading, direction="restored")
    thing = slots.get("thing") or slots.get("system", "")
    if reading.kind in _PLACED and thing and slots.get("target"):
        return replace(reading, kind="moved-to", direction="neutral", slots={**slots, "thing": thing})
    done = slots.get("done_to", "")
    if reading.kind in _CHANGED and thing and done:
        has = "have" if is_plural(words_of(thing)[-1]) else "has"
        return replace(reading, kind="done", direction="neutral", slots={**slots, "has_been": f"{has} been {done}"})
    return None


_PAPERWORK = re.compile(
    r"(?:(?:a|the|our|full|final|detailed|formal|incident|further|more|no further|some) )*"
    r"(?:root[- ]cause(?: analysis)?|rca|post[- ]?mortem|post[- ]incident review|report|review|findings|details"
    r"|analysis"
    r"|summary|lessons learned|explanation|information|info|news|action|actions|follow-up|debrief|write-up|cause)"
    r"(?: (?:is |will be |are )?(?:to follow|to come|follow|follows|will follow|coming|soon|shared|published|pending"
    r"|sent|later|required|needed|due|under way|available|attached|below|expected|planned))*",
    re.IGNORECASE,
)


def is_paperwork(core: str) -> bool:
    """Tell whether a part only says what is written about it afterwards: "root cause analysis to follow"."""
    return _PAPERWORK.fullmatch(core) is not None
