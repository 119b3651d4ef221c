"""What is still to come back: "email back tomorrow", "Wi-Fi will be back", and not what is back already."""

import re
from dataclasses import replace

from bot.subjects.readings import Reading
from bot.subjects.times import When
from bot.subjects.words import folded

_WILL = re.compile(r"\b(?:will|shall|going to|to be)\b")
# What is told of it as done: "restored on Friday", "back since Friday", "is now back".
_DONE = re.compile(
    r"\b(?:restored|resolved|fixed|repaired|recovered|solved|reconnected|resumed|reopened|completed|has|have|had|was|were"
    r"|now|already|since|found|returned)\b"
)
_SAID_DONE = re.compile(r"\b(?:has|have|had|was|were|now|already|since)\b")
_BACK = re.compile(
    r"\b(?:back(?: (?:up|online|on|in (?:use|service|operation)))?|(?:available|open|online|up|usable) again)$"
)
_AHEAD = re.compile(r"(?:tomorrow|next |later |tonight|this (?:afternoon|evening))", re.IGNORECASE)
_OVER = re.compile(r"(?:yesterday|last |today|this morning)", re.IGNORECASE)
_DAY = re.compile(r"[A-Za-z]{3}|\d[./-]\d")


def as_coming_back(reading: Reading) -> Reading:
    """Take for hoped what works again only at a time to come; nothing is told as back before it is."""
    if reading.kind != "restoration" or reading.direction != "restored":
        return reading
    core = folded(reading.segment.core)
    ahead = _WILL.search(core) is not None or any(_is_ahead(one, core) for one in reading.whens)
    return replace(reading, kind="hoped", direction="partial") if ahead else reading


def _is_ahead(when: When, core: str) -> bool:
    lead = when.lead.lower()
    if lead == "by":
        return _SAID_DONE.search(core) is None
    if _AHEAD.match(when.text):
        return True
    is_day = _DAY.search(when.day or when.text) is not None and not _OVER.match(when.text)
    return lead in ("", "on") and is_day and _BACK.search(core) is not None and _DONE.search(core) is None
