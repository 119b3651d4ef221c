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
    found = _PLACE.search(segment.core) or _SMALL_PLACE.search(segment.core) or _TOWN.search(segment.core)
    if found is None:
        return segment
    before = words_of(segment.core[: found.start()])
    place = found["place"]
    if len(before) < 2 or not (_is_event(before[-1], rules) or before[0] in _SLOW_FIRST):
        return segment
    if found.re is _TOWN and not _is_town(place, before, rules):
        return segment
    link = "on" if _ON.match(place) else "at" if _AT.search(place) or place == "HQ" else "in"
    return replace(segment, core=f"{segment.core[: found.start()]} {link} {place}{segment.core[found.end() :]}")


# "Gaps level -2 until Friday": small letters, and a number.
_SMALL_PLACE = re.compile(
    r" (?P<place>(?:(?:server|meeting|comms|lecture) )?(?:building|block|hall|level|floor|room|wing|ward|gate|terminal"
    r"|pier|bay|deck|platform|zone|lab|unit)s?"
    r" (?:-?\d+[a-z]?|[A-Z])(?:(?: and |-|–|/)\d+[a-z]?)?)(?=$| (?:possibly|until|from|due|after|since|for)\b)"
)
_TOWN = re.compile(r" (?P<place>(?:[A-Z][a-zü]+ )?[A-Z][A-Za-zü]+)$")
_SLOW_FIRST = frozenset({"slow", "no", "intermittent", "patchy", "poor"})
_SITES = frozenset({"hq", "uk", "eu", "us", "usa", "emea", "apac"})


def _is_town(place: str, before: list[str], rules: Rules) -> bool:
    """Tell whether a name behind what is amiss is where that is: "latency Gdansk", but not "outage Outlook"."""
    words = words_of(place)
    if words[-1] in rules.sets["towns"] or words[-1] in _SITES:
        return words[0] in rules.sets["towns"] or len(words) == 1
    is_known = any(word in rules.sets[name] for word in words for name in ("products", "common", "names", "jargon"))
    return not is_known and len(words) == 1 and not place.isupper() and before[-1] in rules.sets["problems"] | _AMISS


_AMISS = frozenset(
    {"down", "offline", "unavailable", "slow", "latency", "out", "closed", "unreachable", "jam", "outage"}
)


def link_to(place: str, rules: Rules) -> str:
    """Return the word that stands before a place, or nothing where a name is of none: "in hall 2", "at gate 3"."""
    words = words_of(place)
    head = words[-2] if len(words) > 1 and (words[-1].isdigit() or len(words[-1]) == 1) else words[-1] if words else ""
    kinds = rules.sets["places"] | rules.sets["closing-places"] | rules.sets["shut-places"] | rules.sets["place-words"]
    if not words or not (head in kinds or _NUMBERED_PLACE.match(place)):
        return ""
    return "on" if _ON.match(place) else "at" if head in _POINTS or _AT.search(place) else "in"


_NUMBERED_PLACE = re.compile(rf"{_NUMBERED} (?:[A-Z]|\d)\b")
# What one stands at, and not in.
_POINTS = frozenset({"gate", "desk", "counter", "reception", "till", "pier", "berth", "window", "bar", "park"})


def _is_event(word: str, rules: Rules) -> bool:
    if word in _AMISS or word in rules.sets["problems"]:
        return True
    return word in rules.sets["events"] or any(one.role in ("noun", "either") for _, one in rules.events.get(word, ()))
