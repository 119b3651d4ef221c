"""Places that stand bare behind what happens there: "switch replacement Building C" is one in Building C."""

import re
from dataclasses import replace

from bot.subjects.rule_types import Rules
from bot.subjects.segments import Segment
from bot.subjects.words import words_of

_NUMBERED = (
    r"(?:Building|Bldg\.?|Block|Tower|Halls?(?: of Residence)?|Levels?|Floors?|Rooms?|Wing|Labs?|Ward|Car park"
    r"|Warehouse|Zone"
    r"|Gate|Terminal|Pier|Depot|Store|Shop|Branch|Campus|Library|House|Wards|Unit|Hangar|Plant|Clinic)"
)
_KINDS = (
    r"(?:office|offices|branch|branches|campus|site|sites|data cent(?:re|er)|building|hall|library|clinic|store"
    r"|stores|depot"
    r"|warehouse|plant|hospital|school|cafeteria|canteen|car park|labs?|house|tower|wing|station|terminal|quay|annexe?)"
)
_PLACE = re.compile(
    rf" (?P<place>{_NUMBERED} (?:[A-Z]|\d)[^,;:]*|[A-Z][\w'’.-]+(?: [A-Z][\w'’.-]+){{0,2}} {_KINDS}|Halls of Residence"
    rf"|[A-Z][\w'’.-]+ (?:House|Hall|Building|Campus|Library|Wing|Tower|Hospital|School)(?: [a-z]+ [\d–-]+)?)$"
)
_ON = re.compile(r"(?:level|floor)s?\b", re.IGNORECASE)
_AT = re.compile(
    r"(?:data cent(?:re|er)|branch|branches|campus|site|sites|depot|store|stores|station|plant|clinic|office|offices"
    r"|school|hospital|canteen)$",
    re.IGNORECASE,
)


def placed(segment: Segment, rules: Rules) -> Segment:
    """Return a part with the preposition that a place at its end leaves out behind the word for what happens there."""
    found = _PLACE.search(segment.core)
    if found is None:
        return segment
    before = words_of(segment.core[: found.start()])
    if len(before) < 2 or not _is_event(before[-1], rules):
        return segment
    place = found["place"]
    link = "on" if _ON.match(place) else "at" if _AT.search(place) else "in"
    return replace(segment, core=f"{segment.core[: found.start()]} {link} {place}")


def _is_event(word: str, rules: Rules) -> bool:
    return word in rules.sets["events"] or any(one.role in ("noun", "either") for _, one in rules.events.get(word, ()))
