"""Times that are other ones than people think: "cut-off 15:30 today, not 17:00"."""

import re

from bot.subjects.fitting import trimmed
from bot.subjects.readings import Reading
from bot.subjects.rule_types import About, ReadingRule, Rules
from bot.subjects.segments import Segment
from bot.subjects.words import is_noun_phrase, is_plural, listed, named, words_of

_OTHER = ReadingRule(About("draft.other-time", "The draft says which time is right."), "other-time", "neutral", (), 90)
# What a time is not any more.
_NOT_THEN = re.compile(
    r",? ?(?:today|tonight|tomorrow)?,? (?:and )?(?:not|no longer|instead of|rather than)"
    r" (?:at |until |from |by |on )?\S.{0,24}$",
    re.IGNORECASE,
)
_GOES = listed(
    "leaves closes opens starts begins ends departs arrives meets leave close open start begin end depart arrive"
)
_IS_NOW = listed("closed open due")
_HANGS = (" for ", " of ", " in ", " at ")


def rather(text: str, whole: Segment, segments: tuple[Segment, ...], rules: Rules) -> Reading | None:
    """Read a draft that only says what time is the right one, with its verb where it leaves that out."""
    first = next((when for one in segments for when in one.whens), None)
    if first is None or not _NOT_THEN.match(text, first.end):
        return None
    words = text[: first.start].strip(" ,;:-–—").split()
    verb = words[-1].lower() if words else ""
    name = " ".join(words[:-1]).strip(" ,;:")
    if (verb not in _GOES and verb not in _IS_NOW) or not name or ":" in name or not is_noun_phrase(name, rules.sets):
        return None
    thing = named(trimmed(name, rules) or name, rules.sets)
    clause = f"{thing} {_verb(name, verb)} {text[first.start :].strip(' .')}"
    return Reading.by(_OTHER, {"news": clause}, whole)


def _verb(name: str, said: str) -> str:
    if said in _GOES:
        return said
    head = min((name.split(link, 1)[0] for link in _HANGS), key=len)
    return f"{'are' if is_plural(words_of(head)[-1]) else 'is'} {said}"
