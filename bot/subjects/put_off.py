"""What is moved to another day, or put off: which day was the old one and which is the new one, and what it is of."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.subjects.fitting import trimmed
from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.times import When
from bot.subjects.words import folded, is_noun_phrase, listed, words_of

_MOVED = ReadingRule(About("draft.other-day", "It is moved to another day."), "event", "postponed", (), 96)
_ARROW = re.compile(r"[\s(]*(?:→|⇒|➔|➜|-{1,2}>|=>|»)\s*")
_OLD = re.compile(
    r"\b(?:was|were|formerly|previously|originally|initially|not|instead of|rather than|old date:?|old:)"
    r"(?: (?:on|at|in|the|planned for|scheduled for|planned|scheduled|due))*\s*\(?$",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"(?:^|[\s,:]+)(?:(?:is|are|has been|have been|was|now|date|time|start|slot|new) )*(?:moved|moves|changed|changes"
    r"|(?:moved|brought|put|pushed|pulled) (?:forward|up|back|on|out|ahead)|rescheduled|shifted|postponed"
    r"|brought forward|put back|pushed back|put off|delayed|deferred|date change|new date"
    r"|new time|change of date|now)(?: to| from| for| on)*[\s:]*$",
    re.IGNORECASE,
)
_MOVE_FIRST = re.compile(
    r"^(?:(?:(?:moved|brought|put|pushed) (?:forward|up|back|on|out)|moved|rescheduled|postponed|change of date"
    r"|date change|new date|new time|changed)(?: for| of)?[:,]? )+"
    r"(?:the |our )?(?=\S)",
    re.IGNORECASE,
)
# What lasts: from one day to the other, and not on the other instead of the one.
_LASTS = listed(
    "maintenance outage downtime closure shutdown works work upgrade migration closed window period absence holiday"
    " holidays leave rollout freeze overnight interruption weekend exhibition"
)


def old_and_new(text: str, whens: Sequence[When]) -> tuple[When, When] | None:
    """Return the old time and the new one, where two stand side by side: "17 Oct → 24 Oct", "8 April (was 1 April)"."""
    if len(whens) != 2:
        return None
    first, second = whens
    if _ARROW.fullmatch(text[first.end : second.start]):
        return first, second
    was_first, was_second = (_OLD.search(text[: one.start]) is not None for one in whens)
    if was_first == was_second or len(text[first.end : second.start]) > _APART:
        return None
    return (first, second) if was_first else (second, first)


_APART = 24
_SIGNS = " ,:;([-–—"


def other_day(
    text: str, segments: Sequence[Segment], whens: Sequence[When], known: Sequence[Reading], rules: Rules
) -> Reading | None:
    """Read what takes place at another time than was said: "harbour safety course moved: 3 May → 10 May".

    Of a deadline that another rule has read, that rule knows whether there is more time or less; and what is off has no
    new day.
    """
    if any("deadline" in words_of(one.segment.core) or one.direction in ("extended", "cancelled") for one in known):
        return None
    if len(whens) != 2 or not segments or (pair := old_and_new(text, whens)) is None:
        return None
    head = " ".join(text[: whens[0].start].split()).strip(_SIGNS)
    head = _OLD.sub("", head).strip(_SIGNS)
    bare = _MOVE_FIRST.sub("", _MOVE.sub("", _MOVE.sub("", head).strip(_SIGNS))).strip(_SIGNS)
    name = trimmed_event(bare, rules)
    is_told = bare != head or not _ARROW.search(text[whens[0].end : whens[1].start])
    if not is_noun_phrase(name, rules.sets) or (not is_told and _LASTS & set(words_of(name))):
        return None
    if not is_told and pair[0].lead.lower() in ("from", "between"):
        return None
    segment = next((one for one in segments if one.core), segments[0])
    return Reading.by(_MOVED, {"event": name}, replace(segment, whens=tuple(whens)))


def trimmed_event(core: str, rules: Rules) -> str:
    """Return what takes place without the words of the process, of which the last may be just what takes place."""
    core = core.partition(", ")[0] if _AFTER_COMMA.search(core) else core
    name = trimmed(core, rules)
    lost = words_of(core.partition(name)[2]) if name and name in core else []
    if not lost or len(lost) > 1 or core.endswith(")"):
        return name
    is_event = lost[0] in rules.sets["events"] or lost[0] in rules.sets["event-nouns"] or lost[0] in _EVENTS
    return f"{name} {core.split()[-1]}" if is_event else name


_AFTER_COMMA = re.compile(r", (?:now|new|same|already|still|previously|originally)\b", re.IGNORECASE)


def as_called_off(reading: Reading, direction: str, rules: Rules) -> Reading:
    """Take what a label calls off for no duty, though it begins with a verb: "cancelled: move to Building 9"."""
    core = reading.segment.core
    first = words_of(core)[:1]
    is_noun = bool(first) and (first[0] in rules.sets["noun-verbs"] or first[0] in rules.sets["events"])
    is_off = direction in ("cancelled", "postponed")
    if not is_off or reading.kind != "duty" or not is_noun or not is_noun_phrase(core, rules.sets):
        return reading
    return replace(reading, kind="event", direction=direction, slots={"event": core})


# What frames know to go on for longer.
_GOES_ON = frozenset({"outage", "maintenance", "freeze", "freeze-all", "works", "readonly-time", "shut", "expect"})


def as_longer(reading: Reading, rules: Rules) -> Reading:
    """Take what a label says goes on for longer for just that: "extended: reduced opening hours"."""
    core = reading.segment.core
    is_known = reading.kind in _GOES_ON or reading.kind.startswith(("deadline", "stays", "more-time"))
    if reading.rule.direction == "extended" or is_known or not is_noun_phrase(core, rules.sets):
        return reading
    return replace(reading, kind="event", slots={"event": core})


_EVENTS = listed("inspection update check review visit tour audit change release day evening week session")
_PLANNED = re.compile(
    r",? (?:which (?:was|were) )?(?:originally|previously|initially|first)?(?: |(?<= ))?"
    r"(?:planned|scheduled|due|set"
    r"|announced|foreseen|intended)(?: to (?:start|begin|take place))?(?: for| on| in| at)?(?=,|$)",
    re.IGNORECASE,
)
_NEW_DATE = re.compile(
    r"[,;]? ?(?:(?:a |the )?(?:new )?(?:date|time|day)s? )(?:(?:is |will be )?(?:tbd|tba|tbc|unknown|open"
    r"|(?:still )?to (?:be )?(?:follow|come|announced|confirmed|decided|fixed|agreed|set|advised|communicated))"
    r"|will follow|follows|not (?:yet )?(?:known|fixed|set))(?: \S+)?$",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"postpone|defer|resched|delay|cancel|called off|put off|put back|pushed|on hold|moved|relocated", re.IGNORECASE
)


def without_plans(segments: tuple[Segment, ...], text: str) -> tuple[Segment, ...]:
    """Leave out of what is put off for when it was planned, and that a new day is to come."""
    if not segments or _OFF.search(text) is None:
        return segments
    if folded(segments[0].core) in ("moved", "relocated"):
        return _moved_place(segments)
    return tuple(replace(one, core=_without_plan(one.core)) for one in segments)


_TO_PLACE = re.compile(r"(?P<what>\S.*?) (?P<way>(?:from|to|into) \S.*)", re.IGNORECASE)


def _moved_place(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Say of what moves to another place that it does: "moved: choir rehearsal from hall A to hall B"."""
    found = _TO_PLACE.fullmatch(segments[1].core) if len(segments) > 1 else None
    if not found or any(one.whens for one in segments):
        return segments
    moved = replace(segments[1], core=f"{found['what']} moved {found['way']}", start=segments[0].start)
    return (moved, *segments[2:])


def _without_plan(core: str) -> str:
    shorter = _PLANNED.sub("", _NEW_DATE.sub("", core).strip(" ,")).strip(" ,").removesuffix(", now")
    return shorter if shorter else "" if _NEW_DATE.fullmatch(core) else core


_WAS_PLANNED = re.compile(
    r"\b(?:planned|scheduled|due|set|announced|foreseen|intended)(?: to (?:start|begin|take place))?(?: for| on| in)?"
    r"(?: the)? ?$",
    re.IGNORECASE,
)


def was_planned(text: str, when: When) -> bool:
    """Tell whether a time is the one that something put off was planned for."""
    return _WAS_PLANNED.search(text[: when.start]) is not None or folded(when.lead) in ("planned for", "due")
