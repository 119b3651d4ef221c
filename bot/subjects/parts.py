"""What the parts of a draft are to each other: a place and what comes to it, a cause and what people lose by it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.subjects.readings import Reading
from bot.subjects.rule_types import Rules
from bot.subjects.segments import Segment
from bot.subjects.words import bare, folded, is_noun_phrase, listed, words_of

# "Coming soon to the library: self-checkout kiosks".
_ARRIVES = re.compile(
    r"(?P<label>(?:now )?(?:coming|arriving|launching|live|available|new)(?: soon| now| shortly)?)"
    r" (?:to|in|on|at) (?P<place>\S.*)",
    re.IGNORECASE,
)


def with_place(segments: tuple[Segment, ...], rules: Rules) -> tuple[Segment, ...]:
    """Say of what comes where it comes to, where a label says so: "coming to Larch: GPU nodes" are nodes on Larch."""
    if len(segments) < 2 or not segments[1].core or (found := _ARRIVES.fullmatch(segments[0].core)) is None:
        return segments
    first, second = segments[0], segments[1]
    thing = second.core.partition(", ")[0]
    if not is_noun_phrase(thing, rules.sets) or not is_noun_phrase(found["place"], rules.sets):
        return segments
    core = f"{thing} {_inside(found['place'], rules)} {found['place']}"
    label = found["label"] if " " in found["label"] else _LABELS[folded(found["label"])]
    return (replace(first, core=label), replace(second, core=core), *segments[2:])


_LABELS = {
    "coming": "coming soon", "arriving": "coming soon", "launching": "coming soon", "live": "now live",
    "available": "now available", "new": "new",
}  # fmt: skip


def _inside(place: str, rules: Rules) -> str:
    """Return the word before a place: "on Larch", but "in Moodle", "in the library"."""
    is_name = " " not in place and place[:1].isupper() and folded(place) not in rules.sets["products"]
    return "on" if is_name else "in"


_OLD_WAY = re.compile(
    r"(?:the |your |all )?(?:old|existing|current|previous|saved) (?:bookmarks?|links?|address(?:es)?|urls?|shortcuts?"
    r"|favourites|numbers?)",
    re.IGNORECASE,
)


def without_old_address(readings: list[Reading]) -> list[Reading]:
    """Leave out that old bookmarks stop where a part before says what moves: that is what comes of it."""
    if not any(one.kind in _MOVES for one in readings):
        return readings
    return [one for one in readings if not _OLD_WAY.fullmatch(_of(one))]


_MOVES = frozenset({"migration", "migrating", "moved-to", "move-to"})


def is_old_address(core: str) -> bool:
    """Tell whether a part begins with the old way to what moves: "old bookmarks will not work"."""
    return _OLD_WAY.match(core) is not None


def _of(reading: Reading) -> str:
    return reading.slots.get("system") or reading.slots.get("thing", "")


# What goes wrong where nobody uses it, and what comes of it is what people notice.
_CAUSES = listed(
    "fault failure cut leak fire flood damage break breakage crash attack storm lightning heat overheating surge strike"
    " burst trip loss error bug flaw vulnerability patch fix breach spike collapse short blaze smoke heatwave"
)
# Many of these are what people meet themselves: "intermittent failures".
_MET = frozenset({"failures", "errors", "bugs"})
_CAUSED = frozenset({"bad", "partial", "duty"})
_BEFORE = re.compile(r"\s(?:in|at|on|of|to|for|with|from|by)\s", re.IGNORECASE)


def without_cause_part(readings: list[Reading], segments: Sequence[Segment]) -> list[Reading]:
    """Leave out what a first part says went wrong, where a later one says what that does to people."""
    if len(segments) < 2 or len(readings) < 2 or not _is_cause(segments[0].core):
        return readings
    first = segments[0]
    felt = [one for one in readings if one.segment is not first and one.direction in _CAUSED]
    if not felt or any(one.direction in ("restored", "cancelled", "postponed", "extended", "fine") for one in readings):
        return readings
    if any(one.direction != "duty" for one in felt):
        return [one for one in readings if one.segment is not first]
    # What is to be done names what it is about from there.
    return [replace(one, direction="neutral") if one.segment is first else one for one in readings]


def _is_cause(core: str) -> bool:
    head = words_of(_BEFORE.split(core, maxsplit=1)[0])
    return bool(head) and len(words_of(core)) > 1 and head[-1] not in _MET and bare(head[-1]) in _CAUSES


# What an interruption is of where it names nothing: "service outages affecting students".
_BREAKS = re.compile(
    r"\b(?P<of>service|system)s? (?:outages|interruptions|disruptions|downtimes|breaks|stoppages)\b", re.IGNORECASE
)


def as_breaks(reading: Reading) -> Reading:
    """Take interruptions of no service that is named for what they are."""
    is_named = any(name in reading.slots for name in ("system", "thing", "event"))
    if (
        reading.kind not in ("outage", "trouble")
        or reading.direction != "bad"
        or is_named
        or "weak" not in reading.slots
    ):
        return reading
    found = _BREAKS.search(reading.segment.core)
    if found is None:
        return reading
    return replace(reading, kind="expect", slots={"thing": f"{folded(found['of'])} interruptions"})
